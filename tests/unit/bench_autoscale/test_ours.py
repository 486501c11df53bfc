"""The operator's law in the simulator: it is told enough, and its answer is what happens."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.bench.autoscale.measures import measure
from tests.bench.autoscale.ours import Ours
from tests.bench.autoscale.policy import Scrape
from tests.bench.autoscale.run import simulate
from tests.bench.autoscale.trace import Trace, of
from tests.unit.bench_autoscale.worlds import always, exact, poisson


class Watched(Ours):
    """Remembers what it was told and what it answered."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Scrape] = []
        self.answers: list[int] = []

    def decide(self, scrape: Scrape) -> int:
        self.told.append(scrape)
        self.answers.append(super().decide(scrape))
        return self.answers[-1]


def rising(rates: Sequence[float], seconds: float) -> Trace:
    """One rate after the other, so long each."""
    parts = [
        poisson(rate, seconds, prompt=1000, output=200, seed=number)
        for number, rate in enumerate(rates)
    ]
    times = np.concatenate([it.arrivals + number * seconds for number, it in enumerate(parts)])
    size = len(times)
    duration = seconds * len(parts)
    return of("rising", times, np.full(size, 1000), np.full(size, 200), duration)


def test_more_load_brings_replicas_and_they_keep_the_objective() -> None:
    trace = rising((5, 30), 400)
    policy = Watched()
    life = simulate(trace, policy, exact(2, measured_from=500), seed=1)
    assert max(policy.answers) > 3
    assert measure(life).misses < 1
    few = simulate(trace, always(2), exact(2, measured_from=500), seed=1)
    assert measure(few).misses > 50


def test_in_a_gap_of_the_metrics_it_never_asks_for_less() -> None:
    policy = Watched()
    trace = rising((30, 3), 500)
    simulate(trace, policy, exact(8, gaps=((505.0, 900.0),)), seed=1)
    blind = [
        (before, after)
        for told, before, after in zip(
            policy.told[1:], policy.answers, policy.answers[1:], strict=False
        )
        if 510 <= told.now < 900
    ]
    assert len(blind) > 70
    assert all(after >= before for before, after in blind)


def test_it_knows_the_ready_pods_of_now_and_how_long_they_took() -> None:
    policy = Watched()
    life = simulate(rising((5, 40), 200), policy, exact(1), seed=1)
    last = policy.told[-1]
    assert last.pods == tuple(it.name for it in life.crew.members if it.name in last.pods)
    assert len(last.pods) == last.ready > 1
    assert last.cold_start == pytest.approx(20)


def test_its_settings_are_those_of_the_operator_unless_they_are_given() -> None:
    assert Ours().settings["utilization"] == 90
    trace = replace(rising((20,), 600), duration=600.0)
    hours = [
        measure(
            simulate(trace, Ours(utilization=it), exact(1, measured_from=300), seed=1)
        ).gpu_hours
        for it in (50, 110)
    ]
    assert hours[0] > 1.3 * hours[1]
