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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 125 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 125 s  create ControllerRevision chat-B
 125 s  create Deployment chat-B replicas=2
 125 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 125 s  * Starting: Bringing up chat-B
 125 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 126 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 128 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 130 s  draining chat-B
 130 s  apply ControllerRevision chat-B
 130 s  apply Deployment chat-B replicas=0
 130 s  ! PolicyDenied: Spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels)
 130 s  * Draining: Rolled out chat-A; draining chat-B
 130 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A
 131 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A; 2 draining
 132 s  delete Deployment chat-B
 132 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A
 133 s  = spec.model.uri: file:///models/tiny-b is not allowed, only file:///models/tiny-a (the chart's policy.allowedModels); serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 200 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 200 s  apply ControllerRevision chat-B
 200 s  create Deployment chat-B replicas=2
 200 s  * SpecAccepted: The spec can be acted on
 200 s  * Starting: Bringing up chat-B
 200 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 201 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 203 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 205 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 207 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 209 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 211 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 213 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 215 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 217 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 219 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 221 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 221 s  apply Service chat
 221 s  apply ConfigMap chat-gate
 221 s  create PodDisruptionBudget chat-B
 221 s  delete PodDisruptionBudget chat-A
 221 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 221 s  * Switching: Moving traffic to chat-B
 221 s  = serving 2/2 on chat-B
 222 s  draining chat-A
 222 s  apply ControllerRevision chat-B
 222 s  apply Deployment chat-A replicas=0
 222 s  * Draining: Rolled out chat-B; draining chat-A
 222 s  = serving 2/2 on chat-B
 223 s  = serving 2/2 on chat-B; 2 draining
 233 s  delete Deployment chat-A
 233 s  * RolloutComplete: Rolled out chat-B
 233 s  = serving 2/2 on chat-B
 234 s  = serving 2/2 on chat-B
