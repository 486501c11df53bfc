# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create EndpointSlice chat-activator
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
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A
  61 s  = serving 1/1 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '120s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
 121 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 121 s  create ControllerRevision chat-B
 121 s  create Deployment chat-B replicas=1
 121 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 121 s  * Starting: Bringing up chat-B
 121 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet
 122 s  = serving 1/1 on chat-A; preview chat-B downloading model (0 %)
 124 s  = serving 1/1 on chat-A; preview chat-B downloading model (10 %)
 126 s  = serving 1/1 on chat-A; preview chat-B downloading model (20 %)
 128 s  = serving 1/1 on chat-A; preview chat-B downloading model (30 %)
 130 s  = serving 1/1 on chat-A; preview chat-B downloading model (40 %)
 132 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %)
 134 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %)
 136 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %)
 138 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %)
 140 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %)
 142 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 142 s  apply Service chat
 142 s  apply ConfigMap chat-gate
 142 s  create PodDisruptionBudget chat-B
 142 s  delete PodDisruptionBudget chat-A
 142 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 142 s  * Switching: Moving traffic to chat-B
 142 s  = serving 1/1 on chat-B
 143 s  chat-A is kept until 2026-01-01T00:04:22Z
 143 s  label Pod chat-A-9 warm
 143 s  apply ControllerRevision chat-B
 143 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:04:22Z
 143 s  = serving 1/1 on chat-B; chat-A is kept, 0 of 1 asleep
 150 s  = serving 1/1 on chat-B; chat-A is kept, 1 of 1 asleep
 262 s  draining chat-A
 262 s  apply Deployment chat-A replicas=0
 262 s  = serving 1/1 on chat-B
 263 s  draining chat-A
 263 s  apply Deployment chat-B replicas=0
 263 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 80 s
 263 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 263 s  = scaled to zero on chat-B; 1 draining
 264 s  delete Deployment chat-A
 264 s  * RolloutComplete: Rolled out chat-B
 264 s  = scaled to zero on chat-B; 1 draining
 265 s  = scaled to zero on chat-B; 1 draining
 266 s  = scaled to zero on chat-B; 1 draining
 274 s  = scaled to zero on chat-B
 321 s  = scaled to zero on chat-B
 422 s  apply Deployment chat-B replicas=1
 422 s  * ScaledUp: RequestsHeld: 0 → 1: 3 requests are held
 422 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 422 s  * Scaling: 0 of 1 replicas ready
 422 s  = starting 0/1 on chat-B
 423 s  = starting 0/1 on chat-B: downloading model (0 %)
 425 s  = starting 0/1 on chat-B: downloading model (10 %)
 426 s  = starting 0/1 on chat-B: downloading model (10 %)
 427 s  = starting 0/1 on chat-B: downloading model (20 %)
 429 s  = starting 0/1 on chat-B: downloading model (30 %)
 431 s  = starting 0/1 on chat-B: downloading model (40 %)
 433 s  = starting 0/1 on chat-B: downloading model (50 %)
 435 s  = starting 0/1 on chat-B: downloading model (60 %)
 437 s  = starting 0/1 on chat-B: downloading model (70 %)
 439 s  = starting 0/1 on chat-B: downloading model (80 %)
 441 s  = starting 0/1 on chat-B: downloading model (90 %)
 443 s  * ReplicasAvailable: 1 of 1 replicas ready
 443 s  * RolloutComplete: Rolled out chat-B
 443 s  = serving 1/1 on chat-B
 446 s  = serving 1/1 on chat-B
 482 s  = serving 1/1 on chat-B
