# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %)
   3 s  = starting 0/2 on chat-A: downloading model (10 %)
   5 s  = starting 0/2 on chat-A: downloading model (20 %)
   7 s  = starting 0/2 on chat-A: downloading model (30 %)
   9 s  = starting 0/2 on chat-A: downloading model (40 %)
  11 s  = starting 0/2 on chat-A: downloading model (50 %)
  13 s  = starting 0/2 on chat-A: downloading model (60 %)
  15 s  = starting 0/2 on chat-A: downloading model (70 %)
  17 s  = starting 0/2 on chat-A: downloading model (80 %)
  19 s  = starting 0/2 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 2}}
 120 s  apply Deployment chat-A replicas=4
 120 s  = serving 2/2 on chat-A; 0/2 warm
 121 s  label Pod chat-A-10 warm
 121 s  label Pod chat-A-11 warm
 121 s  = serving 2/2 on chat-A; 0/2 warm
 122 s  = serving 2/2 on chat-A; 0/2 warm
 123 s  = serving 2/2 on chat-A; 0/2 warm
 125 s  = serving 2/2 on chat-A; 0/2 warm
 127 s  = serving 2/2 on chat-A; 0/2 warm
 129 s  = serving 2/2 on chat-A; 0/2 warm
 131 s  = serving 2/2 on chat-A; 0/2 warm
 133 s  = serving 2/2 on chat-A; 0/2 warm
 135 s  = serving 2/2 on chat-A; 0/2 warm
 137 s  = serving 2/2 on chat-A; 0/2 warm
 139 s  = serving 2/2 on chat-A; 0/2 warm
 141 s  * PoolReady: 2 of 2 warm replicas are Ready
 141 s  = serving 2/2 on chat-A; 2/2 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1}}
 240 s  label Pod chat-A-10 draining
 240 s  apply Deployment chat-A replicas=4
 240 s  = serving 2/2 on chat-A; 2/1 warm
 241 s  = serving 2/2 on chat-A; 1/1 warm; 1 draining
 245 s  label Pod chat-A-10 drained
 246 s  apply Deployment chat-A replicas=3
 248 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': None}
 360 s  label Pod chat-A-11 draining
 360 s  apply Deployment chat-A replicas=3
 360 s  = serving 2/2 on chat-A
 361 s  = serving 2/2 on chat-A; 1 draining
 365 s  label Pod chat-A-11 drained
 366 s  apply Deployment chat-A replicas=2
 368 s  = serving 2/2 on chat-A
