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
  21 s  apply Deployment chat-A replicas=3
  21 s  apply PodDisruptionBudget chat-A
  21 s  * ScaledUp: DemandRose: 1 → 3: the targets need 2.5 replicas
  21 s  * ReplicasAvailable: 1 of 3 replicas ready
  21 s  = serving 1/3 on chat-A
  22 s  = serving 1/3 on chat-A: downloading model (0 %)
  24 s  = serving 1/3 on chat-A: downloading model (10 %)
  26 s  = serving 1/3 on chat-A: downloading model (20 %)
  28 s  = serving 1/3 on chat-A: downloading model (30 %)
  30 s  = serving 1/3 on chat-A: downloading model (40 %)
  32 s  = serving 1/3 on chat-A: downloading model (50 %)
  34 s  = serving 1/3 on chat-A: downloading model (60 %)
  36 s  = serving 1/3 on chat-A: downloading model (70 %)
  38 s  = serving 1/3 on chat-A: downloading model (80 %)
  40 s  = serving 1/3 on chat-A: downloading model (90 %)
  42 s  * RolloutComplete: Rolled out chat-A
  42 s  = serving 3/3 on chat-A
  81 s  = serving 3/3 on chat-A
 121 s  = serving 3/3 on chat-A
 122 s  ! MetricsUnavailable: Prometheus did not answer within 5 s
 122 s  = serving 3/3 on chat-A
 141 s  = serving 3/3 on chat-A
 246 s  * MetricsFresh: Decisions are made on fresh numbers
 246 s  = serving 3/3 on chat-A
 271 s  label Pod chat-A-9 draining
 271 s  apply PodDisruptionBudget chat-A
 271 s  * ScaledDown: DemandFell: 3 → 2: the targets need 0.2 replicas
 271 s  = serving 3/2 on chat-A
 272 s  = serving 2/2 on chat-A; 1 draining
 286 s  label Pod chat-A-9 drained
 287 s  apply Deployment chat-A replicas=2
 289 s  = serving 2/2 on chat-A
 301 s  label Pod chat-A-10 draining
 301 s  apply PodDisruptionBudget chat-A
 301 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.2 replicas
 301 s  = serving 2/1 on chat-A
 302 s  = serving 1/1 on chat-A; 1 draining
 316 s  label Pod chat-A-10 drained
 317 s  apply Deployment chat-A replicas=1
 319 s  = serving 1/1 on chat-A
 361 s  = serving 1/1 on chat-A
