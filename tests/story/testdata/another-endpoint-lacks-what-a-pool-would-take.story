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
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/1 warm
  22 s  apply Deployment chat-A replicas=3
  22 s  = serving 2/2 on chat-A; 0/1 warm
  23 s  label Pod chat-A-10 warm
  23 s  = serving 2/2 on chat-A; 0/1 warm
  24 s  = serving 2/2 on chat-A; 0/1 warm
  25 s  = serving 2/2 on chat-A; 0/1 warm
  27 s  = serving 2/2 on chat-A; 0/1 warm
  29 s  = serving 2/2 on chat-A; 0/1 warm
  31 s  = serving 2/2 on chat-A; 0/1 warm
  33 s  = serving 2/2 on chat-A; 0/1 warm
  35 s  = serving 2/2 on chat-A; 0/1 warm
  37 s  = serving 2/2 on chat-A; 0/1 warm
  39 s  = serving 2/2 on chat-A; 0/1 warm
  41 s  = serving 2/2 on chat-A; 0/1 warm
  43 s  * PoolReady: 1 of 1 warm replicas are Ready
  43 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': None}
 120 s  label Pod chat-A-10 draining
 120 s  apply Deployment chat-A replicas=3
 120 s  = serving 2/2 on chat-A
 121 s  = serving 2/2 on chat-A; 1 draining
 125 s  label Pod chat-A-10 drained
 126 s  apply Deployment chat-A replicas=2
 128 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
 240 s  apply Deployment chat-A replicas=2
 240 s  = serving 2/2 on chat-A; 0/1 warm
 242 s  ! NoCapacity: 0 of 1 warm replicas are Ready: demo/other waits for accelerators to serve with
 242 s  = serving 2/2 on chat-A; 0/1 warm
 362 s  apply Deployment chat-A replicas=3
 362 s  * Filling: 0 of 1 warm replicas are Ready
 362 s  = serving 2/2 on chat-A; 0/1 warm
 363 s  label Pod chat-A-11 warm
 363 s  = serving 2/2 on chat-A; 0/1 warm
 364 s  = serving 2/2 on chat-A; 0/1 warm
 365 s  = serving 2/2 on chat-A; 0/1 warm
 367 s  = serving 2/2 on chat-A; 0/1 warm
 369 s  = serving 2/2 on chat-A; 0/1 warm
 371 s  = serving 2/2 on chat-A; 0/1 warm
 373 s  = serving 2/2 on chat-A; 0/1 warm
 375 s  = serving 2/2 on chat-A; 0/1 warm
 377 s  = serving 2/2 on chat-A; 0/1 warm
 379 s  = serving 2/2 on chat-A; 0/1 warm
 381 s  = serving 2/2 on chat-A; 0/1 warm
 383 s  * PoolReady: 1 of 1 warm replicas are Ready
 383 s  = serving 2/2 on chat-A; 1/1 warm
