# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'runtime': {'image': 'registry.example/worker:missing'}}
 245 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 245 s  create ControllerRevision chat-B
 245 s  create Deployment chat-B replicas=1
 245 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 245 s  * Starting: Bringing up chat-B
 245 s  = scaled to zero on chat-A; preview chat-B its Deployment does not exist yet
 246 s  ! ImagePullFailed: Bringing up chat-B: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 246 s  = scaled to zero on chat-A; preview chat-B image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 335 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 335 s  apply ControllerRevision chat-B
 335 s  apply Deployment chat-B replicas=0
 335 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 335 s  = scaled to zero on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 336 s  = scaled to zero on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets; 1 draining
 337 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 337 s  delete Deployment chat-B
 337 s  = scaled to zero on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 338 s  = scaled to zero on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 493 s  hold chat-A: chat-B has failed, not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 493 s  apply Deployment chat-A replicas=1
 493 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 493 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 493 s  = starting 0/1 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 494 s  = starting 0/1 on chat-A: downloading model (0 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 496 s  = starting 0/1 on chat-A: downloading model (10 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 497 s  = starting 0/1 on chat-A: downloading model (10 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 498 s  = starting 0/1 on chat-A: downloading model (20 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 500 s  = starting 0/1 on chat-A: downloading model (30 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 502 s  = starting 0/1 on chat-A: downloading model (40 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 504 s  = starting 0/1 on chat-A: downloading model (50 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 506 s  = starting 0/1 on chat-A: downloading model (60 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 508 s  = starting 0/1 on chat-A: downloading model (70 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 510 s  = starting 0/1 on chat-A: downloading model (80 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 512 s  = starting 0/1 on chat-A: downloading model (90 %); chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 514 s  * ReplicasAvailable: 1 of 1 replicas ready
 514 s  = serving 1/1 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 517 s  = serving 1/1 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
 553 s  = serving 1/1 on chat-A; chat-B failed: not ready within 1m30s: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
