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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:missing'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 121 s  ! ImagePullFailed: Bringing up chat-B: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 121 s  = serving 2/2 on chat-A; preview chat-B image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 240 s  hold chat-A: chat-C is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-C
 240 s  apply ControllerRevision chat-B
 240 s  create Deployment chat-C replicas=2
 240 s  apply Deployment chat-B replicas=0
 240 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-a
 240 s  * Starting: Bringing up chat-C
 240 s  = serving 2/2 on chat-A; preview chat-C its Deployment does not exist yet
 241 s  = serving 2/2 on chat-A; preview chat-C downloading model (0 %); 2 draining
 242 s  hold chat-A: chat-C is not proven, 0 of 2 replicas ready
 242 s  delete Deployment chat-B
 242 s  = serving 2/2 on chat-A; preview chat-C downloading model (0 %)
 243 s  = serving 2/2 on chat-A; preview chat-C downloading model (10 %)
 245 s  = serving 2/2 on chat-A; preview chat-C downloading model (20 %)
 247 s  = serving 2/2 on chat-A; preview chat-C downloading model (30 %)
 249 s  = serving 2/2 on chat-A; preview chat-C downloading model (40 %)
 251 s  = serving 2/2 on chat-A; preview chat-C downloading model (50 %)
 253 s  = serving 2/2 on chat-A; preview chat-C downloading model (60 %)
 255 s  = serving 2/2 on chat-A; preview chat-C downloading model (70 %)
 257 s  = serving 2/2 on chat-A; preview chat-C downloading model (80 %)
 259 s  = serving 2/2 on chat-A; preview chat-C downloading model (90 %)
 261 s  switch from chat-A to chat-C: 2 of 2 replicas ready
 261 s  apply Service chat
 261 s  apply ConfigMap chat-gate
 261 s  create PodDisruptionBudget chat-C
 261 s  delete PodDisruptionBudget chat-A
 261 s  * TrafficSwitched: Moved traffic from chat-A to chat-C
 261 s  * Switching: Moving traffic to chat-C
 261 s  = serving 2/2 on chat-C
 262 s  draining chat-A
 262 s  apply ControllerRevision chat-C
 262 s  apply Deployment chat-A replicas=0
 262 s  * Draining: Rolled out chat-C; draining chat-A
 262 s  = serving 2/2 on chat-C
 263 s  = serving 2/2 on chat-C; 2 draining
 273 s  delete Deployment chat-A
 273 s  * RolloutComplete: Rolled out chat-C
 273 s  = serving 2/2 on chat-C
 274 s  = serving 2/2 on chat-C
