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
 110 s  * Scaling: 1 of 2 replicas ready: starting
 110 s  = serving 1/2 on chat-A: starting
 180 s  * RolloutComplete: Rolled out chat-A
 180 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
 210 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 210 s  create ControllerRevision chat-B
 210 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 210 s  * Starting: Bringing up chat-B
 210 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
 212 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 212 s  create Deployment chat-B replicas=1
 212 s  apply Deployment chat-A replicas=1
 212 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 213 s  = serving 1/2 on chat-A; preview chat-B waiting for a pod that drains to make room; 1 draining
 223 s  hold chat-A: chat-B is not proven, 0 of 1 replicas ready
 223 s  apply ControllerRevision chat-B
 223 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 224 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 225 s  = serving 1/2 on chat-A; preview chat-B downloading model (10 %)
 227 s  = serving 1/2 on chat-A; preview chat-B downloading model (20 %)
 229 s  = serving 1/2 on chat-A; preview chat-B downloading model (30 %)
 231 s  = serving 1/2 on chat-A; preview chat-B downloading model (40 %)
 233 s  = serving 1/2 on chat-A; preview chat-B downloading model (50 %)
 235 s  = serving 1/2 on chat-A; preview chat-B downloading model (60 %)
 237 s  = serving 1/2 on chat-A; preview chat-B downloading model (70 %)
 239 s  = serving 1/2 on chat-A; preview chat-B downloading model (80 %)
 241 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 243 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 243 s  apply Service chat
 243 s  apply ConfigMap chat-gate
 243 s  create PodDisruptionBudget chat-B
 243 s  delete PodDisruptionBudget chat-A
 243 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 243 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 243 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 244 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 244 s  apply ControllerRevision chat-B
 244 s  apply Deployment chat-B replicas=2
 244 s  apply Deployment chat-A replicas=0
 244 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged
 245 s  = serving 1/2 on chat-B and chat-A: waiting for a pod that drains to make room; 1 of 2 replicas exchanged; 1 draining
 255 s  = serving 1/2 on chat-B and chat-A: downloading model (0 %); 1 of 2 replicas exchanged
 257 s  = serving 1/2 on chat-B and chat-A: downloading model (10 %); 1 of 2 replicas exchanged
 259 s  = serving 1/2 on chat-B and chat-A: downloading model (20 %); 1 of 2 replicas exchanged
 261 s  = serving 1/2 on chat-B and chat-A: downloading model (30 %); 1 of 2 replicas exchanged
 263 s  = serving 1/2 on chat-B and chat-A: downloading model (40 %); 1 of 2 replicas exchanged
 265 s  = serving 1/2 on chat-B and chat-A: downloading model (50 %); 1 of 2 replicas exchanged
 267 s  = serving 1/2 on chat-B and chat-A: downloading model (60 %); 1 of 2 replicas exchanged
 269 s  = serving 1/2 on chat-B and chat-A: downloading model (70 %); 1 of 2 replicas exchanged
 271 s  = serving 1/2 on chat-B and chat-A: downloading model (80 %); 1 of 2 replicas exchanged
 273 s  = serving 1/2 on chat-B and chat-A: downloading model (90 %); 1 of 2 replicas exchanged
 275 s  switch to chat-B alone: 2 of 2 replicas exchanged
 275 s  apply Service chat
 275 s  apply ConfigMap chat-gate
 275 s  apply PodDisruptionBudget chat-B
 275 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 275 s  * Switching: Moving traffic to chat-B
 275 s  = serving 2/2 on chat-B
 276 s  delete Deployment chat-A
 276 s  * RolloutComplete: Rolled out chat-B
 276 s  = serving 2/2 on chat-B
 277 s  = serving 2/2 on chat-B
