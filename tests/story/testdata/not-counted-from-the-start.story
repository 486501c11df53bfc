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
 261 s  apply ControllerRevision chat-B
 261 s  create Deployment chat-B replicas=2
 261 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 262 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 264 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 266 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 268 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 270 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 272 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 274 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 276 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 278 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 280 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 282 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 282 s  apply Service chat
 282 s  apply ConfigMap chat-gate
 282 s  create PodDisruptionBudget chat-B
 282 s  delete PodDisruptionBudget chat-A
 282 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 282 s  * Switching: Moving traffic to chat-B
 282 s  = serving 2/2 on chat-B
 283 s  draining chat-A
 283 s  apply ControllerRevision chat-B
 283 s  apply Deployment chat-A replicas=0
 283 s  * Draining: Rolled out chat-B; draining chat-A
 283 s  = serving 2/2 on chat-B
 284 s  = serving 2/2 on chat-B; 2 draining
 294 s  delete Deployment chat-A
 294 s  * RolloutComplete: Rolled out chat-B
 294 s  = serving 2/2 on chat-B
 295 s  = serving 2/2 on chat-B
