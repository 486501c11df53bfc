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
 110 s  * Scaling: 1 of 2 replicas ready: starting
 110 s  = serving 1/2 on chat-A: starting
 140 s  = serving 1/2 on chat-A; 1 draining
 141 s  = serving 1/2 on chat-A: waiting for a pod that drains to make room; 1 draining
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s'}, 'runtime': {'drainTimeout': '30s'}}
 150 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 150 s  create ControllerRevision chat-B
 150 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 150 s  * Starting: Bringing up chat-B
 150 s  = serving 1/2 on chat-A: waiting for a pod that drains to make room; preview chat-B free accelerators are being counted; 1 draining
 152 s  = serving 1/2 on chat-A: waiting for a pod that drains to make room; preview chat-B 1 pod that drains makes room; 1 draining
 290 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 1 of 2 serving
 290 s  = serving 1/2 on chat-A: a replica needs 1 nvidia.com/gpu free on one node (0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-B waiting for 1 nvidia.com/gpu: 0 free on 1 node; minAvailable keeps 1 of 2 serving
 451 s  * Starting: Bringing up chat-B
 451 s  = serving 1/2 on chat-A: downloading model (0 %); preview chat-B a replica of chat-A makes room
 452 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 452 s  create Deployment chat-B replicas=1
 452 s  apply Deployment chat-A replicas=1
 452 s  = serving 1/2 on chat-A: downloading model (0 %); preview chat-B its Deployment does not exist yet
 453 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 454 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 454 s  apply ControllerRevision chat-B
 454 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 455 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 456 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 458 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 460 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 462 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 464 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 466 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 468 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 470 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 472 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 474 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 474 s  apply Service chat
 474 s  apply ConfigMap chat-gate
 474 s  create PodDisruptionBudget chat-B
 474 s  delete PodDisruptionBudget chat-A
 474 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 474 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 474 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 475 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 475 s  apply ControllerRevision chat-B
 475 s  apply Deployment chat-B replicas=2
 475 s  apply Deployment chat-A replicas=0
 475 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 476 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 486 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 488 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 490 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 492 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 494 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 496 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 498 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 500 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 502 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 504 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 506 s  switch to chat-B alone: 2 of 2 replicas exchanged
 506 s  apply Service chat
 506 s  apply ConfigMap chat-gate
 506 s  apply PodDisruptionBudget chat-B
 506 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 506 s  * Switching: Moving traffic to chat-B
 506 s  = serving 2/2 on chat-B
 507 s  delete Deployment chat-A
 507 s  * RolloutComplete: Rolled out chat-B
 507 s  = serving 2/2 on chat-B
 508 s  = serving 2/2 on chat-B
