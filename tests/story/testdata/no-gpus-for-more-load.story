# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
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
 140 s  apply Deployment chat-A replicas=2
 140 s  apply PodDisruptionBudget chat-A
 140 s  * ScaledUp: DemandRose: 1 → 2: the targets need 2.0 replicas
 140 s  * Scaling: 1 of 2 replicas ready
 140 s  = serving 1/2 on chat-A
 141 s  = serving 1/2 on chat-A: downloading model (0 %)
 143 s  = serving 1/2 on chat-A: downloading model (10 %)
 145 s  = serving 1/2 on chat-A: downloading model (20 %)
 147 s  = serving 1/2 on chat-A: downloading model (30 %)
 149 s  = serving 1/2 on chat-A: downloading model (40 %)
 151 s  = serving 1/2 on chat-A: downloading model (50 %)
 153 s  = serving 1/2 on chat-A: downloading model (60 %)
 155 s  = serving 1/2 on chat-A: downloading model (70 %)
 157 s  = serving 1/2 on chat-A: downloading model (80 %)
 159 s  = serving 1/2 on chat-A: downloading model (90 %)
 161 s  * RolloutComplete: Rolled out chat-A
 161 s  = serving 2/2 on chat-A
 200 s  = serving 2/2 on chat-A
 264 s  = serving 2/2 on chat-A
 304 s  label Pod chat-A-9 draining
 304 s  apply PodDisruptionBudget chat-A
 304 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.5 replicas
 304 s  = serving 2/1 on chat-A
 305 s  = serving 1/1 on chat-A; 1 draining
 319 s  label Pod chat-A-9 drained
 320 s  apply Deployment chat-A replicas=1
 322 s  = serving 1/1 on chat-A
 364 s  = serving 1/1 on chat-A
