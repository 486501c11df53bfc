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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '60s'}, 'runtime': {'drainTimeout': '30s'}}
 150 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 150 s  create ControllerRevision chat-B
 150 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 150 s  * Starting: Bringing up chat-B
 150 s  = serving 1/2 on chat-A: downloading model (40 %); preview chat-B free accelerators are being counted; 1 draining
 151 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B free accelerators are being counted; 1 draining
 152 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B 1 pod that drains makes room; 1 draining
 153 s  = serving 1/2 on chat-A: downloading model (60 %); preview chat-B 1 pod that drains makes room; 1 draining
 155 s  = serving 1/2 on chat-A: downloading model (70 %); preview chat-B 1 pod that drains makes room; 1 draining
 157 s  = serving 1/2 on chat-A: downloading model (80 %); preview chat-B 1 pod that drains makes room; 1 draining
 159 s  = serving 1/2 on chat-A: downloading model (90 %); preview chat-B 1 pod that drains makes room; 1 draining
 161 s  = serving 2/2 on chat-A; preview chat-B 1 pod that drains makes room; 1 draining
 171 s  = serving 2/2 on chat-A; preview chat-B a replica of chat-A makes room
 172 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 172 s  create Deployment chat-B replicas=1
 172 s  apply Deployment chat-A replicas=1
 172 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 173 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 183 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 183 s  apply ControllerRevision chat-B
 183 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 184 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 185 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 187 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 189 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 191 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 193 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 195 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 197 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 199 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 201 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 203 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 203 s  apply Service chat
 203 s  apply ConfigMap chat-gate
 203 s  create PodDisruptionBudget chat-B
 203 s  delete PodDisruptionBudget chat-A
 203 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 203 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 203 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 204 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 204 s  apply ControllerRevision chat-B
 204 s  apply Deployment chat-B replicas=2
 204 s  apply Deployment chat-A replicas=0
 204 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 205 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 215 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 217 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 219 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 221 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 223 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 225 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 227 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 229 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 231 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 233 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 235 s  switch to chat-B alone: 2 of 2 replicas exchanged
 235 s  apply Service chat
 235 s  apply ConfigMap chat-gate
 235 s  apply PodDisruptionBudget chat-B
 235 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 235 s  * Switching: Moving traffic to chat-B
 235 s  = serving 2/2 on chat-B
 236 s  delete Deployment chat-A
 236 s  * RolloutComplete: Rolled out chat-B
 236 s  = serving 2/2 on chat-B
 237 s  = serving 2/2 on chat-B
