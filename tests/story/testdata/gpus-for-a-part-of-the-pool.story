# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A; 0/2 warm
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %); 0/2 warm
   3 s  = starting 0/2 on chat-A: downloading model (10 %); 0/2 warm
   5 s  = starting 0/2 on chat-A: downloading model (20 %); 0/2 warm
   7 s  = starting 0/2 on chat-A: downloading model (30 %); 0/2 warm
   9 s  = starting 0/2 on chat-A: downloading model (40 %); 0/2 warm
  11 s  = starting 0/2 on chat-A: downloading model (50 %); 0/2 warm
  13 s  = starting 0/2 on chat-A: downloading model (60 %); 0/2 warm
  15 s  = starting 0/2 on chat-A: downloading model (70 %); 0/2 warm
  17 s  = starting 0/2 on chat-A: downloading model (80 %); 0/2 warm
  19 s  = starting 0/2 on chat-A: downloading model (90 %); 0/2 warm
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/2 warm
  22 s  apply Deployment chat-A replicas=3
  22 s  ! NoCapacity: 0 of 2 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 1 free on 1 node, as far as not promised to other replicas that start
  22 s  = serving 2/2 on chat-A; 0/2 warm
  23 s  label Pod chat-A-10 warm
  23 s  * Filling: 0 of 2 warm replicas are Ready: free accelerators are being counted
  23 s  = serving 2/2 on chat-A; 0/2 warm
  24 s  = serving 2/2 on chat-A; 0/2 warm
  25 s  ! NoCapacity: 0 of 2 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
  25 s  = serving 2/2 on chat-A; 0/2 warm
  43 s  = serving 2/2 on chat-A; 1/2 warm
 128 s  apply Deployment chat-A replicas=4
 128 s  * Filling: 1 of 2 warm replicas are Ready
 128 s  = serving 2/2 on chat-A; 1/2 warm
 129 s  label Pod chat-A-11 warm
 129 s  = serving 2/2 on chat-A; 1/2 warm
 130 s  = serving 2/2 on chat-A; 1/2 warm
 131 s  = serving 2/2 on chat-A; 1/2 warm
 133 s  = serving 2/2 on chat-A; 1/2 warm
 135 s  = serving 2/2 on chat-A; 1/2 warm
 137 s  = serving 2/2 on chat-A; 1/2 warm
 139 s  = serving 2/2 on chat-A; 1/2 warm
 141 s  = serving 2/2 on chat-A; 1/2 warm
 143 s  = serving 2/2 on chat-A; 1/2 warm
 145 s  = serving 2/2 on chat-A; 1/2 warm
 147 s  = serving 2/2 on chat-A; 1/2 warm
 149 s  * PoolReady: 2 of 2 warm replicas are Ready
 149 s  = serving 2/2 on chat-A; 2/2 warm
