"""Free accelerators as a real API server tells of them, and the pods that hold none any more."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.api.status import EndpointStatus
from pilotlight.cluster.capacity import SURVEY_EVERY, Surveyor
from pilotlight.cluster.client import ApiClient
from pilotlight.cluster.credentials import connect
from pilotlight.cluster.resources import DEPLOYMENTS, NODES, PODS, RESOURCE_QUOTAS
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.writer import Writer
from pilotlight.core.actions import Delete
from pilotlight.core.capacity import CapacityOrder, CapacityReport
from pilotlight.core.observed import EndpointView, InvalidSpec
from pilotlight.metrics import Metrics
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_operator
from tests.wiring.operator.fakes import OpenFence

T = TypeVar("T")
GPU = "example.com/gpu"
ORDER = CapacityOrder(frozenset({GPU}))


@pytest.fixture
def node(kube: Kube) -> Iterator[str]:
    """A node of this test alone."""
    with a_node(kube, f"gpu-{kube.namespace}") as name:
        yield name


@contextlib.contextmanager
def a_node(kube: Kube, name: str) -> Iterator[str]:
    """A Ready node with 8 fake accelerators."""
    made = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"pool": "a"}}}
    kube.call("POST", NODES.path(), made).raise_for_status()
    try:
        amounts = {GPU: "8", "cpu": "16", "memory": "64Gi", "pods": "110"}
        ready = [{"type": "Ready", "status": "True"}]
        change(kube, name, "status", capacity=amounts, allocatable=amounts, conditions=ready)
        # A new node is tainted until it is found to be ready, and here nobody looks.
        change(kube, name, "spec", taints=None)
        yield name
    finally:
        kube.call("DELETE", NODES.path(None, name))


def change(kube: Kube, node: str, part: str, **values: Any) -> None:
    """Edit a node's spec or status."""
    path = NODES.path(None, node, "status" if part == "status" else None)
    patch = {part: values}
    kube.call("PATCH", path, patch, "application/merge-patch+json").raise_for_status()


def a_pod(kube: Kube, node: str, name: str, gpus: int, revision: str = "", **spec: Any) -> Object:
    """A pod that is bound to the node."""
    labels = {"pilotlight.dev/endpoint": "chat", "pilotlight.dev/revision": revision}
    limits = {"limits": {GPU: str(gpus), "cpu": "500m"}}
    body = {
        "metadata": {"name": name, "labels": labels if revision else {}},
        "spec": {
            "nodeName": node,
            "containers": [{"name": "c", "image": "x", "resources": limits}],
            **spec,
        },
    }
    return kube.create(PODS, body)


def with_client(kubeconfig: Path, act: Callable[[ApiClient], Awaitable[T]]) -> T:
    async def main() -> T:
        connection = await connect(str(kubeconfig))
        async with connection.session() as session:
            return await act(ApiClient(connection, session, Metrics()))

    return asyncio.run(main())


def surveyed(kubeconfig: Path, kube: Kube, store: Store | None = None) -> CapacityReport:
    """What one survey tells of the namespace and its nodes."""
    key: Key = (kube.namespace, "chat")

    async def survey(client: ApiClient) -> CapacityReport:
        surveyor = Surveyor(client, store or Store(), lambda _: None)
        surveyor.ensure(key, ORDER)
        await surveyor.round()
        return surveyor.reports[key]

    return with_client(kubeconfig, survey)


def test_what_pods_leave_of_a_node_and_a_quota_is_counted(
    plane: ControlPlane, kube: Kube, node: str
) -> None:
    a_pod(kube, node, "ours", 2, "chat-a")
    a_pod(kube, node, "leaving", 1, "chat-a")
    a_pod(kube, node, "sidecar", 1, initContainers=[an_init("Always", 1), an_init("", 1)])
    a_pod(kube, node, "failed", 2, "chat-a")
    a_pod(kube, node, "done", 2)
    kube.delete(PODS, "leaving")  # nobody plays the kubelet that would end it
    for name, phase in (("failed", "Failed"), ("done", "Succeeded")):
        kube.patch(PODS, name, {"status": {"phase": phase}}, "status")
    hard = {f"requests.{GPU}": "10", "pods": "20"}
    kube.create(RESOURCE_QUOTAS, {"metadata": {"name": "gpus"}, "spec": {"hard": hard}})
    eventually(
        lambda: (kube.get(RESOURCE_QUOTAS, "gpus") or {}).get("status", {}).get("used"),
        "a quota that is reckoned up",
    )

    report = surveyed(as_operator(plane), kube)

    assert report.problem == ""
    (seen,) = (it for it in report.nodes if it.name == node)
    assert (seen.usable, seen.taints, seen.labels["pool"]) == (True, (), "a")
    # 2 and 1 of ours, and one with a sidecar beside it; what has ended holds nothing.
    assert (seen.free[GPU], seen.free["pods"], seen.free["cpu"]) == (3, 107, 14.5)
    assert report.placed == {(kube.namespace, "chat-a"): (node,)}
    (quota,) = report.quotas
    assert quota.name == "gpus"
    assert quota.left == {GPU: 5, "pods": 17}


def an_init(restart: str, gpus: int) -> Object:
    made = {
        "name": f"init{restart.lower()}",
        "image": "x",
        "resources": {"limits": {GPU: str(gpus)}},
    }
    return {**made, "restartPolicy": restart} if restart else made


def test_a_cordoned_node_is_seen_as_one(plane: ControlPlane, kube: Kube, node: str) -> None:
    change(kube, node, "spec", unschedulable=True)

    (seen,) = (it for it in surveyed(as_operator(plane), kube).nodes if it.name == node)

    assert not seen.usable
    assert seen.free[GPU] == 8


def test_what_was_just_seen_to_come_and_go_is_counted(
    plane: ControlPlane, kube: Kube, node: str
) -> None:
    """The API server may answer from memory, but not from before that."""
    store = Store()
    for number in range(5):
        store.put(PODS, a_pod(kube, node, f"p{number}", 1, "chat-a"))
        report = surveyed(as_operator(plane), kube, store)
        assert len(report.placed[kube.namespace, "chat-a"]) == number + 1


def test_a_pod_that_has_failed_can_be_deleted_and_no_other_in_its_place(
    plane: ControlPlane, kube: Kube, node: str
) -> None:
    failed = a_pod(kube, node, "chat-1", 1, "chat-a")
    kube.patch(PODS, "chat-1", {"status": {"phase": "Failed"}}, "status")
    endpoint = EndpointView("chat", kube.namespace, "u", 1, InvalidSpec(""), EndpointStatus())
    store = Store()
    store.put(PODS, failed)

    def delete() -> None:
        async def act(client: ApiClient) -> None:
            writer = Writer(client, store, OpenFence(), Metrics())
            await writer.carry_out(Delete("Pod", "chat-1", failed["metadata"]["uid"]), endpoint)

        with_client(as_operator(plane), act)

    delete()
    assert kube.get(PODS, "chat-1") is None
    assert list(store.pods()) == []
    assert not store.vanished((kube.namespace, "chat"))

    successor = a_pod(kube, node, "chat-1", 1, "chat-a")
    delete()
    found = kube.get(PODS, "chat-1")
    assert found is not None
    assert found["metadata"]["uid"] == successor["metadata"]["uid"]
    assert "deletionTimestamp" not in found["metadata"]


def test_a_rollout_waits_for_an_accelerator_and_goes_on_when_one_comes_free(
    plane: ControlPlane, kube: Kube, node: str
) -> None:
    runtime = {"resources": {"limits": {GPU: "1"}}, "nodeSelector": {"pool": "a"}}
    a_pod(kube, node, "in-the-way", 7)
    with InThread(as_operator(plane), kube.namespace, read_nodes=True) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint(replicas=1, runtime=runtime)
        serving(kube, node, "chat")
        kube.edit(model={"uri": "file:///models/tiny-b"})
        eventually(lambda: phase(kube) == "WaitingForGPU", "a rollout that waits")
        assert len(kube.all(DEPLOYMENTS)) == 1

        kube.call(
            "DELETE", PODS.path(kube.namespace, "in-the-way"), {"gracePeriodSeconds": 0}
        ).raise_for_status()

        eventually(lambda: len(kube.all(DEPLOYMENTS)) == 2, "a Deployment of the new revision", 20)


def test_one_free_accelerator_is_promised_to_one_of_two_rollouts(
    plane: ControlPlane, kube: Kube, node: str
) -> None:
    names = ("one", "two")
    runtime = {"resources": {"limits": {GPU: "1"}}, "nodeSelector": {"pool": "a"}}
    a_pod(kube, node, "in-the-way", 5)
    with InThread(as_operator(plane), kube.namespace, read_nodes=True) as operator:
        eventually(operator.leads, "a leader")
        for name in names:
            kube.an_endpoint(name, replicas=1, runtime=runtime)
        serving(kube, node, *names)
        for name in names:
            kube.edit(name, model={"uri": "file:///models/tiny-b"})

        eventually(lambda: len(kube.all(DEPLOYMENTS)) == 3, "a Deployment of one of them", 20)
        eventually(lambda: "WaitingForGPU" in map(partial(phase, kube), names), "one that waits")
        # Its pod is on no node yet: by what is on nodes there is room for the other as well.
        time.sleep(2 * SURVEY_EVERY)
        assert len(kube.all(DEPLOYMENTS)) == 3


def phase(kube: Kube, name: str = "chat") -> str | None:
    found: str | None = (kube.status(name).get("rollout") or {}).get("phase")
    return found


def serving(kube: Kube, node: str, *names: str) -> None:
    """Bind what the Deployments ask for to the node, until the endpoints are Ready."""

    def look() -> bool:
        kube.run_pods(node=node)
        return all(kube.condition("Ready", name).get("status") == "True" for name in names)

    eventually(look, "Ready endpoints", 30)
