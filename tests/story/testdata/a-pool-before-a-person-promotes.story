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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'promotion': 'Manual', 'smokeTest': {'expect': 'Paris'}}, 'warmPool': {'size': 1}}
 120 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'promotion': 'Manual', 'smokeTest': {'expect': 'Paris'}}, 'warmPool': {'size': 1}, 'runtime': {'image': 'registry.example/worker:2'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  create Service chat-preview
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 240 s  * Starting: Bringing up chat-B
 240 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 1/1 warm
 241 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %); 1/1 warm
 243 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %); 1/1 warm
 245 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %); 1/1 warm
 247 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %); 1/1 warm
 249 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %); 1/1 warm
 251 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %); 1/1 warm
 253 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %); 1/1 warm
 255 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %); 1/1 warm
 257 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %); 1/1 warm
 259 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %); 1/1 warm
 261 s  hold chat-A: chat-B is not proven, smoke test under way
 261 s  apply Deployment chat-B replicas=3
 261 s  * Testing: Testing chat-B: smoke test under way
 261 s  = serving 2/2 on chat-A; preview chat-B smoke test under way; 1/1 warm
 262 s  hold chat-A: chat-B is not proven, smoke test under way
 262 s  label Pod chat-B-16 warm
 262 s  = serving 2/2 on chat-A; preview chat-B smoke test under way; 1/1 warm
 265 s  hold chat-A: chat-B is not proven, waiting for spec.rollout.promote: chat-B
 265 s  apply ControllerRevision chat-B
 265 s  * AwaitingPromotion: Holding back chat-B: waiting for spec.rollout.promote: chat-B
 265 s  = serving 2/2 on chat-A; preview chat-B waiting for spec.rollout.promote: chat-B; 1/1 warm
 282 s  = serving 2/2 on chat-A; preview chat-B waiting for spec.rollout.promote: chat-B; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'promotion': 'Manual', 'smokeTest': {'expect': 'Paris'}, 'promote': 'chat-0fe4ecdc74'}, 'warmPool': {'size': 1}, 'runtime': {'image': 'registry.example/worker:2'}}
 360 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 360 s  apply Service chat
 360 s  apply ConfigMap chat-gate
 360 s  create PodDisruptionBudget chat-B
 360 s  delete PodDisruptionBudget chat-A
 360 s  delete Service chat-preview
 360 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 360 s  * Switching: Moving traffic to chat-B
 360 s  = serving 2/2 on chat-B; 1/1 warm
 361 s  draining chat-A
 361 s  apply ControllerRevision chat-B
 361 s  apply Deployment chat-A replicas=0
 361 s  * Draining: Rolled out chat-B; draining chat-A
 361 s  = serving 2/2 on chat-B; 1/1 warm
 362 s  = serving 2/2 on chat-B; 1/1 warm; 3 draining
 363 s  = serving 2/2 on chat-B; 1/1 warm; 2 draining
 372 s  delete Deployment chat-A
 372 s  * RolloutComplete: Rolled out chat-B
 372 s  = serving 2/2 on chat-B; 1/1 warm
 373 s  = serving 2/2 on chat-B; 1/1 warm
