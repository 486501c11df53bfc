"""Traces with one difficulty each, drawn anew for every seed.

Lengths are lognormal with the medians of the conversation trace (1,020 prompt and 129 generated
tokens) unless the lengths are the difficulty.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.autoscale.trace import HOUR, Trace, of

Rate = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def flash(seed: int) -> Trace:
    """A crowd of 15/s for eight minutes, twice, half an hour of 2/s before each.

    One replica is enough for the quiet and about three are for the crowd, which is there at once.
    """
    chance = np.random.default_rng(seed)
    starts = np.array([1800.0, 4500.0]) + chance.uniform(0, 300, 2)

    def rate(at: NDArray[np.float64]) -> NDArray[np.float64]:
        crowd = ((at[:, None] >= starts) & (at[:, None] < starts + 480)).any(axis=1)
        return np.where(crowd, 15.0, 2.0)

    return _drawn("flash", rate, 15, 1.75 * HOUR, chance)


def diurnal(seed: int) -> Trace:
    """A day in two hours: from 5/s up to 60/s and down again, with slow noise of 10 %."""
    chance = np.random.default_rng(seed)
    noise = 1 + 0.1 * chance.standard_normal(241)

    def rate(at: NDArray[np.float64]) -> NDArray[np.float64]:
        shape = 5 + 55 * np.sin(np.pi * at / (2 * HOUR)) ** 2
        return shape * np.interp(at, np.arange(241) * 30.0, noise)

    return _drawn("diurnal", rate, 90, 2 * HOUR, chance)


def heavy(seed: int) -> Trace:
    """20/s whose prompts (up to 60,000 tokens) and answers (up to 8,000) have Pareto tails.

    Shape 1.3: the mean exists, the variance would not without the bound.
    """
    chance = np.random.default_rng(seed)
    trace = _drawn("heavy", lambda at: np.full_like(at, 20.0), 20, HOUR, chance)
    prompts = np.minimum(60_000, 400 * (1 + chance.pareto(1.3, len(trace))))
    outputs = np.minimum(8_000, 50 * (1 + chance.pareto(1.3, len(trace))))
    return of("heavy", trace.arrivals, prompts, outputs, trace.duration)


def step(seed: int) -> Trace:
    """From 10/s to 40/s at once after 1,200 s, for good."""
    chance = np.random.default_rng(seed)
    return _drawn("step", lambda at: np.where(at < 1200, 10.0, 40.0), 40, HOUR, chance)


def steady(seed: int, hours: float = 6.0, rate: float = 30.0) -> Trace:
    """One rate for hours, with noise of 10 % that changes every minute."""
    chance = np.random.default_rng(seed)
    minutes = int(hours * 60) + 1
    noise = np.clip(1 + 0.1 * chance.standard_normal(minutes), 0.5, 1.5)
    return _drawn(
        "steady",
        lambda at: rate * noise[(at // 60).astype(np.int64)],
        1.5 * rate,
        hours * HOUR,
        chance,
    )


MADE_UP = {it.__name__: it for it in (flash, diurnal, heavy, step, steady)}


def _drawn(name: str, rate: Rate, peak: float, duration: float, chance: Generator) -> Trace:
    """Poisson arrivals of a changing rate by thinning, with lognormal lengths."""
    times = chance.uniform(0, duration, chance.poisson(peak * duration))
    times = times[chance.uniform(0, peak, len(times)) < rate(times)]
    prompts = np.minimum(14_000, chance.lognormal(np.log(1020), 0.9, len(times)))
    outputs = np.minimum(1_000, chance.lognormal(np.log(129), 0.9, len(times)))
    return of(name, times, prompts, outputs, duration)
