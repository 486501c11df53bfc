"""What is said to be missing, and what to do about it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pilotlight.core.capacity import Capacity, CapacityOrder, CapacityReport, Quota
from pilotlight.core.placement import Need, Node
from pilotlight.core.room import Room, shortage

GPU = "nvidia.com/gpu"
ON_DEMAND = "where nodes come on demand, set the chart value nodeAutoscaling"


def a_node(gpus: int, *labels: str, **free: int) -> Node:
    amounts = {GPU: Decimal(gpus), "pods": Decimal(99), "cpu": Decimal(99)}
    return Node("n1", amounts | {k: Decimal(v) for k, v in free.items()}, dict.fromkeys(labels, ""))


def a_need(gpus: int = 1) -> Need:
    return Need({GPU: Decimal(gpus), "pods": Decimal(1), "cpu": Decimal(4)}, {})


def said(need: Need, *nodes: Node, quotas: tuple[Quota, ...] = (), replicas: int = 1) -> str:
    report = CapacityReport(
        CapacityOrder(frozenset({GPU})), datetime.now(UTC), nodes=nodes, quotas=quotas
    )
    room = Room("chat-b", need, 0, exact=True, capacity=Capacity(report))
    return shortage(room, replicas)


@pytest.mark.parametrize(
    ("need", "nodes", "expected"),
    [
        pytest.param(
            a_need(), [a_node(0)], "waiting for 1 nvidia.com/gpu: 0 free on 1 node", id="all taken"
        ),
        pytest.param(
            a_need(),
            [a_node(0, "karpenter.sh/nodepool")],
            f"waiting for 1 nvidia.com/gpu: 0 free on 1 node; {ON_DEMAND}",
            id="nodes of a group that may grow",
        ),
        pytest.param(
            a_need(2),
            [a_node(1, "karpenter.sh/nodepool")],
            "waiting for 2 nvidia.com/gpu: 1 free on 1 node, but a replica needs 2 on one"
            " (spec.runtime.resources)",
            id="no node is large enough",
        ),
        pytest.param(
            a_need(),
            [a_node(1, cpu=1)],
            "waiting for 1 nvidia.com/gpu: 1 free on 1 node, with too little cpu beside",
            id="something else is missing",
        ),
        pytest.param(
            a_need(),
            [],
            "waiting for 1 nvidia.com/gpu: no usable node has any; see spec.runtime.resources,"
            f" nodeSelector, affinity and tolerations; {ON_DEMAND}",
            id="no node",
        ),
    ],
)
def test_why_there_is_no_room(need: Need, nodes: list[Node], expected: str) -> None:
    assert said(need, *nodes) == expected


def test_a_quota_is_named() -> None:
    full = Quota("team", {GPU: Decimal(0)})
    expected = "waiting for 1 nvidia.com/gpu: ResourceQuota team admits no more"
    assert said(a_need(), a_node(4), quotas=(full,)) == expected


def test_the_schedulers_own_reason_is_told_where_the_count_knows_none() -> None:
    words = "no node takes the pod: 1 node(s) didn't match pod anti-affinity rules"
    assert shortage(Room("chat-b", a_need(), 1, exact=True, refused=words), 2) == words
