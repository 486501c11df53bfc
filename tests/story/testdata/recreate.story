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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}}
 120 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}}
 240 s  draining chat-A before chat-2c0fbfbea1 starts
 240 s  apply Deployment chat-A replicas=0
 240 s  * Draining: Draining chat-A before chat-2c0fbfbea1 starts
 240 s  = serving 2/2 on chat-A; draining chat-A before chat-2c0fbfbea1 starts
 241 s  * NoReadyReplicas: 0 of 2 replicas ready
 241 s  = starting 0/2 on chat-A; draining chat-A before chat-2c0fbfbea1 starts; 2 draining
 251 s  switch to chat-B: chat-A has stopped
 251 s  create ControllerRevision chat-B
 251 s  create Deployment chat-B replicas=2
 251 s  apply Service chat
 251 s  apply ConfigMap chat-gate
 251 s  create PodDisruptionBudget chat-B
 251 s  delete PodDisruptionBudget chat-A
 251 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 251 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 251 s  * Switching: Moving traffic to chat-B
 251 s  = starting 0/2 on chat-B
 252 s  delete Deployment chat-A
 252 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
 252 s  * Scaling: 0 of 2 replicas ready: downloading model (0 %)
 252 s  = starting 0/2 on chat-B: downloading model (0 %)
 253 s  = starting 0/2 on chat-B: downloading model (0 %)
 254 s  = starting 0/2 on chat-B: downloading model (10 %)
 256 s  = starting 0/2 on chat-B: downloading model (20 %)
 258 s  = starting 0/2 on chat-B: downloading model (30 %)
 260 s  = starting 0/2 on chat-B: downloading model (40 %)
 262 s  = starting 0/2 on chat-B: downloading model (50 %)
 264 s  = starting 0/2 on chat-B: downloading model (60 %)
 266 s  = starting 0/2 on chat-B: downloading model (70 %)
 268 s  = starting 0/2 on chat-B: downloading model (80 %)
 270 s  = starting 0/2 on chat-B: downloading model (90 %)
 272 s  * ReplicasAvailable: 2 of 2 replicas ready
 272 s  * RolloutComplete: Rolled out chat-B
 272 s  = serving 2/2 on chat-B
