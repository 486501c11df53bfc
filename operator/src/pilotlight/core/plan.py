"""The one decision: from an observed world to a plan."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pilotlight.api.v1alpha1 import EndpointSpec, EndpointStatus, PodMonitorMode
from pilotlight.core import revision as revisions
from pilotlight.core.actions import Action, Apply, Delete, Event, Stage
from pilotlight.core.conditions import Situation
from pilotlight.core.diagnosis import Trouble, diagnose
from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.revision import Revision
from pilotlight.core.rollout import Rollout, active_revision, decide, ready_count
from pilotlight.core.status import status
from pilotlight.core.transitions import transitions
from pilotlight.manifests.account import service_account
from pilotlight.manifests.deployment import deployment
from pilotlight.manifests.disruption import disruption_budget
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.gate import gate_settings
from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.model import Scheme, locate
from pilotlight.manifests.networkpolicy import network_policy
from pilotlight.manifests.podmonitor import pod_monitor
from pilotlight.manifests.revision import controller_revision
from pilotlight.manifests.service import active_service

# Retired ControllerRevisions that are kept for going back; kubectl's own default is 10, but each
# of ours holds a whole pod template.
REVISION_HISTORY_LIMIT = 5
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
    requeue_after: when to look again without an event; None when only events matter.
    notes: one sentence per decision: logs, events and story tests read the same words.
    """

    actions: tuple[Action, ...] = ()
    status: EndpointStatus | None = None
    events: tuple[Event, ...] = ()
    requeue_after: timedelta | None = None
    notes: tuple[str, ...] = ()


def plan(observed: Observed, now: datetime) -> Plan:
    """Decide what happens next for one endpoint. Pure; called again after every change."""
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
    rollout = decide(observed, wanted.name, spec.replicas)
    situation = _situation(observed, rollout, known, spec.replicas)
    actions: tuple[Action, ...] = ()
    if not spec.paused and _own_world(observed):
        intents = _intents(observed, spec, endpoint, rollout, known)
        actions = (*_applies(observed, intents), *_deletes(observed, spec, rollout))
    announced = tuple(_announced(wanted, spec, actions))
    return _concluded(observed, situation, known.values(), actions, announced, now)


def _own_world(observed: Observed) -> bool:
    """False when a name of ours is taken: nothing is built around an object of someone else."""
    return not any(child.in_the_way for child in observed.children.values())


def _held(observed: Observed) -> Situation:
    """An unreadable spec: what serves goes on serving, and is reported."""
    active = active_revision(observed, wanted="")
    live = observed.deployments.get(active) if active is not None else None
    return Situation(
        observed=observed,
        rollout=None,
        active=active,
        desired=live.replicas if live is not None else 0,
        ready=ready_count(observed, active) if active is not None else 0,
        trouble=None,
        preview_trouble=None,
    )


def _situation(
    observed: Observed, rollout: Rollout, known: Mapping[str, Revision], desired: int
) -> Situation:
    return Situation(
        observed=observed,
        rollout=rollout,
        active=rollout.active,
        desired=desired,
        ready=ready_count(observed, rollout.active),
        trouble=_trouble(observed, known.get(rollout.active)),
        preview_trouble=_trouble(observed, known.get(rollout.preview or "")),
    )


def _trouble(observed: Observed, revision: Revision | None) -> Trouble | None:
    if revision is None:
        return None
    pods = [pod for pod in observed.pods if pod.revision == revision.name]
    return diagnose(revision, observed.deployments.get(revision.name), pods)


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
    running = [known[name] for name in rollout.targets if name in known]
    running.sort(key=lambda item: (rollout.targets[item.name] == 0, item.number))
    for item in running:
        yield (
            Stage.PODS,
            controller_revision(endpoint, item.name, item.number, item.pod_spec, item.deployment),
        )
    for item in running:
        replicas = rollout.targets[item.name]
        yield Stage.PODS, deployment(endpoint, item.name, item.deployment, replicas)
    if observed.service is not None or "Service" not in observed.unseen:
        yield Stage.TRAFFIC, active_service(endpoint, rollout.active)
    yield Stage.REST, gate_settings(endpoint)
    yield Stage.REST, network_policy(endpoint, observed.platform)
    yield Stage.REST, disruption_budget(endpoint, rollout.active, spec.replicas)
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
    doomed = {("Deployment", name) for name in rollout.finished}
    doomed |= {("ControllerRevision", name) for name in _forgotten(observed, rollout)}
    for kind, name in observed.children:
        stale_budget = kind == "PodDisruptionBudget" and name != rollout.active
        unwanted_monitor = kind == "PodMonitor" and not _wants_pod_monitor(observed, spec)
        if stale_budget or unwanted_monitor:
            doomed.add((kind, name))
    for key in sorted(doomed):
        if (child := observed.children.get(key)) is not None:
            yield Delete(child.kind, child.name, child.uid)


def _forgotten(observed: Observed, rollout: Rollout) -> list[str]:
    """Records beyond the history limit, oldest first; never one that has a part to play."""
    retired = [
        record
        for record in observed.records
        if record.name not in rollout.targets and record.name not in observed.deployments
    ]
    retired.sort(key=lambda record: record.number)
    return [record.name for record in retired[: max(len(retired) - REVISION_HISTORY_LIMIT, 0)]]


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
        requeue_after=STARTING_LOOK_AGAIN if _someone_starts(observed) else None,
        notes=(*decided, *(str(action) for action in actions)),
    )


def _someone_starts(observed: Observed) -> bool:
    """A scheduled pod is on its way to Ready."""
    return any(
        pod.scheduled_at is not None
        and not pod.ready
        and not pod.deleting
        and pod.phase in ("Pending", "Running")
        for pod in observed.pods
    )
