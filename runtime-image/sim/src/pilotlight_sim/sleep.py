"""Sleep mode as vLLM has it: routes that only development mode opens, over real state.

While it sleeps nothing is computed; requests are taken and wait for the wake, as in vLLM, whose
clients would see a hang. `mode` says what becomes of those that are being computed: `abort` (the
default), `wait` for them, or `keep` them for later. Source: vLLM 0.32, `v1/engine/core.py` and
`entrypoints/serve/dev/sleep/api_router.py`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.scheduler import Scheduler
from pilotlight_sim.settings import Timing

MODES = ("abort", "wait", "keep")
_FAULT_POLL_SECONDS = 0.02


@dataclass(slots=True)
class SleepMode:
    """`enabled` is `--enable-sleep-mode`: without it the memory could not be given away."""

    scheduler: Scheduler
    metrics: EngineMetrics
    timing: Timing
    enabled: bool
    level: int | None = None  # None: awake
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)  # as vLLM's engine core

    def routes(self) -> list[Route]:
        """The three routes of sleep, and some that come with development mode."""
        return [
            Route("/sleep", self._sleep, methods=["POST"]),
            Route("/wake_up", self._wake_up, methods=["POST"]),
            Route("/is_sleeping", self._is_sleeping),
            Route("/collective_rpc", _dangerous, methods=["POST"]),
            Route("/reset_prefix_cache", _dangerous, methods=["POST"]),
            Route("/server_info", _dangerous),
        ]

    async def sleep(self, level: int, mode: str) -> None:
        """Give the memory away (level 1 keeps the weights in host memory, 0 only pauses)."""
        async with self._one_at_a_time:
            await self.scheduler.pause(mode)
            while self.scheduler.faults.sleep_hang:  # noqa: ASYNC110 - lifted without an event
                await asyncio.sleep(_FAULT_POLL_SECONDS)
            if self.level is None:
                await asyncio.sleep(self.timing.sleep if level else 0)
            self.level = level
            self.metrics.sleep_state(level)

    async def wake_up(self) -> None:
        """Take the memory back and go on."""
        async with self._one_at_a_time:
            while self.scheduler.faults.wake_hang:  # noqa: ASYNC110
                await asyncio.sleep(_FAULT_POLL_SECONDS)
            if self.scheduler.faults.wake_error:
                raise RuntimeError("simulated: CUDA error: out of memory")
            if self.level:
                await asyncio.sleep(self.timing.wake)
            self.level = None
            self.metrics.sleep_state(None)
            self.scheduler.resume()

    async def _sleep(self, request: Request) -> Response:
        level, mode = request.query_params.get("level", "1"), request.query_params.get("mode")
        if level not in ("0", "1", "2") or (mode or "abort") not in MODES:
            return JSONResponse({"detail": [{"loc": ["query"], "msg": "invalid"}]}, 422)
        if level != "0" and not self.enabled:
            return JSONResponse({"error": {"message": "sleep mode is not enabled"}}, 500)
        await self.sleep(int(level), mode or "abort")
        return JSONResponse({"status": "sleeping", "level": int(level)})

    async def _wake_up(self, request: Request) -> Response:
        tags = request.query_params.getlist("tags") or None
        try:
            await self.wake_up()
        except RuntimeError as error:
            return JSONResponse({"error": {"message": str(error)}}, 500)
        return JSONResponse({"status": "awake", "tags": tags})

    async def _is_sleeping(self, request: Request) -> Response:
        del request
        return JSONResponse({"is_sleeping": self.scheduler.paused})


async def _dangerous(request: Request) -> Response:
    """Stands for what nobody may reach from outside."""
    del request
    return JSONResponse({"results": ["reached"]})
