# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}}
 120 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'runtime': {'image': 'registry.example/worker:2'}}
 125 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 125 s  create ControllerRevision chat-B
 125 s  create Deployment chat-B replicas=2
 125 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 125 s  * Starting: Bringing up chat-B
 125 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 126 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 128 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 130 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 132 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 134 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 136 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 138 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 140 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 142 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 144 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 146 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 146 s  apply Service chat
 146 s  apply ConfigMap chat-gate
 146 s  create PodDisruptionBudget chat-B
 146 s  delete PodDisruptionBudget chat-A
 146 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 146 s  * Switching: Moving traffic to chat-B
 146 s  = serving 2/2 on chat-B
 147 s  baking until 2026-01-01T00:03:26Z
 147 s  apply ControllerRevision chat-B
 147 s  * Baking: Watching chat-B: baking until 2026-01-01T00:03:26Z
 147 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:03:26Z
 149 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:03:26Z
 159 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:03:26Z
 160 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (100 %)
 160 s  = starting 0/2 on chat-B: downloading model (100 %); baking until 2026-01-01T00:03:26Z
 161 s  roll back to chat-A: chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 161 s  apply ControllerRevision chat-B
 161 s  apply Service chat
 161 s  apply ConfigMap chat-gate
 161 s  create PodDisruptionBudget chat-A
 161 s  delete PodDisruptionBudget chat-B
 161 s  ! RolledBack: Moved traffic from chat-B to chat-A: no replica is ready: the worker died: the engine refused --nonsense
 161 s  * ReplicasAvailable: 2 of 2 replicas ready
 161 s  * Switching: Moving traffic to chat-A
 161 s  ! BadArguments: Revision chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 161 s  = serving 2/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 162 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 162 s  apply Deployment chat-B replicas=0
 162 s  ! BadArguments: Revision chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 162 s  = serving 2/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 163 s  = serving 2/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 2 draining
 164 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 164 s  delete Deployment chat-B
 164 s  = serving 2/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 165 s  = serving 2/2 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
