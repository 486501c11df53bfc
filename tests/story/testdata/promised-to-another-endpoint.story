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
  62 s  ! WaitingForGPU: Bringing up chat-B: waiting for 1 nvidia.com/gpu: 1 free on 1 node, as far as not promised to other replicas that start; minAvailable keeps 2 of 2 serving
  62 s  = serving 2/2 on chat-A; preview chat-B waiting for 1 nvidia.com/gpu: 1 free on 1 node, as far as not promised to other replicas that start; minAvailable keeps 2 of 2 serving
 162 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 162 s  apply ControllerRevision chat-B
 162 s  create Deployment chat-B replicas=1
 162 s  * Starting: Bringing up chat-B
 162 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 163 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 165 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 167 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 169 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
 171 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
 173 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
 175 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
 177 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
 179 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
 181 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
 183 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 183 s  apply Service chat
 183 s  apply ConfigMap chat-gate
 183 s  create PodDisruptionBudget chat-B
 183 s  delete PodDisruptionBudget chat-A
 183 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 183 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 183 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 184 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 184 s  apply ControllerRevision chat-B
 184 s  apply Deployment chat-B replicas=2
 184 s  apply Deployment chat-A replicas=1
 184 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 185 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 195 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 215 s  switch to chat-B alone: 2 of 2 replicas exchanged
 215 s  apply Service chat
 215 s  apply ConfigMap chat-gate
 215 s  apply PodDisruptionBudget chat-B
 215 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 215 s  * Switching: Moving traffic to chat-B
 215 s  = serving 2/2 on chat-B
 216 s  draining chat-A
 216 s  apply Deployment chat-A replicas=0
 216 s  * Draining: Rolled out chat-B; draining chat-A
 216 s  = serving 2/2 on chat-B
 217 s  = serving 2/2 on chat-B; 1 draining
 227 s  delete Deployment chat-A
 227 s  * RolloutComplete: Rolled out chat-B
 227 s  = serving 2/2 on chat-B
 228 s  = serving 2/2 on chat-B
