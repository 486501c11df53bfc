# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'drainTimeout': '30s'}}
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
 110 s  * Scaling: 1 of 2 replicas ready: starting
 110 s  = serving 1/2 on chat-A: starting
 140 s  = serving 1/2 on chat-A; 1 draining
 141 s  = serving 1/2 on chat-A: downloading model (0 %); 1 draining
 143 s  = serving 1/2 on chat-A: downloading model (10 %); 1 draining
 145 s  = serving 1/2 on chat-A: downloading model (20 %); 1 draining
 147 s  = serving 1/2 on chat-A: downloading model (30 %); 1 draining
 149 s  = serving 1/2 on chat-A: downloading model (40 %); 1 draining
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s', 'capacity': 'Stepwise'}, 'runtime': {'drainTimeout': '30s'}}
 150 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 150 s  create ControllerRevision chat-B
 150 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 150 s  * Starting: Bringing up chat-B
 150 s  = serving 1/2 on chat-A: downloading model (40 %); preview chat-B free accelerators are being counted; 1 draining
 151 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B free accelerators are being counted; 1 draining
 152 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 152 s  create Deployment chat-B replicas=1
 152 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B its Deployment does not exist yet; 1 draining
 153 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 153 s  apply ControllerRevision chat-B
 153 s  = serving 1/2 on chat-A: downloading model (60 %); preview chat-B downloading model (0 %); 1 draining
 154 s  = serving 1/2 on chat-A: downloading model (60 %); preview chat-B downloading model (0 %); 1 draining
 155 s  = serving 1/2 on chat-A: downloading model (70 %); preview chat-B downloading model (10 %); 1 draining
 157 s  = serving 1/2 on chat-A: downloading model (80 %); preview chat-B downloading model (20 %); 1 draining
 159 s  = serving 1/2 on chat-A: downloading model (90 %); preview chat-B downloading model (30 %); 1 draining
 161 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %); 1 draining
 163 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %); 1 draining
 165 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %); 1 draining
 167 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %); 1 draining
 169 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %); 1 draining
 171 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %); 1 draining
 173 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 173 s  apply Service chat
 173 s  apply ConfigMap chat-gate
 173 s  create PodDisruptionBudget chat-B
 173 s  delete PodDisruptionBudget chat-A
 173 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 173 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 173 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 174 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 174 s  apply ControllerRevision chat-B
 174 s  apply Deployment chat-B replicas=2
 174 s  apply Deployment chat-A replicas=1
 174 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 175 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 2 draining
 185 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 1 draining
 205 s  switch to chat-B alone: 2 of 2 replicas exchanged
 205 s  apply Service chat
 205 s  apply ConfigMap chat-gate
 205 s  apply PodDisruptionBudget chat-B
 205 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 205 s  * Switching: Moving traffic to chat-B
 205 s  = serving 2/2 on chat-B; 1 draining
 206 s  draining chat-A
 206 s  apply Deployment chat-A replicas=0
 206 s  * Draining: Rolled out chat-B; draining chat-A
 206 s  = serving 2/2 on chat-B; 1 draining
 207 s  = serving 2/2 on chat-B; 2 draining
 217 s  = serving 2/2 on chat-B; 1 draining
 290 s  delete Deployment chat-A
 290 s  * RolloutComplete: Rolled out chat-B
 290 s  = serving 2/2 on chat-B
 291 s  = serving 2/2 on chat-B
