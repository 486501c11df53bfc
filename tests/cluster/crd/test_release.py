"""The chart on a real API server: install, upgrade, uninstall."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilotlight.codegen.crd import NAME as CRD
from pilotlight.codegen.outputs import CHART, REPOSITORY
from tests.cluster.crd.kubectl import Kubectl, KubectlError, an_endpoint
from tests.cluster.crd.releases import NAMESPACE, OPERATOR, Releases
from tests.cluster.running.kube import eventually
from tests.golden.chart.helm import Helm


@pytest.fixture
def releases(helm: Helm, bare: Kubectl) -> Iterator[Releases]:
    """No release and no CRD before, and none after."""

    def clean() -> None:
        found.uninstall()
        bare.run("delete", "crd", CRD, "--ignore-not-found", "--timeout=30s")

    found = Releases(helm, bare)
    clean()
    yield found
    clean()


def test_a_release_comes_is_upgraded_and_goes_while_endpoints_stay(
    releases: Releases, bare: Kubectl
) -> None:
    said = releases.install()
    assert "kubectl get iep" in said, "NOTES say what to do next"
    bare.established()
    bare.apply(an_endpoint("kept"))

    releases.upgrade({"replicas": 1})
    assert bare.get("deployment", "pilotlight", "-n", NAMESPACE)["spec"]["replicas"] == 1

    releases.uninstall()
    assert bare.get("iep", "kept")["spec"]["replicas"] == 2
    kinds = "deployment,service,serviceaccount,role,rolebinding,pdb"
    assert "pilotlight" not in bare.run("get", kinds, "-n", NAMESPACE, "-o", "name")
    assert "pilotlight" not in bare.run("get", "clusterrole,clusterrolebinding", "-o", "name")

    releases.install()
    assert bare.get("iep", "kept")["spec"]["replicas"] == 2


def test_an_upgrade_brings_the_crd_of_the_new_version(
    releases: Releases, bare: Kubectl, tmp_path: Path
) -> None:
    older = tmp_path / "pilotlight"
    shutil.copytree(REPOSITORY / CHART, older)
    template = older / "templates" / "crd.yaml"
    text = template.read_text()
    # The first one is that of spec.replicas; others have defaults beyond ten.
    older_text = text.replace("maximum: 1000\n", "maximum: 10\n", 1)
    assert older_text != text
    template.write_text(older_text)
    releases.install(chart=older)
    bare.established()
    bare.apply(an_endpoint("grows"))
    with pytest.raises(KubectlError, match="less than or equal to 10"):
        bare.apply(an_endpoint("grows", spec__replicas=11))

    releases.upgrade()
    assert bare.get("iep", "grows")["spec"]["replicas"] == 2

    def grows() -> bool:
        """The API server takes a moment to serve a schema that has changed."""
        with contextlib.suppress(KubectlError):
            bare.apply(an_endpoint("grows", spec__replicas=11))
            return True
        return False

    eventually(grows, "the schema of the new version")


def test_a_release_without_crd_leaves_the_one_of_others_alone(
    releases: Releases, bare: Kubectl
) -> None:
    bare.run("apply", "--server-side", "-f", str(REPOSITORY / "crds"))
    bare.established()
    before = bare.get("crd", CRD)["metadata"]["resourceVersion"]
    said = releases.install({"crds": {"enabled": False}})
    assert "crds.enabled=false" in said
    releases.uninstall()
    assert bare.get("crd", CRD)["metadata"]["resourceVersion"] == before


def test_a_crd_that_was_applied_by_hand_can_be_taken_over(
    releases: Releases, bare: Kubectl
) -> None:
    bare.run("apply", "-f", str(REPOSITORY / "crds"))
    bare.established()
    bare.apply(an_endpoint("from-before"))
    releases.install(flags=("--take-ownership", "--force-conflicts"))
    assert bare.get("crd", CRD)["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    assert bare.get("iep", "from-before")["spec"]["replicas"] == 2


def test_notes_say_when_a_monitor_was_asked_for_and_cannot_be_made(releases: Releases) -> None:
    said = releases.install({"monitoring": {"podMonitor": {"enabled": True}}})
    assert "no PodMonitor API" in said


def test_an_operator_of_one_namespace_has_no_rights_in_another(
    releases: Releases, bare: Kubectl
) -> None:
    bare.run("create", "namespace", "only-here")
    releases.install({"watch": {"namespaces": ["only-here"]}})
    endpoints = "inferenceendpoints.pilotlight.dev"
    for verb, what in (
        ("list", endpoints),
        ("create", "services"),
        ("patch", f"{endpoints}/status"),
    ):
        assert bare.can(OPERATOR, verb, what, "only-here")
        assert not bare.can(OPERATOR, verb, what, "default")
