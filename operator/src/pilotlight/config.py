"""Settings of the operator, from environment variables with the prefix PILOTLIGHT_."""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pilotlight.load.access import AUTHORIZATION, HEADER_VALUE, Access
from pilotlight.manifests.platform import Platform, Policy

M = TypeVar("M", bound=BaseSettings)

PREFIX = "PILOTLIGHT_"
# A user and password before the host of a URL.
_USER = re.compile(r"://[^/@]*@")
# Not quoted when they are refused: somebody may have put a secret there.
_UNQUOTED = ("prometheus_headers", "prometheus_header_files")


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


def _object(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value or "{}")
    except ValueError:
        raise ValueError('it must be a JSON object like {"X-Scope-OrgID": "team-a"}') from None


Severity = Annotated[
    LogLevel, BeforeValidator(_upper), Field(description="DEBUG, INFO, WARNING or ERROR.")
]

Names = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)], ...],
    NoDecode,
    BeforeValidator(_listed),
]


# A comma divides them: they are read from one variable, and written into it by the chart.
ImagePattern = Annotated[str, Field(pattern=r"^[^,\s]+$", max_length=512)]
# One without a scheme would describe no model at all.
ModelPattern = Annotated[str, Field(pattern=r"^(\*|(hf|pvc|oci|file)://)[^,\s]*$", max_length=512)]

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
# What HTTP can carry: ASCII, with no space around it.
HeaderValue = Annotated[str, Field(pattern=f"^{HEADER_VALUE}$")]
User = Annotated[str, Field(pattern=r"^[^:\x00-\x1f\x7f]*$")]


class OperatorConfig(BaseSettings):
    """Each field is the variable PILOTLIGHT_<FIELD>. The chart sets them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    namespaces: Annotated[
        Names, Field(description="Namespaces that are served, comma-separated; empty: all.")
    ] = ()
    operator_namespace: Annotated[
        str, Field(min_length=1, description="Namespace of the operator and its Lease.")
    ] = "pilotlight-system"
    release_labels: Annotated[
        dict[str, str],
        NoDecode,
        BeforeValidator(_object),
        Field(
            description=(
                "Labels that operators and activators have in common, as JSON; other pods of their"
                " namespace do not reach workers' admin ports. Empty: they do."
            )
        ),
    ] = {}
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
                "Namespaces that may call workers, comma-separated, besides operators and"
                " activators; empty: all."
            )
        ),
    ] = ()
    allowed_models: Annotated[
        tuple[ModelPattern, ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(
            description=(
                "Patterns of spec.model.uri that endpoints may ask for, comma-separated; `*` stands"
                " for any characters; empty: all."
            )
        ),
    ] = ()
    allowed_images: Annotated[
        tuple[ImagePattern, ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(
            description=(
                "Patterns of spec.runtime.image, comma-separated, besides PILOTLIGHT_WORKER_IMAGE;"
                " empty: all."
            )
        ),
    ] = ()
    allow_trust_remote_code: Annotated[
        bool, Field(description="Endpoints may run code that comes with a model.")
    ] = False
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
    prometheus_bearer_token_file: Annotated[
        str,
        Field(description="File with the token that Prometheus asks for; read for every question."),
    ] = ""
    prometheus_username: Annotated[
        User, Field(description="User of basic authentication at Prometheus.")
    ] = ""
    prometheus_password_file: Annotated[
        str, Field(description="File with the user's password; read for every question.")
    ] = ""
    prometheus_ca_file: Annotated[
        str,
        Field(
            description=(
                "File with the certificates (PEM) that Prometheus' own may be signed by; empty:"
                " those of public authorities."
            )
        ),
    ] = ""
    prometheus_client_cert_file: Annotated[
        str, Field(description="File with the certificate (PEM) to show to Prometheus.")
    ] = ""
    prometheus_client_key_file: Annotated[
        str, Field(description="File with the key of that certificate (PEM).")
    ] = ""
    prometheus_headers: Annotated[
        dict[HeaderName, HeaderValue],
        NoDecode,
        BeforeValidator(_object),
        Field(description="More headers of questions to Prometheus, as a JSON object."),
    ] = {}
    prometheus_header_files: Annotated[
        dict[HeaderName, str],
        NoDecode,
        BeforeValidator(_object),
        Field(description="JSON object: header → file with its value; read for every question."),
    ] = {}
    read_nodes: Annotated[
        bool,
        Field(
            description=(
                "Count free accelerators before more are asked for: lists nodes, and the pods"
                " on those with accelerators."
            )
        ),
    ] = False
    node_autoscaling: Annotated[
        bool, Field(description="Pods that do not fit make nodes come, so rollouts need not fit.")
    ] = False
    activator_service: Annotated[
        str,
        Field(
            pattern=r"^([a-z]([-a-z0-9]{0,61}[a-z0-9])?)?$",
            description=(
                "Service of the activator's pods, in the operator's namespace; empty: none is"
                " installed, and no endpoint is scaled to zero."
            ),
        ),
    ] = ""
    wake_port: Annotated[
        int,
        Field(
            ge=0, le=65_535, description="Port that takes word of held requests from activators."
        ),
    ] = 8082
    log_level: Severity = LogLevel.INFO
    log_format: Annotated[LogFormat, Field(description="json or text.")] = LogFormat.TEXT
    lease_name: Annotated[
        str, Field(min_length=1, description="Lease that decides who writes.")
    ] = "pilotlight"
    signing_secret: Annotated[
        str,
        Field(
            min_length=1,
            description=(
                "Secret in the operator's namespace with the key that signs orders to workers; made"
                " when the first endpoint needs it."
            ),
        ),
    ] = "pilotlight-signing-key"  # noqa: S105 - its name
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

    @model_validator(mode="after")
    def _prometheus_can_be_asked(self) -> Self:
        if problems := "; ".join(_contradictions(self)):
            raise ValueError(problems)
        return self

    def access(self) -> Access:
        """How Prometheus is asked."""
        return Access(
            bearer_token=_path(self.prometheus_bearer_token_file),
            username=self.prometheus_username,
            password=_path(self.prometheus_password_file),
            ca=_path(self.prometheus_ca_file),
            client_certificate=(
                (Path(self.prometheus_client_cert_file), Path(self.prometheus_client_key_file))
                if self.prometheus_client_cert_file
                else None
            ),
            headers=self.prometheus_headers,
            secret_headers={
                name: Path(file) for name, file in self.prometheus_header_files.items()
            },
        )

    def platform(self, *, has_pod_monitors: bool, operator_keys: tuple[str, ...] = ()) -> Platform:
        """What of it ends up in manifests."""
        return Platform(
            worker_image=self.worker_image,
            image_pull_policy=str(self.worker_image_pull_policy),
            cluster_domain=self.cluster_domain,
            operator_namespace=self.operator_namespace,
            release_labels=self.release_labels,
            metrics_namespaces=self.metrics_namespaces,
            http_from_namespaces=self.http_from_namespaces,
            has_pod_monitors=has_pod_monitors,
            reads_nodes=self.read_nodes,
            node_autoscaling=self.node_autoscaling,
            activator=bool(self.activator_service),
            operator_keys=operator_keys,
            policy=Policy(
                allowed_models=self.allowed_models,
                allowed_images=self.allowed_images,
                allow_trust_remote_code=self.allow_trust_remote_code,
            ),
        )

    def identity(self) -> str:
        """Of this process, not of the pod: a restarted container is another holder."""
        return f"{self.pod_name}_{uuid.uuid4().hex[:8]}"


def load(**overrides: Any) -> OperatorConfig:
    """Read the environment.

    Raises:
        ConfigError: naming each variable that cannot be used.
    """
    return read(OperatorConfig, PREFIX, overrides)


def read(model: type[M], prefix: str, overrides: Mapping[str, Any]) -> M:
    """Settings of one process from the environment; `overrides` come before it.

    Raises:
        ConfigError: naming each variable that cannot be used.
    """
    try:
        return model(**overrides)
    except ValidationError as error:
        problems = [_told(prefix, item) for item in error.errors(include_url=False)]
        raise ConfigError("; ".join(problems)) from None


def _told(prefix: str, item: Any) -> str:
    """One problem that pydantic found."""
    if not item["loc"]:
        return str(item["ctx"]["error"])
    name, *inner = (str(part) for part in item["loc"])
    variable = f"{prefix}{name.upper()}"
    if name in _UNQUOTED:
        return ": ".join([variable, *inner[:1], item["msg"]])
    return f"{variable}={_USER.sub('://…@', repr(item['input']))}: {item['msg']}"


def _contradictions(config: OperatorConfig) -> Iterator[str]:
    """What is wrong between several settings, without a value of theirs."""
    token, user = "PROMETHEUS_BEARER_TOKEN_FILE", "PROMETHEUS_USERNAME"
    password, header = "PROMETHEUS_PASSWORD_FILE", "PROMETHEUS_HEADER_FILES"
    plain = {name.title() for name in config.prometheus_headers}
    secret = {name.title() for name in config.prometheus_header_files}
    ways = {
        token: bool(config.prometheus_bearer_token_file),
        password: bool(config.prometheus_password_file),
        f"{header} with {AUTHORIZATION}": AUTHORIZATION in secret,
    }
    if len(chosen := [PREFIX + name for name, used in ways.items() if used]) > 1:
        yield f"{' and '.join(chosen)}: only one of them may be set"
    if bool(config.prometheus_username) != bool(config.prometheus_password_file):
        yield f"{PREFIX}{user} and {PREFIX}{password}: neither does without the other"
    if bool(config.prometheus_client_cert_file) != bool(config.prometheus_client_key_file):
        yield (
            f"{PREFIX}PROMETHEUS_CLIENT_CERT_FILE and {PREFIX}PROMETHEUS_CLIENT_KEY_FILE: neither"
            " does without the other"
        )
    if _USER.search(config.prometheus_url):
        yield (
            f"{PREFIX}PROMETHEUS_URL: no user and password here, set {PREFIX}{user} and"
            f" {PREFIX}{password}"
        )
    if AUTHORIZATION in plain:
        yield f"{PREFIX}PROMETHEUS_HEADERS: {AUTHORIZATION} is secret, set {PREFIX}{token}"
    if both := sorted(plain & secret):
        yield f"{PREFIX}PROMETHEUS_HEADERS and {PREFIX}{header}: {', '.join(both)} is in both"


def _path(file: str) -> Path | None:
    return Path(file) if file else None
