"""One order, answered again and again while it stands; each time only what is new is read."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pilotlight.core.traffic import Traffic, TrafficOrder, TrafficReport
from pilotlight.load.counts import traffic
from pilotlight.load.ledger import Ledger
from pilotlight.load.prometheus import Prometheus
from pilotlight.load.series import Series

# Seconds. What came before the window is read for the values that it starts from; five minutes
# also tell a worker that was long there from a new one.
LOOK_BACK = 300.0
# Seconds of the previous revision before the switch. Fixed, because the first seconds of a bake
# would else be compared with as few.
BEFORE = 600.0
# Seconds that are read again each time: samples may be stored late.
OVERLAP = 60.0
# Seconds in one question: 15 minutes of 8 pods are about 100 000 samples or 2.5 MB.
PORTION = 900.0


@dataclass(slots=True)
class Inquiry:
    """The samples of an order so far. Used by one thread at a time."""

    namespace: str
    order: TrafficOrder
    _current: Ledger | None = None
    _previous: Ledger = field(default_factory=lambda: Ledger(0))
    _before: Ledger | None = None
    _read_until: float = 0.0

    def ask(self, prometheus: Prometheus, patience: float) -> TrafficReport:
        """The numbers as of now; with much to read, what fits into `patience` seconds is.

        Raises:
            PrometheusError: when they cannot be had; what was read before is kept.
        """
        clock, now = prometheus.clock(), datetime.now(UTC)
        if self._current is None:
            # Time that passed is the same on both clocks, the time of day may not be.
            since = clock - max(0.0, (now - self.order.since).total_seconds())
            self._current, self._previous = Ledger(since), Ledger(since)
            self._read_until = since - LOOK_BACK + OVERLAP
        if self._before is None:
            self._before = self._read_before(prometheus, self._current.since)
        self._read_on(prometheus, self._current, clock, patience)
        problem = self._problem(self._current, clock)
        if problem:
            return TrafficReport(self.order, now, problem=problem)
        current = traffic(self._current)
        if current == Traffic():
            problem = f"Prometheus has no usable number of {self.order.revision}"
        previous, before = traffic(self._previous), traffic(self._before)
        return TrafficReport(self.order, now, current, previous, before, problem)

    def _read_before(self, prometheus: Prometheus, since: float) -> Ledger:
        ledger = Ledger(since - BEFORE, until=since)
        if self.order.previous is not None:
            start = since - BEFORE - LOOK_BACK
            ledger.feed(prometheus.read(self.namespace, (self.order.previous,), start, since))
        return ledger

    def _read_on(
        self, prometheus: Prometheus, current: Ledger, clock: float, patience: float
    ) -> None:
        order = self.order
        revisions = (order.revision, order.previous) if order.previous else (order.revision,)
        give_up = time.monotonic() + patience
        while self._read_until < clock and time.monotonic() < give_up:
            end = min(clock, self._read_until + PORTION)
            found = prometheus.read(self.namespace, revisions, self._read_until - OVERLAP, end)
            current.feed(_of(found, order.revision))
            self._previous.feed(_of(found, order.previous))
            self._read_until = end

    def _problem(self, current: Ledger, clock: float) -> str:
        revision = self.order.revision
        if self._read_until < clock:
            share = (self._read_until - current.since) / (clock - current.since)
            return f"what happened since the switch is still being read, {max(0.0, share):.0%}"
        if current.latest is None:
            return (
                f"Prometheus has no series of {revision}: it must scrape the workers and give"
                " them the labels namespace, pod and revision"
            )
        if current.is_stale(clock):
            return f"the newest numbers of {revision} are {clock - current.latest:.0f} s old"
        return ""


def _of(series: list[Series], revision: str | None) -> list[Series]:
    return [one for one in series if one.revision == revision]
