"""Events: what has changed since the stored status, each told once."""

from collections.abc import Iterator, Sequence

from pilotlight.api.reasons import BENIGN, ConditionType, Reason
from pilotlight.api.status import Condition, ConditionStatus, EndpointStatus
from pilotlight.core.actions import Event
from pilotlight.core.rollout import Rollout
from pilotlight.core.scaling.wanted import Size

# Reconciling repeats Progressing, and Ready repeats what it is the summary of.
_SILENT = frozenset({ConditionType.RECONCILING, ConditionType.ROUTED, ConditionType.READY})


def transitions(
    before: EndpointStatus, after: EndpointStatus, rollout: Rollout | None
) -> tuple[Event, ...]:
    """Events for traffic that moved and for conditions whose status or reason changed."""
    events = list(_told(rollout)) if rollout is not None else []
    known = {condition.type: condition for condition in before.conditions}
    events += [
        event
        for condition in after.conditions
        if (event := _transition(known.get(condition.type), condition)) is not None
    ]
    return _once(events)


def scaled(size: Size) -> tuple[Event, ...]:
    """The Event for a number of replicas that a decision changes in this very pass.

    What brings the number back to where it was decided to be, and told of, is no news.
    """
    decision = size.decision
    if decision is None or not size.moves or decision.desired == decision.current:
        return ()
    message = f"{decision.reason}: {decision.message}"
    if size.replicas > size.before:
        return (Event("ScaledUp", message),)
    return (Event("ScaledDown", message),)


def _told(rollout: Rollout) -> Iterator[Event]:
    """What this very decision does to revisions."""
    failed = any(marks.failure is not None for marks in rollout.marks.values())
    if rollout.proven:
        yield Event("BakeEnded", f"Kept {rollout.active}: {rollout.proven}")
    if rollout.switched_from is not None:
        moved = f"Moved traffic from {rollout.switched_from} to {rollout.active}"
        if rollout.pinned:
            moved = (
                f"Moved all traffic to {rollout.active}, none is left on {rollout.switched_from}"
            )
        if rollout.turned:
            turned = f"Going back to {rollout.active}: replicas are exchanged the other way"
            yield Event("ExchangeTurned", turned)
        elif rollout.sharer is not None:
            shared = f"{rollout.active} shares the traffic of {rollout.sharer}"
            yield Event("TrafficShared", f"{shared} while replicas are exchanged")
        elif rollout.failure is None:
            yield Event("TrafficSwitched", moved)
        else:
            yield Event("RolledBack", f"{moved}: {rollout.failure.message}", warning=True)
    elif failed and rollout.failure is not None and not rollout.waits_to_go_back:
        gave_up = f"Gave up {rollout.failed}, {rollout.active} serves on"
        yield Event("RolloutFailed", f"{gave_up}: {rollout.failure.message}", warning=True)


def _transition(before: Condition | None, after: Condition) -> Event | None:
    """An Event for a condition whose status or reason changed; a first verdict only when bad."""
    if after.type in _SILENT or after.status is ConditionStatus.UNKNOWN:
        return None
    if before is not None and (before.status, before.reason) == (after.status, after.reason):
        return None
    bad = after.reason not in BENIGN
    if not bad and (before is None or after.type == ConditionType.STALLED):
        return None  # that a problem is over is told by what goes on
    if after.type == ConditionType.PROGRESSING and after.reason == Reason.POLICY_DENIED:
        return None  # Accepted has told it
    scaling = after.type == ConditionType.AUTOSCALING_ACTIVE
    if not bad and scaling and before is not None and before.status is ConditionStatus.UNKNOWN:
        return None  # as it is some seconds after each start of the operator
    if scaling and after.reason == Reason.SCALED_TO_ZERO:
        return None  # Available has told it
    return Event(after.reason, _sentence(after.message), warning=bad)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _once(events: Sequence[Event]) -> tuple[Event, ...]:
    """Stalled and Available often say the same: the first one stands for both."""
    seen: dict[str, Event] = {}
    for event in events:
        seen.setdefault(event.reason, event)
    return tuple(seen.values())
