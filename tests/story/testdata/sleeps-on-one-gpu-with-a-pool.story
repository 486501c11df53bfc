# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}, 'scaleToZeroAfter': '30s'}, 'minReplicas': 0}, 'warmPool': {'size': 1}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=1
   0 s  create Service chat
   0 s  create EndpointSlice chat-activator
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
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A; 0/1 warm
  22 s  ! NoCapacity: 0 of 1 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
  22 s  = serving 1/1 on chat-A; 0/1 warm
  61 s  = serving 1/1 on chat-A; 0/1 warm
 155 s  label Pod chat-A-9 warm
 155 s  apply Deployment chat-A replicas=1
 155 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 34 s
 155 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 155 s  * Filling: 0 of 1 warm replicas are Ready
 155 s  = scaled to zero on chat-A; 0/1 warm
 156 s  * PoolReady: 1 of 1 warm replicas are Ready
 156 s  = scaled to zero on chat-A; 1/1 warm
 160 s  = scaled to zero on chat-A; 1/1 warm
 215 s  = scaled to zero on chat-A; 1/1 warm
 246 s  apply Deployment chat-A replicas=1
 246 s  label Pod chat-A-9 serving
 246 s  * WarmReplicaPromoted: Promoted chat-A-9 from the warm pool to serving
 246 s  * ScaledUp: RequestsHeld: 0 → 1: 2 requests are held
 246 s  * Waking: 0 of 1 replicas ready; requests are held meanwhile
 246 s  * Scaling: 0 of 1 replicas ready
 246 s  = starting 0/1 on chat-A; 1/1 warm
 247 s  * ReplicasAvailable: 1 of 1 replicas ready
 247 s  * RolloutComplete: Rolled out chat-A
 247 s  * Filling: 0 of 1 warm replicas are Ready: free accelerators are being counted
 247 s  = serving 1/1 on chat-A; 0/1 warm
 248 s  ! NoCapacity: 0 of 1 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
 248 s  = serving 1/1 on chat-A; 0/1 warm
 250 s  * MetricsFresh: Decisions are made on fresh numbers
 250 s  = serving 1/1 on chat-A; 0/1 warm
 306 s  = serving 1/1 on chat-A; 0/1 warm
 400 s  label Pod chat-A-9 warm
 400 s  apply Deployment chat-A replicas=1
 400 s  * ScaledDown: Idle: 1 → 0: nothing was asked for 34 s
 400 s  * ScaledToZero: Scaled to zero: requests are held, and wake it
 400 s  * Filling: 0 of 1 warm replicas are Ready
 400 s  = scaled to zero on chat-A; 0/1 warm
 401 s  * PoolReady: 1 of 1 warm replicas are Ready
 401 s  = scaled to zero on chat-A; 1/1 warm
 405 s  = scaled to zero on chat-A; 1/1 warm
 460 s  = scaled to zero on chat-A; 1/1 warm
