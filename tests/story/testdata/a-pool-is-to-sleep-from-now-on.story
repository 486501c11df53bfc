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
  21 s  apply Deployment chat-A replicas=3
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/1 warm
  22 s  label Pod chat-A-10 warm
  22 s  = serving 2/2 on chat-A; 0/1 warm
  23 s  = serving 2/2 on chat-A; 0/1 warm
  24 s  = serving 2/2 on chat-A; 0/1 warm
  26 s  = serving 2/2 on chat-A; 0/1 warm
  28 s  = serving 2/2 on chat-A; 0/1 warm
  30 s  = serving 2/2 on chat-A; 0/1 warm
  32 s  = serving 2/2 on chat-A; 0/1 warm
  34 s  = serving 2/2 on chat-A; 0/1 warm
  36 s  = serving 2/2 on chat-A; 0/1 warm
  38 s  = serving 2/2 on chat-A; 0/1 warm
  40 s  = serving 2/2 on chat-A; 0/1 warm
  42 s  * PoolReady: 1 of 1 warm replicas are Ready
  42 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 1/1 warm
 121 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %); 1/1 warm
 123 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %); 1/1 warm
 125 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %); 1/1 warm
 127 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %); 1/1 warm
 129 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %); 1/1 warm
 131 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %); 1/1 warm
 133 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %); 1/1 warm
 135 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %); 1/1 warm
 137 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %); 1/1 warm
 139 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %); 1/1 warm
 141 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 141 s  apply Service chat
 141 s  apply ConfigMap chat-gate
 141 s  create PodDisruptionBudget chat-B
 141 s  delete PodDisruptionBudget chat-A
 141 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 141 s  * Switching: Moving traffic to chat-B
 141 s  * Filling: 0 of 1 warm replicas are Ready, 0 asleep: chat-B is rolled out first
 141 s  = serving 2/2 on chat-B; 0/1 warm
 142 s  draining chat-A
 142 s  apply ControllerRevision chat-B
 142 s  apply Deployment chat-B replicas=3
 142 s  apply Deployment chat-A replicas=0
 142 s  * Draining: Rolled out chat-B; draining chat-A
 142 s  = serving 2/2 on chat-B; 0/1 warm
 143 s  draining chat-A
 143 s  label Pod chat-B-16 warm
 143 s  = serving 2/2 on chat-B; 0/1 warm; 3 draining
 144 s  = serving 2/2 on chat-B; 0/1 warm; 2 draining
 145 s  = serving 2/2 on chat-B; 0/1 warm; 2 draining
 147 s  = serving 2/2 on chat-B; 0/1 warm; 2 draining
 149 s  = serving 2/2 on chat-B; 0/1 warm; 2 draining
 151 s  = serving 2/2 on chat-B; 0/1 warm; 2 draining
 153 s  delete Deployment chat-A
 153 s  * RolloutComplete: Rolled out chat-B
 153 s  = serving 2/2 on chat-B; 0/1 warm
 154 s  = serving 2/2 on chat-B; 0/1 warm
 155 s  = serving 2/2 on chat-B; 0/1 warm
 157 s  = serving 2/2 on chat-B; 0/1 warm
 159 s  = serving 2/2 on chat-B; 0/1 warm
 161 s  = serving 2/2 on chat-B; 0/1 warm
 163 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 163 s  = serving 2/2 on chat-B; 1/1 warm
 169 s  = serving 2/2 on chat-B; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
 240 s  hold chat-B: chat-A is not proven, its Deployment does not exist yet
 240 s  apply ControllerRevision chat-A
 240 s  create Deployment chat-A replicas=2
 240 s  * Starting: Bringing up chat-A
 240 s  = serving 2/2 on chat-B; preview chat-A its Deployment does not exist yet; 1/1 warm
 241 s  = serving 2/2 on chat-B; preview chat-A downloading model (0 %); 1/1 warm
 243 s  = serving 2/2 on chat-B; preview chat-A downloading model (10 %); 1/1 warm
 245 s  = serving 2/2 on chat-B; preview chat-A downloading model (20 %); 1/1 warm
 247 s  = serving 2/2 on chat-B; preview chat-A downloading model (30 %); 1/1 warm
 249 s  = serving 2/2 on chat-B; preview chat-A downloading model (40 %); 1/1 warm
 251 s  = serving 2/2 on chat-B; preview chat-A downloading model (50 %); 1/1 warm
 253 s  = serving 2/2 on chat-B; preview chat-A downloading model (60 %); 1/1 warm
 255 s  = serving 2/2 on chat-B; preview chat-A downloading model (70 %); 1/1 warm
 257 s  = serving 2/2 on chat-B; preview chat-A downloading model (80 %); 1/1 warm
 259 s  = serving 2/2 on chat-B; preview chat-A downloading model (90 %); 1/1 warm
 261 s  switch from chat-B to chat-A: 2 of 2 replicas ready
 261 s  apply Service chat
 261 s  apply ConfigMap chat-gate
 261 s  create PodDisruptionBudget chat-A
 261 s  delete PodDisruptionBudget chat-B
 261 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 261 s  * Switching: Moving traffic to chat-A
 261 s  * Filling: 0 of 1 warm replicas are Ready: chat-A is rolled out first
 261 s  = serving 2/2 on chat-A; 0/1 warm
 262 s  draining chat-B
 262 s  apply ControllerRevision chat-A
 262 s  apply Deployment chat-A replicas=3
 262 s  apply Deployment chat-B replicas=0
 262 s  * Draining: Rolled out chat-A; draining chat-B
 262 s  = serving 2/2 on chat-A; 0/1 warm
 263 s  draining chat-B
 263 s  label Pod chat-A-21 warm
 263 s  = serving 2/2 on chat-A; 0/1 warm; 3 draining
 264 s  = serving 2/2 on chat-A; 0/1 warm; 2 draining
 265 s  = serving 2/2 on chat-A; 0/1 warm; 2 draining
 267 s  = serving 2/2 on chat-A; 0/1 warm; 2 draining
 269 s  = serving 2/2 on chat-A; 0/1 warm; 2 draining
 271 s  = serving 2/2 on chat-A; 0/1 warm; 2 draining
 273 s  delete Deployment chat-B
 273 s  * RolloutComplete: Rolled out chat-A
 273 s  = serving 2/2 on chat-A; 0/1 warm
 274 s  = serving 2/2 on chat-A; 0/1 warm
 275 s  = serving 2/2 on chat-A; 0/1 warm
 277 s  = serving 2/2 on chat-A; 0/1 warm
 279 s  = serving 2/2 on chat-A; 0/1 warm
 281 s  = serving 2/2 on chat-A; 0/1 warm
 283 s  * PoolReady: 1 of 1 warm replicas are Ready
 283 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': None}
 360 s  label Pod chat-A-21 draining
 360 s  apply Deployment chat-A replicas=3
 360 s  = serving 2/2 on chat-A
 361 s  = serving 2/2 on chat-A; 1 draining
 365 s  label Pod chat-A-21 drained
 366 s  apply Deployment chat-A replicas=2
 368 s  = serving 2/2 on chat-A
