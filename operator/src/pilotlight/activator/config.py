"""Settings of the activator, from environment variables with the prefix PILOTLIGHT_ACTIVATOR_."""

from typing import Annotated, Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from pilotlight.config import LogFormat, LogLevel, Names, Severity, read

PREFIX = "PILOTLIGHT_ACTIVATOR_"


class ActivatorConfig(BaseSettings):
    """Each field is the variable PILOTLIGHT_ACTIVATOR_<FIELD>. The chart sets them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    namespaces: Annotated[
        Names, Field(description="Namespaces that are served, comma-separated; empty: all.")
    ] = ()
    pod_name: Annotated[
        str, Field(min_length=1, max_length=253, description="Name of this pod.")
    ] = "activator"
    host: Annotated[
        str, Field(description="Address that endpoints' ports are opened on; empty: all.")
    ] = ""
    operator_host: Annotated[
        str, Field(min_length=1, description="Headless Service of the operator's pods.")
    ] = "pilotlight-wake.pilotlight-system.svc.cluster.local."
    operator_port: Annotated[
        int, Field(ge=1, le=65_535, description="Port there that takes word of held requests.")
    ] = 8082
    max_held: Annotated[
        int,
        Field(
            ge=2,
            le=100_000,
            description="Requests held for all endpoints together; one alone gets half of them.",
        ),
    ] = 10_000
    max_held_bytes: Annotated[
        int,
        Field(
            ge=2**20,
            description="The same for the bodies that are kept, bytes.",
        ),
    ] = 256 * 2**20
    keep_alive_seconds: Annotated[
        float,
        Field(
            ge=0.05,
            le=300,
            description="Between two comments to a streaming client that waits, seconds.",
        ),
    ] = 5.0
    drain_seconds: Annotated[
        float,
        Field(ge=0, le=3600, description="How long answers may go on after SIGTERM, seconds."),
    ] = 300.0
    linger_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=60,
            description=(
                "How long requests are answered after SIGTERM at least, because nodes take a moment"
                " to send them elsewhere, seconds."
            ),
        ),
    ] = 5.0
    http_port: Annotated[
        int, Field(ge=0, le=65_535, description="Port of /healthz, /readyz and /metrics.")
    ] = 8080
    log_level: Severity = LogLevel.INFO
    log_format: Annotated[LogFormat, Field(description="json or text.")] = LogFormat.TEXT


def load(**overrides: Any) -> ActivatorConfig:
    """Read the environment.

    Raises:
        ConfigError: naming each variable that cannot be used.
    """
    return read(ActivatorConfig, PREFIX, overrides)
