"""How long a worker took from creation to Ready, stage by stage."""

from collections.abc import Sequence

from pilotlight.api.status import ColdStart
from pilotlight.core.observed import PodView


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
