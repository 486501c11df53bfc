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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}, 'runtime': {'drainTimeout': '30s'}}
 150 s  draining chat-A before chat-582872287f starts
 150 s  apply Deployment chat-A replicas=0
 150 s  * Draining: Draining chat-A before chat-582872287f starts
 150 s  = serving 1/2 on chat-A: downloading model (40 %); draining chat-A before chat-582872287f starts; 1 draining
 151 s  * NoReadyReplicas: 0 of 2 replicas ready
 151 s  = starting 0/2 on chat-A; draining chat-A before chat-582872287f starts; 3 draining
 152 s  = starting 0/2 on chat-A; draining chat-A before chat-582872287f starts; 2 draining
 161 s  = starting 0/2 on chat-A; draining chat-A before chat-582872287f starts; 1 draining
 290 s  switch to chat-B: chat-A has stopped
 290 s  create ControllerRevision chat-B
 290 s  create Deployment chat-B replicas=2
 290 s  apply Service chat
 290 s  apply ConfigMap chat-gate
 290 s  create PodDisruptionBudget chat-B
 290 s  delete PodDisruptionBudget chat-A
 290 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 290 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 290 s  * Switching: Moving traffic to chat-B
 290 s  = starting 0/2 on chat-B
 291 s  delete Deployment chat-A
 291 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
 291 s  * Scaling: 0 of 2 replicas ready: downloading model (0 %)
 291 s  = starting 0/2 on chat-B: downloading model (0 %)
 292 s  = starting 0/2 on chat-B: downloading model (0 %)
 293 s  = starting 0/2 on chat-B: downloading model (10 %)
 295 s  = starting 0/2 on chat-B: downloading model (20 %)
 297 s  = starting 0/2 on chat-B: downloading model (30 %)
 299 s  = starting 0/2 on chat-B: downloading model (40 %)
 301 s  = starting 0/2 on chat-B: downloading model (50 %)
 303 s  = starting 0/2 on chat-B: downloading model (60 %)
 305 s  = starting 0/2 on chat-B: downloading model (70 %)
 307 s  = starting 0/2 on chat-B: downloading model (80 %)
 309 s  = starting 0/2 on chat-B: downloading model (90 %)
 311 s  * ReplicasAvailable: 2 of 2 replicas ready
 311 s  * RolloutComplete: Rolled out chat-B
 311 s  = serving 2/2 on chat-B
