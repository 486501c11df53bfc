"""How much the counters of one revision rose in a window, from samples that come in portions.

| sample | counts |
| --- | --- |
| at or before the window's start | nothing; it is what later ones are compared with |
| higher than the counter's last one, or the same | the difference |
| lower than it: the process was restarted | the whole value |
| first of a counter, in a worker that was seen before without it | the whole value |
| first of a worker, a minute or more after the first of the revision: a new pod | the whole value |
| first of a worker otherwise: Prometheus may have been blind | nothing |
| of the same counter scraped a second time within 2 s by other labels | nothing |
| NaN, infinite, negative | nothing; the metric is unusable until the counter has a good one |

So a gap in the scraping loses nothing, a pod that is gone keeps what it has counted, and a pod
whose labels change (its role) goes on. Unlike PromQL's `increase`, nothing is extrapolated.
"""

import math
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from pilotlight.load.series import Counter, Series

# Seconds. Every worker is scraped within so long once Prometheus is at work, at common intervals.
KNOWN_AFTER = 60.0
# Seconds. Two jobs that scrape the same pod are apart by less than their interval; within so
# little the order in which the values were read is not certain.
SAME_SCRAPE = 2.0
# Between two scrapes, seconds, when one sample alone does not tell; and what is believed at most.
USUAL_INTERVAL = 15.0
LONGEST_INTERVAL = 30.0


@dataclass(slots=True)
class _Tally:
    at: float
    value: float
    source: str
    risen: float = 0.0


@dataclass(slots=True)
class Ledger:
    """Counts samples of the time from `since` to `until`, in seconds of Prometheus' clock."""

    since: float
    until: float = math.inf
    interval: float = USUAL_INTERVAL
    latest: float | None = None
    _tallies: dict[Counter, _Tally] = field(default_factory=dict)
    _doubtful: set[Counter] = field(default_factory=set)
    _first_seen: dict[str, float] = field(default_factory=dict)

    def feed(self, series: Iterable[Series]) -> None:
        """Count what is new in these samples; a portion may overlap the ones before."""
        merged: dict[Counter, list[tuple[float, str, float]]] = {}
        longest: list[float] = []
        for one in series:
            samples = [(at, one.source, value) for at, value in one.samples if at <= self.until]
            if samples:
                merged.setdefault(one.counter, []).extend(samples)
                times = sorted(at for at, _, _ in samples)
                self._see(one.counter.pod, times)
                longest = max(longest, times, key=len)
        if gaps := [after - before for before, after in pairwise(longest) if after > before]:
            self.interval = min(LONGEST_INTERVAL, statistics.median(gaps))
        for counter, found in merged.items():
            for at, source, value in sorted(found):
                self._count(counter, at, source, value)

    def rises(self, name: str) -> Iterator[tuple[Counter, float]]:
        """Every counter of this name, and how much it rose."""
        for counter, tally in self._tallies.items():
            if counter.name == name:
                yield counter, tally.risen

    def is_doubtful(self, name: str) -> bool:
        """Whether a counter of this name has a last sample that is no count."""
        return any(counter.name == name for counter in self._doubtful)

    def is_stale(self, now: float) -> bool:
        """Whether there is no sample at all from the last three scrapes."""
        return self.latest is None or now - self.latest > 3 * self.interval

    def _see(self, pod: str, times: list[float]) -> None:
        self._first_seen[pod] = min(times[0], self._first_seen.get(pod, math.inf))
        self.latest = max(times[-1], self.latest if self.latest is not None else -math.inf)

    def _count(self, counter: Counter, at: float, source: str, value: float) -> None:
        tally = self._tallies.get(counter)
        if tally is not None:
            again = source != tally.source and at - tally.at < SAME_SCRAPE
            if at <= tally.at or again:
                return
        if not (math.isfinite(value) and value >= 0):
            self._doubtful.add(counter)
            return
        self._doubtful.discard(counter)
        if tally is None:
            rise = value if self._from_zero(counter.pod, at) else 0.0
            tally = self._tallies[counter] = _Tally(at, value, source)
        else:
            rise = value - tally.value if value >= tally.value else value
            tally.at, tally.value, tally.source = at, value, source
        if at > self.since:
            tally.risen += rise

    def _from_zero(self, pod: str, at: float) -> bool:
        return self._first_seen[pod] < at or min(self._first_seen.values()) <= at - KNOWN_AFTER
