"""llm-d's law. It has no unit tests upstream: the numbers follow from its published formula.

`docs/architecture/autoscaling/slo-aware-keda.md` at a7922ed, thresholds 0.55 and 0.40.
"""

import math

import pytest

from tests.bench.autoscale.peers.llmd import BOUNDS, Llmd, formula, histogram_quantile
from tests.unit.bench_autoscale.worlds import a_scrape


@pytest.mark.parametrize(
    ("signal", "replicas", "ready", "expected"),
    [
        (1.1, 8, 8, 16),  # 8 + ceil(8 * (2 - 1))
        (2.0, 3, 3, 11),  # 3 + ceil(3 * (3.636 - 1)): clamped, the largest signal there is
        (0.56, 8, 8, 9),
        (0.55, 8, 8, 8),  # the band
        (0.40, 8, 8, 8),
        (0.39, 8, 8, 8),  # less than one replica
        (0.20, 8, 8, 4),
        (0.0, 8, 8, 0),
        (1.1, 8, 4, 8),  # four are coming: credited
        (1.1, 8, 6, 12),
        (0.6, 8, 2, 8),  # the credit sheds nobody
        (0.2, 8, 4, 4),  # down is not credited
    ],
)
def test_the_formula(signal: float, replicas: int, ready: int, expected: int) -> None:
    assert formula(signal, replicas, ready, 0.55, 0.40) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(0.25, 0.5), (0.5, 1.0), (0.9, 1.8), (0.95, 2.9), (1.0, 4.0)]
)
def test_a_quantile_is_linear_within_its_bucket(share: float, expected: float) -> None:
    found = histogram_quantile(share, [50, 90, 100], [1.0, 1.8, 4.0])
    assert found == pytest.approx(expected)


def test_a_quantile_beyond_the_last_bound_is_that_bound_and_none_is_not_a_number() -> None:
    assert histogram_quantile(0.9, [1, 2, 100], [1.0, 2.0, math.inf]) == 2.0
    assert math.isnan(histogram_quantile(0.9, [0, 0], [1.0, 2.0]))


def counts(within: dict[float, int]) -> list[int]:
    """Cumulative counts from counts by upper bound."""
    return [sum(n for b, n in within.items() if b <= bound) for bound in BOUNDS]


def test_late_first_tokens_bring_replicas_after_half_a_minute_and_four_a_minute() -> None:
    law, replicas, told = Llmd(), 4, []
    fast, late = counts({0.25: 100}), counts({0.25: 100, 2.5: 300, 5.0: 100})
    for number, now in enumerate(range(0, 120, 15)):
        ttft = fast if number < 2 else [count * (number - 1) for count in late]
        scrape = a_scrape(now, [(1, 0)] * 4, starting=replicas - 4, ttft=[it // 4 for it in ttft])
        replicas = law.decide(scrape)
        told.append(replicas)
    # The quiet past counts for 30 s; then more, less those that are starting; then the limit.
    assert told[:3] == [4, 4, 4]
    assert 4 < told[3] <= told[5] == 8
    assert told[-1] <= 12


def test_idle_it_gives_up_one_replica_in_two_minutes() -> None:
    law = Llmd()
    replicas, told = 4, []
    for now in range(0, 600, 15):
        replicas = law.decide(a_scrape(now, [(0, 0)] * replicas))
        told.append(replicas)
    # Nothing for the 180 s of its window, and then 4, 3, 2, 1 two minutes apart.
    assert [told.index(n) * 15 for n in (3, 2, 1)] == [180, 300, 420]
