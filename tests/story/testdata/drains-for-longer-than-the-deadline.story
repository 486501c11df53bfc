# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'drainTimeout': '200s'}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s'}, 'runtime': {'drainTimeout': '200s'}}
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
 243 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 243 s  apply ControllerRevision chat-B
 243 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 244 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 245 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 247 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 249 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 251 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 253 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 255 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 257 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 259 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 261 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 263 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 263 s  apply Service chat
 263 s  apply ConfigMap chat-gate
 263 s  create PodDisruptionBudget chat-B
 263 s  delete PodDisruptionBudget chat-A
 263 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 263 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 263 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 264 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 264 s  apply ControllerRevision chat-B
 264 s  apply Deployment chat-B replicas=2
 264 s  apply Deployment chat-A replicas=0
 264 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 265 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 445 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 447 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 449 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 451 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 453 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 455 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 457 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 459 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 461 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 463 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 465 s  switch to chat-B alone: 2 of 2 replicas exchanged
 465 s  apply Service chat
 465 s  apply ConfigMap chat-gate
 465 s  apply PodDisruptionBudget chat-B
 465 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 465 s  * Switching: Moving traffic to chat-B
 465 s  = serving 2/2 on chat-B
 466 s  delete Deployment chat-A
 466 s  * RolloutComplete: Rolled out chat-B
 466 s  = serving 2/2 on chat-B
 467 s  = serving 2/2 on chat-B
