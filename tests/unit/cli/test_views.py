"""What is read of objects, and of objects that are not as expected."""

from typing import Any

from pilotlight.cli import views, workers
from pilotlight.cli.views import Gate
from pilotlight.manifests.endpoint import Endpoint as Identity
from pilotlight.manifests.marks import Failure, Marks
from pilotlight.manifests.revision import controller_revision
from tests.unit.cli.builders import ACTIVE, NEW, NOW, asked


def test_an_endpoint_is_read_as_the_operator_writes_it() -> None:
    seen = views.endpoint(
        {
            "metadata": {
                "name": "chat",
                "namespace": "demo",
                "uid": "u",
                "generation": 7,
                "resourceVersion": "41",
                "managedFields": [{"manager": "kubectl"}, {"manager": "pilotlight-status"}],
            },
            "spec": {"paused": True, "rollout": {"promotion": "Manual"}},
            "status": {
                "observedGeneration": 7,
                "activeRevision": ACTIVE,
                "previewRevision": NEW,
                "rollout": {
                    "phase": "Baking",
                    "since": "2026-03-01T12:00:00Z",
                    "capacityMode": "Stepwise",
                    "previousRevision": ACTIVE,
                    "gates": [
                        {"metric": "E2E", "percentile": 95, "verdict": "Pass", "message": "m"}
                    ],
                },
            },
        }
    )
    assert (seen.seen, seen.paused, seen.waits_for_people) == (True, True, True)
    assert seen.managers == {"kubectl", "pilotlight-status"}
    assert seen.rollout is not None
    assert (seen.phase, seen.rollout.since, seen.rollout.previous) == ("Baking", NOW, ACTIVE)
    assert (seen.rollout.preview_url, seen.rollout.shares) == ("", True)
    assert seen.rollout.gates == (Gate("E2E", 95, "Pass", "m"),)
    assert seen.rollout.gates[0].name == "E2E p95"


def test_a_status_that_makes_no_sense_is_read_as_far_as_it_does() -> None:
    odd: dict[str, Any] = {
        "metadata": {"name": "chat", "managedFields": None},
        "spec": [],
        "status": {
            "observedGeneration": "seven",
            "revisions": ["x", {"name": NEW, "createdAt": "yesterday"}],
            "rollout": {"phase": "FromTheFuture", "since": 7, "gates": {}},
            "conditions": None,
        },
    }
    seen = views.endpoint(odd)
    assert (seen.observed_generation, seen.phase) == (0, "FromTheFuture")
    assert [row.name for row in seen.revisions] == [NEW]
    assert views.endpoint({}).rollout is None


def test_a_revision_is_read_as_the_operator_writes_it() -> None:
    failure = Failure(NOW, "SmokeTestFailed", "no answer")
    deployment = {
        "template": {"spec": {"containers": [{"name": "worker", "image": "registry.example/w:1"}]}}
    }
    written = controller_revision(
        Identity("chat", "demo", "u"), NEW, 3, asked("c"), deployment, Marks(failure=failure)
    )
    written["metadata"]["creationTimestamp"] = "2026-03-01T12:00:00Z"
    seen = views.revision(written)
    assert (seen.name, seen.number, seen.created_at) == (NEW, 3, NOW)
    assert (seen.pod_spec, seen.image) == (asked("c"), "registry.example/w:1")
    assert seen.failure == failure
    assert views.revision({"data": "odd"}).image == ""


def a_pod(**status: Any) -> dict[str, Any]:
    return {
        "metadata": {
            "name": "p",
            "labels": {"pilotlight.dev/revision": NEW, "pilotlight.dev/role": "serving"},
        },
        "spec": {"nodeName": "n"},
        "status": {"phase": "Running", **status},
    }


def container(**told: Any) -> list[dict[str, Any]]:
    return [{"name": "sidecar"}, {"name": "worker", "restartCount": 2, **told}]


def test_a_worker_that_waits_says_why() -> None:
    seen = workers.worker(
        a_pod(
            containerStatuses=container(
                state={"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}
            )
        )
    )
    assert (seen.state, seen.trouble, seen.restarts) == ("ImagePullBackOff", "no such image", 2)
    assert (seen.revision, seen.role, seen.node, seen.ready) == (NEW, "serving", "n", False)


def test_a_worker_that_died_leaves_its_last_word() -> None:
    last = {"exitCode": 2, "reason": "Error", "message": 'x\n{"reason": "A", "message": "b"}\n'}
    seen = workers.worker(a_pod(containerStatuses=container(lastState={"terminated": last})))
    assert seen.trouble == "last end: A (code 2): b"
    killed = {"exitCode": 137, "reason": "OOMKilled"}
    seen = workers.worker(a_pod(containerStatuses=container(state={"terminated": killed})))
    assert seen.trouble == "ended: OOMKilled (code 137)"
    words = {"exitCode": 1, "message": "Traceback"}
    seen = workers.worker(a_pod(containerStatuses=container(state={"terminated": words})))
    assert seen.trouble == "ended: ended (code 1): Traceback"


def test_a_pod_that_cannot_be_scheduled_or_admitted_says_why() -> None:
    unscheduled = {"type": "PodScheduled", "status": "False", "message": "0/3 nodes"}
    assert workers.worker(a_pod(phase="Pending", conditions=[unscheduled])).trouble == "0/3 nodes"
    refused = workers.worker(a_pod(phase="Failed", reason="UnexpectedAdmissionError", message="m"))
    assert refused.trouble == "UnexpectedAdmissionError: m"


def test_an_init_container_that_is_not_done_is_what_is_shown() -> None:
    waiting = {"state": {"waiting": {"reason": "CreateContainerConfigError"}}}
    done = {"ready": True, "state": {"terminated": {"exitCode": 0}}}
    assert (
        workers.worker(a_pod(initContainerStatuses=[{"name": "i", **waiting}])).state
        == "CreateContainerConfigError"
    )
    assert workers.worker(a_pod(initContainerStatuses=[{"name": "i", **done}])).state == "Running"


def test_a_pod_on_its_way_out_is_terminating() -> None:
    pod = a_pod()
    pod["metadata"]["deletionTimestamp"] = "2026-03-01T12:00:00Z"
    assert workers.worker(pod).state == "Terminating"


def test_events_of_both_apis_have_a_time() -> None:
    core = workers.event({"lastTimestamp": "2026-03-01T12:00:00Z", "type": "Warning", "count": 4})
    assert (core.at, core.warning, core.count) == (NOW, True, 4)
    new = workers.event(
        {
            "eventTime": "2026-03-01T11:00:00.000000Z",
            "series": {"count": 9, "lastObservedTime": "2026-03-01T12:00:00.000000Z"},
        }
    )
    assert (new.at, new.count) == (NOW, 9)
    assert workers.event({}).at is None
    assert workers.event({"metadata": {"resourceVersion": "41"}}).version == 41
