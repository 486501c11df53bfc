"""The verdicts: what is true of an endpoint, why not, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.status import Condition, ConditionStatus, RolloutPhase
from pilotlight.core.access import access_restricted
from pilotlight.core.diagnosis import Trouble
from pilotlight.core.hold import holding, holds
from pilotlight.core.observed import InvalidSpec, Observed, ServiceView
from pilotlight.core.pool import Pool
from pilotlight.core.rollout import Rollout
from pilotlight.core.scaling.told import autoscaling_active
from pilotlight.core.scaling.wanted import Size
from pilotlight.core.serving import routed_revisions
from pilotlight.core.warmth import warm_pool_ready
from pilotlight.manifests.marks import Failure, timestamp


@dataclass(frozen=True, slots=True)
class Situation:
    """What the conditions are judged on.

    `rollout` is None when the spec cannot be read, or is denied and nothing serves. `active` has
    the traffic, `sharer` a part of it. `ready` counts Ready serving pods of both, `desired` those
    wanted, `floor` the fewest that count as available. `trouble` is that of the active
    revision, `preview_trouble` that of the one being brought up. `size` is how the number of
    replicas came about, `pool` how many more are warm; None when the spec cannot be read.
    `pool_trouble` is that of the active revision's warm pods. `kept` shall sleep, for it is only
    kept for going back. `refusal`: why the spec is denied.
    """

    observed: Observed
    rollout: Rollout | None
    active: str | None
    sharer: str | None
    desired: int
    ready: int
    floor: int
    trouble: Trouble | None
    preview_trouble: Trouble | None
    size: Size | None = None
    pool: Pool | None = None
    pool_trouble: Trouble | None = None
    kept: str | None = None
    refusal: str | None = None

    @property
    def blocker(self) -> Trouble | None:
        """What keeps the revision that the spec asks for from serving unless a person acts."""
        rollout = self.rollout
        if (
            rollout is not None
            and rollout.failed == rollout.wanted
            and (failure := rollout.failure) is not None
        ):
            return Trouble(failed_because(failure), self.failed_words, blocking=True)
        previewed = self.rollout is not None and self.rollout.preview is not None
        newest = self.preview_trouble if previewed else self.trouble
        return newest if newest is not None and newest.blocking else None

    @property
    def failed_words(self) -> str:
        """What went wrong with the wanted revision, and the mend; empty when nothing did."""
        if self.rollout is None or self.rollout.failure is None:
            return ""
        failure, name = self.rollout.failure, self.observed.endpoint.name
        return (
            f"revision {self.rollout.failed} failed: {failure.message}; it is not tried again until"
            f" the spec changes or `kubectl pilotlight rollout retry {name}`"
        )


def failed_because(failure: Failure) -> Reason:
    """The reason as one of ours: a person may have written anything into the annotation."""
    try:
        return Reason(failure.reason)
    except ValueError:
        return Reason.QUARANTINED


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition before it is dated."""

    type: ConditionType
    status: bool | None
    reason: Reason
    message: str


def verdicts(situation: Situation) -> tuple[Verdict, ...]:
    """All conditions, in their fixed order; those of autoscaling and the warm pool only where there
    are any."""
    accepted = _accepted(situation)
    available = _available(situation)
    routed = _routed(situation)
    progressing = _progressing(situation)
    ready = _ready(accepted, available, routed)
    reconciling = _reconciling(situation, accepted, available, progressing)
    stalled = _stalled(situation, accepted)
    optional = (*_autoscaling(situation), *_warm_pool(situation))
    restricted = _access(situation)
    rest = (routed, restricted, ready, reconciling, stalled)
    return (accepted, available, progressing, *optional, *rest)


def _accepted(situation: Situation) -> Verdict:
    observed = situation.observed
    spec = observed.endpoint.spec
    if isinstance(spec, InvalidSpec):
        return Verdict(ConditionType.ACCEPTED, False, Reason.INVALID_SPEC, spec.problem)
    if situation.refusal is not None:
        return Verdict(ConditionType.ACCEPTED, False, Reason.POLICY_DENIED, situation.refusal)
    foreign = [child for child in observed.children.values() if child.in_the_way]
    problems = [problem for problem in observed.problems if not problem.optional]
    conflicts = [problem for problem in problems if problem.conflict]
    if foreign or conflicts:
        words = [f"{c.kind} {c.name} belongs to {c.owner or 'someone else'}" for c in foreign]
        words += [f"{p.kind} {p.name}: {p.message}" for p in conflicts]
        message = f"{'; '.join(words)}; rename the endpoint or remove that object"
        return Verdict(ConditionType.ACCEPTED, False, Reason.NAME_CONFLICT, message)
    if problems:
        problem = problems[0]
        message = f"{problem.kind} {problem.name} could not be written: {problem.message}"
        return Verdict(ConditionType.ACCEPTED, False, Reason.WRITE_REFUSED, message)
    if spec.paused:
        message = "paused: nothing is changed until spec.paused is false"
        return Verdict(ConditionType.ACCEPTED, True, Reason.PAUSED, message)
    return Verdict(ConditionType.ACCEPTED, True, Reason.SPEC_ACCEPTED, "the spec can be acted on")


def _available(situation: Situation) -> Verdict:
    ready, desired, trouble = situation.ready, situation.desired, situation.trouble
    count = f"{ready} of {desired} replicas ready"
    if "Pod" in situation.observed.unseen:
        return Verdict(
            ConditionType.AVAILABLE, None, Reason.NO_READY_REPLICAS, "pods could not be observed"
        )
    if desired == 0:
        return _available_at_zero(situation)
    if ready >= situation.floor:
        return Verdict(ConditionType.AVAILABLE, True, Reason.REPLICAS_AVAILABLE, count)
    if _wakes(situation):
        words = f"{count}; requests are held meanwhile"
        return Verdict(ConditionType.AVAILABLE, True, Reason.WAKING, words)
    if trouble is not None:
        return Verdict(
            ConditionType.AVAILABLE, False, trouble.reason, f"{count}: {trouble.message}"
        )
    reason = Reason.REPLICAS_MISSING if ready else Reason.NO_READY_REPLICAS
    return Verdict(ConditionType.AVAILABLE, False, reason, count)


def _available_at_zero(situation: Situation) -> Verdict:
    if situation.size is None or situation.size.limits is None:
        return Verdict(ConditionType.AVAILABLE, False, Reason.SCALED_TO_ZERO, "spec.replicas is 0")
    if situation.observed.activators is None and holding(situation.observed) is not None:
        words = "scaled to zero; activators could not be observed"
        return Verdict(ConditionType.AVAILABLE, None, Reason.SCALED_TO_ZERO, words)
    if not holds(situation.observed):
        words = "scaled to zero, and no activator is ready to hold requests"
        return Verdict(ConditionType.AVAILABLE, False, Reason.NOBODY_HOLDS, words)
    words = "scaled to zero: requests are held, and wake it"
    return Verdict(ConditionType.AVAILABLE, True, Reason.SCALED_TO_ZERO, words)


def _wakes(situation: Situation) -> bool:
    """It may be scaled to zero, and is on its way from there: what comes meanwhile is held."""
    size, trouble = situation.size, situation.trouble
    if size is None or size.limits is None or size.limits.minimum or situation.ready:
        return False
    live = situation.observed.deployments.get(situation.active or "")
    proven = live is not None and live.completed
    well = trouble is None or not trouble.is_problem
    return proven and well and holds(situation.observed)


def _autoscaling(situation: Situation) -> tuple[Verdict, ...]:
    found = autoscaling_active(situation.observed, situation.size, situation.ready)
    return () if found is None else (Verdict(ConditionType.AUTOSCALING_ACTIVE, *found),)


def _warm_pool(situation: Situation) -> tuple[Verdict, ...]:
    observed, active = situation.observed, situation.active
    found = warm_pool_ready(observed, active, situation.pool, situation.pool_trouble)
    return () if found is None else (Verdict(ConditionType.WARM_POOL_READY, *found),)


def _access(situation: Situation) -> Verdict:
    found = access_restricted(situation.observed, situation.active)
    return Verdict(ConditionType.ACCESS_RESTRICTED, *found)


def _routed(situation: Situation) -> Verdict:
    service, rollout = situation.observed.service, situation.rollout
    if hidden := situation.observed.unseen & {"Service", "EndpointSlice"}:
        message = f"{' and '.join(sorted(hidden))} could not be observed"
        return Verdict(ConditionType.ROUTED, None, Reason.SERVICE_MISSING, message)
    if service is None:
        reason = Reason.SERVICE_MISSING if rollout is not None else Reason.NO_REVISION
        return Verdict(ConditionType.ROUTED, False, reason, "the Service does not exist yet")
    if service.selected_revision is None and service.switch.shared:
        return _routed_to_two(situation, service)
    if service.active_revision is None or service.selected_revision != service.active_revision:
        message = f"the Service selects {service.selected_revision or 'no revision'}"
        return Verdict(ConditionType.ROUTED, False, Reason.NO_REVISION, message)
    message = f"the Service selects {service.active_revision}"
    routed = routed_revisions(situation.observed)
    if situation.desired and not routed:
        message += "; no ready pod of it is among its endpoints yet"
        return Verdict(ConditionType.ROUTED, False, Reason.NO_ENDPOINTS, message)
    if situation.desired and service.active_revision not in routed:
        message += f"; its endpoints still lead to {', '.join(sorted(routed))}"
    return Verdict(ConditionType.ROUTED, True, Reason.SERVICE_ROUTED, message)


def _routed_to_two(situation: Situation, service: ServiceView) -> Verdict:
    message = f"the Service selects {service.active_revision} and {service.switch.origin}"
    if situation.desired and not routed_revisions(situation.observed):
        message += "; no ready pod of them is among its endpoints yet"
        return Verdict(ConditionType.ROUTED, False, Reason.NO_ENDPOINTS, message)
    return Verdict(ConditionType.ROUTED, True, Reason.SERVICE_ROUTED, message)


_UNDER_WAY = {
    RolloutPhase.TESTING: (Reason.TESTING, "testing"),
    RolloutPhase.AWAITING_PROMOTION: (Reason.AWAITING_PROMOTION, "holding back"),
    RolloutPhase.BAKING: (Reason.BAKING, "watching"),
    RolloutPhase.EXCHANGING: (Reason.EXCHANGING, "exchanging replicas for"),
    RolloutPhase.ROLLING_BACK: (Reason.ROLLING_BACK, "going back to"),
}


def _progressing(situation: Situation) -> Verdict:
    rollout, refusal = situation.rollout, situation.refusal
    if rollout is None:
        reason, until = Reason.INVALID_SPEC, "can be read"
        if refusal is not None:
            reason, until = Reason.POLICY_DENIED, "asks for what is allowed"
        message = f"nothing is rolled out until the spec {until}"
        return Verdict(ConditionType.PROGRESSING, False, reason, message)
    found = _progressing_with(situation, rollout)
    if refusal is None or found.reason is not Reason.ROLLOUT_COMPLETE:
        return found
    message = (
        f"{rollout.active} stays; nothing is rolled out until the spec asks for what is allowed"
    )
    return replace(found, reason=Reason.POLICY_DENIED, message=message)


def _progressing_with(situation: Situation, rollout: Rollout) -> Verdict:
    if rollout.phase is RolloutPhase.FAILED and rollout.failure is not None:
        reason = failed_because(rollout.failure)
        return Verdict(ConditionType.PROGRESSING, False, reason, situation.failed_words)
    if rollout.switched_from is not None and rollout.sharer is None:
        message = f"moving traffic to {rollout.active}"
        return Verdict(ConditionType.PROGRESSING, True, Reason.SWITCHING, message)
    waits = rollout.phase is RolloutPhase.WAITING_FOR_GPU
    if rollout.preview is not None and (waits or rollout.phase is RolloutPhase.STARTING):
        message = f"bringing up {rollout.preview}"
        if waits:
            message = f"{message}: {rollout.words}"
            return Verdict(ConditionType.PROGRESSING, True, Reason.WAITING_FOR_GPU, message)
        return _under_way(Reason.STARTING, message, situation.preview_trouble)
    if rollout.phase in _UNDER_WAY:
        reason, doing = _UNDER_WAY[rollout.phase]
        whom = rollout.previous if rollout.waits_to_go_back else rollout.preview
        message = f"{doing} {whom or rollout.active}: {rollout.words}"
        return _under_way(reason, message, _holds_up_exchange(situation, rollout))
    if rollout.phase is RolloutPhase.DRAINING and rollout.active != rollout.wanted:
        return Verdict(ConditionType.PROGRESSING, True, Reason.DRAINING, rollout.words)
    if situation.ready < situation.desired:
        message = f"{situation.ready} of {situation.desired} replicas ready"
        return _under_way(Reason.SCALING, message, situation.trouble)
    if rollout.phase is RolloutPhase.DRAINING:
        message = f"rolled out {rollout.active}; {rollout.words}"
        return Verdict(ConditionType.PROGRESSING, False, Reason.DRAINING, message)
    message = f"rolled out {rollout.active}"
    return Verdict(ConditionType.PROGRESSING, False, Reason.ROLLOUT_COMPLETE, message)


def _holds_up_exchange(situation: Situation, rollout: Rollout) -> Trouble | None:
    """What is the matter with the revision that takes over. That an exchange waits for
    accelerators is what it is there for, and its words tell for how many."""
    trouble = situation.trouble
    if rollout.phase is not RolloutPhase.EXCHANGING or trouble is None:
        return None
    normal = not trouble.is_problem or trouble.reason is Reason.WAITING_FOR_GPU
    return None if normal else trouble


def _under_way(reason: Reason, message: str, trouble: Trouble | None) -> Verdict:
    """True unless a person has to act; a problem lends its reason."""
    if trouble is None:
        return Verdict(ConditionType.PROGRESSING, True, reason, message)
    said = trouble.reason if trouble.is_problem else reason
    message = f"{message}: {trouble.message}"
    return Verdict(ConditionType.PROGRESSING, not trouble.blocking, said, message)


def _ready(*parts: Verdict) -> Verdict:
    """The worst of Accepted, Available and Routed: False before Unknown before True."""
    for part in parts:
        if part.status is False:
            return Verdict(ConditionType.READY, False, part.reason, part.message)
    for part in parts:
        if part.status is None:
            return Verdict(ConditionType.READY, None, part.reason, part.message)
    return Verdict(ConditionType.READY, True, Reason.SERVING, parts[1].message)


def _reconciling(
    situation: Situation, accepted: Verdict, available: Verdict, progressing: Verdict
) -> Verdict:
    """kstatus: True while the newest spec is still on its way (and a machine can finish it)."""
    stuck = accepted.status is False or situation.blocker is not None
    paused = accepted.reason is Reason.PAUSED
    # A pipeline that waits for health before it promotes would wait for itself.
    moving = progressing.status is True and progressing.reason is not Reason.AWAITING_PROMOTION
    moving = moving and not (available.status is True and _only_grows(situation))
    on_its_way = moving or (
        available.status is not True and available.reason is not Reason.SCALED_TO_ZERO
    )
    if on_its_way and not stuck and not paused:
        source = progressing if moving else available
        return Verdict(ConditionType.RECONCILING, True, source.reason, source.message)
    return Verdict(ConditionType.RECONCILING, False, Reason.CONVERGED, "nothing is on its way")


def _only_grows(situation: Situation) -> bool:
    """Autoscaling asks for more than the spec promises: that comes and goes with the load."""
    size, rollout = situation.size, situation.rollout
    scales = size is not None and size.limits is not None
    return scales and rollout is not None and rollout.phase is RolloutPhase.IDLE


def _stalled(situation: Situation, accepted: Verdict) -> Verdict:
    """kstatus: True when the newest spec cannot be reached unless a person acts."""
    if accepted.status is False:
        return Verdict(ConditionType.STALLED, True, accepted.reason, accepted.message)
    if (blocker := situation.blocker) is not None:
        return Verdict(ConditionType.STALLED, True, blocker.reason, blocker.message)
    return Verdict(ConditionType.STALLED, False, Reason.NOT_STALLED, "nothing needs a person")


def dated(
    found: Sequence[Verdict], before: Sequence[Condition], generation: int, now: datetime
) -> list[Condition]:
    """Conditions with the time of their last transition kept where the status is the same."""
    known = {condition.type: condition for condition in before}
    return [_dated(verdict, known.get(verdict.type), generation, now) for verdict in found]


def _dated(verdict: Verdict, before: Condition | None, generation: int, now: datetime) -> Condition:
    status = {
        True: ConditionStatus.TRUE,
        False: ConditionStatus.FALSE,
        None: ConditionStatus.UNKNOWN,
    }[verdict.status]
    same = before is not None and before.status is status
    return Condition(
        type=verdict.type,
        status=status,
        observed_generation=generation,
        last_transition_time=before.last_transition_time
        if before is not None and same
        else timestamp(now),
        reason=verdict.reason,
        message=verdict.message,
    )
