"""The KPA by numbers of knative/serving's own `pkg/autoscaler/scaling/autoscaler_test.go`, 01f103e.

There the target is what is aimed at, the rates are 10, the stable window is 60 s; the names are
those of its tests. `expectScale` is a row: seconds, stable and panic concurrency, ready pods, pods.
"""

import pytest

from tests.bench.autoscale.peers.kpa import Decider, Kpa, Spec
from tests.unit.bench_autoscale.worlds import a_scrape

Row = tuple[float, float, float, int, int]


def a_spec(target: float, **changed: float) -> Spec:
    return Spec(**{"target": target, "up_rate": 10, "down_rate": 10, **changed})


@pytest.mark.parametrize(
    ("name", "target", "rows"),
    [
        ("NoDataAtZero", 10, [(0, 0, 0, 1, 0)]),
        ("StableModeUnlimitedTBC", 181, [(0, 21, 26, 1, 1)]),
        ("0TBC", 10, [(0, 50, 49, 1, 5)]),
        ("StableModeNoChange", 10, [(0, 50, 50, 1, 5)]),
        ("StableModeNoChangeAlreadyScaled", 10, [(0, 50, 50, 5, 5)]),
        ("PanicModeDoublePodCount", 10, [(0, 50, 100, 1, 10)]),
        ("StableModeIncrease", 10, [(0, 50, 10, 1, 5), (0, 100, 10, 1, 10)]),
        ("StableModeDecrease", 10, [(0, 100, 100, 8, 10), (0, 50, 50, 8, 5)]),
        ("StableModeNoTraffic", 10, [(0, 1, 0, 1, 1), (0, 0, 0, 1, 0)]),
        ("RateLimitScaleUp", 10, [(0, 1000, 1001, 1, 10), (0, 1000, 1001, 10, 100)]),
        ("RateLimitScaleDown", 10, [(0, 1, 1, 100, 10), (0, 1, 1, 10, 1)]),
        ("UseOnePodIfEndpointsNotFound", 10, [(0, 1000, 888, 0, 10)]),
        (
            "UnpanicAfterSlowIncrease",
            1,
            [(0, 11, 25, 10, 25), (30, 30, 41, 40, 41), (62, 50, 56, 55, 50)],
        ),
        ("ExtendPanicWindow", 1, [(0, 11, 25, 10, 25), (30, 30, 80, 40, 80)]),
        (
            "PanicModeExponentialTrackAndStabilize",
            1,
            [
                (0, 6, 6, 1, 6),
                (0, 36, 36, 6, 36),
                (1, 216, 216, 36, 216),
                (1, 1296, 1296, 216, 1296),
                (2, 1296, 1296, 1296, 1296),
            ],
        ),
        (
            "PanicThenUnPanicScaleDown",
            10,
            [(0, 100, 100, 1, 10), (0, 100, 1000, 10, 100), (30, 1, 1, 10, 100), (61, 1, 1, 10, 1)],
        ),
    ],
)
def test_a_decider_tells_the_story_of(name: str, target: float, rows: list[Row]) -> None:
    decider = Decider(a_spec(target))
    told = [decider.scale(stable, panic, ready, now) for now, stable, panic, ready, _ in rows]
    assert told == [expected for *_, expected in rows]


@pytest.mark.parametrize(
    ("name", "spec", "row"),
    [
        ("IncreaseWithSmallScaleUpRate", a_spec(1, up_rate=1.1), (3, 3.1, 2, 3)),
        ("DecreaseWithSmallScaleDownRate", a_spec(10, down_rate=1.1), (1, 1, 100, 90)),
    ],
)
def test_a_small_rate_still_moves(
    name: str, spec: Spec, row: tuple[float, float, int, int]
) -> None:
    stable, panic, ready, expected = row
    assert Decider(spec).scale(stable, panic, ready, 0.0) == expected


@pytest.mark.parametrize(("stable", "expected"), [(50, 50), (20, 30)])
def test_in_panic_the_larger_of_both_windows_counts(stable: float, expected: int) -> None:
    """PanicStableLargerThanPanic and PanicStableLessThanPanic."""
    decider = Decider(a_spec(1), panicking=-5.0, panic_pods=5)
    assert decider.scale(stable, 30, 5, 0.0) == expected


def test_a_scale_down_delay_keeps_the_most_of_its_window() -> None:
    """ScaleDownDelay, simple and gradual."""
    decider = Decider(a_spec(10, panic_threshold=100, down_delay=300))
    story = [
        (2, 40, 4),
        (300, 0, 4),
        (302, 0, 0),
        (540, 40, 4),
        (600, 30, 4),
        (660, 0, 4),
        (840, 0, 3),
        (900, 0, 0),
    ]
    assert [decider.scale(c, c, 0, now) for now, c, _ in story] == [it for *_, it in story]


def test_it_starts_in_panic_with_more_than_one_pod() -> None:
    """StartInPanicMode."""
    started = [Decider.started(a_spec(100), ready, 7.0) for ready in (0, 1, 2)]
    assert [(it.panicking, it.panic_pods) for it in started] == [(None, 0), (None, 1), (7.0, 2)]


def test_as_a_policy_it_averages_over_a_minute_and_panics_over_six_seconds() -> None:
    kpa = Kpa(target=10, utilization=1.0)
    calm = [kpa.decide(a_scrape(now, [(10, 0)])) for now in range(0, 60, 2)]
    assert set(calm) == {1}
    crowd = [kpa.decide(a_scrape(now, [(10, 50)])) for now in (60, 62, 64)]
    # The panic window holds (10, 10, 60), (10, 60, 60) and (60, 60, 60).
    assert crowd == [3, 5, 6]


def test_without_data_it_stays() -> None:
    assert Kpa().decide(a_scrape(0, [], starting=3)) == 3
