"""What is told of the decisions about the number of replicas: in the status, and as a condition.

Decisions are made every few seconds, and their words have numbers that always move. The status is
for what happened: a number that changed is told at once, a reason that changed once in a while.
"""

import re
from datetime import datetime, timedelta

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.scaling import ScalingMode
from pilotlight.api.status import Condition, ScalingDecision, ScalingStatus
from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.scaling.decision import Decision, Doubt, ScalingReason
from pilotlight.core.scaling.wanted import Size
from pilotlight.manifests.marks import timestamp

CALM = timedelta(minutes=1)
"""Between two reasons for keeping the number: that of a minute is worth a write, not each one."""
HISTORY = 10

_REASONS = {
    ScalingReason.METRICS_UNAVAILABLE: Reason.METRICS_UNAVAILABLE,
    ScalingReason.METRICS_INCOMPATIBLE: Reason.METRICS_INCOMPATIBLE,
    ScalingReason.METRICS_MISSING: Reason.METRICS_MISSING,
    ScalingReason.METRICS_PARTIAL: Reason.METRICS_PARTIAL,
    ScalingReason.METRICS_STALE: Reason.METRICS_STALE,
    ScalingReason.METRICS_INVALID: Reason.METRICS_INVALID,
    ScalingReason.METRICS_DUPLICATED: Reason.METRICS_DUPLICATED,
}
"""Of the condition. A counter that was reset, or a clock, is the matter of one round."""
_NO_ACTIVATOR = (
    "no requests are held, and a minReplicas of 0 is taken as 1: no activator is installed; set the"
    " chart's activator.enabled, or write minReplicas: 1 and no hold"
)
_NUMBER = re.compile(r"\d+(\.\d+)?")

Judgement = tuple[bool | None, Reason, str]
"""Status, reason and message of a condition."""


def scaling_status(observed: Observed, size: Size | None, now: datetime) -> ScalingStatus | None:
    """`status.scaling`; as it was while the spec cannot be read."""
    before = observed.endpoint.status.scaling
    if size is None:
        return before
    if size.limits is None:
        return None
    if size.decision is None:
        return before
    made = _entry(size.decision)
    told = before or ScalingStatus()
    last = told.last_decision
    # The status is written once the number has been carried out, when nothing moves any more.
    moves = size.moves or (size.acts and _changes(made))
    if last is not None and not _is_news(last, made, now, moves=moves):
        return before
    older = told.decisions
    if older and (_is_same(older[0], made) or not (_changes(older[0]) or _changes(made))):
        older = older[1:]
    return ScalingStatus(last_decision=made, decisions=[made, *older][:HISTORY])


def told_anew(size: Size, told: ScalingStatus | None) -> datetime | None:
    """When what is decided now is told, if it still is; None if it is told already."""
    last = told.last_decision if told is not None else None
    if last is None or size.decision is None:
        return None
    return None if _is_same(last, _entry(size.decision)) else _due(last)


def autoscaling_active(observed: Observed, size: Size | None, ready: int) -> Judgement | None:
    """Whether decisions are made on fresh numbers; None where nothing is to be decided.

    Args:
        ready: serving replicas that are Ready.
    """
    known = {condition.type: condition for condition in observed.endpoint.status.conditions}
    before = known.get(ConditionType.AUTOSCALING_ACTIVE)
    found = _judged(observed, size, ready, before)
    if found is None or before is None:
        return found
    status, reason, message = found
    # Ages and counts move with every round.
    same = before.reason == reason and _still(before.message) == _still(message)
    return (status, reason, before.message) if same else found


def _judged(
    observed: Observed, size: Size | None, ready: int, before: Condition | None
) -> Judgement | None:
    spec, report = observed.endpoint.spec, observed.scaling
    if isinstance(spec, InvalidSpec) or size is None:
        words = "nothing is decided until the spec can be read"
        return None if before is None else (None, Reason.INVALID_SPEC, words)
    if spec.scaling is None:
        return None
    if spec.paused:
        return False, Reason.PAUSED, "paused: decisions are not carried out"
    if report is None:
        return None, Reason.NOT_DECIDED, "nothing was decided yet; the number stays"
    doubt = report.decision.doubt
    if doubt is not None and (judged := _doubted(doubt, ready)) is not None:
        return judged
    if spec.scaling.holds is not None and not observed.platform.activator:
        return False, Reason.ACTIVATOR_MISSING, _NO_ACTIVATOR
    if spec.scaling.mode is ScalingMode.OBSERVE:
        return False, Reason.OBSERVING, "scaling.mode is Observe: decisions are not carried out"
    if report.decision.reason is ScalingReason.SCALED_TO_ZERO:
        return True, Reason.SCALED_TO_ZERO, "scaled to zero: the next request wakes it"
    return True, Reason.METRICS_FRESH, "decisions are made on fresh numbers"


def _doubted(doubt: Doubt, ready: int) -> Judgement | None:
    reason = _REASONS.get(doubt.reason)
    if reason is Reason.METRICS_MISSING and doubt.blind:
        if not ready:
            return None, Reason.NOT_DECIDED, "no replica is ready, so there are no numbers"
        return None, reason, doubt.message  # as it is until the first scrape
    if reason is None:
        return (False, Reason.METRICS_INVALID, doubt.message) if doubt.blind else None
    return False, reason, doubt.message


def _entry(decision: Decision) -> ScalingDecision:
    return ScalingDecision(
        at=timestamp(decision.at),
        from_replicas=decision.current,
        to_replicas=decision.desired,
        reason=decision.reason,
        message=decision.message[:1024],
    )


def _numbers(entry: ScalingDecision) -> tuple[int, int]:
    return entry.from_replicas, entry.to_replicas


def _changes(entry: ScalingDecision) -> bool:
    return entry.from_replicas != entry.to_replicas


def _is_same(one: ScalingDecision, other: ScalingDecision) -> bool:
    return (one.reason, _numbers(one)) == (other.reason, _numbers(other))


def _is_news(last: ScalingDecision, made: ScalingDecision, now: datetime, *, moves: bool) -> bool:
    """Also what was told already but not carried out, say while paused, when it is at last."""
    same, due = _is_same(last, made), _due(last)
    if moves and not same:
        return True
    return (moves or not same) and (due is None or now >= due)


def _due(last: ScalingDecision) -> datetime | None:
    """When the next reason may be told; None if nobody can read when this one was."""
    try:
        at = datetime.fromisoformat(last.at)
    except ValueError:
        return None
    return at + CALM if at.tzinfo is not None else None


def _still(message: str) -> str:
    return _NUMBER.sub("#", message)
