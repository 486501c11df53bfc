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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 121 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 121 s  create ControllerRevision chat-B
 121 s  create Deployment chat-B replicas=4
 121 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 121 s  * Starting: Bringing up chat-B
 121 s  = serving 4/4 on chat-A; preview chat-B its Deployment does not exist yet
 122 s  = serving 4/4 on chat-A; preview chat-B downloading model (0 %)
 124 s  = serving 4/4 on chat-A; preview chat-B downloading model (10 %)
 126 s  = serving 4/4 on chat-A; preview chat-B downloading model (20 %)
 128 s  = serving 4/4 on chat-A; preview chat-B downloading model (30 %)
 130 s  = serving 4/4 on chat-A; preview chat-B downloading model (40 %)
 132 s  = serving 4/4 on chat-A; preview chat-B downloading model (50 %)
 134 s  = serving 4/4 on chat-A; preview chat-B downloading model (60 %)
 136 s  = serving 4/4 on chat-A; preview chat-B downloading model (70 %)
 138 s  = serving 4/4 on chat-A; preview chat-B downloading model (80 %)
 140 s  = serving 4/4 on chat-A; preview chat-B downloading model (90 %)
 141 s  = serving 4/4 on chat-A; preview chat-B downloading model (90 %)
 142 s  switch from chat-A to chat-B: 4 of 4 replicas ready
 142 s  apply Service chat
 142 s  apply ConfigMap chat-gate
 142 s  create PodDisruptionBudget chat-B
 142 s  delete PodDisruptionBudget chat-A
 142 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 142 s  * Switching: Moving traffic to chat-B
 142 s  = serving 4/4 on chat-B
 143 s  draining chat-A
 143 s  apply ControllerRevision chat-B
 143 s  apply Deployment chat-A replicas=0
 143 s  * Draining: Rolled out chat-B; draining chat-A
 143 s  = serving 4/4 on chat-B
 144 s  = serving 4/4 on chat-B; 4 draining
 154 s  delete Deployment chat-A
 154 s  * RolloutComplete: Rolled out chat-B
 154 s  = serving 4/4 on chat-B
 155 s  = serving 4/4 on chat-B
 170 s  label Pod chat-B-14 draining
 170 s  apply PodDisruptionBudget chat-B
 170 s  * ScaledDown: DemandFell: 4 → 3: the targets need 1.5 replicas
 170 s  = serving 4/3 on chat-B
 171 s  = serving 3/3 on chat-B; 1 draining
 185 s  label Pod chat-B-14 drained
 186 s  apply Deployment chat-B replicas=3
 188 s  = serving 3/3 on chat-B
 230 s  = serving 3/3 on chat-B
