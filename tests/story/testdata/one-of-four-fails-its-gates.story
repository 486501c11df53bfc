# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 4, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=4
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/4 on chat-A
   1 s  * DownloadingModel: 0 of 4 replicas ready: downloading model (0 %)
   1 s  = starting 0/4 on chat-A: downloading model (0 %)
   3 s  = starting 0/4 on chat-A: downloading model (10 %)
   5 s  = starting 0/4 on chat-A: downloading model (20 %)
   7 s  = starting 0/4 on chat-A: downloading model (30 %)
   9 s  = starting 0/4 on chat-A: downloading model (40 %)
  11 s  = starting 0/4 on chat-A: downloading model (50 %)
  13 s  = starting 0/4 on chat-A: downloading model (60 %)
  15 s  = starting 0/4 on chat-A: downloading model (70 %)
  17 s  = starting 0/4 on chat-A: downloading model (80 %)
  19 s  = starting 0/4 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 4 of 4 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 4/4 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 4, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'analysis': {'bake': '60s', 'gates': [{'metric': 'ErrorRate', 'maxPercent': 1}, {'metric': 'TimeToFirstToken', 'percentile': 95, 'maxRatioPercent': 130}]}}, 'runtime': {'image': 'registry.example/worker:erring'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 4/4 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  create Deployment chat-B replicas=1
  62 s  apply Deployment chat-A replicas=3
  62 s  = serving 4/4 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 3/4 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
  73 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
  73 s  apply ControllerRevision chat-B
  73 s  = serving 3/4 on chat-A; preview chat-B downloading model (0 %)
  74 s  = serving 3/4 on chat-A; preview chat-B downloading model (0 %)
  75 s  = serving 3/4 on chat-A; preview chat-B downloading model (10 %)
  77 s  = serving 3/4 on chat-A; preview chat-B downloading model (20 %)
  79 s  = serving 3/4 on chat-A; preview chat-B downloading model (30 %)
  81 s  = serving 3/4 on chat-A; preview chat-B downloading model (40 %)
  83 s  = serving 3/4 on chat-A; preview chat-B downloading model (50 %)
  85 s  = serving 3/4 on chat-A; preview chat-B downloading model (60 %)
  87 s  = serving 3/4 on chat-A; preview chat-B downloading model (70 %)
  89 s  = serving 3/4 on chat-A; preview chat-B downloading model (80 %)
  91 s  = serving 3/4 on chat-A; preview chat-B downloading model (90 %)
  93 s  share the traffic of chat-A with chat-B: 1 of 4 replicas ready
  93 s  apply Service chat
  93 s  apply ConfigMap chat-gate
  93 s  create PodDisruptionBudget chat-B
  93 s  delete PodDisruptionBudget chat-A
  93 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  93 s  * Baking: Watching chat-B: 1 of 4 replicas exchanged
  93 s  = serving 4/4 on chat-B and chat-A; 1 of 4 replicas exchanged
  94 s  exchange chat-A for chat-B: 1 of 4 replicas exchanged
  94 s  apply ControllerRevision chat-B
  94 s  = serving 4/4 on chat-B and chat-A; baking until 2026-01-01T00:02:33Z; 1 of 4 replicas exchanged
  96 s  = serving 4/4 on chat-B and chat-A; baking until 2026-01-01T00:02:33Z; 1 of 4 replicas exchanged
 106 s  roll back to chat-A: chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); 1 of 4 replicas of chat-A must start again
 106 s  apply ControllerRevision chat-B
 106 s  apply Deployment chat-A replicas=4
 106 s  apply Service chat
 106 s  apply ConfigMap chat-gate
 106 s  create PodDisruptionBudget chat-A
 106 s  delete PodDisruptionBudget chat-B
 106 s  ! RolledBack: Moved traffic from chat-B to chat-A: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 106 s  * Switching: Moving traffic to chat-A
 106 s  ! GateFailed: Revision chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 106 s  = serving 3/4 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); 1 of 4 replicas of chat-A must start again
 107 s  hold chat-A: chat-B has failed, 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 107 s  apply Deployment chat-B replicas=0
 107 s  ! GateFailed: Revision chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 107 s  = serving 3/4 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 108 s  = serving 3/4 on chat-A: waiting for a pod that drains to make room; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests); 1 draining
 118 s  hold chat-A: chat-B has failed, 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 118 s  delete Deployment chat-B
 118 s  = serving 3/4 on chat-A: downloading model (0 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 119 s  = serving 3/4 on chat-A: downloading model (0 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 120 s  = serving 3/4 on chat-A: downloading model (10 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 122 s  = serving 3/4 on chat-A: downloading model (20 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 124 s  = serving 3/4 on chat-A: downloading model (30 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 126 s  = serving 3/4 on chat-A: downloading model (40 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 128 s  = serving 3/4 on chat-A: downloading model (50 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 130 s  = serving 3/4 on chat-A: downloading model (60 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 132 s  = serving 3/4 on chat-A: downloading model (70 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 134 s  = serving 3/4 on chat-A: downloading model (80 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 136 s  = serving 3/4 on chat-A: downloading model (90 %); chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
 138 s  = serving 4/4 on chat-A; chat-B failed: 1 of 2 gates failed: ErrorRate 50 %, at most 1 % (120 requests)
