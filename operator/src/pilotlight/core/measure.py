"""One number out of the traffic of a revision: what a gate is about."""

import math
from dataclasses import dataclass

from pilotlight.api.rollout import Gate, GateMetric
from pilotlight.core.quantile import quantile, unusable
from pilotlight.core.traffic import Histogram, Traffic

RATES = (GateMetric.ERROR_RATE, GateMetric.REJECTION_RATE)
LATENCIES = (
    GateMetric.TIME_TO_FIRST_TOKEN,
    GateMetric.INTER_TOKEN_LATENCY,
    GateMetric.END_TO_END_LATENCY,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """`value`: percent of the requests for rates, seconds for latencies, tokens per second.

    at_least: the true value may be higher. requests: what it rests on.
    """

    value: float
    requests: float
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Why there is no value."""

    reason: str
    too_few_requests: bool = False


def measure(gate: Gate, traffic: Traffic, minimum: int) -> Measured | Unmeasured:
    """The gate's value, if at least `minimum` requests stand behind it.

    A latency and TokensPerSecond need as many observations too: requests that were refused, or
    that only list models, have no first token.
    """
    requests = traffic.requests
    if requests is None or not _is_count(requests):
        return Unmeasured(f"the number of requests is {_shown(requests)}")
    if requests < minimum:
        return _too_few(requests, minimum)
    match gate.metric:
        case GateMetric.ERROR_RATE:
            return _rate(traffic.errors, requests, "errors")
        case GateMetric.REJECTION_RATE:
            return _rate(traffic.rejections, requests, "rejections")
        case GateMetric.TOKENS_PER_SECOND:
            return _speed(traffic, minimum)
        case _:
            return _latency(gate, traffic, minimum)


def _rate(part: float | None, requests: float, name: str) -> Measured | Unmeasured:
    if part is None or not _is_count(part):
        return Unmeasured(f"the number of {name} is {_shown(part)}")
    # Two counters of one scrape may differ by what ended in between.
    return Measured(100 * min(1.0, part / requests), requests)


def _latency(gate: Gate, traffic: Traffic, minimum: int) -> Measured | Unmeasured:
    histogram = _histogram(gate.metric, traffic)
    if histogram is None or unusable(histogram) is not None:
        return Unmeasured(f"no latency: {unusable(histogram)}")
    # Between tokens there are many observations a request: the requests are what counts.
    rests_on = traffic.requests if gate.metric is GateMetric.INTER_TOKEN_LATENCY else None
    observations = histogram.count
    if observations < minimum:
        return _too_few(observations, minimum)
    found = quantile(histogram, (gate.percentile or 50) / 100)
    return Measured(found.seconds, rests_on or observations, found.at_least)


def _speed(traffic: Traffic, minimum: int) -> Measured | Unmeasured:
    """Generated tokens by the seconds that requests took: no matter how many ran at a time."""
    if traffic.generated is None or not _is_count(traffic.generated):
        return Unmeasured(f"the number of tokens is {_shown(traffic.generated)}")
    if traffic.e2e is None or unusable(traffic.e2e) is not None:
        return Unmeasured(f"no duration of requests: {unusable(traffic.e2e)}")
    if traffic.e2e.count < minimum:
        return _too_few(traffic.e2e.count, minimum)
    if traffic.e2e.total <= 0:
        return Unmeasured("the requests took no time")
    return Measured(traffic.generated / traffic.e2e.total, traffic.e2e.count)


def _histogram(metric: GateMetric, traffic: Traffic) -> Histogram | None:
    match metric:
        case GateMetric.TIME_TO_FIRST_TOKEN:
            return traffic.ttft
        case GateMetric.INTER_TOKEN_LATENCY:
            return traffic.itl
        case _:
            return traffic.e2e


def _too_few(count: float, minimum: int) -> Unmeasured:
    return Unmeasured(f"{count:.0f} of {minimum} requests", too_few_requests=True)


def _is_count(number: float) -> bool:
    return math.isfinite(number) and number >= 0


def _shown(number: float | None) -> str:
    return "not known" if number is None else f"{number:g}, which is none"
