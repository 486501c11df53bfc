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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}, 'mode': 'Observe'}}
 120 s  = serving 3/3 on chat-A
 121 s  = serving 3/3 on chat-A
 181 s  = serving 3/3 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}, 'mode': 'Observe'}}
 241 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 241 s  create ControllerRevision chat-B
 241 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 241 s  * Starting: Bringing up chat-B
 241 s  = serving 3/3 on chat-A; preview chat-B free accelerators are being counted
 243 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 243 s  apply ControllerRevision chat-B
 243 s  create Deployment chat-B replicas=1
 243 s  = serving 3/3 on chat-A; preview chat-B its Deployment does not exist yet
 244 s  = serving 3/3 on chat-A; preview chat-B downloading model (0 %)
 246 s  = serving 3/3 on chat-A; preview chat-B downloading model (10 %)
 248 s  = serving 3/3 on chat-A; preview chat-B downloading model (20 %)
 250 s  = serving 3/3 on chat-A; preview chat-B downloading model (30 %)
 252 s  = serving 3/3 on chat-A; preview chat-B downloading model (40 %)
 254 s  = serving 3/3 on chat-A; preview chat-B downloading model (50 %)
 256 s  = serving 3/3 on chat-A; preview chat-B downloading model (60 %)
 258 s  = serving 3/3 on chat-A; preview chat-B downloading model (70 %)
 260 s  = serving 3/3 on chat-A; preview chat-B downloading model (80 %)
 262 s  = serving 3/3 on chat-A; preview chat-B downloading model (90 %)
 264 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
 264 s  apply Deployment chat-B replicas=1
 264 s  apply Service chat
 264 s  apply ConfigMap chat-gate
 264 s  create PodDisruptionBudget chat-B
 264 s  delete PodDisruptionBudget chat-A
 264 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 264 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
 264 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 265 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
 265 s  apply ControllerRevision chat-B
 265 s  apply Deployment chat-B replicas=2
 265 s  apply Deployment chat-A replicas=2
 265 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 266 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged; 1 draining
 276 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 296 s  exchange chat-A for chat-B: 2 of 3 replicas exchanged
 296 s  apply Deployment chat-B replicas=3
 296 s  apply Deployment chat-A replicas=1
 296 s  = serving 4/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 297 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged; 1 draining
 307 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 326 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 327 s  switch to chat-B alone: 3 of 3 replicas exchanged
 327 s  apply Service chat
 327 s  apply ConfigMap chat-gate
 327 s  apply PodDisruptionBudget chat-B
 327 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 327 s  * Switching: Moving traffic to chat-B
 327 s  = serving 3/3 on chat-B
 328 s  draining chat-A
 328 s  apply Deployment chat-A replicas=0
 328 s  * Draining: Rolled out chat-B; draining chat-A
 328 s  = serving 3/3 on chat-B
 329 s  = serving 3/3 on chat-B; 1 draining
 339 s  delete Deployment chat-A
 339 s  * RolloutComplete: Rolled out chat-B
 339 s  = serving 3/3 on chat-B
 340 s  = serving 3/3 on chat-B
 386 s  = serving 3/3 on chat-B
