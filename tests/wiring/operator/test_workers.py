"""Workers that answer on this machine, and whom the operator asks again, and how many at once."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from pilotlight.cluster import workers as module
from pilotlight.cluster.resources import ENDPOINTS, PODS
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.workers import Workers
from tests.unit.cluster.raw import Raw, a_child, an_endpoint
from tests.wiring.operator.fakes import Clock

KEYS = {"model": {"uri": "file:///models/tiny-a"}, "access": {"apiKeys": []}}
NONE = {"model": {"uri": "file:///models/tiny-a"}}


@dataclass
class Stage:
    """Pods at addresses of this machine. says: what workers answer; None: 503, and no state.

    asked: how often each address was. told: of whom there was news.
    """

    workers: Workers
    clock: Clock
    says: dict[str, Any] | None = None
    asked: Counter[str] = field(default_factory=Counter)
    told: list[Key] = field(default_factory=list)
    version: int = 1

    def spec(self, spec: Raw) -> None:
        self.version += 1
        self.workers.store.put(ENDPOINTS, an_endpoint(version=self.version, spec=spec))

    def pods(self, count: int) -> None:
        for number in range(count):
            self.workers.store.put(PODS, a_ready_pod(number))

    async def rounds(self, count: int, apart: float = 1.0) -> int:
        """How many questions were asked in so many, and so many seconds apart."""
        before = self.asked.total()
        for _ in range(count):
            self.clock.forward(apart)
            await self.workers.round()
        return self.asked.total() - before

    def said(self) -> list[bool | None]:
        return [it.keys_required for it in self.workers.reports.values()]


def a_ready_pod(number: int) -> Raw:
    started = {"running": {"startedAt": "2026-01-01T00:00:00Z"}}
    pod = a_child(
        f"chat-{number}",
        owner="",
        status={
            "phase": "Running",
            "podIP": f"127.0.0.{number + 2}",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"name": "worker", "state": started}],
        },
    )
    pod["metadata"]["creationTimestamp"] = "2026-01-01T00:00:00Z"
    return pod


@asynccontextmanager
async def a_stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    stage: Stage

    async def answer(request: web.Request) -> web.Response:
        stage.asked[request.url.host or ""] += 1
        return web.json_response(stage.says) if stage.says else web.Response(status=503)

    app = web.Application()
    app.router.add_get("/state", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    clock, nobody = Clock(), Any
    monkeypatch.setattr(module, "boot_time", clock)
    try:
        await web.TCPSite(runner, "0.0.0.0", 0).start()
        async with aiohttp.ClientSession() as session:
            told: list[Key] = []
            client: Any = nobody  # nobody's Events are read
            port = runner.addresses[0][1]
            workers = Workers(client, session, Store(), told.append, port=port)
            stage = Stage(workers, clock, told=told)
            yield stage
    finally:
        await runner.cleanup()


def of_keys(required: bool) -> dict[str, Any]:
    return {"phase": "Ready", "access": {"required": required, "keys": 1, "secretKeys": None}}


async def test_a_worker_that_shall_ask_for_keys_is_asked_until_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_stage(monkeypatch) as stage:
        stage.spec(NONE)
        stage.pods(1)
        stage.says = of_keys(required=False)
        assert await stage.rounds(60) == 1, "that is all that there is to know"

        stage.spec(KEYS)
        assert await stage.rounds(60) == 2, "at once, and every 30 s"
        assert stage.said() == [False]
        stage.told.clear()
        stage.says = of_keys(required=True)
        await stage.rounds(31)
        assert (stage.said(), stage.told) == ([True], [("demo", "chat")])
        assert await stage.rounds(600) == 2, "now and then: a gate may change its mind"
        assert len(stage.told) == 1, "nothing new"

        stage.spec(NONE)
        stage.says = of_keys(required=False)
        await stage.rounds(31)
        assert stage.said() == [False], "or it would be believed when keys are asked for again"
        assert await stage.rounds(600) == 0


async def test_a_worker_that_never_answers_is_told_of_once_and_may_still_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_stage(monkeypatch) as stage:
        stage.spec(KEYS)
        stage.pods(1)
        await stage.rounds(2)
        assert (stage.workers.mute, stage.told) == (set(), []), "it may be slow"
        await stage.rounds(300)
        assert (stage.workers.mute, len(stage.told)) == ({"uid-of-chat-0"}, 1)
        assert stage.asked.total() == 3 + 9

        stage.says = of_keys(required=True)
        await stage.rounds(31)
        assert (stage.workers.mute, len(stage.told)) == (set(), 2)
        assert stage.said() == [True]


async def test_many_that_never_answer_do_not_fill_a_round_and_each_has_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_stage(monkeypatch) as stage:
        stage.spec(KEYS)
        stage.pods(100)
        assert await stage.rounds(3) == 300, "the first questions are not rare"
        before = Counter(stage.asked)
        most = max([await stage.rounds(1, apart=10) for _ in range(25)])
        assert most == 16
        again = [stage.asked[host] - before[host] for host in before]
        assert (min(again), max(again)) == (3, 4), "in turn"


async def test_a_pod_that_is_gone_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_stage(monkeypatch) as stage:
        stage.spec(KEYS)
        stage.pods(1)
        await stage.rounds(3)
        assert stage.workers.mute
        stage.workers.store.remove(PODS, "demo", "chat-0")
        await stage.rounds(1)
        assert not stage.workers.mute
