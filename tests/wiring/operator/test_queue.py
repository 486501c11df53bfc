"""The key queue, with real time in steps of hundredths of a second."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from pilotlight.loop import queue as module
from pilotlight.loop.queue import Again, KeyQueue, Level

Handle = Callable[[str, Level], Awaitable[Again]]


@asynccontextmanager
async def working(queue: KeyQueue[str], handle: Handle, workers: int = 2) -> AsyncIterator[None]:
    task = asyncio.create_task(queue.run(workers, handle))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(true: Callable[[], object], limit: float = 2.0) -> None:
    async with asyncio.timeout(limit):
        while not true():  # noqa: ASYNC110 - the point is to look from outside
            await asyncio.sleep(0.005)


async def test_a_key_that_is_added_often_is_looked_at_once() -> None:
    queue: KeyQueue[str] = KeyQueue()
    seen: list[str] = []

    async def handle(key: str, _: Level) -> Again:
        seen.append(key)
        return Again()

    for key in ("a", "b", "a", "a"):
        queue.add(key)
    async with working(queue, handle):
        await until(lambda: len(seen) >= 2)
        await asyncio.sleep(0.05)

    assert sorted(seen) == ["a", "b"]


async def test_a_key_is_never_worked_on_twice_at_a_time_and_comes_again_when_added_meanwhile() -> (
    None
):
    queue: KeyQueue[str] = KeyQueue()
    running: Counter[str] = Counter()
    most = 0
    passes = 0

    async def handle(key: str, _: Level) -> Again:
        nonlocal most, passes
        running[key] += 1
        most = max(most, running[key])
        passes += 1
        await asyncio.sleep(0.02)
        running[key] -= 1
        return Again()

    async with working(queue, handle, workers=4):
        queue.add("a")
        await asyncio.sleep(0.01)
        queue.add("a")
        queue.add("a")
        await until(lambda: passes == 2)
        await asyncio.sleep(0.05)

    assert most == 1
    assert passes == 2


async def test_of_several_delays_the_earliest_counts() -> None:
    queue: KeyQueue[str] = KeyQueue()
    loop = asyncio.get_running_loop()
    at: list[float] = []

    async def handle(_: str, __: Level) -> Again:
        at.append(loop.time())
        return Again()

    start = loop.time()
    queue.add_after("a", 5)
    queue.add_after("a", 0.05)
    queue.add_after("a", 3)
    async with working(queue, handle):
        await until(lambda: at)

    assert 0.04 <= at[0] - start < 1


async def test_failures_back_off_and_leave_other_keys_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "BACKOFF_FIRST", 0.02)
    queue: KeyQueue[str] = KeyQueue()
    loop = asyncio.get_running_loop()
    at: list[float] = []
    fine = 0

    async def handle(key: str, _: Level) -> Again:
        nonlocal fine
        if key == "bad":
            at.append(loop.time())
            raise RuntimeError("a mistake")
        fine += 1
        return Again()

    async with working(queue, handle):
        queue.add("bad")
        await until(lambda: len(at) >= 4)
        queue.add("good")
        await until(lambda: fine == 1)

    pauses = [later - earlier for earlier, later in itertools.pairwise(at)]
    # By a fifth shorter at random, and longer on a busy machine.
    for pause, least in zip(pauses, (0.015, 0.03, 0.06), strict=False):
        assert pause >= least
    assert "a mistake" in caplog.text


async def test_a_success_ends_the_backing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACKOFF_FIRST", 0.01)
    queue: KeyQueue[str] = KeyQueue()
    passes = 0

    async def handle(_: str, __: Level) -> Again:
        nonlocal passes
        passes += 1
        return Again(failed=passes < 4)

    async with working(queue, handle):
        queue.add("a")
        await until(lambda: queue.failed("a"))
        await until(lambda: passes == 4)
        await asyncio.sleep(0.1)

    assert passes == 4
    assert not queue.failed("a")


async def test_what_makes_pods_exist_goes_first_for_everyone() -> None:
    queue: KeyQueue[str] = KeyQueue()
    order: list[tuple[str, Level]] = []

    async def handle(key: str, level: Level) -> Again:
        order.append((key, level))
        await asyncio.sleep(0)
        return Again(rest=level is Level.FIRST and queue.first_waiting())

    for key in "abc":
        queue.add(key)
    async with working(queue, handle, workers=1):
        await until(lambda: len(order) == 5)

    assert [key for key, level in order if level is Level.FIRST] == ["a", "b", "c"]
    assert order[3:] == [("a", Level.REST), ("b", Level.REST)]


async def test_remainders_get_their_share_of_an_endless_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.02)
    queue: KeyQueue[str] = KeyQueue()
    finished: list[str] = []
    firsts = 0

    async def handle(key: str, level: Level) -> Again:
        nonlocal firsts
        await asyncio.sleep(0.002)
        if level is Level.REST:
            finished.append(key)
            return Again()
        firsts += 1
        queue.add(f"new-{firsts}")
        return Again(rest=key == "a")

    async with working(queue, handle, workers=1):
        queue.add("a")
        await until(lambda: finished)

    assert finished == ["a"]


async def test_news_about_a_put_off_key_are_dealt_with_by_its_remainder() -> None:
    queue: KeyQueue[str] = KeyQueue()
    queue.add("a", Level.REST)
    queue.add("a", Level.FIRST)
    seen: list[Level] = []

    async def handle(_: str, level: Level) -> Again:
        seen.append(level)
        return Again()

    async with working(queue, handle):
        await until(lambda: seen)
        await asyncio.sleep(0.02)

    assert seen == [Level.REST]


async def test_a_closed_queue_starts_nothing_and_waits_for_what_runs() -> None:
    queue: KeyQueue[str] = KeyQueue()
    done: list[str] = []

    async def handle(key: str, _: Level) -> Again:
        await asyncio.sleep(0.05)
        done.append(key)
        return Again()

    async with working(queue, handle, workers=1):
        queue.add("a")
        queue.add("b")
        await asyncio.sleep(0.01)
        queue.close()
        await asyncio.wait_for(queue.idle(), 1)
        assert done == ["a"]
        await asyncio.sleep(0.05)

    assert done == ["a"]


async def test_events_during_an_outage_do_not_make_retries_rarer() -> None:
    queue: KeyQueue[str] = KeyQueue()
    failing, passes = True, 0

    async def handle(_: str, __: Level) -> Again:
        nonlocal passes
        passes += 1
        return Again(failed=failing)

    queue.add("a")
    async with working(queue, handle):
        for _ in range(50):
            queue.add("a")
            await asyncio.sleep(0.01)
        failing, before = False, passes
        await asyncio.sleep(1)

    assert before > 20
    assert passes > before, "the retry came within twice the length of the outage"


async def test_it_is_idle_once_nothing_waits_or_runs_and_not_again_before_news_are_dealt_with() -> (
    None
):
    queue: KeyQueue[str] = KeyQueue()
    passes: list[str] = []

    async def handle(key: str, _: Level) -> Again:
        await asyncio.sleep(0.01)
        passes.append(key)
        return Again(rest=passes == ["a"])

    await queue.idle()
    queue.add("a")
    async with working(queue, handle):
        await queue.idle()
        assert passes == ["a", "a"]
        queue.add("b")
        await queue.idle()

    assert passes == ["a", "a", "b"]


async def test_an_endpoint_that_somebody_waits_for_goes_before_all_others() -> None:
    queue: KeyQueue[str] = KeyQueue()
    order: list[tuple[str, Level]] = []

    async def handle(key: str, level: Level) -> Again:
        order.append((key, level))
        return Again()

    queue.add("rest", Level.REST)
    queue.add("put off", Level.REST)
    for number in range(200):
        queue.add(f"busy-{number}")
    queue.add("busy-150", Level.URGENT)
    queue.add("put off", Level.URGENT)
    queue.add("new", Level.URGENT)
    queue.add("new", Level.URGENT)
    async with working(queue, handle, workers=1):
        await until(lambda: len(order) == 203)

    assert order[:3] == [(key, Level.URGENT) for key in ("busy-150", "put off", "new")]
    assert order[-1] == ("rest", Level.REST)
    assert len({key for key, _ in order}) == 203, "each once"


async def test_who_is_waited_for_while_it_is_worked_on_comes_next() -> None:
    queue: KeyQueue[str] = KeyQueue()
    order: list[tuple[str, Level]] = []

    async def handle(key: str, level: Level) -> Again:
        order.append((key, level))
        if len(order) == 1:
            queue.add("other")
            queue.add("chat", Level.URGENT)
            queue.add("chat")
        return Again()

    queue.add("chat")
    async with working(queue, handle, workers=1):
        await until(lambda: len(order) == 3)

    assert order[1:] == [("chat", Level.URGENT), ("other", Level.FIRST)]


async def test_an_urgent_key_does_not_wait_for_the_passes_of_others() -> None:
    queue: KeyQueue[str] = KeyQueue()
    begun: list[str] = []
    over = asyncio.Event()

    async def handle(key: str, level: Level) -> Again:
        begun.append(key)
        if level is not Level.URGENT:
            await over.wait()
        return Again()

    async with working(queue, handle, workers=2):
        for key in ("a", "b", "c"):
            queue.add(key)
        await until(lambda: begun == ["a", "b"])
        queue.add("urgent", Level.URGENT)
        queue.add("c", Level.URGENT)
        await until(lambda: begun == ["a", "b", "urgent", "c"])
        over.set()


async def test_what_was_urgent_is_so_when_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BACKOFF_FIRST", 0.01)
    queue: KeyQueue[str] = KeyQueue()
    levels: list[tuple[str, Level]] = []

    async def handle(key: str, level: Level) -> Again:
        levels.append((key, level))
        return Again(failed=len(levels) <= 2)

    async with working(queue, handle, workers=1):
        queue.add("urgent", Level.URGENT)
        await until(lambda: len(levels) == 3)
        queue.add("rest", Level.REST)
        await until(lambda: len(levels) == 4)

    assert levels == [("urgent", Level.URGENT)] * 3 + [("rest", Level.REST)]


async def test_those_that_are_waited_for_do_not_starve_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.02)
    queue: KeyQueue[str] = KeyQueue()
    order: list[tuple[str, Level]] = []

    async def handle(key: str, level: Level) -> Again:
        await asyncio.sleep(0.002)
        order.append((key, level))
        if level is Level.URGENT:
            queue.add(key, Level.URGENT)
        return Again()

    queue.add("rest", Level.REST)
    for number in range(3):
        queue.add(f"first-{number}")
        queue.add(f"urgent-{number}", Level.URGENT)
    async with working(queue, handle, workers=1):
        await until(lambda: sum(level is not Level.URGENT for _, level in order) == 4)

    others = [index for index, (_, level) in enumerate(order) if level is not Level.URGENT]
    # One worker takes those that are urgent alone.
    assert all(8 <= later - earlier <= 24 for earlier, later in itertools.pairwise(others))
    assert ("rest", Level.REST) in order
