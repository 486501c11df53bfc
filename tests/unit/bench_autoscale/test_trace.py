"""Traces: read, superposed, made up."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from tests.bench.autoscale.made_up import MADE_UP, steady
from tests.bench.autoscale.trace import HERE, RECORDED, read, superposed
from tests.unit.bench_autoscale.worlds import a_trace

CSV = "TIMESTAMP,ContextTokens,GeneratedTokens\n"


def test_a_file_is_read_in_the_order_of_its_times(tmp_path: Path) -> None:
    rows = "2023-11-16 18:17:04.0319600,3180,8\n2023-11-16 18:17:03.9799600,4808,10\n"
    (tmp_path / "one.csv").write_text(CSV + rows)
    with gzip.open(tmp_path / "two.csv.gz", "wt") as file:
        file.write(CSV + "105.5,7,8\n100,4808,10\n")
    one, two = read(tmp_path / "one.csv"), read(tmp_path / "two.csv.gz")
    assert one.arrivals.tolist() == pytest.approx([0, 0.052])
    assert (one.prompts.tolist(), one.outputs.tolist()) == ([4808, 3180], [10, 8])
    assert two.arrivals.tolist() == [0, 5.5]
    assert (two.name, two.duration) == ("two", 6.0)


@pytest.mark.parametrize(
    ("text", "why"), [("TIMESTAMP,Tokens\n1,2\n", "no column ContextTokens"), (CSV, "no requests")]
)
def test_a_file_that_is_no_trace_says_why(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "bad.csv").write_text(text)
    with pytest.raises(ValueError, match=why):
        read(tmp_path / "bad.csv")


def test_the_recorded_traces_are_those_that_their_readme_describes() -> None:
    conv, code = (read(HERE / file) for file, _ in RECORDED.values())
    assert (len(conv), len(code)) == (19_366, 8_819)
    assert np.bincount(code.arrivals.astype(int)).max() == 67
    assert 3400 < code.duration < conv.duration < 3600


def test_copies_are_rotated_by_their_seed_and_nothing_else() -> None:
    trace = a_trace((0.0, 10, 1), (1.0, 20, 2), (2.5, 30, 3), duration=4.0)
    three = superposed(trace, 3, seed=7)
    assert len(three) == 9
    assert sorted(three.prompts.tolist()) == [10] * 3 + [20] * 3 + [30] * 3
    assert (np.diff(three.arrivals) >= 0).all()
    assert three.arrivals.max() < 4.0
    assert three.arrivals.tolist() == superposed(trace, 3, seed=7).arrivals.tolist()
    assert three.arrivals.tolist() != superposed(trace, 3, seed=8).arrivals.tolist()
    first = three.arrivals[three.prompts == 10]
    second = three.arrivals[three.prompts == 20]
    assert sorted((first + 1.0) % 4.0) == pytest.approx(sorted(second))


def test_a_small_spread_keeps_the_bursts_together() -> None:
    trace = a_trace((10.0, 1, 1), (11.0, 1, 1), duration=100.0)
    together = superposed(trace, 20, seed=1, spread=5.0)
    assert together.arrivals.min() >= 10
    assert together.arrivals.max() <= 16
    assert np.ptp(superposed(trace, 20, seed=1).arrivals) > 50


@pytest.mark.parametrize(
    ("name", "since", "until", "rate"),
    [
        ("flash", 0, 1800, 2),
        ("flash", 2100, 2280, 15),
        ("diurnal", 3500, 3700, 60),
        ("heavy", 0, 3600, 20),
        ("step", 0, 1200, 10),
        ("step", 1200, 3600, 40),
    ],
)
def test_a_made_up_trace_has_the_rate_it_says(
    name: str, since: float, until: float, rate: float
) -> None:
    trace = MADE_UP[name](3)
    found = ((trace.arrivals >= since) & (trace.arrivals < until)).sum() / (until - since)
    assert found == pytest.approx(rate, rel=0.1)
    assert trace.arrivals.tolist() == MADE_UP[name](3).arrivals.tolist()


def test_a_steady_load_has_noise_of_ten_percent_from_minute_to_minute() -> None:
    by_minute = np.bincount((steady(3, hours=2.0, rate=30).arrivals // 60).astype(int)) / 60
    assert by_minute.mean() == pytest.approx(30, rel=0.03)
    assert 0.07 < by_minute.std() / by_minute.mean() < 0.13


def test_a_crowd_comes_after_half_an_hour_of_quiet() -> None:
    trace = MADE_UP["flash"](3)
    by_minute = np.bincount((trace.arrivals // 60).astype(int))
    crowded = np.flatnonzero(by_minute > 500)
    assert crowded.min() >= 30
    assert np.diff(crowded).max() >= 30
    assert 14 <= len(crowded) <= 18


def test_heavy_tails_are_heavy_and_fit_the_cache() -> None:
    trace = MADE_UP["heavy"](3)
    assert np.median(trace.prompts) < 1000 < 50_000 < trace.prompts.max()
    assert (trace.prompts + trace.outputs).max() < 120_000
