"""How long a worker took from creation to Ready, stage by stage."""

from collections.abc import Sequence
from datetime import timedelta

from pilotlight.api.status import ColdStart
from pilotlight.core.observed import Observed, PodView


def cold_start(pods: Sequence[PodView]) -> ColdStart | None:
    """The split of the newest Ready pod whose worker told its stages; None when there is none.

    Stages in seconds: schedule (creation → node), imagePull (node → container running: pull,
    volumes, sandbox), then download, load and warmUp as the worker measured them.
    """
    told = [pod for pod in pods if pod.ready and pod.worker is not None and pod.worker.cold_start]
    if not told:
        return None
    pod = max(told, key=lambda pod: (pod.created_at, pod.name))
    stages = pod.worker.cold_start if pod.worker is not None else {}
    return ColdStart(
        schedule=_seconds(pod, "schedule"),
        image_pull=_seconds(pod, "imagePull"),
        download=_rounded(stages.get("download")),
        load=_rounded(stages.get("load")),
        warm_up=_rounded(stages.get("warmUp")),
    )


def duration(found: ColdStart) -> timedelta | None:
    """All stages that are known together; None when none is."""
    stages = (found.schedule, found.image_pull, found.download, found.load, found.warm_up)
    known = [seconds for seconds in stages if seconds is not None]
    return timedelta(seconds=sum(known)) if known else None


def last_cold_start(observed: Observed, revision: str) -> timedelta | None:
    """Of the newest pod that got there; of the last one that was told of while none is there."""
    pods = [pod for pod in observed.pods if pod.revision == revision]
    told = {it.name: it.cold_start for it in observed.endpoint.status.revisions}
    found = cold_start(pods) or told.get(revision)
    return duration(found) if found is not None else None


def _seconds(pod: PodView, stage: str) -> float | None:
    start, end = (
        (pod.created_at, pod.scheduled_at)
        if stage == "schedule"
        # A restarted container's start says nothing about the pull.
        else (pod.scheduled_at, pod.started_at if pod.restarts == 0 else None)
    )
    if start is None or end is None:
        return None
    return max((end - start).total_seconds(), 0.0)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
