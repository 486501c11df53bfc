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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
 180 s  = serving 2/2 on chat-A
 181 s  = serving 2/2 on chat-A
 241 s  = serving 2/2 on chat-A
 380 s  = serving 2/2 on chat-A
 420 s  label Pod chat-A-8 draining
 420 s  apply PodDisruptionBudget chat-A
 420 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.5 replicas
 420 s  = serving 2/1 on chat-A
 421 s  = serving 1/1 on chat-A; 1 draining
 435 s  label Pod chat-A-8 drained
 436 s  apply Deployment chat-A replicas=1
 438 s  = serving 1/1 on chat-A
 480 s  = serving 1/1 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': None}
 545 s  apply Deployment chat-A replicas=3
 545 s  apply PodDisruptionBudget chat-A
 545 s  * ReplicasMissing: 1 of 3 replicas ready
 545 s  * Scaling: 1 of 3 replicas ready
 545 s  = serving 1/3 on chat-A
 546 s  * DownloadingModel: 1 of 3 replicas ready: downloading model (0 %)
 546 s  = serving 1/3 on chat-A: downloading model (0 %)
 548 s  = serving 1/3 on chat-A: downloading model (10 %)
 550 s  = serving 1/3 on chat-A: downloading model (20 %)
 552 s  = serving 1/3 on chat-A: downloading model (30 %)
 554 s  = serving 1/3 on chat-A: downloading model (40 %)
 556 s  = serving 1/3 on chat-A: downloading model (50 %)
 558 s  = serving 1/3 on chat-A: downloading model (60 %)
 560 s  = serving 1/3 on chat-A: downloading model (70 %)
 562 s  = serving 1/3 on chat-A: downloading model (80 %)
 564 s  = serving 1/3 on chat-A: downloading model (90 %)
 566 s  * ReplicasAvailable: 3 of 3 replicas ready
 566 s  * RolloutComplete: Rolled out chat-A
 566 s  = serving 3/3 on chat-A
