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
  60 s  ! PodAdmissionFailed: 1 of 2 replicas ready: pod chat-A-8 failed: Evicted (The node was low on resource: memory)
  60 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory)
  61 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory)
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
  65 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  65 s  create ControllerRevision chat-B
  65 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  65 s  * Starting: Bringing up chat-B
  65 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B free accelerators are being counted
  67 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  67 s  apply ControllerRevision chat-B
  67 s  create Deployment chat-B replicas=1
  67 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B its Deployment does not exist yet
  68 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (0 %)
  70 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (10 %)
  72 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (20 %)
  74 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (30 %)
  76 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (40 %)
  78 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (50 %)
  80 s  = serving 1/2 on chat-A: pod chat-A-8 failed: Evicted (The node was low on resource: memory); preview chat-B downloading model (60 %)
  81 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
  82 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
  84 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
  86 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
  88 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
  88 s  apply Service chat
  88 s  apply ConfigMap chat-gate
  88 s  create PodDisruptionBudget chat-B
  88 s  delete PodDisruptionBudget chat-A
  88 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  88 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
  88 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  89 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
  89 s  apply ControllerRevision chat-B
  89 s  apply Deployment chat-B replicas=2
  89 s  apply Deployment chat-A replicas=1
  89 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  90 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 100 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 120 s  switch to chat-B alone: 2 of 2 replicas exchanged
 120 s  apply Service chat
 120 s  apply ConfigMap chat-gate
 120 s  apply PodDisruptionBudget chat-B
 120 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 120 s  * Switching: Moving traffic to chat-B
 120 s  = serving 2/2 on chat-B
 121 s  draining chat-A
 121 s  apply Deployment chat-A replicas=0
 121 s  * Draining: Rolled out chat-B; draining chat-A
 121 s  = serving 2/2 on chat-B
 122 s  = serving 2/2 on chat-B; 1 draining
 132 s  delete Deployment chat-A
 132 s  * RolloutComplete: Rolled out chat-B
 132 s  = serving 2/2 on chat-B
 133 s  = serving 2/2 on chat-B
