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
 120 s  * Filling: 0 of 1 warm replicas are Ready
 120 s  = serving 2/2 on chat-A; 0/1 warm
 121 s  label Pod chat-A-11 warm
 121 s  = serving 2/2 on chat-A; 0/1 warm
 122 s  = serving 2/2 on chat-A; 0/1 warm
 123 s  = serving 2/2 on chat-A; 0/1 warm
 125 s  = serving 2/2 on chat-A; 0/1 warm
 127 s  = serving 2/2 on chat-A; 0/1 warm
 129 s  = serving 2/2 on chat-A; 0/1 warm
 131 s  = serving 2/2 on chat-A; 0/1 warm
 133 s  = serving 2/2 on chat-A; 0/1 warm
 135 s  = serving 2/2 on chat-A; 0/1 warm
 137 s  = serving 2/2 on chat-A; 0/1 warm
 139 s  = serving 2/2 on chat-A; 0/1 warm
 141 s  * PoolReady: 1 of 1 warm replicas are Ready
 141 s  = serving 2/2 on chat-A; 1/1 warm
