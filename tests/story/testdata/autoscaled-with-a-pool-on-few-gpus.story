# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': None, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}, 'scaling': {'maxReplicas': 4, 'target': {'concurrency': 4}, 'behavior': {'scaleDown': {'stabilizationWindow': '30s'}}}}
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
  21 s  * ReplicasAvailable: 1 of 1 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 1/1 on chat-A; 0/1 warm
  22 s  apply Deployment chat-A replicas=2
  22 s  = serving 1/1 on chat-A; 0/1 warm
  23 s  label Pod chat-A-9 warm
  23 s  = serving 1/1 on chat-A; 0/1 warm
  24 s  = serving 1/1 on chat-A; 0/1 warm
  25 s  = serving 1/1 on chat-A; 0/1 warm
  27 s  = serving 1/1 on chat-A; 0/1 warm
  29 s  = serving 1/1 on chat-A; 0/1 warm
  31 s  = serving 1/1 on chat-A; 0/1 warm
  33 s  = serving 1/1 on chat-A; 0/1 warm
  35 s  = serving 1/1 on chat-A; 0/1 warm
  37 s  = serving 1/1 on chat-A; 0/1 warm
  39 s  = serving 1/1 on chat-A; 0/1 warm
  41 s  = serving 1/1 on chat-A; 0/1 warm
  43 s  * PoolReady: 1 of 1 warm replicas are Ready
  43 s  = serving 1/1 on chat-A; 1/1 warm
  61 s  = serving 1/1 on chat-A; 1/1 warm
 195 s  apply Deployment chat-A replicas=2
 195 s  label Pod chat-A-9 serving
 195 s  apply PodDisruptionBudget chat-A
 195 s  * WarmReplicaPromoted: Promoted chat-A-9 from the warm pool to serving
 195 s  * ScaledUp: DemandRose: 1 → 2: the targets need 1.5 replicas
 195 s  * Scaling: 1 of 2 replicas ready
 195 s  = serving 1/2 on chat-A; 1/1 warm
 196 s  * RolloutComplete: Rolled out chat-A
 196 s  * Filling: 0 of 1 warm replicas are Ready: free accelerators are being counted
 196 s  = serving 2/2 on chat-A; 0/1 warm
 197 s  apply Deployment chat-A replicas=3
 197 s  = serving 2/2 on chat-A; 0/1 warm
 198 s  label Pod chat-A-10 warm
 198 s  = serving 2/2 on chat-A; 0/1 warm
 199 s  = serving 2/2 on chat-A; 0/1 warm
 200 s  = serving 2/2 on chat-A; 0/1 warm
 202 s  = serving 2/2 on chat-A; 0/1 warm
 204 s  = serving 2/2 on chat-A; 0/1 warm
 206 s  apply Deployment chat-A replicas=3
 206 s  label Pod chat-A-10 serving
 206 s  apply PodDisruptionBudget chat-A
 206 s  * ScaledUp: DemandRose: 2 → 3: the targets need 2.5 replicas
 206 s  * Scaling: 2 of 3 replicas ready
 206 s  = serving 2/3 on chat-A; 0/1 warm
 207 s  = serving 2/3 on chat-A: downloading model (40 %); 0/1 warm
 208 s  = serving 2/3 on chat-A: downloading model (50 %); 0/1 warm
 210 s  = serving 2/3 on chat-A: downloading model (60 %); 0/1 warm
 212 s  = serving 2/3 on chat-A: downloading model (70 %); 0/1 warm
 214 s  = serving 2/3 on chat-A: downloading model (80 %); 0/1 warm
 216 s  = serving 2/3 on chat-A: downloading model (90 %); 0/1 warm
 218 s  * RolloutComplete: Rolled out chat-A
 218 s  = serving 3/3 on chat-A; 0/1 warm
 219 s  ! NoCapacity: 0 of 1 warm replicas are Ready: waiting for 1 nvidia.com/gpu: 0 free on 1 node
 219 s  = serving 3/3 on chat-A; 0/1 warm
 265 s  = serving 3/3 on chat-A; 0/1 warm
 370 s  = serving 3/3 on chat-A; 0/1 warm
 420 s  label Pod chat-A-10 warm
 420 s  apply Deployment chat-A replicas=3
 420 s  apply PodDisruptionBudget chat-A
 420 s  * ScaledDown: DemandFell: 3 → 2: the targets need 0.5 replicas
 420 s  * Filling: 0 of 1 warm replicas are Ready
 420 s  = serving 3/2 on chat-A; 0/1 warm
 421 s  * PoolReady: 1 of 1 warm replicas are Ready
 421 s  = serving 2/2 on chat-A; 1/1 warm
 450 s  label Pod chat-A-9 draining
 450 s  apply PodDisruptionBudget chat-A
 450 s  * ScaledDown: DemandFell: 2 → 1: the targets need 0.5 replicas
 450 s  = serving 2/1 on chat-A; 1/1 warm
 451 s  = serving 1/1 on chat-A; 1/1 warm; 1 draining
 465 s  label Pod chat-A-9 drained
 466 s  apply Deployment chat-A replicas=2
 468 s  = serving 1/1 on chat-A; 1/1 warm
 510 s  = serving 1/1 on chat-A; 1/1 warm
