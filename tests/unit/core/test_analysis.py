"""What gates say: verdicts, and the sentences that a person reads at night."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pilotlight.api.rollout import Analysis
from pilotlight.api.status import GateVerdict
from pilotlight.core.analysis import assess
from pilotlight.core.quantile import Quantile, quantile, unusable
from pilotlight.core.traffic import Histogram, Traffic, TrafficOrder, TrafficReport

PASS, FAIL, OPEN = GateVerdict.PASS, GateVerdict.FAIL, GateVerdict.INCONCLUSIVE
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ORDER = TrafficOrder("chat-new", "chat-old", NOW - timedelta(minutes=2))

ERRORS = {"metric": "ErrorRate", "maxPercent": 1}
ERRORS_RATIO = {"metric": "ErrorRate", "maxRatioPercent": 150}
REJECTIONS = {"metric": "RejectionRate", "maxPercent": 5}
TTFT = {"metric": "TimeToFirstToken", "percentile": 95, "maxDuration": "2s"}
TTFT_RATIO = {"metric": "TimeToFirstToken", "percentile": 50, "maxRatioPercent": 130}
ITL = {"metric": "InterTokenLatency", "percentile": 50, "maxDuration": "100ms"}
SPEED = {"metric": "TokensPerSecond", "minPerSecond": 20}
SPEED_RATIO = {"metric": "TokensPerSecond", "minRatioPercent": 80}


def a_histogram(*counts: float, total: float = 100.0) -> Histogram:
    """Counts at or below 1, 2 and 4 s, and of all."""
    return Histogram(tuple(zip((1.0, 2.0, 4.0, math.inf), counts, strict=True)), total)


GOOD = Traffic(
    requests=200,
    errors=1,
    rejections=2,
    generated=4000,
    ttft=a_histogram(100, 200, 200, 200),
    itl=a_histogram(8000, 8000, 8000, 8000),
    e2e=a_histogram(0, 100, 200, 200, total=100),
)
QUIET = replace(GOOD, requests=3)


def a_report(current: Traffic = GOOD, **changes: Any) -> TrafficReport:
    return replace(TrafficReport(ORDER, NOW, current, GOOD, GOOD), **changes)


def an_analysis(*gates: dict[str, Any]) -> Analysis:
    return Analysis.model_validate({"minRequests": 50, "gates": list(gates)})


def of(**changes: Any) -> TrafficReport:
    return a_report(replace(GOOD, **changes))


@dataclass(frozen=True)
class Row:
    """A gate, a report, and what is said."""

    gate: dict[str, Any]
    report: TrafficReport
    verdict: GateVerdict
    message: str


ROWS = (
    Row(ERRORS, a_report(), PASS, "ErrorRate 0.5 %, at most 1 % (200 requests)"),
    Row(ERRORS, of(errors=2), PASS, "ErrorRate 1 %, at most 1 % (200 requests)"),
    Row(ERRORS, of(errors=7), FAIL, "ErrorRate 3.5 %, at most 1 % (200 requests)"),
    Row(ERRORS, of(errors=300), FAIL, "ErrorRate 100 %, at most 1 % (200 requests)"),
    Row(ERRORS, of(requests=12, errors=12), OPEN, "ErrorRate: 12 of 50 requests"),
    Row(ERRORS, of(requests=0, errors=0), OPEN, "ErrorRate: 0 of 50 requests"),
    Row(ERRORS, of(requests=50, errors=0), PASS, "ErrorRate 0 %, at most 1 % (50 requests)"),
    Row(ERRORS, of(requests=None), OPEN, "ErrorRate: the number of requests is not known"),
    Row(
        ERRORS,
        of(requests=math.nan),
        OPEN,
        "ErrorRate: the number of requests is nan, which is none",
    ),
    Row(
        ERRORS,
        of(requests=math.inf),
        OPEN,
        "ErrorRate: the number of requests is inf, which is none",
    ),
    Row(ERRORS, of(requests=-5), OPEN, "ErrorRate: the number of requests is -5, which is none"),
    Row(ERRORS, of(errors=None), OPEN, "ErrorRate: the number of errors is not known"),
    Row(ERRORS, of(errors=math.nan), OPEN, "ErrorRate: the number of errors is nan, which is none"),
    Row(REJECTIONS, of(rejections=11), FAIL, "RejectionRate 5.5 %, at most 5 % (200 requests)"),
    Row(TTFT, a_report(), PASS, "TimeToFirstToken p95 1.9 s, at most 2 s (200 requests)"),
    Row(
        TTFT,
        of(ttft=a_histogram(0, 150, 200, 200)),
        FAIL,
        "TimeToFirstToken p95 3.6 s, at most 2 s (200 requests)",
    ),
    Row(
        TTFT,
        of(ttft=a_histogram(0, 0, 150, 200)),
        FAIL,
        "TimeToFirstToken p95 at least 4 s, at most 2 s (200 requests)",
    ),
    Row(
        {**TTFT, "maxDuration": "10s"},
        of(ttft=a_histogram(0, 0, 150, 200)),
        OPEN,
        "TimeToFirstToken p95 at least 4 s, at most 10 s: beyond the last bucket (200 requests)",
    ),
    Row(TTFT, of(ttft=a_histogram(0, 0, 10, 10)), OPEN, "TimeToFirstToken p95: 10 of 50 requests"),
    Row(TTFT, of(ttft=None), OPEN, "TimeToFirstToken p95: no latency: not known"),
    Row(
        TTFT,
        of(ttft=a_histogram(9, 8, 200, 200)),
        OPEN,
        "TimeToFirstToken p95: no latency: buckets contradict each other",
    ),
    Row(
        TTFT,
        of(ttft=a_histogram(9, math.nan, 200, 200)),
        OPEN,
        "TimeToFirstToken p95: no latency: buckets are no counts",
    ),
    Row(
        ITL,
        of(itl=a_histogram(8000, 8000, 8000, 8000)),
        FAIL,
        "InterTokenLatency p50 500 ms, at most 100 ms (200 requests)",
    ),
    Row(
        SPEED, a_report(), PASS, "TokensPerSecond 40 tokens/s, at least 20 tokens/s (200 requests)"
    ),
    Row(
        SPEED,
        of(generated=1000),
        FAIL,
        "TokensPerSecond 10 tokens/s, at least 20 tokens/s (200 requests)",
    ),
    Row(
        SPEED,
        of(generated=math.inf),
        OPEN,
        "TokensPerSecond: the number of tokens is inf, which is none",
    ),
    Row(
        SPEED,
        of(e2e=a_histogram(200, 200, 200, 200, total=0)),
        OPEN,
        "TokensPerSecond: the requests took no time",
    ),
    Row(
        ERRORS_RATIO,
        of(errors=2),
        FAIL,
        "ErrorRate 1 %, 200 % of the 0.5 % of chat-old since the switch, at most 150 %"
        " (200 requests against 200)",
    ),
    Row(
        ERRORS_RATIO,
        a_report(previous=replace(GOOD, errors=0), current=replace(GOOD, errors=0)),
        PASS,
        "ErrorRate 0 %, at most 1 % because chat-old had 0 % since the switch (200"
        " requests against 200)",
    ),
    Row(
        ERRORS_RATIO,
        a_report(previous=replace(GOOD, errors=0), current=replace(GOOD, errors=2)),
        PASS,
        "ErrorRate 1 %, at most 1 % because chat-old had 0 % since the switch (200"
        " requests against 200)",
    ),
    Row(
        ERRORS_RATIO,
        a_report(previous=replace(GOOD, errors=0), current=replace(GOOD, errors=3)),
        FAIL,
        "ErrorRate 1.5 %, at most 1 % because chat-old had 0 % since the switch (200"
        " requests against 200)",
    ),
    Row(
        TTFT_RATIO,
        a_report(),
        PASS,
        "TimeToFirstToken p50 1 s, 100 % of the 1 s of chat-old since the switch, at"
        " most 130 % (200 requests against 200)",
    ),
    Row(
        TTFT_RATIO,
        a_report(
            replace(GOOD, ttft=a_histogram(0, 200, 200, 200)),
            previous=QUIET,
            before=replace(GOOD, requests=80),
        ),
        FAIL,
        "TimeToFirstToken p50 1.5 s, 150 % of the 1 s of chat-old before the switch, at"
        " most 130 % (200 requests against 200)",
    ),
    Row(
        TTFT_RATIO,
        a_report(previous=QUIET, before=Traffic()),
        OPEN,
        "TimeToFirstToken p50: nothing to compare with, chat-old has: 3 of 50 requests"
        " since the switch; the number of requests is not known before the switch",
    ),
    Row(
        TTFT_RATIO,
        a_report(order=replace(ORDER, previous=None)),
        OPEN,
        "TimeToFirstToken p50: nothing to compare with, no revision was replaced",
    ),
    Row(
        TTFT_RATIO,
        a_report(previous=replace(GOOD, ttft=a_histogram(0, 0, 0, 200))),
        PASS,
        "TimeToFirstToken p50 1 s, at most 25 % of the at least 4 s of chat-old since"
        " the switch, at most 130 % (200 requests against 200)",
    ),
    Row(
        TTFT_RATIO,
        of(ttft=a_histogram(0, 0, 0, 200)),
        FAIL,
        "TimeToFirstToken p50 at least 4 s, at least 400 % of the 1 s of chat-old since"
        " the switch, at most 130 % (200 requests against 200)",
    ),
    Row(
        TTFT_RATIO,
        a_report(
            replace(GOOD, ttft=a_histogram(0, 0, 0, 200)),
            previous=replace(GOOD, ttft=a_histogram(0, 0, 0, 200)),
        ),
        OPEN,
        "TimeToFirstToken p50 at least 4 s, at least 100 % of the at least 4 s of"
        " chat-old since the switch, at most 130 %: beyond the last bucket (200 requests"
        " against 200)",
    ),
    Row(
        SPEED_RATIO,
        of(generated=3000),
        FAIL,
        "TokensPerSecond 30 tokens/s, 75 % of the 40 tokens/s of chat-old since the"
        " switch, at least 80 % (200 requests against 200)",
    ),
    Row(
        SPEED_RATIO,
        a_report(previous=replace(GOOD, generated=0)),
        PASS,
        "TokensPerSecond 40 tokens/s, 100 % of the 40 tokens/s of chat-old before the"
        " switch, at least 80 % (200 requests against 200)",
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.message[:60])
def test_a_gate_says_in_one_sentence_what_it_found(row: Row) -> None:
    (result,) = assess(an_analysis(row.gate), row.report, NOW).gates
    assert (result.verdict, result.message) == (row.verdict, row.message)
    assert len(result.message) <= 512


@pytest.mark.parametrize(
    ("report", "message"),
    [
        (None, "no numbers: Prometheus has not been asked yet"),
        (a_report(problem="it is down"), "no numbers: it is down"),
        (
            a_report(at=NOW - timedelta(seconds=31)),
            "no numbers: Prometheus was last asked 31 s ago",
        ),
    ],
)
def test_without_a_fresh_report_no_gate_has_a_verdict(
    report: TrafficReport | None, message: str
) -> None:
    found = assess(an_analysis(ERRORS, TTFT), report, NOW)
    assert (found.verdict, found.message, found.too_few_requests) == (OPEN, message, False)
    assert {gate.verdict for gate in found.gates} == {OPEN}


def test_a_report_is_fresh_for_thirty_seconds() -> None:
    report = a_report(at=NOW - timedelta(seconds=30))
    assert assess(an_analysis(ERRORS), report, NOW).verdict is PASS


@dataclass(frozen=True)
class Together:
    """Several gates, and what they come to."""

    current: Traffic
    verdict: GateVerdict
    message: str
    too_few: bool = False


TOGETHER = (
    Together(
        GOOD,
        PASS,
        "2 gates kept: ErrorRate 0.5 %, at most 1 % (200 requests);"
        " TimeToFirstToken p95 1.9 s, at most 2 s (200 requests)",
    ),
    Together(
        replace(GOOD, errors=100, ttft=None),
        FAIL,
        "1 of 2 gates failed: ErrorRate 50 %, at most 1 % (200 requests)",
    ),
    Together(
        replace(GOOD, ttft=None),
        OPEN,
        "1 of 2 gates without a verdict: TimeToFirstToken p95: no latency: not known",
    ),
    Together(
        QUIET,
        OPEN,
        "2 of 2 gates without a verdict: ErrorRate: 3 of 50 requests;"
        " TimeToFirstToken p95: 3 of 50 requests",
        too_few=True,
    ),
    Together(
        replace(GOOD, ttft=a_histogram(1, 1, 1, 1)),
        OPEN,
        "1 of 2 gates without a verdict: TimeToFirstToken p95: 1 of 50 requests",
        too_few=True,
    ),
    Together(
        replace(GOOD, ttft=a_histogram(1, 1, 1, 1), errors=None),
        OPEN,
        "2 of 2 gates without a verdict: ErrorRate: the number of errors is not known;"
        " TimeToFirstToken p95: 1 of 50 requests",
    ),
)


@pytest.mark.parametrize("row", TOGETHER, ids=lambda row: row.message[:60])
def test_one_failure_fails_all_and_one_open_gate_leaves_all_open(row: Together) -> None:
    found = assess(an_analysis(ERRORS, TTFT), a_report(row.current), NOW)
    assert (found.verdict, found.message) == (row.verdict, row.message)
    assert found.too_few_requests is row.too_few


def test_many_gates_are_told_shortly() -> None:
    gates = [{**TTFT, "percentile": it} for it in range(50, 66)]
    found = assess(an_analysis(*gates), a_report(QUIET), NOW)
    assert found.message.endswith("; and 13 more")


@pytest.mark.parametrize(
    ("counts", "q", "expected"),
    [
        ((10, 20, 30, 30), 0.5, Quantile(1.5)),
        ((10, 10, 20, 20), 0.5, Quantile(1.0)),
        ((0, 0, 10, 10), 0.5, Quantile(3.0)),
        ((10, 10, 10, 10), 0.99, Quantile(0.99)),
        ((0, 0, 0, 10), 0.5, Quantile(4.0, at_least=True)),
        ((5, 5, 5, 10), 0.5, Quantile(1.0)),
    ],
)
def test_percentiles_are_those_of_prometheus(
    counts: tuple[float, ...], q: float, expected: Quantile
) -> None:
    found = quantile(a_histogram(*counts), q)
    assert found.seconds == pytest.approx(expected.seconds)
    assert found.at_least is expected.at_least


@pytest.mark.parametrize(
    ("histogram", "problem"),
    [
        (None, "not known"),
        (Histogram((), 0), "buckets are missing"),
        (Histogram(((1, 5), (2, 6)), 1), "buckets are missing"),
        (Histogram(((2, 5), (1, 6), (math.inf, 7)), 1), "buckets are missing"),
        (a_histogram(1, 2, 3, math.inf), "buckets are no counts"),
        (a_histogram(-1, 2, 3, 4), "buckets are no counts"),
        (a_histogram(1, 2, 3, 4, total=math.nan), "buckets are no counts"),
        (a_histogram(3, 2, 3, 4), "buckets contradict each other"),
        (a_histogram(0, 0, 0, 0, total=0), None),
    ],
)
def test_a_histogram_that_cannot_be_is_not_used(
    histogram: Histogram | None, problem: str | None
) -> None:
    assert unusable(histogram) == problem
