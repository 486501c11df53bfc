"""What shall exist of an endpoint's objects, and which of them are not as they shall be."""

from collections.abc import Iterable, Iterator, Mapping

from pilotlight.api.v1alpha1 import EndpointSpec, PodMonitorMode
from pilotlight.core import hold
from pilotlight.core.access import sharing
from pilotlight.core.actions import Apply, Stage
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.revision import Revision
from pilotlight.core.rollout import Rollout
from pilotlight.core.serving import marks_of, replicas_of
from pilotlight.manifests.account import service_account
from pilotlight.manifests.deployment import deployment
from pilotlight.manifests.disruption import disruption_budget
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.gate import gate_settings
from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.marks import Marks
from pilotlight.manifests.networkpolicy import network_policy
from pilotlight.manifests.podmonitor import pod_monitor
from pilotlight.manifests.revision import controller_revision
from pilotlight.manifests.service import active_service, preview_service


def endpoint_of(observed: Observed) -> Endpoint:
    """As manifests name it."""
    view = observed.endpoint
    return Endpoint(view.name, view.namespace, view.uid)


def intents(
    observed: Observed,
    spec: EndpointSpec,
    change: Change,
    rollout: Rollout,
    known: Mapping[str, Revision],
    number: int,
) -> Iterator[tuple[Stage, Manifest]]:
    """Every object that shall exist, in the order in which it is written.

    Args:
        number: serving replicas that shall be.
    """
    endpoint = endpoint_of(observed)
    gate = _gate(observed, spec, rollout, known, number)
    if spec.access is not None:
        # Before the pods: one that found no settings would be open.
        yield Stage.PODS, gate
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
            replicas, warm = targets[item.name], rollout.targets.warm.get(item.name, 0)
            held = rollout.targets.draining if item.name == rollout.active else 0
            serves = replicas - held - warm
            # None at all is always written down: it is not to be told from what was lost.
            decided = spec.scaling is not None and (serves != number or not number)
            serving = number if decided and _remembers(observed, rollout, item) else None
            kept = item.sleeps and spec.rollout.previous_revision.sleeps
            told = warm if spec.warm_pool or kept else None
            yield (
                Stage.PODS,
                deployment(endpoint, item.name, item.deployment, replicas, serving, told),
            )
    if observed.service is not None or "Service" not in observed.unseen:
        yield Stage.TRAFFIC, active_service(endpoint, rollout.active, rollout.switch)
    for manifest in hold.slices(observed, rollout.active):
        yield Stage.TRAFFIC, manifest
    if rollout.preview_service is not None:
        yield Stage.TRAFFIC, preview_service(endpoint, rollout.preview_service)
    yield from _rest(observed, spec, change, rollout, gate)


def _rest(
    observed: Observed, spec: EndpointSpec, change: Change, rollout: Rollout, gate: Manifest
) -> Iterator[tuple[Stage, Manifest]]:
    """What pods and traffic do not wait for."""
    endpoint = endpoint_of(observed)
    if spec.access is None:
        yield Stage.REST, gate
    yield Stage.REST, network_policy(endpoint, observed.platform)
    shared = rollout.sharer is not None
    stay = change.min_available if shared else max(change.replicas - 1, 0)
    yield Stage.REST, disruption_budget(endpoint, rollout.active, stay, shared=shared)
    if wants_pod_monitor(observed, spec):
        yield Stage.OPTIONAL, pod_monitor(endpoint)


def _gate(
    observed: Observed,
    spec: EndpointSpec,
    rollout: Rollout,
    known: Mapping[str, Revision],
    number: int,
) -> Manifest:
    """The operator's keys are for orders, and for smoke tests where users need keys."""
    running = rollout.targets.replicas.keys() | rollout.marks.keys()
    sleeps = any(known[name].sleeps for name in running if name in known)
    asked = sleeps or spec.access is not None
    return gate_settings(
        endpoint_of(observed),
        None if rollout.sharer is not None else rollout.active,
        observed.platform.operator_keys if asked else (),
        spec.access,
        sharing(observed, rollout.active, number),
        spec.request_limits,
    )


def _remembers(observed: Observed, rollout: Rollout, revision: Revision) -> bool:
    """Whether its Deployment keeps the number that was decided, beyond status and operator: that of
    what has the traffic, also if this very pass, which moves it, is not carried out."""
    live = observed.deployments.get(revision.name)
    knows = live is not None and live.serving is not None
    return revision.name == rollout.active or (knows and revision.name == rollout.switched_from)


def wants_pod_monitor(observed: Observed, spec: EndpointSpec) -> bool:
    """Whether there is to be one."""
    wanted = spec.monitoring.pod_monitor is PodMonitorMode.AUTO
    return wanted and observed.platform.has_pod_monitors


def applies(observed: Observed, intended: Iterable[tuple[Stage, Manifest]]) -> Iterator[Apply]:
    """Only what differs from what we hold in the live object."""
    for stage, manifest in intended:
        live = observed.children.get((manifest["kind"], manifest["metadata"]["name"]))
        if live is not None and not live.controlled:
            continue
        if live is None or live.digest != digest(manifest):
            yield Apply(manifest, live.uid if live is not None else None, stage)
