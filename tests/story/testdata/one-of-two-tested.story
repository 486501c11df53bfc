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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'smokeTest': {'expect': 'Paris'}}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  create Service chat-preview
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
  83 s  * Testing: Testing chat-B: smoke test under way
  83 s  = serving 2/2 on chat-A; preview chat-B smoke test under way
  85 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
  85 s  apply ControllerRevision chat-B
  85 s  apply Service chat
  85 s  apply ConfigMap chat-gate
  85 s  create PodDisruptionBudget chat-B
  85 s  delete PodDisruptionBudget chat-A
  85 s  delete Service chat-preview
  85 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  85 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
  85 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  86 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
  86 s  apply ControllerRevision chat-B
  86 s  apply Deployment chat-B replicas=2
  86 s  apply Deployment chat-A replicas=1
  86 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  87 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
  97 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 117 s  switch to chat-B alone: 2 of 2 replicas exchanged
 117 s  apply Service chat
 117 s  apply ConfigMap chat-gate
 117 s  apply PodDisruptionBudget chat-B
 117 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 117 s  * Switching: Moving traffic to chat-B
 117 s  = serving 2/2 on chat-B
 118 s  draining chat-A
 118 s  apply Deployment chat-A replicas=0
 118 s  * Draining: Rolled out chat-B; draining chat-A
 118 s  = serving 2/2 on chat-B
 119 s  = serving 2/2 on chat-B; 1 draining
 129 s  delete Deployment chat-A
 129 s  * RolloutComplete: Rolled out chat-B
 129 s  = serving 2/2 on chat-B
 130 s  = serving 2/2 on chat-B
