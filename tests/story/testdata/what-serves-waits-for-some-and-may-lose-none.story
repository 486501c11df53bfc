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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
  60 s  apply Deployment chat-A replicas=3
  60 s  apply PodDisruptionBudget chat-A
  60 s  * Scaling: 2 of 3 replicas ready
  60 s  = serving 2/3 on chat-A
  61 s  ! WaitingForGPU: 2 of 3 replicas ready: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
  61 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
 120 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 120 s  create ControllerRevision chat-B
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B free accelerators are being counted
 122 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 3 serving
 122 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 2 of 3 serving
 223 s  * Starting: Bringing up chat-B
 223 s  = serving 2/3 on chat-A: downloading model (0 %); preview chat-B a replica of chat-A makes room
 224 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 224 s  create Deployment chat-B replicas=1
 224 s  apply Deployment chat-A replicas=2
 224 s  = serving 2/3 on chat-A: downloading model (0 %); preview chat-B its Deployment does not exist yet
 225 s  = serving 2/3 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 226 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 226 s  apply ControllerRevision chat-B
 226 s  = serving 2/3 on chat-A; preview chat-B downloading model (0 %)
 227 s  = serving 2/3 on chat-A; preview chat-B downloading model (0 %)
 228 s  = serving 2/3 on chat-A; preview chat-B downloading model (10 %)
 230 s  = serving 2/3 on chat-A; preview chat-B downloading model (20 %)
 232 s  = serving 2/3 on chat-A; preview chat-B downloading model (30 %)
 234 s  = serving 2/3 on chat-A; preview chat-B downloading model (40 %)
 236 s  = serving 2/3 on chat-A; preview chat-B downloading model (50 %)
 238 s  = serving 2/3 on chat-A; preview chat-B downloading model (60 %)
 240 s  = serving 2/3 on chat-A; preview chat-B downloading model (70 %)
 242 s  = serving 2/3 on chat-A; preview chat-B downloading model (80 %)
 244 s  = serving 2/3 on chat-A; preview chat-B downloading model (90 %)
 246 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
 246 s  apply Service chat
 246 s  apply ConfigMap chat-gate
 246 s  create PodDisruptionBudget chat-B
 246 s  delete PodDisruptionBudget chat-A
 246 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 246 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
 246 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 247 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
 247 s  apply ControllerRevision chat-B
 247 s  apply Deployment chat-B replicas=2
 247 s  apply Deployment chat-A replicas=1
 247 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 248 s  = serving 2/3 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 3 replicas exchanged; 1 draining
 258 s  = serving 2/3 on chat-B and chat-A: downloading model (0 %); 1 of 3 replicas exchanged
 260 s  = serving 2/3 on chat-B and chat-A: downloading model (10 %); 1 of 3 replicas exchanged
 262 s  = serving 2/3 on chat-B and chat-A: downloading model (20 %); 1 of 3 replicas exchanged
 264 s  = serving 2/3 on chat-B and chat-A: downloading model (30 %); 1 of 3 replicas exchanged
 266 s  = serving 2/3 on chat-B and chat-A: downloading model (40 %); 1 of 3 replicas exchanged
 268 s  = serving 2/3 on chat-B and chat-A: downloading model (50 %); 1 of 3 replicas exchanged
 270 s  = serving 2/3 on chat-B and chat-A: downloading model (60 %); 1 of 3 replicas exchanged
 272 s  = serving 2/3 on chat-B and chat-A: downloading model (70 %); 1 of 3 replicas exchanged
 274 s  = serving 2/3 on chat-B and chat-A: downloading model (80 %); 1 of 3 replicas exchanged
 276 s  = serving 2/3 on chat-B and chat-A: downloading model (90 %); 1 of 3 replicas exchanged
 278 s  exchange chat-A for chat-B: 2 of 3 replicas exchanged
 278 s  apply Deployment chat-B replicas=3
 278 s  apply Deployment chat-A replicas=0
 278 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 279 s  = serving 2/3 on chat-B and chat-A: waiting for a pod that drains to make room; 2 of 3 replicas exchanged; 1 draining
 289 s  = serving 2/3 on chat-B and chat-A: downloading model (0 %); 2 of 3 replicas exchanged
 291 s  = serving 2/3 on chat-B and chat-A: downloading model (10 %); 2 of 3 replicas exchanged
 293 s  = serving 2/3 on chat-B and chat-A: downloading model (20 %); 2 of 3 replicas exchanged
 295 s  = serving 2/3 on chat-B and chat-A: downloading model (30 %); 2 of 3 replicas exchanged
 297 s  = serving 2/3 on chat-B and chat-A: downloading model (40 %); 2 of 3 replicas exchanged
 299 s  = serving 2/3 on chat-B and chat-A: downloading model (50 %); 2 of 3 replicas exchanged
 301 s  = serving 2/3 on chat-B and chat-A: downloading model (60 %); 2 of 3 replicas exchanged
 303 s  = serving 2/3 on chat-B and chat-A: downloading model (70 %); 2 of 3 replicas exchanged
 305 s  = serving 2/3 on chat-B and chat-A: downloading model (80 %); 2 of 3 replicas exchanged
 307 s  = serving 2/3 on chat-B and chat-A: downloading model (90 %); 2 of 3 replicas exchanged
 309 s  switch to chat-B alone: 3 of 3 replicas exchanged
 309 s  apply Service chat
 309 s  apply ConfigMap chat-gate
 309 s  apply PodDisruptionBudget chat-B
 309 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 309 s  * Switching: Moving traffic to chat-B
 309 s  = serving 3/3 on chat-B
 310 s  delete Deployment chat-A
 310 s  * RolloutComplete: Rolled out chat-B
 310 s  = serving 3/3 on chat-B
 311 s  = serving 3/3 on chat-B
