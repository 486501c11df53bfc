"""What the worker is told: the operator's JSON document, and the container's environment.

The document is the pod's annotation, shown as a file by the downward API. It is read leniently
(unknown fields of a newer operator are ignored) and refused with the field's name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from pilotlight_worker.flags import completed, name_of
from pilotlight_worker.gate.settings import DEFAULT_SETTINGS
from pilotlight_worker.host import pod_uid
from pilotlight_worker.reasons import Reason, failed

# Flags that decide who may reach the engine; the worker sets them and nobody else does.
RESERVED_FLAGS = frozenset(
    {
        "--model", "--served-model-name", "--host", "--port", "--uds", "--middleware",
        "--root-path", "--api-server-count", "-asc", "--shutdown-timeout", "--headless", "--grpc",
        "--grpc-port", "--config", "--trust-remote-code", "--ssl-keyfile", "--ssl-certfile",
    }
)  # fmt: skip

_RESERVED_NAMES = frozenset(flag.removeprefix("--") for flag in RESERVED_FLAGS if flag[1] == "-")

READ_BY_THE_GATE = ("PILOTLIGHT_SLEEP_TIMEOUT_SECONDS", "PILOTLIGHT_WAKE_TIMEOUT_SECONDS")


class _Document(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True
    )


class ModelSource(_Document):
    """Where the model is. `uri` is only shown; `repo`, `revision` and `path` are acted on."""

    source: Literal["hf", "local"]
    uri: str
    repo: str | None = None
    revision: str | None = None
    path: str | None = None
    served_name: str = Field(min_length=1)
    trust_remote_code: bool = False

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.source == "hf" and not self.repo:
            raise ValueError("repo is required when source is hf")
        if self.source == "local" and not self.path:
            raise ValueError("path is required when source is local")
        return self


class WorkerConfig(_Document):
    """One worker's orders. Times in seconds."""

    endpoint: str
    namespace: str
    revision: str
    model: ModelSource
    engine_args: tuple[str, ...] = ()
    startup_timeout_seconds: float = Field(default=1800, gt=0)
    drain_timeout_seconds: float = Field(default=300, ge=0)
    sleep_mode: bool = False

    @model_validator(mode="after")
    def _own_flags_only(self) -> Self:
        for argument in self.engine_args:
            name = name_of(argument)
            if f"--{name}" in RESERVED_FLAGS or argument.split("=", 1)[0] in RESERVED_FLAGS:
                raise ValueError(f"engineArgs may not contain --{name}: the worker sets it")
            if argument.startswith("--") and (full := completed(name, _RESERVED_NAMES)):
                raise ValueError(f"engineArgs may not contain --{name}, short for --{full}")
            # vLLM's parser would take the next flag as the value of a part without "=".
            if "." in argument.partition("=")[0] and "=" not in argument:
                raise ValueError(f"engineArgs: {argument} has no value")
        return self


def read_config(path: Path) -> WorkerConfig:
    """Parse the document at `path`. Raises WorkerFailed(BadArguments)."""
    try:
        return WorkerConfig.model_validate_json(path.read_bytes())
    except OSError as error:
        problem = f"cannot read the worker configuration {path}: {error.strerror}"
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "document"
        problem = f"the worker configuration is not valid at {field}: {first['msg']}"
    raise failed(
        Reason.BAD_ARGUMENTS,
        f"{problem}; operator and worker image must be of versions that fit.",
        permanent=True,
    )


@dataclass(frozen=True, slots=True)
class Environment:
    """Paths, ports and times of this container. Defaults are the pod contract's."""

    engine: tuple[str, ...]
    engine_version: str | None
    config_path: Path
    socket_path: str
    credentials: Path
    termination_log: Path
    http_port: int
    admin_host: str
    admin_port: int
    keep_alive_seconds: float
    shutdown_timeout_seconds: int
    min_drain_seconds: float
    hang_seconds: float
    stall_seconds: float
    gate_settings: Path
    pod_uid: str | None

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """From environment variables. Raises WorkerFailed(BadArguments)."""
        for name in READ_BY_THE_GATE:  # which could only die of them
            _number(env, name, 0)
        return cls(
            engine=_engine_command(env),
            engine_version=env.get("PILOTLIGHT_ENGINE_VERSION") or None,
            config_path=Path(
                env.get("PILOTLIGHT_WORKER_CONFIG", "/etc/pilotlight/worker/config.json")
            ),
            socket_path=env.get("PILOTLIGHT_SOCKET", "/run/pilotlight/worker.sock"),
            credentials=Path(env.get("PILOTLIGHT_CREDENTIALS", "/etc/pilotlight/credentials")),
            termination_log=termination_log(env),
            http_port=int(_number(env, "PILOTLIGHT_HTTP_PORT", 8000)),
            admin_host=env.get("PILOTLIGHT_ADMIN_HOST", "0.0.0.0"),  # noqa: S104 - pod network
            admin_port=int(_number(env, "PILOTLIGHT_ADMIN_PORT", 8081)),
            # uvicorn closes an idle connection after this long; vLLM's own variable and default.
            keep_alive_seconds=_number(env, "VLLM_HTTP_TIMEOUT_KEEP_ALIVE", 5),
            # Streams still in flight when the drain gave up get this much longer.
            shutdown_timeout_seconds=int(_number(env, "PILOTLIGHT_SHUTDOWN_TIMEOUT_SECONDS", 10)),
            # Removal from EndpointSlices and from every node's rules takes up to seconds.
            min_drain_seconds=_number(env, "PILOTLIGHT_MIN_DRAIN_SECONDS", 5),
            # With two looks of ten seconds still before the liveness probe, which cannot say why.
            hang_seconds=_number(env, "PILOTLIGHT_HANG_SECONDS", 40),
            stall_seconds=_number(env, "PILOTLIGHT_STALL_SECONDS", 300),
            gate_settings=Path(env.get("PILOTLIGHT_GATE_SETTINGS", DEFAULT_SETTINGS)),
            pod_uid=env.get("PILOTLIGHT_POD_UID") or pod_uid(),
        )


def termination_log(env: Mapping[str, str]) -> Path:
    """Where Kubernetes reads a dead container's last words."""
    return Path(env.get("PILOTLIGHT_TERMINATION_LOG", "/dev/termination-log"))


def _engine_command(env: Mapping[str, str]) -> tuple[str, ...]:
    text = env.get("PILOTLIGHT_ENGINE", "")
    try:
        command = json.loads(text)
    except ValueError:
        command = None
    if (
        not isinstance(command, list)
        or not command
        or not all(isinstance(part, str) for part in command)
    ):
        raise failed(
            Reason.BAD_ARGUMENTS,
            "PILOTLIGHT_ENGINE must be a JSON list of strings; it is set by the worker image, "
            "remove it from spec.runtime.env or use an image that is built from runtime-image.",
            permanent=True,
        )
    return tuple(command)


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name, "") or default)
    except ValueError:
        raise failed(
            Reason.BAD_ARGUMENTS,
            f"{name} must be a number; change it in spec.runtime.env.",
            permanent=True,
        ) from None
