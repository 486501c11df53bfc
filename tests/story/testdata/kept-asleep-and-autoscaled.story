# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %)
   3 s  = starting 0/1 on chat-A: downloading model (10 %)
   5 s  = starting 0/1 on chat-A: downloading model (20 %)
   7 s  = starting 0/1 on chat-A: downloading model (30 %)
   9 s  = starting 0/1 on chat-A: downloading model (40 %)
  11 s  = starting 0/1 on chat-A: downloading model (50 %)
  13 s  = starting 0/1 on chat-A: downloading model (60 %)
  15 s  = starting 0/1 on chat-A: downloading model (70 %)
  17 s  = starting 0/1 on chat-A: downloading model (80 %)
  19 s  = starting 0/1 on chat-A: downloading model (90 %)
  21 s  apply Deployment chat-A replicas=2
  21 s  apply PodDisruptionBudget chat-A
  21 s  * ScaledUp: DemandRose: 1 → 2: the targets need 1.5 replicas
  21 s  * ReplicasAvailable: 1 of 2 replicas ready
  21 s  = serving 1/2 on chat-A
  22 s  = serving 1/2 on chat-A: downloading model (0 %)
  24 s  = serving 1/2 on chat-A: downloading model (10 %)
  26 s  = serving 1/2 on chat-A: downloading model (20 %)
  28 s  = serving 1/2 on chat-A: downloading model (30 %)
  30 s  = serving 1/2 on chat-A: downloading model (40 %)
  32 s  = serving 1/2 on chat-A: downloading model (50 %)
  34 s  = serving 1/2 on chat-A: downloading model (60 %)
  36 s  = serving 1/2 on chat-A: downloading model (70 %)
  38 s  = serving 1/2 on chat-A: downloading model (80 %)
  40 s  = serving 1/2 on chat-A: downloading model (90 %)
  42 s  * RolloutComplete: Rolled out chat-A
  42 s  = serving 2/2 on chat-A
  81 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 121 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 121 s  create ControllerRevision chat-B
 121 s  create Deployment chat-B replicas=2
 121 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 121 s  * Starting: Bringing up chat-B
 121 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 122 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 124 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 126 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 128 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 130 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 132 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 134 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 136 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 138 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 140 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 142 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 142 s  apply Service chat
 142 s  apply ConfigMap chat-gate
 142 s  create PodDisruptionBudget chat-B
 142 s  delete PodDisruptionBudget chat-A
 142 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 142 s  * Switching: Moving traffic to chat-B
 142 s  = serving 2/2 on chat-B
 143 s  chat-A is kept until 2026-01-01T00:04:22Z
 143 s  label Pod chat-A-8 warm
 143 s  label Pod chat-A-9 warm
 143 s  apply ControllerRevision chat-B
 143 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:04:22Z
 143 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
 150 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
 251 s  chat-A is kept until 2026-01-01T00:04:22Z
 251 s  apply Deployment chat-B replicas=3
 251 s  apply PodDisruptionBudget chat-B
 251 s  * ScaledUp: DemandRose: 2 → 3: the targets need 2.2 replicas
 251 s  * Scaling: 2 of 3 replicas ready
 251 s  = serving 2/3 on chat-B; chat-A is kept, 2 of 2 asleep
 252 s  = serving 2/3 on chat-B: downloading model (0 %); chat-A is kept, 2 of 2 asleep
 254 s  = serving 2/3 on chat-B: downloading model (10 %); chat-A is kept, 2 of 2 asleep
 256 s  = serving 2/3 on chat-B: downloading model (20 %); chat-A is kept, 2 of 2 asleep
 258 s  = serving 2/3 on chat-B: downloading model (30 %); chat-A is kept, 2 of 2 asleep
 260 s  = serving 2/3 on chat-B: downloading model (40 %); chat-A is kept, 2 of 2 asleep
 262 s  draining chat-A
 262 s  apply Deployment chat-A replicas=0
 262 s  = serving 2/3 on chat-B: downloading model (50 %)
 263 s  = serving 2/3 on chat-B: downloading model (50 %); 2 draining
 264 s  delete Deployment chat-A
 264 s  = serving 2/3 on chat-B: downloading model (60 %)
 265 s  = serving 2/3 on chat-B: downloading model (60 %)
 266 s  = serving 2/3 on chat-B: downloading model (70 %)
 268 s  = serving 2/3 on chat-B: downloading model (80 %)
 270 s  = serving 2/3 on chat-B: downloading model (90 %)
 272 s  * RolloutComplete: Rolled out chat-B
 272 s  = serving 3/3 on chat-B
 276 s  apply Deployment chat-B replicas=4
 276 s  apply PodDisruptionBudget chat-B
 276 s  * ScaledUp: DemandRose: 3 → 4: the targets need 3.5 replicas
 276 s  * Scaling: 3 of 4 replicas ready
 276 s  = serving 3/4 on chat-B
 277 s  = serving 3/4 on chat-B: downloading model (0 %)
 279 s  = serving 3/4 on chat-B: downloading model (10 %)
 281 s  = serving 3/4 on chat-B: downloading model (20 %)
 283 s  = serving 3/4 on chat-B: downloading model (30 %)
 285 s  = serving 3/4 on chat-B: downloading model (40 %)
 287 s  = serving 3/4 on chat-B: downloading model (50 %)
 289 s  = serving 3/4 on chat-B: downloading model (60 %)
 291 s  = serving 3/4 on chat-B: downloading model (70 %)
 293 s  = serving 3/4 on chat-B: downloading model (80 %)
 295 s  = serving 3/4 on chat-B: downloading model (90 %)
 297 s  * RolloutComplete: Rolled out chat-B
 297 s  = serving 4/4 on chat-B
 336 s  = serving 4/4 on chat-B
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 361 s  hold chat-B: chat-A is not proven, its Deployment does not exist yet
 361 s  apply ControllerRevision chat-A
 361 s  create Deployment chat-A replicas=4
 361 s  * Starting: Bringing up chat-A
 361 s  = serving 4/4 on chat-B; preview chat-A its Deployment does not exist yet
 362 s  = serving 4/4 on chat-B; preview chat-A downloading model (0 %)
 364 s  = serving 4/4 on chat-B; preview chat-A downloading model (10 %)
 366 s  = serving 4/4 on chat-B; preview chat-A downloading model (20 %)
 368 s  = serving 4/4 on chat-B; preview chat-A downloading model (30 %)
 370 s  = serving 4/4 on chat-B; preview chat-A downloading model (40 %)
 372 s  = serving 4/4 on chat-B; preview chat-A downloading model (50 %)
 374 s  = serving 4/4 on chat-B; preview chat-A downloading model (60 %)
 376 s  = serving 4/4 on chat-B; preview chat-A downloading model (70 %)
 378 s  = serving 4/4 on chat-B; preview chat-A downloading model (80 %)
 380 s  = serving 4/4 on chat-B; preview chat-A downloading model (90 %)
 382 s  switch from chat-B to chat-A: 4 of 4 replicas ready
 382 s  apply Service chat
 382 s  apply ConfigMap chat-gate
 382 s  create PodDisruptionBudget chat-A
 382 s  delete PodDisruptionBudget chat-B
 382 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 382 s  * Switching: Moving traffic to chat-A
 382 s  = serving 4/4 on chat-A
 383 s  chat-B is kept until 2026-01-01T00:08:22Z
 383 s  label Pod chat-B-12 warm
 383 s  label Pod chat-B-13 warm
 383 s  label Pod chat-B-15 warm
 383 s  label Pod chat-B-16 warm
 383 s  apply ControllerRevision chat-A
 383 s  * Draining: Rolled out chat-A; chat-B is kept until 2026-01-01T00:08:22Z
 383 s  = serving 4/4 on chat-A; chat-B is kept, 0 of 4 asleep
 390 s  = serving 4/4 on chat-A; chat-B is kept, 4 of 4 asleep
 502 s  draining chat-B
 502 s  apply Deployment chat-B replicas=0
 502 s  = serving 4/4 on chat-A
 503 s  = serving 4/4 on chat-A; 4 draining
 504 s  delete Deployment chat-B
 504 s  * RolloutComplete: Rolled out chat-A
 504 s  = serving 4/4 on chat-A
 505 s  = serving 4/4 on chat-A
