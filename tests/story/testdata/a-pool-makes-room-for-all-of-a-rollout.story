# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A; 0/2 warm
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %); 0/2 warm
   3 s  = starting 0/1 on chat-A: downloading model (10 %); 0/2 warm
   5 s  = starting 0/1 on chat-A: downloading model (20 %); 0/2 warm
   7 s  = starting 0/1 on chat-A: downloading model (30 %); 0/2 warm
   9 s  = starting 0/1 on chat-A: downloading model (40 %); 0/2 warm
  11 s  = starting 0/1 on chat-A: downloading model (50 %); 0/2 warm
  13 s  = starting 0/1 on chat-A: downloading model (60 %); 0/2 warm
  15 s  = starting 0/1 on chat-A: downloading model (70 %); 0/2 warm
  17 s  = starting 0/1 on chat-A: downloading model (80 %); 0/2 warm
  19 s  = starting 0/1 on chat-A: downloading model (90 %); 0/2 warm
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A; 0/2 warm
  22 s  apply Deployment chat-A replicas=3
  22 s  = serving 1/1 on chat-A; 0/2 warm
  23 s  label Pod chat-A-9 warm
  23 s  label Pod chat-A-10 warm
  23 s  = serving 1/1 on chat-A; 0/2 warm
  24 s  = serving 1/1 on chat-A; 0/2 warm
  25 s  = serving 1/1 on chat-A; 0/2 warm
  27 s  = serving 1/1 on chat-A; 0/2 warm
  29 s  = serving 1/1 on chat-A; 0/2 warm
  31 s  = serving 1/1 on chat-A; 0/2 warm
  33 s  = serving 1/1 on chat-A; 0/2 warm
  35 s  = serving 1/1 on chat-A; 0/2 warm
  37 s  = serving 1/1 on chat-A; 0/2 warm
  39 s  = serving 1/1 on chat-A; 0/2 warm
  41 s  = serving 1/1 on chat-A; 0/2 warm
  43 s  * PoolReady: 2 of 2 warm replicas are Ready
  43 s  = serving 1/1 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 2}}
 120 s  = serving 1/1 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 2}, 'runtime': {'image': 'registry.example/worker:2'}}
 240 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 240 s  create ControllerRevision chat-B
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 240 s  * Starting: Bringing up chat-B
 240 s  = serving 1/1 on chat-A; preview chat-B free accelerators are being counted; 2/2 warm
 242 s  hold chat-A: chat-B is not proven, its warm pool makes room
 242 s  apply Deployment chat-A replicas=1
 242 s  = serving 1/1 on chat-A; preview chat-B its warm pool makes room; 2/2 warm
 243 s  * Filling: 0 of 2 warm replicas are Ready: chat-B is rolled out first
 243 s  = serving 1/1 on chat-A; preview chat-B 2 pods that drain make room; 0/2 warm; 2 draining
 244 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 244 s  apply ControllerRevision chat-B
 244 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet; 0/2 warm
 245 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet; 0/2 warm
 246 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 246 s  create Deployment chat-B replicas=1
 247 s  = serving 1/1 on chat-A; preview chat-B downloading model (0 %); 0/2 warm
 249 s  = serving 1/1 on chat-A; preview chat-B downloading model (10 %); 0/2 warm
 251 s  = serving 1/1 on chat-A; preview chat-B downloading model (20 %); 0/2 warm
 253 s  = serving 1/1 on chat-A; preview chat-B downloading model (30 %); 0/2 warm
 255 s  = serving 1/1 on chat-A; preview chat-B downloading model (40 %); 0/2 warm
 257 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %); 0/2 warm
 259 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %); 0/2 warm
 261 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %); 0/2 warm
 263 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %); 0/2 warm
 265 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %); 0/2 warm
 267 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 267 s  apply Service chat
 267 s  apply ConfigMap chat-gate
 267 s  create PodDisruptionBudget chat-B
 267 s  delete PodDisruptionBudget chat-A
 267 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 267 s  * Switching: Moving traffic to chat-B
 267 s  = serving 1/1 on chat-B; 0/2 warm
 268 s  draining chat-A
 268 s  apply ControllerRevision chat-B
 268 s  apply Deployment chat-A replicas=0
 268 s  * Draining: Rolled out chat-B; draining chat-A
 268 s  = serving 1/1 on chat-B; 0/2 warm
 269 s  = serving 1/1 on chat-B; 0/2 warm; 1 draining
 270 s  draining chat-A
 270 s  apply Deployment chat-B replicas=2
 270 s  ! NoCapacity: 0 of 2 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 1 free on 1 node, as far as not promised to other replicas that start
 270 s  = serving 1/1 on chat-B; 0/2 warm; 1 draining
 271 s  draining chat-A
 271 s  label Pod chat-B-15 warm
 271 s  * Filling: 0 of 2 warm replicas are Ready: free accelerators are being counted
 271 s  = serving 1/1 on chat-B; 0/2 warm; 1 draining
 272 s  = serving 1/1 on chat-B; 0/2 warm; 1 draining
 273 s  ! NoCapacity: 0 of 2 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
 273 s  = serving 1/1 on chat-B; 0/2 warm; 1 draining
 279 s  delete Deployment chat-A
 279 s  * RolloutComplete: Rolled out chat-B
 279 s  * Filling: 0 of 2 warm replicas are Ready: free accelerators are being counted
 279 s  = serving 1/1 on chat-B; 0/2 warm
 280 s  = serving 1/1 on chat-B; 0/2 warm
 281 s  apply Deployment chat-B replicas=3
 281 s  = serving 1/1 on chat-B; 0/2 warm
 282 s  label Pod chat-B-16 warm
 282 s  = serving 1/1 on chat-B; 0/2 warm
 283 s  = serving 1/1 on chat-B; 0/2 warm
 285 s  = serving 1/1 on chat-B; 0/2 warm
 287 s  = serving 1/1 on chat-B; 0/2 warm
 289 s  = serving 1/1 on chat-B; 0/2 warm
 291 s  = serving 1/1 on chat-B; 1/2 warm
 292 s  = serving 1/1 on chat-B; 1/2 warm
 294 s  = serving 1/1 on chat-B; 1/2 warm
 296 s  = serving 1/1 on chat-B; 1/2 warm
 298 s  = serving 1/1 on chat-B; 1/2 warm
 300 s  = serving 1/1 on chat-B; 1/2 warm
 302 s  * PoolReady: 2 of 2 warm replicas are Ready
 302 s  = serving 1/1 on chat-B; 2/2 warm
