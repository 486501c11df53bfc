"""Before the switch: how many replicas of the wanted revision run beside those that serve.

| there is room | Surge | Auto | Stepwise |
| --- | --- | --- | --- |
| for all replicas | all | all | one |
| for some | waits | as many as fit | one |
| for none, and one that serves may go and leaves room | waits | it goes, one comes | the same |
| for none | waits | waits | waits |

What comes in the place of one that goes is asked for at once, and so promised to nobody else. What
was asked for stays: it is scheduled as soon as anything comes free. The active revision's pool goes
first, then a revision that is only kept for going back, then what serves.
"""

from dataclasses import dataclass, replace

from pilotlight.api.rollout import CapacityMode
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.room import Room, room_for, shortage, yields
from pilotlight.core.serving import (
    answering_count,
    leaving_count,
    placed_count,
    serving_replicas,
    warm_replicas,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The step before the switch.

    preview, active: replicas of the wanted and of the active revision. mode: how much room that
    takes, None as long as it is not known. waiting: what is missing, or empty. holding: what is
    about to make room, or empty. counting: the room is being found out. frees_previous: the
    revision that is kept for going back makes room. frees_pool: the active one's pool does.
    """

    preview: int
    active: int
    mode: CapacityMode | None
    room: Room | None = None
    waiting: str = ""
    holding: str = ""
    counting: bool = False
    frees_previous: bool = False
    frees_pool: bool = False

    @property
    def partial(self) -> bool:
        """The wanted revision will share the traffic, for it has not all its replicas."""
        return self.mode is CapacityMode.STEPWISE


def stage(observed: Observed, change: Change, active: str, kept: str | None) -> Stage:
    """The next step. `kept` is the revision that only stays up for going back to it."""
    found = _stage(observed, change, active, kept)
    old = found.room is not None and found.room.stale
    if not old and not observed.unseen:
        return found
    # Enough to tell of what nobody has asked for yet, too little to act on.
    there = _there(observed, change)
    return replace(
        found,
        preview=there,
        active=_now(observed, change, active),
        waiting="" if there else found.waiting,
        frees_previous=False,
        frees_pool=False,
    )


def _stage(observed: Observed, change: Change, active: str, kept: str | None) -> Stage:
    wanted, replicas = change.wanted, change.replicas
    there = _there(observed, change)
    serving, room = _serving(observed, change, active, there)
    if placed_count(observed, wanted) >= replicas:
        return Stage(replicas, serving, CapacityMode.SURGE, room)
    room = room_for(observed, change, wanted, {active: serving})
    if room.counting:
        return Stage(there, serving, None, room, counting=True)
    mode = change.rules.capacity
    if mode is CapacityMode.SURGE or replicas == 1:
        surge = CapacityMode.SURGE
        staged = Stage(there, serving, surge, room, frees_previous=kept is not None)
        return _all(observed, change, active, room, staged)
    most = 1 if mode is CapacityMode.STEPWISE else replicas
    coming = max(there, most if room.fits is None else min(most, room.fits))
    if coming >= replicas and room.takes(replicas):
        return Stage(replicas, serving, CapacityMode.SURGE, room)
    partial = CapacityMode.STEPWISE
    staged = Stage(coming, serving, partial, room, frees_previous=kept is not None)
    if (freed := _freed(observed, active, replace(staged, preview=there))) is not None:
        return freed
    return staged if room.takes(1) else _exchanged(observed, change, active, room, staged)


def _there(observed: Observed, change: Change) -> int:
    return min(serving_replicas(observed, change.wanted), change.replicas)


def _now(observed: Observed, change: Change, active: str) -> int:
    """Replicas of the active revision as they are; what is fewer than may be was not our doing."""
    now = min(serving_replicas(observed, active), change.replicas)
    return now if now >= change.min_available else change.replicas


def _serving(
    observed: Observed, change: Change, active: str, there: int
) -> tuple[int, Room | None]:
    """Replicas of the active revision, and the room for them where that matters.

    What went to make room is not filled up again, but for room that nobody waits for.
    """
    now, replicas = _now(observed, change, active), change.replicas
    if now == replicas or not there:
        return replicas, None
    room = room_for(observed, change, active, {change.wanted: there})
    if room.counting or (room.note and there < replicas):
        return now, room
    return (replicas if room.fits is None else max(now, min(replicas, room.fits))), room


def _all(observed: Observed, change: Change, active: str, room: Room, staged: Stage) -> Stage:
    """All of them or none: half a surge would keep accelerators from everybody."""
    replicas = change.replicas
    if staged.preview >= replicas or room.takes(replicas):
        return replace(staged, preview=replicas, frees_previous=False)
    if (drains := _drains(observed, change, active, staged)) is not None:
        return drains
    waiting = shortage(room, replicas)
    alone = replicas == 1 and change.rules.capacity is not CapacityMode.SURGE
    if alone and yields(observed, change, active, room):
        waiting += "; one that serves alone cannot make room, but with strategy: Recreate"
    return replace(staged, waiting=waiting)


def _exchanged(observed: Observed, change: Change, active: str, room: Room, staged: Stage) -> Stage:
    """No room for the first one: one of the active revision goes for it, if it may."""
    if (drains := _drains(observed, change, active, staged)) is not None:
        return drains
    asked = change.rules.capacity is CapacityMode.STEPWISE
    if room.refused and not asked:
        return staged  # nothing tells that one of those that serve would make room
    waiting, serving = shortage(room, 1), serving_replicas(observed, active)
    placed = placed_count(observed, active)
    if placed < serving and change.lacks_accelerators(active):
        serving = placed  # the others would take what comes free
    elif serving < change.replicas:
        return replace(staged, waiting=waiting)
    left = min(answering_count(observed, active), serving - 1)
    if room.note and not asked:
        return replace(staged, waiting=waiting)
    if left < change.min_available:
        waiting += f"; minAvailable keeps {change.min_available} of {change.replicas} serving"
        return replace(staged, waiting=waiting)
    asked_for = {active: serving - 1}
    if not yields(observed, change, active, room, asked_for):
        why = f"no single replica of {active} makes enough room"
        if yields(observed, change, active, room, asked_for, promised=False):
            why = f"what {active} would free is promised to others"
        return replace(staged, waiting=f"{waiting}; {why}")
    holding = f"a replica of {active} makes room"
    return replace(staged, preview=max(staged.preview, 1), active=serving - 1, holding=holding)


def _drains(observed: Observed, change: Change, active: str, staged: Stage) -> Stage | None:
    """Something of the endpoint's own is about to make room, and is waited for."""
    if (freed := _freed(observed, active, staged)) is not None:
        return freed
    if staged.frees_previous:
        return replace(staged, holding="what was kept for going back makes room")
    leaving = leaving_count(observed, (active, change.wanted))
    if not leaving:
        return None
    pods = "1 pod that drains makes" if leaving == 1 else f"{leaving} pods that drain make"
    return replace(staged, holding=f"{pods} room")


def _freed(observed: Observed, active: str, staged: Stage) -> Stage | None:
    """The active revision's pool makes room, if it has one."""
    if not warm_replicas(observed, active):
        return None
    holding = "its warm pool makes room"
    return replace(staged, holding=holding, frees_previous=False, frees_pool=True)
