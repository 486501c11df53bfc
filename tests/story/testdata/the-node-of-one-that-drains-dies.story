# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=3
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/3 on chat-A
   1 s  * DownloadingModel: 0 of 3 replicas ready: downloading model (0 %)
   1 s  = starting 0/3 on chat-A: downloading model (0 %)
   3 s  = starting 0/3 on chat-A: downloading model (10 %)
   5 s  = starting 0/3 on chat-A: downloading model (20 %)
   7 s  = starting 0/3 on chat-A: downloading model (30 %)
   9 s  = starting 0/3 on chat-A: downloading model (40 %)
  11 s  = starting 0/3 on chat-A: downloading model (50 %)
  13 s  = starting 0/3 on chat-A: downloading model (60 %)
  15 s  = starting 0/3 on chat-A: downloading model (70 %)
  17 s  = starting 0/3 on chat-A: downloading model (80 %)
  19 s  = starting 0/3 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 3 of 3 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 3/3 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
  60 s  label Pod chat-A-8 draining
  60 s  apply PodDisruptionBudget chat-A
  60 s  = serving 3/2 on chat-A
  61 s  = serving 2/2 on chat-A; 1 draining
  65 s  label Pod chat-A-8 drained
  66 s  apply Deployment chat-A replicas=2
 487 s  = serving 2/2 on chat-A
