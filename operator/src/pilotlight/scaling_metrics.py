"""What Prometheus shows of autoscaling: the newest decision for each endpoint, and all that were.

Names are public: alerts and the chart's dashboard match on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge

At = tuple[str, str]
"""Namespace and name of an endpoint."""


@dataclass(frozen=True, slots=True)
class ScalingGauges:
    """What is shown of one decision.

    minimum, maximum: the bounds at present. direction: up, down or keep. utilization: by signal,
    1 where the ready replicas have as much as they should. doubt: why the numbers may not ask for
    fewer, or empty. without_numbers: seconds for which they have not been complete.
    """

    desired: int
    minimum: int
    maximum: int
    direction: str
    reason: str
    utilization: Mapping[str, float]
    doubt: str = ""
    without_numbers: float = 0.0

    @property
    def decision(self) -> tuple[str, str]:
        """What decisions are counted by."""
        return self.direction, self.reason


@dataclass(slots=True)
class ScalingMetrics:
    """The collectors of autoscaling, in the operator's registry."""

    registry: CollectorRegistry
    decisions: Counter = field(init=False)
    utilization: Gauge = field(init=False)
    desired: Gauge = field(init=False)
    minimum: Gauge = field(init=False)
    maximum: Gauge = field(init=False)
    reason: Gauge = field(init=False)
    doubt: Gauge = field(init=False)
    without_numbers: Gauge = field(init=False)
    _shown: dict[At, ScalingGauges] = field(init=False, default_factory=dict)
    _counted: dict[At, set[tuple[str, str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.decisions = Counter(
            "pilotlight_scaling_decisions_total",
            "Decisions about the number of workers that differ from the one before.",
            ["namespace", "name", "decision", "reason"],
            registry=self.registry,
        )
        self.utilization = self._gauge(
            "utilization",
            "What ready workers have of a signal, as a share of what they should have.",
            "signal",
        )
        self.desired = self._gauge(
            "desired_replicas", "Workers that autoscaling decided on, also where it only observes."
        )
        self.minimum = self._gauge(
            "min_replicas", "Fewest workers that it may ask for now, schedules included."
        )
        self.maximum = self._gauge(
            "max_replicas", "Most workers that it may ask for now, schedules included."
        )
        self.reason = self._gauge("reason", "1 for the reason of the newest decision.", "reason")
        self.doubt = self._gauge(
            "doubt",
            "1 for why the newest numbers may not ask for fewer workers, if anything is wrong.",
            "reason",
        )
        self.without_numbers = self._gauge(
            "without_numbers_seconds", "For how long the numbers have not been complete."
        )

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(
            f"pilotlight_scaling_{name}",
            text,
            ["namespace", "name", *labels],
            registry=self.registry,
        )

    def show(self, namespace: str, name: str, gauges: ScalingGauges) -> None:
        """Set an endpoint's series; those of what is not so any more go."""
        at = (namespace, name)
        shown = self._shown.get(at)
        for gauge, before, now in self._numbers(shown, gauges):
            if before != now:
                gauge.labels(*at).set(now)
        for signal, value in gauges.utilization.items():
            self.utilization.labels(*at, signal).set(value)
        if shown is None or (shown.desired, shown.decision) != (gauges.desired, gauges.decision):
            self.decisions.labels(*at, *gauges.decision).inc()
            self._counted.setdefault(at, set()).add(gauges.decision)
        if shown is not None:
            for signal in shown.utilization.keys() - gauges.utilization.keys():
                self.utilization.remove(*at, signal)
        _say(self.reason, at, "" if shown is None else shown.reason, gauges.reason)
        _say(self.doubt, at, "" if shown is None else shown.doubt, gauges.doubt)
        self._shown[at] = gauges

    def _numbers(
        self, shown: ScalingGauges | None, gauges: ScalingGauges
    ) -> tuple[tuple[Gauge, float | None, float], ...]:
        """Gauges with the value that they have, and the one that they get."""
        before = (None,) * 4 if shown is None else _numbers(shown)
        return tuple(zip(self._plain(), before, _numbers(gauges), strict=True))

    def _plain(self) -> tuple[Gauge, ...]:
        """Those with one series for each endpoint, in the order of `_numbers`."""
        return self.desired, self.minimum, self.maximum, self.without_numbers

    def forget(self, namespace: str, name: str) -> None:
        """Remove the series of an endpoint that is not autoscaled any more."""
        at = (namespace, name)
        shown = self._shown.pop(at, None)
        if shown is None:
            return
        for gauge in self._plain():
            gauge.remove(*at)
        for signal in shown.utilization:
            self.utilization.remove(*at, signal)
        _say(self.reason, at, shown.reason, "")
        _say(self.doubt, at, shown.doubt, "")
        for decision in self._counted.pop(at, ()):
            self.decisions.remove(*at, *decision)


def _numbers(gauges: ScalingGauges) -> tuple[float, ...]:
    return gauges.desired, gauges.minimum, gauges.maximum, gauges.without_numbers


def _say(gauge: Gauge, at: At, before: str, now: str) -> None:
    """One series for what is so, and none where nothing is."""
    if before == now:
        return
    if before:
        gauge.remove(*at, before)
    if now:
        gauge.labels(*at, now).set(1)
