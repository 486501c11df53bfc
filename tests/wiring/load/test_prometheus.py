"""The analyst against a Prometheus over HTTP that is absent, slow, wrong or right."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from pilotlight.core.traffic import Traffic, TrafficOrder, TrafficReport
from pilotlight.load.analyst import NOT_CONFIGURED, Analyst, Key
from pilotlight.load.counts import E2E, ITL, REQUESTS, STREAMS, TOKENS, TTFT
from pilotlight.load.prometheus import Prometheus
from tests.wiring.load.liar import Liar, Samples, serving

KEY: Key = ("demo", "chat")
NEW, OLD = "chat-0123456789", "chat-abcdef0123"
WINDOW = 120.0  # seconds since the switch
SCRAPED_EVERY = 5.0
TIMEOUT = 1.0

# Counters of a pod, and by how much each rises between two scrapes.
RISES: dict[tuple[str, ...], float] = {
    (REQUESTS, "code=200"): 10,
    (REQUESTS, "code=500"): 1,
    (STREAMS, "end=truncated"): 1,
    (TOKENS,): 100,
    **{
        (f"{name}_bucket", f"le={bound}"): count
        for name in (TTFT, ITL[0], E2E)
        for bound, count in (("1.0", 5), ("2.0", 11), ("+Inf", 11))
    },
    **{(f"{name}_sum",): 11.0 for name in (TTFT, ITL[0], E2E)},
}
SCRAPES = WINDOW / SCRAPED_EVERY


@pytest.fixture
def liar() -> Iterator[Liar]:
    with serving(Liar()) as it:
        yield it


def scrape(
    liar: Liar, pod: str, revision: str, *, first: float = -900, last: float = 0, **labels: str
) -> None:
    """A pod that works evenly, scraped from `first` to `last` (seconds from now)."""
    now = liar.now()
    # Aligned to the switch, so that the window has a whole number of scrapes.
    times = [-WINDOW + SCRAPED_EVERY * step - 0.5 for step in range(-200, 400)]
    seen = [it for it in times if first <= it <= last]
    for (name, *more), rise in RISES.items():
        own = dict(it.split("=") for it in more)
        place = {"namespace": "demo", "pod": pod, "revision": revision, **labels}
        samples = [(now + at, str(1000 + rise * step)) for step, at in enumerate(seen)]
        liar.series.append(({"__name__": name, **own, **place}, samples))


def an_order(previous: str | None = OLD) -> TrafficOrder:
    return TrafficOrder(NEW, previous, datetime.now(UTC) - timedelta(seconds=WINDOW))


async def answer(
    source: Prometheus | None, order: TrafficOrder | None = None, rounds: int = 1
) -> TrafficReport:
    told: list[Key] = []
    analyst = Analyst(source, told.append, ask_every=0)
    analyst.ensure(KEY, order or an_order())
    for _ in range(rounds):
        await analyst.round()
    assert told == [KEY] * rounds
    return analyst.reports[KEY]


def asking(liar: Liar) -> Prometheus:
    return Prometheus(liar.url, TIMEOUT)


async def test_everything_is_counted_since_the_switch_and_before(liar: Liar) -> None:
    for pod, revision in (("n1", NEW), ("n2", NEW), ("o1", OLD)):
        scrape(liar, pod, revision)
    report = await answer(asking(liar))
    assert report.problem == ""
    assert report.current.requests == pytest.approx(2 * 11 * SCRAPES, abs=22)
    assert report.current.errors == pytest.approx(2 * 2 * SCRAPES, abs=4)
    assert report.current.rejections == 0
    assert report.current.generated == pytest.approx(2 * 100 * SCRAPES, abs=200)
    assert report.previous.requests == pytest.approx(11 * SCRAPES, abs=11)
    assert report.before.requests == pytest.approx(11 * 600 / SCRAPED_EVERY, abs=11)
    for histogram in (report.current.ttft, report.current.itl, report.current.e2e):
        assert histogram is not None
        assert [bound for bound, _ in histogram.buckets] == [1, 2, math.inf]
        assert histogram.count == pytest.approx(2 * 11 * SCRAPES, abs=22)


async def test_later_rounds_read_only_what_is_new_and_count_the_same(liar: Liar) -> None:
    scrape(liar, "n1", NEW)
    scrape(liar, "o1", OLD)
    order = an_order()
    once = await answer(asking(liar), order)
    first = len(liar.asked)
    again = await answer(asking(liar), order, rounds=3)
    assert (again.current, again.previous, again.before) == (
        once.current,
        once.previous,
        once.before,
    )
    spans = [int(it.rpartition("[")[2].removesuffix("ms]")) for it in liar.asked if "[" in it]
    assert first == 3  # its clock, before the switch, since the switch
    assert len(liar.asked) == first + 3 + 2 * 2
    assert all(span < 62_000 for span in spans[-2:])


@pytest.mark.parametrize("ahead", [-3600.0, 3600.0])
async def test_the_clocks_need_not_agree(liar: Liar, ahead: float) -> None:
    liar.ahead = ahead
    scrape(liar, "n1", NEW)
    report = await answer(asking(liar))
    assert report.problem == ""
    assert report.current.requests == pytest.approx(11 * SCRAPES, abs=11)


@dataclass(frozen=True)
class Lie:
    """What is wrong, and what is said of it."""

    id: str
    tell: Callable[[Liar], None]
    problem: str


def body(text: bytes, status: int = 200) -> Callable[[Liar], None]:
    def tell(liar: Liar) -> None:
        liar.body, liar.status = text, status

    return tell


def stale(liar: Liar) -> None:
    scrape(liar, "n1", NEW, last=-40)
    scrape(liar, "o1", OLD)


def spoiled(value: str) -> Callable[[Liar], None]:
    def tell(liar: Liar) -> None:
        scrape(liar, "n1", NEW)
        for _, samples in liar.series:
            samples[-1] = (samples[-1][0], value)

    return tell


def slow(liar: Liar) -> None:
    liar.slow = 10.0


NONSENSE = "what answers at prometheus.url does not speak Prometheus' API"
LIES = (
    Lie("empty", lambda _: None, f"Prometheus has no series of {NEW}"),
    Lie("another revision", lambda it: scrape(it, "o1", OLD), f"Prometheus has no series of {NEW}"),
    Lie("stale", stale, f"the newest numbers of {NEW} are 4"),
    Lie("slow", slow, "Prometheus did not answer within 1 s"),
    Lie("HTTP 500", body(b"oops", 500), "Prometheus answered HTTP 500"),
    Lie(
        "too much",
        body(b'{"status":"error","error":"query would load too many samples"}', 422),
        "Prometheus answered HTTP 422: query would load too many samples",
    ),
    Lie("HTML", body(b"<html>Sign in</html>"), NONSENSE),
    Lie("other JSON", body(b"[]"), NONSENSE),
    Lie("an error with status 200", body(b'{"status":"error"}'), NONSENSE),
    Lie("no result", body(b'{"data":{"result":null}}'), NONSENSE),
    Lie("not a number", spoiled("many"), NONSENSE),
    Lie("NaN", spoiled("NaN"), f"Prometheus has no usable number of {NEW}"),
    Lie("infinite", spoiled("+Inf"), f"Prometheus has no usable number of {NEW}"),
    Lie("negative", spoiled("-1"), f"Prometheus has no usable number of {NEW}"),
)


@pytest.mark.parametrize("lie", LIES, ids=lambda it: it.id)
async def test_a_lie_ends_in_one_sentence(liar: Liar, lie: Lie) -> None:
    lie.tell(liar)
    began = time.monotonic()
    report = await answer(asking(liar))
    assert report.problem.startswith(lie.problem)
    assert (report.current, report.previous, report.before)[0] == Traffic()
    assert time.monotonic() - began < 3 * TIMEOUT


async def test_a_trickle_is_given_up_on(liar: Liar) -> None:
    liar.trickle = 0.3
    report = await answer(Prometheus(liar.url, 0.5))
    assert report.problem == "Prometheus had not answered completely after 2 s"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9", "Prometheus cannot be reached: Connection refused"),
        ("http://prometheus.invalid:9090", "Prometheus cannot be reached: "),
        ("ftp://127.0.0.1", "Prometheus cannot be reached: Not supported URL scheme ftp"),
    ],
)
async def test_an_absent_prometheus_is_named(url: str, reason: str) -> None:
    report = await answer(Prometheus(url, TIMEOUT))
    assert report.problem.startswith(reason)


async def test_none_that_is_configured_is_named() -> None:
    report = await answer(None)
    assert report.problem == NOT_CONFIGURED


async def test_one_number_that_is_nan_spoils_no_other(liar: Liar) -> None:
    scrape(liar, "n1", NEW)
    for labels, samples in liar.series:
        if labels["__name__"] == TOKENS:
            samples[-1] = (samples[-1][0], "NaN")
    report = await answer(asking(liar))
    assert (report.problem, report.current.generated) == ("", None)
    assert report.current.requests


async def test_a_pod_without_its_engine_leaves_no_latency(liar: Liar) -> None:
    scrape(liar, "n1", NEW)
    scrape(liar, "n2", NEW)
    liar.series = [
        it for it in liar.series if it[0]["pod"] == "n1" or it[0]["__name__"] in (REQUESTS, STREAMS)
    ]
    report = await answer(asking(liar))
    assert report.problem == ""
    assert (report.current.ttft, report.current.generated) == (None, None)
    assert report.current.requests == pytest.approx(2 * 11 * SCRAPES, abs=22)


async def test_a_pod_that_is_gone_keeps_its_share(liar: Liar) -> None:
    scrape(liar, "n1", NEW)
    scrape(liar, "n2", NEW, last=-WINDOW / 2)
    report = await answer(asking(liar))
    assert report.current.requests == pytest.approx(1.5 * 11 * SCRAPES, abs=22)


async def test_a_pod_that_is_scraped_twice_counts_once(liar: Liar) -> None:
    scrape(liar, "n1", NEW, job="a")
    scrape(liar, "n1", NEW, job="b")
    report = await answer(asking(liar))
    assert report.current.requests == pytest.approx(11 * SCRAPES, abs=11)


async def test_zeros_after_an_outage_take_nothing_away(liar: Liar) -> None:
    scrape(liar, "n1", NEW, last=-60)
    zeros: Samples = [(liar.now() - 5, "0"), (liar.now() - 1, "0")]
    for _, samples in liar.series:
        samples.extend(zeros)
    report = await answer(asking(liar))
    assert report.problem == ""
    assert report.current.requests == pytest.approx(11 * (WINDOW - 60) / SCRAPED_EVERY, abs=11)


async def test_an_outage_does_not_cost_what_was_read(liar: Liar) -> None:
    scrape(liar, "n1", NEW)
    analyst = Analyst(asking(liar), lambda _: None, ask_every=0)
    analyst.ensure(KEY, an_order())
    await analyst.round()
    before = analyst.reports[KEY].current
    liar.status, liar.body = 503, b""
    await analyst.round()
    assert analyst.reports[KEY].problem == "Prometheus answered HTTP 503"
    liar.status, liar.body = 200, None
    await analyst.round()
    assert analyst.reports[KEY].current == before


async def test_the_loop_answers_a_new_order_at_once_and_goes_on_until_told_otherwise(
    liar: Liar,
) -> None:
    scrape(liar, "n1", NEW)
    told: asyncio.Queue[Key] = asyncio.Queue()
    analyst = Analyst(asking(liar), told.put_nowait, ask_every=0.1)
    task = asyncio.create_task(analyst.run())
    await asyncio.sleep(0.05)
    order = an_order()
    for _ in range(3):
        analyst.ensure(KEY, order)
        assert await asyncio.wait_for(told.get(), 5) == KEY
    first = analyst.reports[KEY]
    assert first.order == order
    analyst.ensure(KEY, None)
    assert analyst.reports == {}
    other = an_order(previous=None)
    analyst.ensure(("demo", "other"), other)
    while await asyncio.wait_for(told.get(), 5) == KEY:
        pass
    assert set(analyst.reports) == {("demo", "other")}
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_what_a_listener_throws_does_not_end_the_loop(liar: Liar) -> None:
    calls: asyncio.Queue[Key] = asyncio.Queue()

    def listener(key: Key) -> None:
        calls.put_nowait(key)
        raise RuntimeError("no")

    analyst = Analyst(asking(liar), listener, ask_every=0.05)
    task = asyncio.create_task(analyst.run())
    analyst.ensure(KEY, an_order())
    for _ in range(2):
        await asyncio.wait_for(calls.get(), 5)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
