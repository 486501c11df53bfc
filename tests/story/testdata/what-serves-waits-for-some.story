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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'minAvailable': 1}}
  60 s  apply Deployment chat-A replicas=3
  60 s  apply PodDisruptionBudget chat-A
  60 s  * Scaling: 2 of 3 replicas ready
  60 s  = serving 2/3 on chat-A
  61 s  ! WaitingForGPU: 2 of 3 replicas ready: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
  61 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'minAvailable': 1}}
 120 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 120 s  create ControllerRevision chat-B
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B free accelerators are being counted
 122 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 122 s  create Deployment chat-B replicas=1
 122 s  apply Deployment chat-A replicas=1
 122 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B its Deployment does not exist yet
 123 s  = serving 1/3 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 133 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 133 s  apply ControllerRevision chat-B
 133 s  = serving 1/3 on chat-A; preview chat-B downloading model (0 %)
 134 s  = serving 1/3 on chat-A; preview chat-B downloading model (0 %)
 135 s  = serving 1/3 on chat-A; preview chat-B downloading model (10 %)
 137 s  = serving 1/3 on chat-A; preview chat-B downloading model (20 %)
 139 s  = serving 1/3 on chat-A; preview chat-B downloading model (30 %)
 141 s  = serving 1/3 on chat-A; preview chat-B downloading model (40 %)
 143 s  = serving 1/3 on chat-A; preview chat-B downloading model (50 %)
 145 s  = serving 1/3 on chat-A; preview chat-B downloading model (60 %)
 147 s  = serving 1/3 on chat-A; preview chat-B downloading model (70 %)
 149 s  = serving 1/3 on chat-A; preview chat-B downloading model (80 %)
 151 s  = serving 1/3 on chat-A; preview chat-B downloading model (90 %)
 153 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
 153 s  apply Service chat
 153 s  apply ConfigMap chat-gate
 153 s  create PodDisruptionBudget chat-B
 153 s  delete PodDisruptionBudget chat-A
 153 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 153 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
 153 s  = serving 2/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 154 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
 154 s  apply ControllerRevision chat-B
 154 s  apply Deployment chat-B replicas=2
 154 s  apply Deployment chat-A replicas=0
 154 s  = serving 2/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 155 s  = serving 1/3 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 3 replicas exchanged; 1 draining
 165 s  = serving 1/3 on chat-B and chat-A: downloading model (0 %); 1 of 3 replicas exchanged
 166 s  switch to chat-B alone: nothing is left of chat-A, 1 of 3 replicas ready
 166 s  apply Deployment chat-B replicas=3
 166 s  apply Service chat
 166 s  apply ConfigMap chat-gate
 166 s  apply PodDisruptionBudget chat-B
 166 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 166 s  * Switching: Moving traffic to chat-B
 166 s  = serving 1/3 on chat-B: downloading model (0 %)
 167 s  delete Deployment chat-A
 167 s  ! WaitingForGPU: 1 of 3 replicas ready: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 167 s  = serving 1/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 168 s  = serving 1/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 185 s  = serving 2/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
