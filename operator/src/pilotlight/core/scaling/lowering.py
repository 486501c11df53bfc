"""Whether fewer replicas are enough, and were for long enough.

| | then |
| --- | --- |
| the level of now needs them all, or there is the minimum | Steady |
| the windows are not full: the operator or the endpoint is new, or there was an outage |
  WindowsNotFull: held |
| the highest level of the stabilisation window needs them all | Stabilizing: held |
| a faded peak of the long window needs them all | HoldingPeak: held |
| as many as allowed went in the period | RateLimited: held |
| else | fewer by the rate, but never fewer than all of these: DemandFell |

N − 1 replicas hold a level when utilization × N / (N − 1) is below 1; that is when the level needs
no more than N − 1. A peak counts in full within the stabilisation window (5 min), and fades in a
straight line to nothing within the long one (20 min): bursts come back, the less likely the longer
it has been quiet. A tenth is to spare on top, so that what brought a replica does not bring it back
as soon as it is gone. Example: a burst called 20 replicas. 4 min later it counts for 20, 10 min
later for 20 × (1 − 10/20) × 1.1 = 11, which stay.

What was found when the first decision was made counts as such a peak of that moment. Whoever
decided before, this operator's predecessor or a person, had a reason, and its bursts may be in no
metric.
"""

import math

from pilotlight.core.scaling.case import Case, Verdict
from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.demand import capacity_of
from pilotlight.core.scaling.memory import LEVEL_SPAN
from pilotlight.core.scaling.windows import mean


def fewer(case: Case) -> Verdict:
    """The verdict of the table above, for a round whose numbers are complete, and which does not
    call for more; where it is not known what a replica serves, `raising` has said so."""
    least = max(case.policy.minimum, 1)
    now = case.whole(case.demand.level)
    words = case.needs(case.demand.level)
    if case.current <= least or now is None or now >= case.current:
        return Verdict(case.current, ScalingReason.STEADY, words)
    if (unfilled := _unfilled(case)) is not None:
        return Verdict(case.current, ScalingReason.WINDOWS_NOT_FULL, unfilled, held=True)
    peak, held = _peak(case), _faded(case)
    for kept, reason, why in (
        (peak, ScalingReason.STABILIZING, f"the most of {case.policy.stabilization:g} s"),
        (held, ScalingReason.HOLDING_PEAK, f"a peak that fades within {case.policy.hold:g} s"),
    ):
        if kept >= case.current:
            return Verdict(
                case.current, reason, f"{kept} are kept for {why}; now {words}", held=True
            )
    return _allowed(case, max(least, peak, held))


def _unfilled(case: Case) -> str | None:
    """Which window is not full, or None."""
    stabilization, long = case.policy.stabilization, case.policy.hold
    observed, stable = case.memory.observed, case.memory.stable
    if observed < long:
        return f"numbers of {observed:.0f} of {long:g} s are known"
    if stable < stabilization:
        return f"numbers of {stable:.0f} of {stabilization:g} s since the last gap are known"
    return None


def _peak(case: Case) -> int:
    """Replicas for the highest level of the stabilisation window, which counts in full."""
    levels = case.memory.levels
    window = levels.last(case.policy.stabilization)
    peak = max(max(window, default=0.0), levels.open, case.demand.level)
    if case.policy.target is not None and case.current > 1:
        # What runs at a time grows faster than the load that each of fewer replicas would have.
        peak *= case.current / (case.current - 1)
    found, since = _found(case)
    kept = found if since <= case.policy.stabilization else 0
    return max(_with_margin(case, peak), _by_arrivals(case), kept)


def _faded(case: Case) -> int:
    """Replicas for the levels of the long window, each worth less the older it is."""
    if case.policy.target is not None:
        return 0
    values = case.memory.levels.last(case.policy.hold)[::-1]
    size = max(1, round(case.policy.hold / LEVEL_SPAN))
    faded = (value * (size - age) / size for age, value in enumerate(values))
    found, since = _found(case)
    kept = math.ceil(found * max(0.0, 1 - since / case.policy.hold)) if case.policy.hold else 0
    return max(_with_margin(case, max(faded, default=0.0)), kept)


def _found(case: Case) -> tuple[int, float]:
    """Replicas that were there when this memory began, and for how many seconds it has lasted."""
    replicas, at = case.memory.found or (0, 0.0)
    return replicas, case.memory.passed - at


def _with_margin(case: Case, level: float) -> int:
    margin = 0.0 if case.policy.target is not None else case.law.margin
    return case.whole(level * (1 + margin)) or 0


def _by_arrivals(case: Case) -> int:
    """With explicit targets: an empty queue alone does not say that fewer could serve."""
    capacity = capacity_of(case.policy, case.load, case.memory)
    if case.policy.target is None or not capacity:
        return 0
    return math.ceil(mean(case.memory.arrivals.last(case.policy.spread)) / capacity)


def _allowed(case: Case, needed: int) -> Verdict:
    rate = case.policy.behavior.down
    highest = max(case.within(rate))
    step = max(rate.replicas, math.floor(highest * rate.percent / 100))
    replicas = max(needed, highest - step)
    words = case.needs(case.demand.level)
    if replicas >= case.current:
        words = f"no more than {step} go in {rate.period.total_seconds():g} s: {words}"
        return Verdict(case.current, ScalingReason.RATE_LIMITED, words, held=True)
    return Verdict(replicas, ScalingReason.DEMAND_FELL, words)
