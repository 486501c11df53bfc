# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '200s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
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
  42 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
  42 s  = serving 2/2 on chat-A; 1/1 warm
  48 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '200s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
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
 142 s  chat-A is kept until 2026-01-01T00:05:41Z
 142 s  apply ControllerRevision chat-B
 142 s  apply Deployment chat-B replicas=3
 142 s  apply Deployment chat-A replicas=2
 142 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:05:41Z
 142 s  = serving 2/2 on chat-B; 0/1 warm
 143 s  chat-A is kept until 2026-01-01T00:05:41Z
 143 s  label Pod chat-A-8 warm
 143 s  label Pod chat-A-9 warm
 143 s  label Pod chat-B-16 warm
 143 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 0 of 2 asleep; 1 draining
 144 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 0 of 2 asleep
 145 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 0 of 2 asleep
 147 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 0 of 2 asleep
 149 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 0 of 2 asleep
 150 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 151 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 153 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 155 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 157 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 159 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 161 s  = serving 2/2 on chat-B; 0/1 warm; chat-A is kept, 2 of 2 asleep
 163 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 163 s  = serving 2/2 on chat-B; 1/1 warm; chat-A is kept, 2 of 2 asleep
 169 s  = serving 2/2 on chat-B; 1/1 warm; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '200s', 'tier': 'Asleep'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 300 s  * RollingBack: Going back to chat-A: 0 of 2 replicas awake
 300 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake; 1/1 warm
 301 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake; 1/1 warm; 2 waking
 303 s  hold chat-B: chat-A is not proven, 0 of 2 replicas awake
 303 s  label Pod chat-A-8 serving
 303 s  label Pod chat-A-9 serving
 303 s  = serving 2/2 on chat-B; preview chat-A 0 of 2 replicas awake; 1/1 warm
 304 s  switch from chat-B to chat-A: 2 of 2 replicas ready
 304 s  apply Service chat
 304 s  apply ConfigMap chat-gate
 304 s  create PodDisruptionBudget chat-A
 304 s  delete PodDisruptionBudget chat-B
 304 s  * TrafficSwitched: Moved traffic from chat-B to chat-A
 304 s  * Switching: Moving traffic to chat-A
 304 s  * Filling: 0 of 1 warm replicas are Ready, 0 asleep: chat-A is rolled out first
 304 s  = serving 2/2 on chat-A; 0/1 warm
 305 s  chat-B is kept until 2026-01-01T00:08:24Z
 305 s  apply Deployment chat-A replicas=3
 305 s  apply Deployment chat-B replicas=2
 305 s  * Draining: Rolled out chat-A; chat-B is kept until 2026-01-01T00:08:24Z
 305 s  = serving 2/2 on chat-A; 0/1 warm
 306 s  chat-B is kept until 2026-01-01T00:08:24Z
 306 s  label Pod chat-B-13 warm
 306 s  label Pod chat-B-14 warm
 306 s  label Pod chat-A-18 warm
 306 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 0 of 2 asleep; 1 draining
 307 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 0 of 2 asleep
 308 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 0 of 2 asleep
 310 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 0 of 2 asleep
 312 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 0 of 2 asleep
 313 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 314 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 316 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 318 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 320 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 322 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 324 s  = serving 2/2 on chat-A; 0/1 warm; chat-B is kept, 2 of 2 asleep
 326 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 326 s  = serving 2/2 on chat-A; 1/1 warm; chat-B is kept, 2 of 2 asleep
 332 s  = serving 2/2 on chat-A; 1/1 warm; chat-B is kept, 2 of 2 asleep
 504 s  draining chat-B
 504 s  apply Deployment chat-B replicas=0
 504 s  = serving 2/2 on chat-A; 1/1 warm
 505 s  = serving 2/2 on chat-A; 1/1 warm; 2 draining
 506 s  delete Deployment chat-B
 506 s  * RolloutComplete: Rolled out chat-A
 506 s  = serving 2/2 on chat-A; 1/1 warm
 507 s  = serving 2/2 on chat-A; 1/1 warm
