"""What the worker says about itself on `GET /state`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Phase(StrEnum):
    """Where a worker is on its way. Only forward, but for Draining and Failed from anywhere."""

    STARTING = "Starting"
    DOWNLOADING = "Downloading"
    LOADING = "Loading"
    WARMING_UP = "WarmingUp"
    READY = "Ready"
    DRAINING = "Draining"
    FAILED = "Failed"


@dataclass(slots=True)
class WorkerState:
    """The supervisor writes it, the admin port shows it. Durations in seconds."""

    phase: Phase = Phase.STARTING
    percent: int | None = None
    in_flight: int = 0
    draining: bool = False
    cold_start: dict[str, float] = field(default_factory=dict)
    resolved_commit: str | None = None
    engine_version: str | None = None
    message: str = ""

    def as_json(self) -> dict[str, Any]:
        """The document that the operator reads."""
        return {
            "phase": self.phase.value,
            "percent": self.percent,
            "inFlight": self.in_flight,
            "draining": self.draining,
            "coldStart": {name: round(value, 3) for name, value in self.cold_start.items()},
            "resolvedCommit": self.resolved_commit,
            "engineVersion": self.engine_version,
            "message": self.message,
        }
