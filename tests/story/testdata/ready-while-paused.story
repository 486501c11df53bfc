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
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 121 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 123 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}, 'paused': True}
 125 s  * Paused: Paused: nothing is changed until spec.paused is false
 125 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 127 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 129 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 131 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 133 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 135 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 137 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 139 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 141 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; preview chat-B it would get the traffic now
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}, 'paused': False}
 335 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 335 s  apply Service chat
 335 s  apply ConfigMap chat-gate
 335 s  create PodDisruptionBudget chat-B
 335 s  delete PodDisruptionBudget chat-A
 335 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 335 s  * SpecAccepted: The spec can be acted on
 335 s  * Switching: Moving traffic to chat-B
 335 s  = serving 2/2 on chat-B
 336 s  draining chat-A
 336 s  apply ControllerRevision chat-B
 336 s  apply Deployment chat-A replicas=0
 336 s  * Draining: Rolled out chat-B; draining chat-A
 336 s  = serving 2/2 on chat-B
 337 s  = serving 2/2 on chat-B; 2 draining
 347 s  delete Deployment chat-A
 347 s  * RolloutComplete: Rolled out chat-B
 347 s  = serving 2/2 on chat-B
 348 s  = serving 2/2 on chat-B
