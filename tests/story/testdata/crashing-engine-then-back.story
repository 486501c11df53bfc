# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2}
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
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'runtime': {'image': 'registry.example/worker:crashing'}}
 120 s  hold chat-A: chat-B is not proven, its Deployment does not exist yet
 120 s  create ControllerRevision chat-B
 120 s  create Deployment chat-B replicas=2
 120 s  * RevisionCreated: Created revision chat-B for file:///models/tiny-a
 120 s  * Starting: Bringing up chat-B
 120 s  = serving 2/2 on chat-A; preview chat-B starting
 121 s  = serving 2/2 on chat-A; preview chat-B downloading model (0 %)
 123 s  = serving 2/2 on chat-A; preview chat-B downloading model (10 %)
 125 s  = serving 2/2 on chat-A; preview chat-B downloading model (20 %)
 126 s  ! BadArguments: Bringing up chat-B: the worker died: the engine refused --nonsense
 126 s  = serving 2/2 on chat-A; preview chat-B the worker died: the engine refused --nonsense
 131 s  = serving 2/2 on chat-A; preview chat-B the worker died (2 restarts): the engine refused --nonsense
 136 s  = serving 2/2 on chat-A; preview chat-B the worker died (3 restarts): the engine refused --nonsense
 141 s  = serving 2/2 on chat-A; preview chat-B the worker died (4 restarts): the engine refused --nonsense
 146 s  = serving 2/2 on chat-A; preview chat-B the worker died (5 restarts): the engine refused --nonsense
 151 s  = serving 2/2 on chat-A; preview chat-B the worker died (6 restarts): the engine refused --nonsense
 156 s  = serving 2/2 on chat-A; preview chat-B the worker died (7 restarts): the engine refused --nonsense
 161 s  = serving 2/2 on chat-A; preview chat-B the worker died (8 restarts): the engine refused --nonsense
 166 s  = serving 2/2 on chat-A; preview chat-B the worker died (9 restarts): the engine refused --nonsense
 171 s  = serving 2/2 on chat-A; preview chat-B the worker died (10 restarts): the engine refused --nonsense
 176 s  = serving 2/2 on chat-A; preview chat-B the worker died (11 restarts): the engine refused --nonsense
 181 s  = serving 2/2 on chat-A; preview chat-B the worker died (12 restarts): the engine refused --nonsense
 186 s  = serving 2/2 on chat-A; preview chat-B the worker died (13 restarts): the engine refused --nonsense
 191 s  = serving 2/2 on chat-A; preview chat-B the worker died (14 restarts): the engine refused --nonsense
 196 s  = serving 2/2 on chat-A; preview chat-B the worker died (15 restarts): the engine refused --nonsense
 201 s  = serving 2/2 on chat-A; preview chat-B the worker died (16 restarts): the engine refused --nonsense
 206 s  = serving 2/2 on chat-A; preview chat-B the worker died (17 restarts): the engine refused --nonsense
 211 s  = serving 2/2 on chat-A; preview chat-B the worker died (18 restarts): the engine refused --nonsense
 216 s  = serving 2/2 on chat-A; preview chat-B the worker died (19 restarts): the engine refused --nonsense
 221 s  = serving 2/2 on chat-A; preview chat-B the worker died (20 restarts): the engine refused --nonsense
 226 s  = serving 2/2 on chat-A; preview chat-B the worker died (21 restarts): the engine refused --nonsense
 231 s  = serving 2/2 on chat-A; preview chat-B the worker died (22 restarts): the engine refused --nonsense
 236 s  = serving 2/2 on chat-A; preview chat-B the worker died (23 restarts): the engine refused --nonsense
# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'runtime': {}}
 240 s  draining chat-B
 240 s  apply Deployment chat-B replicas=0
 240 s  * Draining: Draining chat-B
 240 s  = serving 2/2 on chat-A
 241 s  = serving 2/2 on chat-A; 2 draining
 242 s  delete Deployment chat-B
 242 s  * RolloutComplete: Rolled out chat-A
 242 s  = serving 2/2 on chat-A
 243 s  = serving 2/2 on chat-A
