"""Which revision has the traffic, which comes next, and how many replicas each gets.

| active | wanted is ready | decision |
| --- | --- | --- |
| none | - | the wanted revision gets the Service at once: there is nothing to protect |
| is the wanted one | - | steady; every other revision is drained |
| another, never proven and not serving | - | the wanted one gets the Service at once |
| another | no | hold: the active one keeps all replicas and the traffic |
| another | yes | switch the Service; the old one is drained once the switch has been *seen* |

The switch is seen when the Service selects the new revision and its EndpointSlices have left the
pods of the old one.

A proven revision stays until its replacement is proven; a change therefore needs room for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pilotlight.core.observed import DeploymentView, Observed, PodView


class Phase(StrEnum):
    """Where a rollout stands."""

    STEADY = "Steady"
    FIRST = "First"
    STARTING = "Starting"
    SWITCHING = "Switching"
    DRAINING = "Draining"


@dataclass(frozen=True, slots=True)
class Rollout:
    """The decision.

    active: revision that the Service shall select from now on.
    preview: revision that is being brought up, if it is not the active one.
    switched_from: the revision that loses the traffic in this very pass.
    targets: replicas per revision that has a Deployment or gets one; 0 means drain.
    finished: revisions without pods whose Deployment may go.
    """

    phase: Phase
    active: str
    preview: str | None
    switched_from: str | None
    targets: Mapping[str, int]
    finished: tuple[str, ...]
    note: str


def serving_pods(observed: Observed, revision: str) -> tuple[PodView, ...]:
    """Pods of a revision that count: not on their way out, not failed."""
    return tuple(
        pod
        for pod in observed.pods
        if pod.revision == revision
        and not pod.deleting
        and pod.phase not in ("Failed", "Succeeded")
    )


def ready_count(observed: Observed, revision: str) -> int:
    """Ready pods of a revision."""
    return sum(pod.ready for pod in serving_pods(observed, revision))


def routed_revisions(observed: Observed) -> frozenset[str]:
    """Revisions of which a pod gets new connections through the active Service."""
    return frozenset(pod.revision for pod in observed.pods if pod.name in observed.routed)


def active_revision(observed: Observed, wanted: str) -> str | None:
    """The revision that has the traffic, from the Service's annotation.

    When the Service is gone it is derived from the pods: the running revision with the most Ready
    pods, the wanted one on a tie.
    """
    known = {record.name for record in observed.records} | observed.deployments.keys()
    if observed.service is not None and observed.service.active_revision in known:
        return observed.service.active_revision
    candidates = [
        name
        for name, deployment in observed.deployments.items()
        if deployment.replicas > 0 and (deployment.completed or ready_count(observed, name))
    ]
    return max(
        candidates, key=lambda name: (ready_count(observed, name), name == wanted), default=None
    )


def switch_blocked(observed: Observed, preview: str, replicas: int) -> str | None:
    """Why traffic must stay on the active revision, or None."""
    if observed.unseen:
        return f"{', '.join(sorted(observed.unseen))} could not be observed"
    deployment = observed.deployments.get(preview)
    if deployment is None:
        return "its Deployment does not exist yet"
    if deployment.replicas < replicas:
        return f"its Deployment has {deployment.replicas} of {replicas} replicas"
    ready = ready_count(observed, preview)
    if ready < replicas:
        return f"{ready} of {replicas} replicas ready"
    return None


def decide(observed: Observed, wanted: str, replicas: int) -> Rollout:
    """The next step towards `wanted` with `replicas` serving pods."""
    active = active_revision(observed, wanted)
    if active is None:
        return _rollout(observed, Phase.FIRST, wanted, replicas, note=f"first revision {wanted}")
    if active == wanted:
        return _steady(observed, active, replicas)
    never_served = not _proven(observed.deployments.get(active))
    if never_served and not ready_count(observed, active) and not observed.unseen:
        return _rollout(
            observed,
            Phase.SWITCHING,
            wanted,
            replicas,
            switched_from=active,
            note=f"switch to {wanted}: {active} never served",
        )
    if (blocked := switch_blocked(observed, wanted, replicas)) is not None:
        return _rollout(
            observed,
            Phase.STARTING,
            active,
            replicas,
            preview=wanted,
            note=f"hold {active}: {wanted} is not proven, {blocked}",
        )
    return _rollout(
        observed,
        Phase.SWITCHING,
        wanted,
        replicas,
        switched_from=active,
        note=f"switch from {active} to {wanted}: {replicas} of {replicas} replicas ready",
    )


def _proven(deployment: DeploymentView | None) -> bool:
    return deployment is not None and deployment.completed


def _steady(observed: Observed, active: str, replicas: int) -> Rollout:
    draining = [
        name
        for name in observed.deployments
        if name != active and any(pod.revision == name for pod in observed.pods)
    ]
    if draining:
        note = f"draining {', '.join(sorted(draining))}"
        return _rollout(observed, Phase.DRAINING, active, replicas, note=note)
    return _rollout(observed, Phase.STEADY, active, replicas, note="")


def _rollout(
    observed: Observed,
    phase: Phase,
    active: str,
    replicas: int,
    *,
    note: str,
    preview: str | None = None,
    switched_from: str | None = None,
) -> Rollout:
    """Targets for all revisions: those that take part get `replicas`, the others drain.

    Nothing is scaled down while something could not be observed, nor before the Service was seen
    to select the revision that stays and its EndpointSlices to have left the pods of the other.
    """
    keep = {name for name in (active, preview) if name is not None}
    targets = dict.fromkeys(keep, replicas)
    finished = []
    service = observed.service
    lingering = routed_revisions(observed)
    switched = (
        service is not None
        and service.active_revision == active
        and service.selected_revision == active
    )
    for name, deployment in observed.deployments.items():
        if name in keep:
            if observed.unseen:
                targets[name] = max(replicas, deployment.replicas)
            continue
        if observed.unseen or not switched or name in lingering:
            targets[name] = deployment.replicas
        elif deployment.replicas > 0 or any(pod.revision == name for pod in observed.pods):
            targets[name] = 0
        else:
            finished.append(name)
    return Rollout(
        phase=phase,
        active=active,
        preview=preview,
        switched_from=switched_from,
        targets=targets,
        finished=tuple(sorted(finished)),
        note=note,
    )
