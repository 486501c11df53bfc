"""How much is asked of a fleet, in replicas.

By objective, with a replica that serves c requests/s of which u are planned with:

    level = (arrivals/s of the last w seconds + queue term) / (c × u),  w = 10 / c, 5 s to 60 s
    queue term = min(queue / drain, max(c × u, arrivals × max(0, drain / cold start − 0.1)))

Not a mean of arrivals: a burst is over before a mean has seen it, and it comes back. How long its
peak is remembered is in `lowering`. But of a few requests chance alone makes peaks, so they are
counted for as long as one replica takes for ten: 5 s at 2 requests/s or more, 50 s at 0.2.

The queue term asks for what empties the queue within `drain`. But replicas that take long to come
help little against a queue that is there now, so with a slow start it asks for fewer: at most as
many again as arrivals need when a replica comes at once, 15 % of that at 120 s, and never less
than one replica, which is all from 300 s on. Example: c × u = 1, 4 requests/s, 600 waiting after a
cold start of 300 s: 600 / 30 = 20 replicas would be too many, and too late; 1 is asked for.

By explicit targets: level = the highest of (sum over the pods / threshold), its mean.
"""

from dataclasses import dataclass
from datetime import timedelta

from pilotlight.core.scaling.memory import SPAN, Memory
from pilotlight.core.scaling.policy import Law, Objective, Policy, Target
from pilotlight.core.scaling.samples import Fleet, Load
from pilotlight.core.scaling.signals import Signals
from pilotlight.core.scaling.windows import mean

SLOWEST = 10.0
"""Queue drains in a cold start from which on a queue asks for one replica at most (from the demand
that a cold start of 300 s never calls more than one too many)."""
COUNTED = 10.0
"""Requests of one replica over which arrivals are counted (reasoned: chance alone makes
1 / √10 = 0.3 of its load; with 5 s at 0.2 requests/s the load of 0.8 replicas kept three)."""
LONGEST_COUNT = 60.0
"""Seconds that arrivals are counted for at most (reasoned: a minute is late enough)."""
MISTRUST = 2.0
"""Late first tokens ask for at most so many times the replicas that arrivals need, because an
objective that no number of replicas can keep must not take them all (reasoned)."""


@dataclass(frozen=True, slots=True)
class Demand:
    """In requests per second by objective, in replicas by targets.

    unit: what one replica is planned to take, None when not known. rate: of arrivals, or the mean
    of replicas by targets. backlog: the queue term. late: share of late first tokens relative to
    the allowed one, None unless known.
    """

    unit: float | None
    rate: float
    backlog: float = 0.0
    late: float | None = None

    @property
    def level(self) -> float:
        """All that is to be kept ready for."""
        return self.rate + self.backlog

    def replicas(self, amount: float) -> float | None:
        """How many replicas take this; nothing needs none, even where nothing is known."""
        if amount <= 0:
            return 0.0
        return None if not self.unit else amount / self.unit


def demand(policy: Policy, load: Load, signals: Signals, memory: Memory) -> Demand:
    """As of this round, whose numbers are in `memory` already."""
    if policy.target is not None:
        return Demand(1.0, mean(memory.pressure.last(policy.law.short)))
    objective, law = policy.objective, policy.law
    capacity = capacity_of(policy, load, memory)
    unit = None if capacity is None else capacity * objective.utilization / 100
    rate = mean(memory.arrivals.last(_counted(capacity)))
    return Demand(
        unit,
        rate,
        _backlog(objective, signals.queue, rate, unit, start_of(load.fleet, law)),
        _late(objective, signals.queue, memory),
    )


def _counted(capacity: float | None) -> float:
    """Seconds over which arrivals are counted."""
    if capacity is None:
        return SPAN
    return min(max(SPAN, COUNTED / capacity), LONGEST_COUNT)


def capacity_of(policy: Policy, load: Load, memory: Memory) -> float | None:
    """Requests per second of one replica: as set, or else as learnt; None before it is known."""
    return policy.capacity or memory.throughput(load.revision).capacity()


def start_of(fleet: Fleet, law: Law) -> float:
    """Seconds of a cold start, as measured or assumed."""
    return law.cold_start if fleet.cold_start is None else fleet.cold_start.total_seconds()


def pressure(target: Target, signals: Signals) -> float:
    """Replicas by the explicit target that needs most."""
    return max((needed for _, needed in pressures(target, signals)), default=0.0)


def pressures(target: Target, signals: Signals) -> list[tuple[str, float]]:
    """Replicas by each explicit target that is set; the signals that it needs are there."""
    found = []
    if target.queue_depth:
        found.append(("queueDepth", signals.queue / target.queue_depth))
    if target.concurrency:
        found.append(("concurrency", (signals.queue + (signals.running or 0)) / target.concurrency))
    if target.kv_cache:
        found.append(("kvCacheUtilizationPercent", 100 * (signals.kv or 0) / target.kv_cache))
    return found


def _backlog(
    objective: Objective, queue: float, rate: float, unit: float | None, start: float
) -> float:
    drain = max(objective.queue_drain / timedelta(seconds=1), 1.0)
    if unit is None:
        return queue / drain
    share = max(0.0, drain / max(start, drain / (1 + 1 / SLOWEST)) - 1 / SLOWEST)
    return min(queue / drain, max(unit, rate * share))


def _late(objective: Objective, queue: float, memory: Memory) -> float | None:
    rule = objective.first_token
    if rule is None:
        return None
    limit = rule.limit.total_seconds()
    # First come, first served: what waits beyond the arrivals of the last `limit` is older.
    recent = mean(memory.arrivals.last(limit)) * limit
    return memory.first_tokens.late(rule, max(0.0, queue - recent))
