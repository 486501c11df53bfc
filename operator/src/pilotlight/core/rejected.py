"""Pods that ended before they began: kubelet would not have them, or threw them out.

A ReplicaSet replaces such a pod at once, and the next one may end in the same way, several times a
second; and nobody clears them away before there are thousands. So the newest few of each revision
are kept, for people to look at, and a revision that loses them in quick succession rests a while.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pilotlight.core.observed import Observed, PodView
from pilotlight.core.serving import standing_pods
from pilotlight.core.targets import Targets

KEPT = 3
REST = timedelta(minutes=1)


def superfluous(observed: Observed) -> Iterator[PodView]:
    """Failed pods beyond the newest few of their revision."""
    for pods in _failed(observed).values():
        yield from (pod for pod in pods[KEPT:] if not pod.deleting)


def resting(observed: Observed, now: datetime) -> Mapping[str, datetime]:
    """Revisions whose pods failed in quick succession, and until when no more are made."""
    return {
        revision: pods[0].created_at + REST
        for revision, pods in _failed(observed).items()
        if _in_quick_succession(pods) and now < pods[0].created_at + REST
    }


def rested(observed: Observed, targets: Targets, now: datetime) -> Targets:
    """The targets, without replicas that would fail as the ones before them did."""
    held = {
        name: min(targets.replicas[name], len(standing_pods(observed, name)))
        for name in resting(observed, now)
        if name in targets.replicas
    }
    return replace(targets, replicas={**targets.replicas, **held}) if held else targets


def made_good(pods: Sequence[PodView], replicas: int) -> bool:
    """Whether those of one revision that failed are history: all `replicas` that its Deployment
    asks for are Ready, and it does not ask for fewer because the revision rests."""
    failed = _newest_first(pod for pod in pods if pod.phase == "Failed")
    ready = [pod for pod in pods if pod.ready and not pod.deleting]
    if len(ready) < replicas:
        return False
    later = any(pod.created_at > failed[0].created_at for pod in ready if failed)
    return later or not _in_quick_succession(failed)


def _failed(observed: Observed) -> dict[str, list[PodView]]:
    """By revision, newest first."""
    found: dict[str, list[PodView]] = {}
    for pod in _newest_first(pod for pod in observed.pods if pod.phase == "Failed"):
        found.setdefault(pod.revision, []).append(pod)
    return found


def _newest_first(pods: Iterable[PodView]) -> list[PodView]:
    return sorted(pods, key=lambda pod: (pod.created_at, pod.name), reverse=True)


def _in_quick_succession(failed: Sequence[PodView]) -> bool:
    """Of those of one revision, newest first."""
    return len(failed) >= KEPT and failed[0].created_at - failed[KEPT - 1].created_at < REST
