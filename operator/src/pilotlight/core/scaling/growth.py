"""More replicas only where there is room for them: a pod that waits for a node serves nobody.

| a decision asks for more than the minimum, and there is room | replicas |
| --- | --- |
| for all of them | as decided |
| for some | as many as fit; what is missing is told |
| for none | as they are: WaitingForGPU |
| not known yet: free accelerators are being counted | as they are |
| as far as known: nobody counts them | as decided, until the scheduler refuses one |
| as nodes come on demand | as decided: Pending pods make them come |
| for as many as wait in the warm pool | at once: they have it |

What the spec itself asks for, as the minimum or as a fixed number, is asked for at once, and so is
the first replica, for which somebody waits. While two
revisions share the traffic `exchange` keeps to the room there is.
"""

from dataclasses import dataclass, replace

from pilotlight.core.capacity import CapacityOrder
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.room import room_for, shortage
from pilotlight.core.scaling.decision import Decision, ScalingReason, step
from pilotlight.core.scaling.wanted import Size
from pilotlight.core.serving import sharer, warm_pods


@dataclass(frozen=True, slots=True)
class Growth:
    """The number that there is room for, and the count that has to go on meanwhile."""

    size: Size
    order: CapacityOrder | None = None


def growth(observed: Observed, change: Change, size: Size, active: str | None) -> Growth:
    """`size`, as far as the active revision finds room; `change` is for all of it."""
    limits, decision = size.limits, size.decision
    if active is None or limits is None or decision is None or not size.moves:
        return Growth(size)
    # Who waits in the pool has its room.
    loaded = sum(pod.ready for pod in warm_pods(observed, active))
    least = max(size.before, limits.minimum, min(size.replicas, size.before + loaded), 1)
    if size.replicas <= least or sharer(observed, active) is not None:
        return Growth(size)
    room = room_for(observed, change, active)
    if room.counting or room.stale:
        counting = "free accelerators are being counted"
        told = None if least == size.before else _less(decision, least, counting)
        return Growth(replace(size, replicas=least, decision=told), room.order)
    if room.takes(size.replicas):
        return Growth(size, room.order)
    number = max(least, room.fits or 0)
    if number >= size.replicas:
        return Growth(size, room.order)
    why = "there is room for no more"
    if number == size.before:
        why = shortage(room, size.replicas, together=False)
    return Growth(replace(size, replicas=number, decision=_less(decision, number, why)), room.order)


def _less(decision: Decision, number: int, why: str) -> Decision:
    """The decision, as far as there is room."""
    before = decision.current
    grows = number > before
    return replace(
        decision,
        desired=number,
        reason=decision.reason if grows else ScalingReason.WAITING_FOR_GPU,
        message=f"{step(before, max(before, number))}: {why} ({decision.message})",
        held=True,
    )
