"""From counters to the traffic of a revision, and which numbers are not trusted."""

import math
from dataclasses import dataclass, field

import pytest

from pilotlight.core.traffic import Histogram, Traffic
from pilotlight.load.counts import traffic
from pilotlight.load.series import Series
from tests.unit.load.series import a_ledger, a_pod

HALVES = Histogram(((1, 5), (2, 10), (math.inf, 10)), 12.5)
DOUBLED = Histogram(((1, 10), (2, 20), (math.inf, 20)), 25)
ONE = Traffic(10, 2, 2, 160, HALVES, HALVES, HALVES)
TWO = Traffic(20, 4, 4, 320, DOUBLED, DOUBLED, DOUBLED)

NO_ANSWERS: dict[str, object] = {"requests": None, "errors": None, "rejections": None}


@dataclass(frozen=True)
class Row:
    """Series, and the numbers that differ from those of two good pods."""

    id: str
    series: list[Series]
    changed: dict[str, object] = field(default_factory=dict)


def pods(**second: tuple[float, ...] | None) -> list[Series]:
    return [*a_pod("a", 10), *a_pod("b", 10, **second)]


def an_older_pod(name: str) -> list[Series]:
    return a_pod(name, 10, itl=None, old_itl=(5, 10, 10, 12.5))


ROWS = (
    Row("two good pods", pods()),
    Row("the older name of the latency between tokens", [*an_older_pod("a"), *an_older_pod("b")]),
    Row("both names at the same time", pods(old_itl=(1, 1, 1, 1))),
    Row("tokens are NaN in one pod", pods(tokens=(math.nan,)), {"generated": None}),
    Row("tokens are missing in a pod that answered", pods(tokens=None), {"generated": None}),
    Row("a bucket is infinite", pods(ttft=(5, math.inf, 10, 12.5)), {"ttft": None}),
    Row("a sum is negative", pods(e2e=(5, 10, 10, -1)), {"e2e": None}),
    Row("a latency is missing in a pod that answered", pods(ttft=None), {"ttft": None}),
    Row("the last buckets are missing in one pod", pods(ttft=(5, 10)), {"ttft": None}),
    Row("requests are NaN", pods(requests=(math.nan, 1, 1)), NO_ANSWERS),
    Row("streams that took too long are errors", pods(streams=(7, 0, 1, 5)), {"errors": 9}),
    Row("streams are NaN", pods(streams=(7, 0, math.nan)), {"errors": None}),
    Row("a pod has no gate", pods(requests=None, streams=None), NO_ANSWERS),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_number_is_told_if_every_pod_has_it(row: Row) -> None:
    found = traffic(a_ledger(*row.series))
    for name in Traffic.__dataclass_fields__:
        expected = row.changed.get(name, getattr(TWO, name))
        assert getattr(found, name) == expected, name


def test_one_pod_alone_is_told() -> None:
    assert traffic(a_ledger(*a_pod("a", 10))) == ONE


def test_a_pod_without_requests_may_lack_the_metrics_of_the_engine() -> None:
    no_engine = dict.fromkeys(("tokens", "ttft", "itl", "e2e"))
    idle = a_pod("b", 10, requests=None, streams=(0, 0, 0), **no_engine)
    assert traffic(a_ledger(*a_pod("a", 10), *idle)) == ONE


def test_a_gate_that_answered_nothing_has_answered_zero_requests() -> None:
    found = traffic(a_ledger(*a_pod("a", 10, requests=None, streams=(0, 0, 0))))
    assert (found.requests, found.errors, found.rejections) == (0, 0, 0)


def test_nothing_is_nothing() -> None:
    assert traffic(a_ledger()) == Traffic()
