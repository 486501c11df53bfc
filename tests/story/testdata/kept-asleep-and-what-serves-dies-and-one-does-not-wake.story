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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '300s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'runtime': {'image': 'registry.example/worker:2'}}
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
 300 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (100 %)
 300 s  * Scaling: 0 of 2 replicas ready: downloading model (100 %)
 300 s  = starting 0/2 on chat-B: downloading model (100 %); chat-A is kept, 2 of 2 asleep
 301 s  cannot roll back: 0 of 2 replicas of chat-A are awake
 301 s  apply ControllerRevision chat-B
 301 s  ! BadArguments: 0 of 2 replicas ready: the worker died: the engine refused --nonsense
 301 s  * RollingBack: Going back to chat-A: chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; cannot roll back: 0 of 2 replicas of chat-A are awake
 301 s  = starting 0/2 on chat-B: the worker died: the engine refused --nonsense; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; cannot roll back: 0 of 2 replicas of chat-A are awake
 302 s  = starting 0/2 on chat-B: the worker died (2 restarts): the engine refused --nonsense; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; cannot roll back: 0 of 2 replicas of chat-A are awake; 2 waking
 303 s  = starting 0/2 on chat-B: the worker died (3 restarts): the engine refused --nonsense; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; cannot roll back: 0 of 2 replicas of chat-A are awake; 2 waking
 304 s  cannot roll back: 0 of 2 replicas of chat-A are awake
 304 s  label Pod chat-A-9 serving
 304 s  = starting 0/2 on chat-B: the worker died (4 restarts): the engine refused --nonsense; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; cannot roll back: 0 of 2 replicas of chat-A are awake; 1 waking
 305 s  roll back to chat-A: chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 305 s  apply Service chat
 305 s  apply ConfigMap chat-gate
 305 s  create PodDisruptionBudget chat-A
 305 s  delete PodDisruptionBudget chat-B
 305 s  ! RolledBack: Moved traffic from chat-B to chat-A: no replica is ready: the worker died: the engine refused --nonsense
 305 s  * ReplicasAvailable: 1 of 2 replicas ready
 305 s  * Switching: Moving traffic to chat-A
 305 s  = serving 1/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking
 306 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 306 s  apply Deployment chat-B replicas=0
 306 s  ! BadArguments: Revision chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 306 s  = serving 1/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking
 307 s  = serving 1/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking; 2 draining
 308 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 308 s  delete Deployment chat-B
 308 s  = serving 1/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking
 309 s  = serving 1/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking
 331 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 331 s  delete Pod chat-A-8
 331 s  ! SleeperReplaced: Deleted chat-A-8, which does not wake: it did not wake
 331 s  = serving 1/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking; 1 draining
 332 s  = serving 1/2 on chat-A: downloading model (0 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 waking
 333 s  = serving 1/2 on chat-A: downloading model (0 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 334 s  = serving 1/2 on chat-A: downloading model (10 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 336 s  = serving 1/2 on chat-A: downloading model (20 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 338 s  = serving 1/2 on chat-A: downloading model (30 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 340 s  = serving 1/2 on chat-A: downloading model (40 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 342 s  = serving 1/2 on chat-A: downloading model (50 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 344 s  = serving 1/2 on chat-A: downloading model (60 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 346 s  = serving 1/2 on chat-A: downloading model (70 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 348 s  = serving 1/2 on chat-A: downloading model (80 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 350 s  = serving 1/2 on chat-A: downloading model (90 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 352 s  = serving 2/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
