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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}, 'smokeTest': {'expect': 'Paris'}}}
 240 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}, 'smokeTest': {'expect': 'Paris'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 360 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 360 s  create ControllerRevision chat-B
 360 s  create Deployment chat-B replicas=2
 360 s  create Service chat-preview
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
 381 s  * Testing: Testing chat-B: smoke test under way
 381 s  = serving 2/2 on chat-A; preview chat-B smoke test under way
 383 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 383 s  apply ControllerRevision chat-B
 383 s  apply Service chat
 383 s  apply ConfigMap chat-gate
 383 s  create PodDisruptionBudget chat-B
 383 s  delete PodDisruptionBudget chat-A
 383 s  delete Service chat-preview
 383 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 383 s  * Switching: Moving traffic to chat-B
 383 s  = serving 2/2 on chat-B
 384 s  baking until 2026-01-01T00:07:23Z
 384 s  apply ControllerRevision chat-B
 384 s  * Baking: Watching chat-B: baking until 2026-01-01T00:07:23Z
 384 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:07:23Z
 386 s  = serving 2/2 on chat-B; baking until 2026-01-01T00:07:23Z
 443 s  = serving 2/2 on chat-B; too few requests for a verdict, the smoke test decides
 445 s  roll back to chat-A: chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 445 s  apply ControllerRevision chat-B
 445 s  apply Service chat
 445 s  apply ConfigMap chat-gate
 445 s  create PodDisruptionBudget chat-A
 445 s  delete PodDisruptionBudget chat-B
 445 s  ! RolledBack: Moved traffic from chat-B to chat-A: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 445 s  * Switching: Moving traffic to chat-A
 445 s  ! GateFailed: Revision chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 445 s  = serving 2/2 on chat-A; chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 446 s  hold chat-A: chat-B has failed, too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 446 s  apply Deployment chat-B replicas=0
 446 s  ! GateFailed: Revision chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 446 s  = serving 2/2 on chat-A; chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 447 s  = serving 2/2 on chat-A; chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; 2 draining
 457 s  hold chat-A: chat-B has failed, too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 457 s  delete Deployment chat-B
 457 s  = serving 2/2 on chat-A; chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 458 s  = serving 2/2 on chat-A; chat-B failed: too few requests for a verdict, and attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
