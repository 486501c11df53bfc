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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s', 'minAvailable': 2}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: ResourceQuota gpus admits no more; minAvailable keeps 2 of 2 serving
  62 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: ResourceQuota gpus admits no more; minAvailable keeps 2 of 2 serving
 167 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 167 s  apply ControllerRevision chat-B
 167 s  create Deployment chat-B replicas=1
 167 s  * Starting: Bringing up chat-B
 167 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 168 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 170 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 172 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 174 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 176 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 178 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 180 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 182 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 184 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 186 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 188 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 188 s  apply Service chat
 188 s  apply ConfigMap chat-gate
 188 s  create PodDisruptionBudget chat-B
 188 s  delete PodDisruptionBudget chat-A
 188 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 188 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 188 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 189 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 189 s  apply ControllerRevision chat-B
 189 s  apply Deployment chat-B replicas=2
 189 s  apply Deployment chat-A replicas=1
 189 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 190 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 200 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 220 s  switch to chat-B alone: 2 of 2 replicas exchanged
 220 s  apply Service chat
 220 s  apply ConfigMap chat-gate
 220 s  apply PodDisruptionBudget chat-B
 220 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 220 s  * Switching: Moving traffic to chat-B
 220 s  = serving 2/2 on chat-B
 221 s  draining chat-A
 221 s  apply Deployment chat-A replicas=0
 221 s  * Draining: Rolled out chat-B; draining chat-A
 221 s  = serving 2/2 on chat-B
 222 s  = serving 2/2 on chat-B; 1 draining
 232 s  delete Deployment chat-A
 232 s  * RolloutComplete: Rolled out chat-B
 232 s  = serving 2/2 on chat-B
 233 s  = serving 2/2 on chat-B
