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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=2
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  ! PodAdmissionFailed: Bringing up chat-B: pod chat-B-12 failed: UnexpectedAdmissionError
  63 s  = serving 2/2 on chat-A; preview chat-B pod chat-B-12 failed: UnexpectedAdmissionError
  64 s  hold chat-A: chat-B is not proven, 0 of 2 replicas ready
  64 s  apply Deployment chat-B replicas=0
  64 s  delete Pod chat-B-12
  64 s  = serving 2/2 on chat-A; preview chat-B pod chat-B-12 failed: UnexpectedAdmissionError
  65 s  = serving 2/2 on chat-A; preview chat-B pod chat-B-13 failed: UnexpectedAdmissionError
 124 s  hold chat-A: chat-B is not proven, its Deployment has 0 of 2 replicas
 124 s  apply Deployment chat-B replicas=2
 125 s  = serving 2/2 on chat-A; preview chat-B pod chat-B-13 failed: UnexpectedAdmissionError
 145 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 145 s  apply Service chat
 145 s  apply ConfigMap chat-gate
 145 s  create PodDisruptionBudget chat-B
 145 s  delete PodDisruptionBudget chat-A
 145 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 145 s  * Switching: Moving traffic to chat-B
 145 s  = serving 2/2 on chat-B
 146 s  draining chat-A
 146 s  apply ControllerRevision chat-B
 146 s  apply Deployment chat-A replicas=0
 146 s  * Draining: Rolled out chat-B; draining chat-A
 146 s  = serving 2/2 on chat-B
 147 s  = serving 2/2 on chat-B; 2 draining
 157 s  delete Deployment chat-A
 157 s  * RolloutComplete: Rolled out chat-B
 157 s  = serving 2/2 on chat-B
 158 s  = serving 2/2 on chat-B
