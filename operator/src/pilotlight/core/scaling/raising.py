"""Whether more replicas are needed, and how many may be asked for now.

| load calls for more | then |
| --- | --- |
| no | no verdict |
| only queue or first tokens do, and replicas are starting | ReplicasStarting: held |
| what a replica serves is not known, and requests wait | one more: QueueGrew |
| … and none wait | LearningCapacity: held |
| a replica is stuck, and no node will come for it | ReplicasStuck: held |
| the maximum is there | AtMaximum: held |
| as many as allowed were asked for in the period | RateLimited: held |
| else | up to the maximum and the rate: DemandRose, QueueGrew or FirstTokenLate |
"""

import math
from dataclasses import dataclass

from pilotlight.core.scaling.case import Case, Verdict
from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.demand import MISTRUST

FORGOTTEN = 5.0
"""Time constants after which late first tokens of a queue weigh less than one in a hundred."""

Called = tuple[int, ScalingReason, str]


@dataclass(frozen=True, slots=True)
class _Calls:
    """What is called for now, and what would be if nothing were starting."""

    now: Called
    later: Called


def more(case: Case) -> Verdict | None:
    """The verdict of the table above, None if the load calls for no more than there is."""
    level = case.whole(case.demand.level, case.law.slack)
    if level is None:
        return _without_capacity(case)
    calls = _calls(case, level)
    if calls.now[0] > case.current:
        return allowed(case, calls.now)
    if calls.later[0] > case.current:
        words = f"{case.fleet.starting} starting: {calls.later[2]}"
        return Verdict(case.current, ScalingReason.REPLICAS_STARTING, words, held=True)
    return None


def _without_capacity(case: Case) -> Verdict:
    words = "it is not known yet what one replica serves"
    full = case.memory.full_at == case.memory.passed
    if full and not case.awaited:
        words = f"{case.signals.queue:g} requests wait and {words}"
        return allowed(case, (case.current + 1, ScalingReason.QUEUE_GREW, words))
    return Verdict(case.current, ScalingReason.LEARNING_CAPACITY, words, held=True)


def _calls(case: Case, level: int) -> _Calls:
    """By the level; and by first tokens if they call for more than it."""
    reason = _reason(case)
    later = (level, reason, case.needs(case.demand.level))
    late = _by_first_tokens(case)
    if late is not None and late[0] > max(level, case.current):
        later = late
    if not case.awaited:
        return _Calls(later, later)
    unit = case.demand.unit or 0.0
    # With an explicit target a queue is all the demand there is, and it grows while replicas
    # start: what was asked for has to be there before more is.
    spared = min(case.demand.backlog, case.law.while_starting * unit)
    amount = 0.0 if case.policy.target else case.demand.rate + spared
    now = case.whole(amount, case.law.slack) or 0
    return _Calls((now, reason, case.needs(amount)), later)


def _reason(case: Case) -> ScalingReason:
    without_queue = case.whole(case.demand.level - case.demand.backlog, case.law.slack) or 0
    return ScalingReason.QUEUE_GREW if without_queue <= case.current else ScalingReason.DEMAND_ROSE


def _by_first_tokens(case: Case) -> Called | None:
    """One more while first tokens are late.

    After a queue the capacity is well known, since it was learnt from full engines: then at most
    one more than arrivals need, to empty it. Without one the capacity may be too high by a factor.
    One that a user has set may be wrong by any.
    """
    late, rule = case.demand.late, case.policy.objective.first_token
    if late is None or rule is None or late <= 1:
        return None
    settled = 2 * case.law.first_token
    passed = case.memory.passed
    if case.memory.asked and passed - case.memory.asked[-1][0] < settled:
        return None
    needed = case.whole(case.demand.rate, case.law.slack) or 0
    full_at = case.memory.full_at
    queued = full_at is not None and passed - full_at <= FORGOTTEN * case.law.first_token
    most = (needed if queued else math.ceil(MISTRUST * needed)) + 1
    if case.policy.capacity:
        most = case.current + 1
    allowed = 100 - rule.percentile
    words = (
        f"{min(100.0, late * allowed):.0f} % of first tokens are later than"
        f" {rule.limit.total_seconds():g} s, at most {allowed} % may be"
    )
    return min(case.current + 1, most), ScalingReason.FIRST_TOKEN_LATE, words


def allowed(case: Case, called: Called) -> Verdict:
    """The lower rows of the table: what is called for, within maximum and rate."""
    wanted, reason, words = called
    fleet, rate = case.fleet, case.policy.behavior.up
    if fleet.stuck and not case.policy.nodes_come:
        why = f"{fleet.stuck} of {fleet.desired} replicas cannot start ({fleet.stuck_because})"
        return Verdict(case.current, ScalingReason.REPLICAS_STUCK, f"{why}: {words}", held=True)
    if case.current >= case.policy.maximum:
        words = f"at the maximum of {case.policy.maximum}: {words}"
        return Verdict(case.current, ScalingReason.AT_MAXIMUM, words, held=True)
    lowest = min(case.within(rate))
    step = max(rate.replicas, math.ceil(lowest * rate.percent / 100))
    replicas = min(wanted, case.policy.maximum, lowest + step)
    if replicas <= case.current:
        period = rate.period.total_seconds()
        words = f"no more than {step} are added in {period:g} s: {words}"
        return Verdict(case.current, ScalingReason.RATE_LIMITED, words, held=True)
    return Verdict(replicas, reason, words)
