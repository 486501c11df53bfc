"""The traffic is shared: from the switch to two revisions to that in which one has it all."""

from dataclasses import replace

from pilotlight.api.rollout import CapacityMode
from pilotlight.api.status import RolloutPhase
from pilotlight.core.bake import Bake
from pilotlight.core.change import Change
from pilotlight.core.exchange import exchange
from pilotlight.core.observed import Observed
from pilotlight.core.rollout import Rollout
from pilotlight.core.serving import kept_previous, ready_count
from pilotlight.core.targets import Targets, targets
from pilotlight.manifests.marks import Marks, Switch


def share(observed: Observed, change: Change, active: str, there: Targets, marks: Marks) -> Rollout:
    """What there is of the wanted revision serves beside the active one.

    The Service then selects the pods of all revisions: no other may have any.
    """
    wanted = change.wanted
    returning = kept_previous(observed, active) == wanted
    ready = ready_count(observed, wanted)
    return Rollout(
        RolloutPhase.BAKING if change.rules.analysis and not returning else RolloutPhase.EXCHANGING,
        wanted,
        wanted,
        there,
        f"share the traffic of {active} with {wanted}: {ready} of {change.replicas} replicas ready",
        previous=active,
        switched_from=active,
        sharer=active,
        switch=Switch(change.now, active, change.now if returning else None, shared=True),
        marks={wanted: marks},
        capacity_mode=CapacityMode.STEPWISE,
        words=f"{ready} of {change.replicas} replicas exchanged",
        asks_preview=change.asks_preview,
    )


def exchanged(observed: Observed, change: Change, active: str, baked: Bake, other: str) -> Rollout:
    """The next step while two revisions share the traffic."""
    # Nothing goes before it is written down that the new revision is proven.
    waits = baked.baking or bool(baked.proven)
    found = exchange(observed, change, active, other, baking=waits)
    parts = {other: found.old, active: found.new}
    if found.turns:
        return Rollout(
            RolloutPhase.EXCHANGING,
            other,
            change.wanted,
            targets(observed, other, parts),
            f"exchange {active} for {other} again",
            previous=active,
            switched_from=active,
            sharer=active,
            turned=True,
            switch=Switch(change.now, active, change.now, shared=True),
            capacity_mode=CapacityMode.STEPWISE,
            words=found.words,
        )
    step = Rollout(
        RolloutPhase.BAKING if baked.baking else RolloutPhase.EXCHANGING,
        active,
        change.wanted,
        targets(observed, active, parts),
        f"exchange {other} for {active}: {found.words}",
        previous=other,
        sharer=other,
        switch=baked.switch,
        deadline=baked.until if baked.baking else None,
        until=baked.until if baked.baking else None,
        traffic=baked.traffic,
        smoke=baked.smoke,
        assessment=baked.assessment,
        proven=baked.proven,
        capacity_mode=CapacityMode.STEPWISE,
        capacity=found.room.order if found.room is not None else None,
        words=f"{baked.words}; {found.words}" if baked.baking else found.words,
    )
    if not found.over:
        return step
    # What it replaced has made room for it: there is nothing to go back to.
    switch = replace(baked.switch, origin=None, shared=False)
    return replace(
        step,
        phase=RolloutPhase.DRAINING,
        note=f"switch to {active} alone: {found.words}",
        previous=None,
        sharer=None,
        switched_from=other,
        pinned=True,
        switch=switch,
        words=f"draining {other}",
    )
