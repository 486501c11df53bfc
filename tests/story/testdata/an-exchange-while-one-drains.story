# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 3, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
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
 141 s  = serving 3/3 on chat-A
 181 s  label Pod chat-A-9 draining
 181 s  apply PodDisruptionBudget chat-A
 181 s  * ScaledDown: DemandFell: 3 → 2: the targets need 1.0 replicas
 181 s  = serving 3/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 3, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 182 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 182 s  create ControllerRevision chat-B
 182 s  apply Deployment chat-A replicas=2
 182 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 182 s  * Starting: Bringing up chat-B
 182 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted; 1 draining
 184 s  = serving 2/2 on chat-A; preview chat-B 1 pod that drains makes room; 1 draining
 241 s  = serving 2/2 on chat-A; preview chat-B 1 pod that drains makes room; 1 draining
 243 s  = serving 2/2 on chat-A; preview chat-B a replica of chat-A makes room
 244 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 244 s  apply ControllerRevision chat-B
 244 s  create Deployment chat-B replicas=1
 244 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 245 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 247 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 249 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 251 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 253 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 255 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 257 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 259 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 261 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 263 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 265 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 265 s  apply Deployment chat-B replicas=1
 265 s  apply Service chat
 265 s  apply ConfigMap chat-gate
 265 s  create PodDisruptionBudget chat-B
 265 s  delete PodDisruptionBudget chat-A
 265 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 265 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 265 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 266 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 266 s  apply ControllerRevision chat-B
 266 s  apply Deployment chat-B replicas=2
 266 s  apply Deployment chat-A replicas=1
 266 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 267 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 327 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 347 s  switch to chat-B alone: 2 of 2 replicas exchanged
 347 s  apply Service chat
 347 s  apply ConfigMap chat-gate
 347 s  apply PodDisruptionBudget chat-B
 347 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 347 s  * Switching: Moving traffic to chat-B
 347 s  = serving 2/2 on chat-B
 348 s  draining chat-A
 348 s  apply Deployment chat-A replicas=0
 348 s  * Draining: Rolled out chat-B; draining chat-A
 348 s  = serving 2/2 on chat-B
 349 s  = serving 2/2 on chat-B; 1 draining
 409 s  delete Deployment chat-A
 409 s  * RolloutComplete: Rolled out chat-B
 409 s  = serving 2/2 on chat-B
 410 s  = serving 2/2 on chat-B
