"""Small worlds for the tests of the simulator."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tests.bench.autoscale.policy import Replica, Scrape
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.server import TTFT_BOUNDS, Engine
from tests.bench.autoscale.trace import Trace, of

Asked = tuple[float, int, int]
"""When, prompt tokens, tokens to generate."""


def a_trace(*requests: Asked, duration: float = 60.0) -> Trace:
    times, prompts, outputs = (np.array(it) for it in zip(*requests, strict=True))
    return of("test", times.astype(float), prompts, outputs, duration)


def poisson(rate: float, duration: float, prompt: int, output: int, seed: int = 1) -> Trace:
    chance = np.random.default_rng(seed)
    times = chance.uniform(0, duration, chance.poisson(rate * duration))
    size = len(times)
    return of("test", times, np.full(size, prompt), np.full(size, output), duration)


def one_replica(**engine: Any) -> Scenario:
    """One for good, measured from the first second."""
    return Scenario(start=1, maximum=1, measured_from=0, engine=Engine(**engine))


def exact(start: int, **more: Any) -> Scenario:
    """Every cold start takes 20 s."""
    return Scenario(start=start, cold_start=20.0, cold_sigma=0.0, **more)


class Wants:
    """Asks for what a function of the time says, and remembers what it was told."""

    def __init__(self, wanted: Callable[[float], int], every: float = 5.0) -> None:
        self.name, self.every = "test", every
        self.settings: Mapping[str, float] = {"scrape": 5.0}
        self._wanted = wanted
        self.told: list[Scrape] = []

    def decide(self, scrape: Scrape) -> int:
        self.told.append(scrape)
        return self._wanted(scrape.now)


def always(replicas: int) -> Wants:
    return Wants(lambda now: replicas)


def a_scrape(
    now: float,
    in_flight: Sequence[tuple[int, int]],
    starting: int = 0,
    ttft: Sequence[int] | None = None,
) -> Scrape:
    """Ready pods by their running and waiting requests."""
    counts = tuple(ttft or [0] * len(TTFT_BOUNDS))
    pods = tuple(
        Replica(f"r{i}", True, running, waiting, 0, 0, counts, 0, 0, 0.0)
        for i, (running, waiting) in enumerate(in_flight)
    )
    return Scrape(now, now, pods, len(pods), starting, 0)
