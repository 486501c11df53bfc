# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %)
   3 s  = starting 0/1 on chat-A: downloading model (10 %)
   5 s  = starting 0/1 on chat-A: downloading model (20 %)
   7 s  = starting 0/1 on chat-A: downloading model (30 %)
   9 s  = starting 0/1 on chat-A: downloading model (40 %)
  11 s  = starting 0/1 on chat-A: downloading model (50 %)
  13 s  = starting 0/1 on chat-A: downloading model (60 %)
  15 s  = starting 0/1 on chat-A: downloading model (70 %)
  17 s  = starting 0/1 on chat-A: downloading model (80 %)
  19 s  = starting 0/1 on chat-A: downloading model (90 %)
  21 s  apply Deployment chat-A replicas=2
  21 s  apply PodDisruptionBudget chat-A
  21 s  * ScaledUp: DemandRose: 1 → 2: the targets need 1.5 replicas
  21 s  * ReplicasAvailable: 1 of 2 replicas ready
  21 s  = serving 1/2 on chat-A
  22 s  = serving 1/2 on chat-A: downloading model (0 %)
  24 s  = serving 1/2 on chat-A: downloading model (10 %)
  26 s  = serving 1/2 on chat-A: downloading model (20 %)
  28 s  = serving 1/2 on chat-A: downloading model (30 %)
  30 s  = serving 1/2 on chat-A: downloading model (40 %)
  32 s  = serving 1/2 on chat-A: downloading model (50 %)
  34 s  = serving 1/2 on chat-A: downloading model (60 %)
  36 s  = serving 1/2 on chat-A: downloading model (70 %)
  38 s  = serving 1/2 on chat-A: downloading model (80 %)
  40 s  = serving 1/2 on chat-A: downloading model (90 %)
  42 s  * RolloutComplete: Rolled out chat-A
  42 s  = serving 2/2 on chat-A
  81 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}, 'runtime': {'image': 'registry.example/worker:2'}}
 121 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 121 s  create ControllerRevision chat-B
 121 s  create Deployment chat-B replicas=2
 121 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 121 s  * Starting: Bringing up chat-B
 121 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 122 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 124 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 126 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 128 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 130 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 132 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 134 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 136 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 138 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 140 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 142 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 142 s  apply Service chat
 142 s  apply ConfigMap chat-gate
 142 s  create PodDisruptionBudget chat-B
 142 s  delete PodDisruptionBudget chat-A
 142 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 142 s  * Switching: Moving traffic to chat-B
 142 s  = serving 2/2 on chat-B
 143 s  baking until 2026-01-01T00:03:22Z
 143 s  apply ControllerRevision chat-B
 143 s  * Baking: Watching chat-B: baking until 2026-01-01T00:03:22Z
 143 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:03:22Z
 145 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:03:22Z
 155 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:03:22Z
 171 s  baking until 2026-01-01T00:03:22Z
 171 s  apply Deployment chat-B replicas=3
 171 s  apply PodDisruptionBudget chat-B
 171 s  * ScaledUp: DemandRose: 2 → 3: the targets need 2.2 replicas
 171 s  = serving 2/3 on chat-B; baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 172 s  = serving 2/3 on chat-B: downloading model (0 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 174 s  = serving 2/3 on chat-B: downloading model (10 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 176 s  = serving 2/3 on chat-B: downloading model (20 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 178 s  = serving 2/3 on chat-B: downloading model (30 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 180 s  = serving 2/3 on chat-B: downloading model (40 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 182 s  = serving 2/3 on chat-B: downloading model (50 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 184 s  = serving 2/3 on chat-B: downloading model (60 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 186 s  = serving 2/3 on chat-B: downloading model (70 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 188 s  = serving 2/3 on chat-B: downloading model (80 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 190 s  = serving 2/3 on chat-B: downloading model (90 %); baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 192 s  = serving 3/3 on chat-B; baking until 2026-01-01T00:03:22Z; going back would start 1 of 3 replicas again
 196 s  baking until 2026-01-01T00:03:22Z
 196 s  apply Deployment chat-B replicas=4
 196 s  apply PodDisruptionBudget chat-B
 196 s  * ScaledUp: DemandRose: 3 → 4: the targets need 3.5 replicas
 196 s  = serving 3/4 on chat-B; baking until 2026-01-01T00:03:22Z; going back would start 2 of 4 replicas again
 197 s  = serving 3/4 on chat-B: downloading model (0 %); baking until 2026-01-01T00:03:22Z; going back would start 2 of 4 replicas again
 199 s  = serving 3/4 on chat-B: downloading model (10 %); baking until 2026-01-01T00:03:22Z; going back would start 2 of 4 replicas again
 201 s  = serving 3/4 on chat-B: downloading model (20 %); baking until 2026-01-01T00:03:22Z; going back would start 2 of 4 replicas again
 202 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 202 s  apply Service chat
 202 s  * BakeEnded: Kept chat-B: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 202 s  * Scaling: 3 of 4 replicas ready: downloading model (20 %)
 202 s  = serving 3/4 on chat-B: downloading model (20 %)
 203 s  draining chat-A
 203 s  apply Deployment chat-A replicas=0
 203 s  = serving 3/4 on chat-B: downloading model (30 %)
 204 s  = serving 3/4 on chat-B: downloading model (30 %); 2 draining
 205 s  = serving 3/4 on chat-B: downloading model (40 %); 2 draining
 207 s  = serving 3/4 on chat-B: downloading model (50 %); 2 draining
 209 s  = serving 3/4 on chat-B: downloading model (60 %); 2 draining
 211 s  = serving 3/4 on chat-B: downloading model (70 %); 2 draining
 213 s  = serving 3/4 on chat-B: downloading model (80 %); 2 draining
 214 s  delete Deployment chat-A
 214 s  = serving 3/4 on chat-B: downloading model (80 %)
 215 s  = serving 3/4 on chat-B: downloading model (90 %)
 217 s  * RolloutComplete: Rolled out chat-B
 217 s  = serving 4/4 on chat-B
 256 s  = serving 4/4 on chat-B
