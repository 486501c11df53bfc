"""After a switch in want of room: two revisions share the traffic while replicas are exchanged.

| replicas | become |
| --- | --- |
| of the new revision | as many as there is room for, with Stepwise one more than are Ready |
| of the old one | what is missing of the new one |
| both, where no room is left and all of the new one are Ready | one of the old goes, one comes |

Ready replicas of both never fall under `rollout.minAvailable` by this, and nothing goes while
something is still draining. With an analysis all of it waits until the bake is over. The exchange
turns around when the spec asks for the old revision again. For a third one it ends as soon as one
of the two can serve alone, the one that has no trouble or else more replicas Ready.
"""

from dataclasses import dataclass, replace

from pilotlight.api.rollout import CapacityMode
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.room import Room, room_for, shortage, yields
from pilotlight.core.serving import (
    answering_count,
    has_pods,
    leaving_count,
    placed_count,
    ready_count,
    serving_replicas,
    unseen,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The next step between the active revision and the one that it replaces.

    new, old: replicas of each. over: the active one takes all the traffic. turns: the old one
    becomes the active one. words: how far it is.
    """

    new: int
    old: int
    over: bool = False
    turns: bool = False
    room: Room | None = None
    words: str = ""


def exchange(
    observed: Observed, change: Change, active: str, other: str, *, baking: bool
) -> Exchange:
    """The next step from `other` to `active`."""
    replicas = change.replicas
    new, old = (min(serving_replicas(observed, it), replicas) for it in (active, other))
    ready, ready_old = ready_count(observed, active), ready_count(observed, other)
    # What is Ready and not routed to yet stands in for nothing.
    answering = answering_count(observed, active)
    words = f"{min(ready, replicas)} of {replicas} replicas exchanged"
    if (hidden := unseen(observed)) is not None:
        return Exchange(new, old, words=f"{words}; {hidden}")
    if _turns(change, active, other, ready, ready_old):
        words = f"{min(ready_old, replicas)} of {replicas} replicas exchanged"
        return Exchange(new, old, turns=True, words=words)
    if answering >= replicas:
        return Exchange(replicas, old, over=True, words=words)
    if _makes_way(observed, change, active, other, baking=baking):
        return Exchange(replicas, old, over=True, words=f"{words}, {change.wanted} is next")
    if baking:
        return _while_baking(observed, change, active, other, Exchange(new, old, words=words))
    room = room_for(observed, change, active)
    if room.counting or room.stale:
        return Exchange(new, min(old, replicas - answering), room=room, words=words)
    singly = change.rules.capacity is CapacityMode.STEPWISE or not room.exact
    most = min(replicas, ready + 1) if singly else replicas
    coming = max(new, most if room.fits is None else min(most, room.fits))
    left, placed = min(old, replicas - answering), placed_count(observed, active)
    frees = left < old and yields(observed, change, other, room)
    if frees and coming == new == placed and new < most:
        coming = new + 1  # asked for at once, so that what goes makes room for nobody else
    if placed < replicas and _is_spent(observed, active, other, room):
        words = f"nothing is left of {other}, {ready} of {replicas} replicas ready"
        return Exchange(replicas, 0, over=True, room=room, words=words)
    surplus = Exchange(coming, left, room=room, words=words)
    starting = ready < min(new, placed) or (room.exact and new > placed and room.takes(new))
    if coming > new or starting or surplus.old < old:
        return surplus
    return _one_for_one(observed, change, active, other, room, surplus)


def _turns(change: Change, active: str, other: str, ready: int, ready_old: int) -> bool:
    """Towards what the spec asks for; if that is neither, towards what is nearer."""
    if change.wanted in (active, other):
        return change.wanted == other
    stuck, stuck_old = (_is_stuck(change, it) for it in (active, other))
    return stuck if stuck != stuck_old else ready_old > ready


def _is_stuck(change: Change, revision: str) -> bool:
    trouble = change.troubles.get(revision)
    return trouble is not None and trouble.blocking


def _makes_way(
    observed: Observed, change: Change, active: str, other: str, *, baking: bool
) -> bool:
    """A third revision is wanted, and the active one can do without the other."""
    if baking or change.wanted in (active, other):
        return False
    enough = answering_count(observed, active) >= change.min_available
    nothing_else = not serving_replicas(observed, other) and not ready_count(observed, other)
    return nothing_else or (enough and not leaving_count(observed, (active, other)))


def _while_baking(
    observed: Observed, change: Change, active: str, other: str, so_far: Exchange
) -> Exchange:
    """Nothing goes; what is missing of the old one comes, for it may have to take all back."""
    missing = change.replicas - so_far.new
    if missing <= so_far.old:
        return so_far
    room = room_for(observed, change, other, {active: so_far.new})
    if room.counting or room.stale:
        return replace(so_far, room=room)
    most = missing if room.fits is None else min(missing, room.fits)
    return replace(so_far, old=max(so_far.old, most), room=room)


def _is_spent(observed: Observed, active: str, other: str, room: Room) -> bool:
    """The old revision has nothing more to give, and there is no room for the rest of the new."""
    if has_pods(observed, other) or serving_replicas(observed, other):
        return False
    short = room.exact and not room.takes(placed_count(observed, active) + 1)
    return short and not leaving_count(observed, (active, other))


def _one_for_one(
    observed: Observed, change: Change, active: str, other: str, room: Room, so_far: Exchange
) -> Exchange:
    """No room is left: one of the old revision goes for the next of the new one, if it may."""
    if leaving_count(observed, (active, other)):
        return so_far
    waiting = so_far.new > placed_count(observed, active)
    coming = so_far.new if waiting else min(so_far.new + 1, change.replicas)
    old = so_far.old - 1
    left = min(answering_count(observed, other), old) + answering_count(observed, active)
    # There may be fewer than asked for, from the beginning.
    there = placed_count(observed, active) + placed_count(observed, other)
    whole = old + coming >= min(change.replicas, there)
    enough = old >= 0 and left >= change.min_available and whole
    if not enough or not yields(observed, change, other, room, {other: old}):
        return replace(so_far, words=f"{so_far.words}; {shortage(room, 1)}")
    return replace(so_far, new=coming, old=old)
