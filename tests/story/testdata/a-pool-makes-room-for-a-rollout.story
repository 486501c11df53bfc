# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A; 0/2 warm
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %); 0/2 warm
   3 s  = starting 0/2 on chat-A: downloading model (10 %); 0/2 warm
   5 s  = starting 0/2 on chat-A: downloading model (20 %); 0/2 warm
   7 s  = starting 0/2 on chat-A: downloading model (30 %); 0/2 warm
   9 s  = starting 0/2 on chat-A: downloading model (40 %); 0/2 warm
  11 s  = starting 0/2 on chat-A: downloading model (50 %); 0/2 warm
  13 s  = starting 0/2 on chat-A: downloading model (60 %); 0/2 warm
  15 s  = starting 0/2 on chat-A: downloading model (70 %); 0/2 warm
  17 s  = starting 0/2 on chat-A: downloading model (80 %); 0/2 warm
  19 s  = starting 0/2 on chat-A: downloading model (90 %); 0/2 warm
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/2 warm
  22 s  apply Deployment chat-A replicas=4
  22 s  = serving 2/2 on chat-A; 0/2 warm
  23 s  label Pod chat-A-10 warm
  23 s  label Pod chat-A-11 warm
  23 s  = serving 2/2 on chat-A; 0/2 warm
  24 s  = serving 2/2 on chat-A; 0/2 warm
  25 s  = serving 2/2 on chat-A; 0/2 warm
  27 s  = serving 2/2 on chat-A; 0/2 warm
  29 s  = serving 2/2 on chat-A; 0/2 warm
  31 s  = serving 2/2 on chat-A; 0/2 warm
  33 s  = serving 2/2 on chat-A; 0/2 warm
  35 s  = serving 2/2 on chat-A; 0/2 warm
  37 s  = serving 2/2 on chat-A; 0/2 warm
  39 s  = serving 2/2 on chat-A; 0/2 warm
  41 s  = serving 2/2 on chat-A; 0/2 warm
  43 s  * PoolReady: 2 of 2 warm replicas are Ready
  43 s  = serving 2/2 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
 120 s  hold chat-A: chat-B is not proven, free accelerators are being counted
 120 s  create ControllerRevision chat-B
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted; 2/2 warm
 122 s  hold chat-A: chat-B is not proven, its warm pool makes room
 122 s  apply Deployment chat-A replicas=2
 122 s  = serving 2/2 on chat-A; preview chat-B its warm pool makes room; 2/2 warm
 123 s  * Filling: 0 of 2 warm replicas are Ready: chat-B is rolled out first
 123 s  = serving 2/2 on chat-A; preview chat-B 2 pods that drain make room; 0/2 warm; 2 draining
 124 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 124 s  apply ControllerRevision chat-B
 124 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 0/2 warm
 125 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 0/2 warm
 126 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 126 s  create Deployment chat-B replicas=2
 127 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %); 0/2 warm
 129 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %); 0/2 warm
 131 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %); 0/2 warm
 133 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %); 0/2 warm
 135 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %); 0/2 warm
 137 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %); 0/2 warm
 139 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %); 0/2 warm
 141 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %); 0/2 warm
 143 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %); 0/2 warm
 145 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %); 0/2 warm
 147 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 147 s  apply Service chat
 147 s  apply ConfigMap chat-gate
 147 s  create PodDisruptionBudget chat-B
 147 s  delete PodDisruptionBudget chat-A
 147 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 147 s  * Switching: Moving traffic to chat-B
 147 s  = serving 2/2 on chat-B; 0/2 warm
 148 s  draining chat-A
 148 s  apply ControllerRevision chat-B
 148 s  apply Deployment chat-A replicas=0
 148 s  * Draining: Rolled out chat-B; draining chat-A
 148 s  = serving 2/2 on chat-B; 0/2 warm
 149 s  = serving 2/2 on chat-B; 0/2 warm; 2 draining
 150 s  ! NoCapacity: 0 of 2 warm replicas are Ready: waiting for 2 nvidia.com/gpu: 0 free on 1 node
 150 s  = serving 2/2 on chat-B; 0/2 warm; 2 draining
 159 s  delete Deployment chat-A
 159 s  * RolloutComplete: Rolled out chat-B
 159 s  * Filling: 0 of 2 warm replicas are Ready: free accelerators are being counted
 159 s  = serving 2/2 on chat-B; 0/2 warm
 160 s  = serving 2/2 on chat-B; 0/2 warm
 161 s  apply Deployment chat-B replicas=4
 161 s  = serving 2/2 on chat-B; 0/2 warm
 162 s  label Pod chat-B-17 warm
 162 s  label Pod chat-B-18 warm
 162 s  = serving 2/2 on chat-B; 0/2 warm
 163 s  = serving 2/2 on chat-B; 0/2 warm
 164 s  = serving 2/2 on chat-B; 0/2 warm
 166 s  = serving 2/2 on chat-B; 0/2 warm
 168 s  = serving 2/2 on chat-B; 0/2 warm
 170 s  = serving 2/2 on chat-B; 0/2 warm
 172 s  = serving 2/2 on chat-B; 0/2 warm
 174 s  = serving 2/2 on chat-B; 0/2 warm
 176 s  = serving 2/2 on chat-B; 0/2 warm
 178 s  = serving 2/2 on chat-B; 0/2 warm
 180 s  = serving 2/2 on chat-B; 0/2 warm
 182 s  * PoolReady: 2 of 2 warm replicas are Ready
 182 s  = serving 2/2 on chat-B; 2/2 warm
