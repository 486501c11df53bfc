"""Orders to a worker's admin port, over real HTTP, judged by the worker's own rules for permits."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from pilotlight.cluster.leadership import NotLeadingError
from pilotlight.cluster.orders import OrderPace, Orders
from pilotlight.cluster.signing import Signer
from pilotlight.cluster.smoke import smoke_session
from pilotlight.core.orders import Order, OrderReport, Verb
from pilotlight.metrics import Metrics
from pilotlight_worker import permits
from tests.wiring.operator.fakes import FakeApi, OpenFence

KEY = ("demo", "chat")
SLEEP = Order("chat-1", "uid-1", "127.0.0.1", Verb.SLEEP)
WAKE = replace(SLEEP, verb=Verb.WAKE)
QUICK = OrderPace(within=1.0, answer=0.5, retry=0.02, again=30.0)

Answer = Callable[[str], Awaitable[web.Response]]


async def obeys(verb: str) -> web.Response:
    return web.json_response({"problem": ""}, status=202 if verb == "sleep" else 200)


def says(status: int, problem: str) -> Answer:
    async def answer(_: str) -> web.Response:
        return web.json_response({"problem": problem}, status=status)

    return answer


@dataclass
class Rig:
    """A worker that does what `answer` says for a good permit; and who orders it about."""

    orders: Orders
    answer: Answer = obeys
    keys: tuple[str, ...] = ()
    heard: list[str] = field(default_factory=list)
    busy: int = 0
    most: int = 0
    told: list[OrderReport | None] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        permit = request.headers["Authorization"].removeprefix("Bearer ")
        known = {"keys": self.keys, "pod_uid": "uid-1", "now": time.time()}
        if permits.refusal(permit, permits.Verb(verb), **known) is not None:  # type: ignore[arg-type]
            return web.json_response({"problem": "forbidden"}, status=403)
        self.heard.append(verb)
        self.changed.set()
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            return await self.answer(verb)
        finally:
            self.busy -= 1

    def notify(self, key: tuple[str, str]) -> None:
        self.told.append(self.report)
        self.changed.set()

    @property
    def report(self) -> OrderReport | None:
        return self.orders.reports.get(KEY, {}).get("uid-1")

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def ended(self) -> OrderReport:
        await self.until(lambda: self.report is not None and self.report.done is not None)
        assert self.report is not None
        return self.report

    def counted(self, verb: str, outcome: str) -> float | None:
        labels = {"verb": verb, "outcome": outcome}
        registry = self.orders.metrics.registry
        return registry.get_sample_value("pilotlight_orders_total", labels)


@asynccontextmanager
async def a_rig(pace: OrderPace = QUICK, *, knows_key: bool = True) -> AsyncIterator[Rig]:
    client: Any = FakeApi()
    signer = Signer(client, "pilotlight-system", "key")
    await signer.load()
    async with smoke_session() as session:
        rig = Rig(Orders(session, signer, OpenFence(), lambda _: None, Metrics(), pace=pace))
        rig.orders.notify = rig.notify
        rig.keys = signer.public_keys if knows_key else ()
        app = web.Application()
        app.router.add_post("/{verb}", rig.take)
        runner = web.AppRunner(app, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        rig.orders.port = runner.addresses[0][1]
        running = asyncio.create_task(rig.orders.run())
        try:
            yield rig
        finally:
            running.cancel()
            await asyncio.wait({running})
            await runner.cleanup()


@pytest.mark.parametrize("order", [SLEEP, WAKE], ids=lambda it: str(it.verb))
async def test_an_order_is_given_once_with_a_permit_that_the_worker_takes(order: Order) -> None:
    async with a_rig() as rig:
        rig.orders.ensure(KEY, [order])
        assert rig.report == OrderReport(order.verb)
        assert await rig.ended() == OrderReport(order.verb, True)
        for _ in range(5):
            rig.orders.ensure(KEY, [order])
            await asyncio.sleep(0.02)
        assert rig.heard == [str(order.verb)]
        assert rig.told == [OrderReport(order.verb, True)]
        assert rig.counted(str(order.verb), "ok") == 1


async def test_what_is_still_asked_for_is_ordered_again() -> None:
    async with a_rig(replace(QUICK, again=0.05)) as rig:
        rig.orders.ensure(KEY, [SLEEP])
        await rig.until(lambda: len(rig.heard) >= 3)
        rig.orders.ensure(KEY, [])
        assert rig.report is None
        await asyncio.sleep(0.1)
        heard = len(rig.heard)
        await asyncio.sleep(0.15)
        assert len(rig.heard) == heard


async def test_an_order_that_has_left_ends_before_the_next_one_leaves() -> None:
    """Else the older one might arrive last, and put somebody to sleep who serves."""
    async with a_rig(replace(QUICK, answer=5.0)) as rig:
        gate = asyncio.Event()

        async def slow(verb: str) -> web.Response:
            if verb == "sleep":
                await gate.wait()
            return await obeys(verb)

        rig.answer = slow
        rig.orders.ensure(KEY, [SLEEP])
        await rig.until(lambda: rig.heard == ["sleep"])
        rig.orders.ensure(KEY, [WAKE])
        await asyncio.sleep(0.1)
        assert rig.heard == ["sleep"]
        gate.set()
        assert await rig.ended() == OrderReport(Verb.WAKE, True)
        assert (rig.heard, rig.most) == (["sleep", "wake"], 1)


async def test_a_wake_is_tried_until_the_worker_knows_the_key() -> None:
    async with a_rig(knows_key=False) as rig:
        rig.orders.ensure(KEY, [WAKE])
        await rig.until(lambda: rig.report is not None and bool(rig.report.problem))
        assert rig.report is not None
        assert rig.report.done is None
        assert "knows no key" in rig.report.problem
        rig.keys = rig.orders.signer.public_keys
        assert await rig.ended() == OrderReport(Verb.WAKE, True)


async def test_a_worker_that_knows_only_the_older_key_obeys_as_well() -> None:
    async with a_rig() as rig:
        api: Any = rig.orders.signer.client
        api.objects.clear()
        await Signer(api, "pilotlight-system", "key").load()
        await rig.orders.signer.load()
        assert len(rig.orders.signer.public_keys) == 2
        rig.orders.ensure(KEY, [WAKE])
        assert await rig.ended() == OrderReport(Verb.WAKE, True)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(
            says(504, "the engine does not answer"), "the engine does not answer", id="504"
        ),
        pytest.param(says(409, "the worker is Loading"), "the worker is Loading", id="409"),
        pytest.param(says(500, ""), "HTTP 500", id="500"),
    ],
)
async def test_a_wake_that_does_not_come_has_failed_in_the_worker_s_words(
    answer: Answer, problem: str
) -> None:
    async with a_rig(replace(QUICK, within=0.2)) as rig:
        rig.answer = answer
        rig.orders.ensure(KEY, [WAKE])
        assert await rig.ended() == OrderReport(Verb.WAKE, False, problem)
        assert rig.counted("wake", "failed") == 1


async def test_a_worker_that_does_not_answer_has_not_woken() -> None:
    async with a_rig(replace(QUICK, within=0.2)) as rig:
        rig.answer = lambda _: asyncio.sleep(60, web.Response())
        rig.orders.ensure(KEY, [WAKE])
        report = await rig.ended()
        assert (report.done, report.problem[:9]) == (False, "no answer")


async def test_nor_has_one_that_is_not_there() -> None:
    async with a_rig(replace(QUICK, within=0.2)) as rig:
        rig.orders.port = 1
        rig.orders.ensure(KEY, [WAKE])
        report = await rig.ended()
        assert (report.done, report.problem[:13]) == (False, "no connection")


async def test_a_sleep_that_is_refused_is_told_and_ordered_again() -> None:
    async with a_rig(replace(QUICK, again=0.05)) as rig:
        rig.answer = says(409, "sleep mode is off")
        rig.orders.ensure(KEY, [SLEEP])
        assert await rig.ended() == OrderReport(Verb.SLEEP, False, "sleep mode is off")
        rig.answer = obeys
        await rig.until(lambda: rig.report == OrderReport(Verb.SLEEP, True))


async def test_who_does_not_lead_orders_nothing() -> None:
    class Closed(OpenFence):
        def check(self, seconds: float) -> None:
            raise NotLeadingError("another one leads")

    async with a_rig(replace(QUICK, within=0.1)) as rig:
        rig.orders.fence = Closed()
        rig.orders.ensure(KEY, [WAKE])
        assert await rig.ended() == OrderReport(Verb.WAKE, False, "another one leads")
        assert rig.heard == []


async def test_orders_that_came_before_anybody_ran_are_given_then() -> None:
    async with a_rig() as rig:
        idle = Orders(
            rig.orders.session, rig.orders.signer, OpenFence(), rig.notify, Metrics(), pace=QUICK
        )
        idle.port = rig.orders.port
        idle.ensure(KEY, [SLEEP])
        idle.ensure(KEY, [])
        assert (idle.reports, rig.heard) == ({}, [])
        idle.ensure(KEY, [WAKE])
        running = asyncio.create_task(idle.run())
        await rig.until(lambda: rig.heard == ["wake"])
        running.cancel()
        await asyncio.wait({running})
