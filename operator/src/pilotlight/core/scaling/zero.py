"""Whether the last replicas go, and what brings the first one back.

| replicas | and | then |
| --- | --- | --- |
| some | the minimum is not 0, or something was asked within `to_zero` | no verdict |
| one | requests would not be held: no activator is ready | NobodyHolds: held |
| more | … | no verdict: `lowering` goes on |
| some | … they would be | none, at once: Idle |
| none | requests are held | one: RequestsHeld |
| none | none are | none: ScaledToZero |
| none is ready | requests are held, and more than it takes | as many as they fill: RequestsHeld |
| … | … but it is not known, or too late | no verdict |

That nothing is asked has to be measured (`Memory.idle`): a round in doubt is no quiet one. Rates
and peaks do not count: a peak that comes back is held.

The way back is here for who asks how it stands. It does not wait for a round: the plan looks at
what is held by itself (`wanted`).

A replica takes the requests that it runs at a time, or those that it answers within `queue_drain`
if these are more; with a target of concurrency, that many. A further one comes as much later than
the first as it is asked for later, and `queue_drain` after the first the queue is to be gone: from
then on it is too late. Example: 150 are held 10 s after the first replica was asked for, and one
runs 64: three.
"""

import math

from pilotlight.core.scaling.case import Case, Verdict
from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.raising import allowed


def idle(case: Case) -> Verdict | None:
    """The upper half of the table: where there are replicas."""
    patience = case.policy.behavior.to_zero.total_seconds()
    if case.policy.minimum or case.memory.idle < patience:
        return None
    words = f"nothing was asked for {case.memory.idle:.0f} s"
    if case.load.holds:
        return Verdict(0, ScalingReason.IDLE, words)
    if case.current > 1:
        return None
    words = f"no activator is ready to hold requests; {words}"
    return Verdict(case.current, ScalingReason.NOBODY_HOLDS, words, held=True)


def asleep(case: Case) -> Verdict:
    """The lower half: where there are none."""
    if held := case.load.held:
        return Verdict(1, ScalingReason.REQUESTS_HELD, held_words(held))
    return Verdict(0, ScalingReason.SCALED_TO_ZERO, "the next request wakes it")


def rush(case: Case) -> Verdict | None:
    """The last rows: where some are on their way, and none is ready."""
    held, drain = case.load.held, _drain(case)
    if not held or case.fleet.ready or case.memory.passed - case.memory.starting[1] > drain:
        return None
    takes = _takes(case)
    replicas = math.ceil(held / takes) if takes else 1
    if replicas <= case.current:
        return None
    words = f"{held_words(held)}, and a replica takes {takes:.0f}"
    return allowed(case, (replicas, ScalingReason.REQUESTS_HELD, words))


def _takes(case: Case) -> float:
    """Requests that a replica takes at a time; 0 when not known."""
    slots, target = case.load.slots or 0, case.policy.target
    if target is not None:
        return target.concurrency or slots
    return max(slots, (case.demand.unit or 0.0) * _drain(case))


def _drain(case: Case) -> float:
    return case.policy.objective.queue_drain.total_seconds()


def held_words(held: int) -> str:
    """`3 requests are held`."""
    return "1 request is held" if held == 1 else f"{held} requests are held"
