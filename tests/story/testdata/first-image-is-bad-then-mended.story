# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:missing'}}
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
   1 s  ! ImagePullFailed: 0 of 2 replicas ready: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
   1 s  = starting 0/2 on chat-A: image registry.example/worker:missing cannot be pulled (not found); check spec.runtime.image and spec.runtime.imagePullSecrets
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
 120 s  switch to chat-B: chat-A never served
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  apply Service chat
 120 s  apply ConfigMap chat-gate
 120 s  create PodDisruptionBudget chat-B
 120 s  delete PodDisruptionBudget chat-A
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 120 s  * TrafficSwitched: Moved traffic from chat-A to chat-B
 120 s  * NoReadyReplicas: 0 of 2 replicas ready
 120 s  * Switching: Moving traffic to chat-B
 120 s  = starting 0/2 on chat-B
 121 s  draining chat-A
 121 s  apply Deployment chat-A replicas=0
 121 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
 121 s  * Scaling: 0 of 2 replicas ready: downloading model (0 %)
 121 s  = starting 0/2 on chat-B: downloading model (0 %)
 122 s  = starting 0/2 on chat-B: downloading model (0 %); 2 draining
 123 s  delete Deployment chat-A
 123 s  = starting 0/2 on chat-B: downloading model (10 %)
 124 s  = starting 0/2 on chat-B: downloading model (10 %)
 125 s  = starting 0/2 on chat-B: downloading model (20 %)
 127 s  = starting 0/2 on chat-B: downloading model (30 %)
 129 s  = starting 0/2 on chat-B: downloading model (40 %)
 131 s  = starting 0/2 on chat-B: downloading model (50 %)
 133 s  = starting 0/2 on chat-B: downloading model (60 %)
 135 s  = starting 0/2 on chat-B: downloading model (70 %)
 137 s  = starting 0/2 on chat-B: downloading model (80 %)
 139 s  = starting 0/2 on chat-B: downloading model (90 %)
 141 s  * ReplicasAvailable: 2 of 2 replicas ready
 141 s  * RolloutComplete: Rolled out chat-B
 141 s  = serving 2/2 on chat-B
