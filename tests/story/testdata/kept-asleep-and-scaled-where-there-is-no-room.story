# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '900s', 'tier': 'Asleep'}}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '900s', 'tier': 'Asleep'}}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=2
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
  65 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
  67 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
  69 s  = serving 2/2 on chat-A; preview chat-B downloading model (30 %)
  71 s  = serving 2/2 on chat-A; preview chat-B downloading model (40 %)
  73 s  = serving 2/2 on chat-A; preview chat-B downloading model (50 %)
  75 s  = serving 2/2 on chat-A; preview chat-B downloading model (60 %)
  77 s  = serving 2/2 on chat-A; preview chat-B downloading model (70 %)
  79 s  = serving 2/2 on chat-A; preview chat-B downloading model (80 %)
  81 s  = serving 2/2 on chat-A; preview chat-B downloading model (90 %)
  83 s  switch from chat-A to chat-B: 2 of 2 replicas ready
  83 s  apply Service chat
  83 s  apply ConfigMap chat-gate
  83 s  create PodDisruptionBudget chat-B
  83 s  delete PodDisruptionBudget chat-A
  83 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
  83 s  * Switching: Moving traffic to chat-B
  83 s  = serving 2/2 on chat-B
  84 s  chat-A is kept until 2026-01-01T00:16:23Z
  84 s  label Pod chat-A-8 warm
  84 s  label Pod chat-A-9 warm
  84 s  apply ControllerRevision chat-B
  84 s  * Draining: Rolled out chat-B; chat-A is kept until 2026-01-01T00:16:23Z
  84 s  = serving 2/2 on chat-B; chat-A is kept, 0 of 2 asleep
  91 s  = serving 2/2 on chat-B; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '900s', 'tier': 'Asleep'}}}
 120 s  chat-A is kept until 2026-01-01T00:16:23Z
 120 s  apply Deployment chat-B replicas=3
 120 s  apply PodDisruptionBudget chat-B
 120 s  * Scaling: 2 of 3 replicas ready
 120 s  = serving 2/3 on chat-B; chat-A is kept, 2 of 2 asleep
 121 s  ! WaitingForGPU: 2 of 3 replicas ready: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize
 121 s  = serving 2/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; chat-A is kept, 2 of 2 asleep
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '900s', 'tier': 'Asleep'}}}
 150 s  * RollingBack: Going back to chat-A: free accelerators are being counted
 150 s  = serving 2/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-A free accelerators are being counted
 151 s  = serving 2/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-A 0 of 2 replicas awake; 2 waking
 153 s  hold chat-B: chat-A is not proven, 0 of 2 replicas awake
 153 s  label Pod chat-A-8 serving
 153 s  label Pod chat-A-9 serving
 153 s  = serving 2/3 on chat-B: a replica needs 1 nvidia.com/gpu free on one node (0/1 nodes are available: 1 Insufficient nvidia.com/gpu.); free or add accelerators, or lower spec.runtime.resources or tensorParallelSize; preview chat-A 0 of 2 replicas awake
 154 s  share the traffic of chat-B with chat-A: 2 of 3 replicas ready
 154 s  apply Service chat
 154 s  apply ConfigMap chat-gate
 154 s  create PodDisruptionBudget chat-A
 154 s  delete PodDisruptionBudget chat-B
 154 s  * TrafficShared: chat-A shares the traffic of chat-B while replicas are exchanged
 154 s  * Exchanging: Exchanging replicas for chat-A: 2 of 3 replicas exchanged
 154 s  = serving 4/3 on chat-A and chat-B; 2 of 3 replicas exchanged
 155 s  exchange chat-B for chat-A: 2 of 3 replicas exchanged
 155 s  apply Deployment chat-B replicas=1
 155 s  = serving 4/3 on chat-A and chat-B; 2 of 3 replicas exchanged
 156 s  = serving 3/3 on chat-A and chat-B; 2 of 3 replicas exchanged; 1 draining
 166 s  = serving 3/3 on chat-A and chat-B; 2 of 3 replicas exchanged
 167 s  exchange chat-B for chat-A: 2 of 3 replicas exchanged
 167 s  apply Deployment chat-A replicas=3
 168 s  = serving 3/3 on chat-A and chat-B; 2 of 3 replicas exchanged
 188 s  switch to chat-A alone: 3 of 3 replicas exchanged
 188 s  apply Service chat
 188 s  apply ConfigMap chat-gate
 188 s  apply PodDisruptionBudget chat-A
 188 s  * TrafficSwitched: Moved all traffic to chat-A, none is left on chat-B
 188 s  * Switching: Moving traffic to chat-A
 188 s  = serving 3/3 on chat-A
 189 s  draining chat-B
 189 s  apply Deployment chat-B replicas=0
 189 s  * Draining: Rolled out chat-A; draining chat-B
 189 s  = serving 3/3 on chat-A
 190 s  = serving 3/3 on chat-A; 1 draining
 200 s  delete Deployment chat-B
 200 s  * RolloutComplete: Rolled out chat-A
 200 s  = serving 3/3 on chat-A
 201 s  = serving 3/3 on chat-A
