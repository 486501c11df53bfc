"""The warm pool: how many loaded replicas each revision has beside those that serve.

| the pool of | becomes |
| --- | --- |
| the active revision, proven, with as many pods Ready as shall serve | full, if there is room |
| … with fewer | what is asked for already and need not serve |
| … while another one is brought up | no larger; none once that one finds no room |
| the revision that is tested, or waits for a person | full, as far as there is room |
| any, while another endpoint lacks a serving replica | no larger; what has no node is given up |
| … while it rests from pods that failed at once | no larger; what is not made is given up |
| the revision that was replaced, or shares the traffic | none |

What is scaled down fills the pool, and what is scaled up comes out of it: which pod is which is
chosen anew in each pass (`core.victims`). Nothing changes while something could not be observed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pilotlight.api.rollout import Strategy
from pilotlight.api.status import RolloutPhase
from pilotlight.core.capacity import CapacityOrder, accelerators, need_of
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.rejected import resting
from pilotlight.core.rollout import Rollout
from pilotlight.core.room import room_for, shortage
from pilotlight.core.serving import asked_to_stay, drains, standing_pods, unseen, warm_replicas

_TESTED = (RolloutPhase.TESTING, RolloutPhase.AWAITING_PROMOTION)


@dataclass(frozen=True, slots=True)
class Pool:
    """size: pods that the pool of the active revision shall have. warm: those that are asked for,
    by revision. short: why these are fewer, or empty; no_room: it is for want of accelerators.
    order: the count that is asked for."""

    size: int = 0
    warm: Mapping[str, int] = field(default_factory=dict)
    short: str = ""
    no_room: bool = False
    order: CapacityOrder | None = None


def pool(observed: Observed, rollout: Rollout, change: Change, size: int) -> Pool:
    """The pools of all revisions that have a part."""
    found = {
        revision: _of_one(observed, rollout, change, revision, size)
        for revision in rollout.targets.replicas
    }
    warm = {revision: count for revision, it in found.items() for count in it.warm.values()}
    order = next((it.order for it in found.values() if it.order is not None), None)
    return replace(found.get(rollout.active, Pool(size)), warm=warm, order=order)


def _of_one(observed: Observed, rollout: Rollout, change: Change, revision: str, size: int) -> Pool:
    kept = _kept(observed, rollout, change, revision, size)
    as_it_is = Pool(size, {revision: kept})
    if kept >= size:
        return as_it_is
    if (hidden := unseen(observed)) is not None:
        return replace(as_it_is, short=hidden)
    if not _may_grow(rollout, revision):
        return replace(as_it_is, short=f"{rollout.wanted} is rolled out first")
    return _grown(observed, change, rollout.targets.replicas[revision], revision, as_it_is)


def _kept(observed: Observed, rollout: Rollout, change: Change, revision: str, size: int) -> int:
    """What is asked for already and may stay."""
    has = warm_replicas(observed, revision)
    if observed.unseen:
        return has
    if revision not in (rollout.active, rollout.preview):
        leaves = revision == rollout.previous or not rollout.targets.replicas[revision]
        return 0 if leaves else has
    if rollout.sharer is not None or _gives_up(rollout, change, revision):
        return 0
    beyond = max(0, asked_to_stay(observed, revision) - rollout.targets.replicas[revision])
    contested = bool(_who_lacks(observed, change, revision))
    if contested or revision in resting(observed, change.now):
        there = [it for it in standing_pods(observed, revision) if not drains(it)]
        count = sum(not contested or it.scheduled_at is not None for it in there)
        beyond = min(beyond, max(0, count - rollout.targets.replicas[revision]))
    calm = revision == rollout.active and _is_alone(rollout)
    return min(beyond, size) if calm else min(beyond, has, size)


def _gives_up(rollout: Rollout, change: Change, revision: str) -> bool:
    """What comes next needs the room."""
    if revision != rollout.active:
        return False
    stopped = not rollout.targets.replicas[revision] and change.replicas > 0
    recreates = change.rules.strategy is Strategy.RECREATE and rollout.failed is None
    return rollout.frees_pool or stopped or (recreates and rollout.active != rollout.wanted)


def _is_alone(rollout: Rollout) -> bool:
    """No other revision is about to need room."""
    return rollout.preview is None and rollout.sharer is None and rollout.switched_from is None


def _may_grow(rollout: Rollout, revision: str) -> bool:
    if revision == rollout.active:
        return _is_alone(rollout)
    return revision == rollout.preview and rollout.phase in _TESTED


def _grown(observed: Observed, change: Change, serving: int, revision: str, kept: Pool) -> Pool:
    """As many more as there is room for, once all that shall serve can."""
    ready = sum(it.ready and not drains(it) for it in standing_pods(observed, revision))
    if serving < change.replicas or ready < serving:
        short = f"{min(ready, serving)} of {change.replicas} serving replicas are Ready"
        return replace(kept, short=short)
    if revision in resting(observed, change.now):
        return replace(kept, short="its last pods failed as soon as they were made")
    live = observed.deployments.get(revision)
    if live is None or not live.completed:
        # With pods of the pool among its replicas it would be complete, and so proven, only later.
        return replace(kept, short="its Deployment is not complete yet")
    room = room_for(observed, change, revision)
    kept = replace(kept, order=room.order)
    if room.counting or room.stale:
        return replace(kept, short="free accelerators are being counted")
    if other := _who_lacks(observed, change, revision):
        short = f"{other} waits for accelerators to serve with"
        return replace(kept, short=short, no_room=True)
    if room.fits is None:
        return replace(kept, warm={revision: kept.size})
    number = max(kept.warm[revision], min(kept.size, room.fits - serving))
    if number == kept.size:
        return replace(kept, warm={revision: number})
    short = shortage(room, serving + kept.size, together=False)
    return replace(kept, warm={revision: number}, short=short, no_room=True)


def _who_lacks(observed: Observed, change: Change, revision: str) -> str:
    """Another endpoint that waits for what a replica of the revision would take."""
    devices = accelerators(need_of(change.rendered.get(revision, {})))
    return next((observed.lacking[it] for it in sorted(devices) if it in observed.lacking), "")


def lacked(change: Change, rollout: Rollout, held: bool) -> frozenset[str]:
    """Accelerators that the endpoint waits for to serve with.

    Args:
        held: more replicas were decided on than there is room for.
    """
    waiting = {
        it for it in (rollout.active, rollout.preview) if it and change.lacks_accelerators(it)
    }
    if rollout.phase is RolloutPhase.WAITING_FOR_GPU:
        waiting.add(rollout.wanted)
    if held:
        waiting.add(rollout.active)
    needs = (need_of(change.rendered.get(it, {})) for it in waiting)
    return frozenset(device for need in needs for device in accelerators(need))
