"""Replicas per revision: those that have a part get what it needs, the others drain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pilotlight.core.observed import Observed
from pilotlight.core.serving import has_pods, routed_revisions, serving_replicas


@dataclass(frozen=True, slots=True)
class Targets:
    """replicas: per revision that has a Deployment or gets one; 0 means drain.
    finished: revisions without pods whose Deployment may go.
    draining: of the active revision's replicas, those that are held until they have drained.
    warm: of each revision's replicas, those that are for the pool."""

    replicas: Mapping[str, int]
    finished: tuple[str, ...]
    draining: int = 0
    warm: Mapping[str, int] = field(default_factory=dict)


def targets(observed: Observed, active: str, parts: Mapping[str, int]) -> Targets:
    """`parts` are the replicas of the revisions that have a part to play.

    Nothing is scaled down while something could not be observed, nor before the Service was seen
    to select the active revision and its EndpointSlices to have left the pods of the other. While
    the Service is not seen, two revisions may share it, and both stay as they are.
    """
    wanted = dict(parts)
    finished = []
    service = observed.service
    lingering = routed_revisions(observed)
    switched = (
        service is not None
        and service.active_revision == active
        and service.selected_revision == active
    )
    up = [it for it in observed.deployments.values() if it.replicas]
    blind = service is None and "Service" in observed.unseen and len(up) > 1
    for name, deployment in observed.deployments.items():
        there = serving_replicas(observed, name)
        if name in parts:
            if blind and deployment.replicas:
                wanted[name] = there
            elif observed.unseen:
                wanted[name] = max(parts[name], there)
        elif observed.unseen or not switched or name in lingering:
            wanted[name] = there
        elif deployment.replicas > 0 or has_pods(observed, name):
            wanted[name] = 0
        else:
            finished.append(name)
    return Targets(wanted, tuple(sorted(finished)))
