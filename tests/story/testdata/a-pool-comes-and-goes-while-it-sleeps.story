# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
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
   0 s  = starting 0/1 on chat-A
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %)
   3 s  = starting 0/1 on chat-A: downloading model (10 %)
   5 s  = starting 0/1 on chat-A: downloading model (20 %)
   7 s  = starting 0/1 on chat-A: downloading model (30 %)
   9 s  = starting 0/1 on chat-A: downloading model (40 %)
  11 s  = starting 0/1 on chat-A: downloading model (50 %)
  13 s  = starting 0/1 on chat-A: downloading model (60 %)
  15 s  = starting 0/1 on chat-A: downloading model (70 %)
  17 s  = starting 0/1 on chat-A: downloading model (80 %)
  19 s  = starting 0/1 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A
  61 s  = serving 1/1 on chat-A
 155 s  apply Deployment chat-A replicas=0
 155 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 34 s
 155 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 155 s  = scaled to zero on chat-A
 156 s  = scaled to zero on chat-A; 1 draining
 160 s  = scaled to zero on chat-A; 1 draining
 166 s  = scaled to zero on chat-A
 215 s  = scaled to zero on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'warmPool': {'size': 1}}
 245 s  apply Deployment chat-A replicas=1
 245 s  = scaled to zero on chat-A; 0/1 warm
 246 s  label Pod chat-A-10 warm
 246 s  = scaled to zero on chat-A; 0/1 warm
 247 s  = scaled to zero on chat-A; 0/1 warm
 248 s  = scaled to zero on chat-A; 0/1 warm
 250 s  = scaled to zero on chat-A; 0/1 warm
 252 s  = scaled to zero on chat-A; 0/1 warm
 254 s  = scaled to zero on chat-A; 0/1 warm
 256 s  = scaled to zero on chat-A; 0/1 warm
 258 s  = scaled to zero on chat-A; 0/1 warm
 260 s  = scaled to zero on chat-A; 0/1 warm
 262 s  = scaled to zero on chat-A; 0/1 warm
 264 s  = scaled to zero on chat-A; 0/1 warm
 266 s  * PoolReady: 1 of 1 warm replicas are Ready
 266 s  = scaled to zero on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'warmPool': None}
 366 s  apply Deployment chat-A replicas=0
 366 s  = scaled to zero on chat-A
 367 s  = scaled to zero on chat-A; 1 draining
 368 s  = scaled to zero on chat-A
 489 s  apply Deployment chat-A replicas=1
 489 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 489 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 489 s  * Scaling: 0 of 1 replicas ready
 489 s  = starting 0/1 on chat-A
 490 s  = starting 0/1 on chat-A: downloading model (0 %)
 492 s  = starting 0/1 on chat-A: downloading model (10 %)
 493 s  = starting 0/1 on chat-A: downloading model (10 %)
 494 s  = starting 0/1 on chat-A: downloading model (20 %)
 496 s  = starting 0/1 on chat-A: downloading model (30 %)
 498 s  = starting 0/1 on chat-A: downloading model (40 %)
 500 s  = starting 0/1 on chat-A: downloading model (50 %)
 502 s  = starting 0/1 on chat-A: downloading model (60 %)
 504 s  = starting 0/1 on chat-A: downloading model (70 %)
 506 s  = starting 0/1 on chat-A: downloading model (80 %)
 508 s  = starting 0/1 on chat-A: downloading model (90 %)
 510 s  * ReplicasAvailable: 1 of 1 replicas ready
 510 s  * RolloutComplete: Rolled out chat-A
 510 s  = serving 1/1 on chat-A
 513 s  = serving 1/1 on chat-A
 549 s  = serving 1/1 on chat-A
