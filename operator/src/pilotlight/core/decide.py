"""Which revision has the traffic, which comes next, and which is kept for going back.

| active | decision |
| --- | --- |
| none | the wanted revision gets the Service at once: there is nothing to protect |
| has failed its bake | the previous one, which still runs, gets the traffic back |
| is the wanted one | steady; the previous one stays until the bake and `keepFor` are over |
| another, and the wanted one is quarantined | hold the active one; the wanted one is taken down |
| another, never proven and not serving | the wanted one gets the Service at once |
| another, Recreate | the active one is drained, then the wanted one gets Service and replicas |
| another, and the wanted one is not proven | hold: the active one keeps replicas and traffic |
| another, and the wanted one is proven | switch the Service |
| any, and it shares the traffic | replicas are exchanged (`exchange`), then it has all of it |

A revision that lost the traffic is drained once the switch has been *seen*: the Service selects
the new one and its EndpointSlices have left the pods of the old one. What is proven stays until
its replacement is proven. Where there is no room for both, the new revision proves itself with
fewer replicas (`staging`), and the traffic is shared while the rest is exchanged.
"""

from dataclasses import replace

from pilotlight.api.rollout import Strategy
from pilotlight.api.status import RolloutPhase
from pilotlight.core.bake import Bake, bake
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.preview import Preview, bring_up
from pilotlight.core.rollout import Rollout
from pilotlight.core.serving import (
    active_revision,
    has_pods,
    is_up,
    kept_previous,
    live_revisions,
    marks_of,
    ready_count,
    serving_replicas,
    sharer,
    unseen,
)
from pilotlight.core.sharing import exchanged, share
from pilotlight.core.sleep import awake_count, is_waking
from pilotlight.core.staging import Stage, stage
from pilotlight.core.targets import Targets, targets
from pilotlight.manifests.marks import NO_SWITCH, Failure, Marks, Switch


def decide(observed: Observed, change: Change) -> Rollout:
    """The next step towards the wanted revision."""
    wanted = change.wanted
    active = active_revision(observed, wanted)
    if active is None:
        only = targets(observed, wanted, {wanted: change.replicas})
        note = f"first revision {wanted}"
        return Rollout(_starting(change, wanted), wanted, wanted, only, note)
    baked = bake(observed, change, active)
    if baked.failure is not None and baked.previous is not None:
        return _roll_back(observed, change, active, baked, baked.previous)
    if (other := sharer(observed, active)) is not None:
        return exchanged(observed, change, active, baked, other)
    step = _step(observed, change, active, baked)
    if step.switched_from is not None:
        return step
    step = replace(step, switch=baked.switch, proven=baked.proven)
    return (
        step if baked.previous is None else _beside(observed, change, step, baked, baked.previous)
    )


def _step(observed: Observed, change: Change, active: str, baked: Bake) -> Rollout:
    wanted, replicas = change.wanted, change.replicas
    if active == wanted:
        return _steady(observed, change, baked)
    if (failure := marks_of(observed, wanted).failure) is not None:
        return _failed(observed, change, active, baked, failure)
    if _never_served(observed, active):
        note = f"switch to {wanted}: {active} never served"
        return _switch(observed, change, active, NO_SWITCH, note)
    if change.rules.strategy is Strategy.RECREATE:
        return _recreate(observed, change, active)
    returning = kept_previous(observed, active) == wanted
    spare = None if baked.baking or returning else baked.previous
    staged = stage(observed, change, active, spare)
    preview = bring_up(observed, change, staged, returning=returning)
    if preview.failure is not None:
        return replace(
            _failed(observed, change, active, baked, preview.failure),
            marks={wanted: preview.marks},
        )
    if preview.blocked is None and staged.partial:
        if others := live_revisions(observed) - {active, wanted}:
            blocked = f"{', '.join(sorted(others))} must be gone before the traffic is shared"
            preview = replace(preview, blocked=blocked)
        else:
            there = _targets(observed, change, active, baked, staged)
            return share(observed, change, active, there, preview.marks)
    if preview.blocked is not None:
        return _hold(observed, change, active, baked, staged, preview)
    note = f"switch from {active} to {wanted}: {replicas} of {replicas} replicas ready"
    switch = Switch(change.now, active, change.now if returning else None)
    moved = _switch(observed, change, active, switch, note)
    return replace(moved, marks={wanted: preview.marks})


def _steady(observed: Observed, change: Change, baked: Bake) -> Rollout:
    active = change.wanted
    there = _targets(observed, change, active, baked)
    phase, words, note = RolloutPhase.IDLE, baked.words, baked.words
    draining = sorted(
        name
        for name in observed.deployments
        if name not in (active, baked.previous) and has_pods(observed, name)
    )
    if draining:
        phase, note = RolloutPhase.DRAINING, f"draining {', '.join(draining)}"
        words = words or note
    elif ready_count(observed, active) < change.replicas and not _served(observed, active):
        phase = _starting(change, active)
    return Rollout(phase, active, active, there, note, words=words)


def _starting(change: Change, revision: str) -> RolloutPhase:
    """Of the very first revision."""
    waits = change.lacks_accelerators(revision)
    return RolloutPhase.WAITING_FOR_GPU if waits else RolloutPhase.STARTING


def _beside(
    observed: Observed, change: Change, step: Rollout, baked: Bake, previous: str
) -> Rollout:
    """A step of the wanted revision while the previous one is still up."""
    step = replace(
        step,
        previous=previous,
        until=baked.until,
        traffic=baked.traffic,
        assessment=baked.assessment,
        smoke=step.smoke or baked.smoke,
    )
    if step.preview is not None or step.failure is not None:
        return step
    phase = RolloutPhase.BAKING if baked.baking else RolloutPhase.DRAINING
    words, missing = baked.words, change.replicas - serving_replicas(observed, previous)
    if words and missing > 0:
        words += f"; going back would start {missing} of {change.replicas} replicas again"
    return replace(step, phase=phase, deadline=baked.until, words=words)


def _failed(
    observed: Observed, change: Change, active: str, baked: Bake, failure: Failure
) -> Rollout:
    return Rollout(
        RolloutPhase.FAILED,
        active,
        change.wanted,
        _targets(observed, change, active, baked),
        f"hold {active}: {change.wanted} has failed, {failure.message}",
        failed=change.wanted,
        failure=failure,
        words=f"{change.wanted} failed: {failure.message}",
    )


def _hold(
    observed: Observed, change: Change, active: str, baked: Bake, staged: Stage, preview: Preview
) -> Rollout:
    wanted = change.wanted
    return Rollout(
        preview.phase,
        active,
        wanted,
        _targets(observed, change, active, baked, staged),
        f"hold {active}: {wanted} is not proven, {preview.blocked}",
        preview=wanted,
        marks={wanted: preview.marks},
        deadline=preview.deadline,
        smoke=preview.smoke,
        capacity_mode=staged.mode,
        capacity=staged.room.order if staged.room is not None else None,
        words=preview.blocked or "",
        asks_preview=change.asks_preview and staged.preview > 0,
        frees_pool=staged.frees_pool,
    )


def _switch(observed: Observed, change: Change, active: str, switch: Switch, note: str) -> Rollout:
    parts = {change.wanted: change.replicas}
    return Rollout(
        RolloutPhase.BAKING if change.rules.analysis else RolloutPhase.DRAINING,
        change.wanted,
        change.wanted,
        targets(observed, change.wanted, parts),
        note,
        switched_from=active,
        switch=switch,
        asks_preview=change.asks_preview,
    )


def _recreate(observed: Observed, change: Change, active: str) -> Rollout:
    """The active revision goes first; it keeps the Service until its last pod is gone."""
    if has_pods(observed, active) or is_up(observed, active) or observed.unseen:
        words = f"draining {active} before {change.wanted} starts"
        there = targets(observed, active, {active: 0})
        return Rollout(RolloutPhase.DRAINING, active, change.wanted, there, words, words=words)
    note = f"switch to {change.wanted}: {active} has stopped"
    return _switch(observed, change, active, NO_SWITCH, note)


def _roll_back(
    observed: Observed, change: Change, active: str, baked: Bake, previous: str
) -> Rollout:
    """The previous revision, which still runs, gets the traffic back; at once if it is ready, and
    awake."""
    words = f"{active} failed: {baked.failure.message if baked.failure else ''}"
    why = unseen(observed) or _not_yet_back(observed, change, active, previous)
    target = active if why else previous
    parts = {
        previous: change.replicas,
        active: min(serving_replicas(observed, active), change.replicas),
    }
    missing = change.replicas - serving_replicas(observed, previous)
    if missing > 0:
        words += f"; {missing} of {change.replicas} replicas of {previous} must start again"
    marks = {active: Marks(failure=baked.failure)}
    coming = change.wanted
    if coming not in parts and is_up(observed, coming):
        # What is being brought up meanwhile goes on.
        parts[coming] = change.replicas
        marks[coming] = marks_of(observed, coming)
    note = f"roll back to {previous}: {words}" if why is None else f"cannot roll back: {why}"
    return Rollout(
        RolloutPhase.ROLLING_BACK,
        target,
        change.wanted,
        targets(observed, target, parts),
        note,
        preview=coming if coming in marks and coming != active else None,
        previous=previous if why else None,
        switched_from=None if why else active,
        sharer=sharer(observed, active) if why else None,
        switch=baked.switch if why else NO_SWITCH,
        marks=marks,
        failed=active,
        failure=baked.failure,
        words=words if why is None else f"{words}; {note}",
        asks_preview=change.asks_preview,
    )


def _not_yet_back(observed: Observed, change: Change, active: str, previous: str) -> str | None:
    """Why a revision that has failed keeps the traffic for another moment, or None. The first
    replica that has woken takes it where nobody else answers; else it waits for all that wake."""
    ready, kept = awake_count(observed, previous), serving_replicas(observed, previous)
    enough = min(kept, change.replicas)
    sleeps = change.rules.previous_revision.sleeps
    if sleeps and ready < enough and is_waking(observed, previous):
        alone = not ready_count(observed, active)
        return None if ready and alone else f"{ready} of {enough} replicas of {previous} are awake"
    return None if ready else f"{previous} has no ready replica"


def _targets(
    observed: Observed, change: Change, active: str, baked: Bake, staged: Stage | None = None
) -> Targets:
    """The previous revision is kept as it is: what it has may shrink with the others, not grow."""
    parts = {}
    freed = staged is not None and staged.frees_previous
    if baked.previous is not None and not freed:
        there = serving_replicas(observed, baked.previous)
        parts[baked.previous] = min(there, change.replicas)
    if staged is None:
        return targets(observed, active, {**parts, active: change.replicas})
    parts[active] = staged.active
    # One that rests, or waits, keeps its Deployment, and with it the pods that tell why.
    if staged.preview or change.wanted in observed.deployments:
        parts[change.wanted] = staged.preview
    return targets(observed, active, parts)


def _never_served(observed: Observed, active: str) -> bool:
    return (
        not _served(observed, active) and not ready_count(observed, active) and not observed.unseen
    )


def _served(observed: Observed, revision: str) -> bool:
    deployment = observed.deployments.get(revision)
    return deployment is not None and deployment.completed
