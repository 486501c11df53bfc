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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=2
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  hold chat-A: chat-B is not proven, waiting for 1 nvidia.com/gpu; free accelerators cannot be counted: no node lists nvidia.com/gpu, yet pods have some
  63 s  apply ControllerRevision chat-B
  63 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu; free accelerators cannot be counted: no node lists nvidia.com/gpu, yet pods have some
  63 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu; free accelerators cannot be counted: no node lists nvidia.com/gpu, yet pods have some
 213 s  hold chat-A: chat-B is not proven, 0 of 2 replicas ready
 213 s  apply ControllerRevision chat-B
 213 s  * Starting: Bringing up chat-B: downloading model (0 %)
 213 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 214 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 215 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 217 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 219 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 221 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 223 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 225 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 227 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 229 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 231 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 233 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 233 s  apply Service chat
 233 s  apply ConfigMap chat-gate
 233 s  create PodDisruptionBudget chat-B
 233 s  delete PodDisruptionBudget chat-A
 233 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 233 s  * Switching: Moving traffic to chat-B
 233 s  = serving 2/2 on chat-B
 234 s  draining chat-A
 234 s  apply ControllerRevision chat-B
 234 s  apply Deployment chat-A replicas=0
 234 s  * Draining: Rolled out chat-B; draining chat-A
 234 s  = serving 2/2 on chat-B
 235 s  = serving 2/2 on chat-B; 2 draining
 245 s  delete Deployment chat-A
 245 s  * RolloutComplete: Rolled out chat-B
 245 s  = serving 2/2 on chat-B
 246 s  = serving 2/2 on chat-B
