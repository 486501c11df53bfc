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
# spec: {'model': {'uri': 'file:///models/tiny-b'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '300s'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-b
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 2/2 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=2
  62 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  ! Unschedulable: Bringing up chat-B: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
  63 s  = serving 2/2 on chat-A; preview chat-B no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 123 s  = serving 2/2 on chat-A; preview chat-B no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 362 s  hold chat-A: chat-B has failed, not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 362 s  apply ControllerRevision chat-B
 362 s  apply Deployment chat-B replicas=0
 362 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 362 s  ! Unschedulable: Revision chat-B failed: not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 362 s  = serving 2/2 on chat-A; chat-B failed: not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 363 s  hold chat-A: chat-B has failed, not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 363 s  delete Deployment chat-B
 363 s  = serving 2/2 on chat-A; chat-B failed: not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
 364 s  = serving 2/2 on chat-A; chat-B failed: not ready within 5m: no node takes the pod: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.; see spec.runtime.nodeSelector, affinity, tolerations and resources
