"""Pods that start, crash and roll, played by the test: there is no kubelet here."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import DEPLOYMENTS, EVENTS, PODS, SERVICES
from tests.cluster.running.kube import OWN_ADDRESS, Kube, Object, eventually, running
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_operator
from tests.cluster.running.worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    it = Worker()
    yield it
    it.close()


@pytest.fixture
def operator(plane: ControlPlane, kube: Kube, worker: Worker) -> Iterator[InThread]:
    """An operator that looks for workers' admin port on this machine."""
    with InThread(as_operator(plane), kube.namespace, worker_port=worker.port) as it:
        eventually(it.leads, "a leader")
        yield it


def until_ready(kube: Kube) -> None:
    def look() -> bool:
        kube.run_pods()
        return bool(kube.condition("Ready").get("status") == "True")

    eventually(look, "Ready", 30)


def a_pod(kube: Kube) -> Object:
    return eventually(lambda: next(iter(kube.pods()), None), "a pod")


def set_pods(kube: Kube, status: Object) -> None:
    for pod in kube.pods():
        kube.patch(PODS, pod["metadata"]["name"], {"status": status}, "status")


def test_start_up_progress_and_the_cold_start_split_are_shown(
    kube: Kube, operator: InThread, worker: Worker
) -> None:
    kube.an_endpoint(replicas=1)
    a_pod(kube)
    worker.state = {"phase": "Downloading", "percent": 40}
    kube.run_pods(ready=False)
    eventually(lambda: "40" in kube.status().get("message", ""), "the download's progress")
    assert kube.condition("Available")["reason"] == "DownloadingModel"

    worker.state = {
        "phase": "Ready",
        "coldStart": {"download": 1.5, "load": 30.0, "warmUp": 0.5},
        "resolvedCommit": "0123abc",
    }
    set_pods(kube, running(OWN_ADDRESS, ready=True))

    def split() -> Object | None:
        (revision,) = kube.status()["revisions"]
        found: Object = revision.get("coldStart", {})
        return found if "load" in found else None

    assert eventually(split, "a cold-start split")["load"] == 30
    assert kube.status()["revisions"][0]["resolvedCommit"] == "0123abc"


def test_a_ready_worker_is_left_alone(kube: Kube, operator: InThread, worker: Worker) -> None:
    worker.state = {"phase": "Ready", "coldStart": {"load": 1}}
    kube.an_endpoint(replicas=1)
    until_ready(kube)
    eventually(lambda: worker.asked, "one question")
    threading.Event().wait(2)
    asked = worker.asked

    threading.Event().wait(4)

    assert worker.asked == asked


def test_a_crash_is_shown_with_the_workers_own_words(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint(replicas=1)
    a_pod(kube)
    said = {"reason": "BadArguments", "message": "--nope is no vLLM flag", "permanent": True}
    status = running(OWN_ADDRESS, ready=False)
    status["containerStatuses"][0] |= {
        "restartCount": 2,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {"terminated": {"exitCode": 2, "message": json.dumps(said)}},
    }
    set_pods(kube, status)

    eventually(lambda: kube.condition("Available").get("reason") == "BadArguments", "the reason")
    assert "--nope" in kube.condition("Available")["message"]
    assert kube.condition("Stalled")["status"] == "True"
    eventually(
        lambda: any(
            it["reason"] == "BadArguments" and it["type"] == "Warning" for it in kube.events()
        ),
        "a warning",
    )


def test_a_volume_that_does_not_mount_is_shown_from_the_pods_events(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint(replicas=1)
    pod = a_pod(kube)
    scheduled = {
        "type": "PodScheduled",
        "status": "True",
        "lastTransitionTime": "2026-01-01T00:00:00Z",
    }
    waiting = {"waiting": {"reason": "ContainerCreating"}}
    container = {
        "name": "worker",
        "state": waiting,
        "ready": False,
        "restartCount": 0,
        "image": "x",
        "imageID": "",
    }
    set_pods(kube, {"conditions": [scheduled], "containerStatuses": [container]})
    kube.create(
        EVENTS,
        {
            "metadata": {"name": "mount"},
            "involvedObject": {
                "kind": "Pod",
                "namespace": kube.namespace,
                "name": pod["metadata"]["name"],
                "uid": pod["metadata"]["uid"],
            },
            "reason": "FailedMount",
            "message": 'MountVolume.SetUp failed: secret "hub" not found',
            "type": "Warning",
            "lastTimestamp": "2026-01-01T00:00:05Z",
        },
    )

    eventually(
        lambda: "hub" in kube.condition("Available").get("message", ""), "the kubelet's words"
    )


def test_a_changed_model_takes_the_traffic_once_it_is_ready_and_the_old_one_goes(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint()
    until_ready(kube)
    old = kube.status()["activeRevision"]

    kube.edit(model={"uri": "file:///models/tiny-b"})
    new = eventually(lambda: kube.status().get("previewRevision"), "a preview")
    assert new != old
    assert selected(kube) == old
    eventually(lambda: len(kube.pods(new)) == 2, "new pods")
    assert len(kube.pods(old)) == 2
    assert selected(kube) == old

    until_ready(kube)
    eventually(lambda: selected(kube) == new, "the switch")
    eventually(lambda: not kube.pods(old), "the old pods gone")
    kube.end_pods()
    eventually(lambda: ("Deployment", old) not in kube.children(), "the old Deployment gone", 30)
    eventually(lambda: kube.condition("Progressing").get("reason") == "RolloutComplete", "done")
    assert ("ControllerRevision", old) in kube.children()
    reasons = {it["reason"] for it in kube.events()}
    assert {"RevisionCreated", "TrafficSwitched"} <= reasons


def selected(kube: Kube) -> str | None:
    service = kube.get(SERVICES, "chat")
    return service["spec"]["selector"].get("pilotlight.dev/revision") if service else None


def test_while_slices_lag_ready_waits_and_what_they_list_is_not_drained(
    plane: ControlPlane, kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint(replicas=1)
    a_pod(kube)
    with without_controllers(plane):
        kube.run_pods()
        eventually(lambda: kube.condition("Available").get("status") == "True", "available")
        assert kube.condition("Routed")["reason"] == "NoEndpoints"
        assert kube.condition("Ready")["reason"] == "NoEndpoints"
    until_ready(kube)
    old = kube.status()["activeRevision"]

    kube.edit(model={"uri": "file:///models/tiny-b"})
    new = eventually(lambda: kube.status().get("previewRevision"), "a preview")
    eventually(lambda: kube.pods(new), "a new pod")
    with without_controllers(plane):
        kube.run_pods()
        eventually(lambda: selected(kube) == new, "the switch")
        time.sleep(2)
        assert (kube.get(DEPLOYMENTS, old) or {})["spec"]["replicas"] == 1
    eventually(lambda: not kube.pods(old), "the old pod gone", 30)


@contextmanager
def without_controllers(plane: ControlPlane) -> Iterator[None]:
    plane.stop_component("kube-controller-manager")
    try:
        yield
    finally:
        plane.start_component("kube-controller-manager")
