# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  ! PolicyDenied: Spec.model.uri: file:///models/tiny-a is not allowed, only file:///models/tiny-b (the chart's policy.allowedModels)
   0 s  = spec.model.uri: file:///models/tiny-a is not allowed, only file:///models/tiny-b (the chart's policy.allowedModels)
 120 s  first revision chat-A
 120 s  create ServiceAccount chat
 120 s  create ControllerRevision chat-A
 120 s  create Deployment chat-A replicas=2
 120 s  create Service chat
 120 s  create ConfigMap chat-gate
 120 s  create NetworkPolicy chat
 120 s  create PodDisruptionBudget chat-A
 120 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
 120 s  * SpecAccepted: The spec can be acted on
 120 s  * Scaling: 0 of 2 replicas ready
 120 s  = starting 0/2 on chat-A
 121 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
 121 s  = starting 0/2 on chat-A: downloading model (0 %)
 123 s  = starting 0/2 on chat-A: downloading model (10 %)
 125 s  = starting 0/2 on chat-A: downloading model (20 %)
 127 s  = starting 0/2 on chat-A: downloading model (30 %)
 129 s  = starting 0/2 on chat-A: downloading model (40 %)
 131 s  = starting 0/2 on chat-A: downloading model (50 %)
 133 s  = starting 0/2 on chat-A: downloading model (60 %)
 135 s  = starting 0/2 on chat-A: downloading model (70 %)
 137 s  = starting 0/2 on chat-A: downloading model (80 %)
 139 s  = starting 0/2 on chat-A: downloading model (90 %)
 141 s  * ReplicasAvailable: 2 of 2 replicas ready
 141 s  * RolloutComplete: Rolled out chat-A
 141 s  = serving 2/2 on chat-A
