"""What is kept for going back, and sleeps meanwhile (`rollout.previousRevision.tier: Asleep`).

| the revision that was replaced | its pods |
| --- | --- |
| is still listed by the Service, or shares its traffic | serve, as far as their label goes |
| is up while the gates are watched | the same: a bad revision loses the traffic at once |
| is wanted again, or is to take the traffic back | the same: who sleeps is woken first |
| is kept otherwise | are warm, and so told to sleep (`core.sleep`) |
| cannot sleep, for it is older than the tier | serve, as far as their label goes |

They are warm by their label alone: their Deployment says that none of its replicas is for the pool,
so that all of them count as those that would serve again. Who has that label gets traffic from no
Service, and is not counted as Ready by what decides on a switch; it gets the other one once it has
woken. So traffic moves to nobody who sleeps, whoever dies in between.
"""

from collections.abc import Collection, Iterator

from pilotlight.api.status import RolloutPhase
from pilotlight.core.change import Change
from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.rollout import Rollout
from pilotlight.core.serving import routed_revisions, standing_pods, warm_pods
from pilotlight.core.sleep import is_asleep, sleep_problem


def kept_asleep(
    observed: Observed, rollout: Rollout, change: Change, sleepers: Collection[str]
) -> str | None:
    """The revision whose pods shall sleep, though all of them are kept for serving again.

    Args:
        sleepers: revisions whose workers have sleep mode.
    """
    kept = rollout.previous
    if kept is None or kept not in sleepers or kept in routed_revisions(observed):
        return None
    if not change.rules.previous_revision.sleeps:
        return None
    shares = rollout.sharer is not None or rollout.switched_from is not None
    watched = rollout.traffic is not None
    if shares or watched or rollout.phase is RolloutPhase.ROLLING_BACK:
        return None
    live = observed.deployments.get(kept)
    # Without that word those with the label would be taken for a pool that is not wanted.
    return kept if live is not None and live.warm == 0 else None


def was_kept(observed: Observed, revision: str) -> bool:
    """Whether those of it that are warm are none of a pool, but wake to serve again."""
    spec, service = observed.endpoint.spec, observed.service
    if isinstance(spec, InvalidSpec) or not spec.rollout.previous_revision.sleeps:
        return False
    return spec.warm_pool is None or (service is not None and service.switch.origin == revision)


def kept_words(observed: Observed, kept: str | None) -> Iterator[str]:
    """How many of them sleep, and why one does not."""
    if kept is None:
        return
    pods = standing_pods(observed, kept)
    asleep = sum(pod.ready and is_asleep(pod) for pod in pods)
    restless = sleep_problem(warm_pods(observed, kept), observed)
    words = f"{kept} is kept, {asleep} of {len(pods)} asleep"
    yield f"{words}: {restless}" if restless else words
