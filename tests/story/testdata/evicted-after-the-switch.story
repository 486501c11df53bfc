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
  63 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
  65 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
  67 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
  69 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
  71 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
  73 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
  75 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
  77 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
  79 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
  81 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
  83 s  switch from chat-A to chat-B: 2 of 2 replicas ready
  83 s  apply Service chat
  83 s  apply ConfigMap chat-gate
  83 s  create PodDisruptionBudget chat-B
  83 s  delete PodDisruptionBudget chat-A
  83 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
  83 s  * Switching: Moving traffic to chat-B
  83 s  = serving 2/2 on chat-B
  84 s  draining chat-A
  84 s  apply ControllerRevision chat-B
  84 s  apply Deployment chat-A replicas=0
  84 s  * Draining: Rolled out chat-B; draining chat-A
  84 s  = serving 2/2 on chat-B
  85 s  = serving 2/2 on chat-B; 2 draining
  95 s  delete Deployment chat-A
  95 s  * RolloutComplete: Rolled out chat-B
  95 s  = serving 2/2 on chat-B
  96 s  = serving 2/2 on chat-B
 120 s  ! PodAdmissionFailed: 1 of 2 replicas ready: pod chat-B-12 failed: Evicted (The node was low on resource: memory)
 120 s  = serving 1/2 on chat-B: pod chat-B-12 failed: Evicted (The node was low on resource: memory)
 121 s  = serving 1/2 on chat-B: pod chat-B-12 failed: Evicted (The node was low on resource: memory)
 141 s  * RolloutComplete: Rolled out chat-B
 141 s  = serving 2/2 on chat-B
