"""Who serves: which revision has the traffic, and how many of its pods can take it."""

from pilotlight.core.observed import Observed, PodView
from pilotlight.manifests.marks import NO_MARKS, NO_SWITCH, Marks, Switch


def unseen(observed: Observed) -> str | None:
    """What could not be observed, in words; None when everything was."""
    if not observed.unseen:
        return None
    return f"{', '.join(sorted(observed.unseen))} could not be observed"


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


def floor(desired: int) -> int:
    """Fewest Ready serving replicas that count as available: one may be missing, never all."""
    return min(desired, max(desired - 1, 1))


def has_pods(observed: Observed, revision: str) -> bool:
    """Whether any pod of it is left, those on their way out among them."""
    return any(pod.revision == revision for pod in observed.pods)


def is_up(observed: Observed, revision: str) -> bool:
    """Whether it is asked to run."""
    deployment = observed.deployments.get(revision)
    return deployment is not None and deployment.replicas > 0


def routed_revisions(observed: Observed) -> frozenset[str]:
    """Revisions of which a pod gets new connections through the active Service."""
    return frozenset(pod.revision for pod in observed.pods if pod.name in observed.routed)


def marks_of(observed: Observed, revision: str) -> Marks:
    """What is remembered of a revision; nothing when its record is not there yet."""
    return next((it.marks for it in observed.records if it.name == revision), NO_MARKS)


def switch_of(observed: Observed, active: str) -> Switch:
    """How the active revision got the traffic; nothing where the Service does not tell."""
    service = observed.service
    told = service is not None and service.active_revision == active
    return service.switch if service is not None and told else NO_SWITCH


def kept_previous(observed: Observed, active: str) -> str | None:
    """The revision that the active one replaced, if it has been up ever since."""
    origin = switch_of(observed, active).origin
    if origin is None or origin == active or not is_up(observed, origin):
        return None
    marks = marks_of(observed, origin)
    # With marks it is being brought up anew, or was given up.
    return origin if marks == NO_MARKS else None


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
