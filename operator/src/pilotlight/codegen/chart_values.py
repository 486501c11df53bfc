"""The chart's values, as pydantic models.

`values.yaml`, `values.schema.json` and docs/reference/chart-values.md come from these classes, so a
misspelt value is refused by `helm install` and every value is documented. Fields stand in the
order in which people need them.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from pilotlight.api.schema import Embedded
from pilotlight.config import HeaderName, HeaderValue, User

# What Prometheus takes for a duration; a subset of its grammar is enough here.
Interval = Annotated[str, Field(pattern=r"^[1-9][0-9]*(ms|s|m|h)$")]
Quantity = Annotated[str | int, Embedded("quantity")]
# A Secret or ConfigMap, or none; and a key in one.
ObjectName = Annotated[str, Field(pattern=r"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$")]
DataKey = Annotated[str, Field(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253)]
# A namespace is a DNS label.
Namespace = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]


class Values(BaseModel):
    """Base: camelCase outside, and no field that is not known."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, extra="forbid")


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
                " the operator's own, which tests them. Empty: all."
            )
        ),
    ] = []
    metrics_from_namespaces: Annotated[
        list[Namespace],
        Field(description="Namespaces whose pods may scrape workers: where Prometheus runs."),
    ] = ["monitoring"]


class BearerToken(Values):
    """A token in a Secret."""

    existing_secret: Annotated[
        ObjectName,
        Field(
            description=(
                "Secret in the release's namespace. The operator takes up a new token by itself."
                " Not together with basicAuth."
            )
        ),
    ] = ""
    key: Annotated[DataKey, Field(description="Key of the token in it.")] = "token"


class BasicAuth(Values):
    """A user, and the password in a Secret."""

    username: Annotated[User, Field(description="User; not secret.")] = ""
    existing_secret: Annotated[
        ObjectName, Field(description="Secret in the release's namespace. Not with bearerToken.")
    ] = ""
    key: Annotated[DataKey, Field(description="Key of the password in it.")] = "password"


class Authority(Values):
    """Certificates to trust."""

    existing_secret: Annotated[
        ObjectName,
        Field(
            description=(
                "Secret with certificates (PEM) that Prometheus' own may be signed by. They replace"
                " those of public authorities, which are trusted otherwise."
            )
        ),
    ] = ""
    existing_config_map: Annotated[
        ObjectName, Field(description="The same in a ConfigMap. Not with existingSecret.")
    ] = ""
    key: Annotated[DataKey, Field(description="Key of the certificates in it.")] = "ca.crt"


class ClientCertificate(Values):
    """A certificate to show."""

    existing_secret: Annotated[
        ObjectName,
        Field(description="Secret of the type kubernetes.io/tls (tls.crt, tls.key)."),
    ] = ""


class SecretKey(Values):
    """A key in a Secret."""

    existing_secret: Annotated[
        ObjectName, Field(min_length=1, description="Secret in the release's namespace.")
    ]
    key: Annotated[DataKey, Field(description="Key in it.")]


class Prometheus(Values):
    """Where the operator reads what the workers counted."""

    url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^\s/]+\S*)?$",
            description=(
                "Base URL of the Prometheus that scrapes the workers, e.g."
                " http://prometheus-operated.monitoring:9090. It must give their series the labels"
                " namespace, pod and revision, as the endpoints' PodMonitors do. Empty: the gates"
                " of spec.rollout.analysis have no numbers, and onInconclusive decides."
            ),
        ),
    ] = ""
    timeout_seconds: Annotated[
        int, Field(ge=1, le=60, description="How long it may take to connect, and to answer.")
    ] = 5
    bearer_token: Annotated[
        BearerToken, Field(description="The token that it asks for, e.g. of Thanos behind a proxy.")
    ] = BearerToken()
    basic_auth: Annotated[BasicAuth, Field(description="The user that it asks for.")] = BasicAuth()
    ca: Annotated[Authority, Field(description="Whose certificates it may have.")] = Authority()
    client_certificate: Annotated[
        ClientCertificate, Field(description="The certificate that it asks for.")
    ] = ClientCertificate()
    headers: Annotated[
        dict[HeaderName, HeaderValue],
        Field(description="More headers, e.g. X-Scope-OrgID: the tenant in Mimir or Cortex."),
    ] = {}
    secret_headers: Annotated[
        dict[HeaderName, SecretKey],
        Field(
            description=(
                "More headers whose values are in Secrets, by name:"
                " X-Api-Key: {existingSecret: gateway, key: api-key}."
            )
        ),
    ] = {}


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


class PodMonitor(Values):
    """Scraping of the operator by the Prometheus Operator."""

    enabled: Annotated[
        bool, Field(description="Make it, where the PodMonitor API exists; NOTES say if not.")
    ] = False
    interval: Annotated[Interval, Field(description="How often it is scraped.")] = "15s"
    labels: Annotated[
        dict[str, str], Field(description="Labels that your Prometheus selects monitors by.")
    ] = {}


class PrometheusRule(Values):
    """Alerts, each with a runbook."""

    enabled: Annotated[
        bool, Field(description="Make it, where the PrometheusRule API exists; NOTES say if not.")
    ] = False
    labels: Annotated[
        dict[str, str], Field(description="Labels that your Prometheus selects rules by.")
    ] = {}
    alert_labels: Annotated[
        dict[str, str], Field(description="Labels that every alert carries, e.g. team.")
    ] = {}
    runbook_base_url: Annotated[
        str,
        Field(
            description=(
                "Where docs/runbooks is published for your on-call; the alert's name in lower case"
                " and .md are appended. Empty: the annotation names the file in the repository."
            )
        ),
    ] = ""
    endpoint_not_available_for: Annotated[
        Interval,
        Field(
            description=(
                "How long an endpoint may be unavailable before someone is called; longer than"
                " your slowest cold start."
            )
        ),
    ] = "15m"
    rollout_stuck_for: Annotated[
        Interval,
        Field(
            description=(
                "How long a rollout may be starting, testing, exchanging replicas or going back"
                " before someone is told; longer than spec.rollout.progressDeadline, whose end is"
                " PilotlightRolloutFailed, and than an exchange takes."
            )
        ),
    ] = "60m"
    waiting_for_gpu_for: Annotated[
        Interval,
        Field(
            description=(
                "How long a rollout, or a first revision, may wait for accelerators before someone"
                " is told."
            )
        ),
    ] = "15m"


class Monitoring(Values):
    """Watching the operator itself."""

    pod_monitor: Annotated[PodMonitor, Field(description="Scrape configuration.")] = PodMonitor()
    prometheus_rule: Annotated[PrometheusRule, Field(description="Alerts.")] = PrometheusRule()


class NetworkPolicy(Values):
    """NetworkPolicy of the operator's pods."""

    enabled: Annotated[
        bool,
        Field(
            description=(
                "Admit only scrapes of the operator's metrics, from endpoints"
                ".metricsFromNamespaces. Probes of the kubelet are not affected on most networks."
            )
        ),
    ] = False


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
    prometheus: Annotated[Prometheus, Field(description="Where numbers come from.")] = Prometheus()
    read_nodes: Annotated[
        bool,
        Field(
            description=(
                "Count free accelerators before a rollout asks for more: lists nodes, and the pods"
                " on those with accelerators, in whatever namespace, only while a rollout waits for"
                " room. false also withholds the rights; revisions then start beside one another,"
                " and the scheduler's word is all that is known."
            )
        ),
    ] = True
    node_autoscaling: Annotated[
        bool,
        Field(
            description=(
                "Pods that do not fit make nodes come (Cluster Autoscaler, Karpenter), so a rollout"
                " need not fit into what is free now."
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
    monitoring: Annotated[Monitoring, Field(description="Watching the operator itself.")] = (
        Monitoring()
    )
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
