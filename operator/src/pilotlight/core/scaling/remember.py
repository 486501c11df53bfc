"""Takes one round of metrics into memory: what happens before anything is decided.

Also for the past: after a restart, rounds that are read from Prometheus fill the windows.
"""

from dataclasses import replace
from datetime import datetime

from pilotlight.core.scaling.demand import MISTRUST, Demand, capacity_of, demand, pressure
from pilotlight.core.scaling.memory import LEVEL_SPAN, SPAN, Memory
from pilotlight.core.scaling.policy import Policy
from pilotlight.core.scaling.samples import Fleet, Load
from pilotlight.core.scaling.signals import Signals, read
from pilotlight.core.scaling.windows import Window, mean

LONGEST_ROUND = 60.0
"""Seconds that a round counts for at most: a clock that is set forward has not waited."""
BEYOND = 2.0
"""Times the maximum: no load is recorded as more, so that one absurd number is soon forgotten."""


def remember(
    policy: Policy, load: Load, memory: Memory, now: datetime
) -> tuple[Signals, Demand, Memory]:
    """The round's sums, the demand with them, and the memory with both.

    Args:
        now: by our clock. Prometheus' one is in `load`; neither has to be right.
    """
    away = 0.0 if memory.at is None else (now - memory.at).total_seconds()
    elapsed = min(max(away, 0.0), LONGEST_ROUND)
    if memory.by_target != (policy.target is not None):
        memory = _under_another_law(memory)
    signals, tracks = read(policy, load, memory.tracks, elapsed, now)
    passed = memory.passed + elapsed
    throughput = memory.throughput(load.revision).learn(signals.advances, load.slots)
    memory = replace(
        memory,
        at=now,
        passed=passed,
        tracks=tracks,
        throughputs=memory.learnt(load.revision, throughput),
        first_tokens=memory.first_tokens.add(
            [it.first_tokens for it in signals.advances if it.first_tokens],
            elapsed,
            policy.law.first_token,
        ),
        full_at=passed if any(it.full for it in signals.advances) else memory.full_at,
        idle=_idle(policy, load, signals, memory, elapsed, abs(away)),
        starting=_starting(load.fleet, memory, passed),
    )
    memory = _with_rates(policy, load, signals, memory, elapsed)
    wanted = demand(policy, load, signals, memory)
    return signals, wanted, _with_level(policy, load, wanted, signals, memory, elapsed, abs(away))


def _idle(
    policy: Policy, load: Load, signals: Signals, memory: Memory, elapsed: float, away: float
) -> float:
    """For how long nothing has been asked. What is not known is not quiet, and after more than a
    moment of it nobody knows what came meanwhile."""
    asked = (signals.arrivals, signals.queue, signals.running, load.held)
    if any(asked) or not load.fleet.ready:
        return 0.0
    if signals.doubt is not None:
        return memory.idle if memory.blind + away <= policy.law.outage else 0.0
    if signals.arrivals is None or signals.running is None or signals.partial:
        return memory.idle
    return memory.idle + elapsed


def _under_another_law(memory: Memory) -> Memory:
    """Levels in requests per second say nothing in replicas, nor the other way round."""
    return replace(
        memory,
        by_target=not memory.by_target,
        levels=Window(LEVEL_SPAN, peaks=True),
        pressure=Window(SPAN),
        observed=0.0,
        stable=0.0,
    )


def _starting(fleet: Fleet, memory: Memory, passed: float) -> tuple[int, float]:
    before, since = memory.starting
    if before == 0 or fleet.starting < before:
        since = passed
    return fleet.starting, since


def _with_rates(
    policy: Policy, load: Load, signals: Signals, memory: Memory, elapsed: float
) -> Memory:
    """What is seen of a part may only raise the means: in doubt, or where a pod is new."""
    law = policy.law
    arrivals, replicas = memory.arrivals, memory.pressure
    doubtful = signals.doubt is not None
    if signals.arrivals is not None:
        value = signals.arrivals
        if doubtful or signals.partial:
            value = max(value, mean(arrivals.last(SPAN)))
        if (capacity := capacity_of(policy, load, memory)) is not None:
            value = min(value, BEYOND * policy.maximum * capacity)
        arrivals = arrivals.add(value, elapsed, policy.spread)
    if policy.target is not None and not (signals.doubt and signals.doubt.blind):
        value = min(pressure(policy.target, signals), BEYOND * policy.maximum)
        if doubtful:
            value = max(value, mean(replicas.last(law.short)))
        replicas = replicas.add(value, elapsed, law.short)
    return replace(memory, arrivals=arrivals, pressure=replicas)


def _with_level(
    policy: Policy,
    load: Load,
    wanted: Demand,
    signals: Signals,
    memory: Memory,
    elapsed: float,
    away: float,
) -> Memory:
    """Only complete rounds fill the windows that have to be full before a replica may go."""
    if signals.doubt is not None or (signals.arrivals is None and policy.target is None):
        return replace(memory, blind=memory.blind + away)
    blind = memory.blind + (away if away > LONGEST_ROUND else 0.0)
    length = policy.hold
    level = max(wanted.level, _kept_by_first_tokens(wanted, load.fleet.desired))
    return replace(
        memory,
        levels=memory.levels.add(level, elapsed, length),
        observed=min(memory.observed + elapsed, length),
        stable=min(elapsed + (memory.stable if blind <= policy.law.outage else 0.0), length),
        blind=0.0,
    )


def _kept_by_first_tokens(wanted: Demand, current: int) -> float:
    """What the present replicas take, while with one fewer first tokens would be late."""
    if wanted.late is None or not wanted.unit or current < 2:
        return 0.0
    if wanted.late * current / (current - 1) < 1:
        return 0.0
    most = MISTRUST * wanted.rate / wanted.unit + 1
    return min(float(current), most) * wanted.unit
