"""What is free on a node and left of a quota, counted from raw objects."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from pilotlight.cluster import occupancy
from pilotlight.core.capacity import Quota
from pilotlight.core.placement import Taint
from tests.unit.cluster.raw import Raw

GPU = "nvidia.com/gpu"


def container(restart: str = "", **requests: str | int) -> Raw:
    named = {name.replace("gpu", GPU): str(value) for name, value in requests.items()}
    return {"resources": {"requests": named}, **({"restartPolicy": restart} if restart else {})}


def a_pod(*containers: Raw, labels: Raw | None = None, leaving: bool = False, **spec: Any) -> Raw:
    metadata: Raw = {"name": "pod", "namespace": "demo", "labels": labels or {}}
    if leaving:
        metadata["deletionTimestamp"] = "2026-01-02T12:00:00Z"
    return {"metadata": metadata, "spec": {"containers": list(containers), **spec}}


def a_node(name: str = "n1", ready: str = "True", **parts: Any) -> Raw:
    return {
        "metadata": {"name": name, "labels": {"zone": "a"}},
        "spec": parts.get("spec", {}),
        "status": {
            "capacity": {GPU: "8"},
            "allocatable": parts.get(
                "allocatable", {"cpu": "7500m", "memory": "2Gi", "pods": "110", GPU: "4"}
            ),
            "conditions": [
                {"type": "MemoryPressure", "status": "False"},
                {"type": "Ready", "status": ready},
            ],
        },
    }


@dataclass(frozen=True)
class Row:
    """A pod, and what the scheduler sets aside for it, besides being one pod."""

    says: str
    pod: Raw
    asks: dict[str, str] = field(default_factory=dict)


ROWS = [
    Row("a pod without requests", a_pod({}), {}),
    Row("one container", a_pod(container(cpu="500m", gpu=1)), {"cpu": "0.5", GPU: "1"}),
    Row(
        "containers add up",
        a_pod(container(cpu=1, gpu=1), container(cpu="250m", memory="1Ki")),
        {"cpu": "1.25", "memory": "1024", GPU: "1"},
    ),
    Row(
        "init containers run one at a time, before the others",
        a_pod(container(cpu=1, memory="1Ki"), initContainers=[container(cpu=3), container(cpu=2)]),
        {"cpu": "3", "memory": "1024"},
    ),
    Row(
        "an init container that asks for less changes nothing",
        a_pod(container(cpu=2), initContainers=[container(cpu=1)]),
        {"cpu": "2"},
    ),
    Row(
        "a sidecar runs beside the containers",
        a_pod(container(cpu=2, gpu=1), initContainers=[container("Always", cpu=1)]),
        {"cpu": "3", GPU: "1"},
    ),
    Row(
        "an init container runs beside the sidecars that were started before it",
        a_pod(
            container(cpu=1),
            initContainers=[
                container(cpu=4),
                container("Always", cpu=2),
                container(cpu=3),
                container("Always", cpu=1),
            ],
        ),
        {"cpu": "5"},
    ),
    Row(
        "the last sidecar starts beside the ones before it",
        a_pod(initContainers=[container("Always", cpu=2), container("Always", cpu=1)]),
        {"cpu": "3"},
    ),
    Row(
        "overhead comes on top",
        a_pod(container(cpu=1), initContainers=[container(cpu=2)], overhead={"cpu": "250m"}),
        {"cpu": "2.25"},
    ),
    Row(
        "requests of the pod as a whole win, but not over devices",
        a_pod(container(cpu=1, gpu=2), resources={"requests": {"cpu": "4"}}),
        {"cpu": "4", GPU: "2"},
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_a_pod_takes_what_the_scheduler_sets_aside(row: Row) -> None:
    expected = {name: Decimal(value) for name, value in row.asks.items()}
    assert occupancy.requests(row.pod) == {**expected, "pods": 1}


def test_what_is_free_is_allocatable_less_all_pods() -> None:
    pods = [
        a_pod(container(cpu=1, gpu=1)),
        a_pod(container(memory="1Gi", gpu=2), leaving=True),
        a_pod({}),
    ]
    assert occupancy.node(a_node(), pods).free == {
        "cpu": Decimal("6.5"),
        "memory": 1024**3,
        "pods": 107,
        GPU: 1,
    }


def test_more_may_be_taken_than_a_node_has_by_now() -> None:
    without_plugin = a_node(allocatable={"cpu": "1", GPU: "0"})
    assert occupancy.node(without_plugin, [a_pod(container(gpu=2))]).free == {
        "cpu": 1,
        "pods": -1,
        GPU: -2,
    }


@pytest.mark.parametrize(
    ("raw", "usable"),
    [
        pytest.param(a_node(), True, id="ready"),
        pytest.param(a_node(ready="False"), False, id="not ready"),
        pytest.param(a_node(ready="Unknown"), False, id="its kubelet is away"),
        pytest.param(a_node(spec={"unschedulable": True}), False, id="cordoned"),
        pytest.param({"metadata": {"name": "n1"}}, False, id="just made"),
    ],
)
def test_a_node_is_usable_when_it_is_ready_and_not_cordoned(raw: Raw, usable: bool) -> None:
    assert occupancy.node(raw, []).usable is usable


def test_a_node_has_its_labels_and_taints() -> None:
    taints = [
        {"key": GPU, "value": "present", "effect": "NoSchedule"},
        {"key": "x", "effect": "NoExecute", "timeAdded": "2026-01-02T12:00:00Z"},
    ]
    node = occupancy.node(a_node(spec={"taints": taints}), [])
    assert node.name == "n1"
    assert node.labels == {"zone": "a"}
    assert node.taints == (Taint(GPU, "NoSchedule", "present"), Taint("x", "NoExecute"))


@pytest.mark.parametrize(
    ("raw", "has"),
    [
        pytest.param(a_node(), {GPU}, id="some"),
        pytest.param(a_node(allocatable={GPU: "0"}), {GPU}, id="its device plugin is away"),
        pytest.param(
            a_node(allocatable={"cpu": "1", "amd.com/gpu": "1", "x.com/y": "1"}),
            {GPU, "amd.com/gpu"},
            id="of two kinds",
        ),
        pytest.param({"metadata": {"name": "n"}, "status": {"capacity": {}}}, set(), id="none"),
        pytest.param({"metadata": {"name": "n"}}, set(), id="just made"),
    ],
)
def test_a_node_is_of_interest_for_the_accelerators_it_has(raw: Raw, has: set[str]) -> None:
    assert occupancy.accelerators(raw, {GPU, "amd.com/gpu"}) == has


def test_pods_of_ours_that_stay_are_placed() -> None:
    def ours(revision: str, *, leaving: bool = False) -> Raw:
        labels = {"pilotlight.dev/endpoint": "chat", "pilotlight.dev/revision": revision}
        return a_pod(labels=labels, leaving=leaving)

    stranger = a_pod(labels={"pilotlight.dev/revision": "chat-a"})
    one = occupancy.occupied(a_node("n1"), {GPU}, [ours("chat-a"), ours("chat-b"), stranger])
    two = occupancy.occupied(a_node("n2"), {GPU}, [ours("chat-a"), ours("chat-a", leaving=True)])

    assert occupancy.placed([two, one]) == {
        ("demo", "chat-a"): ("n1", "n2"),
        ("demo", "chat-b"): ("n1",),
    }
    assert (two.accelerators, two.node.free["pods"]) == ({GPU}, 108)


def a_quota(hard: Raw, used: Raw, **spec: Any) -> Raw:
    return {"metadata": {"name": "q"}, "spec": spec, "status": {"hard": hard, "used": used}}


def test_a_quota_leaves_what_is_not_used_by_the_names_that_pods_have() -> None:
    hard = {"requests.nvidia.com/gpu": "4", "requests.memory": "1Gi", "cpu": "2", "pods": "10"}
    used = {"requests.nvidia.com/gpu": "1", "requests.memory": "1Ki", "cpu": "1500m", "pods": "12"}
    left = {GPU: 3, "memory": 1024**3 - 1024, "cpu": Decimal("0.5"), "pods": -2}
    assert occupancy.quota(a_quota(hard, used)) == Quota("q", left)


@pytest.mark.parametrize(
    ("hard", "used"),
    [
        ({"cpu": "5", "requests.cpu": "3"}, {"cpu": "1", "requests.cpu": "1"}),
        ({"requests.cpu": "3", "cpu": "5"}, {"cpu": "1", "requests.cpu": "1"}),
        ({"cpu": "2"}, {}),
    ],
)
def test_the_tighter_of_two_names_counts(hard: Raw, used: Raw) -> None:
    quota = occupancy.quota(a_quota(hard, used))
    assert quota is not None
    assert quota.left == {"cpu": 2}


def test_a_count_of_pods_limits_pods() -> None:
    quota = occupancy.quota(a_quota({"count/pods": "3", "pods": "9"}, {"count/pods": "1"}))
    assert quota is not None
    assert quota.left == {"pods": 2}


@pytest.mark.parametrize(
    "spec",
    [{"scopes": ["Terminating"]}, {"scopeSelector": {"matchExpressions": [{}]}}],
    ids=["scopes", "selector"],
)
def test_a_quota_for_some_pods_only_is_left_to_the_api_server(spec: Raw) -> None:
    assert occupancy.quota(a_quota({"cpu": "1"}, {}, **spec)) is None


def test_a_quota_that_was_just_made_limits_nothing_yet() -> None:
    assert occupancy.quota({"metadata": {"name": "q"}, "spec": {"hard": {"cpu": "1"}}}) == Quota(
        "q", {}
    )
