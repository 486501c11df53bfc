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
  90 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  90 s  create ControllerRevision chat-B
  90 s  create Deployment chat-B replicas=2
  90 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  90 s  * Starting: Bringing up chat-B
  90 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  91 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
  93 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
  95 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
  97 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
  99 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 101 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 103 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 105 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 107 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 109 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 111 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 111 s  apply Service chat
 111 s  apply ConfigMap chat-gate
 111 s  create PodDisruptionBudget chat-B
 111 s  delete PodDisruptionBudget chat-A
 111 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 111 s  * Switching: Moving traffic to chat-B
 111 s  = serving 2/2 on chat-B
 112 s  chat-A is kept until 2026-01-01T00:03:21Z
 112 s  label Pod chat-A-8 warm
 112 s  label Pod chat-A-9 warm
 112 s  apply ControllerRevision chat-B
 112 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:03:21Z
 112 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
 119 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
 201 s  draining chat-A
 201 s  apply Deployment chat-A replicas=0
 201 s  = serving 2/2 on chat-B
 202 s  = serving 2/2 on chat-B; 2 draining
 203 s  delete Deployment chat-A
 203 s  * RolloutComplete: Rolled out chat-B
 203 s  = serving 2/2 on chat-B
 204 s  = serving 2/2 on chat-B
