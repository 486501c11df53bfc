"""Conditions, reasons, phases and Events in words: what each means, and what to do about it.

Stands beside the generator and not in the API package, because the operator does not need it; a
test asks for an entry for each.
"""

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.status import RolloutPhase

CONDITIONS: dict[ConditionType, str] = {
    ConditionType.ACCEPTED: "The spec can be acted on.",
    ConditionType.AVAILABLE: (
        "Enough workers are Ready: `rollout.minAvailable`, or else all but one, and at least one;"
        " with autoscaling, of the minimum."
        " Those of the active revision count, and of the one that shares its traffic."
    ),
    ConditionType.PROGRESSING: (
        "Something is under way: a start, a test, a switch, a bake, an exchange, a scale; or a"
        " revision waits for its promotion or for accelerators."
    ),
    ConditionType.AUTOSCALING_ACTIVE: (
        "Only with `spec.scaling`: the number of workers is decided on fresh numbers. Without them"
        " it is kept or raised, never lowered. It does not pull Ready down."
    ),
    ConditionType.WARM_POOL_READY: (
        "Only with `spec.warmPool`: as many of its workers are Ready as shall be. It does not pull"
        " Ready down."
    ),
    ConditionType.ROUTED: (
        "The Service selects the active revision, and the one that shares its traffic; its"
        " EndpointSlices list a ready worker."
    ),
    ConditionType.ACCESS_RESTRICTED: (
        "Requests need a key. Off by default, and it does not pull Ready down: who has to have keys"
        " everywhere waits for this condition, too. Gates follow a change within 90 s."
    ),
    ConditionType.READY: (
        "Accepted, Available and Routed: the summary for people and `kubectl wait`."
    ),
    ConditionType.RECONCILING: "kstatus: the newest spec is still on its way. Not a problem.",
    ConditionType.STALLED: "kstatus: the newest spec will not be reached unless a person acts.",
}

# Reason: (what it means, what to do).
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.SPEC_ACCEPTED: ("The spec can be acted on.", "Nothing."),
    Reason.INVALID_SPEC: (
        "The stored spec cannot be read, say since the schema became stricter; the rest serves on.",
        "Correct the field that the message names.",
    ),
    Reason.POLICY_DENIED: (
        "The spec asks for what this installation does not allow; what serves goes on unchanged.",
        "Ask for what the message says is allowed; or have the chart's `policy` values changed.",
    ),
    Reason.NAME_CONFLICT: (
        "An object with a name that the endpoint needs belongs to someone else. It is not touched.",
        "Rename the endpoint, or remove that object.",
    ),
    Reason.WRITE_REFUSED: (
        "The API server refused an object of the endpoint: admission policy, quota or rights.",
        "Read the message; change the spec or the policy.",
    ),
    Reason.PAUSED: ("`spec.paused` is true: nothing is changed.", "Set it to false to go on."),
    Reason.REPLICAS_AVAILABLE: ("Enough workers are Ready.", "Nothing."),
    Reason.SCALED_TO_ZERO: (
        "There is no worker. True: requests are held, and wake it; False: `spec.replicas` is 0.",
        "Nothing; or raise `spec.replicas` to serve.",
    ),
    Reason.WAKING: (
        "It was scaled to zero, and its first worker is on its way; requests are held meanwhile.",
        "Wait.",
    ),
    Reason.NOBODY_HOLDS: (
        "It is scaled to zero, and no activator is Ready to hold requests: they are refused.",
        "Look at the activator's pods.",
    ),
    Reason.NO_READY_REPLICAS: (
        "No worker is Ready, and no cause is known yet.",
        "Wait; a cause follows within seconds of being knowable.",
    ),
    Reason.REPLICAS_MISSING: ("Some workers are Ready, too few.", "Wait, or read the message."),
    Reason.ROLLOUT_COMPLETE: ("The newest revision serves.", "Nothing."),
    Reason.STARTING: ("A revision is being brought up.", "Wait."),
    Reason.TESTING: (
        "The new revision is ready, and has to pass `rollout.smokeTest` before it gets traffic.",
        "Wait; the message has the attempts that failed.",
    ),
    Reason.AWAITING_PROMOTION: (
        "The new revision is ready and tested, and `rollout.promotion` is Manual.",
        "Ask it at `status.rollout.previewUrl`; then set `rollout.promote` to its name.",
    ),
    Reason.BAKING: (
        "The new revision has the traffic, and the gates watch it; the previous one is still up.",
        "Wait; `status.rollout.gates` says what they see.",
    ),
    Reason.EXCHANGING: (
        (
            "There was no room for all replicas of the new revision beside those that serve. Both"
            " revisions answer, and replicas are exchanged step by step."
        ),
        "Wait; `status.rollout.message` counts them, and says which accelerators it waits for.",
    ),
    Reason.ROLLING_BACK: (
        "Traffic goes back to the previous revision as soon as that is ready.",
        "Wait. If it stays, read the message: it says what the previous revision lacks.",
    ),
    Reason.SWITCHING: ("Traffic moves to another revision.", "Wait; it takes a moment."),
    Reason.DRAINING: (
        (
            "The newest revision serves. The previous one is kept for `previousRevision.keepFor`,"
            " or finishes its streams, for at most `runtime.drainTimeout`. With Recreate it does so"
            " before the newest one starts."
        ),
        "Wait.",
    ),
    Reason.SCALING: ("The number of workers is being changed.", "Wait."),
    Reason.DEADLINE_EXCEEDED: (
        "The new revision was not ready within `rollout.progressDeadline`, and is given up.",
        "Read the message; change the spec, or `kubectl pilotlight rollout retry NAME`.",
    ),
    Reason.SMOKE_TEST_FAILED: (
        "The new revision failed `rollout.smokeTest`. It never had traffic, and is given up.",
        "The message has its answer. Change the spec or the test, then retry as above.",
    ),
    Reason.GATE_FAILED: (
        (
            "The new revision broke a limit while it baked, or its bake ended without a verdict and"
            " `onInconclusive` is RollBack. The previous one has the traffic back."
        ),
        "The message has the value and the limit. Change the spec, or retry as above.",
    ),
    Reason.QUARANTINED: (
        "The revision's record has the annotation `pilotlight.dev/failed`, written by a person.",
        "Remove the annotation, or `kubectl pilotlight rollout retry NAME`.",
    ),
    Reason.METRICS_FRESH: ("The number of workers is decided on fresh numbers.", "Nothing."),
    Reason.OBSERVING: (
        "`scaling.mode` is Observe: decisions are told in `status.scaling`, and nothing is done.",
        "Set it to Auto to have them carried out.",
    ),
    Reason.NOT_DECIDED: (
        "Nothing was decided yet: the operator has just started, or no worker is Ready.",
        "Wait; the number stays meanwhile.",
    ),
    Reason.ACTIVATOR_MISSING: (
        "`scaling.hold` or a minReplicas of 0 without an activator: the last worker stays.",
        "Set the chart's `activator.enabled`, or write `minReplicas: 1` and no `hold`.",
    ),
    Reason.METRICS_UNAVAILABLE: (
        "Prometheus gives no numbers: not reachable, not authorised, or it does not scrape them.",
        (
            "Read the message; see the chart's values `prometheus`, `endpoints.podMonitors` and"
            " `endpoints.metricsFromNamespaces`."
        ),
    ),
    Reason.METRICS_INCOMPATIBLE: (
        (
            "Prometheus scrapes the workers, and has none of the names of a metric that is needed:"
            " a version of vLLM that this release does not know, or series that are dropped or"
            " renamed on their way."
        ),
        (
            "The message says what was looked for. Compare with the worker's `/metrics`: where it"
            " has them, look at the relabelling of Prometheus' job; else change `runtime.image`, or"
            " upgrade the operator."
        ),
    ),
    Reason.METRICS_MISSING: (
        "Ready workers have no numbers, or a metric that is needed is not among them.",
        "Wait for the first scrape; then look at Prometheus' targets.",
    ),
    Reason.METRICS_PARTIAL: (
        "Some of the Ready workers have no numbers.",
        "Look at Prometheus' targets.",
    ),
    Reason.METRICS_STALE: (
        "The newest numbers are older than three scrape intervals.",
        "Look at Prometheus and its targets.",
    ),
    Reason.METRICS_INVALID: (
        "Numbers that cannot be: NaN, infinite or negative.",
        "Read the message; look at the worker's `/metrics`.",
    ),
    Reason.METRICS_DUPLICATED: (
        "Workers have their numbers twice.",
        "Have each worker scraped by one Prometheus job only.",
    ),
    Reason.POOL_READY: ("The warm pool is full.", "Nothing."),
    Reason.FILLING: (
        (
            "Workers of the warm pool start, or are not asked for yet: the message says what comes"
            " first."
        ),
        "Nothing.",
    ),
    Reason.NO_CAPACITY: (
        (
            "There is no room for the warm pool, or another endpoint needs it to serve. What serves"
            " is not affected."
        ),
        "Add nodes or lower `spec.warmPool.size`; else wait.",
    ),
    Reason.SERVICE_ROUTED: ("The Service selects the active revision.", "Nothing."),
    Reason.NO_REVISION: ("No revision has been ready yet.", "Wait, or see Available."),
    Reason.SERVICE_MISSING: ("The Service is not there, or not seen, yet.", "Wait."),
    Reason.NO_ENDPOINTS: (
        "The Service's EndpointSlices list no ready worker yet: requests to the URL fail.",
        "Wait a moment. If it stays, look at the cluster's kube-controller-manager.",
    ),
    Reason.KEYS_REQUIRED: ("Requests without a good key are refused with 401.", "Nothing."),
    Reason.OPEN: (
        "There is no `spec.access`: whoever can connect may ask.",
        "Nothing; or [give it keys](../how-to/secure-an-endpoint.md).",
    ),
    Reason.KEYS_PENDING: (
        (
            "Workers do not ask for keys yet: what was asked for before is in force until kubelets"
            " show them the change, or until the revision serves that mounts the keys' Secret."
        ),
        (
            "Wait two minutes, or for the rollout; if it fails, see Progressing. If it stays, look"
            " at the workers' logs: their gates may not take the settings."
        ),
    ),
    Reason.KEYS_UNKNOWN: (
        (
            "No ready worker has said whether it asks for keys, or whether the Secret has any:"
            " whoever can connect may be able to ask."
        ),
        (
            "Wait until a worker is ready. If it stays, the operator cannot reach their port 8081:"
            " see the message, and NetworkPolicies."
        ),
    ),
    Reason.KEYS_NOT_CHECKED: (
        "Workers run an image that is older than keys, and let everybody ask.",
        "Roll out a newer image: change `runtime.image`, or anything under `runtime`.",
    ),
    Reason.SERVING: ("It serves as asked.", "Nothing."),
    Reason.CONVERGED: ("Nothing is on its way.", "Nothing."),
    Reason.NOT_STALLED: ("Nothing needs a person.", "Nothing."),
    Reason.WAITING_FOR_GPU: (
        (
            "Accelerators are missing for the next replica: none are free on one node, they are"
            " promised to others, or a ResourceQuota admits no more. What serves is not touched."
        ),
        (
            "Read how many in the message. Free or add accelerators, ask for fewer"
            " (`runtime.resources`, `tensorParallelSize`), or lower `rollout.minAvailable`. It goes"
            " on by itself."
        ),
    ),
    Reason.UNSCHEDULABLE: (
        "No node takes the pod for another reason.",
        "See `runtime.nodeSelector`, `affinity`, `tolerations` and `resources`.",
    ),
    Reason.QUOTA_EXCEEDED: (
        "A ResourceQuota refuses more pods.",
        "Raise the quota or lower `replicas`.",
    ),
    Reason.PODS_REFUSED: (
        "Pods are refused when made: Pod Security, LimitRange, a webhook, a missing account.",
        "Read the message.",
    ),
    Reason.POD_ADMISSION_FAILED: (
        "The node refused the pod after it was scheduled.",
        "Look at the node's devices and its kubelet.",
    ),
    Reason.CLAIM_MISSING: (
        "A PersistentVolumeClaim does not exist.",
        "Create it, or correct `model.uri` or `model.cache.claimName`.",
    ),
    Reason.SECRET_MISSING: (
        "A Secret does not exist; or that of the keys has none, and nobody passes.",
        (
            "Create it, or correct `model.credentialsSecretRef`, `runtime.env` or"
            " `access.apiKeysSecretRef`."
        ),
    ),
    Reason.MOUNT_FAILED: ("A volume cannot be mounted.", "Read the message; look at the volume."),
    Reason.CONTAINER_CONFIG_INVALID: (
        "The container cannot be made from the spec.",
        "Correct `runtime` as the message says.",
    ),
    Reason.IMAGE_PULL_FAILED: (
        "The worker image cannot be pulled.",
        "Check `runtime.image` and `runtime.imagePullSecrets`.",
    ),
    Reason.PULLING_IMAGE: ("The worker image is being pulled.", "Wait."),
    Reason.DOWNLOADING_MODEL: ("The model is being downloaded.", "Wait."),
    Reason.LOADING_MODEL: ("The engine loads the model.", "Wait."),
    Reason.OUT_OF_MEMORY: (
        "The model and its KV cache do not fit.",
        "Lower `engine.maxModelLen` or `maxNumSeqs`, quantise, or use more or larger accelerators.",
    ),
    Reason.BAD_ARGUMENTS: (
        "The engine does not understand an argument.",
        "Correct `runtime.engine`; the message quotes the engine.",
    ),
    Reason.BAD_CREDENTIALS: (
        "The model's source refused access (401 or 403).",
        "Check `model.credentialsSecretRef`, and that the token may read the model.",
    ),
    Reason.MODEL_NOT_FOUND: (
        "The model or its revision does not exist.",
        "Correct `model.uri` or `model.revision`.",
    ),
    Reason.MODEL_UNREADABLE: (
        "The model's files are missing, damaged or not readable for user 1000.",
        "Check the volume or image behind `model.uri`.",
    ),
    Reason.UNSUPPORTED_MODEL: (
        "This engine version cannot run this model.",
        "Use another worker image or model.",
    ),
    Reason.DISK_FULL: (
        "The cache volume is full.",
        "Give `model.cache` a larger claim, or the pod more ephemeral storage.",
    ),
    Reason.ACCELERATOR_ERROR: (
        "The accelerator or its driver failed.",
        "Look at the node; a replacement may land elsewhere.",
    ),
    Reason.DOWNLOAD_FAILED: (
        "The model's source refuses, stalls or breaks off; the worker tries again by itself.",
        "Check the source, and the network path to it.",
    ),
    Reason.ENGINE_CRASHED: (
        "The engine died or hangs, and the cause was not recognised. It is started again.",
        "Read the worker's log: `kubectl logs --previous`.",
    ),
    Reason.STARTUP_TIMEOUT: (
        "The worker was not Ready within `runtime.startupTimeout`.",
        "Raise it, or find what is slow in `status.revisions[].coldStart`.",
    ),
}

# In the order of a rollout.
PHASES: dict[RolloutPhase, str] = {
    RolloutPhase.IDLE: "The newest revision serves alone.",
    RolloutPhase.WAITING_FOR_GPU: (
        "Accelerators are missing for the new revision, or for the first one. The message has the"
        " number. `rollout.progressDeadline` does not run."
    ),
    RolloutPhase.STARTING: "The new revision is being brought up.",
    RolloutPhase.TESTING: "It has to pass `rollout.smokeTest`.",
    RolloutPhase.AWAITING_PROMOTION: "It waits for `rollout.promote`.",
    RolloutPhase.BAKING: "It has the traffic, or shares it, and the gates watch.",
    RolloutPhase.EXCHANGING: (
        "Both revisions share the traffic, and replicas are exchanged, for want of room for all."
    ),
    RolloutPhase.DRAINING: (
        "The revision before is kept for `rollout.previousRevision.keepFor`, or finishes its"
        " streams. With Recreate it does so first."
    ),
    RolloutPhase.ROLLING_BACK: "The previous revision gets the traffic back once it is ready.",
    RolloutPhase.FAILED: "The newest revision is given up; the one before serves.",
}

# Beside those that are named after a reason.
EVENTS: dict[str, str] = {
    "RevisionCreated": "An edit of `model`, `runtime` or of a `tier` made a revision.",
    "UnpinnedModel": "Warning: `model.revision` is a branch or tag, so its weights may change.",
    "TrafficSwitched": "The Service selects another revision, alone.",
    "TrafficShared": "The Service selects two revisions, while replicas are exchanged.",
    "ExchangeTurned": "The spec went back in mid-exchange: replicas are exchanged the other way.",
    "ScaledUp": "Autoscaling asks for more workers; the message has the numbers.",
    "ScaledDown": "Autoscaling asks for fewer workers; the message has the numbers.",
    "WarmReplicaPromoted": "A worker of the warm pool serves: more are wanted, or one was lost.",
    "SleeperReplaced": "Warning: a worker of the warm pool did not wake, and was deleted.",
    "BakeEnded": "The new revision is kept; the message has what its gates saw.",
    "RolledBack": "Warning: a gate failed, and the previous revision has the traffic again.",
    "RolloutFailed": "Warning: a revision was given up before it had traffic.",
    "ReconcileFailed": "Warning: a pass of the operator failed; it tries again.",
}
