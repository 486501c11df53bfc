"""Pods that have to have ended, and have not: they are lost.

When a node dies, nobody tells the API server that its pods have ended, and they stay there for as
long as the node does. A pod held by a finalizer looks the same. What they hold is counted as taken
all the same (`core.capacity`); but nothing waits for them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pilotlight.core.observed import Observed, PodView

LATE = timedelta(minutes=1)
"""After the grace period, by the API server's clock: the kubelet kills what is left, and reports it
within its sync period of a minute (kubelet `syncFrequency`)."""


def without_lost(observed: Observed, now: datetime) -> Observed:
    """The world, but for pods that are lost."""
    pods = tuple(pod for pod in observed.pods if not _is_lost(pod, now))
    return observed if len(pods) == len(observed.pods) else replace(observed, pods=pods)


def losses(observed: Observed) -> Iterator[datetime]:
    """When those that are on their way out are lost."""
    return (pod.gone_by + LATE for pod in observed.pods if pod.gone_by is not None)


def _is_lost(pod: PodView, now: datetime) -> bool:
    return pod.deleting and pod.gone_by is not None and pod.gone_by + LATE <= now
