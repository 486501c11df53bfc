# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1, 'tier': 'Asleep'}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/1 on chat-A; 0/1 warm
   1 s  * DownloadingModel: 0 of 1 replicas ready: downloading model (0 %)
   1 s  = starting 0/1 on chat-A: downloading model (0 %); 0/1 warm
   3 s  = starting 0/1 on chat-A: downloading model (10 %); 0/1 warm
   5 s  = starting 0/1 on chat-A: downloading model (20 %); 0/1 warm
   7 s  = starting 0/1 on chat-A: downloading model (30 %); 0/1 warm
   9 s  = starting 0/1 on chat-A: downloading model (40 %); 0/1 warm
  11 s  = starting 0/1 on chat-A: downloading model (50 %); 0/1 warm
  13 s  = starting 0/1 on chat-A: downloading model (60 %); 0/1 warm
  15 s  = starting 0/1 on chat-A: downloading model (70 %); 0/1 warm
  17 s  = starting 0/1 on chat-A: downloading model (80 %); 0/1 warm
  19 s  = starting 0/1 on chat-A: downloading model (90 %); 0/1 warm
  21 s  apply Deployment chat-A replicas=2
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A; 0/1 warm
  22 s  label Pod chat-A-9 warm
  22 s  = serving 1/1 on chat-A; 0/1 warm
  23 s  = serving 1/1 on chat-A; 0/1 warm
  24 s  = serving 1/1 on chat-A; 0/1 warm
  26 s  = serving 1/1 on chat-A; 0/1 warm
  28 s  = serving 1/1 on chat-A; 0/1 warm
  30 s  = serving 1/1 on chat-A; 0/1 warm
  32 s  = serving 1/1 on chat-A; 0/1 warm
  34 s  = serving 1/1 on chat-A; 0/1 warm
  36 s  = serving 1/1 on chat-A; 0/1 warm
  38 s  = serving 1/1 on chat-A; 0/1 warm
  40 s  = serving 1/1 on chat-A; 0/1 warm
  42 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
  42 s  = serving 1/1 on chat-A; 1/1 warm
  48 s  = serving 1/1 on chat-A; 1/1 warm
  61 s  = serving 1/1 on chat-A; 1/1 warm
 205 s  apply Deployment chat-A replicas=3
 205 s  apply PodDisruptionBudget chat-A
 205 s  * ScaledUp: DemandRose: 1 → 2: the targets need 1.2 replicas
 205 s  * Scaling: 1 of 2 replicas ready
 205 s  = serving 1/2 on chat-A; 1/1 warm
 206 s  label Pod chat-A-10 warm
 206 s  = serving 1/2 on chat-A: downloading model (0 %); 1/1 warm; 1 waking
 207 s  = serving 1/2 on chat-A; 1/1 warm; 1 waking
 208 s  label Pod chat-A-9 serving
 208 s  * WarmReplicaPromoted: Promoted chat-A-9 from the warm pool to serving
 208 s  = serving 1/2 on chat-A; 1/1 warm
 209 s  * RolloutComplete: Rolled out chat-A
 209 s  * Filling: 0 of 1 warm replicas are Ready, 0 asleep: downloading model (10 %)
 209 s  = serving 2/2 on chat-A; 0/1 warm
 210 s  = serving 2/2 on chat-A; 0/1 warm
 212 s  = serving 2/2 on chat-A; 0/1 warm
 214 s  = serving 2/2 on chat-A; 0/1 warm
 216 s  = serving 2/2 on chat-A; 0/1 warm
 218 s  = serving 2/2 on chat-A; 0/1 warm
 220 s  = serving 2/2 on chat-A; 0/1 warm
 222 s  = serving 2/2 on chat-A; 0/1 warm
 224 s  = serving 2/2 on chat-A; 0/1 warm
 226 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 226 s  = serving 2/2 on chat-A; 1/1 warm
 232 s  = serving 2/2 on chat-A; 1/1 warm
 265 s  = serving 2/2 on chat-A; 1/1 warm
 379 s  apply Deployment chat-A replicas=4
 379 s  apply PodDisruptionBudget chat-A
 379 s  * ScaledUp: DemandRose: 2 → 3: the targets need 2.2 replicas
 379 s  * Scaling: 2 of 3 replicas ready
 379 s  = serving 2/3 on chat-A; 1/1 warm
 380 s  label Pod chat-A-11 warm
 380 s  = serving 2/3 on chat-A: downloading model (0 %); 1/1 warm; 1 waking
 381 s  = serving 2/3 on chat-A; 1/1 warm; 1 waking
 382 s  label Pod chat-A-10 serving
 382 s  * WarmReplicaPromoted: Promoted chat-A-10 from the warm pool to serving
 382 s  = serving 2/3 on chat-A; 1/1 warm
 383 s  * RolloutComplete: Rolled out chat-A
 383 s  * Filling: 0 of 1 warm replicas are Ready, 0 asleep: downloading model (10 %)
 383 s  = serving 3/3 on chat-A; 0/1 warm
 384 s  = serving 3/3 on chat-A; 0/1 warm
 386 s  = serving 3/3 on chat-A; 0/1 warm
 388 s  = serving 3/3 on chat-A; 0/1 warm
 390 s  = serving 3/3 on chat-A; 0/1 warm
 392 s  = serving 3/3 on chat-A; 0/1 warm
 394 s  apply Deployment chat-A replicas=4
 394 s  label Pod chat-A-11 serving
 394 s  apply PodDisruptionBudget chat-A
 394 s  * ScaledUp: DemandRose: 3 → 4: the targets need 3.2 replicas
 394 s  * Scaling: 3 of 4 replicas ready
 394 s  = serving 3/4 on chat-A; 0/1 warm
 395 s  = serving 3/4 on chat-A: downloading model (70 %); 0/1 warm
 396 s  = serving 3/4 on chat-A: downloading model (80 %); 0/1 warm
 398 s  = serving 3/4 on chat-A: downloading model (90 %); 0/1 warm
 400 s  apply Deployment chat-A replicas=5
 400 s  * RolloutComplete: Rolled out chat-A
 400 s  = serving 4/4 on chat-A; 0/1 warm
 401 s  label Pod chat-A-12 warm
 401 s  = serving 4/4 on chat-A; 0/1 warm
 402 s  = serving 4/4 on chat-A; 0/1 warm
 403 s  = serving 4/4 on chat-A; 0/1 warm
 405 s  = serving 4/4 on chat-A; 0/1 warm
 407 s  = serving 4/4 on chat-A; 0/1 warm
 409 s  = serving 4/4 on chat-A; 0/1 warm
 411 s  = serving 4/4 on chat-A; 0/1 warm
 413 s  = serving 4/4 on chat-A; 0/1 warm
 415 s  = serving 4/4 on chat-A; 0/1 warm
 417 s  = serving 4/4 on chat-A; 0/1 warm
 419 s  = serving 4/4 on chat-A; 0/1 warm
 421 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 421 s  = serving 4/4 on chat-A; 1/1 warm
 427 s  = serving 4/4 on chat-A; 1/1 warm
 454 s  = serving 4/4 on chat-A; 1/1 warm
 554 s  = serving 4/4 on chat-A; 1/1 warm
 589 s  label Pod chat-A-11 draining
 589 s  apply PodDisruptionBudget chat-A
 589 s  * ScaledDown: DemandFell: 4 → 3: the targets need 0.5 replicas
 589 s  = serving 4/3 on chat-A; 1/1 warm
 590 s  = serving 3/3 on chat-A; 1/1 warm; 1 draining
 604 s  label Pod chat-A-11 drained
 605 s  apply Deployment chat-A replicas=4
 607 s  = serving 3/3 on chat-A; 1/1 warm
 619 s  label Pod chat-A-10 draining
 619 s  apply PodDisruptionBudget chat-A
 619 s  * ScaledDown: DemandFell: 3 → 2: the targets need 0.5 replicas
 619 s  = serving 3/2 on chat-A; 1/1 warm
 620 s  = serving 2/2 on chat-A; 1/1 warm; 1 draining
 634 s  label Pod chat-A-10 drained
 635 s  apply Deployment chat-A replicas=3
 637 s  = serving 2/2 on chat-A; 1/1 warm
 649 s  label Pod chat-A-9 draining
 649 s  apply PodDisruptionBudget chat-A
 649 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.5 replicas
 649 s  = serving 2/1 on chat-A; 1/1 warm
 650 s  = serving 1/1 on chat-A; 1/1 warm; 1 draining
 664 s  label Pod chat-A-9 drained
 665 s  apply Deployment chat-A replicas=2
 667 s  = serving 1/1 on chat-A; 1/1 warm
 709 s  = serving 1/1 on chat-A; 1/1 warm
