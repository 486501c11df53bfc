# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A; 0/1 warm
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %); 0/1 warm
   3 s  = starting 0/2 on chat-A: downloading model (10 %); 0/1 warm
   5 s  = starting 0/2 on chat-A: downloading model (20 %); 0/1 warm
   7 s  = starting 0/2 on chat-A: downloading model (30 %); 0/1 warm
   9 s  = starting 0/2 on chat-A: downloading model (40 %); 0/1 warm
  11 s  = starting 0/2 on chat-A: downloading model (50 %); 0/1 warm
  13 s  = starting 0/2 on chat-A: downloading model (60 %); 0/1 warm
  15 s  = starting 0/2 on chat-A: downloading model (70 %); 0/1 warm
  17 s  = starting 0/2 on chat-A: downloading model (80 %); 0/1 warm
  19 s  = starting 0/2 on chat-A: downloading model (90 %); 0/1 warm
  21 s  apply Deployment chat-A replicas=3
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/1 warm
  22 s  label Pod chat-A-10 warm
  22 s  = serving 2/2 on chat-A; 0/1 warm
  23 s  = serving 2/2 on chat-A; 0/1 warm
  24 s  = serving 2/2 on chat-A; 0/1 warm
  26 s  = serving 2/2 on chat-A; 0/1 warm
  28 s  = serving 2/2 on chat-A; 0/1 warm
  30 s  = serving 2/2 on chat-A; 0/1 warm
  32 s  = serving 2/2 on chat-A; 0/1 warm
  34 s  = serving 2/2 on chat-A; 0/1 warm
  36 s  = serving 2/2 on chat-A; 0/1 warm
  38 s  = serving 2/2 on chat-A; 0/1 warm
  40 s  = serving 2/2 on chat-A; 0/1 warm
  42 s  * PoolReady: 1 of 1 warm replicas are Ready
  42 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}, 'warmPool': {'size': 1}}
 120 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'strategy': 'Recreate'}, 'warmPool': {'size': 1}}
 240 s  draining chat-A before chat-2c0fbfbea1 starts
 240 s  apply Deployment chat-A replicas=0
 240 s  * Draining: Draining chat-A before chat-2c0fbfbea1 starts
 240 s  = serving 2/2 on chat-A; draining chat-A before chat-2c0fbfbea1 starts; 1/1 warm
 241 s  * NoReadyReplicas: 0 of 2 replicas ready
 241 s  * Filling: 0 of 1 warm replicas are Ready: 0 of 2 serving replicas are Ready
 241 s  = starting 0/2 on chat-A; draining chat-A before chat-2c0fbfbea1 starts; 0/1 warm; 3 draining
 242 s  = starting 0/2 on chat-A; draining chat-A before chat-2c0fbfbea1 starts; 0/1 warm; 2 draining
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
 251 s  = starting 0/2 on chat-B; 0/1 warm
 252 s  delete Deployment chat-A
 252 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
 252 s  * Scaling: 0 of 2 replicas ready: downloading model (0 %)
 252 s  = starting 0/2 on chat-B: downloading model (0 %); 0/1 warm
 253 s  = starting 0/2 on chat-B: downloading model (0 %); 0/1 warm
 254 s  = starting 0/2 on chat-B: downloading model (10 %); 0/1 warm
 256 s  = starting 0/2 on chat-B: downloading model (20 %); 0/1 warm
 258 s  = starting 0/2 on chat-B: downloading model (30 %); 0/1 warm
 260 s  = starting 0/2 on chat-B: downloading model (40 %); 0/1 warm
 262 s  = starting 0/2 on chat-B: downloading model (50 %); 0/1 warm
 264 s  = starting 0/2 on chat-B: downloading model (60 %); 0/1 warm
 266 s  = starting 0/2 on chat-B: downloading model (70 %); 0/1 warm
 268 s  = starting 0/2 on chat-B: downloading model (80 %); 0/1 warm
 270 s  = starting 0/2 on chat-B: downloading model (90 %); 0/1 warm
 272 s  apply Deployment chat-B replicas=3
 272 s  * ReplicasAvailable: 2 of 2 replicas ready
 272 s  * RolloutComplete: Rolled out chat-B
 272 s  = serving 2/2 on chat-B; 0/1 warm
 273 s  label Pod chat-B-16 warm
 273 s  = serving 2/2 on chat-B; 0/1 warm
 274 s  = serving 2/2 on chat-B; 0/1 warm
 275 s  = serving 2/2 on chat-B; 0/1 warm
 277 s  = serving 2/2 on chat-B; 0/1 warm
 279 s  = serving 2/2 on chat-B; 0/1 warm
 281 s  = serving 2/2 on chat-B; 0/1 warm
 283 s  = serving 2/2 on chat-B; 0/1 warm
 285 s  = serving 2/2 on chat-B; 0/1 warm
 287 s  = serving 2/2 on chat-B; 0/1 warm
 289 s  = serving 2/2 on chat-B; 0/1 warm
 291 s  = serving 2/2 on chat-B; 0/1 warm
 293 s  * PoolReady: 1 of 1 warm replicas are Ready
 293 s  = serving 2/2 on chat-B; 1/1 warm
