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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'smokeTest': {'expect': 'Paris'}}, 'runtime': {'image': 'registry.example/worker:garbage'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  create Deployment chat-B replicas=1
  62 s  apply Deployment chat-A replicas=1
  62 s  create Service chat-preview
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
  73 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
  73 s  apply ControllerRevision chat-B
  73 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  74 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  75 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
  77 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
  79 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
  81 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
  83 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
  85 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
  87 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
  89 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
  91 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
  93 s  * Testing: Testing chat-B: smoke test under way
  93 s  = serving 1/2 on chat-A; preview chat-B smoke test under way
  95 s  hold chat-A: chat-B has failed, the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
  95 s  apply ControllerRevision chat-B
  95 s  apply Deployment chat-A replicas=2
  95 s  apply Deployment chat-B replicas=0
  95 s  delete Service chat-preview
  95 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
  95 s  ! SmokeTestFailed: Revision chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
  95 s  = serving 1/2 on chat-A; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
  96 s  = serving 1/2 on chat-A: waiting for a pod that drains to make room; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'; 1 draining
 106 s  hold chat-A: chat-B has failed, the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 106 s  delete Deployment chat-B
 106 s  = serving 1/2 on chat-A: downloading model (0 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 107 s  = serving 1/2 on chat-A: downloading model (0 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 108 s  = serving 1/2 on chat-A: downloading model (10 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 110 s  = serving 1/2 on chat-A: downloading model (20 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 112 s  = serving 1/2 on chat-A: downloading model (30 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 114 s  = serving 1/2 on chat-A: downloading model (40 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 116 s  = serving 1/2 on chat-A: downloading model (50 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 118 s  = serving 1/2 on chat-A: downloading model (60 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 120 s  = serving 1/2 on chat-A: downloading model (70 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 122 s  = serving 1/2 on chat-A: downloading model (80 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 124 s  = serving 1/2 on chat-A: downloading model (90 %); chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
 126 s  = serving 2/2 on chat-A; chat-B failed: the smoke test failed: attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'
