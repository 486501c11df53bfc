"""How an endpoint is to be scaled: what users choose, and the constants of the law behind it.

A constant says where it comes from. "Study": the autoscaling study that preceded this module, a
simulation of Azure's public traces. "Reasoned": an argument is given.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Mode(StrEnum):
    """Observe decides and tells, but nobody acts on it."""

    AUTO = "Auto"
    OBSERVE = "Observe"


@dataclass(frozen=True, slots=True)
class FirstToken:
    """`percentile` (1 to 99) of the times to first token shall not exceed `limit`."""

    percentile: int = 95
    limit: timedelta = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Objective:
    """The default law: replicas by arrivals, queue, and what one replica was seen to do.

    utilization: percent of a replica's throughput that is planned with; 60 careful, 110 thrifty.
    queue_drain: within so long a queue shall be gone. first_token: None switches the trigger off.
    """

    utilization: float = 90
    queue_drain: timedelta = timedelta(seconds=30)
    first_token: FirstToken | None = FirstToken()


@dataclass(frozen=True, slots=True)
class Target:
    """Explicit thresholds per serving replica; several: the one that needs most decides.

    queue_depth: waiting requests. concurrency: running and waiting requests.
    kv_cache: percent of the KV cache.
    """

    queue_depth: float | None = None
    concurrency: float | None = None
    kv_cache: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `replicas`, or `percent` of what there was if that is more, within `period`."""

    replicas: int
    percent: float
    period: timedelta


@dataclass(frozen=True, slots=True)
class Behavior:
    """How fast. `stabilization`: so long fewer replicas must have been enough before one goes.
    `to_zero`: so long nothing must have been asked before all go.

    Up: study (without effect on its results as long as it is no slower). Down: study.
    """

    up: Rate = Rate(4, 100, timedelta(seconds=15))
    down: Rate = Rate(1, 0, timedelta(seconds=30))
    stabilization: timedelta = timedelta(minutes=5)
    to_zero: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Law:
    """Constants that no user has to know. Durations in seconds.

    short, spread: with explicit targets, what is pressing is a mean over the first (study) and
    arrivals over the second (reasoned: a stabilisation window). By objective the arrivals of one
    span count, `memory.SPAN`.
    hold: within it a peak fades to nothing, in a straight line (chosen on the simulator: Azure's
    bursts come back every few minutes; 1,800 s cost 7 % more GPU-hours
    there, 900 s miss a third more).
    holds: but within no more than so many stabilisation windows, and the spread is no more than
    one, so that who shortens that one gets what they expect (1,200 s are 4 of 5 min).
    margin: the share of what was needed that must be free besides for a replica to go, so that
    noise that calls one does not send it away again (chosen on the simulator's fluid fleet: 10 % of
    noise changes it up to 11 times in six hours, 5 times with 0.15, which costs Azure's code 2 %
    more GPU-hours).
    slack: so little above a whole number of replicas does not call another one (study).
    while_starting: replicas that a queue may add to what arrivals need while others start (from
    the demand that a step never calls more than one too many).
    cold_start: assumed when none was measured; the longest of the study.
    first_token: time constant of the times to first token, a minute's worth counts (reasoned).
    outage: without complete numbers for longer, the stabilisation window begins anew; and what
    was counted over a longer pause is not a rate any more (reasoned: a few missed scrapes).
    stale: scrape intervals after which a sample is no news any more.
    """

    short: float = 30
    spread: float = 300
    hold: float = 1200
    holds: float = 4
    margin: float = 0.1
    slack: float = 0.05
    while_starting: float = 1.0
    cold_start: float = 300
    first_token: float = 30
    outage: float = 60
    stale: int = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides for one endpoint.

    law is by objective, or by target if there is one. capacity: requests per second that one
    replica serves, instead of what is learnt. nodes_come: a replica without a node makes the
    cluster add one; else none is asked for while others wait for theirs.
    """

    minimum: int
    maximum: int
    objective: Objective = Objective()
    target: Target | None = None
    capacity: float | None = None
    behavior: Behavior = Behavior()
    mode: Mode = Mode.AUTO
    nodes_come: bool = False
    law: Law = Law()

    @property
    def stabilization(self) -> float:
        """Seconds for which fewer replicas must have been enough before one goes."""
        return self.behavior.stabilization.total_seconds()

    @property
    def hold(self) -> float:
        """Seconds of the longest window: within which a peak fades to nothing."""
        if self.target is not None:
            return self.stabilization
        return max(self.stabilization, min(self.law.hold, self.law.holds * self.stabilization))

    @property
    def spread(self) -> float:
        """Seconds over which arrivals are averaged where they are not the measure of demand."""
        return min(self.law.spread, max(self.law.short, self.stabilization))

    def clamp(self, replicas: int) -> int:
        """The nearest number within the bounds."""
        return max(self.minimum, min(self.maximum, replicas))
