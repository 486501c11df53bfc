"""The status: a view of the endpoint for people and machines, rebuilt from the world each time."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.rollout import CapacityMode
from pilotlight.api.status import (
    Condition,
    ConditionStatus,
    EndpointStatus,
    GateStatus,
    GateVerdict,
    RevisionRole,
    RevisionStatus,
    RolloutPhase,
    RolloutStatus,
)
from pilotlight.core.coldstart import cold_start
from pilotlight.core.conditions import Situation, dated, verdicts
from pilotlight.core.diagnosis import Trouble
from pilotlight.core.kept import kept_words
from pilotlight.core.observed import Observed, PodView
from pilotlight.core.revision import Revision, outdated
from pilotlight.core.rollout import Rollout
from pilotlight.core.scaling.told import scaling_status
from pilotlight.core.serving import draining_count, serving_pods, warm_pods
from pilotlight.core.sleep import waking_count
from pilotlight.core.warmth import warm_count, warm_pool_status
from pilotlight.manifests import names
from pilotlight.manifests.marks import timestamp


def status(situation: Situation, revisions: Sequence[Revision], now: datetime) -> EndpointStatus:
    """The whole status; equal to the stored one when nothing changed."""
    observed, rollout = situation.observed, situation.rollout
    endpoint = observed.endpoint
    active = situation.active
    conditions = dated(verdicts(situation), endpoint.status.conditions, endpoint.generation, now)
    pooled = warm_pool_status(observed, active)
    other = situation.sharer
    one = None if other is not None else active
    selector = None if active is None else names.serving_selector(endpoint.name, one)
    return EndpointStatus(
        observed_generation=endpoint.generation,
        url=names.url(endpoint.name, endpoint.namespace, observed.platform.cluster_domain),
        replicas=sum(len(serving_pods(observed, it)) for it in (active, other) if it is not None),
        selector=None if selector is None else names.selector_text(selector),
        desired_replicas=situation.desired,
        ready_replicas=situation.ready,
        warm_replicas=pooled.ready if pooled is not None else None,
        active_revision=active,
        preview_revision=rollout.preview if rollout is not None else None,
        message=_message(situation, conditions),
        revisions=_revisions(observed, rollout, active, revisions),
        rollout=_rollout(situation, now),
        scaling=scaling_status(observed, situation.size, now),
        warm_pool=pooled,
        conditions=conditions,
    )


def _rollout(situation: Situation, now: datetime) -> RolloutStatus | None:
    """Where the change stands. While the spec cannot be read it stands where it stood."""
    rollout, observed = situation.rollout, situation.observed
    before = observed.endpoint.status.rollout
    if rollout is None:
        return before
    same = before is not None and (before.phase, before.revision) == (rollout.phase, rollout.wanted)
    since = before.since if before is not None and same else timestamp(now)
    words = _rollout_words(situation, rollout)
    return RolloutStatus(
        phase=rollout.phase,
        since=since,
        deadline=timestamp(rollout.deadline) if rollout.deadline is not None else None,
        revision=rollout.wanted,
        capacity_mode=_capacity_mode(rollout, before),
        previous_revision=rollout.previous,
        preview_url=_preview_url(observed) if rollout.preview_service else None,
        gates=_gates(rollout, before.gates if before is not None and same else ()),
        message=words[:2048] or None,
    )


def _capacity_mode(rollout: Rollout, before: RolloutStatus | None) -> CapacityMode | None:
    """How much room the change takes; of an exchange until the last pod that it replaced is gone.

    After an exchange, and only then, the Service tells since when but not from whom. What drains
    may be a later revision that was given up; then the status before was about that one. And who
    waits for accelerators is told as before while they are counted anew.
    """
    if rollout.capacity_mode is not None or before is None or before.revision != rollout.wanted:
        return rollout.capacity_mode
    came_by_exchange = rollout.switch.since is not None and rollout.switch.origin is None
    over = rollout.phase is RolloutPhase.DRAINING and came_by_exchange
    waits = rollout.phase is before.phase is RolloutPhase.WAITING_FOR_GPU
    return before.capacity_mode if over or waits else None


def _preview_url(observed: Observed) -> str:
    endpoint = observed.endpoint
    return names.preview_url(endpoint.name, endpoint.namespace, observed.platform.cluster_domain)


def _gates(rollout: Rollout, before: Sequence[GateStatus]) -> list[GateStatus]:
    """What the gates say. Their numbers move with every scrape: told anew with a new verdict."""
    if rollout.assessment is None:
        return []
    known = {(gate.metric, gate.percentile, gate.verdict): gate for gate in before}
    found = (
        GateStatus(
            metric=gate.metric,
            percentile=gate.percentile,
            verdict=gate.verdict,
            message=gate.message[:512],
        )
        for gate in rollout.assessment.gates
    )
    return [_calm(known.get((gate.metric, gate.percentile, gate.verdict)), gate) for gate in found]


def _calm(before: GateStatus | None, now: GateStatus) -> GateStatus:
    """What was told, unless it is another verdict, or another reason for having none."""
    if before is None:
        return now
    counts = "requests" in before.message and "requests" in now.message
    return before if now.verdict is not GateVerdict.INCONCLUSIVE or counts else now


def _revisions(
    observed: Observed,
    rollout: Rollout | None,
    active: str | None,
    revisions: Sequence[Revision],
) -> list[RevisionStatus]:
    """Revisions with a Deployment, newest first."""
    running = [revision for revision in revisions if revision.name in observed.deployments]
    return [
        _revision(observed, revision, _role(revision.name, active, rollout))
        for revision in sorted(running, key=lambda revision: -revision.number)
        if revision.created_at is not None
    ]


def _role(name: str, active: str | None, rollout: Rollout | None) -> RevisionRole:
    if name == active:
        return RevisionRole.ACTIVE
    if rollout is not None and name == rollout.preview:
        return RevisionRole.PREVIEW
    return RevisionRole.PREVIOUS


def _revision(observed: Observed, revision: Revision, role: RevisionRole) -> RevisionStatus:
    pods = [pod for pod in observed.pods if pod.revision == revision.name]
    serving = serving_pods(observed, revision.name)
    commits = resolved_commits(pods)
    before = {item.name: item for item in observed.endpoint.status.revisions}.get(revision.name)
    created_at = timestamp(revision.created_at) if revision.created_at is not None else ""
    return RevisionStatus(
        name=revision.name,
        role=role,
        image=revision.image,
        model=revision.model,
        replicas=len(pods),
        ready_replicas=sum(it.ready for it in (*serving, *warm_pods(observed, revision.name))),
        created_at=created_at,
        # What a worker told once stays told: reports live in memory and are gone after a restart.
        resolved_commit=", ".join(commits) or (before.resolved_commit if before else None),
        cold_start=cold_start(pods) or (before.cold_start if before else None),
        outdated=outdated(revision, observed.platform),
    )


def resolved_commits(pods: Sequence[PodView]) -> list[str]:
    """Distinct commits that the hub resolved for these pods; more than one is worth a warning."""
    return sorted({p.worker.resolved_commit for p in pods if p.worker and p.worker.resolved_commit})


def _message(situation: Situation, conditions: Sequence[Condition]) -> str:
    """`serving 3/3 on chat-6c9f4b21d0; preview chat-81b2e7a93c downloading model (40 %)`."""
    observed, rollout, active = situation.observed, situation.rollout, situation.active
    parts = []
    accepted = next(c for c in conditions if c.type == ConditionType.ACCEPTED)
    if accepted.status is not ConditionStatus.TRUE or accepted.reason == Reason.PAUSED:
        parts.append(accepted.message)
    if active is not None:
        counts = f"{situation.ready}/{situation.desired}"
        other = situation.sharer
        those = active if other is None else f"{active} and {other}"
        if situation.desired == 0:
            parts.append(f"scaled to zero on {active}")
        elif situation.ready:
            parts.append(f"serving {counts} on {those}{_because(situation, situation.trouble)}")
        else:
            parts.append(f"starting {counts} on {active}{_because(situation, situation.trouble)}")
    if rollout is not None and rollout.preview is not None:
        parts.append(f"preview {rollout.preview} {_rollout_words(situation, rollout)}")
    elif rollout is not None and rollout.words and not _is_over(rollout):
        parts.append(rollout.words)
    parts += _beside(situation)
    for name in sorted({pod.revision for pod in observed.pods}):
        commits = resolved_commits([pod for pod in observed.pods if pod.revision == name])
        if len(commits) > 1:
            parts.append(f"pods of {name} resolved different commits: {', '.join(commits)}")
    parts += [f"{it.kind} {it.name}: {it.message}" for it in observed.problems if it.optional]
    return "; ".join(parts)[:4096]


def _beside(situation: Situation) -> Iterator[str]:
    """Pods that are not among those that serve."""
    observed, pool = situation.observed, situation.pool
    if pool is not None and pool.size:
        yield f"{warm_count(observed, situation.active)}/{pool.size} warm"
    yield from kept_words(observed, situation.kept)
    if waking := waking_count(observed):
        yield f"{waking} waking"
    draining = draining_count(observed)
    if draining:
        yield f"{draining} draining"


def _is_over(rollout: Rollout) -> bool:
    """The wanted revision serves, and the one before it is on its way out."""
    return rollout.phase is RolloutPhase.DRAINING and rollout.active == rollout.wanted


def _rollout_words(situation: Situation, rollout: Rollout) -> str:
    """While pods start, what keeps them says more than how many are ready."""
    if rollout.phase is not RolloutPhase.STARTING or rollout.preview is None:
        return rollout.words
    trouble = situation.preview_trouble
    return trouble.message if trouble is not None else rollout.words or "starting"


def _because(situation: Situation, trouble: Trouble | None) -> str:
    if situation.ready >= situation.desired or trouble is None:
        return ""
    return f": {trouble.message}"
