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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}}
 120 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'runtime': {'image': 'registry.example/worker:missing'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 240 s  * Starting: Bringing up chat-B
 240 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 241 s  ! ImagePullFailed: Bringing up chat-B: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 241 s  = serving 2/2 on chat-A; preview chat-B image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 330 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 330 s  apply ControllerRevision chat-B
 330 s  apply Deployment chat-B replicas=0
 330 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 330 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 331 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 2 draining
 332 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 332 s  delete Deployment chat-B
 332 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 333 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'runtime': {'image': 'registry.example/worker:2'}}
 360 s  hold chat-A: chat-C is not proven, its Deployment does not exist yet
 360 s  create ControllerRevision chat-C
 360 s  create Deployment chat-C replicas=2
 360 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-a
 360 s  * Starting: Bringing up chat-C
 360 s  = serving 2/2 on chat-A; preview chat-C its Deployment does not exist yet
 361 s  = serving 2/2 on chat-A; preview chat-C downloading model (0 %)
 363 s  = serving 2/2 on chat-A; preview chat-C downloading model (10 %)
 365 s  = serving 2/2 on chat-A; preview chat-C downloading model (20 %)
 367 s  = serving 2/2 on chat-A; preview chat-C downloading model (30 %)
 369 s  = serving 2/2 on chat-A; preview chat-C downloading model (40 %)
 371 s  = serving 2/2 on chat-A; preview chat-C downloading model (50 %)
 373 s  = serving 2/2 on chat-A; preview chat-C downloading model (60 %)
 375 s  = serving 2/2 on chat-A; preview chat-C downloading model (70 %)
 377 s  = serving 2/2 on chat-A; preview chat-C downloading model (80 %)
 379 s  = serving 2/2 on chat-A; preview chat-C downloading model (90 %)
 381 s  switch from chat-A to chat-C: 2 of 2 replicas ready
 381 s  apply Service chat
 381 s  apply ConfigMap chat-gate
 381 s  create PodDisruptionBudget chat-C
 381 s  delete PodDisruptionBudget chat-A
 381 s  * TrafficSwitched: Moved traffic from chat-A to chat-C
 381 s  * Switching: Moving traffic to chat-C
 381 s  = serving 2/2 on chat-C
 382 s  draining chat-A
 382 s  apply ControllerRevision chat-C
 382 s  apply Deployment chat-A replicas=0
 382 s  * Draining: Rolled out chat-C; draining chat-A
 382 s  = serving 2/2 on chat-C
 383 s  = serving 2/2 on chat-C; 2 draining
 393 s  delete Deployment chat-A
 393 s  * RolloutComplete: Rolled out chat-C
 393 s  = serving 2/2 on chat-C
 394 s  = serving 2/2 on chat-C
