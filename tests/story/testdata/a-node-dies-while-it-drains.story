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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s'}, 'runtime': {'drainTimeout': '30s'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  create Deployment chat-B replicas=1
  62 s  apply Deployment chat-A replicas=1
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 213 s  ! WaitingForGPU: Bringing up chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 213 s  = serving 1/2 on chat-A; preview chat-B a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 214 s  = serving 1/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node
 465 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 465 s  apply ControllerRevision chat-B
 465 s  * Starting: Bringing up chat-B: downloading model (0 %)
 465 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 466 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 467 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 469 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 471 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 473 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 475 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 477 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 479 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 481 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 483 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 485 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 485 s  apply Service chat
 485 s  apply ConfigMap chat-gate
 485 s  create PodDisruptionBudget chat-B
 485 s  delete PodDisruptionBudget chat-A
 485 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 485 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 485 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 486 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 486 s  apply ControllerRevision chat-B
 486 s  apply Deployment chat-B replicas=2
 486 s  apply Deployment chat-A replicas=0
 486 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 487 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 497 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 499 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 501 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 503 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 505 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 507 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 509 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 511 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 513 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 515 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 517 s  switch to chat-B alone: 2 of 2 replicas exchanged
 517 s  apply Service chat
 517 s  apply ConfigMap chat-gate
 517 s  apply PodDisruptionBudget chat-B
 517 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 517 s  * Switching: Moving traffic to chat-B
 517 s  = serving 2/2 on chat-B
 518 s  delete Deployment chat-A
 518 s  * RolloutComplete: Rolled out chat-B
 518 s  = serving 2/2 on chat-B
 519 s  = serving 2/2 on chat-B
