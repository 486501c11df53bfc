# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %)
   3 s  = starting 0/2 on chat-A: downloading model (10 %)
   5 s  = starting 0/2 on chat-A: downloading model (20 %)
   7 s  = starting 0/2 on chat-A: downloading model (30 %)
   9 s  = starting 0/2 on chat-A: downloading model (40 %)
  11 s  = starting 0/2 on chat-A: downloading model (50 %)
  13 s  = starting 0/2 on chat-A: downloading model (60 %)
  15 s  = starting 0/2 on chat-A: downloading model (70 %)
  17 s  = starting 0/2 on chat-A: downloading model (80 %)
  19 s  = starting 0/2 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=2
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
  65 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
  67 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
  69 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
  71 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
  73 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
  75 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
  77 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
  79 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
  81 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
  83 s  switch from chat-A to chat-B: 2 of 2 replicas ready
  83 s  apply Service chat
  83 s  apply ConfigMap chat-gate
  83 s  create PodDisruptionBudget chat-B
  83 s  delete PodDisruptionBudget chat-A
  83 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
  83 s  * Switching: Moving traffic to chat-B
  83 s  = serving 2/2 on chat-B
  84 s  chat-A is kept until 2026-01-01T00:03:23Z
  84 s  label Pod chat-A-8 warm
  84 s  label Pod chat-A-9 warm
  84 s  apply ControllerRevision chat-B
  84 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:03:23Z
  84 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
  91 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 120 s  hold chat-B: chat-C is not proven, free accelerators are being counted
 120 s  create ControllerRevision chat-C
 120 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-C
 120 s  = serving 2/2 on chat-B; preview chat-C free accelerators are being counted; chat-A is kept, 2 of 2 asleep
 122 s  hold chat-B: chat-C is not proven, what was kept for going back makes room
 122 s  apply Deployment chat-A replicas=0
 122 s  = serving 2/2 on chat-B; preview chat-C what was kept for going back makes room; chat-A is kept, 2 of 2 asleep
 123 s  = serving 2/2 on chat-B; preview chat-C 2 pods that drain make room; 2 draining
 124 s  hold chat-B: chat-C is not proven, its Deployment does not exist yet
 124 s  apply ControllerRevision chat-C
 124 s  delete Deployment chat-A
 124 s  = serving 2/2 on chat-B; preview chat-C its Deployment does not exist yet
 125 s  = serving 2/2 on chat-B; preview chat-C its Deployment does not exist yet
 126 s  hold chat-B: chat-C is not proven, its Deployment does not exist yet
 126 s  create Deployment chat-C replicas=2
 127 s  = serving 2/2 on chat-B; preview chat-C downloading model (0 %)
 129 s  = serving 2/2 on chat-B; preview chat-C downloading model (10 %)
 131 s  = serving 2/2 on chat-B; preview chat-C downloading model (20 %)
 133 s  = serving 2/2 on chat-B; preview chat-C downloading model (30 %)
 135 s  = serving 2/2 on chat-B; preview chat-C downloading model (40 %)
 137 s  = serving 2/2 on chat-B; preview chat-C downloading model (50 %)
 139 s  = serving 2/2 on chat-B; preview chat-C downloading model (60 %)
 141 s  = serving 2/2 on chat-B; preview chat-C downloading model (70 %)
 143 s  = serving 2/2 on chat-B; preview chat-C downloading model (80 %)
 145 s  = serving 2/2 on chat-B; preview chat-C downloading model (90 %)
 147 s  switch from chat-B to chat-C: 2 of 2 replicas ready
 147 s  apply Service chat
 147 s  apply ConfigMap chat-gate
 147 s  create PodDisruptionBudget chat-C
 147 s  delete PodDisruptionBudget chat-B
 147 s  * TrafficSwitched: Moved traffic from chat-B to chat-C
 147 s  * Switching: Moving traffic to chat-C
 147 s  = serving 2/2 on chat-C
 148 s  chat-B is kept until 2026-01-01T00:04:27Z
 148 s  label Pod chat-B-12 warm
 148 s  label Pod chat-B-13 warm
 148 s  apply ControllerRevision chat-C
 148 s  * Draining: Rolled out chat-C; chat-B is kept until 2026-01-01T00:04:27Z
 148 s  = serving 2/2 on chat-C; chat-B is kept, 0 of 2 asleep
 155 s  = serving 2/2 on chat-C; chat-B is kept, 2 of 2 asleep
 267 s  draining chat-B
 267 s  apply Deployment chat-B replicas=0
 267 s  = serving 2/2 on chat-C
 268 s  = serving 2/2 on chat-C; 2 draining
 269 s  delete Deployment chat-B
 269 s  * RolloutComplete: Rolled out chat-C
 269 s  = serving 2/2 on chat-C
 270 s  = serving 2/2 on chat-C
