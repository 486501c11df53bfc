# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 4, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=4
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/4 on chat-A
   1 s  * DownloadingModel: 0 of 4 replicas ready: downloading model (0 %)
   1 s  = starting 0/4 on chat-A: downloading model (0 %)
   3 s  = starting 0/4 on chat-A: downloading model (10 %)
   5 s  = starting 0/4 on chat-A: downloading model (20 %)
   7 s  = starting 0/4 on chat-A: downloading model (30 %)
   9 s  = starting 0/4 on chat-A: downloading model (40 %)
  11 s  = starting 0/4 on chat-A: downloading model (50 %)
  13 s  = starting 0/4 on chat-A: downloading model (60 %)
  15 s  = starting 0/4 on chat-A: downloading model (70 %)
  17 s  = starting 0/4 on chat-A: downloading model (80 %)
  19 s  = starting 0/4 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 4 of 4 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 4/4 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 4, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'minAvailable': 1}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 4/4 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  create Deployment chat-B replicas=1
  62 s  apply Deployment chat-A replicas=3
  62 s  = serving 4/4 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 3/4 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
  73 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
  73 s  apply ControllerRevision chat-B
  73 s  = serving 3/4 on chat-A; preview chat-B downloading model (0 %)
  74 s  = serving 3/4 on chat-A; preview chat-B downloading model (0 %)
  75 s  = serving 3/4 on chat-A; preview chat-B downloading model (10 %)
  77 s  = serving 3/4 on chat-A; preview chat-B downloading model (20 %)
  79 s  = serving 3/4 on chat-A; preview chat-B downloading model (30 %)
  81 s  = serving 3/4 on chat-A; preview chat-B downloading model (40 %)
  83 s  = serving 3/4 on chat-A; preview chat-B downloading model (50 %)
  85 s  = serving 3/4 on chat-A; preview chat-B downloading model (60 %)
  87 s  = serving 3/4 on chat-A; preview chat-B downloading model (70 %)
  89 s  = serving 3/4 on chat-A; preview chat-B downloading model (80 %)
  91 s  = serving 3/4 on chat-A; preview chat-B downloading model (90 %)
  93 s  share the traffic of chat-A with chat-B: 1 of 4 replicas ready
  93 s  apply Service chat
  93 s  apply ConfigMap chat-gate
  93 s  create PodDisruptionBudget chat-B
  93 s  delete PodDisruptionBudget chat-A
  93 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  93 s  * Exchanging: Exchanging replicas for chat-B: 1 of 4 replicas exchanged
  93 s  = serving 4/4 on chat-B and chat-A; 1 of 4 replicas exchanged
  94 s  exchange chat-A for chat-B: 1 of 4 replicas exchanged
  94 s  apply ControllerRevision chat-B
  94 s  apply Deployment chat-B replicas=2
  94 s  apply Deployment chat-A replicas=2
  94 s  = serving 4/4 on chat-B and chat-A; 1 of 4 replicas exchanged
  95 s  = serving 3/4 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 4 replicas exchanged; 1 draining
 105 s  = serving 3/4 on chat-B and chat-A: downloading model (0 %); 1 of 4 replicas exchanged
 107 s  = serving 3/4 on chat-B and chat-A: downloading model (10 %); 1 of 4 replicas exchanged
 109 s  = serving 3/4 on chat-B and chat-A: downloading model (20 %); 1 of 4 replicas exchanged
 111 s  = serving 3/4 on chat-B and chat-A: downloading model (30 %); 1 of 4 replicas exchanged
 113 s  = serving 3/4 on chat-B and chat-A: downloading model (40 %); 1 of 4 replicas exchanged
 115 s  = serving 3/4 on chat-B and chat-A: downloading model (50 %); 1 of 4 replicas exchanged
 117 s  = serving 3/4 on chat-B and chat-A: downloading model (60 %); 1 of 4 replicas exchanged
 119 s  = serving 3/4 on chat-B and chat-A: downloading model (70 %); 1 of 4 replicas exchanged
 121 s  = serving 3/4 on chat-B and chat-A: downloading model (80 %); 1 of 4 replicas exchanged
 123 s  = serving 3/4 on chat-B and chat-A: downloading model (90 %); 1 of 4 replicas exchanged
 125 s  exchange chat-A for chat-B: 2 of 4 replicas exchanged
 125 s  apply Deployment chat-B replicas=3
 125 s  apply Deployment chat-A replicas=1
 125 s  = serving 4/4 on chat-B and chat-A; 2 of 4 replicas exchanged
 126 s  = serving 3/4 on chat-B and chat-A: waiting for a pod that drains to make room; 2 of 4 replicas exchanged; 1 draining
 136 s  = serving 3/4 on chat-B and chat-A: downloading model (0 %); 2 of 4 replicas exchanged
 138 s  = serving 3/4 on chat-B and chat-A: downloading model (10 %); 2 of 4 replicas exchanged
 140 s  = serving 3/4 on chat-B and chat-A: downloading model (20 %); 2 of 4 replicas exchanged
 142 s  = serving 3/4 on chat-B and chat-A: downloading model (30 %); 2 of 4 replicas exchanged
 144 s  = serving 3/4 on chat-B and chat-A: downloading model (40 %); 2 of 4 replicas exchanged
 146 s  = serving 3/4 on chat-B and chat-A: downloading model (50 %); 2 of 4 replicas exchanged
 148 s  = serving 3/4 on chat-B and chat-A: downloading model (60 %); 2 of 4 replicas exchanged
 150 s  = serving 3/4 on chat-B and chat-A: downloading model (70 %); 2 of 4 replicas exchanged
 152 s  = serving 3/4 on chat-B and chat-A: downloading model (80 %); 2 of 4 replicas exchanged
 154 s  = serving 3/4 on chat-B and chat-A: downloading model (90 %); 2 of 4 replicas exchanged
 156 s  exchange chat-A for chat-B: 3 of 4 replicas exchanged
 156 s  apply Deployment chat-B replicas=4
 156 s  apply Deployment chat-A replicas=0
 156 s  = serving 4/4 on chat-B and chat-A; 3 of 4 replicas exchanged
 157 s  = serving 3/4 on chat-B and chat-A: waiting for a pod that drains to make room; 3 of 4 replicas exchanged; 1 draining
 167 s  = serving 3/4 on chat-B and chat-A: downloading model (0 %); 3 of 4 replicas exchanged
 169 s  = serving 3/4 on chat-B and chat-A: downloading model (10 %); 3 of 4 replicas exchanged
 171 s  = serving 3/4 on chat-B and chat-A: downloading model (20 %); 3 of 4 replicas exchanged
 173 s  = serving 3/4 on chat-B and chat-A: downloading model (30 %); 3 of 4 replicas exchanged
 175 s  = serving 3/4 on chat-B and chat-A: downloading model (40 %); 3 of 4 replicas exchanged
 177 s  = serving 3/4 on chat-B and chat-A: downloading model (50 %); 3 of 4 replicas exchanged
 179 s  = serving 3/4 on chat-B and chat-A: downloading model (60 %); 3 of 4 replicas exchanged
 181 s  = serving 3/4 on chat-B and chat-A: downloading model (70 %); 3 of 4 replicas exchanged
 183 s  = serving 3/4 on chat-B and chat-A: downloading model (80 %); 3 of 4 replicas exchanged
 185 s  = serving 3/4 on chat-B and chat-A: downloading model (90 %); 3 of 4 replicas exchanged
 187 s  switch to chat-B alone: 4 of 4 replicas exchanged
 187 s  apply Service chat
 187 s  apply ConfigMap chat-gate
 187 s  apply PodDisruptionBudget chat-B
 187 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 187 s  * Switching: Moving traffic to chat-B
 187 s  = serving 4/4 on chat-B
 188 s  delete Deployment chat-A
 188 s  * RolloutComplete: Rolled out chat-B
 188 s  = serving 4/4 on chat-B
 189 s  = serving 4/4 on chat-B
