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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'warmPool': {'size': 1}, 'runtime': {'image': 'registry.example/worker:2'}}
 245 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 245 s  create ControllerRevision chat-B
 245 s  create Deployment chat-B replicas=1
 245 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 245 s  * Starting: Bringing up chat-B
 245 s  = scaled to zero on chat-A; preview chat-B its Deployment does not exist yet; 1/1 warm
 246 s  = scaled to zero on chat-A; preview chat-B downloading model (0 %); 1/1 warm
 248 s  = scaled to zero on chat-A; preview chat-B downloading model (10 %); 1/1 warm
 250 s  = scaled to zero on chat-A; preview chat-B downloading model (20 %); 1/1 warm
 252 s  = scaled to zero on chat-A; preview chat-B downloading model (30 %); 1/1 warm
 254 s  = scaled to zero on chat-A; preview chat-B downloading model (40 %); 1/1 warm
 256 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 256 s  apply Deployment chat-A replicas=1
 256 s  label Pod chat-A-10 serving
 256 s  * WarmReplicaPromoted: Promoted chat-A-10 from the warm pool to serving
 256 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 256 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 256 s  = starting 0/1 on chat-A; preview chat-B downloading model (50 %); 1/1 warm
 257 s  * ReplicasAvailable: 1 of 1 replicas ready
 257 s  * Filling: 0 of 1 warm replicas are Ready: chat-B is rolled out first
 257 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %); 0/1 warm
 258 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %); 0/1 warm
 260 s  * MetricsFresh: Decisions are made on fresh numbers
 260 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %); 0/1 warm
 262 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %); 0/1 warm
 264 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %); 0/1 warm
 266 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 266 s  apply Service chat
 266 s  apply ConfigMap chat-gate
 266 s  create PodDisruptionBudget chat-B
 266 s  delete PodDisruptionBudget chat-A
 266 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 266 s  * Switching: Moving traffic to chat-B
 266 s  = serving 1/1 on chat-B; 0/1 warm
 267 s  draining chat-A
 267 s  apply ControllerRevision chat-B
 267 s  apply Deployment chat-B replicas=2
 267 s  apply Deployment chat-A replicas=0
 267 s  * Draining: Rolled out chat-B; draining chat-A
 267 s  = serving 1/1 on chat-B; 0/1 warm
 268 s  draining chat-A
 268 s  label Pod chat-B-15 warm
 268 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 269 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 270 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 272 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 274 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 276 s  = serving 1/1 on chat-B; 0/1 warm; 1 draining
 278 s  delete Deployment chat-A
 278 s  * RolloutComplete: Rolled out chat-B
 278 s  = serving 1/1 on chat-B; 0/1 warm
 279 s  = serving 1/1 on chat-B; 0/1 warm
 280 s  = serving 1/1 on chat-B; 0/1 warm
 282 s  = serving 1/1 on chat-B; 0/1 warm
 284 s  = serving 1/1 on chat-B; 0/1 warm
 286 s  = serving 1/1 on chat-B; 0/1 warm
 288 s  * PoolReady: 1 of 1 warm replicas are Ready
 288 s  = serving 1/1 on chat-B; 1/1 warm
 316 s  = serving 1/1 on chat-B; 1/1 warm
