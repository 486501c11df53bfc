# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}, 'schedules': [{'name': 'rush', 'cron': '4 0 * * *', 'duration': '4m', 'minReplicas': 3}]}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
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
 240 s  apply Deployment chat-A replicas=3
 240 s  apply PodDisruptionBudget chat-A
 240 s  * ScaledUp: BelowMinimum: 1 → 3: the minimum is 3 (schedule rush)
 240 s  * ReplicasMissing: 1 of 3 replicas ready
 240 s  * Scaling: 1 of 3 replicas ready
 240 s  = serving 1/3 on chat-A
 241 s  * DownloadingModel: 1 of 3 replicas ready: downloading model (0 %)
 241 s  = serving 1/3 on chat-A: downloading model (0 %)
 243 s  = serving 1/3 on chat-A: downloading model (10 %)
 245 s  = serving 1/3 on chat-A: downloading model (20 %)
 247 s  = serving 1/3 on chat-A: downloading model (30 %)
 249 s  = serving 1/3 on chat-A: downloading model (40 %)
 251 s  = serving 1/3 on chat-A: downloading model (50 %)
 253 s  = serving 1/3 on chat-A: downloading model (60 %)
 255 s  = serving 1/3 on chat-A: downloading model (70 %)
 257 s  = serving 1/3 on chat-A: downloading model (80 %)
 259 s  = serving 1/3 on chat-A: downloading model (90 %)
 261 s  * ReplicasAvailable: 3 of 3 replicas ready
 261 s  * RolloutComplete: Rolled out chat-A
 261 s  = serving 3/3 on chat-A
 300 s  = serving 3/3 on chat-A
 481 s  label Pod chat-A-9 draining
 481 s  apply PodDisruptionBudget chat-A
 481 s  * ScaledDown: DemandFell: 3 → 2: the targets need 0.5 replicas
 481 s  = serving 3/2 on chat-A
 482 s  = serving 2/2 on chat-A; 1 draining
 496 s  label Pod chat-A-9 drained
 497 s  apply Deployment chat-A replicas=2
 499 s  = serving 2/2 on chat-A
 511 s  label Pod chat-A-10 draining
 511 s  apply PodDisruptionBudget chat-A
 511 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.5 replicas
 511 s  = serving 2/1 on chat-A
 512 s  = serving 1/1 on chat-A; 1 draining
 526 s  label Pod chat-A-10 drained
 527 s  apply Deployment chat-A replicas=1
 529 s  = serving 1/1 on chat-A
 571 s  = serving 1/1 on chat-A
