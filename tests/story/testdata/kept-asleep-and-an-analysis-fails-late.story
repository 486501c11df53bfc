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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'runtime': {'image': 'registry.example/worker:erring'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
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
 142 s  chat-A is kept until 2026-01-01T00:07:21Z
 142 s  label Pod chat-A-8 warm
 142 s  label Pod chat-A-9 warm
 142 s  apply ControllerRevision chat-B
 142 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:07:21Z
 142 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
 149 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'runtime': {'image': 'registry.example/worker:erring'}}
 300 s  * Baking: Watching chat-B: the bake is over, Prometheus is being asked
 300 s  = serving 2/2 on chat-B; the bake is over, Prometheus is being asked
 301 s  cannot roll back: 0 of 2 replicas of chat-A are awake
 301 s  apply ControllerRevision chat-B
 301 s  * RollingBack: Going back to chat-A: chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests); cannot roll back: 0 of 2 replicas of chat-A are awake
 301 s  ! GateFailed: Revision chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests); it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 301 s  = serving 2/2 on chat-B; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests); cannot roll back: 0 of 2 replicas of chat-A are awake; 2 waking
 303 s  cannot roll back: 0 of 2 replicas of chat-A are awake
 303 s  label Pod chat-A-8 serving
 303 s  label Pod chat-A-9 serving
 303 s  = serving 2/2 on chat-B; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests); cannot roll back: 0 of 2 replicas of chat-A are awake
 304 s  roll back to chat-A: chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 304 s  apply Service chat
 304 s  apply ConfigMap chat-gate
 304 s  create PodDisruptionBudget chat-A
 304 s  delete PodDisruptionBudget chat-B
 304 s  ! RolledBack: Moved traffic from chat-B to chat-A: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 304 s  * Switching: Moving traffic to chat-A
 304 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 305 s  hold chat-A: chat-B has failed, 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 305 s  apply Deployment chat-B replicas=0
 305 s  ! GateFailed: Revision chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests); it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 305 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 306 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests); 2 draining
 316 s  hold chat-A: chat-B has failed, 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 316 s  delete Deployment chat-B
 316 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
 317 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (1590 requests)
