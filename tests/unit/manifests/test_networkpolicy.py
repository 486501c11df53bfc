"""Who may reach a worker, judged from the policy: the local cluster enforces none.

The whole table, with the policies of an installation, is in tests/golden/chart.
"""

from dataclasses import replace

import pytest

from pilotlight.manifests.networkpolicy import network_policy
from pilotlight.manifests.platform import Platform
from tests.builders import ENDPOINT, PLATFORM
from tests.golden.policies import Pod, admits

HTTP, ADMIN = 8000, 8081
WORKER = Pod("demo", {"pilotlight.dev/endpoint": "chat"}, {"http": HTTP, "admin": ADMIN})
LIMITED = replace(PLATFORM, http_from_namespaces=("apps",), metrics_namespaces=("monitoring",))
NAMED = replace(LIMITED, release_labels={"release": "ours"})
OURS = {"release": "ours"}
OPERATOR = {**OURS, "app.kubernetes.io/component": "operator"}


@pytest.mark.parametrize(
    ("platform", "source", "port", "verdict"),
    [
        (PLATFORM, Pod("anyone"), HTTP, True),
        (PLATFORM, Pod("anyone"), ADMIN, False),
        (PLATFORM, Pod("pilotlight-system"), ADMIN, True),
        (PLATFORM, Pod("monitoring"), ADMIN, True),
        (LIMITED, Pod("apps"), HTTP, True),
        (LIMITED, Pod("pilotlight-system"), HTTP, True),
        (LIMITED, Pod("anyone"), HTTP, False),
        (LIMITED, Pod("monitoring"), HTTP, False),
        (LIMITED, Pod("apps"), ADMIN, False),
        (NAMED, Pod("pilotlight-system"), HTTP, False),
        (NAMED, Pod("pilotlight-system"), ADMIN, False),
        (NAMED, Pod("pilotlight-system", OURS), HTTP, True),
        (NAMED, Pod("pilotlight-system", OURS), ADMIN, False),
        (NAMED, Pod("pilotlight-system", OPERATOR), ADMIN, True),
        (NAMED, Pod("demo", OPERATOR), ADMIN, False),
        (NAMED, Pod("monitoring"), ADMIN, True),
        (replace(NAMED, metrics_namespaces=()), Pod("monitoring"), ADMIN, False),
    ],
)
def test_the_api_is_for_applications_and_the_admin_port_for_us(
    platform: Platform, source: Pod, port: int, verdict: bool
) -> None:
    assert admits([network_policy(ENDPOINT, platform)], source, WORKER, port) is verdict


def test_every_pod_of_the_endpoint_is_covered_whatever_its_role() -> None:
    policy = network_policy(ENDPOINT, PLATFORM)
    assert policy["spec"]["podSelector"]["matchLabels"] == {"pilotlight.dev/endpoint": "chat"}
    assert policy["spec"]["policyTypes"] == ["Ingress"]
