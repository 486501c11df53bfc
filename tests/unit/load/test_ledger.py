"""How much counters rose, whatever the samples look like. The window begins at 100 s."""

import math
from dataclasses import dataclass

import pytest

from pilotlight.load.counts import REQUESTS, STREAMS
from pilotlight.load.ledger import Ledger
from pilotlight.load.series import Series
from tests.unit.load.series import a_series

SEEN = a_series((90.0, 1.0), name=STREAMS)
LONG_SEEN = a_series((20.0, 1.0), name=STREAMS, pod="other")


@dataclass(frozen=True)
class Row:
    """Series, and what they come to."""

    id: str
    series: tuple[Series, ...]
    rise: float


ROWS = (
    Row("the last sample before the window is the base",
        (a_series((90, 5), (95, 7), (105, 9)),), 2),
    Row("what came before the window does not count", (a_series((80, 5), (90, 7)),), 0),
    Row("a sample at the very start is a base", (a_series((100, 7), (105, 9)),), 2),
    Row("a restart counts from zero", (a_series((95, 50), (105, 60), (110, 3)),), 13),
    Row("zeros after an outage take nothing away", (a_series((95, 50), (105, 60), (200, 0)),), 10),
    Row("a restart before the window does not count", (a_series((90, 50), (95, 3), (105, 4)),), 1),
    Row("a gap loses nothing", (a_series((95, 50), (400, 90)),), 40),
    Row("a new code of a known worker counts from zero", (SEEN, a_series((105, 4), (110, 6))), 6),
    Row("a new pod counts from zero", (LONG_SEEN, a_series((105, 4), (110, 6))), 6),
    Row("a worker that a blind Prometheus begins to see does not",
        (a_series((105, 4), (110, 6)),), 2),
    Row("NaN is skipped", (a_series((95, 5), (105, math.nan), (110, 9)),), 4),
    Row("infinity is skipped", (a_series((95, 5), (105, math.inf), (110, 9)),), 4),
    Row("a negative value is skipped", (a_series((95, 5), (105, -3), (110, 9)),), 4),
    Row("the same series twice counts once", (a_series((95, 5), (105, 9)),) * 2, 4),
    Row(
        "a pod that two jobs scrape counts once",
        (
            a_series((95.0, 5), (105.0, 9), (115.0, 12)),
            # 0.4 s later scraped, sooner read.
            a_series((95.4, 4), (105.4, 8), (115.4, 11), source="job=other"),
        ),
        7,
    ),
    Row(
        "a pod that changes its role goes on",
        (a_series((90, 5), (95, 7)), a_series((100.5, 9), (105.5, 10), source="role=draining")),
        3,
    ),
    Row(
        "two pods add up, and one that is gone keeps its share",
        (a_series((95, 5), (105, 9)), a_series((95, 5), (105, 6), (180, 8), pod="b")),
        7,
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_counters_rise_by_what_was_counted_in_the_window(row: Row) -> None:
    ledger = Ledger(100)
    ledger.feed(row.series)
    assert sum(rise for _, rise in ledger.rises(REQUESTS)) == row.rise


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_portions_that_overlap_come_to_the_same(row: Row) -> None:
    ledger = Ledger(100)
    for start, end in ((0.0, 97.0), (43.0, 103.0), (48.0, 108.0), (48.0, 1000.0)):
        ledger.feed(
            Series(
                one.counter,
                one.revision,
                one.source,
                tuple(it for it in one.samples if start < it[0] <= end),
            )
            for one in row.series
        )
    assert sum(rise for _, rise in ledger.rises(REQUESTS)) == row.rise


def test_a_window_that_is_over_takes_nothing_more() -> None:
    ledger = Ledger(100, until=110)
    ledger.feed([a_series((95, 5), (105, 9), (115, 20))])
    assert [rise for _, rise in ledger.rises(REQUESTS)] == [4]


@pytest.mark.parametrize(
    ("last", "doubtful"), [(7.0, False), (math.nan, True), (math.inf, True), (-1.0, True)]
)
def test_a_metric_is_doubtful_while_a_last_value_is_no_count(last: float, doubtful: bool) -> None:
    ledger = Ledger(100)
    ledger.feed([a_series((95, 5), (105, last)), a_series((95, 5), (105, 6), pod="b")])
    assert ledger.is_doubtful(REQUESTS) is doubtful
    ledger.feed([a_series((110, 9))])
    assert not ledger.is_doubtful(REQUESTS)


@pytest.mark.parametrize(
    ("samples", "limit"),
    [
        (((100, 1), (105, 1), (110, 1)), 15),
        (((80, 1), (110, 1)), 90),
        (((10, 1), (110, 1)), 90),
        (((110, 1),), 45),
    ],
    ids=["every 5 s", "every 30 s", "longer is not believed", "one sample does not tell"],
)
def test_samples_are_stale_after_three_scrapes(
    samples: tuple[tuple[float, float], ...], limit: float
) -> None:
    ledger = Ledger(100)
    ledger.feed([a_series(*samples)])
    assert not ledger.is_stale(110 + limit)
    assert ledger.is_stale(110 + limit + 1)


def test_nothing_is_stale_from_the_start() -> None:
    assert Ledger(100).is_stale(100)
