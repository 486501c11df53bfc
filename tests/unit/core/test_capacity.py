"""The arithmetic on free accelerators."""

from decimal import Decimal
from typing import Any

import pytest

from pilotlight.core.capacity import (
    Claim,
    Quota,
    accelerators,
    given_back,
    need_of,
    quota_room,
    room,
    taken,
)
from pilotlight.core.placement import Need, Node, Taint, fits
from pilotlight.manifests.deployment import deployment_spec
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec

GPU, NIC = "nvidia.com/gpu", "rdma/ib"


def a_need(gpus: int = 1, *, pool: str = "", **requests: str) -> Need:
    amounts = {name: Decimal(value) for name, value in {"pods": "1", **requests}.items()}
    return Need({GPU: Decimal(gpus), **amounts}, {"pool": pool} if pool else {})


def a_node(name: str, gpus: int, *, pool: str = "", usable: bool = True, **free: str) -> Node:
    amounts = {it: Decimal(value) for it, value in {"pods": "99", **free}.items()}
    labels = {"pool": pool} if pool else {}
    return Node(name, {GPU: Decimal(gpus), **amounts}, labels, usable=usable)


# What a replica needs


def a_deployment(*resources: dict[str, Any], **spec: Any) -> dict[str, Any]:
    containers = [{"name": f"c{n}", "resources": it} for n, it in enumerate(resources)]
    return {"template": {"spec": {"containers": containers, **spec}}}


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        pytest.param([{}], {}, id="nothing"),
        pytest.param([{"requests": {"cpu": "500m"}}], {"cpu": "0.5"}, id="requests"),
        pytest.param([{"limits": {"cpu": "2"}}], {"cpu": "2"}, id="a limit alone is a request"),
        pytest.param(
            [{"limits": {"cpu": "2", GPU: "4"}, "requests": {"cpu": "1", "memory": "1Gi"}}],
            {"cpu": "1", "memory": str(1024**3), GPU: "4"},
            id="accelerators are among the limits",
        ),
        pytest.param(
            [{"limits": {GPU: "2"}}, {"limits": {GPU: "1"}, "requests": {"cpu": "1"}}],
            {"cpu": "1", GPU: "3"},
            id="containers add up",
        ),
    ],
)
def test_a_need_is_what_the_api_server_makes_of_the_resources(
    resources: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    amounts = {name: Decimal(value) for name, value in expected.items()}
    assert need_of(a_deployment(*resources)).requests == {"pods": 1, **amounts}


def test_a_need_has_the_constraints_of_the_pods_spec() -> None:
    toleration = {"key": GPU, "operator": "Exists"}
    affinity = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": []}}
    need = need_of(
        a_deployment(
            {},
            nodeSelector={"pool": "a"},
            tolerations=[toleration],
            affinity={"nodeAffinity": affinity, "podAffinity": {}},
        )
    )
    assert need.node_selector == {"pool": "a"}
    assert need.tolerations == (toleration,)
    assert need.node_affinity == affinity


def test_a_need_is_read_from_what_we_render() -> None:
    spec = a_parsed_spec(
        runtime={
            "engine": {"tensorParallelSize": 2, "pipelineParallelSize": 2},
            "resources": {"requests": {"cpu": "4"}},
            "nodeSelector": {"pool": "a"},
        }
    )
    need = need_of(deployment_spec(ENDPOINT, "chat-a", spec.model, spec.runtime, PLATFORM))
    assert accelerators(need) == {GPU: 4}
    assert need.requests["cpu"] == 4
    assert (need.node_selector, need.node_affinity) == ({"pool": "a"}, None)


def test_what_asks_for_a_device_tolerates_the_taint_of_its_name() -> None:
    """So does the admission plugin ExtendedResourceToleration have it."""
    spec = a_parsed_spec(runtime={"tolerations": [{"key": "pool", "operator": "Exists"}]})
    need = need_of(deployment_spec(ENDPOINT, "chat-a", spec.model, spec.runtime, PLATFORM))
    assert [it["key"] for it in need.tolerations] == ["pool", GPU]
    full = {name: amount + 1 for name, amount in need.requests.items()}
    assert fits(Node("a", full, {}, (Taint(GPU, "NoSchedule", "present"),)), need)
    assert not fits(Node("a", full, {}, (Taint("team", "NoSchedule"),)), need)


def test_a_need_of_nothing_known_is_that_of_a_pod() -> None:
    assert need_of({}) == Need({"pods": Decimal(1)}, {})


def test_accelerators_are_devices_of_a_domain_of_their_own() -> None:
    asked = {GPU: 2, NIC: 1, "amd.com/gpu": 0, "cpu": 4, "hugepages-2Mi": 1, "kubernetes.io/x": 1}
    need = Need({name: Decimal(value) for name, value in asked.items()}, {})
    assert accelerators(need) == {GPU: 2, NIC: 1}


# Room


def test_a_replica_needs_its_accelerators_on_one_node() -> None:
    nodes = [a_node("n1", 3), a_node("n2", 1), a_node("n3", 2)]
    assert room(nodes, [], a_need(1)) == 6
    assert room(nodes, [], a_need(2)) == 2
    assert room(nodes, [], a_need(4)) == 0


def test_there_is_no_room_without_nodes() -> None:
    assert room([], [Claim(a_need(), 2)], a_need()) == 0


def test_only_nodes_that_take_the_pod_count() -> None:
    nodes = [a_node("n1", 2, pool="a"), a_node("n2", 4), a_node("n3", 8, usable=False)]
    assert room(nodes, [], a_need(1)) == 6
    assert room(nodes, [], a_need(1, pool="a")) == 2


def test_a_claim_takes_room() -> None:
    assert room([a_node("n1", 4)], [Claim(a_need(1), 3)], a_need(1)) == 1
    assert room([a_node("n1", 4)], [Claim(a_need(1), 2), Claim(a_need(2), 1)], a_need(1)) == 0


def test_a_claim_goes_where_it_leaves_the_least() -> None:
    nodes = [a_node("n1", 8), a_node("n2", 1), a_node("n3", 2)]
    assert room(nodes, [Claim(a_need(1), 1)], a_need(8)) == 1
    assert room(nodes, [Claim(a_need(1), 3)], a_need(8)) == 1
    assert room(nodes, [Claim(a_need(1), 4)], a_need(8)) == 0
    assert room(nodes, [Claim(a_need(2), 1)], a_need(1)) == 9


def test_of_equal_nodes_a_claim_fills_one_after_the_other() -> None:
    nodes = [a_node("n2", 4), a_node("n1", 4)]
    assert room(nodes, [Claim(a_need(2), 2)], a_need(4)) == 1


def test_a_claim_that_fits_nowhere_takes_nothing() -> None:
    nodes = [a_node("n1", 4), a_node("n2", 4)]
    assert room(nodes, [Claim(a_need(8), 1)], a_need(4)) == 2
    assert room(nodes, [Claim(a_need(1, pool="x"), 9)], a_need(4)) == 2


def test_of_a_claim_only_as_much_is_taken_as_there_is() -> None:
    assert room([a_node("n1", 3)], [Claim(a_need(2), 5)], a_need(1)) == 1


def test_a_claim_takes_everything_that_it_needs() -> None:
    nodes = [a_node("n1", 4, cpu="8")]
    claims = [Claim(a_need(1, cpu="6"), 1)]
    assert room(nodes, claims, a_need(1, cpu="2")) == 1
    assert room(nodes, claims, a_need(1, cpu="3")) == 0


def test_a_claim_for_other_nodes_is_not_in_the_way() -> None:
    nodes = [a_node("n1", 2, pool="a"), a_node("n2", 2, pool="b")]
    assert room(nodes, [Claim(a_need(1, pool="b"), 2)], a_need(1, pool="a")) == 2


def test_nodes_are_not_changed_by_what_is_reckoned() -> None:
    node = a_node("n1", 4)
    room([node], [Claim(a_need(1), 4)], a_need(1))
    assert node == a_node("n1", 4)


def test_what_is_taken_can_be_given_back() -> None:
    node, need = a_node("n1", 4, cpu="8"), a_need(3, cpu="2.5")
    left = taken(node, need)
    assert left.free == {GPU: 1, "cpu": Decimal("5.5"), "pods": 98}
    assert given_back(left, need) == node


def test_more_may_be_taken_than_is_known_of() -> None:
    assert taken(Node("n1", {}, {}), a_need(1)).free == {GPU: -1, "pods": -1}


# Quotas


def a_quota(**left: str) -> Quota:
    named = {name.replace("gpu", GPU): Decimal(value) for name, value in left.items()}
    return Quota("q", named)


@pytest.mark.parametrize(
    ("quotas", "expected"),
    [
        pytest.param([], None, id="none"),
        pytest.param([a_quota(services="0")], None, id="of other things"),
        pytest.param([a_quota(gpu="5")], 2, id="whole replicas"),
        pytest.param([a_quota(gpu="5", pods="1")], 1, id="the tightest resource"),
        pytest.param([a_quota(gpu="5"), a_quota(cpu="1.5")], 1, id="the tightest quota"),
        pytest.param([a_quota(gpu="0")], 0, id="used up"),
        pytest.param([a_quota(gpu="-3")], 0, id="lowered since"),
        pytest.param([a_quota(memory="0")], None, id="what is not asked for"),
    ],
)
def test_quotas_admit_as_many_replicas_as_all_of_them_leave(
    quotas: list[Quota], expected: int | None
) -> None:
    assert quota_room(quotas, a_need(2, cpu="1", memory="0")) == expected
