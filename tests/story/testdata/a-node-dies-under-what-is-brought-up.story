# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'drainTimeout': '30s'}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '900s'}, 'runtime': {'drainTimeout': '30s'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
  65 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
  67 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
  69 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
  70 s  = serving 2/2 on chat-A; preview chat-B starting
 150 s  = serving 2/2 on chat-A; preview chat-B 0 of 1 replicas ready; 1 draining
 151 s  = serving 2/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 300 s  hold chat-A: chat-B is not proven, a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 300 s  apply ControllerRevision chat-B
 300 s  ! WaitingForGPU: Bringing up chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 300 s  = serving 2/2 on chat-A; preview chat-B a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 302 s  hold chat-A: chat-B is not proven, a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 302 s  apply Deployment chat-A replicas=1
 303 s  * Starting: Bringing up chat-B: waiting for a pod that drains to make room
 303 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 313 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 313 s  apply ControllerRevision chat-B
 313 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 314 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 315 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 317 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 319 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 321 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 323 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 325 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 327 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 329 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 331 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 333 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 333 s  apply Service chat
 333 s  apply ConfigMap chat-gate
 333 s  create PodDisruptionBudget chat-B
 333 s  delete PodDisruptionBudget chat-A
 333 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 333 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 333 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 334 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 334 s  apply ControllerRevision chat-B
 334 s  apply Deployment chat-B replicas=2
 334 s  apply Deployment chat-A replicas=0
 334 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 335 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 345 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 347 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 349 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 351 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 353 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 355 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 357 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 359 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 361 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 363 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 365 s  switch to chat-B alone: 2 of 2 replicas exchanged
 365 s  apply Service chat
 365 s  apply ConfigMap chat-gate
 365 s  apply PodDisruptionBudget chat-B
 365 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 365 s  * Switching: Moving traffic to chat-B
 365 s  = serving 2/2 on chat-B
 366 s  delete Deployment chat-A
 366 s  * RolloutComplete: Rolled out chat-B
 366 s  = serving 2/2 on chat-B
 367 s  = serving 2/2 on chat-B
