# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
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
  42 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
  42 s  = serving 2/2 on chat-A; 1/1 warm
  48 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '60s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 120 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '60s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
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
 261 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 261 s  apply Service chat
 261 s  apply ConfigMap chat-gate
 261 s  create PodDisruptionBudget chat-B
 261 s  delete PodDisruptionBudget chat-A
 261 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 261 s  * Switching: Moving traffic to chat-B
 261 s  * Filling: 0 of 1 warm replicas are Ready, 0 asleep: chat-B is rolled out first
 261 s  = serving 2/2 on chat-B; 0/1 warm
 262 s  chat-A is kept until 2026-01-01T00:05:21Z
 262 s  apply ControllerRevision chat-B
 262 s  apply Deployment chat-B replicas=3
 262 s  apply Deployment chat-A replicas=2
 262 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:05:21Z
 262 s  = serving 2/2 on chat-B; 0/1 warm
 263 s  chat-A is kept until 2026-01-01T00:05:21Z
 263 s  label Pod chat-B-16 warm
 263 s  = serving 2/2 on chat-B; 0/1 warm; 1 draining
 264 s  = serving 2/2 on chat-B; 0/1 warm
 265 s  = serving 2/2 on chat-B; 0/1 warm
 267 s  = serving 2/2 on chat-B; 0/1 warm
 269 s  = serving 2/2 on chat-B; 0/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '60s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 270 s  switch from chat-B to chat-A: 2 of 2 replicas ready
 270 s  apply Service chat
 270 s  apply ConfigMap chat-gate
 270 s  create PodDisruptionBudget chat-A
 270 s  delete PodDisruptionBudget chat-B
 270 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 270 s  * Switching: Moving traffic to chat-A
 270 s  = serving 2/2 on chat-A; 0/1 warm
 271 s  chat-B is kept until 2026-01-01T00:05:30Z
 271 s  apply Deployment chat-A replicas=3
 271 s  apply Deployment chat-B replicas=2
 271 s  * Draining: Rolled out chat-A; chat-B is kept until 2026-01-01T00:05:30Z
 271 s  = serving 2/2 on chat-A; 0/1 warm
 272 s  chat-B is kept until 2026-01-01T00:05:30Z
 272 s  label Pod chat-A-18 warm
 272 s  = serving 2/2 on chat-A; 0/1 warm; 1 draining
 273 s  = serving 2/2 on chat-A; 0/1 warm
 274 s  = serving 2/2 on chat-A; 0/1 warm
 276 s  = serving 2/2 on chat-A; 0/1 warm
 278 s  = serving 2/2 on chat-A; 0/1 warm
 280 s  = serving 2/2 on chat-A; 0/1 warm
 282 s  = serving 2/2 on chat-A; 0/1 warm
 284 s  = serving 2/2 on chat-A; 0/1 warm
 286 s  = serving 2/2 on chat-A; 0/1 warm
 288 s  = serving 2/2 on chat-A; 0/1 warm
 290 s  = serving 2/2 on chat-A; 0/1 warm
 292 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 292 s  = serving 2/2 on chat-A; 1/1 warm
 298 s  = serving 2/2 on chat-A; 1/1 warm
 330 s  draining chat-B
 330 s  apply Deployment chat-B replicas=0
 330 s  = serving 2/2 on chat-A; 1/1 warm
 331 s  = serving 2/2 on chat-A; 1/1 warm; 2 draining
 341 s  delete Deployment chat-B
 341 s  * RolloutComplete: Rolled out chat-A
 341 s  = serving 2/2 on chat-A; 1/1 warm
 342 s  = serving 2/2 on chat-A; 1/1 warm
