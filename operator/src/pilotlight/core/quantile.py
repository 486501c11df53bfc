"""Percentiles of a histogram that has only counts up to some bounds."""

import math
from dataclasses import dataclass
from itertools import pairwise

from pilotlight.core.traffic import Histogram


@dataclass(frozen=True, slots=True)
class Quantile:
    """Seconds. `at_least`: it lies beyond the last finite bound, which is all that is known."""

    seconds: float
    at_least: bool = False


def quantile(histogram: Histogram, q: float) -> Quantile:
    """The value that a share `q` (0 to 1) of the observations does not exceed.

    Linear within its bucket, the first of which begins at 0, as in Prometheus' histogram_quantile
    (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile).

    Args:
        histogram: a usable one with at least one observation, see `unusable`.
        q: e.g. 0.95.
    """
    rank = q * histogram.count
    lower, below = 0.0, 0.0
    for bound, count in histogram.buckets:
        if count >= rank and count > below:
            if math.isinf(bound):
                return Quantile(lower, at_least=True)
            return Quantile(lower + (bound - lower) * (rank - below) / (count - below))
        lower, below = bound, count
    raise ValueError("a histogram without observations has no percentiles")


def unusable(histogram: Histogram | None) -> str | None:
    """Why it says nothing, or None."""
    if histogram is None:
        return "not known"
    bounds = [bound for bound, _ in histogram.buckets]
    counts = [count for _, count in histogram.buckets]
    if len(bounds) < 2 or bounds[-1] != math.inf or any(a >= b for a, b in pairwise(bounds)):
        return "buckets are missing"
    if not all(math.isfinite(it) and it >= 0 for it in (*counts, histogram.total)):
        return "buckets are no counts"
    if any(a > b for a, b in pairwise(counts)):
        return "buckets contradict each other"
    return None
