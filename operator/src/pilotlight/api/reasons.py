"""Condition types and reasons: the words that users, alerts and GitOps health checks match on."""

from enum import StrEnum


class ConditionType(StrEnum):
    """In the order in which they stand in the status."""

    ACCEPTED = "Accepted"
    AVAILABLE = "Available"
    PROGRESSING = "Progressing"
    AUTOSCALING_ACTIVE = "AutoscalingActive"
    WARM_POOL_READY = "WarmPoolReady"
    ROUTED = "Routed"
    ACCESS_RESTRICTED = "AccessRestricted"
    READY = "Ready"
    RECONCILING = "Reconciling"
    STALLED = "Stalled"


class Reason(StrEnum):
    """Why a condition has its value. One CamelCase word each, never renamed once released."""

    # Accepted
    SPEC_ACCEPTED = "SpecAccepted"
    INVALID_SPEC = "InvalidSpec"
    POLICY_DENIED = "PolicyDenied"
    NAME_CONFLICT = "NameConflict"
    WRITE_REFUSED = "WriteRefused"
    PAUSED = "Paused"
    # Available
    REPLICAS_AVAILABLE = "ReplicasAvailable"
    SCALED_TO_ZERO = "ScaledToZero"
    WAKING = "Waking"
    NOBODY_HOLDS = "NobodyHolds"
    NO_READY_REPLICAS = "NoReadyReplicas"
    REPLICAS_MISSING = "ReplicasMissing"
    # Progressing
    ROLLOUT_COMPLETE = "RolloutComplete"
    STARTING = "Starting"
    TESTING = "Testing"
    AWAITING_PROMOTION = "AwaitingPromotion"
    BAKING = "Baking"
    EXCHANGING = "Exchanging"
    ROLLING_BACK = "RollingBack"
    SWITCHING = "Switching"
    DRAINING = "Draining"
    SCALING = "Scaling"
    # Why a revision was given up
    DEADLINE_EXCEEDED = "DeadlineExceeded"
    SMOKE_TEST_FAILED = "SmokeTestFailed"
    GATE_FAILED = "GateFailed"
    QUARANTINED = "Quarantined"
    # AutoscalingActive
    METRICS_FRESH = "MetricsFresh"
    OBSERVING = "Observing"
    NOT_DECIDED = "NotDecided"
    ACTIVATOR_MISSING = "ActivatorMissing"
    METRICS_UNAVAILABLE = "MetricsUnavailable"
    METRICS_INCOMPATIBLE = "MetricsIncompatible"
    METRICS_MISSING = "MetricsMissing"
    METRICS_PARTIAL = "MetricsPartial"
    METRICS_STALE = "MetricsStale"
    METRICS_INVALID = "MetricsInvalid"
    METRICS_DUPLICATED = "MetricsDuplicated"
    # WarmPoolReady
    POOL_READY = "PoolReady"
    FILLING = "Filling"
    NO_CAPACITY = "NoCapacity"
    # Routed
    SERVICE_ROUTED = "ServiceRouted"
    NO_REVISION = "NoRevision"
    SERVICE_MISSING = "ServiceMissing"
    NO_ENDPOINTS = "NoEndpoints"
    # AccessRestricted
    KEYS_REQUIRED = "KeysRequired"
    OPEN = "Open"
    KEYS_PENDING = "KeysPending"
    KEYS_UNKNOWN = "KeysUnknown"
    KEYS_NOT_CHECKED = "KeysNotChecked"
    # Ready
    SERVING = "Serving"
    # Reconciling, Stalled
    CONVERGED = "Converged"
    NOT_STALLED = "NotStalled"
    # What keeps a pod from serving; used by Available, Ready and Stalled
    WAITING_FOR_GPU = "WaitingForGPU"
    UNSCHEDULABLE = "Unschedulable"
    QUOTA_EXCEEDED = "QuotaExceeded"
    PODS_REFUSED = "PodsRefused"
    POD_ADMISSION_FAILED = "PodAdmissionFailed"
    CLAIM_MISSING = "ClaimMissing"
    SECRET_MISSING = "SecretMissing"  # noqa: S105
    MOUNT_FAILED = "MountFailed"
    CONTAINER_CONFIG_INVALID = "ContainerConfigInvalid"
    IMAGE_PULL_FAILED = "ImagePullFailed"
    PULLING_IMAGE = "PullingImage"
    DOWNLOADING_MODEL = "DownloadingModel"
    LOADING_MODEL = "LoadingModel"
    OUT_OF_MEMORY = "OutOfMemory"
    BAD_ARGUMENTS = "BadArguments"
    BAD_CREDENTIALS = "BadCredentials"
    MODEL_NOT_FOUND = "ModelNotFound"
    MODEL_UNREADABLE = "ModelUnreadable"
    UNSUPPORTED_MODEL = "UnsupportedModel"
    DISK_FULL = "DiskFull"
    ACCELERATOR_ERROR = "AcceleratorError"
    DOWNLOAD_FAILED = "DownloadFailed"
    ENGINE_CRASHED = "EngineCrashed"
    STARTUP_TIMEOUT = "StartupTimeout"


BENIGN = frozenset(
    {
        Reason.SPEC_ACCEPTED,
        Reason.PAUSED,
        Reason.REPLICAS_AVAILABLE,
        Reason.SCALED_TO_ZERO,
        Reason.WAKING,
        Reason.NO_READY_REPLICAS,
        Reason.REPLICAS_MISSING,
        Reason.ROLLOUT_COMPLETE,
        Reason.STARTING,
        Reason.TESTING,
        Reason.AWAITING_PROMOTION,
        Reason.BAKING,
        Reason.EXCHANGING,
        Reason.ROLLING_BACK,
        Reason.SWITCHING,
        Reason.DRAINING,
        Reason.SCALING,
        Reason.METRICS_FRESH,
        Reason.OBSERVING,
        Reason.NOT_DECIDED,
        Reason.POOL_READY,
        Reason.FILLING,
        Reason.SERVICE_ROUTED,
        Reason.NO_REVISION,
        Reason.SERVICE_MISSING,
        Reason.NO_ENDPOINTS,
        Reason.KEYS_REQUIRED,
        Reason.OPEN,
        Reason.KEYS_PENDING,
        Reason.KEYS_UNKNOWN,
        Reason.SERVING,
        Reason.CONVERGED,
        Reason.NOT_STALLED,
        Reason.PULLING_IMAGE,
        Reason.DOWNLOADING_MODEL,
        Reason.LOADING_MODEL,
    }
)
"""Reasons of a life that goes well: their Events are Normal, all others are Warnings."""
