"""Why a worker does not serve: one row per way in which a pod's life goes wrong."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pilotlight.api.reasons import Reason
from pilotlight.core import revision as revisions
from pilotlight.core.diagnosis import diagnose, pod_trouble
from pilotlight.core.observed import DeploymentView, PodView, Termination, WorkerReport
from pilotlight.core.revision import Revision
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POD = PodView("chat-a-1", "1", "chat-a", "serving", NOW, scheduled_at=NOW)


def a_revision(**changes: Any) -> Revision:
    return revisions.wanted(a_parsed_spec(**changes), (), ENDPOINT, PLATFORM)


@dataclass(frozen=True)
class Row:
    id: str
    pod: PodView
    reason: Reason
    says: str
    blocking: bool = True


ROWS = (
    Row(
        "a claim that does not exist is named with the field to correct",
        replace(POD, unschedulable='persistentvolumeclaim "weights" not found'),
        Reason.CLAIM_MISSING,
        "PersistentVolumeClaim weights does not exist; create it or correct spec.model.uri",
    ),
    Row(
        "missing accelerators are counted, and may come by themselves",
        replace(POD, unschedulable="0/3 nodes are available: 3 Insufficient nvidia.com/gpu."),
        Reason.WAITING_FOR_GPU,
        "a replica needs 4 nvidia.com/gpu free on one node",
        blocking=False,
    ),
    Row(
        "accelerators that are handed out as dynamic resources",
        replace(POD, unschedulable="0/1 nodes are available: 1 cannot allocate all claims."),
        Reason.WAITING_FOR_GPU,
        "a replica needs 4 nvidia.com/gpu free on one node",
        blocking=False,
    ),
    Row(
        "any other scheduling problem is told in the scheduler's words",
        replace(POD, unschedulable="0/3 nodes are available: 3 Insufficient memory."),
        Reason.UNSCHEDULABLE,
        "3 Insufficient memory",
        blocking=False,
    ),
    Row(
        "a Secret that cannot be mounted because it is missing",
        replace(POD, mount_problem='MountVolume.SetUp failed: secret "token" not found'),
        Reason.SECRET_MISSING,
        "Secret token does not exist; create it or correct spec.model.credentialsSecretRef",
    ),
    Row(
        "a Secret that an env variable needs",
        replace(
            POD,
            waiting_reason="CreateContainerConfigError",
            waiting_message='secret "token" not found',
        ),
        Reason.SECRET_MISSING,
        "Secret token does not exist",
    ),
    Row(
        "any other volume that cannot be mounted",
        replace(POD, mount_problem="rpc error: volume is attached elsewhere"),
        Reason.MOUNT_FAILED,
        "volume is attached elsewhere",
    ),
    Row(
        "an image that cannot be pulled names the fields",
        replace(POD, waiting_reason="ImagePullBackOff", waiting_message="not found"),
        Reason.IMAGE_PULL_FAILED,
        "check spec.runtime.image and spec.runtime.imagePullSecrets",
    ),
    Row(
        "a permanent crash blocks at once, with the worker's own words",
        replace(
            POD,
            phase="Running",
            restarts=1,
            termination=Termination("BadArguments", "unknown flag --x", 2, permanent=True),
        ),
        Reason.BAD_ARGUMENTS,
        "the worker died: unknown flag --x",
    ),
    Row(
        "a first crash that may pass does not block",
        replace(POD, restarts=1, termination=Termination("DownloadFailed", "hub is away", 1)),
        Reason.DOWNLOAD_FAILED,
        "hub is away",
        blocking=False,
    ),
    Row(
        "a crash loop blocks, whatever the cause",
        replace(POD, restarts=3, termination=Termination("EngineCrashed", "", 139)),
        Reason.ENGINE_CRASHED,
        "the worker died (3 restarts): exit code 139",
    ),
    Row(
        "a reason that this operator does not know is still a crash",
        replace(POD, restarts=3, termination=Termination("Meteor", "hit", 1)),
        Reason.ENGINE_CRASHED,
        "hit",
    ),
    Row(
        "a download tells its percent in steps of ten",
        replace(POD, phase="Running", started_at=NOW, worker=WorkerReport("Downloading", 47)),
        Reason.DOWNLOADING_MODEL,
        "downloading model (40 %)",
        blocking=False,
    ),
    Row(
        "loading after the container runs",
        replace(POD, phase="Running", started_at=NOW, worker=WorkerReport("Loading")),
        Reason.LOADING_MODEL,
        "loading model",
        blocking=False,
    ),
    Row(
        "a download that is interrupted says by what, and goes on by itself",
        replace(
            POD,
            phase="Running",
            started_at=NOW,
            worker=WorkerReport("Downloading", 47, message="the hub is away; trying again in 2 s"),
        ),
        Reason.DOWNLOAD_FAILED,
        "downloading model (40 %): the hub is away; trying again in 2 s",
        blocking=False,
    ),
    Row(
        "an engine that stopped answering is told before it is started again",
        replace(
            POD,
            phase="Running",
            started_at=NOW,
            worker=WorkerReport("Ready", message="the engine hangs: its server does not answer"),
        ),
        Reason.ENGINE_CRASHED,
        "the engine hangs",
        blocking=False,
    ),
    Row(
        "a worker that is up and not yet probed is only starting",
        replace(POD, phase="Running", started_at=NOW, worker=WorkerReport("Ready")),
        Reason.STARTING,
        "starting",
        blocking=False,
    ),
    Row(
        "a worker that was killed had no last word",
        replace(
            POD,
            restarts=1,
            termination=Termination("EngineCrashed", "the worker exited with code 137", 137),
        ),
        Reason.ENGINE_CRASHED,
        "the worker died: killed by SIGKILL: by kubelet",
        blocking=False,
    ),
    Row(
        "a worker that was killed for its memory is told as such",
        replace(POD, restarts=1, termination=Termination("OutOfMemory", "beyond its limit", 137)),
        Reason.OUT_OF_MEMORY,
        "the worker died: beyond its limit",
        blocking=False,
    ),
    Row(
        "a worker that died and gets on is told with both",
        replace(
            POD,
            restarts=1,
            started_at=NOW,
            termination=Termination("DiskFull", "the volume is full.", 1, permanent=True),
            worker=WorkerReport("Downloading", 61),
        ),
        Reason.DISK_FULL,
        "the worker died: the volume is full; now downloading model (60 %)",
    ),
    Row(
        "a pod that was evicted for its disk space names the mend",
        replace(
            POD,
            phase="Failed",
            failed_reason="Evicted",
            waiting_message="Pod ephemeral local storage usage exceeds the total limit of 1Gi. ",
        ),
        Reason.DISK_FULL,
        "exceeds the total limit of 1Gi); raise ephemeral-storage in spec.runtime.resources",
    ),
    Row(
        "before the container runs the image is on its way",
        POD,
        Reason.PULLING_IMAGE,
        "pulling image",
        blocking=False,
    ),
    Row(
        "a pod that the node refused",
        replace(POD, phase="Failed", failed_reason="UnexpectedAdmissionError: no devices"),
        Reason.POD_ADMISSION_FAILED,
        "no devices",
        blocking=False,
    ),
    Row(
        "nothing known yet",
        replace(POD, scheduled_at=None),
        Reason.STARTING,
        "starting",
        blocking=False,
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_trouble_has_its_reason_and_its_mend(row: Row) -> None:
    revision = a_revision(
        model={"uri": "pvc://weights/llama"}, runtime={"engine": {"tensorParallelSize": 4}}
    )
    trouble = pod_trouble(revision, row.pod)
    assert trouble is not None
    assert trouble.reason is row.reason
    assert row.says in trouble.message
    assert trouble.blocking is row.blocking


def test_the_cache_claim_is_told_from_the_models() -> None:
    revision = a_revision(model={"uri": "file:///m", "cache": {"claimName": "kernels"}})
    pod = replace(POD, unschedulable='persistentvolumeclaim "kernels" not found')
    trouble = pod_trouble(revision, pod)
    assert trouble is not None
    assert "spec.model.cache.claimName" in trouble.message


def test_a_ready_pod_has_no_trouble() -> None:
    assert diagnose(a_revision(), None, [replace(POD, ready=True)]) is None


def test_a_pod_on_its_way_out_is_no_trouble() -> None:
    assert diagnose(a_revision(), None, [replace(POD, deleting=True)]) is None


def test_the_trouble_that_needs_a_person_comes_first() -> None:
    pods = [POD, replace(POD, waiting_reason="ErrImagePull", waiting_message="denied")]
    trouble = diagnose(a_revision(), None, pods)
    assert trouble is not None
    assert trouble.reason is Reason.IMAGE_PULL_FAILED


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ('pods "x" is forbidden: exceeded quota: gpus', Reason.QUOTA_EXCEEDED),
        ('pods "x" is forbidden: violates PodSecurity "restricted"', Reason.PODS_REFUSED),
    ],
)
def test_pods_that_are_never_made_are_explained_by_the_deployment(
    failure: str, reason: Reason
) -> None:
    deployment = DeploymentView("chat-a", 2, replica_failure=failure)
    trouble = diagnose(a_revision(), deployment, [])
    assert trouble is not None
    assert trouble.reason is reason
    assert failure in trouble.message


def test_a_scheduler_message_of_many_lines_is_cut_to_one() -> None:
    pod = replace(POD, unschedulable="first line " + "x" * 500 + "\nsecond line")
    trouble = pod_trouble(a_revision(), pod)
    assert trouble is not None
    assert "second line" not in trouble.message
    assert len(trouble.message) < 500


EVICTED = replace(
    POD,
    name="chat-a-0",
    phase="Failed",
    failed_reason="Evicted",
    waiting_message="The node was low on resource: ephemeral-storage.",
)


def ready(*ages: int) -> list[PodView]:
    """Pods that were made so many seconds ago."""
    return [replace(POD, ready=True, created_at=NOW - timedelta(seconds=age)) for age in ages]


@pytest.mark.parametrize(
    ("asked", "there", "told"),
    [
        (2, ready(30, 20), None),
        (2, ready(30), Reason.DISK_FULL),
        (2, [*ready(30), POD], Reason.DISK_FULL),  # the next one may be thrown out as well
        (2, [*ready(30), replace(POD, ready=True, deleting=True)], Reason.DISK_FULL),
        (1, ready(30), None),  # one is asked for no more
        (0, [], None),
    ],
)
def test_what_has_failed_says_nothing_once_all_that_are_asked_for_are_ready(
    asked: int, there: list[PodView], told: Reason | None
) -> None:
    trouble = diagnose(a_revision(), DeploymentView("chat-a", asked), [EVICTED, *there])
    assert (trouble.reason if trouble is not None else None) is told


@pytest.mark.parametrize(
    ("asked", "there", "told"),
    [
        (0, [], Reason.DISK_FULL),
        (1, ready(30), Reason.DISK_FULL),
        (2, ready(30, 5), Reason.DISK_FULL),
        (2, ready(30, 0), None),  # one that came after them is well
    ],
)
def test_what_failed_in_quick_succession_tells_why_no_more_are_asked_for(
    asked: int, there: list[PodView], told: Reason | None
) -> None:
    failed = [replace(EVICTED, created_at=NOW - timedelta(seconds=ago)) for ago in (3, 2, 1)]
    trouble = diagnose(a_revision(), DeploymentView("chat-a", asked), [*failed, *there])
    assert (trouble.reason if trouble is not None else None) is told


TAIL = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."


@pytest.mark.parametrize(
    ("reasons", "uncounted"),
    [
        ("3 Insufficient nvidia.com/gpu.", False),
        ("2 Insufficient cpu, 3 Insufficient nvidia.com/gpu. no new claims to deallocate,", False),
        ("1 node(s) had untolerated taint {a: b, c}, 2 Insufficient nvidia.com/gpu.", False),
        ("1 node(s) were unschedulable, 2 Too many pods.", False),
        ("3 node(s) didn't match Pod's node affinity/selector.", False),
        ("3 cannot allocate all claims. still not schedulable,", False),
        ("1 Insufficient nvidia.com/gpu, 2 node(s) didn't match pod anti-affinity rules.", True),
        ("3 node(s) didn't match pod topology spread constraints.", True),
        ("3 node(s) had volume node affinity conflict.", True),
    ],
)
def test_which_of_the_schedulers_reasons_no_count_knows(reasons: str, uncounted: bool) -> None:
    message = f"0/3 nodes are available: {reasons} {TAIL}"
    trouble = pod_trouble(a_revision(), replace(POD, unschedulable=message))
    assert trouble is not None
    assert trouble.uncounted is uncounted
