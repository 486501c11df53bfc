"""The gate around an engine that sleeps: who waits, who is refused, what is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.worker.asgi import Answer, ask
from tests.unit.worker.dozing import TIMING, Client, Dozer, a_dozer

HANGS_SOON = {"PILOTLIGHT_WAKE_TIMEOUT_SECONDS": "0.4", "PILOTLIGHT_SLEEP_TIMEOUT_SECONDS": "0.4"}


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - the gate tells nobody
        await asyncio.sleep(0.001)


async def ready(dozer: Dozer) -> int:
    return (await ask(dozer.gate, "GET", "/ready")).status


async def test_a_sleeping_worker_is_ready_and_alive_and_says_that_it_sleeps() -> None:
    async with a_dozer() as dozer:
        await dozer.put_to_sleep()
        health = await ask(dozer.gate, "GET", "/health")
        report = (await dozer.gateway.state()).sleep
        assert (await ready(dozer), health.status, report["phase"]) == (200, 200, "Asleep")
        assert report["lastSleepSeconds"] >= 0.002
        assert (report["lastWakeSeconds"], report["problem"]) == (None, "")
        assert await dozer.value("pilotlight_worker_sleeping") == 1
        assert await dozer.value("pilotlight_worker_sleep_seconds_count") == 1
        assert await dozer.gateway.wake() == ""
        assert (await dozer.gateway.state()).sleep["phase"] == "Awake"
        assert await dozer.value("pilotlight_worker_sleeping") == 0
        assert await dozer.value("pilotlight_worker_wake_seconds_count") == 1
        assert await dozer.value("pilotlight_worker_stray_wakes_total") == 0


async def test_all_who_come_to_a_sleeping_engine_share_one_wake_and_are_served() -> None:
    async with a_dozer() as dozer:
        await dozer.put_to_sleep()
        clients = [Client(5, stream=number % 2 == 0) for number in range(20)]
        answers = await asyncio.gather(*(client.ask(dozer.gate) for client in clients))
        assert all(map(Client.is_whole, clients, answers))
        assert dozer.reached_asleep == 0
        report = (await dozer.gateway.state()).sleep
        assert (report["phase"], report["strayWakes"]) == ("Awake", 1)
        assert await dozer.value("pilotlight_worker_stray_wakes_total") == 1
        assert await dozer.value("pilotlight_worker_wake_seconds_count") == 1


async def test_with_something_in_flight_no_sleep_begins() -> None:
    async with a_dozer() as dozer:
        client = Client(200)
        answering = asyncio.create_task(client.ask(dozer.gate))
        await asyncio.sleep(0.005)
        assert await dozer.gateway.fall_asleep() == ("1 requests in flight", "")
        assert (await dozer.gateway.state()).sleep["phase"] == "Awake"
        assert client.is_whole(await answering)


async def test_a_request_that_comes_while_the_engine_falls_asleep_wakes_it_again() -> None:
    async with a_dozer() as dozer:
        falling = asyncio.create_task(dozer.gateway.fall_asleep())
        await until(lambda: dozer.phase == "FallingAsleep")
        client = Client(5)
        answer = await client.ask(dozer.gate)
        assert client.is_whole(answer)
        assert await falling == ("", "")
        assert (dozer.phase, dozer.reached_asleep) == ("Awake", 0)


async def test_two_orders_to_sleep_are_one_sleep() -> None:
    async with a_dozer() as dozer:
        both = await asyncio.gather(dozer.gateway.fall_asleep(), dozer.gateway.fall_asleep())
        again = await dozer.gateway.fall_asleep()
        assert [*both, again] == [("", "")] * 3
        assert await dozer.value("pilotlight_worker_sleep_seconds_count") == 1


async def test_a_sleep_that_is_ordered_behind_a_wake_is_not_the_one_before_it() -> None:
    async with a_dozer(replace(TIMING, sleep=0.3, wake=0.3)) as dozer:
        falling = asyncio.create_task(dozer.gateway.fall_asleep())
        await until(lambda: dozer.phase == "FallingAsleep")
        waking = asyncio.create_task(dozer.gateway.wake())
        await until(lambda: dozer.gate._sleeper._waking is not None)
        assert await dozer.gateway.fall_asleep() == ("the engine is being woken", "")
        assert await falling == ("", "")
        assert await waking == ""
        assert dozer.phase == "Awake"
        assert await dozer.gateway.fall_asleep() == ("", "")
        assert dozer.phase == "Asleep"


async def test_a_client_that_leaves_while_it_waits_never_reaches_the_engine() -> None:
    async with a_dozer() as dozer:
        await dozer.put_to_sleep()
        dozer.fault(wake_hang=True)
        client = Client(5)
        asking = asyncio.create_task(client.ask(dozer.gate))
        await until(lambda: dozer.phase == "Waking")
        client.gone.set()
        answer = await asking
        assert answer.messages == []
        assert (await dozer.gateway.traffic()).in_flight == 0
        dozer.fault()
        assert await dozer.gateway.wake() == ""
        assert dozer.scheduler.unfinished == 0
        text = await dozer.gateway.gate_metrics()
        assert 'pilotlight_gate_requests_total{code="499",route="/v1/completions"} 1.0' in text


def refused(answer: Answer) -> bool:
    return answer.status == 503 and json.loads(answer.body)["error"]["code"] == "engine_asleep"


async def test_a_wake_that_hangs_ends_every_wait_with_an_error_and_is_told() -> None:
    async with a_dozer(**HANGS_SOON) as dozer:
        await dozer.put_to_sleep()
        dozer.fault(wake_hang=True)
        answers = await asyncio.gather(*(Client(3).ask(dozer.gate) for _ in range(3)))
        late = await Client(3).ask(dozer.gate)  # it is known by then: no wait
        report = (await dozer.gateway.state()).sleep
        assert [refused(answer) for answer in (*answers, late)] == [True] * 4
        assert late.headers["retry-after"] == "1"
        assert late.headers["connection"] == "close"
        assert report["problem"] == "the engine hangs: no wake within 0.4 s"
        assert report["phase"] == "Waking"
        assert report["failingSeconds"] >= 0
        assert await ready(dozer) == 503
        assert "hangs" in await dozer.gateway.wake()
        failures = 'pilotlight_worker_sleep_failures_total{step="wake"}'
        assert await dozer.value(failures) == 1


async def test_a_wake_that_comes_through_late_is_a_wake() -> None:
    async with a_dozer(**HANGS_SOON) as dozer:
        await dozer.put_to_sleep()
        dozer.fault(wake_hang=True)
        assert refused(await Client(3).ask(dozer.gate))
        dozer.fault()
        await until(lambda: dozer.phase == "Awake")
        client = Client(3)
        assert client.is_whole(await client.ask(dozer.gate))
        report = (await dozer.gateway.state()).sleep
        assert (report["problem"], report["failingSeconds"]) == ("", None)
        assert await ready(dozer) == 200


async def test_a_wake_that_the_engine_refuses_is_tried_again_with_the_next_request() -> None:
    async with a_dozer() as dozer:
        await dozer.put_to_sleep()
        dozer.fault(wake_error=True)
        assert refused(await Client(3).ask(dozer.gate))
        assert dozer.phase == "Asleep"
        assert "out of memory" in (await dozer.gateway.state()).sleep["problem"]
        dozer.fault()
        client = Client(3)
        assert client.is_whole(await client.ask(dozer.gate))
        assert dozer.reached_asleep == 0


async def test_a_sleep_that_hangs_is_never_overtaken_by_a_wake() -> None:
    """In vLLM a sleep that waits comes through after a wake, and the next step would crash."""
    async with a_dozer(**HANGS_SOON) as dozer:
        dozer.fault(sleep_hang=True)
        hangs = ("", "the engine hangs: no sleep within 0.4 s")
        assert [await dozer.gateway.fall_asleep() for _ in range(2)] == [hangs, hangs]
        assert refused(await Client(3).ask(dozer.gate))
        assert dozer.phase == "FallingAsleep"
        dozer.fault()
        await until(lambda: dozer.phase == "Asleep")
        client = Client(3)
        assert client.is_whole(await client.ask(dozer.gate))
        assert dozer.reached_asleep == 0


async def test_an_engine_without_sleep_mode_refuses_and_serves_on() -> None:
    async with a_dozer() as dozer:
        dozer.sleep_mode.enabled = False
        busy, problem = await dozer.gateway.fall_asleep()
        assert (busy, "not enabled" in problem) == ("", True)
        assert await dozer.value('pilotlight_worker_sleep_failures_total{step="sleep"}') == 1
        await until(lambda: dozer.phase == "Awake")
        client = Client(3)
        assert client.is_whole(await client.ask(dozer.gate))
        assert await ready(dozer) == 200


async def test_the_mode_tells_clients_to_go_elsewhere_before_a_sleep_and_after_a_stray_wake() -> (
    None
):
    async with a_dozer() as dozer:
        await dozer.gateway.set_mode(leaving=True)
        before = await Client(1).ask(dozer.gate)
        await dozer.put_to_sleep()
        stray = await Client(1).ask(dozer.gate)
        await dozer.gateway.set_mode(leaving=False)
        after = await Client(1).ask(dozer.gate)
        closes = [answer.headers.get("connection") for answer in (before, stray, after)]
        assert closes == ["close", "close", None]


async def test_a_request_that_waited_too_long_for_a_stopping_worker_is_sent_elsewhere() -> None:
    async with a_dozer() as dozer:
        await dozer.put_to_sleep()
        dozer.fault(wake_hang=True)
        asking = asyncio.create_task(Client(3).ask(dozer.gate))
        await until(lambda: dozer.phase == "Waking")
        await dozer.gateway.set_mode(stopping=True)
        dozer.fault()
        answer = await asking
        assert json.loads(answer.body)["error"]["code"] == "worker_stopping"


async def test_no_route_of_the_simulated_engine_but_the_declared_ones_is_reachable() -> None:
    """Development mode opens routes that could stop or change the engine: the port has none."""
    open_routes = {"/v1/models", "/v1/completions", "/v1/chat/completions", "/health"}
    async with a_dozer() as dozer:
        every = {route.path for route in dozer.app.routes}  # type: ignore[attr-defined]
        assert {"/sleep", "/wake_up", "/is_sleeping", "/collective_rpc"} <= every
        for path in every - open_routes:
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"):
                for form in (path, path + "/", f"{path}?level=2&mode=abort", f"/{path}"):
                    assert (await ask(dozer.gate, method, form)).status == 404
        assert not dozer.scheduler.paused
        status, _ = await dozer.gateway.request("GET", "/is_sleeping")
        assert status == 200


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("request", "stream", "leaver", "sleep", "sleep", "wake")),
        st.integers(0, 4),  # milliseconds until the next
        st.integers(1, 6),  # tokens, or milliseconds until a client leaves
    ),
    min_size=2,
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_whatever_comes_in_between_every_request_is_served_whole(
    events: list[tuple[str, int, int]],
) -> None:
    asyncio.run(_live_through(events))


async def _live_through(events: list[tuple[str, int, int]]) -> None:
    async with a_dozer() as dozer, asyncio.TaskGroup() as tasks:
        clients: list[tuple[Client, asyncio.Task[Answer]]] = []
        for kind, pause, number in events:
            match kind:
                case "sleep":
                    tasks.create_task(dozer.gateway.fall_asleep())
                case "wake":
                    tasks.create_task(_woken(dozer))
                case "leaver":
                    leaver = Client(50, stream=True)
                    tasks.create_task(leaver.ask(dozer.gate))
                    tasks.create_task(_leave(leaver, number / 1000))
                case _:
                    client = Client(number, stream=kind == "stream")
                    clients.append((client, tasks.create_task(client.ask(dozer.gate))))
            await asyncio.sleep(pause / 1000)
        for client, answering in clients:
            assert client.is_whole(await answering)
        last = Client(2)
        assert last.is_whole(await last.ask(dozer.gate))
        assert dozer.reached_asleep == 0


async def _woken(dozer: Dozer) -> None:
    assert await dozer.gateway.wake() == ""


async def _leave(client: Client, after: float) -> None:
    await asyncio.sleep(after)
    client.gone.set()
