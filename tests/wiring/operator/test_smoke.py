"""How often a smoke test is carried out, when it is told, and what ends it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilotlight.cluster.smoke import Pace, SmokeTester, smoke_session
from pilotlight.cluster.store import Key
from pilotlight.core.smoke import SmokeReport
from tests.wiring.operator.completions import PATIENCE, WHOLE, hang, refusal, serving, stream
from tests.wiring.operator.testers import KEY, ORDER, QUICK, Rig, a_closed_port, a_tester, running


async def test_while_a_service_is_new_no_connection_is_no_attempt() -> None:
    port = a_closed_port()
    async with a_tester(f"http://127.0.0.1:{port}/v1", replace(QUICK, grace=PATIENCE)) as rig:
        tries = 0

        def resolve(_: str) -> str:
            nonlocal tries
            tries += 1
            rig.changed.set()
            return f"http://127.0.0.1:{port}/v1"

        rig.tester.resolve = resolve
        rig.tester.ensure(KEY, ORDER)
        await rig.until(lambda: tries > 3)
        assert rig.told == []
        async with serving(stream(*WHOLE), port=port):
            report = await rig.outcome(ORDER)

    assert report.passed
    assert rig.told == [report]


async def test_the_grace_is_for_connections_only() -> None:
    async with (
        serving(refusal(500, "x"), stream(*WHOLE)) as server,
        a_tester(server.url, replace(QUICK, grace=PATIENCE)) as rig,
    ):
        report = await rig.outcome(ORDER)

    assert (report.passed, len(server.bodies)) == (False, 1)


async def test_the_request_is_the_one_that_was_ordered_on_a_connection_of_its_own() -> None:
    async with serving(refusal(500, "x"), stream(*WHOLE)) as server, a_tester(server.url) as rig:
        await rig.outcome(replace(ORDER, attempts=2))

    assert server.bodies == [
        {
            "model": "chat",
            "prompt": "The capital of France is",
            "max_tokens": 16,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    ] * 2  # fmt: skip
    assert len(set(server.peers)) == 2
    assert {it["Connection"] for it in server.headers} == {"close"}


async def test_each_failed_attempt_is_told_and_a_later_one_may_pass() -> None:
    order = replace(ORDER, attempts=3)
    replies = (refusal(500, "one"), refusal(500, "two"), stream(*WHOLE))
    async with serving(*replies) as server, a_tester(server.url) as rig:
        report = await rig.outcome(order)

    assert report.passed
    assert rig.told == [
        SmokeReport(order, None, "attempt 1 of 3 failed: HTTP 500: one"),
        SmokeReport(order, None, "attempt 2 of 3 failed: HTTP 500: two"),
        report,
    ]


async def test_an_order_has_failed_after_its_attempts() -> None:
    order = replace(ORDER, attempts=3)
    async with serving(refusal(500, "no")) as server, a_tester(server.url) as rig:
        report = await rig.outcome(order)
        rig.tester.ensure(KEY, order)
        await rig.outcome(ORDER, ("demo", "later"))

    assert report == SmokeReport(order, False, "attempt 3 of 3 failed: HTTP 500: no")
    assert [it.passed for it in rig.told if it.order == order] == [None, None, False]
    assert len(server.bodies) == 4


@pytest.mark.parametrize(
    ("failed", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (9, 8)], ids=str
)
def test_pauses_grow_up_to_a_limit(failed: int, seconds: float) -> None:
    assert Pace().pause(failed) == seconds


async def test_the_same_order_is_carried_out_once() -> None:
    async with serving(stream(*WHOLE)) as server, a_tester(server.url) as rig:
        for _ in range(3):
            rig.tester.ensure(KEY, replace(ORDER))
        report = await rig.outcome(ORDER)
        rig.tester.ensure(KEY, replace(ORDER))
        assert rig.tester.reports[KEY] == report
        await rig.outcome(ORDER, ("demo", "other"))

    assert len(server.bodies) == 2


async def test_another_occasion_is_another_order() -> None:
    again = replace(ORDER, occasion="2026-01-02T00:00:00Z")
    async with serving(refusal(500, "x"), stream(*WHOLE)) as server, a_tester(server.url) as rig:
        first = await rig.outcome(ORDER)
        second = await rig.outcome(again)

    assert (first.passed, second.passed) == (False, True)
    assert second.order == again


async def test_no_order_cancels_what_runs_and_forgets_the_report() -> None:
    order = replace(ORDER, attempts=3)
    async with serving(refusal(500, "x"), hang()) as server, a_tester(server.url) as rig:
        rig.tester.ensure(KEY, order)
        await rig.until(lambda: rig.told)
        rig.tester.ensure(KEY, None)
        assert rig.tester.reports == {}
        server.replies = [stream(*WHOLE)]
        await rig.outcome(ORDER, ("demo", "other"))

    assert KEY not in rig.tester.reports
    assert len(rig.told) == 2


async def test_cancelling_closes_the_connection() -> None:
    left, came = asyncio.Event(), asyncio.Event()

    async def reply(request: Any) -> Any:
        came.set()
        try:
            await hang()(request)
        finally:
            left.set()

    async with serving(reply) as server, a_tester(server.url) as rig:
        rig.tester.ensure(KEY, ORDER)
        await asyncio.wait_for(came.wait(), PATIENCE)
        rig.tester.ensure(KEY, None)
        await asyncio.wait_for(left.wait(), PATIENCE)


async def test_another_order_replaces_the_one_that_runs() -> None:
    other = replace(ORDER, revision="chat-0000000000")
    async with serving(hang(), stream(*WHOLE)) as server, a_tester(server.url) as rig:
        rig.tester.ensure(KEY, ORDER)
        await server.until_asked(1)
        report = await rig.outcome(other)

    assert rig.told == [report]
    assert (report.order, report.passed) == (other, True)


async def test_orders_that_come_before_the_start_wait_for_it() -> None:
    async with serving(stream(*WHOLE)) as server, smoke_session() as session:
        rig = Rig(session, server.url)
        rig.tester.ensure(("demo", "gone"), ORDER)
        rig.tester.ensure(("demo", "gone"), None)
        rig.tester.ensure(KEY, ORDER)
        async with running(rig.tester):
            assert (await rig.outcome(ORDER)).passed

    assert len(server.bodies) == 1


async def test_what_a_stop_cut_is_begun_anew_and_what_was_finished_is_not() -> None:
    finished = ("demo", "finished")
    async with serving(stream(*WHOLE), hang(), stream(*WHOLE)) as server:
        async with a_tester(server.url) as rig:
            await rig.outcome(ORDER, finished)
            rig.tester.ensure(KEY, ORDER)
            await server.until_asked(2)
        assert KEY not in rig.tester.reports
        async with smoke_session() as session:
            rig.tester.session = session
            async with running(rig.tester):
                assert (await rig.outcome(ORDER)).passed

    assert len(server.bodies) == 3


async def test_nothing_is_left_when_run_is_cancelled() -> None:
    before = asyncio.all_tasks()
    async with serving(hang()) as server, smoke_session() as session:
        tester = SmokeTester(session, lambda _: None, lambda _: server.url, QUICK)
        around = asyncio.all_tasks()
        task = asyncio.create_task(tester.run())
        for number in range(5):
            tester.ensure(("demo", f"chat-{number}"), ORDER)
        await server.until_asked(5)
        task.cancel()
        await asyncio.wait({task})
        assert [it for it in asyncio.all_tasks() - around if "smoke test" in it.get_name()] == []
        tester.ensure(("demo", "late"), ORDER)
    assert asyncio.all_tasks() == before


async def test_only_so_many_are_tested_at_the_same_time() -> None:
    async with serving(hang()) as server, a_tester(server.url) as rig:
        rig.tester._slots = asyncio.Semaphore(3)
        keys = [("demo", f"chat-{number}") for number in range(9)]
        for key in keys:
            rig.tester.ensure(key, replace(ORDER, timeout=timedelta(seconds=0.1)))
        await rig.until(lambda: len(rig.tester.reports) == len(keys))

    assert server.most == 3


async def test_a_mistake_of_ours_is_a_failed_attempt_and_harms_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(stream(*WHOLE)) as server, a_tester(server.url) as rig:

        def resolve(url: str) -> str:
            if "bad" in url:
                raise KeyError(url)
            return server.url

        rig.tester.resolve = resolve
        order = replace(ORDER, url="http://bad/v1", attempts=2)
        report = await rig.outcome(order)
        other = await rig.outcome(ORDER, ("demo", "other"))

    said = "the operator failed to carry out the test (KeyError)"
    assert rig.told[0] == SmokeReport(order, None, f"attempt 1 of 2 failed: {said}")
    assert report == SmokeReport(order, False, f"attempt 2 of 2 failed: {said}")
    assert other.passed
    assert "Traceback" in caplog.text


async def test_a_listener_that_fails_harms_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(stream(*WHOLE)) as server, a_tester(server.url) as rig:
        listener = rig.tester.notify

        def notify(key: Key) -> None:
            listener(key)
            if key == KEY:
                raise RuntimeError("listener")

        rig.tester.notify = notify
        await rig.outcome(ORDER)
        assert (await rig.outcome(ORDER, ("demo", "other"))).passed

    assert "RuntimeError: listener" in caplog.text


async def test_permits_are_shown_in_turn_where_a_key_is_needed_and_only_there() -> None:
    shown = {"demo/chat": ["new", "old"]}
    keyed = replace(ORDER, keyed=True)
    async with serving(refusal(401, "no"), stream(*WHOLE)) as server, a_tester(server.url) as rig:
        rig.tester.permits = lambda key: iter(shown["/".join(key)])
        report = await rig.outcome(keyed)
        assert report.passed, report.message
        assert (await rig.outcome(ORDER)).passed
    asked = [it.get("Authorization") for it in server.headers]
    assert asked == ["Bearer new", "Bearer old", None]


@pytest.mark.parametrize(
    ("permits", "says", "times"),
    [
        (["new", "old"], "the worker does not know its key", 2),
        ([], "the operator has no key to sign a permit with", 1),
    ],
)
async def test_it_says_why_it_was_not_let_in(permits: list[str], says: str, times: int) -> None:
    async with serving(refusal(401, "who?")) as server, a_tester(server.url) as rig:
        rig.tester.permits = lambda _: iter(permits)
        report = await rig.outcome(replace(ORDER, keyed=True))
    assert (report.passed, len(server.bodies)) == (False, times)
    assert report.message.startswith("attempt 1 of 1 failed: HTTP 401: who?; ")
    assert says in report.message
