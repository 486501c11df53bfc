"""What is told of the warm pool: in the status, as a condition, and as Events.

Troubles of its pods are its own: an endpoint serves as asked without them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pilotlight.api.duration import render
from pilotlight.api.reasons import Reason
from pilotlight.api.status import Promotion, WarmPoolStatus
from pilotlight.core.actions import Action, Event, Relabel
from pilotlight.core.diagnosis import Trouble, diagnose
from pilotlight.core.kept import was_kept
from pilotlight.core.observed import DeploymentView, InvalidSpec, Observed, PodView
from pilotlight.core.pool import Pool
from pilotlight.core.revision import Revision, pool_sleeps
from pilotlight.core.serving import is_warm, ready_count, serving_pods, serving_replicas, warm_pods
from pilotlight.core.sleep import is_asleep, overslept_words, sleep_problem
from pilotlight.manifests.marks import timestamp
from pilotlight.manifests.role import SERVING

_NO_ROOM = (Reason.WAITING_FOR_GPU, Reason.UNSCHEDULABLE, Reason.QUOTA_EXCEEDED)

Judgement = tuple[bool | None, Reason, str]
"""Status, reason and message of a condition."""


def warm_count(observed: Observed, active: str | None) -> int:
    """Ready pods of the active revision's pool."""
    return sum(pod.ready for pod in warm_pods(observed, active)) if active is not None else 0


def asleep_count(observed: Observed, active: str | None) -> int:
    """Those of them that sleep."""
    pods = warm_pods(observed, active) if active is not None else ()
    return sum(pod.ready and is_asleep(pod) for pod in pods)


def _sleeps(observed: Observed) -> bool:
    """Whether the spec asks for that."""
    spec = observed.endpoint.spec
    return not isinstance(spec, InvalidSpec) and pool_sleeps(spec)


def warm_pool_status(observed: Observed, active: str | None) -> WarmPoolStatus | None:
    """`status.warmPool`; as it was while the spec cannot be read."""
    spec, before = observed.endpoint.spec, observed.endpoint.status.warm_pool
    if isinstance(spec, InvalidSpec):
        return before
    if spec.warm_pool is None:
        return None
    return WarmPoolStatus(
        desired=spec.warm_pool.size,
        ready=warm_count(observed, active),
        tier=spec.warm_pool.tier,
        asleep=asleep_count(observed, active) if _sleeps(observed) else None,
        last_promotion=_last_promotion(observed),
    )


def _last_promotion(observed: Observed) -> Promotion | None:
    """What was told once stays told."""
    if (seen := observed.promoted) is not None:
        return Promotion(at=timestamp(seen.at), duration=render(seen.took))
    before = observed.endpoint.status.warm_pool
    return before.last_promotion if before is not None else None


def warm_pool_ready(
    observed: Observed, active: str | None, pool: Pool | None, trouble: Trouble | None
) -> Judgement | None:
    """Whether it is full; None where there is none.

    Args:
        trouble: of the pool's pods.
    """
    if pool is None or not pool.size:
        return None
    if "Pod" in observed.unseen:
        return None, Reason.FILLING, "pods could not be observed"
    ready = warm_count(observed, active)
    words = f"{ready} of {pool.size} warm replicas are Ready"
    if _sleeps(observed):
        words += f", {asleep_count(observed, active)} asleep"
    if ready >= pool.size:
        restless = sleep_problem(warm_pods(observed, active or ""), observed)
        return True, Reason.POOL_READY, f"{words}: {restless}" if restless else words
    why = pool.short or (trouble.message if trouble is not None else "")
    stuck = not pool.short and trouble is not None and trouble.reason in _NO_ROOM
    reason = Reason.NO_CAPACITY if pool.no_room or stuck else Reason.FILLING
    return False, reason, f"{words}: {why}" if why else words


def trouble_of_serving(observed: Observed, revision: Revision) -> Trouble | None:
    """What keeps pods from serving that are to serve."""
    live = observed.deployments.get(revision.name)
    if live is not None:
        if live.warm and ready_count(observed, live.name) >= serving_replicas(observed, live.name):
            return None  # Who starts is for the pool, also before its label says so.
        live = _without_pool(observed, live)
    pods = [it for it in observed.pods if it.revision == revision.name and not is_warm(it)]
    return diagnose(revision, live, pods)


def trouble_of_pool(observed: Observed, revision: Revision) -> Trouble | None:
    """What keeps pods of its pool from being Ready, or from being made."""
    live = observed.deployments.get(revision.name)
    refused = live is not None and live != _without_pool(observed, live) and live.warm
    pods = warm_pods(observed, revision.name)
    return diagnose(revision, live if refused else None, pods)


def _without_pool(observed: Observed, live: DeploymentView) -> DeploymentView:
    """As if its Deployment asked for those only that serve. One of the pool may be refused."""
    if not live.warm:
        return live
    asked = serving_replicas(observed, live.name)
    whole = len(serving_pods(observed, live.name)) >= asked
    return replace(live, replicas=asked, replica_failure="" if whole else live.replica_failure)


def replacements(observed: Observed, overslept: Iterable[PodView]) -> Iterator[Event]:
    """Who goes because it does not wake."""
    for pod in overslept:
        why = overslept_words(observed, pod)
        words = f"Deleted {pod.name}, which does not wake: {why}"
        yield Event("SleeperReplaced", words, warning=True)


def promotions(observed: Observed, actions: Iterable[Action]) -> Iterator[Event]:
    """Who comes out of the pool in this very pass."""
    warm = (pod for pod in observed.pods if is_warm(pod) and pod.ready)
    loaded = {pod.uid for pod in warm if not was_kept(observed, pod.revision)}
    for it in actions:
        if isinstance(it, Relabel) and it.role == SERVING and it.uid in loaded:
            message = f"Promoted {it.name} from the warm pool to serving"
            yield Event("WarmReplicaPromoted", message, relabelled=it.uid)
