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
 246 s  apply Deployment chat-A replicas=1
 246 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 246 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 246 s  * Scaling: 0 of 1 replicas ready
 246 s  = starting 0/1 on chat-A
 247 s  = starting 0/1 on chat-A: downloading model (0 %)
 249 s  = starting 0/1 on chat-A: downloading model (10 %)
 250 s  ! MetricsUnavailable: Prometheus did not answer within 5 s
 250 s  = starting 0/1 on chat-A: downloading model (10 %)
 251 s  = starting 0/1 on chat-A: downloading model (20 %)
 253 s  = starting 0/1 on chat-A: downloading model (30 %)
 255 s  = starting 0/1 on chat-A: downloading model (40 %)
 257 s  = starting 0/1 on chat-A: downloading model (50 %)
 259 s  = starting 0/1 on chat-A: downloading model (60 %)
 261 s  = starting 0/1 on chat-A: downloading model (70 %)
 263 s  = starting 0/1 on chat-A: downloading model (80 %)
 265 s  = starting 0/1 on chat-A: downloading model (90 %)
 267 s  * ReplicasAvailable: 1 of 1 replicas ready
 267 s  * RolloutComplete: Rolled out chat-A
 267 s  = serving 1/1 on chat-A
 306 s  = serving 1/1 on chat-A
