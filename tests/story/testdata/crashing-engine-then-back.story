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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {'image': 'registry.example/worker:crashing'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet
 121 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 123 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 125 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 126 s  hold chat-A: chat-B has failed, the worker died: the engine refused --nonsense
 126 s  apply ControllerRevision chat-B
 126 s  apply Deployment chat-B replicas=0
 126 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: the worker died: the engine refused --nonsense
 126 s  ! BadArguments: Revision chat-B failed: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 126 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense
 127 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 2 draining
 128 s  hold chat-A: chat-B has failed, the worker died: the engine refused --nonsense
 128 s  delete Deployment chat-B
 128 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense
 129 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'runtime': {}}
 240 s  * RolloutComplete: Rolled out chat-A
 240 s  = serving 2/2 on chat-A
