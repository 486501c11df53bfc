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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s', 'minAvailable': 2}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
  62 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
  92 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
 213 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
 278 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 278 s  apply ControllerRevision chat-B
 278 s  create Deployment chat-B replicas=2
 278 s  * Starting: Bringing up chat-B
 278 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 279 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 281 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 283 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 285 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 287 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 289 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 291 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 293 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 295 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 297 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 299 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 299 s  apply Service chat
 299 s  apply ConfigMap chat-gate
 299 s  create PodDisruptionBudget chat-B
 299 s  delete PodDisruptionBudget chat-A
 299 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 299 s  * Switching: Moving traffic to chat-B
 299 s  = serving 2/2 on chat-B
 300 s  draining chat-A
 300 s  apply ControllerRevision chat-B
 300 s  apply Deployment chat-A replicas=0
 300 s  * Draining: Rolled out chat-B; draining chat-A
 300 s  = serving 2/2 on chat-B
 301 s  = serving 2/2 on chat-B; 2 draining
 311 s  delete Deployment chat-A
 311 s  * RolloutComplete: Rolled out chat-B
 311 s  = serving 2/2 on chat-B
 312 s  = serving 2/2 on chat-B
