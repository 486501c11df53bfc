"""How many replicas an endpoint should have, decided from one round of metrics and a memory.

The order is the specification:

1. The bounds, even when nothing can be seen: BelowMinimum, AboveMaximum.
2. None at all, or none that is ready: whether requests are held, as `zero` says.
3. No usable number at all: as it is, with the true reason (MetricsUnavailable, MetricsStale, …).
4. More, as `raising` says; also when only a part can be seen, because that part is there for sure.
5. A round in doubt never asks for less: as it is, with the doubt as the reason.
6. None, as `zero` says, or else fewer, as `lowering` does.

Demand is in `demand`, capacity in `throughput`, what is wrong with metrics in `signals`. Nothing
here reads a clock or acts; times are intervals, so that a clock that is set changes nothing.
"""

from dataclasses import replace
from datetime import datetime

from pilotlight.core.scaling.case import Case, Verdict
from pilotlight.core.scaling.decision import Decision, ScalingReason, Signal, step
from pilotlight.core.scaling.demand import pressures
from pilotlight.core.scaling.lowering import fewer
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Policy
from pilotlight.core.scaling.raising import more
from pilotlight.core.scaling.remember import remember
from pilotlight.core.scaling.samples import Load
from pilotlight.core.scaling.zero import asleep, idle, rush

ASKED = 100
"""How many changes are remembered for the rates at most."""


def decide(policy: Policy, load: Load, memory: Memory, now: datetime) -> tuple[Decision, Memory]:
    """The number of replicas that there should be now, why, and the memory for the next time.

    To be called at least once per scrape; more often does no harm. The same arguments give the
    same answer. `Decision.acts` says whether anything is to be done.

    Args:
        now: by the operator's clock, aware.
    """
    signals, wanted, memory = remember(policy, load, memory, now)
    memory = replace(
        memory,
        asked=_asked(policy, memory, load.fleet.desired),
        found=memory.found or (load.fleet.desired, memory.passed),
    )
    case = Case(policy, load, signals, wanted, memory)
    verdict = _verdict(case)
    decision = Decision(
        at=now,
        desired=verdict.replicas,
        current=case.current,
        reason=verdict.reason,
        message=_sentence(case, verdict),
        held=verdict.held,
        signals=_utilizations(case),
        mode=policy.mode,
        # Where there is no replica there is nothing to measure.
        doubt=signals.doubt if case.current or policy.minimum else None,
    )
    if decision.acts:
        memory = replace(memory, asked=_asked(policy, memory, decision.desired))
    return decision, memory


def _verdict(case: Case) -> Verdict:
    current, policy, doubt = case.current, case.policy, case.signals.doubt
    if current < policy.minimum:
        words = f"the minimum is {policy.minimum}"
        return Verdict(policy.minimum, ScalingReason.BELOW_MINIMUM, words)
    if current > policy.maximum:
        words = f"the maximum is {policy.maximum}"
        return Verdict(policy.maximum, ScalingReason.ABOVE_MAXIMUM, words)
    if not current:
        return asleep(case)
    if (rushed := rush(case)) is not None:
        return rushed
    if doubt is not None and doubt.blind:
        return Verdict(current, doubt.reason, doubt.message, held=True)
    raised = more(case)
    if raised is not None and raised.replicas > current:
        return raised
    if doubt is not None:
        return Verdict(current, doubt.reason, doubt.message, held=True)
    return idle(case) or raised or fewer(case)


def _asked(policy: Policy, memory: Memory, replicas: int) -> tuple[tuple[float, int], ...]:
    """With this number if it is news, and without what no period reaches any more."""
    asked = memory.asked
    if not asked or asked[-1][1] != replicas:
        asked = (*asked, (memory.passed, replicas))[-ASKED:]
    behavior = policy.behavior
    longest = max(behavior.up.period, behavior.down.period).total_seconds()
    old = sum(1 for at, _ in asked if at <= memory.passed - longest)
    return asked[max(0, old - 1) :]


def _sentence(case: Case, verdict: Verdict) -> str:
    fleet, told = case.fleet, verdict.reason is ScalingReason.REPLICAS_STUCK
    tail = ""
    if fleet.stuck and not told:
        tail = f"; {fleet.stuck} of {fleet.desired} cannot start ({fleet.stuck_because})"
    return f"{step(case.current, verdict.replicas)}: {verdict.message}{tail}"


def _utilizations(case: Case) -> tuple[Signal, ...]:
    doubt, demand = case.signals.doubt, case.demand
    if doubt is not None and doubt.blind:
        return ()
    ready = max(1, len(case.fleet.ready))
    if case.policy.target is not None:
        needed = pressures(case.policy.target, case.signals)
        return tuple(Signal(name, replicas / ready) for name, replicas in needed)
    found = []
    if demand.unit:
        drain = case.policy.objective.queue_drain.total_seconds()
        found.append(Signal("arrivals", demand.rate / demand.unit / ready))
        found.append(Signal("queue", case.signals.queue / max(drain, 1) / demand.unit / ready))
    if demand.late is not None:
        found.append(Signal("timeToFirstToken", demand.late))
    return tuple(found)
