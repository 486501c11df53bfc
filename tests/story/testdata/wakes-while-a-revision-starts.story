# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
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
 155 s  apply Deployment chat-A replicas=0
 155 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 34 s
 155 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 155 s  = scaled to zero on chat-A
 156 s  = scaled to zero on chat-A; 1 draining
 160 s  = scaled to zero on chat-A; 1 draining
 166 s  = scaled to zero on chat-A
 215 s  = scaled to zero on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'runtime': {'image': 'registry.example/worker:2'}}
 245 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 245 s  create ControllerRevision chat-B
 245 s  create Deployment chat-B replicas=1
 245 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 245 s  * Starting: Bringing up chat-B
 245 s  = scaled to zero on chat-A; preview chat-B its Deployment does not exist yet
 246 s  = scaled to zero on chat-A; preview chat-B downloading model (0 %)
 248 s  = scaled to zero on chat-A; preview chat-B downloading model (10 %)
 250 s  = scaled to zero on chat-A; preview chat-B downloading model (20 %)
 252 s  = scaled to zero on chat-A; preview chat-B downloading model (30 %)
 254 s  = scaled to zero on chat-A; preview chat-B downloading model (40 %)
 256 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 256 s  apply Deployment chat-A replicas=1
 256 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 256 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 256 s  = starting 0/1 on chat-A; preview chat-B downloading model (50 %)
 257 s  = starting 0/1 on chat-A: downloading model (0 %); preview chat-B downloading model (50 %)
 258 s  = starting 0/1 on chat-A: downloading model (0 %); preview chat-B downloading model (60 %)
 259 s  = starting 0/1 on chat-A: downloading model (10 %); preview chat-B downloading model (60 %)
 260 s  = starting 0/1 on chat-A: downloading model (10 %); preview chat-B downloading model (70 %)
 261 s  = starting 0/1 on chat-A: downloading model (20 %); preview chat-B downloading model (70 %)
 262 s  = starting 0/1 on chat-A: downloading model (20 %); preview chat-B downloading model (80 %)
 263 s  = starting 0/1 on chat-A: downloading model (30 %); preview chat-B downloading model (80 %)
 264 s  = starting 0/1 on chat-A: downloading model (30 %); preview chat-B downloading model (90 %)
 265 s  = starting 0/1 on chat-A: downloading model (40 %); preview chat-B downloading model (90 %)
 266 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 266 s  apply Service chat
 266 s  apply ConfigMap chat-gate
 266 s  create PodDisruptionBudget chat-B
 266 s  delete PodDisruptionBudget chat-A
 266 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 266 s  * ReplicasAvailable: 1 of 1 replicas ready
 266 s  * Switching: Moving traffic to chat-B
 266 s  = serving 1/1 on chat-B
 267 s  draining chat-A
 267 s  apply ControllerRevision chat-B
 267 s  apply Deployment chat-A replicas=0
 267 s  * Draining: Rolled out chat-B; draining chat-A
 267 s  = serving 1/1 on chat-B
 268 s  = serving 1/1 on chat-B; 1 draining
 269 s  delete Deployment chat-A
 269 s  * RolloutComplete: Rolled out chat-B
 269 s  = serving 1/1 on chat-B
 270 s  = serving 1/1 on chat-B
 316 s  = serving 1/1 on chat-B
