"""The HPA by numbers of Kubernetes' own unit tests.

`pkg/controller/podautoscaler/replica_calculator_test.go` at 5f3bc7c and `horizontal_test.go` at
4e62298; the names are those of its tests or rows. Levels are in thousandths there.
"""

import pytest

from tests.bench.autoscale.peers.hpa import (
    DOWN,
    UP,
    Controller,
    Hpa,
    Limit,
    Rules,
    by_average,
    by_total,
    stabilised,
)
from tests.unit.bench_autoscale.worlds import a_scrape


@pytest.mark.parametrize(
    ("name", "current", "levels", "target", "expected"),
    [
        ("ScaleUpCM", 3, [20, 10, 30], 15, 4),
        ("ScaleUpCMUnreadyHotCpuNoLessScale", 3, [50, 10, 30], 15, 6),
        ("ScaleUpCMUnreadyHotCpuScaleWouldScaleDown", 3, [50, 15, 30], 15, 7),
        ("ScaleUpCMExternal", 1, [8.6], 4.4, 2),
        ("ScaleDownCM", 5, [12] * 5, 20, 3),
        ("ToleranceCM", 3, [20, 21, 21], 20, 3),
        # The same rule for CPU, where the target is a share of a request of one core.
        ("MissingMetrics", 4, [400, 95], 1000, 3),
        ("MissingMetricsNoChangeGt", 2, [1900], 1000, 2),
        ("MissingMetricsNoChangeLt", 2, [600], 1000, 2),
    ],
)
def test_an_average_over_pods(
    name: str, current: int, levels: list[float], target: float, expected: int
) -> None:
    assert by_average(levels, current - len(levels), target, current) == expected


@pytest.mark.parametrize(
    ("name", "current", "total", "target", "expected"),
    [
        ("ScaleUpPerPodCMExternal", 3, 8600, 2150, 4),
        ("TolerancePerPodCMExternal", 3, 8600, 2900, 3),
        ("ScaleDownPerPodCMExternal", 5, 8600, 2867, 3),
        ("ScaleUpCMPerPodObject", 3, 20000, 5000, 4),
        ("TolerancePerPodCMObject", 4, 20166, 5000, 4),
        ("ScaleDownPerPodCMObject", 5, 6000, 2000, 3),
    ],
)
def test_a_total_divided_by_all_pods(
    name: str, current: int, total: float, target: float, expected: int
) -> None:
    assert by_total(total, target, current) == expected


def rules(pods: int, pods_period: int, percent: int, percent_period: int) -> Rules:
    """In the order of arguments of `generateScalingRules`."""
    limits = [Limit(pods, pods_period)] if pods else []
    limits += [Limit(percent, percent_period, percent=True)] if percent else []
    return Rules(tuple(limits))


# Events spread over two minutes, as `generateEventsUniformDistribution` does: in the middle of
# thirds, 100, 60 and 20 s ago. Here the clock stands at 120 s.
THIRDS = (20.0, 60.0, 100.0)


@pytest.mark.parametrize(
    ("up", "events", "bounds", "current", "desired", "expected"),
    [
        (UP, [], (3, 8), 5, 7, 7),
        (UP, [], (1, 10), 20, 1000, 10),
        (UP, [], (100, 150), 100, 1000, 150),
        (rules(0, 0, 1, 60), [], (1, 2000), 3, 1000, 4),
        (UP, [], (1, 1000), 10, 50, 20),
        (rules(100, 60, 100, 60), [], (1, 1000), 10, 500, 110),
        (rules(2, 60, 100, 60), [], (1, 1000), 10, 500, 20),
        (rules(100, 60, 0, 0), [], (1, 1000), 10, 50, 50),
        (rules(30, 60, 0, 0), [], (1, 1000), 10, 50, 40),
        (rules(0, 0, 200, 60), [], (1, 1000), 10, 50, 30),
        (rules(300, 60, 0, 0), [1, 5, 9], (1, 200), 100, 500, 200),
        (rules(0, 0, 10000, 60), [1, 5, 9], (1, 200), 100, 500, 200),
        (rules(5, 120, 0, 0), [1, 5, 9], (1, 1000), 100, 500, 100),
        (rules(150, 120, 0, 0), [1, 5, 9], (1, 1000), 100, 500, 235),
        (rules(0, 0, 200, 120), [1, 5, 9], (1, 1000), 100, 500, 255),
    ],
)
def test_scaling_up_with_rules(
    up: Rules,
    events: list[int],
    bounds: tuple[int, int],
    current: int,
    desired: int,
    expected: int,
) -> None:
    added = list(zip(THIRDS, events, strict=False))
    controller = Controller(*bounds, up=up, added=added)
    assert controller.limit(current, desired, 120.0) == expected


@pytest.mark.parametrize(
    ("down", "events", "bounds", "current", "desired", "expected"),
    [
        (DOWN, [], (2, 8), 3, 1, 2),
        (DOWN, [], (0, 10), 1, 0, 0),
        (rules(20, 60, 0, 0), [], (3, 2000), 1000, 3, 980),
        (rules(20, 60, 1, 60), [], (1, 1000), 100, 2, 80),
        (rules(2, 60, 1, 60), [], (1, 1000), 100, 2, 98),
        (rules(100, 60, 0, 0), [], (1, 1000), 10, 0, 1),
        (rules(0, 0, 100, 60), [], (5, 1000), 10, 2, 5),
        (rules(5, 60, 0, 0), [], (1, 1000), 10, 2, 5),
        (rules(0, 0, 50, 60), [], (1, 1000), 10, 5, 5),
        (DOWN, [1, 5, 9], (1, 1000), 10, 5, 5),
        (rules(115, 120, 0, 0), [1, 5, 9], (1, 1000), 100, 0, 1),
        (rules(130, 120, 0, 0), [1, 5, 9], (5, 1000), 100, 0, 5),
        (rules(5, 120, 0, 0), [1, 5, 9], (1, 1000), 100, 2, 100),
        (rules(0, 0, 50, 120), [2, 4, 6], (1, 1000), 100, 0, 56),
        (rules(0, 0, 10, 120), [10, 10, 10], (1, 1000), 100, 0, 100),
        (rules(0, 0, 1000, 120), [10, 10, 10], (1, 1000), 10, 5, 5),
    ],
)
def test_scaling_down_with_rules(
    down: Rules,
    events: list[int],
    bounds: tuple[int, int],
    current: int,
    desired: int,
    expected: int,
) -> None:
    removed = list(zip(THIRDS, events, strict=False))
    controller = Controller(*bounds, down=down, removed=removed)
    assert controller.limit(current, desired, 120.0) == expected


@pytest.mark.parametrize(
    ("name", "before", "current", "desired", "up", "down", "expected"),
    [
        ("empty recommendations for scaling down", [], 100, 5, 0, 0, 5),
        ("simple scale down stabilization", [(2, 4), (1, 5)], 100, 3, 0, 180, 5),
        ("simple scale up stabilization", [(2, 4), (1, 5)], 1, 7, 300, 0, 4),
        ("no scale down stabilization", [(2, 1), (1, 2)], 100, 3, 300, 0, 3),
        ("no scale up stabilization", [(2, 4), (1, 5)], 1, 3, 0, 300, 3),
        ("no scale down, reuse", [(10, 10), (9, 9)], 100, 3, 0, 0, 3),
        ("no scale up, reuse", [(10, 10), (9, 9)], 1, 100, 0, 0, 100),
        ("scale down, reuse", [(10, 10), (1, 4), (2, 5), (9, 9)], 100, 3, 0, 180, 5),
        ("scale up, reuse", [(100, 10), (1, 6), (2, 5), (3, 9)], 1, 100, 300, 0, 5),
    ],
)
def test_stabilised_over_a_window(
    name: str,
    before: list[tuple[float, int]],
    current: int,
    desired: int,
    up: float,
    down: float,
    expected: int,
) -> None:
    now = 10_000.0
    events = [(now - 60 * minutes, replicas) for minutes, replicas in before]
    assert stabilised(current, desired, events, now, up, down) == expected


def test_as_a_policy_it_goes_up_at_once_and_down_after_five_minutes() -> None:
    hpa = Hpa(target=5)
    assert hpa.decide(a_scrape(0, [(10, 20)] * 4)) == 8  # 16 wanted, at most twice as many
    assert hpa.decide(a_scrape(15, [(10, 0)] * 4, starting=4)) == 8
    assert hpa.decide(a_scrape(299, [(10, 0)] * 8)) == 8
    assert hpa.decide(a_scrape(300, [(10, 0)] * 8)) == 4  # at 15 s four were missing
    assert hpa.decide(a_scrape(630, [(10, 0)] * 4)) == 1


def test_as_a_policy_it_counts_starting_pods_as_idle_and_holds_without_metrics() -> None:
    hpa = Hpa(target=5)
    assert hpa.decide(a_scrape(0, [(0, 10)] * 4, starting=4)) == 8
    assert hpa.decide(a_scrape(15, [], starting=8)) == 8
