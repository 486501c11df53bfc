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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}, 'paused': True}
 121 s  * Paused: Paused: nothing is changed until spec.paused is false
 121 s  = paused: nothing is changed until spec.paused is false; serving 1/1 on chat-A
 131 s  = paused: nothing is changed until spec.paused is false; serving 1/1 on chat-A
 191 s  = paused: nothing is changed until spec.paused is false; serving 1/1 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}, 'paused': False}
 241 s  apply Deployment chat-A replicas=4
 241 s  apply PodDisruptionBudget chat-A
 241 s  * ScaledUp: DemandRose: 1 → 4: the targets need 3.5 replicas
 241 s  * SpecAccepted: The spec can be acted on
 241 s  * Scaling: 1 of 4 replicas ready
 241 s  * MetricsFresh: Decisions are made on fresh numbers
 241 s  = serving 1/4 on chat-A
 242 s  = serving 1/4 on chat-A: downloading model (0 %)
 244 s  = serving 1/4 on chat-A: downloading model (10 %)
 246 s  = serving 1/4 on chat-A: downloading model (20 %)
 248 s  = serving 1/4 on chat-A: downloading model (30 %)
 250 s  = serving 1/4 on chat-A: downloading model (40 %)
 251 s  = serving 1/4 on chat-A: downloading model (40 %)
 252 s  = serving 1/4 on chat-A: downloading model (50 %)
 254 s  = serving 1/4 on chat-A: downloading model (60 %)
 256 s  = serving 1/4 on chat-A: downloading model (70 %)
 258 s  = serving 1/4 on chat-A: downloading model (80 %)
 260 s  = serving 1/4 on chat-A: downloading model (90 %)
 262 s  * RolloutComplete: Rolled out chat-A
 262 s  = serving 4/4 on chat-A
