"""What has to survive from one decision to the next: bounded, and never changed in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pilotlight.core.scaling.firsttoken import FirstTokens
from pilotlight.core.scaling.signals import Tracks
from pilotlight.core.scaling.throughput import Throughput
from pilotlight.core.scaling.windows import Window

REVISIONS = 3
"""Whose throughput is kept, newest last: a revert finds what it knew."""
SPAN = 5.0
"""Seconds of one value of a rate: the usual scrape interval. The arrivals of one are the demand by
objective (chosen on the simulator: with 10 s Azure's code costs 8 % more at equal misses)."""
LEVEL_SPAN = 15.0
"""Seconds of one level, the highest in them: 80 values hold twenty minutes."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything a decision knows of the past; a new one knows nothing. About 12 kB.

    at: the last round, by our clock. passed: seconds since the first one; no round counts as more
    than a minute and none as less than nothing, so that a clock that is set moves no window.
    by_target: whether `levels` are in replicas by explicit targets, or in requests/s.
    arrivals: requests/s. pressure: replicas by explicit targets. levels: what was kept ready for.
    observed: seconds with complete numbers; stable: of them since the last outage; blind: seconds
    without since then.
    idle: seconds for which nothing was asked of the ready replicas, as complete numbers show.
    full_at: when an engine last had as much as it can do, in `passed`.
    asked: (when in `passed`, replicas), oldest first.
    starting: replicas that were starting, and since when in `passed` their number did not fall.
    found: replicas that were asked for when the first decision was made, and when in `passed`: the
    last word of who decided before, which knew of peaks that are in no Prometheus.
    """

    at: datetime | None = None
    passed: float = 0.0
    by_target: bool = False
    tracks: Tracks = field(default_factory=Tracks)
    arrivals: Window = field(default_factory=lambda: Window(SPAN))
    pressure: Window = field(default_factory=lambda: Window(SPAN))
    levels: Window = field(default_factory=lambda: Window(LEVEL_SPAN, peaks=True))
    first_tokens: FirstTokens = field(default_factory=FirstTokens)
    throughputs: Mapping[str, Throughput] = field(default_factory=dict)
    observed: float = 0.0
    stable: float = 0.0
    blind: float = 0.0
    idle: float = 0.0
    full_at: float | None = None
    asked: tuple[tuple[float, int], ...] = ()
    starting: tuple[int, float] = (0, 0.0)
    found: tuple[int, float] | None = None

    def throughput(self, revision: str) -> Throughput:
        """What is known of this revision, or guessed from the one before it."""
        if revision in self.throughputs:
            return self.throughputs[revision]
        newest = list(self.throughputs.values())[-1:]
        return newest[0].inherited() if newest else Throughput()

    def learnt(self, revision: str, throughput: Throughput) -> Mapping[str, Throughput]:
        """`throughputs` with this one as the newest."""
        others = [(name, it) for name, it in self.throughputs.items() if name != revision]
        return dict([*others, (revision, throughput)][-REVISIONS:])
