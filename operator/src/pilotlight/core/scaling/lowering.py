"""Whether fewer replicas are enough, and were for long enough.

| | then |
| --- | --- |
| the level of now needs them all, or there is the minimum | Steady |
| the windows are not full: the operator or the endpoint is new, or there was an outage |
  WindowsNotFull: held |
| the highest level of the stabilisation window needs them all | Stabilizing: held |
| the quantile of the long window needs them all | HoldingPeak: held |
| as many as allowed went in the period | RateLimited: held |
| else | fewer by the rate, but never fewer than all of these: DemandFell |

N − 1 replicas hold a level when utilization × N / (N − 1) is below 1; that is when the level needs
no more than N − 1. Going down also leaves a margin that grows with the variability of arrivals,
so that what brought a replica does not bring it back as soon as it is gone.
"""

import math

from pilotlight.core.scaling.case import Case, Verdict
from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.demand import capacity_of
from pilotlight.core.scaling.windows import mean, ranked


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
    peak, held = _peak(case), _quantile(case)
    for needed, reason, over in (
        (peak, ScalingReason.STABILIZING, case.policy.behavior.stabilization.total_seconds()),
        (held, ScalingReason.HOLDING_PEAK, case.law.hold),
    ):
        if needed >= case.current:
            words = f"{needed} were needed within {over:g} s; now {case.needs(case.demand.level)}"
            return Verdict(case.current, reason, words, held=True)
    return _allowed(case, max(least, peak, held))


def _unfilled(case: Case) -> str | None:
    """Which window is not full, or None."""
    stabilization = case.policy.behavior.stabilization.total_seconds()
    long = stabilization if case.policy.target is not None else max(case.law.hold, stabilization)
    observed, stable = case.memory.observed, case.memory.stable
    if observed < long:
        return f"numbers of {observed:.0f} of {long:g} s are known"
    if stable < stabilization:
        return f"numbers of {stable:.0f} of {stabilization:g} s since the last gap are known"
    return None


def _peak(case: Case) -> int:
    """Replicas for the highest level of the stabilisation window, with the margin."""
    levels = case.memory.levels
    window = levels.last(case.policy.behavior.stabilization.total_seconds())
    spare = max(0.0, case.law.margin - case.demand.headroom) * case.demand.deviation
    peak = max(max(window, default=0.0), levels.open, case.demand.level)
    if case.policy.target is not None and case.current > 1:
        # What runs at a time grows faster than the load that each of fewer replicas would have.
        peak *= case.current / (case.current - 1)
    return max(case.whole(peak + spare) or 0, _by_arrivals(case))


def _quantile(case: Case) -> int:
    if case.policy.target is not None:
        return 0
    return case.whole(ranked(case.memory.levels.last(case.law.hold), case.law.quantile)) or 0


def _by_arrivals(case: Case) -> int:
    """With explicit targets: an empty queue alone does not say that fewer could serve."""
    capacity = capacity_of(case.policy, case.load, case.memory)
    if case.policy.target is None or not capacity:
        return 0
    return math.ceil(mean(case.memory.arrivals.last(case.law.spread)) / capacity)


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
