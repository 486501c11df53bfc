# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
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
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 1/1 on chat-A; preview chat-B free accelerators are being counted
  62 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 0 free on 1 node; one that serves alone cannot make room, but with strategy: Recreate
  62 s  = serving 1/1 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; one that serves alone cannot make room, but with strategy: Recreate
 267 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 267 s  apply ControllerRevision chat-B
 267 s  create Deployment chat-B replicas=1
 267 s  * Starting: Bringing up chat-B
 267 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet
 268 s  = serving 1/1 on chat-A; preview chat-B downloading model (0 %)
 270 s  = serving 1/1 on chat-A; preview chat-B downloading model (10 %)
 272 s  = serving 1/1 on chat-A; preview chat-B downloading model (20 %)
 274 s  = serving 1/1 on chat-A; preview chat-B downloading model (30 %)
 276 s  = serving 1/1 on chat-A; preview chat-B downloading model (40 %)
 278 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %)
 280 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %)
 282 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %)
 284 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %)
 286 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %)
 288 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 288 s  apply Service chat
 288 s  apply ConfigMap chat-gate
 288 s  create PodDisruptionBudget chat-B
 288 s  delete PodDisruptionBudget chat-A
 288 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 288 s  * Switching: Moving traffic to chat-B
 288 s  = serving 1/1 on chat-B
 289 s  draining chat-A
 289 s  apply ControllerRevision chat-B
 289 s  apply Deployment chat-A replicas=0
 289 s  * Draining: Rolled out chat-B; draining chat-A
 289 s  = serving 1/1 on chat-B
 290 s  = serving 1/1 on chat-B; 1 draining
 300 s  delete Deployment chat-A
 300 s  * RolloutComplete: Rolled out chat-B
 300 s  = serving 1/1 on chat-B
 301 s  = serving 1/1 on chat-B
