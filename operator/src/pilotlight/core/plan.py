"""The one decision: from an observed world to a plan."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pilotlight.api.reasons import Reason
from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core import hold
from pilotlight.core import revision as revisions
from pilotlight.core.actions import Action, Apply, Delete, Event, Relabel
from pilotlight.core.capacity import CapacityOrder
from pilotlight.core.change import Change
from pilotlight.core.conditions import Situation
from pilotlight.core.decide import decide
from pilotlight.core.diagnosis import Trouble
from pilotlight.core.dormant import dormancy
from pilotlight.core.intents import applies, endpoint_of, intents, wants_pod_monitor
from pilotlight.core.kept import kept_asleep
from pilotlight.core.lost import losses, without_lost
from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.orders import Order
from pilotlight.core.policy import denied
from pilotlight.core.pool import lacked, pool
from pilotlight.core.rejected import rested, resting, superfluous
from pilotlight.core.revision import Revision
from pilotlight.core.roles import relabels
from pilotlight.core.rollout import Rollout, unmoved
from pilotlight.core.room import insistences
from pilotlight.core.scaling.growth import growth
from pilotlight.core.scaling.told import told_anew
from pilotlight.core.scaling.wanted import Size, size
from pilotlight.core.serving import (
    active_revision,
    asked_to_serve,
    draining_count,
    floor,
    ready_in_service,
    replicas_of,
    sharer,
)
from pilotlight.core.sleep import Bedtime, bedtime, without_overslept
from pilotlight.core.smoke import SmokeOrder
from pilotlight.core.status import status
from pilotlight.core.traffic import TrafficOrder
from pilotlight.core.transitions import scaled, transitions
from pilotlight.core.victims import Victims, victims
from pilotlight.core.warmth import (
    promotions,
    replacements,
    trouble_of_pool,
    trouble_of_serving,
    warm_count,
)
from pilotlight.manifests import names
from pilotlight.manifests.model import Scheme, locate

# Whatever happens to a starting worker comes as an event or as a report; this only bounds what a
# lost one can cost.
STARTING_LOOK_AGAIN = timedelta(seconds=30)

_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now.

    actions: in execution order; empty on a converged world.
    status: complete, never a patch; None when what is stored is already right.
    events: transitions only.
    smoke, traffic, capacity: what has to be found out; an order that is under way goes on.
    orders: what workers are told. replaced: uids of the pods that go because they do not wake.
    lacks: accelerators that it waits for to serve with. fills: its warm pool is not full.
    requeue_after: when to look again without an event; None when only events matter.
    notes: one sentence per decision: logs, events and story tests read the same words.
    """

    actions: tuple[Action, ...] = ()
    status: EndpointStatus | None = None
    events: tuple[Event, ...] = ()
    smoke: SmokeOrder | None = None
    traffic: TrafficOrder | None = None
    capacity: CapacityOrder | None = None
    orders: tuple[Order, ...] = ()
    replaced: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    fills: bool = False
    requeue_after: timedelta | None = None
    notes: tuple[str, ...] = ()


def plan(observed: Observed, now: datetime) -> Plan:
    """Decide what happens next for one endpoint. Pure; called again after every change."""
    now = now.replace(microsecond=0)  # as what is remembered
    observed, overslept = without_overslept(without_lost(observed, now))
    view = observed.endpoint
    if view.deleting:
        return Plan()
    stored = [revisions.stored(record) for record in observed.records]
    if isinstance(view.spec, InvalidSpec):
        return _concluded(observed, _held(observed), stored, (), (), now)
    spec = view.spec
    refusal = denied(spec, observed.platform)
    wanted = _wanted(observed, spec, stored, refusal)
    if wanted is None:
        return _concluded(observed, _refused(observed, spec, refusal, now), stored, (), (), now)
    known = {item.name: item for item in [*stored, wanted]}
    troubles = dict(_troubles(observed, known.values()))
    rendered = {item.name: item.deployment for item in known.values()}
    active = active_revision(observed, wanted.name)
    sized = size(observed, spec, active, now)
    change = Change(wanted.name, sized.replicas, spec.rollout, now, troubles, rendered)
    grown = growth(observed, change, sized, active)
    dormant = dormancy(observed, grown.size, active, wanted.name)
    sized, change = dormant.size, replace(change, replicas=dormant.proof)
    rollout = dormant.spare(observed, decide(observed, change))
    rollout = replace(rollout, targets=rested(observed, rollout.targets, now))
    number = dormant.number(rollout)
    size_of_pool = spec.warm_pool.size if spec.warm_pool else 0
    pooled = pool(observed, rollout, replace(change, replicas=number), size_of_pool)
    sleepers = {it.name for it in known.values() if it.sleeps}
    kept = kept_asleep(observed, rollout, change, sleepers)
    going = victims(observed, rollout, change, pooled.warm, kept)
    rollout = replace(rollout, targets=going.targets)
    acting = not spec.paused and _own_world(observed)
    if not acting:
        rollout = unmoved(observed, rollout)
    situation = _situation(observed, rollout, change, sized, number)
    doubt = trouble_of_pool(observed, known[rollout.active]) if rollout.active in known else None
    situation = replace(situation, pool=pooled, pool_trouble=doubt, kept=kept, refusal=refusal)
    actions: tuple[Action, ...] = ()
    rest = Bedtime()
    if acting:
        rest = bedtime(observed, going.targets.replicas, going.roles, sleepers, overslept)
        intended = intents(observed, spec, change, rollout, known, number)
        deletes = _deletes(observed, spec, rollout, number)
        gone = (Delete("Pod", pod.name, pod.uid) for pod in overslept)
        # Who is called back counts as asked for before fewer are asked for.
        relabelled = _relabels(observed, going, rest)
        actions = (*relabelled, *applies(observed, intended), *gone, *deletes)
        if sized.moves and sized.replicas > sized.before:
            # A label would not tell the next operator that one more was decided on.
            actions = tuple(
                sorted(actions, key=lambda it: not _asks_for_more(it, observed, active))
            )
    announced = tuple(_announced(wanted, spec, actions))
    if acting:
        announced += tuple(replacements(observed, overslept))
    decided = _concluded(observed, situation, known.values(), actions, announced, now)
    if not acting:
        return decided
    looks = [it for it in (decided.requeue_after, going.again) if it is not None]
    return replace(
        decided,
        requeue_after=min(looks, default=None),
        smoke=rollout.smoke,
        traffic=rollout.traffic,
        capacity=rollout.capacity or grown.order or pooled.order,
        orders=rest.orders,
        replaced=frozenset(pod.uid for pod in overslept),
        lacks=lacked(change, rollout, sized.waits),
        fills=warm_count(observed, rollout.active) < pooled.size,
    )


def _wanted(
    observed: Observed, spec: EndpointSpec, stored: Sequence[Revision], refusal: str | None
) -> Revision | None:
    """The revision to go for. Where that of the spec is denied, it is the one that has the traffic:
    it scales and is repaired as if nobody had asked for another, also if it is itself one that
    would be denied today. None when there is none."""
    asked = revisions.wanted(spec, observed.records, endpoint_of(observed), observed.platform)
    if refusal is None:
        return asked
    active = active_revision(observed, asked.name)
    if active is None and asked.name in observed.deployments:
        active = asked.name  # begun when it was allowed, and not in the Service yet
    return next((it for it in (*stored, asked) if it.name == active), None)


def _own_world(observed: Observed) -> bool:
    """False when a name of ours is taken: nothing is built around an object of someone else."""
    return not any(child.in_the_way for child in observed.children.values())


def _held(observed: Observed) -> Situation:
    """An unreadable spec: what serves goes on serving, and is reported."""
    active = active_revision(observed, wanted="")
    other = sharer(observed, active) if active is not None else None
    desired = asked_to_serve(observed, active) if active is not None else 0
    return Situation(
        observed=observed,
        rollout=None,
        active=active,
        sharer=other,
        desired=desired,
        ready=ready_in_service(observed, active, other) if active is not None else 0,
        floor=floor(desired),
        trouble=None,
        preview_trouble=None,
    )


def _refused(
    observed: Observed, spec: EndpointSpec, refusal: str | None, now: datetime
) -> Situation:
    """A denied spec, and nothing that serves."""
    held = _held(observed)
    sized = size(observed, spec, held.active, now)
    desired = held.desired if held.active is not None else sized.replicas
    return replace(held, desired=desired, floor=floor(desired), size=sized, refusal=refusal)


def _situation(
    observed: Observed, rollout: Rollout, change: Change, sized: Size, number: int
) -> Situation:
    return Situation(
        observed=observed,
        rollout=rollout,
        active=rollout.active,
        sharer=rollout.sharer,
        desired=number,
        ready=ready_in_service(observed, rollout.active, rollout.sharer),
        floor=floor(_promised(change, sized, number), change.rules.min_available),
        trouble=change.troubles.get(rollout.active),
        preview_trouble=change.troubles.get(rollout.preview or ""),
        size=sized,
    )


def _promised(change: Change, sized: Size, number: int) -> int:
    """Replicas that the endpoint is not Available without. With autoscaling these are those of the
    minimum, and the first one: a jump from two to six does not make what serves unavailable."""
    if sized.limits is None or change.rules.min_available is not None:
        return number
    return min(number, max(1, sized.limits.minimum))


def _troubles(observed: Observed, revisions: Iterable[Revision]) -> Iterator[tuple[str, Trouble]]:
    """What keeps pods from serving, by revision; nothing for one of which all that serve are Ready.

    Who waits for what the endpoint's own pods are about to leave is short of nothing.
    """
    leaving = draining_count(observed)
    for revision in revisions:
        if (trouble := trouble_of_serving(observed, revision)) is None:
            continue
        if leaving and trouble.reason in (Reason.WAITING_FOR_GPU, Reason.QUOTA_EXCEEDED):
            those = "a pod that drains" if leaving == 1 else f"{leaving} pods that drain"
            trouble = Trouble(Reason.STARTING, f"waiting for {those} to make room")
        yield revision.name, trouble


def _asks_for_more(action: Action, observed: Observed, active: str | None) -> bool:
    """Whether it is the active revision's Deployment that asks for more, or for as many with fewer
    in the pool."""
    if not isinstance(action, Apply) or (action.kind, action.name) != ("Deployment", active):
        return False
    before = replicas_of(observed, action.name)
    return bool(before) and int(action.manifest["spec"]["replicas"]) >= before


def _relabels(observed: Observed, going: Victims, rest: Bedtime) -> Iterator[Relabel]:
    """No pod changes its part while something could not be observed."""
    if not observed.unseen:
        yield from relabels(observed, going.targets.replicas, going.roles, rest.waking)


def _deletes(
    observed: Observed, spec: EndpointSpec, rollout: Rollout, number: int
) -> Iterator[Delete]:
    """What has done its work. Nothing goes while something could not be observed."""
    if observed.unseen:
        return
    doomed = {("Deployment", name) for name in rollout.targets.finished}
    limit = spec.rollout.revision_history_limit
    doomed |= {("ControllerRevision", name) for name in _forgotten(observed, rollout, limit)}
    if rollout.preview_service is None:
        doomed.add(("Service", names.preview_service(observed.endpoint.name)))
    for kind, name in observed.children:
        stale_budget = kind == "PodDisruptionBudget" and name != rollout.active
        unwanted_monitor = kind == "PodMonitor" and not wants_pod_monitor(observed, spec)
        unwanted_slice = kind == hold.KIND and hold.is_over(observed, number)
        if stale_budget or unwanted_monitor or unwanted_slice:
            doomed.add((kind, name))
    for pod in superfluous(observed):
        yield Delete("Pod", pod.name, pod.uid)
    for key in sorted(doomed):
        if (child := observed.children.get(key)) is not None:
            yield Delete(child.kind, child.name, child.uid)


def _forgotten(observed: Observed, rollout: Rollout, limit: int) -> list[str]:
    """Records beyond the history limit, oldest first; never one that has a part to play.

    The record of a wanted revision that has failed is what keeps it from being tried for ever.
    """
    needed = {rollout.active, rollout.wanted, *rollout.targets.replicas, *observed.deployments}
    retired = [record for record in observed.records if record.name not in needed]
    retired.sort(key=lambda record: record.number)
    return [record.name for record in retired[: max(len(retired) - limit, 0)]]


def _announced(
    wanted: Revision, spec: EndpointSpec, actions: tuple[Action, ...]
) -> Iterator[Event]:
    """A new revision, told in the pass that writes its record."""
    record = ("ControllerRevision", wanted.name)
    if not any((action.kind, action.name) == record and action.is_new for action in actions):
        return
    yield Event("RevisionCreated", f"Created revision {wanted.name} for {wanted.model}")
    pinned = spec.model.revision is not None and _COMMIT.fullmatch(spec.model.revision)
    if locate(spec.model.uri).scheme is Scheme.HF and not pinned:
        message = (
            f"Model revision {spec.model.revision} may move: replicas that start later may serve"
            " other weights; write the 40-hex commit into spec.model.revision"
        )
        yield Event("UnpinnedModel", message, warning=True)


def _concluded(
    observed: Observed,
    situation: Situation,
    known: Iterable[Revision],
    actions: tuple[Action, ...],
    announced: tuple[Event, ...],
    now: datetime,
) -> Plan:
    """Status, events and the next look, from a decision that is made."""
    before = observed.endpoint.status
    after = status(situation, list(known), now)
    rollout = situation.rollout
    decided = (rollout.note,) if rollout is not None and rollout.note and actions else ()
    told = transitions(before, after, rollout if actions else None)
    if situation.size is not None and _resizes(observed, actions):
        told = (*scaled(situation.size), *told)
    return Plan(
        actions=actions,
        status=after if after != before else None,
        events=(*announced, *promotions(observed, actions), *told),
        requeue_after=_look_again(situation, after, now),
        notes=(*decided, *(str(action) for action in actions)),
    )


def _resizes(observed: Observed, actions: tuple[Action, ...]) -> bool:
    """Whether a Deployment that exists is written, or pods change their part."""
    return any(
        isinstance(it, Relabel) or (it.kind == "Deployment" and it.name in observed.deployments)
        for it in actions
    )


def _look_again(situation: Situation, after: EndpointStatus, now: datetime) -> timedelta | None:
    """Until the next moment at which time alone changes the plan, or what is told."""
    observed, rollout, sized = situation.observed, situation.rollout, situation.size
    looks = [STARTING_LOOK_AGAIN] if _someone_starts(observed) else []
    ends = (rollout.deadline, rollout.until) if rollout is not None else ()
    rests = resting(observed, now).values()
    sizes: tuple[datetime | None, ...] = ()
    if sized is not None and sized.limits is not None:
        sizes = (sized.limits.until, told_anew(sized, after.scaling))
    moments = (*ends, *rests, *losses(observed), *insistences(observed), *sizes)
    looks += [it - now for it in moments if it is not None and it > now]
    return min(looks, default=None)


def _someone_starts(observed: Observed) -> bool:
    """A scheduled pod is on its way to Ready."""
    return any(
        pod.scheduled_at is not None
        and not pod.ready
        and not pod.deleting
        and pod.phase in ("Pending", "Running")
        for pod in observed.pods
    )
