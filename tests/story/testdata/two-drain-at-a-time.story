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
  21 s  apply Deployment chat-A replicas=4
  21 s  apply PodDisruptionBudget chat-A
  21 s  * ScaledUp: DemandRose: 1 → 4: the targets need 3.5 replicas
  21 s  * ReplicasAvailable: 1 of 4 replicas ready
  21 s  = serving 1/4 on chat-A
  22 s  = serving 1/4 on chat-A: downloading model (0 %)
  24 s  = serving 1/4 on chat-A: downloading model (10 %)
  26 s  = serving 1/4 on chat-A: downloading model (20 %)
  28 s  = serving 1/4 on chat-A: downloading model (30 %)
  30 s  = serving 1/4 on chat-A: downloading model (40 %)
  32 s  = serving 1/4 on chat-A: downloading model (50 %)
  34 s  = serving 1/4 on chat-A: downloading model (60 %)
  36 s  = serving 1/4 on chat-A: downloading model (70 %)
  38 s  = serving 1/4 on chat-A: downloading model (80 %)
  40 s  = serving 1/4 on chat-A: downloading model (90 %)
  42 s  * RolloutComplete: Rolled out chat-A
  42 s  = serving 4/4 on chat-A
  81 s  = serving 4/4 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 2, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 121 s  label Pod chat-A-9 draining
 121 s  label Pod chat-A-10 draining
 121 s  apply PodDisruptionBudget chat-A
 121 s  * ScaledDown: AboveMaximum: 4 → 2: the maximum is 2
 121 s  = serving 4/2 on chat-A
 122 s  = serving 2/2 on chat-A; 2 draining
 161 s  label Pod chat-A-9 drained
 161 s  label Pod chat-A-10 drained
 162 s  apply Deployment chat-A replicas=2
 164 s  = serving 2/2 on chat-A
 181 s  = serving 2/2 on chat-A
