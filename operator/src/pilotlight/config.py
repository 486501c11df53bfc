"""Settings of the operator, from environment variables with the prefix PILOTLIGHT_."""

import uuid
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pilotlight.manifests.platform import Platform

PREFIX = "PILOTLIGHT_"


class ConfigError(Exception):
    """A setting that cannot be used; the message names the variable."""


class LogFormat(StrEnum):
    """`text` for people, `json` for collectors."""

    JSON = "json"
    TEXT = "text"


class LogLevel(StrEnum):
    """As in Python's logging."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class PullPolicy(StrEnum):
    """As in core/v1."""

    ALWAYS = "Always"
    IF_NOT_PRESENT = "IfNotPresent"
    NEVER = "Never"


def _listed(value: Any) -> Any:
    """`a, b` → ("a", "b")."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


Names = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)], ...],
    NoDecode,
    BeforeValidator(_listed),
]


class OperatorConfig(BaseSettings):
    """Each field is the variable PILOTLIGHT_<FIELD>. The chart sets them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    namespaces: Annotated[
        Names, Field(description="Namespaces that are served, comma-separated; empty: all.")
    ] = ()
    operator_namespace: Annotated[
        str, Field(min_length=1, description="Namespace of the operator and its Lease.")
    ] = "pilotlight-system"
    pod_name: Annotated[str, Field(description="Name of this pod; part of the Lease identity.")] = (
        "pilotlight"
    )
    worker_image: Annotated[
        str, Field(min_length=1, description="Worker image of endpoints that name none.")
    ] = "localhost/pilotlight-worker:dev"
    worker_image_pull_policy: Annotated[
        PullPolicy, Field(description="Pull policy of worker images.")
    ] = PullPolicy.IF_NOT_PRESENT
    cluster_domain: Annotated[
        str, Field(min_length=1, description="DNS domain of the cluster, for status.url.")
    ] = "cluster.local"
    metrics_namespaces: Annotated[
        Names,
        Field(description="Namespaces that may scrape workers' metrics, comma-separated."),
    ] = ("monitoring",)
    http_from_namespaces: Annotated[
        Names,
        Field(
            description=(
                "Namespaces that may call workers, comma-separated, besides the operator's own;"
                " empty: all."
            )
        ),
    ] = ()
    pod_monitor: Annotated[bool, Field(description="Make PodMonitors where that API exists.")] = (
        True
    )
    prometheus_url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^\s/]+\S*)?$",
            description="Base URL of the Prometheus that scrapes the workers; empty: none.",
        ),
    ] = ""
    prometheus_timeout_seconds: Annotated[
        float, Field(ge=1, le=60, description="How long Prometheus may take to answer, seconds.")
    ] = 5.0
    read_nodes: Annotated[
        bool,
        Field(
            description=(
                "Count free accelerators before a rollout asks for more: lists nodes, and the pods"
                " on those with accelerators."
            )
        ),
    ] = False
    node_autoscaling: Annotated[
        bool, Field(description="Pods that do not fit make nodes come, so rollouts need not fit.")
    ] = False
    log_level: Annotated[
        LogLevel, BeforeValidator(_upper), Field(description="DEBUG, INFO, WARNING or ERROR.")
    ] = LogLevel.INFO
    log_format: Annotated[LogFormat, Field(description="json or text.")] = LogFormat.TEXT
    lease_name: Annotated[
        str, Field(min_length=1, description="Lease that decides who writes.")
    ] = "pilotlight"
    lease_duration_seconds: Annotated[
        float,
        Field(
            ge=5, le=60, description="A successor takes over after this at the latest, plus 1 s."
        ),
    ] = 6.0
    resync_seconds: Annotated[
        float, Field(ge=5, le=86_400, description="Between two full LISTs of everything, seconds.")
    ] = 600.0
    workers: Annotated[
        int, Field(ge=1, le=16, description="Endpoints that are worked on at the same time.")
    ] = 4
    http_port: Annotated[
        int, Field(ge=0, le=65_535, description="Port of /healthz, /readyz and /metrics.")
    ] = 8080

    def platform(self, *, has_pod_monitors: bool) -> Platform:
        """What of it ends up in manifests."""
        return Platform(
            worker_image=self.worker_image,
            image_pull_policy=str(self.worker_image_pull_policy),
            cluster_domain=self.cluster_domain,
            operator_namespace=self.operator_namespace,
            metrics_namespaces=self.metrics_namespaces,
            http_from_namespaces=self.http_from_namespaces,
            has_pod_monitors=has_pod_monitors,
            reads_nodes=self.read_nodes,
            node_autoscaling=self.node_autoscaling,
        )

    def identity(self) -> str:
        """Of this process, not of the pod: a restarted container is another holder."""
        return f"{self.pod_name}_{uuid.uuid4().hex[:8]}"


def load(**overrides: Any) -> OperatorConfig:
    """Read the environment.

    Raises:
        ConfigError: naming each variable that cannot be used.
    """
    try:
        return OperatorConfig(**overrides)
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False):
            name = PREFIX + str(item["loc"][0]).upper() if item["loc"] else PREFIX
            problems.append(f"{name}={item['input']!r}: {item['msg']}")
        raise ConfigError("; ".join(problems)) from error
