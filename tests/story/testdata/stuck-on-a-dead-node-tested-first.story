# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'drainTimeout': '30s'}}
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
 110 s  * Scaling: 1 of 2 replicas ready: starting
 110 s  = serving 1/2 on chat-A: starting
 140 s  = serving 1/2 on chat-A; 1 draining
 141 s  = serving 1/2 on chat-A: downloading model (0 %); 1 draining
 143 s  = serving 1/2 on chat-A: downloading model (10 %); 1 draining
 145 s  = serving 1/2 on chat-A: downloading model (20 %); 1 draining
 147 s  = serving 1/2 on chat-A: downloading model (30 %); 1 draining
 149 s  = serving 1/2 on chat-A: downloading model (40 %); 1 draining
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s', 'smokeTest': {'expect': 'Paris'}}, 'runtime': {'drainTimeout': '30s'}}
 150 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 150 s  create ControllerRevision chat-B
 150 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 150 s  * Starting: Bringing up chat-B
 150 s  = serving 1/2 on chat-A: downloading model (40 %); preview chat-B free accelerators are being counted; 1 draining
 151 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B free accelerators are being counted; 1 draining
 152 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B 1 pod that drains makes room; 1 draining
 153 s  = serving 1/2 on chat-A: downloading model (60 %); preview chat-B 1 pod that drains makes room; 1 draining
 155 s  = serving 1/2 on chat-A: downloading model (70 %); preview chat-B 1 pod that drains makes room; 1 draining
 157 s  = serving 1/2 on chat-A: downloading model (80 %); preview chat-B 1 pod that drains makes room; 1 draining
 159 s  = serving 1/2 on chat-A: downloading model (90 %); preview chat-B 1 pod that drains makes room; 1 draining
 161 s  = serving 2/2 on chat-A; preview chat-B 1 pod that drains makes room; 1 draining
 290 s  = serving 2/2 on chat-A; preview chat-B a replica of chat-A makes room
 291 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 291 s  create Deployment chat-B replicas=1
 291 s  apply Deployment chat-A replicas=1
 291 s  create Service chat-preview
 291 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 292 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 302 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 302 s  apply ControllerRevision chat-B
 302 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 303 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 304 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 306 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 308 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 310 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 312 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 314 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 316 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 318 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 320 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 322 s  * Testing: Testing chat-B: smoke test under way
 322 s  = serving 1/2 on chat-A; preview chat-B smoke test under way
 324 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 324 s  apply ControllerRevision chat-B
 324 s  apply Service chat
 324 s  apply ConfigMap chat-gate
 324 s  create PodDisruptionBudget chat-B
 324 s  delete PodDisruptionBudget chat-A
 324 s  delete Service chat-preview
 324 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 324 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 324 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 325 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 325 s  apply ControllerRevision chat-B
 325 s  apply Deployment chat-B replicas=2
 325 s  apply Deployment chat-A replicas=0
 325 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 326 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 336 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 338 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 340 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 342 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 344 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 346 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 348 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 350 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 352 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 354 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 356 s  switch to chat-B alone: 2 of 2 replicas exchanged
 356 s  apply Service chat
 356 s  apply ConfigMap chat-gate
 356 s  apply PodDisruptionBudget chat-B
 356 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 356 s  * Switching: Moving traffic to chat-B
 356 s  = serving 2/2 on chat-B
 357 s  delete Deployment chat-A
 357 s  * RolloutComplete: Rolled out chat-B
 357 s  = serving 2/2 on chat-B
 358 s  = serving 2/2 on chat-B
