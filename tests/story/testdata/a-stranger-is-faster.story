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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'minAvailable': 2}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  ! WaitingForGPU: Bringing up chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
  63 s  = serving 2/2 on chat-A; preview chat-B a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
  67 s  hold chat-A: chat-B is not proven, waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
  67 s  apply ControllerRevision chat-B
  67 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 2 serving
 213 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
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
 233 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 233 s  apply Service chat
 233 s  apply ConfigMap chat-gate
 233 s  create PodDisruptionBudget chat-B
 233 s  delete PodDisruptionBudget chat-A
 233 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 233 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 233 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 234 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 234 s  apply ControllerRevision chat-B
 234 s  apply Deployment chat-B replicas=2
 234 s  apply Deployment chat-A replicas=1
 234 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 235 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 245 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 265 s  switch to chat-B alone: 2 of 2 replicas exchanged
 265 s  apply Service chat
 265 s  apply ConfigMap chat-gate
 265 s  apply PodDisruptionBudget chat-B
 265 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 265 s  * Switching: Moving traffic to chat-B
 265 s  = serving 2/2 on chat-B
 266 s  draining chat-A
 266 s  apply Deployment chat-A replicas=0
 266 s  * Draining: Rolled out chat-B; draining chat-A
 266 s  = serving 2/2 on chat-B
 267 s  = serving 2/2 on chat-B; 1 draining
 277 s  delete Deployment chat-A
 277 s  * RolloutComplete: Rolled out chat-B
 277 s  = serving 2/2 on chat-B
 278 s  = serving 2/2 on chat-B
