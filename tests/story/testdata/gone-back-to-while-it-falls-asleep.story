# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '90s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '90s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 121 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 123 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 125 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 127 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 129 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 131 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 133 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 135 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 137 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 139 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 141 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 141 s  apply Service chat
 141 s  apply ConfigMap chat-gate
 141 s  create PodDisruptionBudget chat-B
 141 s  delete PodDisruptionBudget chat-A
 141 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 141 s  * Switching: Moving traffic to chat-B
 141 s  = serving 2/2 on chat-B
 142 s  chat-A is kept until 2026-01-01T00:03:51Z
 142 s  label Pod chat-A-8 warm
 142 s  label Pod chat-A-9 warm
 142 s  apply ControllerRevision chat-B
 142 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:03:51Z
 142 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '90s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
 144 s  * RollingBack: Going back to chat-A: 0 of 2 replicas awake
 144 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake
 145 s  hold chat-B: chat-A is not proven, 0 of 2 replicas awake
 145 s  label Pod chat-A-8 serving
 145 s  label Pod chat-A-9 serving
 146 s  switch from chat-B to chat-A: 2 of 2 replicas ready
 146 s  apply Service chat
 146 s  apply ConfigMap chat-gate
 146 s  create PodDisruptionBudget chat-A
 146 s  delete PodDisruptionBudget chat-B
 146 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 146 s  * Switching: Moving traffic to chat-A
 146 s  = serving 2/2 on chat-A
 147 s  chat-B is kept until 2026-01-01T00:03:56Z
 147 s  label Pod chat-B-12 warm
 147 s  label Pod chat-B-13 warm
 147 s  * Draining: Rolled out chat-A; chat-B is kept until 2026-01-01T00:03:56Z
 147 s  = serving 2/2 on chat-A; chat-B is kept, 0 of 2 asleep
 154 s  = serving 2/2 on chat-A; chat-B is kept, 2 of 2 asleep
 236 s  draining chat-B
 236 s  apply Deployment chat-B replicas=0
 236 s  = serving 2/2 on chat-A
 237 s  = serving 2/2 on chat-A; 2 draining
 238 s  delete Deployment chat-B
 238 s  * RolloutComplete: Rolled out chat-A
 238 s  = serving 2/2 on chat-A
 239 s  = serving 2/2 on chat-A
