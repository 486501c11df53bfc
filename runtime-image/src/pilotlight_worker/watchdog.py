"""The supervisor's eye on a serving engine, and what it does when the engine only seems to live."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import NoReturn

from pilotlight_worker.channel import ChannelError
from pilotlight_worker.gateway import Gateway
from pilotlight_worker.reasons import Reason, WorkerFailed, failed
from pilotlight_worker.watch import StallClock, pulse

LOOK_EVERY_SECONDS = 5.0


async def watch(gateway: Gateway, hang_seconds: float, stall_seconds: float) -> NoReturn:
    """Look every few seconds, for ever. Raises WorkerFailed when the engine does nothing."""
    every = min(LOOK_EVERY_SECONDS, hang_seconds / 4)
    answered = monotonic()
    clock = StallClock()
    while True:
        await asyncio.sleep(every)
        try:
            stalled = await _stalled_seconds(gateway, clock, every)
        except ChannelError:
            silent = monotonic() - answered
            if silent >= hang_seconds:
                raise _hung(f"its server has not answered for {silent:.0f} s") from None
            continue
        answered = monotonic()
        if stalled >= stall_seconds:
            raise _hung(f"requests run and nothing has moved for {stalled:.0f} s")


async def _stalled_seconds(gateway: Gateway, clock: StallClock, patience: float) -> float:
    """Metrics cost the engine milliseconds, so they are read only while something is in flight."""
    traffic = await gateway.traffic(patience)
    seen = None
    if traffic.in_flight > 0:
        _, text = await gateway.request("GET", "/metrics", within=patience)
        seen = pulse(text)
    return clock.stalled_seconds(seen, monotonic())


def _hung(how: str) -> WorkerFailed:
    return failed(
        Reason.ENGINE_CRASHED,
        f"the engine hung: {how}; the container is started again.",
        permanent=False,
    )
