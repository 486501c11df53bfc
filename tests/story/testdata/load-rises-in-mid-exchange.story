# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %)
   3 s  = starting 0/1 on chat-A: downloading model (10 %)
   5 s  = starting 0/1 on chat-A: downloading model (20 %)
   7 s  = starting 0/1 on chat-A: downloading model (30 %)
   9 s  = starting 0/1 on chat-A: downloading model (40 %)
  11 s  = starting 0/1 on chat-A: downloading model (50 %)
  13 s  = starting 0/1 on chat-A: downloading model (60 %)
  15 s  = starting 0/1 on chat-A: downloading model (70 %)
  17 s  = starting 0/1 on chat-A: downloading model (80 %)
  19 s  = starting 0/1 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A
  22 s  apply Deployment chat-A replicas=3
  22 s  apply PodDisruptionBudget chat-A
  22 s  * ScaledUp: DemandRose: 1 → 3: the targets need 2.5 replicas
  22 s  * Scaling: 1 of 3 replicas ready
  22 s  = serving 1/3 on chat-A
  23 s  = serving 1/3 on chat-A: downloading model (0 %)
  25 s  = serving 1/3 on chat-A: downloading model (10 %)
  27 s  = serving 1/3 on chat-A: downloading model (20 %)
  29 s  = serving 1/3 on chat-A: downloading model (30 %)
  31 s  = serving 1/3 on chat-A: downloading model (40 %)
  33 s  = serving 1/3 on chat-A: downloading model (50 %)
  35 s  = serving 1/3 on chat-A: downloading model (60 %)
  37 s  = serving 1/3 on chat-A: downloading model (70 %)
  39 s  = serving 1/3 on chat-A: downloading model (80 %)
  41 s  = serving 1/3 on chat-A: downloading model (90 %)
  43 s  * RolloutComplete: Rolled out chat-A
  43 s  = serving 3/3 on chat-A
  81 s  = serving 3/3 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 121 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 121 s  create ControllerRevision chat-B
 121 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 121 s  * Starting: Bringing up chat-B
 121 s  = serving 3/3 on chat-A; preview chat-B free accelerators are being counted
 123 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 123 s  apply ControllerRevision chat-B
 123 s  create Deployment chat-B replicas=1
 123 s  = serving 3/3 on chat-A; preview chat-B its Deployment does not exist yet
 124 s  = serving 3/3 on chat-A; preview chat-B downloading model (0 %)
 126 s  = serving 3/3 on chat-A; preview chat-B downloading model (10 %)
 128 s  = serving 3/3 on chat-A; preview chat-B downloading model (20 %)
 130 s  = serving 3/3 on chat-A; preview chat-B downloading model (30 %)
 132 s  = serving 3/3 on chat-A; preview chat-B downloading model (40 %)
 134 s  = serving 3/3 on chat-A; preview chat-B downloading model (50 %)
 136 s  = serving 3/3 on chat-A; preview chat-B downloading model (60 %)
 138 s  = serving 3/3 on chat-A; preview chat-B downloading model (70 %)
 140 s  = serving 3/3 on chat-A; preview chat-B downloading model (80 %)
 142 s  = serving 3/3 on chat-A; preview chat-B downloading model (90 %)
 144 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
 144 s  apply Deployment chat-B replicas=1
 144 s  apply Service chat
 144 s  apply ConfigMap chat-gate
 144 s  create PodDisruptionBudget chat-B
 144 s  delete PodDisruptionBudget chat-A
 144 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 144 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
 144 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 145 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
 145 s  apply ControllerRevision chat-B
 145 s  apply Deployment chat-B replicas=2
 145 s  apply Deployment chat-A replicas=2
 145 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 146 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged; 1 draining
 156 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 176 s  exchange chat-A for chat-B: 2 of 3 replicas exchanged
 176 s  apply Deployment chat-B replicas=3
 176 s  apply Deployment chat-A replicas=1
 176 s  = serving 4/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 177 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged; 1 draining
 187 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 201 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 207 s  switch to chat-B alone: 3 of 3 replicas exchanged
 207 s  apply Service chat
 207 s  apply ConfigMap chat-gate
 207 s  apply PodDisruptionBudget chat-B
 207 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 207 s  * Switching: Moving traffic to chat-B
 207 s  = serving 3/3 on chat-B
 208 s  draining chat-A
 208 s  apply Deployment chat-A replicas=0
 208 s  * Draining: Rolled out chat-B; draining chat-A
 208 s  = serving 3/3 on chat-B
 209 s  = serving 3/3 on chat-B; 1 draining
 219 s  delete Deployment chat-A
 219 s  * RolloutComplete: Rolled out chat-B
 219 s  = serving 3/3 on chat-B
 220 s  = serving 3/3 on chat-B
 221 s  apply Deployment chat-B replicas=4
 221 s  apply PodDisruptionBudget chat-B
 221 s  * ScaledUp: DemandRose: 3 → 4: the targets need 3.5 replicas
 221 s  * Scaling: 3 of 4 replicas ready
 221 s  = serving 3/4 on chat-B
 222 s  = serving 3/4 on chat-B: downloading model (0 %)
 224 s  = serving 3/4 on chat-B: downloading model (10 %)
 226 s  = serving 3/4 on chat-B: downloading model (20 %)
 228 s  = serving 3/4 on chat-B: downloading model (30 %)
 230 s  = serving 3/4 on chat-B: downloading model (40 %)
 232 s  = serving 3/4 on chat-B: downloading model (50 %)
 234 s  = serving 3/4 on chat-B: downloading model (60 %)
 236 s  = serving 3/4 on chat-B: downloading model (70 %)
 238 s  = serving 3/4 on chat-B: downloading model (80 %)
 240 s  = serving 3/4 on chat-B: downloading model (90 %)
 242 s  * RolloutComplete: Rolled out chat-B
 242 s  = serving 4/4 on chat-B
 281 s  = serving 4/4 on chat-B
