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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 121 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 123 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 125 s  draining chat-B
 125 s  apply ControllerRevision chat-B
 125 s  apply Deployment chat-B replicas=0
 125 s  ! PolicyDenied: Spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels)
 125 s  * Draining: Rolled out chat-A; draining chat-B
 125 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A
 126 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A; 2 draining
 127 s  delete Deployment chat-B
 127 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A
 128 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A
