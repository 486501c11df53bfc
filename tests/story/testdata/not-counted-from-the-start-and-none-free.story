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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
 261 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 261 s  create Deployment chat-B replicas=1
 261 s  apply Deployment chat-A replicas=1
 261 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 262 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 272 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 272 s  apply ControllerRevision chat-B
 272 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 273 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 274 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 276 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 278 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 280 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 282 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 284 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 286 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 288 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 290 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 292 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 292 s  apply Service chat
 292 s  apply ConfigMap chat-gate
 292 s  create PodDisruptionBudget chat-B
 292 s  delete PodDisruptionBudget chat-A
 292 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 292 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 292 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 293 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 293 s  apply ControllerRevision chat-B
 293 s  apply Deployment chat-B replicas=2
 293 s  apply Deployment chat-A replicas=0
 293 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 294 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 304 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 306 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 308 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 310 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 312 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 314 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 316 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 318 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 320 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 322 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 324 s  switch to chat-B alone: 2 of 2 replicas exchanged
 324 s  apply Service chat
 324 s  apply ConfigMap chat-gate
 324 s  apply PodDisruptionBudget chat-B
 324 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 324 s  * Switching: Moving traffic to chat-B
 324 s  = serving 2/2 on chat-B
 325 s  delete Deployment chat-A
 325 s  * RolloutComplete: Rolled out chat-B
 325 s  = serving 2/2 on chat-B
 326 s  = serving 2/2 on chat-B
