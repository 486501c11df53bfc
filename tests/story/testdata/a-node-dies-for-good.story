# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'drainTimeout': '30s'}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=3
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/3 on chat-A
   1 s  * DownloadingModel: 0 of 3 replicas ready: downloading model (0 %)
   1 s  = starting 0/3 on chat-A: downloading model (0 %)
   3 s  = starting 0/3 on chat-A: downloading model (10 %)
   5 s  = starting 0/3 on chat-A: downloading model (20 %)
   7 s  = starting 0/3 on chat-A: downloading model (30 %)
   9 s  = starting 0/3 on chat-A: downloading model (40 %)
  11 s  = starting 0/3 on chat-A: downloading model (50 %)
  13 s  = starting 0/3 on chat-A: downloading model (60 %)
  15 s  = starting 0/3 on chat-A: downloading model (70 %)
  17 s  = starting 0/3 on chat-A: downloading model (80 %)
  19 s  = starting 0/3 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 3 of 3 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 3/3 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s', 'minAvailable': 1}, 'runtime': {'drainTimeout': '30s'}}
  60 s  = serving 3/3 on chat-A
 110 s  * Scaling: 2 of 3 replicas ready: starting
 110 s  = serving 2/3 on chat-A: starting
 140 s  = serving 2/3 on chat-A; 1 draining
 141 s  = serving 2/3 on chat-A: waiting for a pod that drains to make room; 1 draining
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s', 'minAvailable': 1}, 'runtime': {'drainTimeout': '30s'}}
 150 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 150 s  create ControllerRevision chat-B
 150 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 150 s  * Starting: Bringing up chat-B
 150 s  = serving 2/3 on chat-A: waiting for a pod that drains to make room; preview chat-B free accelerators are being counted; 1 draining
 152 s  = serving 2/3 on chat-A: waiting for a pod that drains to make room; preview chat-B 1 pod that drains makes room; 1 draining
 290 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B a replica of chat-A makes room
 291 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 291 s  create Deployment chat-B replicas=1
 291 s  apply Deployment chat-A replicas=1
 291 s  = serving 2/3 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B its Deployment does not exist yet
 292 s  = serving 1/3 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 302 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 302 s  apply ControllerRevision chat-B
 302 s  = serving 1/3 on chat-A; preview chat-B downloading model (0 %)
 303 s  = serving 1/3 on chat-A; preview chat-B downloading model (0 %)
 304 s  = serving 1/3 on chat-A; preview chat-B downloading model (10 %)
 306 s  = serving 1/3 on chat-A; preview chat-B downloading model (20 %)
 308 s  = serving 1/3 on chat-A; preview chat-B downloading model (30 %)
 310 s  = serving 1/3 on chat-A; preview chat-B downloading model (40 %)
 312 s  = serving 1/3 on chat-A; preview chat-B downloading model (50 %)
 314 s  = serving 1/3 on chat-A; preview chat-B downloading model (60 %)
 316 s  = serving 1/3 on chat-A; preview chat-B downloading model (70 %)
 318 s  = serving 1/3 on chat-A; preview chat-B downloading model (80 %)
 320 s  = serving 1/3 on chat-A; preview chat-B downloading model (90 %)
 322 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
 322 s  apply Service chat
 322 s  apply ConfigMap chat-gate
 322 s  create PodDisruptionBudget chat-B
 322 s  delete PodDisruptionBudget chat-A
 322 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 322 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
 322 s  = serving 2/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 323 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
 323 s  apply ControllerRevision chat-B
 323 s  apply Deployment chat-B replicas=2
 323 s  apply Deployment chat-A replicas=0
 323 s  = serving 2/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 324 s  = serving 1/3 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 3 replicas exchanged; 1 draining
 334 s  = serving 1/3 on chat-B and chat-A: downloading model (0 %); 1 of 3 replicas exchanged
 335 s  switch to chat-B alone: nothing is left of chat-A, 1 of 3 replicas ready
 335 s  apply Deployment chat-B replicas=3
 335 s  apply Service chat
 335 s  apply ConfigMap chat-gate
 335 s  apply PodDisruptionBudget chat-B
 335 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 335 s  * Switching: Moving traffic to chat-B
 335 s  = serving 1/3 on chat-B: downloading model (0 %)
 336 s  delete Deployment chat-A
 336 s  ! WaitingForGPU: 1 of 3 replicas ready: a replica needs 1 nvidia.com/gpu free on one node (0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 336 s  = serving 1/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 337 s  = serving 1/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 354 s  = serving 2/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
