# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A; 0/1 warm
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %); 0/1 warm
   3 s  = starting 0/2 on chat-A: downloading model (10 %); 0/1 warm
   5 s  = starting 0/2 on chat-A: downloading model (20 %); 0/1 warm
   7 s  = starting 0/2 on chat-A: downloading model (30 %); 0/1 warm
   9 s  = starting 0/2 on chat-A: downloading model (40 %); 0/1 warm
  11 s  = starting 0/2 on chat-A: downloading model (50 %); 0/1 warm
  13 s  = starting 0/2 on chat-A: downloading model (60 %); 0/1 warm
  15 s  = starting 0/2 on chat-A: downloading model (70 %); 0/1 warm
  17 s  = starting 0/2 on chat-A: downloading model (80 %); 0/1 warm
  19 s  = starting 0/2 on chat-A: downloading model (90 %); 0/1 warm
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/1 warm
  22 s  apply Deployment chat-A replicas=3
  22 s  = serving 2/2 on chat-A; 0/1 warm
  23 s  label Pod chat-A-10 warm
  23 s  = serving 2/2 on chat-A; 0/1 warm
  24 s  = serving 2/2 on chat-A; 0/1 warm
  25 s  = serving 2/2 on chat-A; 0/1 warm
  27 s  = serving 2/2 on chat-A; 0/1 warm
  29 s  = serving 2/2 on chat-A; 0/1 warm
  31 s  = serving 2/2 on chat-A; 0/1 warm
  33 s  = serving 2/2 on chat-A; 0/1 warm
  35 s  = serving 2/2 on chat-A; 0/1 warm
  37 s  = serving 2/2 on chat-A; 0/1 warm
  39 s  = serving 2/2 on chat-A; 0/1 warm
  41 s  = serving 2/2 on chat-A; 0/1 warm
  43 s  * PoolReady: 1 of 1 warm replicas are Ready
  43 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
 120 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 120 s  create ControllerRevision chat-B
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted; 1/1 warm
 122 s  hold chat-A: chat-B is not proven, its warm pool makes room
 122 s  apply Deployment chat-A replicas=2
 122 s  = serving 2/2 on chat-A; preview chat-B its warm pool makes room; 1/1 warm
 123 s  * Filling: 0 of 1 warm replicas are Ready: chat-B is rolled out first
 123 s  = serving 2/2 on chat-A; preview chat-B 1 pod that drains makes room; 0/1 warm; 1 draining
 124 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 124 s  apply ControllerRevision chat-B
 124 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 0/1 warm
 125 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 0/1 warm
 126 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 126 s  create Deployment chat-B replicas=1
 127 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %); 0/1 warm
 129 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %); 0/1 warm
 131 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %); 0/1 warm
 133 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %); 0/1 warm
 135 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %); 0/1 warm
 137 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %); 0/1 warm
 139 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %); 0/1 warm
 141 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %); 0/1 warm
 143 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %); 0/1 warm
 145 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %); 0/1 warm
 147 s  share the traffic of chat-A with chat-B: 1 of 2 replicas ready
 147 s  apply Service chat
 147 s  apply ConfigMap chat-gate
 147 s  create PodDisruptionBudget chat-B
 147 s  delete PodDisruptionBudget chat-A
 147 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
 147 s  * Exchanging: Exchanging replicas for chat-B: 1 of 2 replicas exchanged
 147 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 0/1 warm
 148 s  exchange chat-A for chat-B: 1 of 2 replicas exchanged
 148 s  apply ControllerRevision chat-B
 148 s  apply Deployment chat-B replicas=2
 148 s  apply Deployment chat-A replicas=1
 148 s  = serving 3/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 0/1 warm
 149 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 0/1 warm; 1 draining
 159 s  = serving 2/2 on chat-B and chat-A; 1 of 2 replicas exchanged; 0/1 warm
 179 s  switch to chat-B alone: 2 of 2 replicas exchanged
 179 s  apply Service chat
 179 s  apply ConfigMap chat-gate
 179 s  apply PodDisruptionBudget chat-B
 179 s  * TrafficSwitched: Moved all traffic to chat-B, none is left on chat-A
 179 s  * Switching: Moving traffic to chat-B
 179 s  = serving 2/2 on chat-B; 0/1 warm
 180 s  draining chat-A
 180 s  apply Deployment chat-A replicas=0
 180 s  * Draining: Rolled out chat-B; draining chat-A
 180 s  ! NoCapacity: 0 of 1 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
 180 s  = serving 2/2 on chat-B; 0/1 warm
 181 s  * Filling: 0 of 1 warm replicas are Ready: free accelerators are being counted
 181 s  = serving 2/2 on chat-B; 0/1 warm; 1 draining
 182 s  ! NoCapacity: 0 of 1 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
 182 s  = serving 2/2 on chat-B; 0/1 warm; 1 draining
 191 s  delete Deployment chat-A
 191 s  * RolloutComplete: Rolled out chat-B
 191 s  * Filling: 0 of 1 warm replicas are Ready: free accelerators are being counted
 191 s  = serving 2/2 on chat-B; 0/1 warm
 192 s  = serving 2/2 on chat-B; 0/1 warm
 193 s  apply Deployment chat-B replicas=3
 193 s  = serving 2/2 on chat-B; 0/1 warm
 194 s  label Pod chat-B-16 warm
 194 s  = serving 2/2 on chat-B; 0/1 warm
 195 s  = serving 2/2 on chat-B; 0/1 warm
 196 s  = serving 2/2 on chat-B; 0/1 warm
 198 s  = serving 2/2 on chat-B; 0/1 warm
 200 s  = serving 2/2 on chat-B; 0/1 warm
 202 s  = serving 2/2 on chat-B; 0/1 warm
 204 s  = serving 2/2 on chat-B; 0/1 warm
 206 s  = serving 2/2 on chat-B; 0/1 warm
 208 s  = serving 2/2 on chat-B; 0/1 warm
 210 s  = serving 2/2 on chat-B; 0/1 warm
 212 s  = serving 2/2 on chat-B; 0/1 warm
 214 s  * PoolReady: 1 of 1 warm replicas are Ready
 214 s  = serving 2/2 on chat-B; 1/1 warm
