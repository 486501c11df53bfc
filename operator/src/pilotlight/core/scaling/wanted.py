"""How many serving replicas there shall be: fixed, or as was decided, within the present bounds.

| spec | then |
| --- | --- |
| `replicas` | that many |
| `scaling`, and it is decided by Auto | the newest decision |
| … Observe, paused, or no decision since the operator started | as many as there are asked for |
| … and nothing runs yet | the minimum, but one at least: what never ran is not proven |
| … and there are none, and requests are held | one at once, whatever was decided before |

None is what only a decision asks for that saw them all idle, and that is newer than the last
request that was held: one that merely found none there says nothing of one that has come since.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pilotlight.api.scaling import ScalingMode
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.observed import Observed
from pilotlight.core.scaling.bounds import Bounds, bounds_of
from pilotlight.core.scaling.decision import Decision, ScalingReason, step
from pilotlight.core.scaling.wake import Wake
from pilotlight.core.scaling.zero import held_words
from pilotlight.core.serving import active_revision, asked_to_serve, serving_replicas, sharer


@dataclass(frozen=True, slots=True)
class Size:
    """replicas: serving pods that shall be. before: those that are asked for at present.

    limits: None when the number is fixed. decision: what to tell of the number; None when there is
    nothing to tell. acts: whether it is followed.
    """

    replicas: int
    before: int = 0
    limits: Bounds | None = None
    decision: Decision | None = None
    acts: bool = False

    @property
    def moves(self) -> bool:
        """Whether a decision changes the number now."""
        return self.acts and self.decision is not None and self.replicas != self.before

    @property
    def waits(self) -> bool:
        """Whether there is no room for what was decided."""
        reason = self.decision.reason if self.decision is not None else None
        return self.acts and reason is ScalingReason.WAITING_FOR_GPU


def size(observed: Observed, spec: EndpointSpec, active: str | None, now: datetime) -> Size:
    """The number for this very pass. `active`: the revision that has the traffic, if any has."""
    if spec.scaling is None:
        return Size(spec.replicas or 0)
    limits = bounds_of(spec.scaling, observed.platform, now)
    before = asked(observed, active)
    report = observed.scaling
    decision = report.decision if report is not None else None
    least = limits.minimum if active is not None else max(1, limits.minimum)
    if spec.paused:
        return Size(before or least, before, limits, decision)
    acts = spec.scaling.mode is ScalingMode.AUTO
    found = _decided(decision, before, observed.wake) if acts else before
    number = max(least, limits.clamp(found))
    held = observed.wake.held if observed.wake is not None else 0
    if not number and held and acts:
        return Size(1, before, limits, _woken(before, held, now), acts)
    if number != found and active is not None:
        decision, acts = _bounded(decision, limits, (before, found), now), True
    elif acts and number and decision is not None and not decision.desired:
        # No round has seen yet that it was woken: that is what happened last.
        decision = _woken(0, held, now) if held and number == 1 else None
    return Size(number, before, limits, decision, acts)


def asked(observed: Observed, active: str | None) -> int:
    """Serving replicas that are asked for at present; 0 before there is anything.

    Those of the active revision, or what its Deployment remembers: replicas that are exchanged, or
    that go before others come, are not fewer that are wanted. Where that is lost, or was a fixed
    number until a moment ago, the status is asked while another revision is there too.
    """
    live = observed.deployments.get(active) if active is not None else None
    if live is not None and live.serving is not None:
        return live.serving
    now = asked_to_serve(observed, active) if active is not None else 0
    others = observed.deployments.keys() - {active}
    if now and not others and not observed.unseen:
        return now
    if active is None:
        there = observed.deployments.values()
        asked = (
            serving_replicas(observed, it.name) if it.serving is None else it.serving
            for it in there
        )
        return max(asked, default=0)
    other = sharer(observed, active)
    shared = asked_to_serve(observed, other) if other is not None else 0
    return max(now, shared, observed.endpoint.status.desired_replicas or 0)


def asked_of(observed: Observed) -> int:
    """The same for who does not know which revision is active: `Fleet.desired` of a round."""
    return asked(observed, active_revision(observed, wanted=""))


def _decided(decision: Decision | None, before: int, wake: Wake | None) -> int:
    """What a decision still asks for; `before` where it has nothing to say."""
    if decision is None:
        return before
    if decision.desired or not before:
        return decision.desired
    idle = decision.reason is ScalingReason.IDLE and (wake is None or decision.at > wake.at)
    return 0 if idle else before


def _woken(before: int, held: int, now: datetime) -> Decision:
    words = f"{before} → 1: {held_words(held)}" if before != 1 else f"1: {held_words(held)}"
    return Decision(now, 1, before, ScalingReason.REQUESTS_HELD, words)


def _bounded(
    decision: Decision | None, limits: Bounds, numbers: tuple[int, int], now: datetime
) -> Decision:
    """The bounds have the last word, and are told as the reason.

    Args:
        numbers: replicas that are asked for, and those that would be.
    """
    before, found = numbers
    number = limits.clamp(found)
    if number > found:
        reason, by = ScalingReason.BELOW_MINIMUM, limits.raised_by
        words = f"the minimum is {number}"
    else:
        reason, by = ScalingReason.ABOVE_MAXIMUM, limits.lowered_by
        words = f"the maximum is {number}"
    words = f"{words} (schedule {by})" if by else words
    made = Decision(now, number, before, reason, f"{step(before, number)}: {words}")
    return made if decision is None else replace(made, mode=decision.mode, doubt=decision.doubt)
