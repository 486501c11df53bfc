"""The worker's page for Prometheus: supervisor, gate and engine in one answer.

Names do not overlap (`pilotlight_worker_*`, `pilotlight_gate_*`, the engine's own; those of sleep
are the worker's and come from the gate, where it happens), so the texts are joined as they are. The
engine's part is fresh or absent, never remembered: a stale number is worse than a missing one for
whoever scales on it.
"""

from __future__ import annotations

import asyncio

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from pilotlight_worker.channel import ChannelError
from pilotlight_worker.config import WorkerConfig
from pilotlight_worker.gateway import Gateway
from pilotlight_worker.logs import log
from pilotlight_worker.permits import Refusal
from pilotlight_worker.state import Phase, WorkerState

# Prometheus scrapes every 5 s and gives up later than this.
ENGINE_SECONDS = 3.0


class WorkerMetrics:
    """Gauges over `WorkerState`, set when asked for."""

    def __init__(self, config: WorkerConfig, state: WorkerState, gateway: Gateway) -> None:
        self._config = config
        self._state = state
        self._gateway = gateway
        self._registry = CollectorRegistry()
        self._phase = Gauge(
            "pilotlight_worker_phase",
            "1 for the phase the worker is in, 0 for the others.",
            ("phase",),
            registry=self._registry,
        )
        self._percent = Gauge(
            "pilotlight_worker_download_percent",
            "Percent of the model's bytes that are here.",
            registry=self._registry,
        )
        self._cold_start = Gauge(
            "pilotlight_worker_cold_start_seconds",
            "How long each stage of this start took.",
            ("stage",),
            registry=self._registry,
        )
        self._engine_up = Gauge(
            "pilotlight_worker_engine_metrics_up",
            "1 when this answer contains the engine's own metrics.",
            registry=self._registry,
        )
        self._info = Gauge(
            "pilotlight_worker_info",
            "What runs here; always 1.",
            ("engine_version", "model", "resolved_commit"),
            registry=self._registry,
        )

        orders_refused = Counter(
            "pilotlight_worker_orders_refused",
            "Orders on the admin port that were not taken, by what was wrong with their permit.",
            ("reason",),
            registry=self._registry,
        )
        self._orders_refused = {reason: orders_refused.labels(reason) for reason in Refusal}

    def order_refused(self, reason: Refusal) -> None:
        """Somebody had no permit."""
        self._orders_refused[reason].inc()

    async def text(self) -> str:
        """The whole page. Never raises: an engine that does not answer leaves its part out."""
        gate, engine = await asyncio.gather(self._gate(), self._engine())
        self._engine_up.set(engine is not None)
        return self._own() + (gate or "") + (engine or "")

    def _own(self) -> str:
        state = self._state
        for phase in Phase:
            self._phase.labels(phase.value).set(phase is state.phase)
        if state.percent is not None:
            self._percent.set(state.percent)
        for stage, seconds in state.cold_start.items():
            self._cold_start.labels(stage).set(seconds)
        self._info.clear()
        version, commit = state.engine_version or "", state.resolved_commit or ""
        self._info.labels(version, self._config.model.uri, commit).set(1)
        return generate_latest(self._registry).decode()

    async def _gate(self) -> str | None:
        try:
            return await self._gateway.gate_metrics(ENGINE_SECONDS)
        except ChannelError:
            return None

    async def _engine(self) -> str | None:
        try:
            status, body = await self._gateway.request("GET", "/metrics", within=ENGINE_SECONDS)
        except ChannelError as error:
            if self._state.phase is Phase.READY:
                log("supervisor", "engine metrics missing", level="warning", problem=error)
            return None
        return body if status == 200 else None
