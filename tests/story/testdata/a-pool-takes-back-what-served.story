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
  21 s  apply Deployment chat-A replicas=4
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/2 warm
  22 s  label Pod chat-A-10 warm
  22 s  label Pod chat-A-11 warm
  22 s  = serving 2/2 on chat-A; 0/2 warm
  23 s  = serving 2/2 on chat-A; 0/2 warm
  24 s  = serving 2/2 on chat-A; 0/2 warm
  26 s  = serving 2/2 on chat-A; 0/2 warm
  28 s  = serving 2/2 on chat-A; 0/2 warm
  30 s  = serving 2/2 on chat-A; 0/2 warm
  32 s  = serving 2/2 on chat-A; 0/2 warm
  34 s  = serving 2/2 on chat-A; 0/2 warm
  36 s  = serving 2/2 on chat-A; 0/2 warm
  38 s  = serving 2/2 on chat-A; 0/2 warm
  40 s  = serving 2/2 on chat-A; 0/2 warm
  42 s  * PoolReady: 2 of 2 warm replicas are Ready
  42 s  = serving 2/2 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 4, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
 120 s  label Pod chat-A-10 serving
 120 s  label Pod chat-A-11 serving
 120 s  apply Deployment chat-A replicas=6
 120 s  apply PodDisruptionBudget chat-A
 120 s  * WarmReplicaPromoted: Promoted chat-A-10 from the warm pool to serving
 120 s  * WarmReplicaPromoted: Promoted chat-A-11 from the warm pool to serving
 120 s  * ReplicasMissing: 2 of 4 replicas ready
 120 s  * Scaling: 2 of 4 replicas ready
 120 s  = serving 2/4 on chat-A; 2/2 warm
 121 s  label Pod chat-A-12 warm
 121 s  label Pod chat-A-13 warm
 121 s  * ReplicasAvailable: 4 of 4 replicas ready
 121 s  * RolloutComplete: Rolled out chat-A
 121 s  * Filling: 0 of 2 warm replicas are Ready
 121 s  = serving 4/4 on chat-A; 0/2 warm
 122 s  = serving 4/4 on chat-A; 0/2 warm
 123 s  = serving 4/4 on chat-A; 0/2 warm
 125 s  = serving 4/4 on chat-A; 0/2 warm
 127 s  = serving 4/4 on chat-A; 0/2 warm
 129 s  = serving 4/4 on chat-A; 0/2 warm
 131 s  = serving 4/4 on chat-A; 0/2 warm
 133 s  = serving 4/4 on chat-A; 0/2 warm
 135 s  = serving 4/4 on chat-A; 0/2 warm
 137 s  = serving 4/4 on chat-A; 0/2 warm
 139 s  = serving 4/4 on chat-A; 0/2 warm
 141 s  * PoolReady: 2 of 2 warm replicas are Ready
 141 s  = serving 4/4 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
 240 s  label Pod chat-A-10 draining
 240 s  label Pod chat-A-11 draining
 240 s  apply PodDisruptionBudget chat-A
 240 s  = serving 4/2 on chat-A; 2/2 warm
 241 s  = serving 2/2 on chat-A; 2/2 warm; 2 draining
 245 s  label Pod chat-A-10 drained
 245 s  label Pod chat-A-11 drained
 246 s  apply Deployment chat-A replicas=4
 257 s  = serving 2/2 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 1, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
 362 s  label Pod chat-A-8 draining
 362 s  apply PodDisruptionBudget chat-A
 362 s  = serving 2/1 on chat-A; 2/2 warm
 363 s  = serving 1/1 on chat-A; 2/2 warm; 1 draining
 367 s  label Pod chat-A-8 drained
 368 s  apply Deployment chat-A replicas=3
 379 s  = serving 1/1 on chat-A; 2/2 warm
