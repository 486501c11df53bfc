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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 4, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
 120 s  apply Deployment chat-A replicas=4
 120 s  apply PodDisruptionBudget chat-A
 120 s  * ReplicasMissing: 2 of 4 replicas ready
 120 s  * Scaling: 2 of 4 replicas ready
 120 s  = serving 2/4 on chat-A
 121 s  * DownloadingModel: 2 of 4 replicas ready: downloading model (0 %)
 121 s  = serving 2/4 on chat-A: downloading model (0 %)
 123 s  = serving 2/4 on chat-A: downloading model (10 %)
 125 s  = serving 2/4 on chat-A: downloading model (20 %)
 127 s  = serving 2/4 on chat-A: downloading model (30 %)
 129 s  = serving 2/4 on chat-A: downloading model (40 %)
 131 s  = serving 2/4 on chat-A: downloading model (50 %)
 133 s  = serving 2/4 on chat-A: downloading model (60 %)
 135 s  = serving 2/4 on chat-A: downloading model (70 %)
 137 s  = serving 2/4 on chat-A: downloading model (80 %)
 139 s  = serving 2/4 on chat-A: downloading model (90 %)
 141 s  * ReplicasAvailable: 4 of 4 replicas ready
 141 s  * RolloutComplete: Rolled out chat-A
 141 s  = serving 4/4 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
 240 s  label Pod chat-A-8 draining
 240 s  label Pod chat-A-10 draining
 240 s  label Pod chat-A-11 draining
 240 s  apply PodDisruptionBudget chat-A
 240 s  = serving 4/1 on chat-A
 241 s  = serving 1/1 on chat-A; 3 draining
 245 s  label Pod chat-A-8 drained
 245 s  label Pod chat-A-10 drained
 245 s  label Pod chat-A-11 drained
 246 s  apply Deployment chat-A replicas=1
 257 s  = serving 1/1 on chat-A
