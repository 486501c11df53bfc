"""`InferenceEndpoint` v1alpha1, as pydantic models.

The CRD, its reference page and the operator all come from these classes. Reading is lenient
(unknown fields of a newer version are ignored); refusing typos is the API server's work, whose
schema is generated from here. Static defaults stand here and only here; what depends on the
operator's configuration is resolved when a revision is made, and frozen with it.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from pilotlight.api.access import ACCESS_RULES, AccessSpec
from pilotlight.api.base import LocalReference, Model, Name, Quantity, ShortText
from pilotlight.api.duration import Duration
from pilotlight.api.limits import LIMITS_RULES, RequestLimits
from pilotlight.api.rollout import ROLLOUT_RULES, RolloutSpec
from pilotlight.api.scaling import SCALING_RULES, ScalingSpec
from pilotlight.api.schema import AtomicList, Bounds, Embedded, ListMap, Rule
from pilotlight.api.warm import WarmPool

GROUP = "pilotlight.dev"
VERSION = "v1alpha1"
API_VERSION = f"{GROUP}/{VERSION}"
KIND = "InferenceEndpoint"
PLURAL = "inferenceendpoints"
SHORT_NAME = "iep"

# Revisions are named `<endpoint>-<10 hex characters>` and label values hold 63 characters.
MAX_NAME_LENGTH = 40
NAME_RULES = (
    Rule(
        f"self.metadata.name.size() <= {MAX_NAME_LENGTH}",
        f"a name has at most {MAX_NAME_LENGTH} characters, because those of revisions and pods are made from it",
    ),
    Rule(
        "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        "the name becomes a Service: use a-z, 0-9 and '-', begin with a letter, end with a letter or digit",
    ),
    Rule(
        "!self.metadata.name.endsWith('-preview')",
        "names that end in -preview are taken by preview Services; choose another",
    ),
)

# An HPA that is bound to the scale subresource reads and writes `replicas`. With `scaling` there is
# none to read, and one that it writes is refused by this rule: two writers would fight.
SPEC_RULES = (
    Rule(
        "has(self.replicas) != has(self.scaling)",
        "give exactly one of replicas (a fixed size, or one that an HPA or KEDA sets) and scaling (the operator sets it)",
    ),
    # The test goes through the gate like every request, and would not get what it expects.
    Rule(
        "!has(self.requestLimits.maxOutputTokens) || !has(self.rollout.smokeTest) || self.rollout.smokeTest.maxTokens <= self.requestLimits.maxOutputTokens",
        "the smoke test asks for more tokens than requestLimits.maxOutputTokens allows; lower rollout.smokeTest.maxTokens",
    ),
)

# Flags that the worker sets itself, or that would open what the gate closes.
OWNED_FLAGS = (
    "model",
    "served-model-name",
    "host",
    "port",
    "uds",
    "middleware",
    "api-key",
    "root-path",
    "shutdown-timeout",
    "api-server-count",
    "ssl-keyfile",
    "ssl-certfile",
    "trust-remote-code",
    "revision",
    "download-dir",
    "config",
    "headless",
    "grpc",
    "grpc-port",
)
# Flags that have a typed field: two places for one setting would contradict each other one day.
TYPED_FLAGS = {
    "max-model-len": "maxModelLen",
    "dtype": "dtype",
    "quantization": "quantization",
    "kv-cache-dtype": "kvCacheDtype",
    "tensor-parallel-size": "tensorParallelSize",
    "pipeline-parallel-size": "pipelineParallelSize",
    "gpu-memory-utilization": "gpuMemoryUtilizationPercent",
    "max-num-seqs": "maxNumSeqs",
    "enable-prefix-caching": "enablePrefixCaching",
}


# They say what worker and gate are: other values open routes, or drop keys and limits.
RESERVED_ENV = (
    "PILOTLIGHT_ADMIN_HOST",
    "PILOTLIGHT_ADMIN_PORT",
    "PILOTLIGHT_CREDENTIALS",
    "PILOTLIGHT_ENDPOINT",
    "PILOTLIGHT_ENGINE",
    "PILOTLIGHT_ENGINE_VERSION",
    "PILOTLIGHT_GATE_EXTRA_ROUTES",
    "PILOTLIGHT_GATE_KEYS",
    "PILOTLIGHT_GATE_SETTINGS",
    "PILOTLIGHT_HTTP_PORT",
    "PILOTLIGHT_POD_UID",
    "PILOTLIGHT_REVISION",
    "PILOTLIGHT_SOCKET",
    "PILOTLIGHT_TERMINATION_LOG",
    "PILOTLIGHT_WORKER_CONFIG",
)


def _names_one_of(flags: Sequence[str]) -> str:
    """CEL: whether `arg` is one of these flags, or a part or an abbreviation of it: vLLM's parser
    takes `--middlew` for `--middleware`, and `--middleware.x`, which it puts behind all others."""
    name = "arg.split('=')[0].split('.')[0].replace('_', '-')"
    known = ", ".join(f"'--{flag}'" for flag in flags)
    return f"[{known}].exists(flag, flag.startsWith({name}))"


class ModelCache(Model):
    """Where weights and compiled kernels stay between starts."""

    claim_name: Annotated[
        Name, Field(description="PersistentVolumeClaim that is mounted read-write as the cache.")
    ]


class ModelSource(Model):
    """Which model is served, and where its weights come from. Changing any of it rolls out."""

    uri: Annotated[
        str,
        Field(
            min_length=7,
            max_length=512,
            description=(
                "Where the weights are: hf://ORG/NAME (Hugging Face hub), pvc://CLAIM/PATH,"
                " oci://IMAGE (mounted as an image volume) or file:///PATH (inside the worker"
                " image)."
            ),
        ),
        Rule(
            r"self.matches('^(hf|pvc|oci|file)://')",
            "unknown scheme; write hf://ORG/NAME, pvc://CLAIM/PATH, oci://IMAGE or file:///PATH",
        ),
        Rule(
            r"!self.startsWith('hf://') || self.matches('^hf://[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$')",
            "an hf:// model is hf://ORG/NAME; the commit or tag goes into model.revision",
        ),
        Rule(
            r"!self.startsWith('pvc://') || self.matches('^pvc://[a-z0-9]([-a-z0-9.]*[a-z0-9])?(/[^/]+)*/?$') && !self.contains('/../') && !self.endsWith('/..')",
            "a pvc:// model is pvc://CLAIM/PATH with a path inside the volume, without '..'",
        ),
        Rule(
            r"!self.startsWith('oci://') || self.matches('^oci://[a-zA-Z0-9][-a-zA-Z0-9._:/@]*$')",
            "an oci:// model is oci://REGISTRY/IMAGE:TAG or oci://REGISTRY/IMAGE@sha256:DIGEST",
        ),
        Rule(
            r"!self.startsWith('file://') || self.matches('^file:///[^/]')",
            "a file:// model is an absolute path inside the worker image: file:///models/NAME",
        ),
    ]
    revision: Annotated[
        ShortText | None,
        Field(
            description=(
                "Commit or tag. Required for hf://, where anything but a 40-hex commit may move"
                " under you. For other schemes a free label: changing it makes a new revision."
            )
        ),
        Rule(
            r"self.matches('^[A-Za-z0-9][A-Za-z0-9._/-]*$')", "write a commit, tag or branch name"
        ),
    ] = None
    served_name: Annotated[
        ShortText | None,
        Field(description="The OpenAI `model` name; the endpoint's name when absent."),
    ] = None
    credentials_secret_ref: Annotated[
        LocalReference | None,
        Field(
            description=(
                "Secret with the hub token in key `token`. Mounted into the worker; the operator"
                " never reads it."
            )
        ),
    ] = None
    trust_remote_code: Annotated[
        bool,
        Field(
            description=(
                "Run Python code that comes with the model. Off unless you must; the chart's"
                " policy.allowTrustRemoteCode has to allow it."
            )
        ),
    ] = False
    cache: Annotated[
        ModelCache | None,
        Field(
            description=(
                "Volume that keeps downloaded weights and compiled kernels between starts;"
                " a pod-local emptyDir when absent."
            )
        ),
    ] = None


class Engine(Model):
    """Settings of vLLM: typed where people get them wrong, open where vLLM moves fast."""

    max_model_len: Annotated[
        int | None, Field(ge=1, le=100_000_000, description="Longest context, in tokens.")
    ] = None
    dtype: Annotated[ShortText | None, Field(description="Weight type: auto, bfloat16, …")] = None
    quantization: Annotated[
        ShortText | None, Field(description="Quantization method, as this vLLM version names it.")
    ] = None
    kv_cache_dtype: Annotated[ShortText | None, Field(description="Type of the KV cache.")] = None
    tensor_parallel_size: Annotated[
        int, Field(ge=1, le=64, description="Accelerators that share each layer, per replica.")
    ] = 1
    pipeline_parallel_size: Annotated[
        int, Field(ge=1, le=64, description="Pipeline stages, per replica.")
    ] = 1
    gpu_memory_utilization_percent: Annotated[
        int | None,
        Field(ge=1, le=100, description="Share of accelerator memory the engine may use, percent."),
    ] = None
    max_num_seqs: Annotated[
        int | None, Field(ge=1, le=65_536, description="Requests that run at the same time.")
    ] = None
    enable_prefix_caching: Annotated[
        bool | None, Field(description="Reuse the KV cache of common prefixes.")
    ] = None
    extra_args: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=1024)]],
        Field(max_length=64, description="More engine flags, each as --flag or --flag=value."),
        AtomicList(),
        Rule(
            "self.all(arg, arg.matches('^--[a-z][-.a-zA-Z0-9_]*(=.*)?$'))",
            "each extra argument is one string, --flag or --flag=value",
        ),
        Rule(
            "self.all(arg, !arg.matches('^--[^.=]*[.][^=]*$'))",
            "a part of a flag has its value behind '=': --flag.part=value",
        ),
        Rule(
            f"self.all(arg, !{_names_one_of(OWNED_FLAGS)})",
            f"the worker sets these flags itself, also when they are abbreviated: {', '.join(OWNED_FLAGS)}",
        ),
        Rule(
            f"self.all(arg, !{_names_one_of((*TYPED_FLAGS, *(f'no-{flag}' for flag in TYPED_FLAGS)))})",
            f"use the typed field: {', '.join(TYPED_FLAGS.values())}",
        ),
    ] = Field(default_factory=list)


# Quantities are checked here, or the mistake would surface only when pods are made.
QUANTITIES = Rule(
    "self.all(name, type(self[name]) == int || isQuantity(string(self[name])))",
    "write quantities like 500m, 16Gi or 2",
)


class Resources(Model):
    """Requests and limits of the worker container."""

    requests: Annotated[
        dict[str, Quantity],
        Field(max_length=32, description="As in core/v1 ResourceRequirements."),
        QUANTITIES,
    ] = Field(default_factory=dict)
    limits: Annotated[
        dict[str, Quantity],
        Field(
            max_length=32,
            description=(
                "As in core/v1 ResourceRequirements. When no extended resource is named,"
                " nvidia.com/gpu = tensorParallelSize × pipelineParallelSize is added;"
                " `nvidia.com/gpu: 0` opts out (CPU)."
            ),
        ),
        QUANTITIES,
    ] = Field(default_factory=dict)


# As the API server checks them on pods; here the mistake is refused where it was made.
LABELS = (
    Rule(
        "self.all(key, key.matches('^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))",
        "write label keys like team or example.com/team",
    ),
    Rule(
        "self.all(key, self[key].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))",
        "label values have letters, digits, '-', '_' and '.', and begin and end with a letter or digit",
    ),
)


class Runtime(Model):
    """How the worker runs. Changing any of it rolls out."""

    image: Annotated[
        str | None,
        Field(min_length=1, max_length=512, description="Worker image; the operator's default."),
    ] = None
    image_pull_secrets: Annotated[
        list[LocalReference],
        Field(max_length=16, description="Secrets for pulling the image."),
        ListMap(("name",)),
    ] = Field(default_factory=list)
    engine: Annotated[Engine, Field(description="Settings of vLLM.")] = Field(
        default_factory=Engine
    )
    env: Annotated[
        list[Annotated[dict[str, Any], Embedded("V1EnvVar")]],
        Field(max_length=128, description="Environment of the worker container."),
        ListMap(("name",)),
        Rule(
            f"self.all(e, !(e.name in [{', '.join(repr(name) for name in RESERVED_ENV)}]))",
            f"the operator owns these variables: {', '.join(RESERVED_ENV)}",
        ),
    ] = Field(default_factory=list)
    resources: Annotated[Resources, Field(description="Requests and limits.")] = Field(
        default_factory=Resources
    )
    node_selector: Annotated[
        dict[str, Annotated[str, Field(max_length=63)]],
        Field(max_length=64, description="Node labels a pod needs."),
        *LABELS,
    ] = Field(default_factory=dict)
    tolerations: Annotated[
        list[Annotated[dict[str, Any], Embedded("V1Toleration")]],
        Field(max_length=64, description="Taints a pod tolerates."),
        AtomicList(),
    ] = Field(default_factory=list)
    affinity: Annotated[
        dict[str, Any] | None, Embedded("V1Affinity"), Field(description="Scheduling affinity.")
    ] = None
    topology_spread_constraints: Annotated[
        list[Annotated[dict[str, Any], Embedded("V1TopologySpreadConstraint")]],
        Field(max_length=16, description="How pods spread over nodes and zones."),
        AtomicList(),
    ] = Field(default_factory=list)
    priority_class_name: Annotated[Name | None, Field(description="PriorityClass of the pods.")] = (
        None
    )
    runtime_class_name: Annotated[Name | None, Field(description="RuntimeClass of the pods.")] = (
        None
    )
    scheduler_name: Annotated[Name | None, Field(description="Scheduler of the pods.")] = None
    service_account_name: Annotated[
        Name | None,
        Field(description="ServiceAccount of the pods; one without rights when absent."),
    ] = None
    pod_labels: Annotated[
        dict[str, Annotated[str, Field(max_length=63)]],
        Field(max_length=64, description="More labels for the pods."),
        *LABELS,
        Rule(
            "self.all(key, !key.startsWith('pilotlight.dev/') && !key.startsWith('app.kubernetes.io/'))",
            "labels under pilotlight.dev/ and app.kubernetes.io/ are the operator's",
        ),
    ] = Field(default_factory=dict)
    pod_annotations: Annotated[
        dict[str, Annotated[str, Field(max_length=4096)]],
        Field(max_length=64, description="More annotations for the pods."),
        Rule(
            "self.all(key, !key.startsWith('pilotlight.dev/'))",
            "annotations under pilotlight.dev/ are the operator's",
        ),
    ] = Field(default_factory=dict)
    startup_timeout: Annotated[
        Duration,
        Bounds("10s", "24h"),
        Field(description="How long a worker may take until Ready."),
    ] = timedelta(minutes=30)
    drain_timeout: Annotated[
        Duration,
        Bounds("0s", "24h"),
        Field(description="The longest stream that a stopping worker waits for."),
    ] = timedelta(minutes=5)


class PodMonitorMode(StrEnum):
    """`Auto`: where the PodMonitor API exists."""

    AUTO = "Auto"
    DISABLED = "Disabled"


class Monitoring(Model):
    """What is set up for Prometheus."""

    pod_monitor: Annotated[
        PodMonitorMode,
        Field(description="Auto makes a PodMonitor where that API exists; Disabled makes none."),
    ] = PodMonitorMode.AUTO


class EndpointSpec(Model):
    """The desired state, written by people and never by the operator."""

    model: Annotated[
        ModelSource,
        Field(description="Which model is served."),
        Rule(
            "!self.uri.startsWith('hf://') || has(self.revision)",
            "hf:// needs model.revision; write the 40-hex commit that you tested",
        ),
    ]
    runtime: Annotated[Runtime, Field(description="How the worker runs.")] = Field(
        default_factory=Runtime
    )
    replicas: Annotated[
        int | None,
        Field(
            ge=0,
            le=1000,
            description=(
                "Serving replicas. Bound to the scale subresource, so that `kubectl scale`, an HPA"
                " or KEDA may set it. Exactly one of replicas and scaling is given."
            ),
        ),
    ] = None
    scaling: Annotated[
        ScalingSpec | None,
        Field(
            description=(
                "The operator sets the number of serving replicas, by what is asked of them."
                " Instead of replicas: the scale subresource then cannot be read, and refuses what"
                " is written to it."
            )
        ),
        *SCALING_RULES,
    ] = None
    warm_pool: Annotated[
        WarmPool | None,
        Field(
            description=(
                "Loaded replicas that wait for traffic: they take the place of one that is lost,"
                " and serve at once when more are wanted. Each holds what a serving replica holds."
            )
        ),
    ] = None
    rollout: Annotated[
        RolloutSpec,
        Field(description="How a change of the pods gets the traffic."),
        *ROLLOUT_RULES,
    ] = Field(default_factory=RolloutSpec)
    access: Annotated[
        AccessSpec | None,
        Field(
            description=(
                "Requests need a key. Absent: whoever can connect may ask, within the cluster's"
                " network policies."
            )
        ),
        *ACCESS_RULES,
    ] = None
    request_limits: Annotated[
        RequestLimits,
        Field(description="How much requests may ask of a worker. The gate of each keeps them."),
        *LIMITS_RULES,
    ] = Field(default_factory=RequestLimits)
    monitoring: Annotated[Monitoring, Field(description="Set-up for Prometheus.")] = Field(
        default_factory=Monitoring
    )
    paused: Annotated[
        bool, Field(description="Stop acting on this endpoint; keep reporting its status.")
    ] = False

    @model_validator(mode="after")
    def _has_one_size(self) -> Self:
        if (self.replicas is None) == (self.scaling is None):
            raise ValueError("give exactly one of replicas and scaling")
        return self
