# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 121 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 121 s  create ControllerRevision chat-B
 121 s  create Deployment chat-B replicas=1
 121 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
 121 s  * Starting: Bringing up chat-B
 121 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet
 122 s  = serving 1/1 on chat-A; preview chat-B downloading model (0 %)
 124 s  = serving 1/1 on chat-A; preview chat-B downloading model (10 %)
 126 s  = serving 1/1 on chat-A; preview chat-B downloading model (20 %)
 128 s  = serving 1/1 on chat-A; preview chat-B downloading model (30 %)
 130 s  = serving 1/1 on chat-A; preview chat-B downloading model (40 %)
 132 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %)
 134 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %)
 136 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %)
 138 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %)
 140 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %)
 141 s  hold chat-A: chat-B is not proven, its Deployment has 1 of 2 replicas
 141 s  apply Deployment chat-A replicas=1
 141 s  apply Deployment chat-B replicas=2
 141 s  apply PodDisruptionBudget chat-A
 141 s  * ScaledUp: DemandRose: 1 → 2: the targets need 1.2 replicas
 141 s  = serving 1/2 on chat-A; preview chat-B downloading model (90 %)
 142 s  hold chat-A: chat-B is not proven, 1 of 2 replicas ready
 142 s  apply Deployment chat-A replicas=2
 142 s  = serving 1/2 on chat-A; preview chat-B downloading model (0 %)
 143 s  = serving 1/2 on chat-A: downloading model (0 %); preview chat-B downloading model (0 %)
 144 s  = serving 1/2 on chat-A: downloading model (0 %); preview chat-B downloading model (10 %)
 145 s  = serving 1/2 on chat-A: downloading model (10 %); preview chat-B downloading model (10 %)
 146 s  = serving 1/2 on chat-A: downloading model (10 %); preview chat-B downloading model (20 %)
 147 s  = serving 1/2 on chat-A: downloading model (20 %); preview chat-B downloading model (20 %)
 148 s  = serving 1/2 on chat-A: downloading model (20 %); preview chat-B downloading model (30 %)
 149 s  = serving 1/2 on chat-A: downloading model (30 %); preview chat-B downloading model (30 %)
 150 s  = serving 1/2 on chat-A: downloading model (30 %); preview chat-B downloading model (40 %)
 151 s  = serving 1/2 on chat-A: downloading model (40 %); preview chat-B downloading model (40 %)
 152 s  = serving 1/2 on chat-A: downloading model (40 %); preview chat-B downloading model (50 %)
 153 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B downloading model (50 %)
 154 s  = serving 1/2 on chat-A: downloading model (50 %); preview chat-B downloading model (60 %)
 155 s  = serving 1/2 on chat-A: downloading model (60 %); preview chat-B downloading model (60 %)
 156 s  = serving 1/2 on chat-A: downloading model (60 %); preview chat-B downloading model (70 %)
 157 s  = serving 1/2 on chat-A: downloading model (70 %); preview chat-B downloading model (70 %)
 158 s  = serving 1/2 on chat-A: downloading model (70 %); preview chat-B downloading model (80 %)
 159 s  = serving 1/2 on chat-A: downloading model (80 %); preview chat-B downloading model (80 %)
 160 s  = serving 1/2 on chat-A: downloading model (80 %); preview chat-B downloading model (90 %)
 161 s  = serving 1/2 on chat-A: downloading model (90 %); preview chat-B downloading model (90 %)
 162 s  switch from chat-A to chat-B: 2 of 2 replicas ready
 162 s  apply Service chat
 162 s  apply ConfigMap chat-gate
 162 s  create PodDisruptionBudget chat-B
 162 s  delete PodDisruptionBudget chat-A
 162 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 162 s  * Switching: Moving traffic to chat-B
 162 s  = serving 2/2 on chat-B
 163 s  draining chat-A
 163 s  apply ControllerRevision chat-B
 163 s  apply Deployment chat-A replicas=0
 163 s  * Draining: Rolled out chat-B; draining chat-A
 163 s  = serving 2/2 on chat-B
 164 s  = serving 2/2 on chat-B; 2 draining
 166 s  draining chat-A
 166 s  apply Deployment chat-B replicas=3
 166 s  apply PodDisruptionBudget chat-B
 166 s  * ScaledUp: DemandRose: 2 → 3: the targets need 2.5 replicas
 166 s  * Scaling: 2 of 3 replicas ready
 166 s  = serving 2/3 on chat-B; 2 draining
 167 s  = serving 2/3 on chat-B: downloading model (0 %); 2 draining
 169 s  = serving 2/3 on chat-B: downloading model (10 %); 2 draining
 171 s  = serving 2/3 on chat-B: downloading model (20 %); 2 draining
 173 s  = serving 2/3 on chat-B: downloading model (30 %); 2 draining
 174 s  delete Deployment chat-A
 174 s  = serving 2/3 on chat-B: downloading model (30 %)
 175 s  = serving 2/3 on chat-B: downloading model (40 %)
 177 s  = serving 2/3 on chat-B: downloading model (50 %)
 179 s  = serving 2/3 on chat-B: downloading model (60 %)
 181 s  = serving 2/3 on chat-B: downloading model (70 %)
 183 s  = serving 2/3 on chat-B: downloading model (80 %)
 185 s  = serving 2/3 on chat-B: downloading model (90 %)
 187 s  * RolloutComplete: Rolled out chat-B
 187 s  = serving 3/3 on chat-B
 226 s  = serving 3/3 on chat-B
