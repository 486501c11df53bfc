"""Which role each pod shall have, and the writes that give it: first who is to serve.

A pod serves unless something else was decided for it: one whose label was lost, or whose part in a
change has ended, is put back. Pods of revisions that are to have none are left alone.
"""

from collections.abc import Collection, Iterator, Mapping

from pilotlight.core.actions import Relabel, Stage
from pilotlight.core.observed import Observed, PodView
from pilotlight.core.serving import stands
from pilotlight.manifests.role import DRAINED_COST, DRAINING_COST, SERVING, WARM_COST, Role


def relabels(
    observed: Observed,
    replicas: Mapping[str, int],
    roles: Mapping[str, Role],
    waking: Collection[str] = (),
) -> Iterator[Relabel]:
    """Those that are missing.

    Args:
        replicas: of each revision that has a part.
        roles: by name of the pod, where it is not to serve.
        waking: names of pods that have to wake first.
    """
    for pod in sorted(observed.pods, key=lambda it: it.name in roles):
        if pod.name in waking:
            continue
        role = roles.get(pod.name, SERVING)
        if stands(pod) and replicas.get(pod.revision) and not _has(pod, role):
            stage = Stage.PODS if role == SERVING else Stage.TRAFFIC
            yield Relabel(pod.name, pod.uid, pod.version, role, stage)


def _has(pod: PodView, role: Role) -> bool:
    # A cost that somebody else gave to a pod is none of ours.
    ours = (DRAINED_COST, DRAINING_COST, WARM_COST)
    cost = pod.deletion_cost if pod.deletion_cost in ours else None
    return (pod.role, pod.draining_since, cost) == (role.name, role.since, role.cost)
