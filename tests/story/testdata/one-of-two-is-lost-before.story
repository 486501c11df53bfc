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
  60 s  * Scaling: 1 of 2 replicas ready
  60 s  = serving 1/2 on chat-A
  61 s  ! WaitingForGPU: 1 of 2 replicas ready: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
  61 s  = serving 1/2 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
  65 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  65 s  create ControllerRevision chat-B
  65 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  65 s  * Starting: Bringing up chat-B
  65 s  = serving 1/2 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B free accelerators are being counted
  67 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 1 of 2 serving
  67 s  = serving 1/2 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 1 of 2 serving
