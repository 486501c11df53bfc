"""The one decision: from an observed world to a plan."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pilotlight.api.reasons import Reason
from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec, PodMonitorMode
from pilotlight.core import revision as revisions
from pilotlight.core.actions import Action, Apply, Delete, Event, Stage
from pilotlight.core.capacity import CapacityOrder
from pilotlight.core.change import Change
from pilotlight.core.conditions import Situation
from pilotlight.core.decide import decide
from pilotlight.core.diagnosis import Trouble, diagnose
from pilotlight.core.lost import losses, without_lost
from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.rejected import rested, resting, superfluous
from pilotlight.core.revision import Revision
from pilotlight.core.rollout import Rollout, unmoved
from pilotlight.core.room import insistences
from pilotlight.core.serving import (
    active_revision,
    draining_count,
    floor,
    marks_of,
    ready_in_service,
    replicas_of,
    sharer,
)
from pilotlight.core.smoke import SmokeOrder
from pilotlight.core.status import status
from pilotlight.core.traffic import TrafficOrder
from pilotlight.core.transitions import transitions
from pilotlight.manifests import names
from pilotlight.manifests.account import service_account
from pilotlight.manifests.deployment import deployment
from pilotlight.manifests.disruption import disruption_budget
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.gate import gate_settings
from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.marks import Marks
from pilotlight.manifests.model import Scheme, locate
from pilotlight.manifests.networkpolicy import network_policy
from pilotlight.manifests.podmonitor import pod_monitor
from pilotlight.manifests.revision import controller_revision
from pilotlight.manifests.service import active_service, preview_service

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
    requeue_after: when to look again without an event; None when only events matter.
    notes: one sentence per decision: logs, events and story tests read the same words.
    """

    actions: tuple[Action, ...] = ()
    status: EndpointStatus | None = None
    events: tuple[Event, ...] = ()
    smoke: SmokeOrder | None = None
    traffic: TrafficOrder | None = None
    capacity: CapacityOrder | None = None
    requeue_after: timedelta | None = None
    notes: tuple[str, ...] = ()


def plan(observed: Observed, now: datetime) -> Plan:
    """Decide what happens next for one endpoint. Pure; called again after every change."""
    now = now.replace(microsecond=0)  # as what is remembered
    observed = without_lost(observed, now)
    view = observed.endpoint
    if view.deleting:
        return Plan()
    stored = [revisions.stored(record) for record in observed.records]
    if isinstance(view.spec, InvalidSpec):
        return _concluded(observed, _held(observed), stored, (), (), now)
    spec = view.spec
    endpoint = Endpoint(view.name, view.namespace, view.uid)
    wanted = revisions.wanted(spec, observed.records, endpoint, observed.platform)
    known = {item.name: item for item in [*stored, wanted]}
    troubles = dict(_troubles(observed, known.values()))
    rendered = {item.name: item.deployment for item in known.values()}
    change = Change(wanted.name, spec.replicas, spec.rollout, now, troubles, rendered)
    rollout = decide(observed, change)
    rollout = replace(rollout, targets=rested(observed, rollout.targets, now))
    acting = not spec.paused and _own_world(observed)
    if not acting:
        rollout = unmoved(observed, rollout)
    situation = _situation(observed, rollout, troubles, change)
    actions: tuple[Action, ...] = ()
    if acting:
        intents = _intents(observed, spec, endpoint, rollout, known)
        actions = (*_applies(observed, intents), *_deletes(observed, spec, rollout))
    announced = tuple(_announced(wanted, spec, actions))
    decided = _concluded(observed, situation, known.values(), actions, announced, now)
    if not acting:
        return decided
    return replace(decided, smoke=rollout.smoke, traffic=rollout.traffic, capacity=rollout.capacity)


def _own_world(observed: Observed) -> bool:
    """False when a name of ours is taken: nothing is built around an object of someone else."""
    return not any(child.in_the_way for child in observed.children.values())


def _held(observed: Observed) -> Situation:
    """An unreadable spec: what serves goes on serving, and is reported."""
    active = active_revision(observed, wanted="")
    other = sharer(observed, active) if active is not None else None
    live = observed.deployments.get(active) if active is not None else None
    return Situation(
        observed=observed,
        rollout=None,
        active=active,
        sharer=other,
        desired=live.replicas if live is not None else 0,
        ready=ready_in_service(observed, active, other) if active is not None else 0,
        floor=floor(live.replicas) if live is not None else 0,
        trouble=None,
        preview_trouble=None,
    )


def _situation(
    observed: Observed, rollout: Rollout, troubles: Mapping[str, Trouble], change: Change
) -> Situation:
    return Situation(
        observed=observed,
        rollout=rollout,
        active=rollout.active,
        sharer=rollout.sharer,
        desired=change.replicas,
        ready=ready_in_service(observed, rollout.active, rollout.sharer),
        floor=change.min_available,
        trouble=troubles.get(rollout.active),
        preview_trouble=troubles.get(rollout.preview or ""),
    )


def _troubles(observed: Observed, revisions: Iterable[Revision]) -> Iterator[tuple[str, Trouble]]:
    """What keeps pods from serving, by revision; nothing for one whose pods are all Ready.

    Who waits for what the endpoint's own pods are about to leave is short of nothing.
    """
    leaving = draining_count(observed)
    for revision in revisions:
        pods = [pod for pod in observed.pods if pod.revision == revision.name]
        live = observed.deployments.get(revision.name)
        if (trouble := diagnose(revision, live, pods)) is None:
            continue
        if leaving and trouble.reason in (Reason.WAITING_FOR_GPU, Reason.QUOTA_EXCEEDED):
            those = "a pod that drains" if leaving == 1 else f"{leaving} pods that drain"
            trouble = Trouble(Reason.STARTING, f"waiting for {those} to make room")
        yield revision.name, trouble


def _intents(
    observed: Observed,
    spec: EndpointSpec,
    endpoint: Endpoint,
    rollout: Rollout,
    known: Mapping[str, Revision],
) -> Iterator[tuple[Stage, Manifest]]:
    """Every object that shall exist, in the order in which it is written."""
    if spec.runtime.service_account_name is None:
        yield Stage.PODS, service_account(endpoint)
    targets = rollout.targets.replicas
    running = [known[name] for name in targets if name in known]
    running.sort(key=lambda item: (targets[item.name] == 0, item.number))
    running += [known[name] for name in sorted(rollout.marks.keys() - targets.keys())]
    for item in running:
        marks = rollout.marks.get(item.name)
        if marks is None:
            marks = Marks(failure=marks_of(observed, item.name).failure)
        record = controller_revision(
            endpoint, item.name, item.number, item.pod_spec, item.deployment, marks
        )
        yield Stage.PODS, record
    # What is to take somebody's place is asked for before that goes: it then shows why.
    running.sort(key=lambda item: targets.get(item.name, 0) < replicas_of(observed, item.name))
    for item in running:
        if item.name in targets:
            replicas = targets[item.name]
            yield Stage.PODS, deployment(endpoint, item.name, item.deployment, replicas)
    if observed.service is not None or "Service" not in observed.unseen:
        yield Stage.TRAFFIC, active_service(endpoint, rollout.active, rollout.switch)
    if rollout.preview_service is not None:
        yield Stage.TRAFFIC, preview_service(endpoint, rollout.preview_service)
    shared = rollout.sharer is not None
    yield Stage.REST, gate_settings(endpoint, None if shared else rollout.active)
    yield Stage.REST, network_policy(endpoint, observed.platform)
    stay = floor(spec.replicas, spec.rollout.min_available) if shared else max(spec.replicas - 1, 0)
    yield Stage.REST, disruption_budget(endpoint, rollout.active, stay, shared=shared)
    if _wants_pod_monitor(observed, spec):
        yield Stage.OPTIONAL, pod_monitor(endpoint)


def _wants_pod_monitor(observed: Observed, spec: EndpointSpec) -> bool:
    wanted = spec.monitoring.pod_monitor is PodMonitorMode.AUTO
    return wanted and observed.platform.has_pod_monitors


def _applies(observed: Observed, intents: Iterable[tuple[Stage, Manifest]]) -> Iterator[Apply]:
    """Only what differs from what we hold in the live object."""
    for stage, manifest in intents:
        live = observed.children.get((manifest["kind"], manifest["metadata"]["name"]))
        if live is not None and not live.controlled:
            continue
        if live is None or live.digest != digest(manifest):
            yield Apply(manifest, live.uid if live is not None else None, stage)


def _deletes(observed: Observed, spec: EndpointSpec, rollout: Rollout) -> Iterator[Delete]:
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
        unwanted_monitor = kind == "PodMonitor" and not _wants_pod_monitor(observed, spec)
        if stale_budget or unwanted_monitor:
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
    return Plan(
        actions=actions,
        status=after if after != before else None,
        events=(*announced, *transitions(before, after, rollout if actions else None)),
        requeue_after=_look_again(observed, rollout, now),
        notes=(*decided, *(str(action) for action in actions)),
    )


def _look_again(observed: Observed, rollout: Rollout | None, now: datetime) -> timedelta | None:
    """Until the next moment at which time alone changes the plan."""
    looks = [STARTING_LOOK_AGAIN] if _someone_starts(observed) else []
    ends = (rollout.deadline, rollout.until) if rollout is not None else ()
    rests = resting(observed, now).values()
    moments = (*ends, *rests, *losses(observed), *insistences(observed))
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
