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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'smokeTest': {'expect': 'Paris'}}}
 120 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'smokeTest': {'expect': 'Paris'}}, 'runtime': {'image': 'registry.example/worker:garbage'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  create Service chat-preview
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
 261 s  * Testing: Testing chat-B: smoke test under way
 261 s  = serving 2/2 on chat-A; preview chat-B smoke test under way
 263 s  hold chat-A: chat-B has failed, the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 263 s  apply ControllerRevision chat-B
 263 s  apply Deployment chat-B replicas=0
 263 s  delete Service chat-preview
 263 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 263 s  ! SmokeTestFailed: Revision chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 263 s  = serving 2/2 on chat-A; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 264 s  = serving 2/2 on chat-A; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; 2 draining
 274 s  hold chat-A: chat-B has failed, the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 274 s  delete Deployment chat-B
 274 s  = serving 2/2 on chat-A; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 275 s  = serving 2/2 on chat-A; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 360 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 360 s  apply ControllerRevision chat-B
 360 s  create Deployment chat-B replicas=2
 360 s  create Service chat-preview
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
 384 s  draining chat-A
 384 s  apply ControllerRevision chat-B
 384 s  apply Deployment chat-A replicas=0
 384 s  * Draining: Rolled out chat-B; draining chat-A
 384 s  = serving 2/2 on chat-B
 385 s  = serving 2/2 on chat-B; 2 draining
 395 s  delete Deployment chat-A
 395 s  * RolloutComplete: Rolled out chat-B
 395 s  = serving 2/2 on chat-B
 396 s  = serving 2/2 on chat-B
