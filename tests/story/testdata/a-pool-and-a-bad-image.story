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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1}}
 120 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1}, 'runtime': {'image': 'registry.example/worker:missing'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 240 s  * Starting: Bringing up chat-B
 240 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 1/1 warm
 241 s  ! ImagePullFailed: Bringing up chat-B: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 241 s  = serving 2/2 on chat-A; preview chat-B image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
 330 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 330 s  apply ControllerRevision chat-B
 330 s  apply Deployment chat-B replicas=0
 330 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 330 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
 331 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm; 2 draining
 332 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 332 s  delete Deployment chat-B
 332 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
 333 s  = serving 2/2 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1}, 'runtime': {'image': 'registry.example/worker:missing'}}
 360 s  hold chat-A: chat-C is not proven, its Deployment does not exist yet
 360 s  create ControllerRevision chat-C
 360 s  create Deployment chat-C replicas=2
 360 s  * RevisionCreated: Created revision chat-C for file:///models/tiny-b
 360 s  * Starting: Bringing up chat-C
 360 s  = serving 2/2 on chat-A; preview chat-C its Deployment does not exist yet; 1/1 warm
 361 s  ! ImagePullFailed: Bringing up chat-C: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 361 s  = serving 2/2 on chat-A; preview chat-C image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
 450 s  hold chat-A: chat-C has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 450 s  apply ControllerRevision chat-C
 450 s  apply Deployment chat-C replicas=0
 450 s  ! RolloutFailed: Gave up chat-C, chat-A serves on: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 450 s  = serving 2/2 on chat-A; chat-C failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
 451 s  = serving 2/2 on chat-A; chat-C failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm; 2 draining
 452 s  hold chat-A: chat-C has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 452 s  delete Deployment chat-C
 452 s  = serving 2/2 on chat-A; chat-C failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
 453 s  = serving 2/2 on chat-A; chat-C failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1/1 warm
