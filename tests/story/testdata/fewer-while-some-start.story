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
  60 s  apply Deployment chat-A replicas=4
  60 s  apply PodDisruptionBudget chat-A
  60 s  * ReplicasMissing: 2 of 4 replicas ready
  60 s  * Scaling: 2 of 4 replicas ready
  60 s  = serving 2/4 on chat-A
  61 s  * DownloadingModel: 2 of 4 replicas ready: downloading model (0 %)
  61 s  = serving 2/4 on chat-A: downloading model (0 %)
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
  63 s  apply Deployment chat-A replicas=3
  63 s  apply PodDisruptionBudget chat-A
  63 s  * ReplicasAvailable: 2 of 3 replicas ready
  63 s  = serving 2/3 on chat-A: downloading model (10 %)
  64 s  = serving 2/3 on chat-A: downloading model (10 %); 1 draining
  65 s  = serving 2/3 on chat-A: downloading model (20 %)
  67 s  = serving 2/3 on chat-A: downloading model (30 %)
  69 s  = serving 2/3 on chat-A: downloading model (40 %)
  71 s  = serving 2/3 on chat-A: downloading model (50 %)
  73 s  = serving 2/3 on chat-A: downloading model (60 %)
  75 s  = serving 2/3 on chat-A: downloading model (70 %)
  77 s  = serving 2/3 on chat-A: downloading model (80 %)
  79 s  = serving 2/3 on chat-A: downloading model (90 %)
  81 s  * RolloutComplete: Rolled out chat-A
  81 s  = serving 3/3 on chat-A
