"""The chart's values, as pydantic models.

`values.yaml`, `values.schema.json` and docs/reference/chart-values.md come from these classes, so a
misspelt value is refused by `helm install` and every value is documented. Fields stand in the
order in which people need them.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from pilotlight.api.schema import Embedded
from pilotlight.codegen.values_activator import Activator, Quantity
from pilotlight.codegen.values_base import Values
from pilotlight.codegen.values_monitoring import Monitoring
from pilotlight.codegen.values_prometheus import Prometheus
from pilotlight.config import ImagePattern, ModelPattern

# A namespace is a DNS label.
Namespace = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]


class PullPolicy(StrEnum):
    """As in core/v1."""

    ALWAYS = "Always"
    IF_NOT_PRESENT = "IfNotPresent"
    NEVER = "Never"


class Image(Values):
    """Where an image is. There is no public registry: build and push your own."""

    repository: Annotated[
        str,
        Field(description="Registry and name, e.g. registry.example.com/pilotlight-operator."),
    ] = ""
    tag: Annotated[str, Field(description="Tag; the chart's appVersion when empty.")] = ""
    digest: Annotated[
        str,
        Field(
            pattern=r"^(sha256:[0-9a-f]{64})?$",
            description="sha256:…; wins over the tag, and cannot move under you.",
        ),
    ] = ""
    pull_policy: Annotated[PullPolicy, Field(description="When kubelet pulls.")] = (
        PullPolicy.IF_NOT_PRESENT
    )


class Named(Values):
    """Names an object in the release's namespace."""

    name: Annotated[str, Field(min_length=1, description="Name of the object.")]


class Worker(Values):
    """What endpoints get that say nothing else."""

    image: Annotated[
        Image,
        Field(
            description=(
                "Default worker image: vLLM with Pilotlight's supervisor. An endpoint's"
                " spec.runtime.image wins. Changing it moves no running pod; an endpoint takes the"
                " new image with its next revision."
            )
        ),
    ] = Image()


class Watch(Values):
    """Where endpoints are looked for."""

    namespaces: Annotated[
        list[Namespace],
        Field(
            description=(
                "Namespaces whose endpoints are served, with a Role in each; they must exist."
                " Empty: all namespaces, with a ClusterRole."
            )
        ),
    ] = []


class Endpoints(Values):
    """What every endpoint gets."""

    pod_monitors: Annotated[
        bool,
        Field(
            description=(
                "Make a PodMonitor per endpoint where the Prometheus Operator's API exists; false"
                " also withholds the rights."
            )
        ),
    ] = True
    http_from_namespaces: Annotated[
        list[Namespace],
        Field(
            description=(
                "Namespaces whose pods may call models (NetworkPolicy of each endpoint), besides"
                " the operator, which tests them, and activators. Empty: all."
            )
        ),
    ] = []
    metrics_from_namespaces: Annotated[
        list[Namespace],
        Field(
            description=(
                "Namespaces whose pods may scrape workers, activators and the operator: where"
                " Prometheus runs."
            )
        ),
    ] = ["monitoring"]


class Policy(Values):
    """What endpoints may ask for. A change restarts no worker: what serves goes on."""

    allowed_models: Annotated[
        list[ModelPattern],
        Field(
            max_length=64,
            description=(
                "Patterns of spec.model.uri, in which * stands for any characters: hf://my-org/*."
                " End a host or an organisation with a slash. Empty: all."
            ),
        ),
    ] = []
    allowed_images: Annotated[
        list[ImagePattern],
        Field(
            max_length=64,
            description=(
                "Patterns of spec.runtime.image: registry.example.com/vllm/*. worker.image is"
                " allowed without being named. Empty: all."
            ),
        ),
    ] = []
    allow_trust_remote_code: Annotated[
        bool,
        Field(
            description=(
                "Let endpoints run code that comes with a model: spec.model.trustRemoteCode, and"
                " engine flags and variables that load code from elsewhere than the worker image."
            )
        ),
    ] = False


class Crds(Values):
    """The CustomResourceDefinition."""

    enabled: Annotated[
        bool,
        Field(
            description=(
                "Install and upgrade the CRD with the release. It always stays when the release"
                " goes, because deleting it deletes every endpoint. false: apply crds/ yourself."
            )
        ),
    ] = True


class Rbac(Values):
    """Rights."""

    create: Annotated[
        bool, Field(description="Make the operator's roles. false: bring your own.")
    ] = True
    aggregate_to_user_roles: Annotated[
        bool,
        Field(
            description=(
                "Let the cluster's view, edit and admin roles see and edit InferenceEndpoints."
            )
        ),
    ] = True


class ServiceAccount(Values):
    """Who the operator is."""

    create: Annotated[bool, Field(description="Make a ServiceAccount for the operator.")] = True
    name: Annotated[str, Field(description="Its name; the release's full name when empty.")] = ""
    annotations: Annotated[
        dict[str, str], Field(description="More annotations, e.g. for workload identity.")
    ] = {}


class LogLevel(StrEnum):
    """Python's levels."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """How a log line is written."""

    JSON = "json"
    TEXT = "text"


class Log(Values):
    """The operator's log: one line per pass that changed something."""

    level: Annotated[LogLevel, Field(description="Least severe level that is written.")] = (
        LogLevel.INFO
    )
    format: Annotated[LogFormat, Field(description="json for machines, text for people.")] = (
        LogFormat.JSON
    )


class LeaderElection(Values):
    """One operator acts; the others wait for its Lease to run out."""

    lease_duration_seconds: Annotated[
        int,
        Field(
            ge=5,
            le=60,
            description=(
                "How long a silent leader keeps its Lease. Shorter takes over faster, longer"
                " survives a slower API server. Serving does not depend on it."
            ),
        ),
    ] = 6


class Resources(Values):
    """Of the operator's container."""

    requests: Annotated[dict[str, Quantity], Field(description="As in core/v1.")] = {
        "cpu": "100m",
        "memory": "128Mi",
    }
    limits: Annotated[
        dict[str, Quantity],
        Field(description="As in core/v1. No CPU limit: throttling costs seconds in a burst."),
    ] = {"memory": "512Mi"}


class DisruptionBudget(Values):
    """PodDisruptionBudget of the operator."""

    enabled: Annotated[
        bool, Field(description="Let node drains take one operator pod at a time.")
    ] = True


class NetworkPolicy(Values):
    """NetworkPolicy of the operator's pods."""

    enabled: Annotated[
        bool,
        Field(
            description=(
                "Admit only scrapes of the operator's metrics, from endpoints"
                ".metricsFromNamespaces, and activators' word of held requests, which nothing else"
                " guards. Probes of the kubelet are not affected on most networks; false is for"
                " those where they are."
            )
        ),
    ] = True


class ChartValues(Values):
    """Everything that can be set."""

    image: Annotated[
        Image, Field(description="The operator's image. Its repository is required.")
    ] = Image()
    worker: Annotated[Worker, Field(description="Defaults of workers.")] = Worker()
    image_pull_secrets: Annotated[
        list[Named], Field(description="Secrets for pulling the operator's image.")
    ] = []
    replicas: Annotated[
        int, Field(ge=0, le=10, description="Operator pods: one acts, the others stand by.")
    ] = 2
    watch: Annotated[Watch, Field(description="Which namespaces.")] = Watch()
    endpoints: Annotated[Endpoints, Field(description="What every endpoint gets.")] = Endpoints()
    policy: Annotated[Policy, Field(description="What endpoints may ask for.")] = Policy()
    prometheus: Annotated[Prometheus, Field(description="Where numbers come from.")] = Prometheus()
    activator: Annotated[
        Activator, Field(description="Holds requests while no worker is ready.")
    ] = Activator()
    read_nodes: Annotated[
        bool,
        Field(
            description=(
                "Count free accelerators before more are asked for: lists nodes, and the pods on"
                " those with accelerators, in whatever namespace, only while a rollout, autoscaling"
                " or a warm pool needs room. false also withholds the rights; revisions then start"
                " beside one another, and the scheduler's word is all that is known."
            )
        ),
    ] = True
    node_autoscaling: Annotated[
        bool,
        Field(
            description=(
                "Pods that do not fit make nodes come (Cluster Autoscaler, Karpenter), so a rollout"
                " need not fit into what is free now, and autoscaling asks for more replicas also"
                " while some have no node yet."
            )
        ),
    ] = False
    cluster_domain: Annotated[
        str, Field(min_length=1, max_length=253, description="DNS domain of the cluster.")
    ] = "cluster.local"
    crds: Annotated[Crds, Field(description="The CustomResourceDefinition.")] = Crds()
    rbac: Annotated[Rbac, Field(description="Rights.")] = Rbac()
    service_account: Annotated[ServiceAccount, Field(description="Who the operator is.")] = (
        ServiceAccount()
    )
    log: Annotated[Log, Field(description="The operator's log.")] = Log()
    leader_election: Annotated[LeaderElection, Field(description="Which replica acts.")] = (
        LeaderElection()
    )
    monitoring: Annotated[
        Monitoring, Field(description="Watching the operator and its endpoints.")
    ] = Monitoring()
    network_policy: Annotated[NetworkPolicy, Field(description="Who may reach the operator.")] = (
        NetworkPolicy()
    )
    resources: Annotated[Resources, Field(description="Of the operator's container.")] = Resources()
    pod_disruption_budget: Annotated[
        DisruptionBudget, Field(description="Voluntary disruptions of the operator.")
    ] = DisruptionBudget()
    pod_labels: Annotated[dict[str, str], Field(description="More labels of operator pods.")] = {}
    pod_annotations: Annotated[
        dict[str, str], Field(description="More annotations of operator pods.")
    ] = {}
    priority_class_name: Annotated[str, Field(description="PriorityClass of operator pods.")] = ""
    node_selector: Annotated[
        dict[str, str], Field(description="Node labels that operator pods need.")
    ] = {}
    tolerations: Annotated[
        list[Annotated[dict[str, Any], Embedded("V1Toleration")]],
        Field(description="Taints that operator pods tolerate."),
    ] = []
    affinity: Annotated[
        dict[str, Any],
        Embedded("V1Affinity"),
        Field(
            description=(
                "Scheduling affinity. Empty: the replicas prefer different nodes (soft), and"
                " spread over zones where nodes name them."
            )
        ),
    ] = {}
    name_override: Annotated[
        str, Field(max_length=63, description="Instead of the chart's name in object names.")
    ] = ""
    fullname_override: Annotated[
        str, Field(max_length=63, description="Instead of release and chart name in object names.")
    ] = ""
    global_: Annotated[
        dict[str, Any],
        Field(alias="global", description="Helm hands this to subcharts; unused here."),
    ] = {}
