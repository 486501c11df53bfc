"""Who may reach a worker, judged from the policy: the local cluster enforces none."""

from dataclasses import replace
from typing import Any

import pytest

from pilotlight.manifests.networkpolicy import network_policy
from pilotlight.manifests.platform import Platform
from tests.builders import ENDPOINT, PLATFORM

LIMITED = replace(PLATFORM, http_from_namespaces=("apps",), metrics_namespaces=("monitoring",))


def admits(policy: dict[str, Any], namespace: str, port: str) -> bool:
    """A NetworkPolicy's verdict on a pod of a namespace: some rule must name port and peer."""
    labels = {"kubernetes.io/metadata.name": namespace}
    return any(
        any(item["port"] == port for item in rule["ports"])
        and ("from" not in rule or any(selects(peer, labels) for peer in rule["from"]))
        for rule in policy["spec"]["ingress"]
    )


def selects(peer: dict[str, Any], labels: dict[str, str]) -> bool:
    assert set(peer) == {"namespaceSelector"}, "only namespaces are selected"
    for item in peer["namespaceSelector"]["matchExpressions"]:
        assert item["operator"] == "In"
        if labels.get(item["key"]) not in item["values"]:
            return False
    return True


@pytest.mark.parametrize(
    ("platform", "namespace", "port", "verdict"),
    [
        (PLATFORM, "anyone", "http", True),
        (PLATFORM, "anyone", "admin", False),
        (PLATFORM, "pilotlight-system", "admin", True),
        (PLATFORM, "monitoring", "admin", True),
        (LIMITED, "apps", "http", True),
        (LIMITED, "pilotlight-system", "http", True),
        (LIMITED, "anyone", "http", False),
        (LIMITED, "monitoring", "http", False),
        (LIMITED, "apps", "admin", False),
    ],
)
def test_the_api_is_for_applications_and_the_admin_port_for_us(
    platform: Platform, namespace: str, port: str, verdict: bool
) -> None:
    assert admits(network_policy(ENDPOINT, platform), namespace, port) is verdict


def test_every_pod_of_the_endpoint_is_covered_whatever_its_role() -> None:
    policy = network_policy(ENDPOINT, PLATFORM)
    assert policy["spec"]["podSelector"]["matchLabels"] == {"pilotlight.dev/endpoint": "chat"}
    assert policy["spec"]["policyTypes"] == ["Ingress"]
