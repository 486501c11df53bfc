"""What was decided about the number of replicas, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pilotlight.core.scaling.policy import Mode


class ScalingReason(StrEnum):
    """One word for logs, Events and the label of a metric; never renamed once released."""

    # More
    DEMAND_ROSE = "DemandRose"
    QUEUE_GREW = "QueueGrew"
    FIRST_TOKEN_LATE = "FirstTokenLate"  # noqa: S105
    BELOW_MINIMUM = "BelowMinimum"
    REQUESTS_HELD = "RequestsHeld"
    # Fewer
    DEMAND_FELL = "DemandFell"
    ABOVE_MAXIMUM = "AboveMaximum"
    IDLE = "Idle"
    # As it is
    STEADY = "Steady"
    SCALED_TO_ZERO = "ScaledToZero"
    AT_MAXIMUM = "AtMaximum"
    RATE_LIMITED = "RateLimited"
    REPLICAS_STARTING = "ReplicasStarting"
    REPLICAS_STUCK = "ReplicasStuck"
    WAITING_FOR_GPU = "WaitingForGPU"
    STABILIZING = "Stabilizing"
    HOLDING_PEAK = "HoldingPeak"
    NOBODY_HOLDS = "NobodyHolds"
    WINDOWS_NOT_FULL = "WindowsNotFull"
    LEARNING_CAPACITY = "LearningCapacity"
    # As it is, or more, because the numbers cannot be trusted to ask for less
    METRICS_UNAVAILABLE = "MetricsUnavailable"
    METRICS_INCOMPATIBLE = "MetricsIncompatible"
    METRICS_MISSING = "MetricsMissing"
    METRICS_PARTIAL = "MetricsPartial"
    METRICS_STALE = "MetricsStale"
    METRICS_INVALID = "MetricsInvalid"
    METRICS_DUPLICATED = "MetricsDuplicated"
    COUNTER_RESET = "CounterReset"
    CLOCK_MOVED = "ClockMoved"


@dataclass(frozen=True, slots=True)
class Signal:
    """`utilization`: 1 is where the ready replicas have as much of it as they should."""

    name: str
    utilization: float


def step(before: int, after: int) -> str:
    """How a sentence of a decision begins: `2 → 4`, or `4` where the number stays."""
    return str(after) if after == before else f"{before} → {after}"


@dataclass(frozen=True, slots=True)
class Decision:
    """How many replicas there should be.

    current: how many were asked for. message: one sentence with the numbers of the reason.
    held: something stood in the way of what the load alone called for, or would have; a Steady
    one is not held. doubt: why the metrics of this round cannot be trusted to ask for less, or
    empty; with a reason of its own when it decided.
    """

    at: datetime
    desired: int
    current: int
    reason: ScalingReason
    message: str
    held: bool = False
    signals: tuple[Signal, ...] = ()
    mode: Mode = Mode.AUTO
    doubt: "Doubt | None" = None

    @property
    def acts(self) -> bool:
        """Whether anything is to be written."""
        return self.mode is Mode.AUTO and self.desired != self.current


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why numbers cannot be trusted to ask for less: a Metrics… reason and a sentence.

    blind: there is no usable number at all, so that nothing can be asked for either.
    """

    reason: ScalingReason
    message: str
    blind: bool = False
