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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'minAvailable': 2}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
  62 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
 225 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 225 s  apply ControllerRevision chat-B
 225 s  create Deployment chat-B replicas=2
 225 s  * Starting: Bringing up chat-B
 225 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 226 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 228 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 230 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 232 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 234 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 236 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 238 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 240 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 242 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 244 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 246 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 246 s  apply Service chat
 246 s  apply ConfigMap chat-gate
 246 s  create PodDisruptionBudget chat-B
 246 s  delete PodDisruptionBudget chat-A
 246 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 246 s  * Switching: Moving traffic to chat-B
 246 s  = serving 2/2 on chat-B
 247 s  draining chat-A
 247 s  apply ControllerRevision chat-B
 247 s  apply Deployment chat-A replicas=0
 247 s  * Draining: Rolled out chat-B; draining chat-A
 247 s  = serving 2/2 on chat-B
 248 s  = serving 2/2 on chat-B; 2 draining
 258 s  delete Deployment chat-A
 258 s  * RolloutComplete: Rolled out chat-B
 258 s  = serving 2/2 on chat-B
 259 s  = serving 2/2 on chat-B
