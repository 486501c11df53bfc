# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=3
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/3 on chat-A
   1 s  * DownloadingModel: 0 of 3 replicas ready: downloading model (0 %)
   1 s  = starting 0/3 on chat-A: downloading model (0 %)
   3 s  = starting 0/3 on chat-A: downloading model (10 %)
   5 s  = starting 0/3 on chat-A: downloading model (20 %)
   7 s  = starting 0/3 on chat-A: downloading model (30 %)
   9 s  = starting 0/3 on chat-A: downloading model (40 %)
  11 s  = starting 0/3 on chat-A: downloading model (50 %)
  13 s  = starting 0/3 on chat-A: downloading model (60 %)
  15 s  = starting 0/3 on chat-A: downloading model (70 %)
  17 s  = starting 0/3 on chat-A: downloading model (80 %)
  19 s  = starting 0/3 on chat-A: downloading model (90 %)
  21 s  * ReplicasAvailable: 3 of 3 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 3/3 on chat-A
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 3, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:2'}}
  60 s  hold chat-A: chat-B is not proven, free accelerators are being counted
  60 s  create ControllerRevision chat-B
  60 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
  60 s  * Starting: Bringing up chat-B
  60 s  = serving 3/3 on chat-A; preview chat-B free accelerators are being counted
  62 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
  62 s  apply ControllerRevision chat-B
  62 s  create Deployment chat-B replicas=1
  62 s  = serving 3/3 on chat-A; preview chat-B its Deployment does not exist yet
  63 s  = serving 3/3 on chat-A; preview chat-B downloading model (0 %)
  65 s  = serving 3/3 on chat-A; preview chat-B downloading model (10 %)
  67 s  = serving 3/3 on chat-A; preview chat-B downloading model (20 %)
  69 s  = serving 3/3 on chat-A; preview chat-B downloading model (30 %)
  71 s  = serving 3/3 on chat-A; preview chat-B downloading model (40 %)
  73 s  = serving 3/3 on chat-A; preview chat-B downloading model (50 %)
  75 s  = serving 3/3 on chat-A; preview chat-B downloading model (60 %)
  77 s  = serving 3/3 on chat-A; preview chat-B downloading model (70 %)
  79 s  = serving 3/3 on chat-A; preview chat-B downloading model (80 %)
  81 s  = serving 3/3 on chat-A; preview chat-B downloading model (90 %)
  83 s  share the traffic of chat-A with chat-B: 1 of 3 replicas ready
  83 s  apply Service chat
  83 s  apply ConfigMap chat-gate
  83 s  create PodDisruptionBudget chat-B
  83 s  delete PodDisruptionBudget chat-A
  83 s  * TrafficShared: chat-B shares the traffic of chat-A while replicas are exchanged
  83 s  * Exchanging: Exchanging replicas for chat-B: 1 of 3 replicas exchanged
  83 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
  84 s  exchange chat-A for chat-B: 1 of 3 replicas exchanged
  84 s  apply ControllerRevision chat-B
  84 s  apply Deployment chat-B replicas=2
  84 s  apply Deployment chat-A replicas=2
  84 s  = serving 4/3 on chat-B and chat-A; 1 of 3 replicas exchanged
  85 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged; 1 draining
  95 s  = serving 3/3 on chat-B and chat-A; 1 of 3 replicas exchanged
 115 s  exchange chat-A for chat-B: 2 of 3 replicas exchanged
 115 s  apply Deployment chat-B replicas=3
 115 s  apply Deployment chat-A replicas=1
 115 s  = serving 4/3 on chat-B and chat-A; 2 of 3 replicas exchanged
 116 s  = serving 3/3 on chat-B and chat-A; 2 of 3 replicas exchanged; 1 draining
 120 s  * Starting: 1 of 3 replicas ready: waiting for a pod that drains to make room
 120 s  = serving 1/3 on chat-B and chat-A: waiting for a pod that drains to make room; 0 of 3 replicas exchanged; 1 draining
 121 s  roll back to chat-A: chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 2 of 3 replicas of chat-A must start again
 121 s  apply ControllerRevision chat-B
 121 s  apply Deployment chat-A replicas=3
 121 s  apply Service chat
 121 s  apply ConfigMap chat-gate
 121 s  create PodDisruptionBudget chat-A
 121 s  delete PodDisruptionBudget chat-B
 121 s  ! RolledBack: Moved traffic from chat-B to chat-A: no replica is ready: the worker died: the engine refused --nonsense
 121 s  * ReplicasMissing: 1 of 3 replicas ready
 121 s  * Switching: Moving traffic to chat-A
 121 s  ! BadArguments: Revision chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 121 s  = serving 1/3 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 2 of 3 replicas of chat-A must start again; 1 draining
 122 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 122 s  apply Deployment chat-B replicas=0
 122 s  * Starting: 1 of 3 replicas ready: waiting for a pod that drains to make room
 122 s  ! BadArguments: Revision chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 122 s  = serving 1/3 on chat-A: waiting for a pod that drains to make room; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 draining
 123 s  = serving 1/3 on chat-A: waiting for 3 pods that drain to make room; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 3 draining
 124 s  hold chat-A: chat-B has failed, no replica is ready: the worker died: the engine refused --nonsense
 124 s  delete Deployment chat-B
 124 s  * DownloadingModel: 1 of 3 replicas ready: downloading model (0 %)
 124 s  = serving 1/3 on chat-A: downloading model (0 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 draining
 125 s  = serving 1/3 on chat-A: downloading model (0 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense; 1 draining
 126 s  = serving 1/3 on chat-A: downloading model (10 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 128 s  = serving 1/3 on chat-A: downloading model (20 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 130 s  = serving 1/3 on chat-A: downloading model (30 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 132 s  = serving 1/3 on chat-A: downloading model (40 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 134 s  = serving 1/3 on chat-A: downloading model (50 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 136 s  = serving 1/3 on chat-A: downloading model (60 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 138 s  = serving 1/3 on chat-A: downloading model (70 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 140 s  = serving 1/3 on chat-A: downloading model (80 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 142 s  = serving 1/3 on chat-A: downloading model (90 %); chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
 144 s  * ReplicasAvailable: 3 of 3 replicas ready
 144 s  = serving 3/3 on chat-A; chat-B failed: no replica is ready: the worker died: the engine refused --nonsense
