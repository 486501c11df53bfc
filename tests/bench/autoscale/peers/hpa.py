"""The Horizontal Pod Autoscaler of Kubernetes (autoscaling/v2) on a metric of pods.

After `pkg/controller/podautoscaler/replica_calculator.go` and `horizontal.go`: the ratio of the
average to the target, no change within 10 %, a pod without metrics counted as idle on the way up
and as on target on the way down, recommendations stabilised over a window (300 s down, none up),
and at most so many pods or percent per period. Its sync period is 15 s.

There is no default target. The documented one is that of GKE for vLLM: 5 of
`vllm:num_requests_waiting` on average (cloud.google.com/kubernetes-engine, "Serve LLMs on GKE with
multi-host", 2025), scraped every 15 s as its PodMonitoring is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from tests.bench.autoscale.policy import Scrape

TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many pods, or percent of the pods at the start of the period, per period (s)."""

    value: float
    period: float
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """One direction of `behavior`; of several limits the one that allows most counts."""

    limits: tuple[Limit, ...]
    window: float = 0.0


UP = Rules((Limit(100, 15, percent=True), Limit(4, 15)))
DOWN = Rules((Limit(100, 15, percent=True),), window=300)

Event = tuple[float, int]
"""When, and how many replicas: recommended, or added or removed."""


def by_average(values: Sequence[float], missing: int, target: float, current: int) -> int:
    """A Pods metric: values of the pods that have one; `missing` have none."""
    ratio = sum(values) / len(values) / target
    if not missing:
        return current if abs(1 - ratio) <= TOLERANCE else ceil(ratio * len(values))
    filled = target if ratio < 1 else 0
    number = len(values) + missing
    again = (sum(values) + missing * filled) / number / target
    turned = (ratio < 1 < again) or (again < 1 < ratio)
    return current if turned or abs(1 - again) <= TOLERANCE else ceil(again * number)


def by_total(total: float, target: float, current: int) -> int:
    """An External metric with an AverageValue: the total divided by all replicas."""
    if abs(1 - total / (target * current)) <= TOLERANCE:
        return current
    return ceil(total / target)


def highest(current: int, rules: Rules, added: Sequence[Event], now: float) -> float:
    """The most replicas that a scale-up may lead to now."""
    allowed = [
        ceil(start * (1 + limit.value / 100)) if limit.percent else start + limit.value
        for limit in rules.limits
        for start in [current - _within(added, now, limit.period)]
    ]
    return max(current, *allowed)


def lowest(current: int, rules: Rules, removed: Sequence[Event], now: float) -> float:
    """The fewest replicas that a scale-down may lead to now."""
    allowed = [
        int(start * (1 - limit.value / 100)) if limit.percent else start - limit.value
        for limit in rules.limits
        for start in [current + _within(removed, now, limit.period)]
    ]
    return min(current, *allowed)


def stabilised(
    current: int, desired: int, before: Sequence[Event], now: float, up: float, down: float
) -> int:
    """No more than the least of the up window, no fewer than the most of the down window."""
    least = min([desired, *(n for at, n in before if now - at < up)])
    most = max([desired, *(n for at, n in before if now - at < down)])
    return min(max(current, least), most)


def _within(events: Sequence[Event], now: float, period: float) -> int:
    return sum(change for at, change in events if now - at < period)


@dataclass(slots=True)
class Controller:
    """What the HPA does with a number of replicas that a metric asks for, and its memory."""

    minimum: int = 1
    maximum: int = 24
    up: Rules = UP
    down: Rules = DOWN
    recommended: list[Event] = field(default_factory=list)
    added: list[Event] = field(default_factory=list)
    removed: list[Event] = field(default_factory=list)

    def decide(self, current: int, desired: int, now: float) -> int:
        """Stabilised, limited, within the bounds. The first recommendation is what there is."""
        if not self.recommended:
            self.recommended.append((now, current))
        wanted = stabilised(
            current, desired, self.recommended, now, self.up.window, self.down.window
        )
        self.recommended = [it for it in self.recommended if now - it[0] < self._memory()]
        self.recommended.append((now, desired))
        return self.limit(current, wanted, now)

    def limit(self, current: int, wanted: int, now: float) -> int:
        """At the rates that are allowed; what changes is remembered."""
        if wanted > current:
            wanted = int(min(wanted, self.maximum, highest(current, self.up, self.added, now)))
            self.added.append((now, max(0, wanted - current)))
        elif wanted < current:
            wanted = int(max(wanted, self.minimum, lowest(current, self.down, self.removed, now)))
            self.removed.append((now, max(0, current - wanted)))
        return min(max(wanted, self.minimum), self.maximum)

    def _memory(self) -> float:
        return max(self.up.window, self.down.window, 1.0)


class Hpa:
    """On requests per pod: waiting ones, or with `in_flight` 1 running and waiting ones."""

    every = 15.0

    def __init__(
        self,
        target: float = 5,
        in_flight: float = 0,
        window: float = 300,
        scrape: float = 15,
        maximum: int = 24,
    ) -> None:
        self.name = "HPA"
        self.settings: Mapping[str, float] = {
            "target": target,
            "in_flight": in_flight,
            "window": window,
            "scrape": scrape,
        }
        self._controller = Controller(maximum=maximum, down=Rules(DOWN.limits, window))

    def decide(self, scrape: Scrape) -> int:
        """Without any metrics everything stays: the HPA reports FailedGetPodsMetric."""
        current = scrape.ready + scrape.starting
        values = requests_per_pod(scrape, in_flight=self.settings["in_flight"] > 0)
        if not values:
            return current
        missing = max(0, current - len(values))
        desired = by_average(values, missing, self.settings["target"], current)
        return self._controller.decide(current, desired, scrape.now)


def requests_per_pod(scrape: Scrape, *, in_flight: bool) -> list[float]:
    """Of the pods that are not draining; what is held in front of them is no pod's."""
    return [it.waiting + (it.running if in_flight else 0) for it in scrape.replicas if it.ready]
