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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}], 'minRequests': 150}}}
 120 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}], 'minRequests': 150}}, 'runtime': {'image': 'registry.example/worker:erring'}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}], 'minRequests': 150}}, 'runtime': {'image': 'registry.example/worker:2'}}
 152 s  hold chat-B: chat-C is not proven, its Deployment does not exist yet
 152 s  create ControllerRevision chat-C
 152 s  create Deployment chat-C replicas=2
 152 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-b
 152 s  * Starting: Bringing up chat-C
 152 s  = serving 2/2 on chat-B; preview chat-C its Deployment does not exist yet
 153 s  = serving 2/2 on chat-B; preview chat-C downloading model (0 %)
 155 s  = serving 2/2 on chat-B; preview chat-C downloading model (10 %)
 157 s  = serving 2/2 on chat-B; preview chat-C downloading model (20 %)
 159 s  = serving 2/2 on chat-B; preview chat-C downloading model (30 %)
 161 s  = serving 2/2 on chat-B; preview chat-C downloading model (40 %)
 163 s  = serving 2/2 on chat-B; preview chat-C downloading model (50 %)
 165 s  = serving 2/2 on chat-B; preview chat-C downloading model (60 %)
 167 s  = serving 2/2 on chat-B; preview chat-C downloading model (70 %)
 169 s  roll back to chat-A: chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (220 requests)
 169 s  apply ControllerRevision chat-B
 169 s  apply Service chat
 169 s  apply ConfigMap chat-gate
 169 s  create PodDisruptionBudget chat-A
 169 s  delete PodDisruptionBudget chat-B
 169 s  ! RolledBack: Moved traffic from chat-B to chat-A: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (220 requests)
 169 s  * Switching: Moving traffic to chat-A
 169 s  = serving 2/2 on chat-A; preview chat-C chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (220 requests)
 170 s  hold chat-A: chat-C is not proven, 0 of 2 replicas ready
 170 s  apply Deployment chat-B replicas=0
 170 s  * Starting: Bringing up chat-C: downloading model (80 %)
 170 s  = serving 2/2 on chat-A; preview chat-C downloading model (80 %)
 171 s  = serving 2/2 on chat-A; preview chat-C downloading model (90 %); 2 draining
 173 s  switch from chat-A to chat-C: 2 of 2 replicas ready
 173 s  apply Service chat
 173 s  apply ConfigMap chat-gate
 173 s  create PodDisruptionBudget chat-C
 173 s  delete PodDisruptionBudget chat-A
 173 s  * TrafficSwitched: Moved traffic from chat-A to chat-C
 173 s  * Switching: Moving traffic to chat-C
 173 s  = serving 2/2 on chat-C; 2 draining
 174 s  draining chat-B
 174 s  apply ControllerRevision chat-C
 174 s  * Baking: Watching chat-C: baking until 2026-01-01T00:03:53Z
 174 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:03:53Z; 2 draining
 176 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:03:53Z; 2 draining
 181 s  baking until 2026-01-01T00:03:53Z
 181 s  delete Deployment chat-B
 181 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:03:53Z
 182 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:03:53Z
 196 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:03:53Z
 233 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 233 s  apply Service chat
 233 s  * BakeEnded: Kept chat-C: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 233 s  * Draining: Rolled out chat-C; the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 233 s  = serving 2/2 on chat-C
 234 s  draining chat-A
 234 s  apply Deployment chat-A replicas=0
 234 s  = serving 2/2 on chat-C
 235 s  = serving 2/2 on chat-C; 2 draining
 245 s  delete Deployment chat-A
 245 s  * RolloutComplete: Rolled out chat-C
 245 s  = serving 2/2 on chat-C
 246 s  = serving 2/2 on chat-C
