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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'promotion': 'Manual', 'smokeTest': {'expect': 'Paris'}}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  create Deployment chat-B replicas=1
  62 s  apply Deployment chat-A replicas=1
  62 s  create Service chat-preview
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
  73 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
  73 s  apply ControllerRevision chat-B
  73 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  74 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
  75 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
  77 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
  79 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
  81 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
  83 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
  85 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
  87 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
  89 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
  91 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
  93 s  * Testing: Testing chat-B: smoke test under way
  93 s  = serving 1/2 on chat-A; preview chat-B smoke test under way
  95 s  hold chat-A: chat-B is not proven, waiting for spec.rollout.promote: chat-B
  95 s  apply ControllerRevision chat-B
  95 s  * AwaitingPromotion: Holding back chat-B: waiting for spec.rollout.promote: chat-B
  95 s  = serving 1/2 on chat-A; preview chat-B waiting for spec.rollout.promote: chat-B
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'promotion': 'Manual', 'smokeTest': {'expect': 'Paris'}, 'promote': 'chat-0fe4ecdc74'}, 'runtime': {'image': 'registry.example/worker:2'}}
 120 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 120 s  apply Service chat
 120 s  apply ConfigMap chat-gate
 120 s  create PodDisruptionBudget chat-B
 120 s  delete PodDisruptionBudget chat-A
 120 s  delete Service chat-preview
 120 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 120 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 120 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 121 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 121 s  apply ControllerRevision chat-B
 121 s  apply Deployment chat-B replicas=2
 121 s  apply Deployment chat-A replicas=0
 121 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 122 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 132 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 134 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 136 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 138 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 140 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 142 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 144 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 146 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 148 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 150 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 152 s  switch to chat-B alone: 2 of 2 replicas exchanged
 152 s  apply Service chat
 152 s  apply ConfigMap chat-gate
 152 s  apply PodDisruptionBudget chat-B
 152 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 152 s  * Switching: Moving traffic to chat-B
 152 s  = serving 2/2 on chat-B
 153 s  delete Deployment chat-A
 153 s  * RolloutComplete: Rolled out chat-B
 153 s  = serving 2/2 on chat-B
 154 s  = serving 2/2 on chat-B
