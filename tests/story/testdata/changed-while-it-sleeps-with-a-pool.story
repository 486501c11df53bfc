# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'warmPool': {'size': 1}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create EndpointSlice chat-activator
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A; 0/1 warm
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %); 0/1 warm
   3 s  = starting 0/1 on chat-A: downloading model (10 %); 0/1 warm
   5 s  = starting 0/1 on chat-A: downloading model (20 %); 0/1 warm
   7 s  = starting 0/1 on chat-A: downloading model (30 %); 0/1 warm
   9 s  = starting 0/1 on chat-A: downloading model (40 %); 0/1 warm
  11 s  = starting 0/1 on chat-A: downloading model (50 %); 0/1 warm
  13 s  = starting 0/1 on chat-A: downloading model (60 %); 0/1 warm
  15 s  = starting 0/1 on chat-A: downloading model (70 %); 0/1 warm
  17 s  = starting 0/1 on chat-A: downloading model (80 %); 0/1 warm
  19 s  = starting 0/1 on chat-A: downloading model (90 %); 0/1 warm
  21 s  apply Deployment chat-A replicas=2
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A; 0/1 warm
  22 s  label Pod chat-A-10 warm
  22 s  = serving 1/1 on chat-A; 0/1 warm
  23 s  = serving 1/1 on chat-A; 0/1 warm
  24 s  = serving 1/1 on chat-A; 0/1 warm
  26 s  = serving 1/1 on chat-A; 0/1 warm
  28 s  = serving 1/1 on chat-A; 0/1 warm
  30 s  = serving 1/1 on chat-A; 0/1 warm
  32 s  = serving 1/1 on chat-A; 0/1 warm
  34 s  = serving 1/1 on chat-A; 0/1 warm
  36 s  = serving 1/1 on chat-A; 0/1 warm
  38 s  = serving 1/1 on chat-A; 0/1 warm
  40 s  = serving 1/1 on chat-A; 0/1 warm
  42 s  * PoolReady: 1 of 1 warm replicas are Ready
  42 s  = serving 1/1 on chat-A; 1/1 warm
  61 s  = serving 1/1 on chat-A; 1/1 warm
 155 s  label Pod chat-A-9 draining
 155 s  apply Deployment chat-A replicas=2
 155 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 34 s
 155 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 155 s  = scaled to zero on chat-A; 1/1 warm
 156 s  = scaled to zero on chat-A; 1/1 warm; 1 draining
 160 s  = scaled to zero on chat-A; 1/1 warm; 1 draining
 170 s  label Pod chat-A-9 drained
 171 s  apply Deployment chat-A replicas=1
 173 s  = scaled to zero on chat-A; 1/1 warm
 215 s  = scaled to zero on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'warmPool': {'size': 1}}
 245 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 245 s  create ControllerRevision chat-B
 245 s  create Deployment chat-B replicas=1
 245 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 245 s  * Starting: Bringing up chat-B
 245 s  = scaled to zero on chat-A; preview chat-B its Deployment does not exist yet; 1/1 warm
 246 s  = scaled to zero on chat-A; preview chat-B downloading model (0 %); 1/1 warm
 248 s  = scaled to zero on chat-A; preview chat-B downloading model (10 %); 1/1 warm
 250 s  = scaled to zero on chat-A; preview chat-B downloading model (20 %); 1/1 warm
 252 s  = scaled to zero on chat-A; preview chat-B downloading model (30 %); 1/1 warm
 254 s  = scaled to zero on chat-A; preview chat-B downloading model (40 %); 1/1 warm
 256 s  = scaled to zero on chat-A; preview chat-B downloading model (50 %); 1/1 warm
 258 s  = scaled to zero on chat-A; preview chat-B downloading model (60 %); 1/1 warm
 260 s  = scaled to zero on chat-A; preview chat-B downloading model (70 %); 1/1 warm
 262 s  = scaled to zero on chat-A; preview chat-B downloading model (80 %); 1/1 warm
 264 s  = scaled to zero on chat-A; preview chat-B downloading model (90 %); 1/1 warm
 266 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 266 s  apply Deployment chat-A replicas=0
 266 s  apply Service chat
 266 s  apply ConfigMap chat-gate
 266 s  create PodDisruptionBudget chat-B
 266 s  delete PodDisruptionBudget chat-A
 266 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 266 s  * ReplicasAvailable: 1 of 1 replicas ready
 266 s  * Switching: Moving traffic to chat-B
 266 s  * Filling: 0 of 1 warm replicas are Ready: chat-B is rolled out first
 266 s  = serving 1/1 on chat-B; 0/1 warm
 267 s  draining chat-A
 267 s  apply ControllerRevision chat-B
 267 s  apply Deployment chat-B replicas=2
 267 s  apply Deployment chat-A replicas=0
 267 s  * Draining: Rolled out chat-B; draining chat-A
 267 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 268 s  label Pod chat-B-15 warm
 268 s  delete Deployment chat-A
 268 s  * RolloutComplete: Rolled out chat-B
 268 s  = serving 1/1 on chat-B; 0/1 warm
 269 s  = serving 1/1 on chat-B; 0/1 warm
 270 s  * MetricsFresh: Decisions are made on fresh numbers
 270 s  = serving 1/1 on chat-B; 0/1 warm
 272 s  = serving 1/1 on chat-B; 0/1 warm
 274 s  = serving 1/1 on chat-B; 0/1 warm
 275 s  = serving 1/1 on chat-B; 0/1 warm
 276 s  = serving 1/1 on chat-B; 0/1 warm
 278 s  = serving 1/1 on chat-B; 0/1 warm
 280 s  = serving 1/1 on chat-B; 0/1 warm
 282 s  = serving 1/1 on chat-B; 0/1 warm
 284 s  = serving 1/1 on chat-B; 0/1 warm
 286 s  = serving 1/1 on chat-B; 0/1 warm
 288 s  * PoolReady: 1 of 1 warm replicas are Ready
 288 s  = serving 1/1 on chat-B; 1/1 warm
 303 s  label Pod chat-B-13 draining
 303 s  apply Deployment chat-B replicas=2
 303 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 33 s
 303 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 303 s  = scaled to zero on chat-B; 1/1 warm
 304 s  = scaled to zero on chat-B; 1/1 warm; 1 draining
 308 s  = scaled to zero on chat-B; 1/1 warm; 1 draining
 318 s  label Pod chat-B-13 drained
 319 s  apply Deployment chat-B replicas=1
 321 s  = scaled to zero on chat-B; 1/1 warm
 363 s  = scaled to zero on chat-B; 1/1 warm
 366 s  apply Deployment chat-B replicas=2
 366 s  label Pod chat-B-15 serving
 366 s  * WarmReplicaPromoted: Promoted chat-B-15 from the warm pool to serving
 366 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 366 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 366 s  * Scaling: 0 of 1 replicas ready
 366 s  = starting 0/1 on chat-B; 1/1 warm
 367 s  label Pod chat-B-16 warm
 367 s  * ReplicasAvailable: 1 of 1 replicas ready
 367 s  * RolloutComplete: Rolled out chat-B
 367 s  * Filling: 0 of 1 warm replicas are Ready
 367 s  = serving 1/1 on chat-B; 0/1 warm
 368 s  * MetricsFresh: Decisions are made on fresh numbers
 368 s  = serving 1/1 on chat-B; 0/1 warm
 369 s  = serving 1/1 on chat-B; 0/1 warm
 371 s  = serving 1/1 on chat-B; 0/1 warm
 373 s  = serving 1/1 on chat-B; 0/1 warm
 375 s  = serving 1/1 on chat-B; 0/1 warm
 377 s  = serving 1/1 on chat-B; 0/1 warm
 379 s  = serving 1/1 on chat-B; 0/1 warm
 381 s  = serving 1/1 on chat-B; 0/1 warm
 383 s  = serving 1/1 on chat-B; 0/1 warm
 385 s  = serving 1/1 on chat-B; 0/1 warm
 387 s  * PoolReady: 1 of 1 warm replicas are Ready
 387 s  = serving 1/1 on chat-B; 1/1 warm
 426 s  = serving 1/1 on chat-B; 1/1 warm
