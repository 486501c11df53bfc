"""When a draining worker may leave; one row per line of the table in drain.py."""

from __future__ import annotations

import pytest

from pilotlight_worker.drain import DrainRules, Traffic, drain_blocked

RULES = DrainRules(min_drain=5, keep_alive=5, drain_timeout=300)


@pytest.mark.parametrize(
    ("elapsed", "traffic", "says"),
    [
        (0.0, Traffic(0, None), "within the first 5 s"),
        (4.9, Traffic(0, 100.0), "within the first 5 s"),
        (100.0, Traffic(2, 0.1), "2 requests in flight"),
        (100.0, Traffic(0, 0.0), "a request 0.0 s ago"),
        (100.0, Traffic(0, 5.9), "a request 5.9 s ago"),
        (100.0, None, "the gate does not say"),
    ],
)
def test_a_worker_stays_while_something_may_come(
    elapsed: float, traffic: Traffic | None, says: str
) -> None:
    assert (drain_blocked(RULES, elapsed, traffic) or "").startswith(says)


@pytest.mark.parametrize(
    ("elapsed", "traffic"),
    [
        (5.0, Traffic(0, None)),
        (5.0, Traffic(0, 6.0)),
        (300.0, Traffic(7, 0.0)),
        (300.0, None),
    ],
)
def test_a_worker_leaves_when_nothing_can_come_or_the_time_is_over(
    elapsed: float, traffic: Traffic | None
) -> None:
    assert drain_blocked(RULES, elapsed, traffic) is None


def test_a_drain_timeout_shorter_than_the_minimum_wins() -> None:
    rules = DrainRules(min_drain=5, keep_alive=5, drain_timeout=2)
    assert drain_blocked(rules, 2.0, Traffic(1, 0.0)) is None
