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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}], 'onInconclusive': 'Hold'}}}
 120 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}], 'onInconclusive': 'Hold'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 360 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 360 s  create ControllerRevision chat-B
 360 s  create Deployment chat-B replicas=2
 360 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 360 s  * Starting: Bringing up chat-B
 360 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 361 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 363 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 365 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 367 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 369 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 371 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 373 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 375 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 377 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 379 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 381 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 381 s  apply Service chat
 381 s  apply ConfigMap chat-gate
 381 s  create PodDisruptionBudget chat-B
 381 s  delete PodDisruptionBudget chat-A
 381 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 381 s  * Switching: Moving traffic to chat-B
 381 s  = serving 2/2 on chat-B
 382 s  baking until 2026-01-01T00:07:21Z
 382 s  apply ControllerRevision chat-B
 382 s  * Baking: Watching chat-B: baking until 2026-01-01T00:07:21Z
 382 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:07:21Z
 384 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:07:21Z
 441 s  = serving 2/2 on chat-B; held, no verdict when the bake was over: no numbers: Prometheus did not answer within 5 s
 484 s  the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (1020 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (1020 requests against 1020)
 484 s  apply Service chat
 484 s  * BakeEnded: Kept chat-B: the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (1020 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (1020 requests against 1020)
 484 s  * Draining: Rolled out chat-B; the bake is over: 2 gates kept: ErrorRate 0 %, at most 1 % (1020 requests); TimeToFirstToken p95 475 ms, 100 % of the 475 ms of chat-A before the switch, at most 130 % (1020 requests against 1020)
 484 s  = serving 2/2 on chat-B
 485 s  draining chat-A
 485 s  apply Deployment chat-A replicas=0
 485 s  = serving 2/2 on chat-B
 486 s  = serving 2/2 on chat-B; 2 draining
 496 s  delete Deployment chat-A
 496 s  * RolloutComplete: Rolled out chat-B
 496 s  = serving 2/2 on chat-B
 497 s  = serving 2/2 on chat-B
