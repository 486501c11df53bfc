"""What the worker says about itself on `GET /state`."""

from __future__ import annotations

from collections.abc import Mapping
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


AWAKE = "Awake"


@dataclass(slots=True)
class WorkerState:
    """The supervisor writes it, the admin port shows it. Durations in seconds."""

    phase: Phase = Phase.STARTING
    percent: int | None = None
    in_flight: int = 0
    draining: bool = False
    sleep: Mapping[str, Any] | None = None  # the gate's report; None without sleep mode
    access: Mapping[str, Any] | None = None  # the gate's report; None until it has made one
    sleep_pending: bool = False  # ordered, and waiting for what is in flight
    sleep_problem: str = ""  # of the last order
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
            "sleeping": self.sleep is not None and self.sleep["phase"] != AWAKE,
            "sleep": self._sleep(),
            "access": self.access,
            "coldStart": {name: round(value, 3) for name, value in self.cold_start.items()},
            "resolvedCommit": self.resolved_commit,
            "engineVersion": self.engine_version,
            "message": self.message,
        }

    def _sleep(self) -> dict[str, Any] | None:
        if self.sleep is None:
            return None
        told = {name: value for name, value in self.sleep.items() if name != "failingSeconds"}
        if self.sleep_pending and told["phase"] == AWAKE:
            told["phase"] = "Draining"
        told["problem"] = told["problem"] or self.sleep_problem
        return told
