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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'runtime': {'image': 'registry.example/worker:erring'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
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
 274 s  roll back to chat-A: chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 274 s  apply ControllerRevision chat-B
 274 s  apply Service chat
 274 s  apply ConfigMap chat-gate
 274 s  create PodDisruptionBudget chat-A
 274 s  delete PodDisruptionBudget chat-B
 274 s  ! RolledBack: Moved traffic from chat-B to chat-A: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 274 s  * Switching: Moving traffic to chat-A
 274 s  ! GateFailed: Revision chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 274 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 275 s  hold chat-A: chat-B has failed, 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 275 s  apply Deployment chat-B replicas=0
 275 s  ! GateFailed: Revision chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 275 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 276 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); 2 draining
 286 s  hold chat-A: chat-B has failed, 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 286 s  delete Deployment chat-B
 286 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 287 s  = serving 2/2 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'runtime': {'image': 'registry.example/worker:2'}}
 360 s  hold chat-A: chat-C is not proven, its Deployment does not exist yet
 360 s  create ControllerRevision chat-C
 360 s  create Deployment chat-C replicas=2
 360 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-a
 360 s  * Starting: Bringing up chat-C
 360 s  = serving 2/2 on chat-A; preview chat-C its Deployment does not exist yet
 361 s  = serving 2/2 on chat-A; preview chat-C downloading model (0 %)
 363 s  = serving 2/2 on chat-A; preview chat-C downloading model (10 %)
 365 s  = serving 2/2 on chat-A; preview chat-C downloading model (20 %)
 367 s  = serving 2/2 on chat-A; preview chat-C downloading model (30 %)
 369 s  = serving 2/2 on chat-A; preview chat-C downloading model (40 %)
 371 s  = serving 2/2 on chat-A; preview chat-C downloading model (50 %)
 373 s  = serving 2/2 on chat-A; preview chat-C downloading model (60 %)
 375 s  = serving 2/2 on chat-A; preview chat-C downloading model (70 %)
 377 s  = serving 2/2 on chat-A; preview chat-C downloading model (80 %)
 379 s  = serving 2/2 on chat-A; preview chat-C downloading model (90 %)
 381 s  switch from chat-A to chat-C: 2 of 2 replicas ready
 381 s  apply Service chat
 381 s  apply ConfigMap chat-gate
 381 s  create PodDisruptionBudget chat-C
 381 s  delete PodDisruptionBudget chat-A
 381 s  * TrafficSwitched: Moved traffic from chat-A to chat-C
 381 s  * Switching: Moving traffic to chat-C
 381 s  = serving 2/2 on chat-C
 382 s  baking until 2026-01-01T00:07:21Z
 382 s  apply ControllerRevision chat-C
 382 s  * Baking: Watching chat-C: baking until 2026-01-01T00:07:21Z
 382 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:07:21Z
 384 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:07:21Z
 394 s  = serving 2/2 on chat-C; baking until 2026-01-01T00:07:21Z
 441 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 441 s  apply Service chat
 441 s  * BakeEnded: Kept chat-C: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 441 s  * Draining: Rolled out chat-C; the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (520 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (520 requests against 520)
 441 s  = serving 2/2 on chat-C
 442 s  draining chat-A
 442 s  apply Deployment chat-A replicas=0
 442 s  = serving 2/2 on chat-C
 443 s  = serving 2/2 on chat-C; 2 draining
 453 s  delete Deployment chat-A
 453 s  * RolloutComplete: Rolled out chat-C
 453 s  = serving 2/2 on chat-C
 454 s  = serving 2/2 on chat-C
