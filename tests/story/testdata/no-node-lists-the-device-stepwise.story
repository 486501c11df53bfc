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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s', 'capacity': 'Stepwise'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  hold chat-A: chat-B is not proven, a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 cannot allocate all claims.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; free accelerators cannot be counted: no node lists nvidia.com/gpu, yet pods have some
  63 s  apply ControllerRevision chat-B
  63 s  apply Deployment chat-A replicas=1
  63 s  ! WaitingForGPU: Bringing up chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 cannot allocate all claims.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; free accelerators cannot be counted: no node lists nvidia.com/gpu, yet pods have some
  63 s  = serving 2/2 on chat-A; preview chat-B a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 cannot allocate all claims.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; free accelerators cannot be counted: no node lists nvidia.com/gpu, yet pods have some
  64 s  * Starting: Bringing up chat-B: waiting for a pod that drains to make room
  64 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
  74 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
  74 s  apply ControllerRevision chat-B
  74 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  75 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  76 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
  78 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
  80 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
  82 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
  84 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
  86 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
  88 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
  90 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
  92 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
  94 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
  94 s  apply Service chat
  94 s  apply ConfigMap chat-gate
  94 s  create PodDisruptionBudget chat-B
  94 s  delete PodDisruptionBudget chat-A
  94 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  94 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
  94 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  95 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
  95 s  apply ControllerRevision chat-B
  95 s  apply Deployment chat-B replicas=2
  95 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  96 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
  96 s  apply Deployment chat-A replicas=0
  96 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  97 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 107 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 109 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 111 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 113 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 115 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 117 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 119 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 121 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 123 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 125 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 127 s  switch to chat-B alone: 2 of 2 replicas exchanged
 127 s  apply Service chat
 127 s  apply ConfigMap chat-gate
 127 s  apply PodDisruptionBudget chat-B
 127 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 127 s  * Switching: Moving traffic to chat-B
 127 s  = serving 2/2 on chat-B
 128 s  delete Deployment chat-A
 128 s  * RolloutComplete: Rolled out chat-B
 128 s  = serving 2/2 on chat-B
 129 s  = serving 2/2 on chat-B
