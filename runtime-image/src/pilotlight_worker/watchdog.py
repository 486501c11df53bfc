"""The supervisor's eye on a serving engine, and what it does when the engine only seems to live."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import NoReturn

from pilotlight_worker.channel import ChannelError
from pilotlight_worker.drain import Traffic
from pilotlight_worker.gateway import Gateway
from pilotlight_worker.reasons import Reason, WorkerFailed, failed
from pilotlight_worker.warmup import ask_one_token
from pilotlight_worker.watch import StallClock, pulse

LOOK_EVERY_SECONDS = 5.0
# What an engine that lives may take for one token.
PROOF_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: of silence of the engine's server, and of requests in flight without progress."""

    hang: float
    stall: float


async def watch(
    gateway: Gateway, model: str, limits: Limits, say: Callable[[str], None]
) -> NoReturn:
    """Look every few seconds, for ever. Raises WorkerFailed when the engine does nothing.

    `say` gets what is wrong as long as it is, and "" when nothing is. An engine that can neither
    sleep nor wake is not Ready meanwhile, and gets as long as one that makes no progress.
    """
    every = min(LOOK_EVERY_SECONDS, limits.hang / 4)
    answered = monotonic()
    clock = StallClock()
    while True:
        await asyncio.sleep(every)
        try:
            gate = await gateway.state(every)
            seen = await _pulse(gateway, gate.traffic, every)
        except ChannelError:
            silent = monotonic() - answered
            if silent >= limits.hang:
                raise _hung(f"its server has not answered for {silent:.0f} s") from None
            say(
                "the engine hangs: its server does not answer; "
                f"it is started again after {limits.hang:g} s of silence"
            )
            continue
        answered = monotonic()
        say(gate.sleep["problem"])
        if (failing := gate.sleep["failingSeconds"] or 0.0) >= limits.stall:
            raise _hung(f"it has neither slept nor woken for {failing:.0f} s")
        stalled = clock.stalled_seconds(seen, answered)
        if stalled < limits.stall:
            continue
        # A client that reads slowly looks the same; but a living engine makes a token.
        patience = min(PROOF_SECONDS, limits.stall)
        try:
            await ask_one_token(gateway, model, patience)
        except ChannelError:
            raise _hung(
                f"nothing has moved in {stalled:.0f} s with requests in flight, "
                f"and one token was not made in {patience:.0f} s"
            ) from None
        answered, clock = monotonic(), StallClock()


async def _pulse(gateway: Gateway, traffic: Traffic, patience: float) -> float | None:
    """Metrics cost the engine milliseconds, so they are read only while something is in flight."""
    if traffic.in_flight == 0:
        return None
    _, text = await gateway.request("GET", "/metrics", within=patience)
    return pulse(text)


def _hung(how: str) -> WorkerFailed:
    return failed(
        Reason.ENGINE_CRASHED,
        f"the engine hung: {how}; the container is started again.",
        permanent=False,
    )
