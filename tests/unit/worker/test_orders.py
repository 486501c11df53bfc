"""Orders that meet each other: the last one counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pilotlight_worker.drain import DrainRules, Traffic
from pilotlight_worker.orders import Orders, Reply
from pilotlight_worker.permits import Verb
from pilotlight_worker.state import Phase, WorkerState
from tests.unit.worker.dozing import Client, Dozer, a_dozer

EAGER = DrainRules(min_drain=0, keep_alive=-1, drain_timeout=20)


@asynccontextmanager
async def ordered(rules: DrainRules = EAGER) -> AsyncIterator[tuple[Dozer, Orders, WorkerState]]:
    """A worker that takes orders."""
    state = WorkerState(phase=Phase.READY)
    async with a_dozer() as dozer:

        async def look() -> Traffic:
            seen = await dozer.gateway.state()
            state.sleep = seen.sleep
            return seen.traffic

        yield dozer, Orders(dozer.gateway, state, rules, look, sleep_mode=True), state


async def settled(orders: Orders) -> None:
    if orders._sleeping is not None:
        await asyncio.gather(orders._sleeping, return_exceptions=True)


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ((Verb.SLEEP,), "Asleep"),
        ((Verb.SLEEP, Verb.SLEEP), "Asleep"),
        ((Verb.SLEEP, Verb.WAKE), "Awake"),
        ((Verb.SLEEP, Verb.WAKE, Verb.SLEEP), "Asleep"),
        ((Verb.WAKE, Verb.SLEEP, Verb.SLEEP, Verb.WAKE), "Awake"),
    ],
)
@pytest.mark.parametrize("apart", [None, 0, 0.001, 0.004])
async def test_the_last_order_counts_however_close_they_come(
    given: tuple[Verb, ...], ends: str, apart: float | None
) -> None:
    async with ordered() as (dozer, orders, state):
        answering: list[asyncio.Task[Reply]] = []
        for verb in given:
            answering.append(asyncio.create_task(orders.give(verb)))
            if apart is not None:
                await asyncio.sleep(apart)
        replies = await asyncio.gather(*answering)
        await settled(orders)
        assert [reply.problem for reply in replies] == [""] * len(given)
        assert dozer.phase == ends
        assert dozer.gateway.mode.leaving is (ends == "Asleep")
        assert (orders.sleep_pending, state.sleep_problem) == (False, "")


async def test_no_sleep_begins_once_it_was_given_up() -> None:
    slow = DrainRules(min_drain=10, keep_alive=0, drain_timeout=20)
    async with ordered(slow) as (dozer, orders, _):
        await orders.give(Verb.SLEEP)
        assert orders.sleep_pending
        await orders.give_up_sleep()
        assert (orders.sleep_pending, dozer.phase) == (False, "Awake")
        client = Client(3)
        assert client.is_whole(await client.ask(dozer.gate))
