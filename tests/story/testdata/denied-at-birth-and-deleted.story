# spec: {'model': {'uri': 'file:///models/tiny-a'}, 'replicas': 2, 'rollout': {'previousRevision': {'keepFor': '0s'}}}
   0 s  ! PolicyDenied: Spec.model.uri: file:///models/tiny-a is not allowed, only file:///models/tiny-b (the chart's policy.allowedModels)
   0 s  = spec.model.uri: file:///models/tiny-a is not allowed, only file:///models/tiny-b (the chart's policy.allowedModels)
