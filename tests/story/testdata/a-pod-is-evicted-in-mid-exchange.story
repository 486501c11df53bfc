# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 3/3 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  = serving 3/3 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 3/3 on chat-A; preview chat-B downloading model (0 %)
  65 s  = serving 3/3 on chat-A; preview chat-B downloading model (10 %)
  67 s  = serving 3/3 on chat-A; preview chat-B downloading model (20 %)
  69 s  = serving 3/3 on chat-A; preview chat-B downloading model (30 %)
  71 s  = serving 3/3 on chat-A; preview chat-B downloading model (40 %)
  73 s  = serving 3/3 on chat-A; preview chat-B downloading model (50 %)
  75 s  = serving 3/3 on chat-A; preview chat-B downloading model (60 %)
  77 s  = serving 3/3 on chat-A; preview chat-B downloading model (70 %)
  79 s  = serving 3/3 on chat-A; preview chat-B downloading model (80 %)
  81 s  = serving 3/3 on chat-A; preview chat-B downloading model (90 %)
  83 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
  83 s  apply Service chat
  83 s  apply ConfigMap chat-gate
  83 s  create PodDisruptionBudget chat-B
  83 s  delete PodDisruptionBudget chat-A
  83 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  83 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
  83 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
  84 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
  84 s  apply ControllerRevision chat-B
  84 s  apply Deployment chat-B replicas=2
  84 s  apply Deployment chat-A replicas=2
  84 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
  85 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged; 1 draining
  95 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 115 s  exchange chat-A for chat-B: 2 of 3 replicas exchanged
 115 s  apply Deployment chat-B replicas=3
 115 s  apply Deployment chat-A replicas=1
 115 s  = serving 4/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 116 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged; 1 draining
 120 s  = serving 2/3 on chat-B and chat-A: waiting for a pod that drains to make room; 2 of 3 replicas exchanged; 1 draining
 121 s  = serving 2/3 on chat-B and chat-A: downloading model (0 %); 2 of 3 replicas exchanged; 1 draining
 123 s  = serving 2/3 on chat-B and chat-A: downloading model (10 %); 2 of 3 replicas exchanged; 1 draining
 125 s  = serving 2/3 on chat-B and chat-A: downloading model (20 %); 2 of 3 replicas exchanged; 1 draining
 126 s  = serving 2/3 on chat-B and chat-A: downloading model (20 %); 2 of 3 replicas exchanged
 127 s  = serving 2/3 on chat-B and chat-A: downloading model (30 %); 2 of 3 replicas exchanged
 129 s  = serving 2/3 on chat-B and chat-A: downloading model (40 %); 2 of 3 replicas exchanged
 131 s  = serving 2/3 on chat-B and chat-A: downloading model (50 %); 2 of 3 replicas exchanged
 133 s  = serving 2/3 on chat-B and chat-A: downloading model (60 %); 2 of 3 replicas exchanged
 135 s  = serving 2/3 on chat-B and chat-A: downloading model (70 %); 2 of 3 replicas exchanged
 137 s  = serving 2/3 on chat-B and chat-A: downloading model (80 %); 2 of 3 replicas exchanged
 139 s  = serving 2/3 on chat-B and chat-A: downloading model (90 %); 2 of 3 replicas exchanged
 141 s  switch to chat-B alone: 3 of 3 replicas exchanged
 141 s  apply Service chat
 141 s  apply ConfigMap chat-gate
 141 s  apply PodDisruptionBudget chat-B
 141 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 141 s  * Switching: Moving traffic to chat-B
 141 s  = serving 3/3 on chat-B
 142 s  draining chat-A
 142 s  apply Deployment chat-A replicas=0
 142 s  * Draining: Rolled out chat-B; draining chat-A
 142 s  = serving 3/3 on chat-B
 143 s  = serving 3/3 on chat-B; 1 draining
 144 s  delete Deployment chat-A
 144 s  * RolloutComplete: Rolled out chat-B
 144 s  = serving 3/3 on chat-B
 145 s  = serving 3/3 on chat-B
