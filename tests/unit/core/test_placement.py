"""Whether, and how often, a pod goes on a node: kube-scheduler's rules, line by line."""

from decimal import Decimal
from typing import Any

import pytest

from pilotlight.core.placement import Need, Node, Taint, admits, fits

GPU = "nvidia.com/gpu"
LABELS = {"pool": "a100", "zone": "z1", "rank": "5", "empty": ""}


def a_node(*taints: Taint, usable: bool = True, **free: str) -> Node:
    amounts = {name.replace("gpu", GPU): Decimal(value) for name, value in free.items()}
    return Node("n1", amounts or {"pods": Decimal(10)}, LABELS, taints, usable)


def a_need(**parts: Any) -> Need:
    requests = parts.pop("requests", {"pods": "1"})
    amounts = {name: Decimal(value) for name, value in requests.items()}
    return Need(amounts, parts.pop("node_selector", {}), **parts)


# Room


@pytest.mark.parametrize(
    ("free", "asked", "expected"),
    [
        pytest.param({"gpu": "8", "pods": "99"}, {GPU: "2", "pods": "1"}, 4, id="by devices"),
        pytest.param({"gpu": "7", "pods": "99"}, {GPU: "2", "pods": "1"}, 3, id="one is left over"),
        pytest.param({"gpu": "8", "pods": "3"}, {GPU: "1", "pods": "1"}, 3, id="by pods"),
        pytest.param({"gpu": "8", "cpu": "3.5"}, {GPU: "1", "cpu": "0.5"}, 7, id="by cores"),
        pytest.param({"gpu": "1"}, {GPU: "2"}, 0, id="too few"),
        pytest.param({"cpu": "64"}, {GPU: "1"}, 0, id="none of the kind"),
        pytest.param({"gpu": "-2"}, {GPU: "1"}, 0, id="overcommitted"),
        pytest.param({"gpu": "4", "cpu": "-1"}, {GPU: "1", "cpu": "0"}, 4, id="zero is not asked"),
    ],
)
def test_the_scarcest_resource_decides(
    free: dict[str, str], asked: dict[str, str], expected: int
) -> None:
    assert fits(a_node(**free), a_need(requests=asked)) == expected


def test_a_node_that_does_not_take_such_pods_has_no_room() -> None:
    assert fits(a_node(), a_need(node_selector={"pool": "h100"})) == 0
    assert fits(a_node(usable=False), a_need()) == 0


# Node selector


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, True),
        ({"pool": "a100"}, True),
        ({"pool": "a100", "zone": "z1"}, True),
        ({"pool": "a100", "zone": "z2"}, False),
        ({"missing": ""}, False),
        ({"empty": ""}, True),
    ],
    ids=str,
)
def test_every_label_of_the_selector_must_be_there(
    selector: dict[str, str], expected: bool
) -> None:
    assert admits(a_node(), a_need(node_selector=selector)) is expected


# Taints

TAINT = Taint("gpu", "NoSchedule", "shared")


@pytest.mark.parametrize(
    ("tolerations", "expected"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([{"key": "gpu", "operator": "Exists"}], True, id="Exists"),
        pytest.param([{"key": "gpu", "operator": "Equal", "value": "shared"}], True, id="Equal"),
        pytest.param([{"key": "gpu", "value": "shared"}], True, id="Equal is the default"),
        pytest.param([{"key": "gpu", "value": "own"}], False, id="another value"),
        pytest.param([{"key": "gpu"}], False, id="no value is an empty one"),
        pytest.param([{"key": "cpu", "operator": "Exists"}], False, id="another key"),
        pytest.param([{"operator": "Exists"}], True, id="no key and Exists: everything"),
        pytest.param([{"key": "", "operator": "Exists"}], True, id="an empty key is none"),
        pytest.param([{"operator": "Equal", "value": "shared"}], False, id="no key and Equal"),
        pytest.param(
            [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}], True, id="the effect"
        ),
        pytest.param(
            [{"key": "gpu", "operator": "Exists", "effect": "NoExecute"}], False, id="another one"
        ),
        pytest.param([{"key": "gpu", "operator": "Exists", "effect": ""}], True, id="any effect"),
        pytest.param(
            [{"key": "x", "operator": "Exists"}, {"key": "gpu", "operator": "Exists"}],
            True,
            id="one of several",
        ),
    ],
)
def test_a_taint_must_be_tolerated(tolerations: list[dict[str, Any]], expected: bool) -> None:
    assert admits(a_node(TAINT), a_need(tolerations=tolerations)) is expected


@pytest.mark.parametrize(
    ("effect", "expected"),
    [("NoSchedule", False), ("NoExecute", False), ("PreferNoSchedule", True)],
)
def test_only_hard_effects_keep_pods_away(effect: str, expected: bool) -> None:
    assert admits(a_node(Taint("gpu", effect)), a_need()) is expected


def test_each_taint_must_be_tolerated() -> None:
    one = [{"key": "gpu", "operator": "Exists"}]
    both = [*one, {"key": "spot", "value": ""}]
    tainted = a_node(TAINT, Taint("spot", "NoExecute"))
    assert not admits(tainted, a_need(tolerations=one))
    assert admits(tainted, a_need(tolerations=both))


# Node affinity


def required(*terms: dict[str, Any]) -> dict[str, Any]:
    return {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": list(terms)}}


def label(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        pytest.param(label("pool", "In", "h100", "a100"), True, id="In"),
        pytest.param(label("pool", "In", "h100"), False, id="not In"),
        pytest.param(label("missing", "In", "x"), False, id="In, without the label"),
        pytest.param(label("pool", "NotIn", "h100"), True, id="NotIn"),
        pytest.param(label("pool", "NotIn", "a100"), False, id="not NotIn"),
        pytest.param(label("missing", "NotIn", "x"), True, id="NotIn, without the label"),
        pytest.param(label("empty", "Exists"), True, id="Exists"),
        pytest.param(label("missing", "Exists"), False, id="not Exists"),
        pytest.param(label("missing", "DoesNotExist"), True, id="DoesNotExist"),
        pytest.param(label("pool", "DoesNotExist"), False, id="not DoesNotExist"),
        pytest.param(label("rank", "Gt", "4"), True, id="Gt"),
        pytest.param(label("rank", "Gt", "5"), False, id="not Gt"),
        pytest.param(label("rank", "Lt", "6"), True, id="Lt"),
        pytest.param(label("rank", "Lt", "5"), False, id="not Lt"),
        pytest.param(label("pool", "Gt", "4"), False, id="Gt of text"),
        pytest.param(label("rank", "Lt", "many"), False, id="Lt than text"),
        pytest.param(label("missing", "Lt", "5"), False, id="Lt, without the label"),
        pytest.param(label("rank", "Gt"), False, id="Gt than nothing"),
        pytest.param(label("pool", "Near", "a100"), False, id="an operator of the future"),
        pytest.param({}, False, id="an empty term"),
        pytest.param(
            {
                "matchExpressions": [
                    *label("pool", "In", "a100")["matchExpressions"],
                    *label("zone", "In", "z2")["matchExpressions"],
                ]
            },
            False,
            id="every expression must hold",
        ),
        pytest.param(
            {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]},
            True,
            id="its name",
        ),
        pytest.param(
            {"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n1"]}]},
            False,
            id="not its name",
        ),
        pytest.param(
            {"matchFields": [{"key": "metadata.uid", "operator": "NotIn", "values": ["x"]}]},
            False,
            id="a field that there is not",
        ),
        pytest.param(
            {
                **label("pool", "In", "a100"),
                "matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n2"]}],
            },
            False,
            id="labels and fields must hold",
        ),
    ],
)
def test_required_affinity_is_weighed_as_the_scheduler_does(
    term: dict[str, Any], expected: bool
) -> None:
    assert admits(a_node(), a_need(node_affinity=required(term))) is expected


def test_one_of_several_terms_is_enough() -> None:
    terms = (label("pool", "In", "h100"), label("zone", "In", "z1"))
    assert admits(a_node(), a_need(node_affinity=required(*terms)))


def test_no_term_at_all_attracts_to_nothing() -> None:
    assert not admits(a_node(), a_need(node_affinity=required()))


def test_what_is_only_preferred_keeps_no_pod_away() -> None:
    term = {"weight": 1, "preference": label("pool", "In", "h100")}
    preferred = {"preferredDuringSchedulingIgnoredDuringExecution": [term]}
    assert admits(a_node(), a_need(node_affinity=preferred))


def test_selector_and_affinity_must_both_hold() -> None:
    affinity = required(label("pool", "In", "a100"))
    assert admits(a_node(), a_need(node_selector={"zone": "z1"}, node_affinity=affinity))
    assert not admits(a_node(), a_need(node_selector={"zone": "z2"}, node_affinity=affinity))
