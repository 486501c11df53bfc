"""What Prometheus tells of the traffic of one revision in one window. Read by `load`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Histogram:
    """Observations in the window, by upper bound.

    `buckets` are (upper bound, observations at or below it), rising in both, the last bound +Inf;
    `total` is the sum of the observed values. Durations in seconds.
    """

    buckets: tuple[tuple[float, float], ...]
    total: float

    @property
    def count(self) -> float:
        """How many observations there are."""
        return self.buckets[-1][1] if self.buckets else 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Counted over the window, all pods of the revision together. None: no usable number.

    requests: answered by the gate. errors: of these, 5xx other than 503, and streams that the
    engine cut. rejections: 429 and 503. generated: tokens. Histograms in seconds: ttft (to the
    first token), itl (between tokens), e2e (whole request).
    """

    requests: float | None = None
    errors: float | None = None
    rejections: float | None = None
    generated: float | None = None
    ttft: Histogram | None = None
    itl: Histogram | None = None
    e2e: Histogram | None = None


@dataclass(frozen=True, slots=True)
class TrafficOrder:
    """The traffic that a plan wants to know: of `revision` since `since`, and of the revision that
    it replaced, in the same window and in the ten minutes before it."""

    revision: str
    previous: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class TrafficReport:
    """The answer to an order, as of `at`. `problem` says why there are no numbers, or is empty.

    current: since `since`. previous: of the replaced revision in the same window.
    before: of the replaced revision in a window before the switch.
    """

    order: TrafficOrder
    at: datetime
    current: Traffic = Traffic()
    previous: Traffic = Traffic()
    before: Traffic = Traffic()
    problem: str = ""
