# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 0, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=0
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = scaled to zero on chat-A
   1 s  = scaled to zero on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  apply Deployment chat-A replicas=2
  60 s  apply PodDisruptionBudget chat-A
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * NoReadyReplicas: 0 of 2 replicas ready
  60 s  * Starting: Bringing up chat-B
  60 s  = starting 0/2 on chat-A; preview chat-B free accelerators are being counted
  61 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
  61 s  = starting 0/2 on chat-A: downloading model (0 %); preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  = starting 0/2 on chat-A: downloading model (0 %); preview chat-B its Deployment does not exist yet
  63 s  = starting 0/2 on chat-A: downloading model (10 %); preview chat-B downloading model (0 %)
  65 s  = starting 0/2 on chat-A: downloading model (20 %); preview chat-B downloading model (10 %)
  67 s  = starting 0/2 on chat-A: downloading model (30 %); preview chat-B downloading model (20 %)
  69 s  = starting 0/2 on chat-A: downloading model (40 %); preview chat-B downloading model (30 %)
  71 s  = starting 0/2 on chat-A: downloading model (50 %); preview chat-B downloading model (40 %)
  73 s  = starting 0/2 on chat-A: downloading model (60 %); preview chat-B downloading model (50 %)
  75 s  = starting 0/2 on chat-A: downloading model (70 %); preview chat-B downloading model (60 %)
  77 s  = starting 0/2 on chat-A: downloading model (80 %); preview chat-B downloading model (70 %)
  79 s  = starting 0/2 on chat-A: downloading model (90 %); preview chat-B downloading model (80 %)
  81 s  * ReplicasAvailable: 2 of 2 replicas ready
  81 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
  83 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
  83 s  apply Service chat
  83 s  apply ConfigMap chat-gate
  83 s  create PodDisruptionBudget chat-B
  83 s  delete PodDisruptionBudget chat-A
  83 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  83 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
  83 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  84 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
  84 s  apply ControllerRevision chat-B
  84 s  apply Deployment chat-B replicas=2
  84 s  apply Deployment chat-A replicas=1
  84 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
  85 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
  95 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 115 s  switch to chat-B alone: 2 of 2 replicas exchanged
 115 s  apply Service chat
 115 s  apply ConfigMap chat-gate
 115 s  apply PodDisruptionBudget chat-B
 115 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 115 s  * Switching: Moving traffic to chat-B
 115 s  = serving 2/2 on chat-B
 116 s  draining chat-A
 116 s  apply Deployment chat-A replicas=0
 116 s  * Draining: Rolled out chat-B; draining chat-A
 116 s  = serving 2/2 on chat-B
 117 s  = serving 2/2 on chat-B; 1 draining
 127 s  delete Deployment chat-A
 127 s  * RolloutComplete: Rolled out chat-B
 127 s  = serving 2/2 on chat-B
 128 s  = serving 2/2 on chat-B
