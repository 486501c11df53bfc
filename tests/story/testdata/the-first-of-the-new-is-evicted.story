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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}}
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
  73 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
  73 s  apply ControllerRevision chat-B
  73 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  74 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  75 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
  77 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
  79 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
  81 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
  83 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
  85 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
  87 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
  89 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
  90 s  ! PodAdmissionFailed: Bringing up chat-B: pod chat-B-12 failed: Evicted (The node was low on resource: memory)
  90 s  = serving 1/2 on chat-A; preview chat-B pod chat-B-12 failed: Evicted (The node was low on resource: memory)
  91 s  = serving 1/2 on chat-A; preview chat-B pod chat-B-12 failed: Evicted (The node was low on resource: memory)
 111 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 111 s  apply Service chat
 111 s  apply ConfigMap chat-gate
 111 s  create PodDisruptionBudget chat-B
 111 s  delete PodDisruptionBudget chat-A
 111 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 111 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 111 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 112 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 112 s  apply ControllerRevision chat-B
 112 s  apply Deployment chat-B replicas=2
 112 s  apply Deployment chat-A replicas=0
 112 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 113 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 123 s  ! PodAdmissionFailed: Exchanging replicas for chat-B: 1 of 2 replicas exchanged: pod chat-B-12 failed: Evicted (The node was low on resource: memory)
 123 s  = serving 1/2 on chat-B and chat-A: pod chat-B-12 failed: Evicted (The node was low on resource: memory); 1 of 2 replicas exchanged
 143 s  switch to chat-B alone: 2 of 2 replicas exchanged
 143 s  apply Service chat
 143 s  apply ConfigMap chat-gate
 143 s  apply PodDisruptionBudget chat-B
 143 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 143 s  * Switching: Moving traffic to chat-B
 143 s  = serving 2/2 on chat-B
 144 s  delete Deployment chat-A
 144 s  * RolloutComplete: Rolled out chat-B
 144 s  = serving 2/2 on chat-B
 145 s  = serving 2/2 on chat-B
