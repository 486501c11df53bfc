"""What checkov and kube-linter look for, of all that we make; the words of the rules are ours.

Judged elsewhere: Pod Security (test_pod_security), rights (test_rights), policies
(test_who_talks_to_whom).
"""

import re
from collections.abc import Callable

import pytest

from tests.golden.chart.helm import DIGEST, Helm, Manifest
from tests.golden.chart.pods import of_chart, workers
from tests.golden.chart.test_render import ROWS, Row

SECRETIVE = re.compile(r"TOKEN|PASSWORD|SECRET|API_?KEY|CREDENTIAL")
# Names, and not what they name.
NO_SECRETS = {"PILOTLIGHT_SIGNING_SECRET"}


def _probes(pod: Manifest, one: Manifest) -> bool:
    return {"startupProbe", "livenessProbe", "readinessProbe"} <= one.keys()


def _read_only(pod: Manifest, one: Manifest) -> bool:
    return one["securityContext"].get("readOnlyRootFilesystem") is True


def _image(pod: Manifest, one: Manifest) -> bool:
    tag = one["image"].rpartition("/")[2].partition(":")[2]
    return bool(tag) and tag != "latest"


def _no_secret_in_the_environment(pod: Manifest, one: Manifest) -> bool:
    ours = (it for it in one.get("env", []) if it["name"].startswith("PILOTLIGHT_"))
    return not any(
        SECRETIVE.search(it["name"]) and it["name"] not in NO_SECRETS and "FILE" not in it["name"]
        for it in ours
    )


def _own_account(pod: Manifest, one: Manifest) -> bool:
    return pod.get("serviceAccountName", "default") != "default"


def _no_links(pod: Manifest, one: Manifest) -> bool:
    return pod.get("enableServiceLinks") is False


def _numeric_user(pod: Manifest, one: Manifest) -> bool:
    return pod["securityContext"].get("runAsUser", 0) >= 1000


RULES: tuple[Callable[[Manifest, Manifest], bool], ...] = (
    _probes,
    _read_only,
    _image,
    _no_secret_in_the_environment,
    _own_account,
    _no_links,
    _numeric_user,
)


def broken(templates: dict[str, Manifest]) -> list[tuple[str, str]]:
    return [
        (name, rule.__name__)
        for name, template in templates.items()
        for one in template["spec"]["containers"]
        for rule in RULES
        if not rule(template["spec"], one)
    ]


def test_workers_break_no_rule() -> None:
    assert broken(workers()) == []


def test_operators_and_activators_break_no_rule(helm: Helm) -> None:
    assert broken(of_chart(helm)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda it: it.__name__)
def test_a_careless_pod_breaks_each(rule: Callable[[Manifest, Manifest], bool]) -> None:
    env = [{"name": "PILOTLIGHT_TOKEN", "value": "x"}]
    assert not rule({"securityContext": {}}, {"image": "x", "securityContext": {}, "env": env})


def test_only_workers_have_no_token_and_no_limit_of_memory_by_us(helm: Helm) -> None:
    """A worker's memory is the user's to say; the others have a bound, and need the API."""
    assert {it["spec"]["automountServiceAccountToken"] for it in workers().values()} == {False}
    for template in of_chart(helm).values():
        (one,) = template["spec"]["containers"]
        assert one["resources"]["limits"]["memory"]
        assert one["resources"]["requests"].keys() == {"cpu", "memory"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_accounts_hand_out_no_token_by_themselves_and_no_object_is_a_secret(
    helm: Helm, row: Row
) -> None:
    rendered = helm.render(row.values, apis=row.apis)
    accounts = [it for it in rendered if it["kind"] == "ServiceAccount"]
    assert all(it["automountServiceAccountToken"] is False for it in accounts)
    assert "Secret" not in {it["kind"] for it in rendered}
    of_the_cluster = {"ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"}
    for it in rendered:
        assert (it["kind"] in of_the_cluster) is ("namespace" not in it["metadata"])


def test_a_digest_is_taken_wherever_an_image_is_named(helm: Helm) -> None:
    rendered = helm.render(
        {
            "image": {"digest": DIGEST},
            "worker": {"image": {"digest": DIGEST}},
            "activator": {"enabled": True},
        }
    )
    found = re.findall(r"registry\.example\.com/[^\s'\"]+", str(rendered))
    assert len(found) == 3, "operator, activator and the workers' default"
    assert all(it.endswith(f"@{DIGEST}") for it in found)
