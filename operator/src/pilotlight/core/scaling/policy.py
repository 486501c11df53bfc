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

    Up: study (without effect on its results as long as it is no slower). Down: study.
    """

    up: Rate = Rate(4, 100, timedelta(seconds=15))
    down: Rate = Rate(1, 0, timedelta(seconds=30))
    stabilization: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Law:
    """Constants that no user has to know. Durations in seconds.

    short: the arrival rate is a mean over it (study). spread: over it the standard deviation is
    taken (study); also how far back a waiting request can be dated. headroom: standard deviations
    above the mean that are kept ready (study). margin: standard deviations that must be free for
    a replica to go, so that noise that calls one does not send it away again (chosen on the
    simulator: its steady trace, 10 % of noise each minute, has 18 changes in six hours with 3 and
    11 with 4, for 2 % more GPU-hours there). hold, quantile: of the levels of so
    long one in ten may be forgotten (study).
    slack: so little above a whole number of replicas does not call another one (study).
    while_starting: replicas that headroom and queue may add to what arrivals need while others
    start (from the demand that a step never calls more than one too many).
    cold_start: assumed when none was measured; the longest of the study.
    first_token: time constant of the times to first token, a minute's worth counts (reasoned).
    outage: without complete numbers for longer, the stabilisation window begins anew; and what
    was counted over a longer pause is not a rate any more (reasoned: a few missed scrapes).
    stale: scrape intervals after which a sample is no news any more.
    """

    short: float = 30
    spread: float = 300
    headroom: float = 1.5
    margin: float = 4.0
    hold: float = 1800
    quantile: float = 0.9
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

    def clamp(self, replicas: int) -> int:
        """The nearest number within the bounds."""
        return max(self.minimum, min(self.maximum, replicas))
