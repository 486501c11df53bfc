"""Whether the engine sleeps, and the one task that puts it to sleep and wakes it.

    Awake → FallingAsleep → Asleep → Waking → Awake

The step to FallingAsleep is taken only with nothing in flight and in the same turn of the event
loop; from then on requests wait, and each wakes. So none is in the engine while it sleeps, whatever
comes in between. Sleep and wake are carried out one after the other by `run`:

| a request comes | |
| --- | --- |
| Awake | passes |
| FallingAsleep | waits; the engine falls asleep, for that cannot be ended half-way, and wakes |
| Asleep | waits and wakes it |
| Waking | waits for the same wake |
| not awake after `limits.wake` seconds | is told so, as is every other until the engine is awake |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from pilotlight_worker.gate import naps
from pilotlight_worker.gate.metrics import GateMetrics
from pilotlight_worker.gate.naps import Ask, EngineRefusal
from pilotlight_worker.logs import log


class Sleep(StrEnum):
    """Where the engine is between awake and asleep."""

    AWAKE = "Awake"
    FALLING_ASLEEP = "FallingAsleep"
    ASLEEP = "Asleep"
    WAKING = "Waking"


class BusyError(Exception):
    """Not now, and why: something is in flight, or the engine is being woken."""


@dataclass(frozen=True, slots=True)
class SleepLimits:
    """Seconds after which a step counts as hanging.

    Weights go to host memory at some GB/s, which has to be pinned first; they come back in 0.3 to
    6 s, and the operator gives up a sleeper that has not woken in 30 s.
    """

    sleep: float
    wake: float

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """From PILOTLIGHT_SLEEP_TIMEOUT_SECONDS and PILOTLIGHT_WAKE_TIMEOUT_SECONDS."""
        return cls(
            sleep=float(env.get("PILOTLIGHT_SLEEP_TIMEOUT_SECONDS") or 120),
            wake=float(env.get("PILOTLIGHT_WAKE_TIMEOUT_SECONDS") or 30),
        )


class Sleeper:
    """`run` must be running for anything to happen; a sleeper that nobody orders is awake."""

    def __init__(self, ask: Ask, limits: SleepLimits, metrics: GateMetrics) -> None:
        self._ask = ask
        self._limits = limits
        self._metrics = metrics
        self._ordered = asyncio.Event()
        self._falling: asyncio.Future[str] | None = None  # "" or what went wrong
        self._waking: asyncio.Future[str] | None = None
        self._overdue = False  # the step that is being taken has been called hanging
        self._failing_since: float | None = None
        self._problem = ""
        self._seconds: dict[str, float] = {}
        self._since = datetime.now(UTC)
        self._stray_wakes = 0
        self.phase = Sleep.AWAKE

    @property
    def awake(self) -> bool:
        """Whether requests may pass."""
        return self.phase is Sleep.AWAKE

    @property
    def able(self) -> bool:
        """False from a step that failed until one comes through: requests are lost here."""
        return self._failing_since is None

    def report(self) -> dict[str, Any]:
        """What `GET /state` tells of it."""
        failing = self._failing_since
        return {
            "phase": self.phase.value,
            "since": self._since.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "lastSleepSeconds": self._seconds.get("sleep"),
            "lastWakeSeconds": self._seconds.get("wake"),
            "strayWakes": self._stray_wakes,
            "failingSeconds": None if failing is None else time.monotonic() - failing,
            "problem": self._problem,
        }

    async def fall_asleep(self, in_flight: int) -> str:
        """Put the engine to sleep: "" or what went wrong. Raises BusyError."""
        if self._waking is not None or self.phase is Sleep.WAKING:
            # Also while it still falls asleep: that sleep ends with the wake that waits for it.
            raise BusyError("the engine is being woken")
        if self.phase is Sleep.ASLEEP:
            return ""
        if self._overdue:
            return self._problem
        if self._falling is None:
            if in_flight:
                raise BusyError(f"{in_flight} requests in flight")
            self._falling = asyncio.get_running_loop().create_future()
            self._turn(Sleep.FALLING_ASLEEP)
            self._ordered.set()
        return await asyncio.shield(self._falling)

    async def wake(self, *, stray: bool) -> str:
        """Wait until the engine is awake: "" or why it is not. All who wait share one wake."""
        if self.awake:
            return ""
        if self._overdue:
            return self._problem
        if self._waking is None:
            self._waking = asyncio.get_running_loop().create_future()
            if stray:
                self._stray_wakes += 1
                self._metrics.stray_wakes.inc()
                log("gate", "a request wakes the engine", phase=self.phase.value)
            self._ordered.set()
        return await asyncio.shield(self._waking)

    async def run(self) -> None:
        """Carry out what is ordered, one thing at a time, for ever."""
        while True:
            await self._ordered.wait()
            self._ordered.clear()
            if self.phase is Sleep.FALLING_ASLEEP:
                await self._carry_out_sleep()
            if self._waking is not None:
                await self._carry_out_wake()

    async def _carry_out_sleep(self) -> None:
        began = time.monotonic()
        try:
            await self._patiently("sleep", naps.fall_asleep(self._ask), self._limits.sleep)
        except EngineRefusal as error:
            # Nobody knows how far it came; a wake settles it, and finds out.
            self._metrics.sleep_failed("sleep")
            self._settle_sleep(f"the engine does not fall asleep: {error}")
            if self._waking is None:
                self._waking = asyncio.get_running_loop().create_future()
            return
        self._turn(Sleep.ASLEEP)
        self._came_through("sleep", time.monotonic() - began)
        self._settle_sleep("")

    async def _carry_out_wake(self) -> None:
        began = time.monotonic()
        self._turn(Sleep.WAKING)
        try:
            await self._patiently("wake", naps.wake_up(self._ask), self._limits.wake)
        except EngineRefusal as error:
            self._turn(Sleep.ASLEEP)
            self._fail("wake", f"the engine does not wake: {error}")
            return
        self._turn(Sleep.AWAKE)
        self._came_through("wake", time.monotonic() - began)
        self._settle_wake("")

    async def _patiently(self, step: str, work: Awaitable[None], limit: float) -> None:
        """Take a step to its end, however long that is; after `limit` seconds nobody waits."""
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=limit)
            if not done:
                self._overdue = True
                self._fail(step, f"the engine hangs: no {step} within {limit:g} s")
            await task
        finally:
            self._overdue = False
            task.cancel()

    def _turn(self, phase: Sleep) -> None:
        self.phase = phase
        self._since = datetime.now(UTC)
        self._metrics.sleeping.set(phase is not Sleep.AWAKE)

    def _came_through(self, step: str, seconds: float) -> None:
        self._seconds[step] = round(seconds, 3)
        self._metrics.sleep_step(step, seconds)
        self._failing_since = None
        self._problem = ""
        log("gate", f"engine {self.phase.value.lower()}", seconds=seconds)

    def _fail(self, step: str, problem: str) -> None:
        self._problem = problem
        if self._failing_since is None:
            self._failing_since = time.monotonic()
        self._metrics.sleep_failed(step)
        log("gate", "sleep mode fails", level="warning", problem=problem)
        self._settle_sleep(problem)
        self._settle_wake(problem)

    def _settle_sleep(self, problem: str) -> None:
        future, self._falling = self._falling, None
        if future is not None and not future.done():
            future.set_result(problem)

    def _settle_wake(self, problem: str) -> None:
        future, self._waking = self._waking, None
        if future is not None and not future.done():
            future.set_result(problem)
