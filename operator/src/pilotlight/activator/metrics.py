"""The activator's own Prometheus metrics. Names are public: alerts match on them."""

from dataclasses import dataclass, field

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

# A second series per counter, with its creation time, which nobody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]

# From a label of a warm pod (0.1 s) to a large model that is downloaded.
_WAITS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 90, 120, 180, 300, 600)
_ASKS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_OF_ENDPOINT = ("namespace", "name")


@dataclass(slots=True)
class ActivatorMetrics:
    """All collectors of one activator."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    held: Gauge = field(init=False)
    hold_seconds: Histogram = field(init=False)
    start_seconds: Histogram = field(init=False)
    in_flight: Gauge = field(init=False)
    held_bytes: Gauge = field(init=False)
    wakes: Counter = field(init=False)
    wake_seconds: Histogram = field(init=False)
    not_taken: Counter = field(init=False)
    endpoints: Gauge = field(init=False)
    refused_claims: Gauge = field(init=False)
    _outcomes: dict[tuple[str, str], set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        at = self.registry
        self.requests = Counter(
            "pilotlight_activator_requests_total",
            "Requests that ended, by what became of them.",
            [*_OF_ENDPOINT, "outcome"],
            registry=at,
        )
        self.held = Gauge(
            "pilotlight_activator_held_requests",
            "Requests that wait for a worker.",
            _OF_ENDPOINT,
            registry=at,
        )
        self.hold_seconds = Histogram(
            "pilotlight_activator_hold_seconds",
            "How long requests waited that a worker then took.",
            buckets=_WAITS,
            registry=at,
        )
        self.start_seconds = Histogram(
            "pilotlight_activator_start_seconds",
            "From the operator's agreement to a replica until the first worker was ready.",
            buckets=_WAITS,
            registry=at,
        )
        self.in_flight = Gauge(
            "pilotlight_activator_in_flight_requests",
            "Requests that are here: held, or passed through to a worker.",
            registry=at,
        )
        self.held_bytes = Gauge(
            "pilotlight_activator_held_bytes", "Bodies of requests that are kept.", registry=at
        )
        self.wakes = Counter(
            "pilotlight_activator_wakes_total",
            "Times that the operator was told of held requests.",
            ["result"],
            registry=at,
        )
        self.wake_seconds = Histogram(
            "pilotlight_activator_wake_seconds",
            "How long the leader took to agree.",
            buckets=_ASKS,
            registry=at,
        )
        self.not_taken = Counter(
            "pilotlight_activator_not_taken_total",
            "Times that a worker did not take a request, which was then given to another.",
            ["reason"],
            registry=at,
        )
        self.endpoints = Gauge(
            "pilotlight_activator_endpoints", "Endpoints that requests are held for.", registry=at
        )
        self.refused_claims = Gauge(
            "pilotlight_activator_refused_slices",
            "Slices of ours that cannot be read, or whose port is another's or cannot be opened.",
            registry=at,
        )
        for result in ("accepted", "failed"):
            self.wakes.labels(result)
        for reason in ("unreachable", "stopping", "asleep"):
            self.not_taken.labels(reason)

    def ended(self, namespace: str, name: str, outcome: str) -> None:
        """Count a request that ended."""
        self.requests.labels(namespace, name, outcome).inc()
        self._outcomes.setdefault((namespace, name), set()).add(outcome)

    def forget(self, namespace: str, name: str) -> None:
        """Remove the series of an endpoint that is gone."""
        for outcome in self._outcomes.pop((namespace, name), ()):
            self.requests.remove(namespace, name, outcome)
        self.held.remove(namespace, name)
