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
 246 s  apply Deployment chat-A replicas=2
 246 s  label Pod chat-A-10 serving
 246 s  * WarmReplicaPromoted: Promoted chat-A-10 from the warm pool to serving
 246 s  * ScaledUp: RequestsHeld: 0 → 1: 3 requests are held
 246 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 246 s  * Scaling: 0 of 1 replicas ready
 246 s  = starting 0/1 on chat-A; 1/1 warm
 247 s  label Pod chat-A-11 warm
 247 s  * ReplicasAvailable: 1 of 1 replicas ready
 247 s  * RolloutComplete: Rolled out chat-A
 247 s  * Filling: 0 of 1 warm replicas are Ready
 247 s  = serving 1/1 on chat-A; 0/1 warm
 248 s  = serving 1/1 on chat-A; 0/1 warm
 249 s  = serving 1/1 on chat-A; 0/1 warm
 250 s  * MetricsFresh: Decisions are made on fresh numbers
 250 s  = serving 1/1 on chat-A; 0/1 warm
 251 s  = serving 1/1 on chat-A; 0/1 warm
 253 s  = serving 1/1 on chat-A; 0/1 warm
 255 s  = serving 1/1 on chat-A; 0/1 warm
 257 s  = serving 1/1 on chat-A; 0/1 warm
 259 s  = serving 1/1 on chat-A; 0/1 warm
 261 s  = serving 1/1 on chat-A; 0/1 warm
 263 s  = serving 1/1 on chat-A; 0/1 warm
 265 s  = serving 1/1 on chat-A; 0/1 warm
 267 s  * PoolReady: 1 of 1 warm replicas are Ready
 267 s  = serving 1/1 on chat-A; 1/1 warm
 306 s  = serving 1/1 on chat-A; 1/1 warm
 400 s  label Pod chat-A-10 draining
 400 s  apply Deployment chat-A replicas=2
 400 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 34 s
 400 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 400 s  = scaled to zero on chat-A; 1/1 warm
 401 s  = scaled to zero on chat-A; 1/1 warm; 1 draining
 405 s  = scaled to zero on chat-A; 1/1 warm; 1 draining
 415 s  label Pod chat-A-10 drained
 416 s  apply Deployment chat-A replicas=1
 418 s  = scaled to zero on chat-A; 1/1 warm
 460 s  = scaled to zero on chat-A; 1/1 warm
