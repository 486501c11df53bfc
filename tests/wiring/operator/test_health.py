"""Alive means that passes end and watches deliver."""

import asyncio
from typing import Any

import pytest

from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.sync import Sync, _Watch
from pilotlight.loop import health as module
from pilotlight.loop.health import Health
from pilotlight.loop.queue import Again, KeyQueue, Level
from pilotlight.metrics import Metrics
from tests.wiring.operator.fakes import Clock


class Fixture:
    def __init__(self) -> None:
        client: Any = None
        self.clock, self.queue, metrics = Clock(), KeyQueue[Key](), Metrics()
        self.sync = Sync(client, Store(), metrics, self.queue.add, attempted_at=self.clock())
        self.leads = True
        self.health = Health(self.sync, self.queue, metrics, lambda: self.leads, clock=self.clock)


async def test_a_new_operator_is_alive_and_says_why_it_is_not_ready() -> None:
    it = Fixture()

    assert it.health.unhealthy() is None
    assert it.health.unready() == "starting"
    it.health.missing = ""
    assert it.health.unready() is None


async def test_a_pass_that_does_not_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.03)
    it = Fixture()

    async def hang(_: Key, __: Level) -> Again:
        await asyncio.sleep(60)
        return Again()

    it.queue.add(("demo", "chat"))
    task = asyncio.create_task(it.queue.run(1, hang))
    await asyncio.sleep(0.06)

    assert "running" in (it.health.unhealthy() or "")
    task.cancel()
    await asyncio.wait({task})


async def test_a_key_that_nobody_takes_is_noticed_by_a_leader_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.03)
    it = Fixture()
    it.queue.add(("demo", "chat"))
    await asyncio.sleep(0.06)

    assert "waiting" in (it.health.unhealthy() or "")
    it.leads = False
    assert it.health.unhealthy() is None


async def test_a_dead_watch_is_named() -> None:
    it = Fixture()
    it.sync._watches["Pod"] = _Watch(dead=True)

    assert "Pod" in (it.health.unhealthy() or "")


async def test_sweeps_that_stopped_are_noticed() -> None:
    it = Fixture()
    it.sync.synced = True
    it.clock.forward(600)
    assert it.health.unhealthy() is None

    it.clock.forward(4 * it.sync.interval)
    assert "no sweep" in (it.health.unhealthy() or "")
