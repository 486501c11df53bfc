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
 195 s  apply Deployment chat-A replicas=2
 195 s  apply PodDisruptionBudget chat-A
 195 s  * ScaledUp: DemandRose: 1 → 2: the targets need 1.5 replicas
 195 s  * Scaling: 1 of 2 replicas ready
 195 s  = serving 1/2 on chat-A
 196 s  = serving 1/2 on chat-A: downloading model (0 %)
 198 s  = serving 1/2 on chat-A: downloading model (10 %)
 200 s  = serving 1/2 on chat-A: downloading model (20 %)
 202 s  = serving 1/2 on chat-A: downloading model (30 %)
 204 s  = serving 1/2 on chat-A: downloading model (40 %)
 206 s  = serving 1/2 on chat-A: downloading model (50 %)
 208 s  = serving 1/2 on chat-A: downloading model (60 %)
 210 s  = serving 1/2 on chat-A: downloading model (70 %)
 212 s  = serving 1/2 on chat-A: downloading model (80 %)
 214 s  = serving 1/2 on chat-A: downloading model (90 %)
 216 s  * RolloutComplete: Rolled out chat-A
 216 s  = serving 2/2 on chat-A
 220 s  apply Deployment chat-A replicas=4
 220 s  apply PodDisruptionBudget chat-A
 220 s  * ScaledUp: DemandRose: 2 → 4: the targets need 3.5 replicas
 220 s  * Scaling: 2 of 4 replicas ready
 220 s  = serving 2/4 on chat-A
 221 s  = serving 2/4 on chat-A: downloading model (0 %)
 223 s  = serving 2/4 on chat-A: downloading model (10 %)
 225 s  = serving 2/4 on chat-A: downloading model (20 %)
 227 s  = serving 2/4 on chat-A: downloading model (30 %)
 229 s  = serving 2/4 on chat-A: downloading model (40 %)
 231 s  = serving 2/4 on chat-A: downloading model (50 %)
 233 s  = serving 2/4 on chat-A: downloading model (60 %)
 235 s  = serving 2/4 on chat-A: downloading model (70 %)
 237 s  = serving 2/4 on chat-A: downloading model (80 %)
 239 s  = serving 2/4 on chat-A: downloading model (90 %)
 241 s  * RolloutComplete: Rolled out chat-A
 241 s  = serving 4/4 on chat-A
 280 s  = serving 4/4 on chat-A
 379 s  = serving 4/4 on chat-A
 424 s  label Pod chat-A-10 draining
 424 s  apply PodDisruptionBudget chat-A
 424 s  * ScaledDown: DemandFell: 4 → 3: the targets need 1.5 replicas
 424 s  = serving 4/3 on chat-A
 425 s  = serving 3/3 on chat-A; 1 draining
 439 s  label Pod chat-A-10 drained
 440 s  apply Deployment chat-A replicas=3
 442 s  = serving 3/3 on chat-A
 484 s  = serving 3/3 on chat-A
 593 s  label Pod chat-A-11 draining
 593 s  apply PodDisruptionBudget chat-A
 593 s  * ScaledDown: DemandFell: 3 → 2: the targets need 0.2 replicas
 593 s  = serving 3/2 on chat-A
 594 s  = serving 2/2 on chat-A; 1 draining
 608 s  label Pod chat-A-11 drained
 609 s  apply Deployment chat-A replicas=2
 611 s  = serving 2/2 on chat-A
 623 s  label Pod chat-A-9 draining
 623 s  apply PodDisruptionBudget chat-A
 623 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.2 replicas
 623 s  = serving 2/1 on chat-A
 624 s  = serving 1/1 on chat-A; 1 draining
 638 s  label Pod chat-A-9 drained
 639 s  apply Deployment chat-A replicas=1
 641 s  = serving 1/1 on chat-A
 683 s  = serving 1/1 on chat-A
