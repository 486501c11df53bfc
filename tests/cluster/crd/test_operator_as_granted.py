"""The operator lives a whole endpoint's life with exactly the rights that the chart grants."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pilotlight.cluster.resources import DEPLOYMENTS, ENDPOINTS, RESOURCE_QUOTAS, SERVICES
from tests.cluster.crd.kubectl import Kubectl
from tests.cluster.crd.releases import NAMESPACE, OPERATOR, Releases
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.test_capacity import a_node, surveyed
from tests.golden.chart.helm import Helm


@pytest.fixture
def granted(helm: Helm, kubectl: Kubectl, tmp_path: Path) -> Iterator[Path]:
    """A kubeconfig of the release's ServiceAccount; it watches the namespace that it lives in."""
    releases = Releases(helm, kubectl)
    releases.uninstall()
    releases.install({"crds": {"enabled": False}, "watch": {"namespaces": [NAMESPACE]}})
    # The API server goes by new roles and bindings a moment after they are there.
    for verb, what in (("list", ENDPOINTS.plural), ("create", "leases"), ("patch", "deployments")):
        may = partial(kubectl.can, OPERATOR, verb, what, NAMESPACE)
        eventually(may, f"the right to {verb} {what}")
    config = json.loads(kubectl.kubeconfig.read_text())
    token = kubectl.run("create", "token", "pilotlight", "-n", NAMESPACE).strip()
    config["users"][0]["user"] = {"token": token}
    file = tmp_path / "granted.kubeconfig"
    file.write_text(json.dumps(config))
    yield file
    releases.uninstall()


@pytest.fixture
def kube(kubectl: Kubectl) -> Iterator[Kube]:
    client = Kube(kubectl.kubeconfig, NAMESPACE)
    yield client
    client.close()


def test_nothing_is_refused_from_an_endpoints_birth_to_its_end(granted: Path, kube: Kube) -> None:
    with InThread(granted, NAMESPACE) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        first = kube.deployment()["metadata"]["name"]
        _serve(kube, first)

        kube.edit(replicas=1)
        _scaled(kube, first, 1)
        kube.edit(model={"uri": "file:///models/tiny-b"})
        second = eventually(lambda: kube.status().get("previewRevision"), "a preview")
        _serve(kube, second)
        _scaled(kube, first, 0)

        kube.delete(SERVICES, "chat")
        eventually(lambda: kube.get(SERVICES, "chat"), "the Service again")
        # What nobody grants: a name of ours that belongs to someone else ends in an Event.
        kube.create(SERVICES, {"metadata": {"name": "taken"}, "spec": {"ports": [{"port": 80}]}})
        kube.an_endpoint("taken")
        eventually(lambda: kube.events("taken"), "an Event")

        for name in ("chat", "taken"):
            kube.delete(ENDPOINTS, name)
        eventually(lambda: not kube.all(ENDPOINTS), "no endpoint")
        assert _refused(operator) == {}


def test_free_accelerators_are_counted_with_those_rights(granted: Path, kube: Kube) -> None:
    kube.create(RESOURCE_QUOTAS, {"metadata": {"name": "pods"}, "spec": {"hard": {"pods": "20"}}})
    try:
        with a_node(kube, "gpu-as-granted") as node:
            report = surveyed(granted, kube)
    finally:
        kube.delete(RESOURCE_QUOTAS, "pods")

    assert report.problem == ""
    assert [it.name for it in report.nodes] == [node]
    assert [it.name for it in report.quotas] == ["pods"]


def test_without_its_rights_an_operator_says_what_it_lacks(
    granted: Path, kube: Kube, kubectl: Kubectl
) -> None:
    role = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{NAMESPACE}/roles/pilotlight"
    rules = kube.call("GET", role).json()["rules"]
    less = [rule for rule in rules if "controllerrevisions" not in rule["resources"]]
    kube.call("PATCH", role, {"rules": less}, "application/merge-patch+json").raise_for_status()
    lacks = "controllerrevisions"
    eventually(lambda: not kubectl.can(OPERATOR, "list", lacks, NAMESPACE), "the right is gone")
    operator = InThread(granted, NAMESPACE)
    operator._thread.start()  # `start` would wait for an operator that is ready
    try:
        said = eventually(lambda: _complaint(operator), "a reason not to be ready")
        assert "cannot list" in said
        assert "controllerrevisions" in said
    finally:
        operator.stop()


def _complaint(operator: InThread) -> str | None:
    health = getattr(operator.operator, "health", None)
    said = health.unready() if health is not None else None
    return said if said and "forbidden" in said else None


def _serve(kube: Kube, revision: str) -> None:
    def look() -> bool:
        kube.run_pods()
        status = kube.status()
        ready = kube.condition("Ready").get("status") == "True"
        return ready and status.get("activeRevision") == revision

    eventually(look, f"{revision} serves", 30)


def _scaled(kube: Kube, name: str, replicas: int) -> None:
    def look() -> bool:
        found = kube.get(DEPLOYMENTS, name)
        return found is None or found["spec"]["replicas"] == replicas

    eventually(look, f"{name} at {replicas}", 30)


def _refused(operator: InThread) -> dict[str, float]:
    """Requests that the API server forbade, by verb."""
    assert operator.operator is not None
    return {
        sample.labels["verb"]: sample.value
        for metric in operator.operator.metrics.registry.collect()
        for sample in metric.samples
        if sample.name == "pilotlight_api_request_errors_total" and sample.labels["code"] == "403"
    }
