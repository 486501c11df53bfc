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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 240 s  * Starting: Bringing up chat-B
 240 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 241 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 243 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 245 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 247 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 249 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 251 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 253 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 255 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 257 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 259 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 261 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 261 s  apply Service chat
 261 s  apply ConfigMap chat-gate
 261 s  create PodDisruptionBudget chat-B
 261 s  delete PodDisruptionBudget chat-A
 261 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 261 s  * Switching: Moving traffic to chat-B
 261 s  = serving 2/2 on chat-B
 262 s  baking until 2026-01-01T00:05:21Z
 262 s  apply ControllerRevision chat-B
 262 s  * Baking: Watching chat-B: baking until 2026-01-01T00:05:21Z
 262 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:05:21Z
 264 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:05:21Z
 274 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:05:21Z
 285 s  ! PolicyDenied: Spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels)
 285 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-B; baking until 2026-01-01T00:05:21Z
 321 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 321 s  apply Service chat
 321 s  * BakeEnded: Kept chat-B: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 321 s  * Draining: Rolled out chat-B; the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 321 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-B
 322 s  draining chat-A
 322 s  apply Deployment chat-A replicas=0
 322 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-B
 323 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-B; 2 draining
 333 s  delete Deployment chat-A
 333 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-B
 334 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-B
