"""The operator's own Prometheus metrics.

An object and not module globals: each operator has its own registry, so that two of them can run
in one process (tests do) without adding up. Names are public: alerts match on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

from pilotlight.api.status import RolloutPhase
from pilotlight.api.warm import WarmTier
from pilotlight.scaling_metrics import ScalingMetrics

# A second series per counter, with its creation time, which nobody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]

# A pass takes 1-3 ms without writes; eight writes at a saturated API server take seconds.
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# A label is followed within 0.1 s; who sleeps has to wake before.
_PROMOTION_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30)
# A pass and one write; longer behind a queue, at a slow API server, or while something forbids it.
_WAKE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300)


@dataclass(frozen=True, slots=True)
class EndpointGauges:
    """What Prometheus shows of one endpoint: `phase` of its rollout, `conditions` as (type, status)
    pairs, `warm` workers where there is a pool."""

    ready: int
    desired: int
    phase: str | None
    conditions: frozenset[tuple[str, str]]
    warm: int | None = None


@dataclass(slots=True)
class Metrics:
    """All collectors of one operator."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    reconciles: Counter = field(init=False)
    reconcile_seconds: Histogram = field(init=False)
    queue_depth: Gauge = field(init=False)
    queue_oldest: Gauge = field(init=False)
    leader: Gauge = field(init=False)
    writes: Counter = field(init=False)
    requests: Counter = field(init=False)
    request_errors: Counter = field(init=False)
    events_dropped: Counter = field(init=False)
    missed_by_watch: Counter = field(init=False)
    endpoint_ready: Gauge = field(init=False)
    endpoint_desired: Gauge = field(init=False)
    endpoint_condition: Gauge = field(init=False)
    rollout_phase: Gauge = field(init=False)
    rollout_transitions: Counter = field(init=False)
    worker_restarts: Counter = field(init=False)
    endpoint_warm: Gauge = field(init=False)
    promotion_seconds: Histogram = field(init=False)
    wakes: Counter = field(init=False)
    wake_write_seconds: Histogram = field(init=False)
    orders: Counter = field(init=False)
    sleepers_replaced: Counter = field(init=False)
    scaling: ScalingMetrics = field(init=False)
    _restarts: dict[tuple[str, str], Mapping[str, int]] = field(init=False, default_factory=dict)
    _shown: dict[tuple[str, str], EndpointGauges] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        at = self.registry
        self.reconciles = Counter(
            "pilotlight_reconcile_total", "Passes over one endpoint.", ["result"], registry=at
        )
        self.reconcile_seconds = Histogram(
            "pilotlight_reconcile_seconds", "Time of one pass.", buckets=_SECONDS, registry=at
        )
        self.queue_depth = Gauge(
            "pilotlight_queue_depth", "Endpoints that wait for a pass.", registry=at
        )
        self.queue_oldest = Gauge(
            "pilotlight_queue_oldest_seconds", "Age of the longest waiting one.", registry=at
        )
        self.leader = Gauge("pilotlight_leader", "1 while this process may write.", registry=at)
        self.writes = Counter(
            "pilotlight_writes_total",
            "Writes sent to the API server.",
            ["kind", "verb", "outcome"],
            registry=at,
        )
        self.requests = Counter(
            "pilotlight_api_requests_total", "API requests, watches apart.", ["verb"], registry=at
        )
        self.request_errors = Counter(
            "pilotlight_api_request_errors_total",
            "API requests that failed; code 0 stands for no answer.",
            ["verb", "code"],
            registry=at,
        )
        self.events_dropped = Counter(
            "pilotlight_events_dropped_total", "Events not written.", ["why"], registry=at
        )
        self.missed_by_watch = Counter(
            "pilotlight_missed_by_watch_total",
            "Changes that a LIST brought and the watch had not.",
            ["kind"],
            registry=at,
        )
        of_endpoint = ["namespace", "name"]
        self.endpoint_ready = Gauge(
            "pilotlight_endpoint_ready_replicas", "Ready workers.", of_endpoint, registry=at
        )
        self.endpoint_desired = Gauge(
            "pilotlight_endpoint_desired_replicas", "Workers wanted.", of_endpoint, registry=at
        )
        self.endpoint_condition = Gauge(
            "pilotlight_endpoint_condition",
            "1 for the status that a condition has.",
            [*of_endpoint, "type", "status"],
            registry=at,
        )
        self.rollout_phase = Gauge(
            "pilotlight_endpoint_rollout_phase",
            "1 for the phase that the rollout is in.",
            [*of_endpoint, "phase"],
            registry=at,
        )
        self.rollout_transitions = Counter(
            "pilotlight_rollout_transitions_total",
            "Phases of rollouts that began while this operator looked.",
            ["phase"],
            registry=at,
        )
        self.worker_restarts = Counter(
            "pilotlight_worker_restarts_total",
            "Restarts of worker containers that were seen.",
            of_endpoint,
            registry=at,
        )
        self.endpoint_warm = Gauge(
            "pilotlight_endpoint_warm_replicas",
            "Ready workers of the warm pool.",
            of_endpoint,
            registry=at,
        )
        self.promotion_seconds = Histogram(
            "pilotlight_warm_promotion_seconds",
            "From the decision until a warm worker was among the endpoints of its Service.",
            ["tier"],
            buckets=_PROMOTION_SECONDS,
            registry=at,
        )
        self.wakes = Counter(
            "pilotlight_wakes_total",
            "Words of activators about held requests, by what they were answered.",
            ["result"],
            registry=at,
        )
        self.wake_write_seconds = Histogram(
            "pilotlight_wake_write_seconds",
            "From the first word of held requests until a Deployment asked for the first replica.",
            buckets=_WAKE_SECONDS,
            registry=at,
        )
        self.orders = Counter(
            "pilotlight_orders_total", "Orders to workers.", ["verb", "outcome"], registry=at
        )
        self.sleepers_replaced = Counter(
            "pilotlight_sleepers_replaced_total",
            "Workers of warm pools that were deleted because they did not wake.",
            registry=at,
        )
        self.scaling = ScalingMetrics(at)
        # Touched at the start, so that rates exist before the first failure.
        for result in ("unchanged", "changed", "deferred", "refused", "retried", "error"):
            self.reconciles.labels(result)
        for phase in RolloutPhase:
            self.rollout_transitions.labels(str(phase))
        for tier in WarmTier:
            self.promotion_seconds.labels(tier)
        for result in ("accepted", "not_leading", "unknown", "malformed", "too_many"):
            self.wakes.labels(result)

    def show_endpoint(self, namespace: str, name: str, gauges: EndpointGauges) -> None:
        """Set an endpoint's series; those of conditions that changed their status go."""
        shown = self._shown.get((namespace, name))
        if shown == gauges:
            return
        self.endpoint_ready.labels(namespace, name).set(gauges.ready)
        self.endpoint_desired.labels(namespace, name).set(gauges.desired)
        for kind, status in gauges.conditions:
            self.endpoint_condition.labels(namespace, name, kind, status).set(1)
        if gauges.warm is not None:
            self.endpoint_warm.labels(namespace, name).set(gauges.warm)
        elif shown is not None and shown.warm is not None:
            self.endpoint_warm.remove(namespace, name)
        if gauges.phase is not None:
            self.rollout_phase.labels(namespace, name, gauges.phase).set(1)
        if shown is not None:
            self._leave_phase(namespace, name, shown, gauges.phase)
            for kind, status in shown.conditions - gauges.conditions:
                self.endpoint_condition.remove(namespace, name, kind, status)
        self._shown[namespace, name] = gauges

    def _leave_phase(
        self, namespace: str, name: str, shown: EndpointGauges, phase: str | None
    ) -> None:
        if shown.phase == phase:
            return
        if shown.phase is not None:
            self.rollout_phase.remove(namespace, name, shown.phase)
        if phase is not None:
            self.rollout_transitions.labels(phase).inc()

    def count_restarts(self, namespace: str, name: str, restarts: Mapping[str, int]) -> None:
        """Add what the restart counts of an endpoint's pods (by uid) have grown by.

        What happened before a pod was first seen is not counted: the operator may have been away.
        """
        before = self._restarts.get((namespace, name), {})
        grown = sum(max(0, count - before.get(uid, count)) for uid, count in restarts.items())
        self.worker_restarts.labels(namespace, name).inc(grown)
        self._restarts[namespace, name] = restarts

    def forget_endpoint(self, namespace: str, name: str) -> None:
        """Remove the series of an endpoint that is gone."""
        if self._restarts.pop((namespace, name), None) is not None:
            self.worker_restarts.remove(namespace, name)
        shown = self._shown.pop((namespace, name), None)
        if shown is None:
            return
        self.endpoint_ready.remove(namespace, name)
        self.endpoint_desired.remove(namespace, name)
        if shown.warm is not None:
            self.endpoint_warm.remove(namespace, name)
        if shown.phase is not None:
            self.rollout_phase.remove(namespace, name, shown.phase)
        for kind, status in shown.conditions:
            self.endpoint_condition.remove(namespace, name, kind, status)
