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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}}
 150 s  * Baking: Watching chat-B: the bake is over, Prometheus is being asked
 150 s  = serving 2/2 on chat-B; the bake is over, Prometheus is being asked
 151 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (840 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (840 requests against 840)
 151 s  apply Service chat
 151 s  * BakeEnded: Kept chat-B: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (840 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (840 requests against 840)
 151 s  * Draining: Rolled out chat-B; the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (840 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (840 requests against 840)
 151 s  = serving 2/2 on chat-B; 2 waking
 152 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep; 2 waking
 153 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
 159 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}}
 240 s  * RollingBack: Going back to chat-A: 0 of 2 replicas awake
 240 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake
 241 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake; 2 waking
 243 s  hold chat-B: chat-A is not proven, 0 of 2 replicas awake
 243 s  label Pod chat-A-8 serving
 243 s  label Pod chat-A-9 serving
 243 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake
 244 s  switch from chat-B to chat-A: 2 of 2 replicas ready
 244 s  apply Service chat
 244 s  apply ConfigMap chat-gate
 244 s  create PodDisruptionBudget chat-A
 244 s  delete PodDisruptionBudget chat-B
 244 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 244 s  * Switching: Moving traffic to chat-A
 244 s  = serving 2/2 on chat-A
 245 s  chat-B is kept until 2026-01-01T00:09:04Z
 245 s  label Pod chat-B-12 warm
 245 s  label Pod chat-B-13 warm
 245 s  * Draining: Rolled out chat-A; chat-B is kept until 2026-01-01T00:09:04Z
 245 s  = serving 2/2 on chat-A; chat-B is kept, 0 of 2 asleep
 252 s  = serving 2/2 on chat-A; chat-B is kept, 2 of 2 asleep
