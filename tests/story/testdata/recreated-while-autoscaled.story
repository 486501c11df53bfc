# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
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
  21 s  apply Deployment chat-A replicas=3
  21 s  apply PodDisruptionBudget chat-A
  21 s  * ScaledUp: DemandRose: 1 → 3: the targets need 2.5 replicas
  21 s  * ReplicasAvailable: 1 of 3 replicas ready
  21 s  = serving 1/3 on chat-A
  22 s  = serving 1/3 on chat-A: downloading model (0 %)
  24 s  = serving 1/3 on chat-A: downloading model (10 %)
  26 s  = serving 1/3 on chat-A: downloading model (20 %)
  28 s  = serving 1/3 on chat-A: downloading model (30 %)
  30 s  = serving 1/3 on chat-A: downloading model (40 %)
  32 s  = serving 1/3 on chat-A: downloading model (50 %)
  34 s  = serving 1/3 on chat-A: downloading model (60 %)
  36 s  = serving 1/3 on chat-A: downloading model (70 %)
  38 s  = serving 1/3 on chat-A: downloading model (80 %)
  40 s  = serving 1/3 on chat-A: downloading model (90 %)
  42 s  * RolloutComplete: Rolled out chat-A
  42 s  = serving 3/3 on chat-A
  81 s  = serving 3/3 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 121 s  draining chat-A before chat-2c0fbfbea1 starts
 121 s  apply Deployment chat-A replicas=0
 121 s  * Draining: Draining chat-A before chat-2c0fbfbea1 starts
 121 s  = serving 3/3 on chat-A; draining chat-A before chat-2c0fbfbea1 starts
 122 s  * NoReadyReplicas: 0 of 3 replicas ready
 122 s  = starting 0/3 on chat-A; draining chat-A before chat-2c0fbfbea1 starts; 3 draining
 126 s  = starting 0/3 on chat-A; draining chat-A before chat-2c0fbfbea1 starts; 3 draining
 132 s  switch to chat-B: chat-A has stopped
 132 s  create ControllerRevision chat-B
 132 s  create Deployment chat-B replicas=3
 132 s  apply Service chat
 132 s  apply ConfigMap chat-gate
 132 s  create PodDisruptionBudget chat-B
 132 s  delete PodDisruptionBudget chat-A
 132 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 132 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 132 s  * Switching: Moving traffic to chat-B
 132 s  = starting 0/3 on chat-B
 133 s  delete Deployment chat-A
 133 s  * DownloadingModel: 0 of 3 replicas ready: downloading model (0 %)
 133 s  * Scaling: 0 of 3 replicas ready: downloading model (0 %)
 133 s  = starting 0/3 on chat-B: downloading model (0 %)
 134 s  = starting 0/3 on chat-B: downloading model (0 %)
 135 s  = starting 0/3 on chat-B: downloading model (10 %)
 137 s  = starting 0/3 on chat-B: downloading model (20 %)
 139 s  = starting 0/3 on chat-B: downloading model (30 %)
 141 s  = starting 0/3 on chat-B: downloading model (40 %)
 143 s  = starting 0/3 on chat-B: downloading model (50 %)
 145 s  = starting 0/3 on chat-B: downloading model (60 %)
 147 s  = starting 0/3 on chat-B: downloading model (70 %)
 149 s  = starting 0/3 on chat-B: downloading model (80 %)
 151 s  = starting 0/3 on chat-B: downloading model (90 %)
 153 s  * ReplicasAvailable: 3 of 3 replicas ready
 153 s  * RolloutComplete: Rolled out chat-B
 153 s  = serving 3/3 on chat-B
 156 s  = serving 3/3 on chat-B
 201 s  = serving 3/3 on chat-B
