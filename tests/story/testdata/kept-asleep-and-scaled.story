# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
  45 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  45 s  create ControllerRevision chat-B
  45 s  create Deployment chat-B replicas=2
  45 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  45 s  * Starting: Bringing up chat-B
  45 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  46 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
  48 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
  50 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
  52 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
  54 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
  56 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
  58 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
  60 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
  62 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
  64 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
  66 s  switch from chat-A to chat-B: 2 of 2 replicas ready
  66 s  apply Service chat
  66 s  apply ConfigMap chat-gate
  66 s  create PodDisruptionBudget chat-B
  66 s  delete PodDisruptionBudget chat-A
  66 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
  66 s  * Switching: Moving traffic to chat-B
  66 s  = serving 2/2 on chat-B
  67 s  chat-A is kept until 2026-01-01T00:06:06Z
  67 s  label Pod chat-A-8 warm
  67 s  label Pod chat-A-9 warm
  67 s  apply ControllerRevision chat-B
  67 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:06:06Z
  67 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
  74 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
 150 s  chat-A is kept until 2026-01-01T00:06:06Z
 150 s  apply Deployment chat-A replicas=1
 150 s  apply Deployment chat-B replicas=1
 150 s  apply PodDisruptionBudget chat-B
 150 s  = serving 2/1 on chat-B; chat-A is kept, 2 of 2 asleep
 151 s  = serving 1/1 on chat-B; chat-A is kept, 1 of 1 asleep; 2 draining
 152 s  = serving 1/1 on chat-B; chat-A is kept, 1 of 1 asleep; 1 draining
 161 s  = serving 1/1 on chat-B; chat-A is kept, 1 of 1 asleep
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
 195 s  chat-A is kept: 1 of 3 replicas of chat-B are ready
 195 s  apply Deployment chat-B replicas=3
 195 s  apply PodDisruptionBudget chat-B
 195 s  * ReplicasMissing: 1 of 3 replicas ready
 195 s  * Scaling: 1 of 3 replicas ready
 195 s  = serving 1/3 on chat-B; chat-A is kept, 1 of 1 asleep
 196 s  * DownloadingModel: 1 of 3 replicas ready: downloading model (0 %)
 196 s  = serving 1/3 on chat-B: downloading model (0 %); chat-A is kept, 1 of 1 asleep
 198 s  = serving 1/3 on chat-B: downloading model (10 %); chat-A is kept, 1 of 1 asleep
 200 s  = serving 1/3 on chat-B: downloading model (20 %); chat-A is kept, 1 of 1 asleep
 202 s  = serving 1/3 on chat-B: downloading model (30 %); chat-A is kept, 1 of 1 asleep
 204 s  = serving 1/3 on chat-B: downloading model (40 %); chat-A is kept, 1 of 1 asleep
 206 s  = serving 1/3 on chat-B: downloading model (50 %); chat-A is kept, 1 of 1 asleep
 208 s  = serving 1/3 on chat-B: downloading model (60 %); chat-A is kept, 1 of 1 asleep
 210 s  = serving 1/3 on chat-B: downloading model (70 %); chat-A is kept, 1 of 1 asleep
 212 s  = serving 1/3 on chat-B: downloading model (80 %); chat-A is kept, 1 of 1 asleep
 214 s  = serving 1/3 on chat-B: downloading model (90 %); chat-A is kept, 1 of 1 asleep
 216 s  * ReplicasAvailable: 3 of 3 replicas ready
 216 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:06:06Z; going back would start 2 of 3 replicas again
 216 s  = serving 3/3 on chat-B; chat-A is kept, 1 of 1 asleep
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}}
 240 s  hold chat-B: chat-A is not proven, its Deployment has 1 of 3 replicas
 240 s  apply Deployment chat-A replicas=3
 240 s  * RollingBack: Going back to chat-A: its Deployment has 1 of 3 replicas
 240 s  = serving 3/3 on chat-B; preview chat-A its Deployment has 1 of 3 replicas
 241 s  = serving 3/3 on chat-B; preview chat-A 0 of 3 replicas awake; 1 waking
 243 s  hold chat-B: chat-A is not proven, 0 of 3 replicas awake
 243 s  label Pod chat-A-8 serving
 243 s  = serving 3/3 on chat-B; preview chat-A 0 of 3 replicas awake
 244 s  = serving 3/3 on chat-B; preview chat-A 1 of 3 replicas ready
 261 s  switch from chat-B to chat-A: 3 of 3 replicas ready
 261 s  apply Service chat
 261 s  apply ConfigMap chat-gate
 261 s  create PodDisruptionBudget chat-A
 261 s  delete PodDisruptionBudget chat-B
 261 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 261 s  * Switching: Moving traffic to chat-A
 261 s  = serving 3/3 on chat-A
 262 s  chat-B is kept until 2026-01-01T00:09:21Z
 262 s  label Pod chat-B-12 warm
 262 s  label Pod chat-B-15 warm
 262 s  label Pod chat-B-16 warm
 262 s  * Draining: Rolled out chat-A; chat-B is kept until 2026-01-01T00:09:21Z
 262 s  = serving 3/3 on chat-A; chat-B is kept, 0 of 3 asleep
 269 s  = serving 3/3 on chat-A; chat-B is kept, 3 of 3 asleep
