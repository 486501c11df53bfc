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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 120 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged; 1 draining
 126 s  switch to chat-B alone: 2 of 3 replicas exchanged, chat-0b36902ee6 is next
 126 s  apply Service chat
 126 s  apply ConfigMap chat-gate
 126 s  apply PodDisruptionBudget chat-B
 126 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 126 s  * Switching: Moving traffic to chat-B
 126 s  = serving 2/3 on chat-B: downloading model (0 %); draining chat-A
 127 s  hold chat-B: chat-C is not proven, 1 pod that drains makes room
 127 s  create ControllerRevision chat-C
 127 s  apply Deployment chat-A replicas=0
 127 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-b
 127 s  * Starting: Bringing up chat-C
 127 s  = serving 2/3 on chat-B: downloading model (0 %); preview chat-C 1 pod that drains makes room
 128 s  = serving 2/3 on chat-B: downloading model (10 %); preview chat-C 1 pod that drains makes room; 1 draining
 130 s  = serving 2/3 on chat-B: downloading model (20 %); preview chat-C 1 pod that drains makes room; 1 draining
 132 s  = serving 2/3 on chat-B: downloading model (30 %); preview chat-C 1 pod that drains makes room; 1 draining
 134 s  = serving 2/3 on chat-B: downloading model (40 %); preview chat-C 1 pod that drains makes room; 1 draining
 136 s  = serving 2/3 on chat-B: downloading model (50 %); preview chat-C 1 pod that drains makes room; 1 draining
 138 s  hold chat-B: chat-C is not proven, a replica of chat-B makes room
 138 s  delete Deployment chat-A
 138 s  = serving 2/3 on chat-B: downloading model (60 %); preview chat-C a replica of chat-B makes room
 139 s  hold chat-B: chat-C is not proven, its Deployment does not exist yet
 139 s  apply ControllerRevision chat-C
 139 s  = serving 2/3 on chat-B: downloading model (60 %); preview chat-C its Deployment does not exist yet
 140 s  = serving 2/3 on chat-B: downloading model (70 %); preview chat-C its Deployment does not exist yet
 141 s  hold chat-B: chat-C is not proven, its Deployment does not exist yet
 141 s  create Deployment chat-C replicas=1
 142 s  = serving 2/3 on chat-B: downloading model (80 %); preview chat-C downloading model (0 %)
 144 s  = serving 2/3 on chat-B: downloading model (90 %); preview chat-C downloading model (10 %)
 146 s  = serving 3/3 on chat-B; preview chat-C downloading model (20 %)
 148 s  = serving 3/3 on chat-B; preview chat-C downloading model (30 %)
 150 s  = serving 3/3 on chat-B; preview chat-C downloading model (40 %)
 152 s  = serving 3/3 on chat-B; preview chat-C downloading model (50 %)
 154 s  = serving 3/3 on chat-B; preview chat-C downloading model (60 %)
 156 s  = serving 3/3 on chat-B; preview chat-C downloading model (70 %)
 158 s  = serving 3/3 on chat-B; preview chat-C downloading model (80 %)
 160 s  = serving 3/3 on chat-B; preview chat-C downloading model (90 %)
 162 s  share the traffic of chat-B with chat-C: 1 of 3 replicas ready
 162 s  apply Service chat
 162 s  apply ConfigMap chat-gate
 162 s  create PodDisruptionBudget chat-C
 162 s  delete PodDisruptionBudget chat-B
 162 s  * TrafficShared: chat-C shares the traffic of chat-B while replicas are exchanged
 162 s  * Exchanging: Exchanging replicas for chat-C: 1 of 3 replicas exchanged
 162 s  = serving 4/3 on chat-C and chat-B; 1 of 3 replicas exchanged
 163 s  exchange chat-B for chat-C: 1 of 3 replicas exchanged
 163 s  apply ControllerRevision chat-C
 163 s  apply Deployment chat-C replicas=2
 163 s  apply Deployment chat-B replicas=2
 163 s  = serving 4/3 on chat-C and chat-B; 1 of 3 replicas exchanged
 164 s  = serving 3/3 on chat-C and chat-B; 1 of 3 replicas exchanged; 1 draining
 174 s  = serving 3/3 on chat-C and chat-B; 1 of 3 replicas exchanged
 194 s  exchange chat-B for chat-C: 2 of 3 replicas exchanged
 194 s  apply Deployment chat-C replicas=3
 194 s  apply Deployment chat-B replicas=1
 194 s  = serving 4/3 on chat-C and chat-B; 2 of 3 replicas exchanged
 195 s  = serving 3/3 on chat-C and chat-B; 2 of 3 replicas exchanged; 1 draining
 205 s  = serving 3/3 on chat-C and chat-B; 2 of 3 replicas exchanged
 225 s  switch to chat-C alone: 3 of 3 replicas exchanged
 225 s  apply Service chat
 225 s  apply ConfigMap chat-gate
 225 s  apply PodDisruptionBudget chat-C
 225 s  * TrafficSwitched: Moved all traffic to chat-C, none is left on chat-B
 225 s  * Switching: Moving traffic to chat-C
 225 s  = serving 3/3 on chat-C
 226 s  draining chat-B
 226 s  apply Deployment chat-B replicas=0
 226 s  * Draining: Rolled out chat-C; draining chat-B
 226 s  = serving 3/3 on chat-C
 227 s  = serving 3/3 on chat-C; 1 draining
 237 s  delete Deployment chat-B
 237 s  * RolloutComplete: Rolled out chat-C
 237 s  = serving 3/3 on chat-C
 238 s  = serving 3/3 on chat-C
