"""The operator lives a whole endpoint's life with exactly the rights that the chart grants."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pilotlight.cluster.resources import (
    CONFIG_MAPS,
    DEPLOYMENTS,
    ENDPOINT_SLICES,
    ENDPOINTS,
    RESOURCE_QUOTAS,
    SECRETS,
    SERVICES,
)
from pilotlight.manifests.hold import activator_slice_name
from tests.cluster.crd.kubectl import Kubectl
from tests.cluster.crd.releases import NAMESPACE, OPERATOR, Releases
from tests.cluster.running.activators import SERVICE, ActivatorProcess, activator_pod
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.test_capacity import a_node, surveyed
from tests.golden.chart.helm import Helm

# Labels of the release's pods, but for the component.
OURS = {"app.kubernetes.io/name": "pilotlight", "app.kubernetes.io/instance": "pilotlight"}
VALUES = {"crds": {"enabled": False}, "watch": {"namespaces": [NAMESPACE]}}


@pytest.fixture
def granted(helm: Helm, kubectl: Kubectl, tmp_path: Path) -> Iterator[Path]:
    """A kubeconfig of the release's ServiceAccount; it watches the namespace that it lives in."""
    releases = Releases(helm, kubectl)
    releases.uninstall()
    releases.install(VALUES)
    _until_granted(kubectl, ("list", ENDPOINTS.plural), ("create", "leases"))
    yield _kubeconfig_of(kubectl, "pilotlight", tmp_path)
    releases.uninstall()


def _until_granted(kubectl: Kubectl, *rights: tuple[str, str]) -> None:
    """The API server goes by new roles and bindings a moment after they are there."""
    for verb, what in (*rights, ("patch", "deployments")):
        may = partial(kubectl.can, OPERATOR, verb, what, NAMESPACE)
        eventually(may, f"the right to {verb} {what}")


def _kubeconfig_of(kubectl: Kubectl, account: str, folder: Path) -> Path:
    """Of a ServiceAccount of the release."""
    config = json.loads(kubectl.kubeconfig.read_text())
    token = kubectl.run("create", "token", account, "-n", NAMESPACE).strip()
    config["users"][0]["user"] = {"token": token}
    file = folder / f"{account}.kubeconfig"
    file.write_text(json.dumps(config))
    return file


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


def test_nothing_is_refused_where_requests_are_held_and_when_that_ends(
    granted: Path, kube: Kube, kubectl: Kubectl, helm: Helm, tmp_path: Path
) -> None:
    releases = Releases(helm, kubectl)
    releases.upgrade({**VALUES, "activator": {"enabled": True}})
    _until_granted(kubectl, ("create", "endpointslices"), ("watch", "endpointslices"))
    activator_pod(kube, "activator-1", labels={"app.kubernetes.io/component": "activator"} | OURS)
    as_activator = _kubeconfig_of(kubectl, "pilotlight-activator", tmp_path)
    scaling = {"minReplicas": 1, "maxReplicas": 2, "hold": {}}
    slice_name = activator_slice_name("held")
    with InThread(granted, NAMESPACE, activator_service=SERVICE, wake_port=0) as operator:
        assert operator.operator is not None
        port = operator.operator.wake_port
        with ActivatorProcess(as_activator, NAMESPACE, tmp_path / "log", port) as activator:
            kube.an_endpoint("held", replicas=None, scaling=scaling)
            eventually(lambda: kube.get(ENDPOINT_SLICES, slice_name), "a slice")
            eventually(lambda: activator.sample("endpoints") == 1, "it is known")
            kube.patch(ENDPOINT_SLICES, slice_name, {"endpoints": []})
            eventually(lambda: kube.get(ENDPOINT_SLICES, slice_name)["endpoints"], "as it was")
        assert _refused(operator) == {}
    releases.upgrade(VALUES)
    lost = ("create", "endpointslices")
    eventually(lambda: not kubectl.can(OPERATOR, *lost, NAMESPACE), "the right is gone")
    with InThread(granted, NAMESPACE) as operator:
        eventually(lambda: kube.get(ENDPOINT_SLICES, slice_name) is None, "no slice")
        kube.delete(ENDPOINTS, "held")
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


def test_the_signing_key_is_made_once_and_read_again_with_those_rights(
    granted: Path, kube: Kube
) -> None:
    def published() -> list[str]:
        found = kube.get(CONFIG_MAPS, "chat-gate")
        settings = json.loads(found["data"]["settings.json"]) if found is not None else {}
        return list(settings.get("operatorKeys", []))

    with InThread(granted, NAMESPACE) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint(warmPool={"size": 1, "tier": "Asleep"})
        (key,) = eventually(published, "a public key in the gate's settings")
        made = kube.get(SECRETS, "pilotlight-signing-key")
        assert made is not None
        assert _refused(operator) == {}
    kube.edit(replicas=3)
    with InThread(granted, NAMESPACE) as operator:
        scaled = lambda: kube.deployment()["spec"]["replicas"] == 3  # noqa: E731
        eventually(scaled, "the next operator acts", 30)
        assert published() == [key]
        assert kube.get(SECRETS, "pilotlight-signing-key") == made
        assert _refused(operator) == {}
    kube.delete(ENDPOINTS, "chat")
    kube.delete(SECRETS, "pilotlight-signing-key")


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
