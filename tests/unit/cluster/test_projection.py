"""What is read out of Kubernetes objects, one row per thing that happens to a worker."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.cluster import projection
from pilotlight.core.observed import DeploymentView, PodView, ServiceView, SliceView, Termination
from pilotlight.manifests.role import DRAINING_COST
from tests.unit.cluster.raw import Raw, a_child, a_pod

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
NOON_TEXT = "2026-01-02T12:00:00Z"


def pod(raw: Raw) -> PodView:
    detail = projection.child("Pod", raw).detail
    assert isinstance(detail, PodView)
    return detail


@dataclass(frozen=True)
class Row:
    says: str
    raw: Raw
    expect: dict[str, Any]


def ended(message: str = "", code: int = 1, **more: Any) -> Raw:
    return {"exitCode": code, "message": message, "finishedAt": NOON_TEXT, **more}


LAST_WORD = json.dumps({"reason": "BadArguments", "message": "no --flag", "permanent": True})
KILLED = (
    "the container was killed for using more memory than its limit;"
    " raise spec.runtime.resources.limits.memory"
)


def labelled(role: str, since: str = "", cost: str = "") -> Raw:
    """A pod as the operator has labelled it."""
    raw = a_pod()
    raw["metadata"]["labels"]["pilotlight.dev/role"] = role
    raw["metadata"]["annotations"] = {
        "pilotlight.dev/draining-since": since,
        "controller.kubernetes.io/pod-deletion-cost": cost,
    }
    return raw


ROWS = [
    Row("a pod that was just made", a_pod(), {"phase": "Pending", "ready": False, "ip": None}),
    Row(
        "a pod that does not fit anywhere",
        a_pod(
            conditions=[
                {
                    "type": "PodScheduled",
                    "status": "False",
                    "reason": "Unschedulable",
                    "message": "0/1 nodes",
                    "lastTransitionTime": "2026-01-01T00:00:00Z",
                }
            ]
        ),
        {
            "unschedulable": "0/1 nodes",
            "scheduled_at": None,
            "refused_at": datetime(2026, 1, 1, tzinfo=UTC),
        },
    ),
    Row(
        "a pod that waits for a scheduling gate is not unschedulable",
        a_pod(
            conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]
        ),
        {"unschedulable": ""},
    ),
    Row(
        "a pod that has to be gone by noon",
        {**a_pod(), "metadata": {**a_pod()["metadata"], "deletionTimestamp": NOON_TEXT}},
        {"deleting": True, "gone_by": NOON},
    ),
    Row(
        "a scheduled pod",
        a_pod(
            conditions=[{"type": "PodScheduled", "status": "True", "lastTransitionTime": NOON_TEXT}]
        ),
        {"scheduled_at": NOON, "unschedulable": ""},
    ),
    Row(
        "a pod that serves",
        labelled("serving"),
        {"role": "serving", "draining_since": None, "deletion_cost": None, "version": "1"},
    ),
    Row(
        "a pod that drains",
        labelled("draining", since=NOON_TEXT, cost="-2147483647"),
        {"role": "draining", "draining_since": NOON, "deletion_cost": DRAINING_COST},
    ),
    Row(
        "what somebody else wrote there",
        labelled("", since="yesterday", cost="cheap"),
        {"role": "", "draining_since": None, "deletion_cost": None},
    ),
    Row(
        "an image that cannot be pulled",
        a_pod({"state": {"waiting": {"reason": "ImagePullBackOff", "message": "not found"}}}),
        {"waiting_reason": "ImagePullBackOff", "waiting_message": "not found"},
    ),
    Row(
        "a running worker that is not ready",
        a_pod({"state": {"running": {"startedAt": NOON_TEXT}}}, phase="Running", podIP="10.0.0.1"),
        {"started_at": NOON, "ip": "10.0.0.1", "phase": "Running", "ready": False},
    ),
    Row(
        "a ready worker",
        a_pod(conditions=[{"type": "Ready", "status": "True"}], phase="Running"),
        {"ready": True},
    ),
    Row(
        "a crash with a last word",
        a_pod(
            {
                "restartCount": 3,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": ended(LAST_WORD)},
            }
        ),
        {
            "restarts": 3,
            "termination": Termination("BadArguments", "no --flag", 1, permanent=True, at=NOON),
        },
    ),
    Row(
        "the current end counts more than the last one",
        a_pod(
            {
                "state": {"terminated": ended(LAST_WORD, 2)},
                "lastState": {"terminated": ended("", 137)},
            }
        ),
        {"termination": Termination("BadArguments", "no --flag", 2, permanent=True, at=NOON)},
    ),
    Row(
        "killed for memory, whatever it said",
        a_pod({"lastState": {"terminated": ended(LAST_WORD, 137, reason="OOMKilled")}}),
        {"termination": Termination("OutOfMemory", KILLED, 137, at=NOON)},
    ),
    Row(
        "the engine killed for memory, and the supervisor left to say so",
        a_pod({"lastState": {"terminated": ended(LAST_WORD, 1, reason="OOMKilled")}}),
        {"termination": Termination("BadArguments", "no --flag", 1, permanent=True, at=NOON)},
    ),
    Row(
        "a last word that is not JSON",
        a_pod({"lastState": {"terminated": ended("warming up\nSegmentation fault\n", 139)}}),
        {"termination": Termination("EngineCrashed", "Segmentation fault", 139, at=NOON)},
    ),
    Row(
        "a last word of the wrong shape",
        a_pod({"lastState": {"terminated": ended('["x"]')}}),
        {"termination": Termination("EngineCrashed", '["x"]', 1, at=NOON)},
    ),
    Row(
        "a last word with a text for permanent",
        a_pod({"lastState": {"terminated": ended('{"reason": "DiskFull", "permanent": "yes"}')}}),
        {"termination": Termination("DiskFull", "", 1, permanent=False, at=NOON)},
    ),
    Row(
        "no last word at all",
        a_pod({"lastState": {"terminated": ended("", 1)}}),
        {"termination": Termination("EngineCrashed", "the worker exited with code 1", 1, at=NOON)},
    ),
    Row(
        "a worker that was asked to stop",
        a_pod({"lastState": {"terminated": ended("", 0)}}),
        {"termination": None},
    ),
    Row(
        "a pod that the kubelet refused",
        a_pod(phase="Failed", reason="UnexpectedAdmissionError", message="no GPU left"),
        {"failed_reason": "UnexpectedAdmissionError", "waiting_message": "no GPU left"},
    ),
    Row("a pod that failed without a reason", a_pod(phase="Failed"), {"failed_reason": "Failed"}),
    Row(
        "a sidecar's crash is not the worker's",
        a_child("chat-1", status={"containerStatuses": [{"name": "proxy", "restartCount": 9}]}),
        {"restarts": 0, "termination": None},
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_a_pod_is_read(row: Row) -> None:
    seen = pod(row.raw)

    assert {name: getattr(seen, name) for name in row.expect} == row.expect


@pytest.mark.parametrize(
    ("conditions", "completed", "failure"),
    [
        ([], False, ""),
        ([{"type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated"}], False, ""),
        ([{"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}], True, ""),
        ([{"type": "ReplicaFailure", "status": "True", "message": "quota"}], False, "quota"),
        ([{"type": "ReplicaFailure", "status": "False", "message": "quota"}], False, ""),
    ],
    ids=["new", "progressing", "was available once", "pods are refused", "no longer refused"],
)
def test_a_deployment_is_read(conditions: list[Raw], completed: bool, failure: str) -> None:
    raw = a_child(spec={"replicas": 3}, status={"conditions": conditions})

    seen = projection.child("Deployment", raw).detail

    assert seen == DeploymentView("chat", 3, completed=completed, replica_failure=failure)


@pytest.mark.parametrize(
    ("text", "serving"), [("4", 4), ("0", 0), ("-1", None), ("four", None), ("", None)]
)
def test_what_a_deployment_remembers_is_read(text: str, serving: int | None) -> None:
    raw = a_child(spec={"replicas": 3})
    raw["metadata"]["annotations"] = {"pilotlight.dev/serving-replicas": text}

    assert projection.child("Deployment", raw).detail == DeploymentView("chat", 3, serving=serving)


def test_a_service_is_read_by_its_annotation_and_its_selector() -> None:
    raw = a_child(spec={"selector": {"pilotlight.dev/revision": "chat-b"}})
    raw["metadata"]["annotations"] = {"pilotlight.dev/active-revision": "chat-a"}

    assert projection.child("Service", raw).detail == ServiceView("chat-a", "chat-b")


def test_a_revision_is_read_back_as_it_was_recorded() -> None:
    data = {"podSpec": {"model": {"uri": "x"}}, "deployment": {"template": {}}}
    raw = a_child("chat-0123456789", revision=4, data=data)
    raw["metadata"]["creationTimestamp"] = NOON_TEXT

    detail = projection.child("ControllerRevision", raw).detail

    assert isinstance(detail, projection.StoredRevision)
    record = detail.record()
    assert (record.number, record.created_at) == (4, NOON)
    assert {"podSpec": record.pod_spec, "deployment": record.deployment} == data


@pytest.mark.parametrize("data", [None, [], "text", {"podSpec": 1}])
def test_a_revision_that_somebody_else_filled_is_an_empty_one(data: Any) -> None:
    detail = projection.child("ControllerRevision", a_child(data=data)).detail

    assert isinstance(detail, projection.StoredRevision)
    assert detail.record().pod_spec == {}


def test_an_event_that_changes_nothing_for_a_plan_is_equal_to_the_one_before() -> None:
    before = projection.child("Deployment", a_child(version=1, status={"observedGeneration": 1}))
    after = projection.child("Deployment", a_child(version=2, status={"observedGeneration": 2}))

    assert before == after


def test_of_a_slice_the_ready_pods_are_kept() -> None:
    def entry(pod: str | None, **conditions: bool) -> dict[str, object]:
        target = {"targetRef": {"kind": "Pod", "name": pod}} if pod else {}
        return {"addresses": ["10.0.0.1"], "conditions": conditions, **target}

    raw = {
        "metadata": {
            "name": "chat-x7k2p",
            "namespace": "demo",
            "uid": "1",
            "labels": {"kubernetes.io/service-name": "chat", "pilotlight.dev/endpoint": "chat"},
        },
        "endpoints": [
            entry("b", ready=True, serving=True),
            entry("going", ready=False, serving=True, terminating=True),
            entry(None, ready=True),
            entry("a"),  # not set is to be read as ready
        ],
    }
    assert projection.child("EndpointSlice", raw).detail == SliceView("chat", ("a", "b"))
    no_endpoints = {**raw, "endpoints": None}
    assert projection.child("EndpointSlice", no_endpoints).detail == SliceView("chat", ())
