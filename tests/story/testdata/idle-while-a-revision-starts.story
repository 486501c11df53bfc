# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create EndpointSlice chat-activator
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %)
   3 s  = starting 0/1 on chat-A: downloading model (10 %)
   5 s  = starting 0/1 on chat-A: downloading model (20 %)
   7 s  = starting 0/1 on chat-A: downloading model (30 %)
   9 s  = starting 0/1 on chat-A: downloading model (40 %)
  11 s  = starting 0/1 on chat-A: downloading model (50 %)
  13 s  = starting 0/1 on chat-A: downloading model (60 %)
  15 s  = starting 0/1 on chat-A: downloading model (70 %)
  17 s  = starting 0/1 on chat-A: downloading model (80 %)
  19 s  = starting 0/1 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A
  61 s  = serving 1/1 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}}
 145 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 145 s  create ControllerRevision chat-B
 145 s  create Deployment chat-B replicas=1
 145 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 145 s  * Starting: Bringing up chat-B
 145 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet
 146 s  = serving 1/1 on chat-A; preview chat-B downloading model (0 %)
 148 s  = serving 1/1 on chat-A; preview chat-B downloading model (10 %)
 150 s  = serving 1/1 on chat-A; preview chat-B downloading model (20 %)
 152 s  = serving 1/1 on chat-A; preview chat-B downloading model (30 %)
 154 s  = serving 1/1 on chat-A; preview chat-B downloading model (40 %)
 156 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %)
 158 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %)
 160 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %)
 162 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %)
 164 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %)
 166 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 166 s  apply Service chat
 166 s  apply ConfigMap chat-gate
 166 s  create PodDisruptionBudget chat-B
 166 s  delete PodDisruptionBudget chat-A
 166 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 166 s  * Switching: Moving traffic to chat-B
 166 s  = serving 1/1 on chat-B
 167 s  draining chat-A
 167 s  apply ControllerRevision chat-B
 167 s  apply Deployment chat-A replicas=0
 167 s  * Draining: Rolled out chat-B; draining chat-A
 167 s  = serving 1/1 on chat-B
 168 s  draining chat-A
 168 s  apply Deployment chat-B replicas=0
 168 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 44 s
 168 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 168 s  = scaled to zero on chat-B; 1 draining
 169 s  = scaled to zero on chat-B; 2 draining
 170 s  = scaled to zero on chat-B; 2 draining
 178 s  delete Deployment chat-A
 178 s  * RolloutComplete: Rolled out chat-B
 178 s  = scaled to zero on chat-B; 1 draining
 179 s  = scaled to zero on chat-B
 225 s  = scaled to zero on chat-B
