# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
   0 s  first revision chat-A
   0 s  create ServiceAccount chat
   0 s  create ControllerRevision chat-A
   0 s  create Deployment chat-A replicas=2
   0 s  create Service chat
   0 s  create ConfigMap chat-gate
   0 s  create NetworkPolicy chat
   0 s  create PodDisruptionBudget chat-A
   0 s  * RevisionCreated: Created revision chat-A for file:///models/tiny-a
   0 s  = starting 0/2 on chat-A; 0/1 warm
   1 s  * DownloadingModel: 0 of 2 replicas ready: downloading model (0 %)
   1 s  = starting 0/2 on chat-A: downloading model (0 %); 0/1 warm
   3 s  = starting 0/2 on chat-A: downloading model (10 %); 0/1 warm
   5 s  = starting 0/2 on chat-A: downloading model (20 %); 0/1 warm
   7 s  = starting 0/2 on chat-A: downloading model (30 %); 0/1 warm
   9 s  = starting 0/2 on chat-A: downloading model (40 %); 0/1 warm
  11 s  = starting 0/2 on chat-A: downloading model (50 %); 0/1 warm
  13 s  = starting 0/2 on chat-A: downloading model (60 %); 0/1 warm
  15 s  = starting 0/2 on chat-A: downloading model (70 %); 0/1 warm
  17 s  = starting 0/2 on chat-A: downloading model (80 %); 0/1 warm
  19 s  = starting 0/2 on chat-A: downloading model (90 %); 0/1 warm
  21 s  apply Deployment chat-A replicas=3
  21 s  * ReplicasAvailable: 2 of 2 replicas ready
  21 s  * RolloutComplete: Rolled out chat-A
  21 s  = serving 2/2 on chat-A; 0/1 warm
  22 s  label Pod chat-A-10 warm
  22 s  = serving 2/2 on chat-A; 0/1 warm
  23 s  = serving 2/2 on chat-A; 0/1 warm
  24 s  = serving 2/2 on chat-A; 0/1 warm
  26 s  = serving 2/2 on chat-A; 0/1 warm
  28 s  = serving 2/2 on chat-A; 0/1 warm
  30 s  = serving 2/2 on chat-A; 0/1 warm
  32 s  = serving 2/2 on chat-A; 0/1 warm
  34 s  = serving 2/2 on chat-A; 0/1 warm
  36 s  = serving 2/2 on chat-A; 0/1 warm
  38 s  = serving 2/2 on chat-A; 0/1 warm
  40 s  = serving 2/2 on chat-A; 0/1 warm
  42 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
  42 s  = serving 2/2 on chat-A; 1/1 warm
  48 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}}
 120 s  = serving 2/2 on chat-A; 1/1 warm
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}, 'progressDeadline': '90s'}, 'warmPool': {'size': 1, 'tier': 'Asleep'}, 'runtime': {'image': 'registry.example/worker:crashing'}}
 240 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 240 s  create ControllerRevision chat-B
 240 s  create Deployment chat-B replicas=2
 240 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 240 s  * Starting: Bringing up chat-B
 240 s  = serving 2/2 on chat-A; preview chat-B its Deployment does not exist yet; 1/1 warm
 241 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %); 1/1 warm
 243 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %); 1/1 warm
 245 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %); 1/1 warm
 246 s  hold chat-A: chat-B has failed, the worker died: the engine refused --nonsense
 246 s  apply ControllerRevision chat-B
 246 s  apply Deployment chat-B replicas=0
 246 s  ! RolloutFailed: Gave up chat-B, chat-A serves on: the worker died: the engine refused --nonsense
 246 s  ! BadArguments: Revision chat-B failed: the worker died: the engine refused --nonsense; it is not tried again until the spec changes or `kubectl pilotlight rollout retry chat`
 246 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
 247 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm; 2 draining
 248 s  hold chat-A: chat-B has failed, the worker died: the engine refused --nonsense
 248 s  delete Deployment chat-B
 248 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
 249 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
 360 s  = serving 1/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
 361 s  hold chat-A: chat-B has failed, the worker died: the engine refused --nonsense
 361 s  label Pod chat-A-15 warm
 361 s  = serving 1/2 on chat-A: downloading model (0 %); chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm; 1 waking
 362 s  = serving 1/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm; 1 waking
 363 s  hold chat-A: chat-B has failed, the worker died: the engine refused --nonsense
 363 s  label Pod chat-A-10 serving
 363 s  * WarmReplicaPromoted: Promoted chat-A-10 from the warm pool to serving
 363 s  = serving 1/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
 364 s  * Filling: 0 of 1 warm replicas are Ready, 0 asleep: downloading model (10 %)
 364 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 365 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 367 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 369 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 371 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 373 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 375 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 377 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 379 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 0/1 warm
 381 s  * PoolReady: 1 of 1 warm replicas are Ready, 0 asleep
 381 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
 387 s  = serving 2/2 on chat-A; chat-B failed: the worker died: the engine refused --nonsense; 1/1 warm
