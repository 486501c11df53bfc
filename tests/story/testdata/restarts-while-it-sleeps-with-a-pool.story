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
 245 s  = scaled to zero on chat-A; 1/1 warm
 246 s  = scaled to zero on chat-A; 1/1 warm
 367 s  apply Deployment chat-A replicas=2
 367 s  label Pod chat-A-10 serving
 367 s  * WarmReplicaPromoted: Promoted chat-A-10 from the warm pool to serving
 367 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 367 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 367 s  * Scaling: 0 of 1 replicas ready
 367 s  = starting 0/1 on chat-A; 1/1 warm
 368 s  label Pod chat-A-11 warm
 368 s  * ReplicasAvailable: 1 of 1 replicas ready
 368 s  * RolloutComplete: Rolled out chat-A
 368 s  * Filling: 0 of 1 warm replicas are Ready
 368 s  = serving 1/1 on chat-A; 0/1 warm
 369 s  = serving 1/1 on chat-A; 0/1 warm
 370 s  = serving 1/1 on chat-A; 0/1 warm
 371 s  * MetricsFresh: Decisions are made on fresh numbers
 371 s  = serving 1/1 on chat-A; 0/1 warm
 372 s  = serving 1/1 on chat-A; 0/1 warm
 374 s  = serving 1/1 on chat-A; 0/1 warm
 376 s  = serving 1/1 on chat-A; 0/1 warm
 378 s  = serving 1/1 on chat-A; 0/1 warm
 380 s  = serving 1/1 on chat-A; 0/1 warm
 382 s  = serving 1/1 on chat-A; 0/1 warm
 384 s  = serving 1/1 on chat-A; 0/1 warm
 386 s  = serving 1/1 on chat-A; 0/1 warm
 388 s  * PoolReady: 1 of 1 warm replicas are Ready
 388 s  = serving 1/1 on chat-A; 1/1 warm
 427 s  = serving 1/1 on chat-A; 1/1 warm
