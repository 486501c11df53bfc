# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A; 0/1 warm
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %); 0/1 warm
   3 s  = starting 0/2 on chat-A: downloading model (10 %); 0/1 warm
   5 s  = starting 0/2 on chat-A: downloading model (20 %); 0/1 warm
   7 s  = starting 0/2 on chat-A: downloading model (30 %); 0/1 warm
   9 s  = starting 0/2 on chat-A: downloading model (40 %); 0/1 warm
  11 s  = starting 0/2 on chat-A: downloading model (50 %); 0/1 warm
  13 s  = starting 0/2 on chat-A: downloading model (60 %); 0/1 warm
  15 s  = starting 0/2 on chat-A: downloading model (70 %); 0/1 warm
  17 s  = starting 0/2 on chat-A: downloading model (80 %); 0/1 warm
  19 s  = starting 0/2 on chat-A: downloading model (90 %); 0/1 warm
  21 s  apply Deployment chat-A replicas=3
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/1 warm
  22 s  label Pod chat-A-10 warm
  22 s  = serving 2/2 on chat-A; 0/1 warm
  23 s  = serving 2/2 on chat-A; 0/1 warm
  24 s  = serving 2/2 on chat-A; 0/1 warm
  26 s  = serving 2/2 on chat-A; 0/1 warm
  28 s  = serving 2/2 on chat-A; 0/1 warm
  30 s  = serving 2/2 on chat-A; 0/1 warm
  32 s  = serving 2/2 on chat-A; 0/1 warm
  34 s  = serving 2/2 on chat-A; 0/1 warm
  36 s  = serving 2/2 on chat-A; 0/1 warm
  38 s  = serving 2/2 on chat-A; 0/1 warm
  40 s  = serving 2/2 on chat-A; 0/1 warm
  42 s  * PoolReady: 1 of 1 warm replicas are Ready
  42 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}, 'paused': True}
 120 s  * Paused: Paused: nothing is changed until spec.paused is false
 120 s  * Scaling: 1 of 2 replicas ready
 120 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A; 1/1 warm
 121 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (0 %); 1/1 warm
 123 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (10 %); 1/1 warm
 125 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (20 %); 1/1 warm
 127 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (30 %); 1/1 warm
 129 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (40 %); 1/1 warm
 131 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (50 %); 1/1 warm
 133 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (60 %); 1/1 warm
 135 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (70 %); 1/1 warm
 137 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (80 %); 1/1 warm
 139 s  = paused: nothing is changed until spec.paused is false; serving 1/2 on chat-A: downloading model (90 %); 1/1 warm
 141 s  * RolloutComplete: Rolled out chat-A
 141 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}, 'paused': True}
 240 s  * Filling: 1 of 2 warm replicas are Ready
 240 s  = paused: nothing is changed until spec.paused is false; serving 2/2 on chat-A; 1/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}, 'paused': False}
 360 s  apply Deployment chat-A replicas=4
 360 s  * SpecAccepted: The spec can be acted on
 360 s  = serving 2/2 on chat-A; 1/2 warm
 361 s  label Pod chat-A-12 warm
 361 s  = serving 2/2 on chat-A; 1/2 warm
 362 s  = serving 2/2 on chat-A; 1/2 warm
 363 s  = serving 2/2 on chat-A; 1/2 warm
 365 s  = serving 2/2 on chat-A; 1/2 warm
 367 s  = serving 2/2 on chat-A; 1/2 warm
 369 s  = serving 2/2 on chat-A; 1/2 warm
 371 s  = serving 2/2 on chat-A; 1/2 warm
 373 s  = serving 2/2 on chat-A; 1/2 warm
 375 s  = serving 2/2 on chat-A; 1/2 warm
 377 s  = serving 2/2 on chat-A; 1/2 warm
 379 s  = serving 2/2 on chat-A; 1/2 warm
 381 s  * PoolReady: 2 of 2 warm replicas are Ready
 381 s  = serving 2/2 on chat-A; 2/2 warm
