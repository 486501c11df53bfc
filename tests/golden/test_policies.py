"""The judge of NetworkPolicies, against the rules in the API's reference."""

from typing import Any

import pytest

from tests.golden.policies import Pod, admits

WEB = Pod("demo", {"app": "web"}, {"http": 8000})
CLIENT = Pod("demo", {"app": "client"}, ip="10.0.1.7")
ABROAD = Pod("apps", {"app": "client"}, ip="10.0.2.7")
IN_APPS = {"matchLabels": {"kubernetes.io/metadata.name": "apps"}}
CLIENTS = {"matchLabels": {"app": "client"}}


def policy(*ingress: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"namespace": "demo"},
        "spec": {"podSelector": {}, "ingress": list(ingress), **spec},
    }


def expression(operator: str, *values: str, key: str = "app") -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


def tcp(port: int | str, **more: int) -> dict[str, Any]:
    return {"ports": [{"port": port, "protocol": "TCP", **more}]}


@pytest.mark.parametrize(
    ("policies", "source", "port", "verdict"),
    [
        pytest.param([], ABROAD, 1, True, id="without a policy everything is open"),
        pytest.param([policy()], CLIENT, 8000, False, id="no rule admits nobody"),
        pytest.param([policy({})], ABROAD, 1, True, id="an empty rule admits everybody"),
        pytest.param([policy({"from": []})], ABROAD, 1, True, id="an empty from is everybody"),
        pytest.param([policy({"ports": []})], ABROAD, 1, True, id="an empty list is all ports"),
        pytest.param([policy(policyTypes=["Egress"])], ABROAD, 1, True, id="not about ingress"),
        pytest.param([policy(podSelector=CLIENTS)], ABROAD, 1, True, id="about other pods"),
        pytest.param([policy(), policy({})], ABROAD, 1, True, id="policies add up"),
        pytest.param([policy(tcp("http"))], ABROAD, 8000, True, id="a port by name"),
        pytest.param([policy(tcp("http"))], ABROAD, 8001, False, id="another port"),
        pytest.param([policy(tcp("admin"))], ABROAD, 8000, False, id="a name that it lacks"),
        pytest.param([policy(tcp(20, endPort=29))], ABROAD, 29, True, id="the end of a range"),
        pytest.param([policy(tcp(20, endPort=29))], ABROAD, 30, False, id="beyond it"),
        pytest.param(
            [policy({"ports": [{"port": 53, "protocol": "UDP"}]})], ABROAD, 53, False, id="UDP"
        ),
        pytest.param(
            [policy({"from": [{"podSelector": CLIENTS}]})], CLIENT, 1, True, id="pods near by"
        ),
        pytest.param(
            [policy({"from": [{"podSelector": CLIENTS}]})], ABROAD, 1, False, id="and only those"
        ),
        pytest.param(
            [policy({"from": [{"namespaceSelector": IN_APPS}]})], ABROAD, 1, True, id="a namespace"
        ),
        pytest.param(
            [policy({"from": [{"namespaceSelector": {}}]})], ABROAD, 1, True, id="any namespace"
        ),
        pytest.param(
            [policy({"from": [{"namespaceSelector": IN_APPS, "podSelector": CLIENTS}]})],
            Pod("apps", {"app": "other"}),
            1,
            False,
            id="both selectors of one peer",
        ),
        pytest.param(
            [policy({"from": [{"namespaceSelector": IN_APPS}, {"podSelector": CLIENTS}]})],
            Pod("apps", {"app": "other"}),
            1,
            True,
            id="either of two peers",
        ),
        pytest.param(
            [policy({"from": [{"podSelector": expression("NotIn", "web")}]})],
            CLIENT,
            1,
            True,
            id="not in",
        ),
        pytest.param(
            [policy({"from": [{"podSelector": expression("Exists", key="gpu")}]})],
            CLIENT,
            1,
            False,
            id="exists",
        ),
        pytest.param(
            [policy({"from": [{"podSelector": expression("DoesNotExist", key="gpu")}]})],
            CLIENT,
            1,
            True,
            id="does not exist",
        ),
        pytest.param(
            [policy({"from": [{"ipBlock": {"cidr": "10.0.0.0/16"}}]})],
            ABROAD,
            1,
            True,
            id="a block",
        ),
        pytest.param(
            [policy({"from": [{"ipBlock": {"cidr": "10.0.0.0/16", "except": ["10.0.2.0/24"]}}]})],
            ABROAD,
            1,
            False,
            id="what a block leaves out",
        ),
    ],
)
def test_a_policy_is_judged_as_kubernetes_does(
    policies: list[dict[str, Any]], source: Pod, port: int, verdict: bool
) -> None:
    assert admits(policies, source, WEB, port) is verdict
