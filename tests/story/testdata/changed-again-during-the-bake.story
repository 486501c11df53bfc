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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'runtime': {'image': 'registry.example/worker:2'}}
 160 s  hold chat-B: chat-C is not proven, its Deployment does not exist yet
 160 s  create ControllerRevision chat-C
 160 s  create Deployment chat-C replicas=2
 160 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-b
 160 s  * Starting: Bringing up chat-C
 160 s  = serving 2/2 on chat-B; preview chat-C its Deployment does not exist yet
 161 s  = serving 2/2 on chat-B; preview chat-C downloading model (0 %)
 163 s  = serving 2/2 on chat-B; preview chat-C downloading model (10 %)
 165 s  = serving 2/2 on chat-B; preview chat-C downloading model (20 %)
 167 s  = serving 2/2 on chat-B; preview chat-C downloading model (30 %)
 169 s  = serving 2/2 on chat-B; preview chat-C downloading model (40 %)
 171 s  = serving 2/2 on chat-B; preview chat-C downloading model (50 %)
 173 s  = serving 2/2 on chat-B; preview chat-C downloading model (60 %)
 175 s  = serving 2/2 on chat-B; preview chat-C downloading model (70 %)
 177 s  = serving 2/2 on chat-B; preview chat-C downloading model (80 %)
 179 s  = serving 2/2 on chat-B; preview chat-C downloading model (90 %)
 181 s  switch from chat-B to chat-C: 2 of 2 replicas ready
 181 s  apply Service chat
 181 s  apply ConfigMap chat-gate
 181 s  create PodDisruptionBudget chat-C
 181 s  delete PodDisruptionBudget chat-B
 181 s  * TrafficSwitched: Moved traffic from chat-B to chat-C
 181 s  * Switching: Moving traffic to chat-C
 181 s  = serving 2/2 on chat-C
 182 s  draining chat-A
 182 s  apply ControllerRevision chat-C
 182 s  apply Deployment chat-A replicas=0
 182 s  * Baking: Watching chat-C: baking until 2026-01-01T00:04:01Z
 182 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:04:01Z
 183 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:04:01Z; 2 draining
 184 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:04:01Z; 2 draining
 193 s  baking until 2026-01-01T00:04:01Z
 193 s  delete Deployment chat-A
 193 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:04:01Z
 194 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:04:01Z
 195 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:04:01Z
 241 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (530 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-B before the switch, at most 130 % (530 requests against 530)
 241 s  apply Service chat
 241 s  * BakeEnded: Kept chat-C: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (530 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-B before the switch, at most 130 % (530 requests against 530)
 241 s  * Draining: Rolled out chat-C; the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (530 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-B before the switch, at most 130 % (530 requests against 530)
 241 s  = serving 2/2 on chat-C
 242 s  draining chat-B
 242 s  apply Deployment chat-B replicas=0
 242 s  = serving 2/2 on chat-C
 243 s  = serving 2/2 on chat-C; 2 draining
 253 s  delete Deployment chat-B
 253 s  * RolloutComplete: Rolled out chat-C
 253 s  = serving 2/2 on chat-C
 254 s  = serving 2/2 on chat-C
