# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2, 'tier': 'Asleep'}}
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
  42 s  * PoolReady: 2 of 2 warm replicas are Ready, 0 asleep
  42 s  = serving 2/2 on chat-A; 2/2 warm
  48 s  = serving 2/2 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2, 'tier': 'Asleep'}}
 120 s  apply Deployment chat-A replicas=5
 120 s  apply PodDisruptionBudget chat-A
 120 s  * Scaling: 2 of 3 replicas ready
 120 s  = serving 2/3 on chat-A; 2/2 warm
 121 s  label Pod chat-A-12 warm
 121 s  = serving 2/3 on chat-A: downloading model (0 %); 2/2 warm; 1 waking
 122 s  = serving 2/3 on chat-A; 2/2 warm; 1 waking
 141 s  = serving 2/3 on chat-A; 3/2 warm; 1 waking
 142 s  label Pod chat-A-12 serving
 142 s  * WarmReplicaPromoted: Promoted chat-A-12 from the warm pool to serving
 143 s  * RolloutComplete: Rolled out chat-A
 143 s  = serving 3/3 on chat-A; 2/2 warm; 1 waking
 150 s  delete Pod chat-A-11
 150 s  ! SleeperReplaced: Deleted chat-A-11, which does not wake: it did not wake
 150 s  * Filling: 1 of 2 warm replicas are Ready, 1 asleep
 150 s  = serving 3/3 on chat-A; 1/2 warm; 1 waking; 1 draining
 151 s  label Pod chat-A-13 warm
 151 s  = serving 3/3 on chat-A; 1/2 warm; 1 waking
 152 s  = serving 3/3 on chat-A; 1/2 warm
 153 s  = serving 3/3 on chat-A; 1/2 warm
 155 s  = serving 3/3 on chat-A; 1/2 warm
 157 s  = serving 3/3 on chat-A; 1/2 warm
 159 s  = serving 3/3 on chat-A; 1/2 warm
 161 s  = serving 3/3 on chat-A; 1/2 warm
 163 s  = serving 3/3 on chat-A; 1/2 warm
 165 s  = serving 3/3 on chat-A; 1/2 warm
 167 s  = serving 3/3 on chat-A; 1/2 warm
 169 s  = serving 3/3 on chat-A; 1/2 warm
 171 s  * PoolReady: 2 of 2 warm replicas are Ready, 1 asleep
 171 s  = serving 3/3 on chat-A; 2/2 warm
 177 s  = serving 3/3 on chat-A; 2/2 warm
