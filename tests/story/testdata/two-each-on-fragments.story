# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'engine': {'tensorParallelSize': 2}}}
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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'runtime': {'engine': {'tensorParallelSize': 2}}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 1/1 on chat-A; preview chat-B free accelerators are being counted
  62 s  ! WaitingForGPU: Bringing up chat-B: waiting for 2 nvidia.com/gpu: 2 free on 3 nodes, but a replica needs 2 on one (spec.runtime.resources); one that serves alone cannot make room, but with strategy: Recreate
  62 s  = serving 1/1 on chat-A; preview chat-B waiting for 2 nvidia.com/gpu: 2 free on 3 nodes, but a replica needs 2 on one (spec.runtime.resources); one that serves alone cannot make room, but with strategy: Recreate
 187 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 187 s  apply ControllerRevision chat-B
 187 s  create Deployment chat-B replicas=1
 187 s  * Starting: Bringing up chat-B
 187 s  = serving 1/1 on chat-A; preview chat-B its Deployment does not exist yet
 188 s  = serving 1/1 on chat-A; preview chat-B downloading model (0 %)
 190 s  = serving 1/1 on chat-A; preview chat-B downloading model (10 %)
 192 s  = serving 1/1 on chat-A; preview chat-B downloading model (20 %)
 194 s  = serving 1/1 on chat-A; preview chat-B downloading model (30 %)
 196 s  = serving 1/1 on chat-A; preview chat-B downloading model (40 %)
 198 s  = serving 1/1 on chat-A; preview chat-B downloading model (50 %)
 200 s  = serving 1/1 on chat-A; preview chat-B downloading model (60 %)
 202 s  = serving 1/1 on chat-A; preview chat-B downloading model (70 %)
 204 s  = serving 1/1 on chat-A; preview chat-B downloading model (80 %)
 206 s  = serving 1/1 on chat-A; preview chat-B downloading model (90 %)
 208 s  switch from chat-A to chat-B: 1 of 1 replicas ready
 208 s  apply Service chat
 208 s  apply ConfigMap chat-gate
 208 s  create PodDisruptionBudget chat-B
 208 s  delete PodDisruptionBudget chat-A
 208 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 208 s  * Switching: Moving traffic to chat-B
 208 s  = serving 1/1 on chat-B
 209 s  draining chat-A
 209 s  apply ControllerRevision chat-B
 209 s  apply Deployment chat-A replicas=0
 209 s  * Draining: Rolled out chat-B; draining chat-A
 209 s  = serving 1/1 on chat-B
 210 s  = serving 1/1 on chat-B; 1 draining
 220 s  delete Deployment chat-A
 220 s  * RolloutComplete: Rolled out chat-B
 220 s  = serving 1/1 on chat-B
 221 s  = serving 1/1 on chat-B
