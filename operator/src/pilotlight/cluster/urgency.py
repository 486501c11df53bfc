"""Whose turn comes before all others: where a label is all that is missing.

A first look at what the watches told, without a plan, which decides.
"""

from pilotlight.cluster.resources import SERVICES
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.view import endpoint_view
from pilotlight.core.observed import EndpointView, InvalidSpec, PodView, ServiceView
from pilotlight.core.scaling.decision import Decision
from pilotlight.core.scaling.policy import Mode
from pilotlight.core.serving import is_warm, serves, stands
from pilotlight.manifests import names


def is_short(store: Store, key: Key, decision: Decision | None) -> bool:
    """Whether a loaded pod of the active revision waits in its pool while one that serves is
    missing.

    Args:
        decision: the newest one of how many shall serve.
    """
    stored, children = store.endpoint(key), store.children(key)
    service = children.get((SERVICES.kind, names.service(key[1])))
    told = service.detail if service is not None else None
    active = told.active_revision if isinstance(told, ServiceView) else None
    details = [it.detail for it in children.values()]
    pods = [it for it in details if isinstance(it, PodView) and it.revision == active]
    if stored is None or not any(pod.ready and is_warm(pod) for pod in pods):
        return False
    serving = sum(pod.ready and stands(pod) and serves(pod) for pod in pods)
    return serving < _wanted(endpoint_view(stored), decision)


def _wanted(endpoint: EndpointView, decision: Decision | None) -> int:
    """Replicas that shall serve, where anybody acts on it."""
    spec = endpoint.spec
    if isinstance(spec, InvalidSpec) or spec.paused:
        return 0
    if spec.scaling is None:
        return spec.replicas or 0
    if decision is not None and decision.mode is Mode.AUTO:
        return decision.desired
    return endpoint.status.desired_replicas or 0
