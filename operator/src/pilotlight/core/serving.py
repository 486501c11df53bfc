"""Who serves: which revision has the traffic, and how many of its pods can take it."""

from collections import Counter
from collections.abc import Collection

from pilotlight.core.observed import Observed, PodView
from pilotlight.manifests import names
from pilotlight.manifests.marks import NO_MARKS, NO_SWITCH, Marks, Switch


def unseen(observed: Observed) -> str | None:
    """What could not be observed, in words; None when everything was."""
    if not observed.unseen:
        return None
    return f"{', '.join(sorted(observed.unseen))} could not be observed"


def standing_pods(observed: Observed, revision: str) -> tuple[PodView, ...]:
    """Pods of a revision that its Deployment counts."""
    return tuple(pod for pod in observed.pods if pod.revision == revision and stands(pod))


def serving_pods(observed: Observed, revision: str) -> tuple[PodView, ...]:
    """Those of them that have traffic, or get it once they are Ready."""
    return tuple(pod for pod in standing_pods(observed, revision) if serves(pod))


def warm_pods(observed: Observed, revision: str) -> tuple[PodView, ...]:
    """Those of them that wait in the pool."""
    return tuple(pod for pod in standing_pods(observed, revision) if is_warm(pod))


def stands(pod: PodView) -> bool:
    """Not on its way out, not ended: one of the replicas that are asked for."""
    return not pod.deleting and runs(pod)


def drains(pod: PodView) -> bool:
    """Out of the Service, and to go: but it can be called back."""
    return pod.role == names.ROLE_DRAINING


def is_warm(pod: PodView) -> bool:
    """Out of the Service, and loaded or about to be: a label away from serving."""
    return pod.role == names.ROLE_WARM


def serves(pod: PodView) -> bool:
    """Meant for the traffic, as a pod without a label is."""
    return not drains(pod) and not is_warm(pod)


def ready_count(observed: Observed, revision: str) -> int:
    """Ready pods of a revision that serve."""
    return sum(pod.ready for pod in serving_pods(observed, revision))


def placed_count(observed: Observed, revision: str) -> int:
    """Pods of a revision that have a node."""
    return sum(pod.scheduled_at is not None for pod in standing_pods(observed, revision))


def answering_count(observed: Observed, revision: str) -> int:
    """Ready pods of a revision that get traffic already."""
    pods = serving_pods(observed, revision)
    return sum(pod.ready and pod.name in observed.routed for pod in pods)


def floor(desired: int, asked: int | None = None) -> int:
    """Fewest Ready serving replicas that count as available: `asked` (`rollout.minAvailable`), or
    all but one, never none."""
    return min(desired, max(desired - 1, 1) if asked is None else asked)


def replicas_of(observed: Observed, revision: str) -> int:
    """Replicas that its Deployment asks for; 0 without one."""
    deployment = observed.deployments.get(revision)
    return deployment.replicas if deployment is not None else 0


def warm_replicas(observed: Observed, revision: str) -> int:
    """Those of them that are for the pool, by the labels of the pods where that is lost."""
    deployment = observed.deployments.get(revision)
    if deployment is None:
        return 0
    warm = deployment.warm
    if warm is None:
        taken = max(0, len(standing_pods(observed, revision)) - deployment.replicas)
        warm = max(0, len(warm_pods(observed, revision)) - taken)
    return min(warm, deployment.replicas)


def serving_replicas(observed: Observed, revision: str) -> int:
    """Those of them that are not for the pool."""
    return replicas_of(observed, revision) - warm_replicas(observed, revision)


def asked_to_stay(observed: Observed, revision: str) -> int:
    """Replicas that its Deployment asks for, but for those that drain; 0 without one.

    A pod that drains is among them until its ReplicaSet has been told to take it.
    """
    standing = standing_pods(observed, revision)
    replicas = replicas_of(observed, revision)
    taken = max(0, len(standing) - replicas)
    return max(0, replicas - max(0, sum(map(drains, standing)) - taken))


def asked_to_serve(observed: Observed, revision: str) -> int:
    """The same, but for the pool."""
    return max(0, asked_to_stay(observed, revision) - warm_replicas(observed, revision))


def leaving_count(observed: Observed, stay: Collection[str]) -> int:
    """Pods that are on their way out, or are about to be: of revisions that do not `stay`, and
    those beyond what a Deployment asks for."""
    live = Counter(pod.revision for pod in observed.pods if stands(pod))
    asked = {name: asked_to_stay(observed, name) if name in stay else 0 for name in live}
    beyond = sum(max(0, count - asked[name]) for name, count in live.items())
    return beyond + sum(pod.deleting and runs(pod) for pod in observed.pods)


def draining_count(observed: Observed) -> int:
    """Pods that drain, or are on their way out, and still hold what they asked for."""
    return sum((pod.deleting or drains(pod)) and runs(pod) for pod in observed.pods)


def has_pods(observed: Observed, revision: str) -> bool:
    """Whether any pod of it is left, those on their way out among them."""
    return any(pod.revision == revision and runs(pod) for pod in observed.pods)


def live_revisions(observed: Observed) -> frozenset[str]:
    """Revisions that are asked to run, or have pods that are not on their way out."""
    asked = {name for name in observed.deployments if is_up(observed, name)}
    pods = (pod for pod in observed.pods if stands(pod))
    return frozenset(asked | {pod.revision for pod in pods})


def runs(pod: PodView) -> bool:
    """Not one that has ended, and only lies there to be looked at."""
    return pod.phase not in ("Failed", "Succeeded")


def is_up(observed: Observed, revision: str) -> bool:
    """Whether it is asked to run."""
    return replicas_of(observed, revision) > 0


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


def sharer(observed: Observed, active: str) -> str | None:
    """The revision that shares the traffic with the active one; None when it has all of it."""
    switch = switch_of(observed, active)
    return switch.origin if switch.shared and switch.origin != active else None


def ready_in_service(observed: Observed, active: str, other: str | None) -> int:
    """Ready pods that the traffic is meant for: of the active revision, and of its sharer."""
    return ready_count(observed, active) + (ready_count(observed, other) if other else 0)


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
