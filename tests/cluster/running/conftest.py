"""A control plane for the session, and a namespace for each test."""

import itertools
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import yaml

from e2e.cluster import builds
from e2e.cluster.control_plane import ControlPlane
from e2e.cluster.failures import ClusterError
from pilotlight.cluster.resources import ENDPOINTS, PODS, Resource
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import Granted, Record, as_operator
from tests.golden.chart.helm import Helm

REPOSITORY = Path(__file__).resolve().parents[3]
CRD_FILE = REPOSITORY / "crds" / "pilotlight.dev_inferenceendpoints.yaml"
CRDS = Resource(
    "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition"
)
NAMESPACES = Resource("", "v1", "namespaces", "Namespace")

JUDGES = "test_rights_used.py"

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def granted() -> Granted:
    """What the chart grants."""
    try:
        return Granted.rendered(Helm(builds.helm()))
    except ClusterError as error:
        pytest.skip(f"helm cannot be had here: {error}")


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """What operators and activators ask of `plane`."""
    return Record(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="session")
def plane(granted: Granted, record: Record) -> Iterator[ControlPlane]:
    """API server, etcd and controllers, with the CRD installed and the rights granted."""
    with ControlPlane(api_server_flags=record.flags()) as running:
        kube = Kube(running.kubeconfig, "default")
        install_crd(kube, yaml.safe_load(CRD_FILE.read_text()))
        granted.grant(kube)
        kube.close()
        yield running


def install_crd(kube: Kube, crd: dict[str, Any]) -> None:
    """Apply a CRD and wait until it is served."""
    name = crd["metadata"]["name"]
    path = f"{CRDS.path(None, name)}?fieldManager=tests&force=true"
    response = kube.call("PATCH", path, crd, "application/apply-patch+yaml")
    assert response.is_success, response.text

    def established() -> bool:
        status = kube.call("GET", CRDS.path(None, name)).json().get("status", {})
        conditions = status.get("conditions") or []
        return any(it["type"] == "Established" and it["status"] == "True" for it in conditions)

    eventually(established, f"CRD {name} established")


def remove_crd(kube: Kube, crd: dict[str, Any]) -> None:
    """Delete a CRD, if it is there; wait until its API is neither told of nor served."""
    name = crd["metadata"]["name"]
    plural, _, group = name.partition(".")
    deleted = kube.call("DELETE", CRDS.path(None, name))
    assert deleted.is_success or deleted.status_code == HTTPStatus.NOT_FOUND, deleted.text

    def told() -> bool:
        found = kube.call("GET", f"/apis/{group}/v1")
        return found.is_success and any(it["name"] == plural for it in found.json()["resources"])

    def served() -> bool:
        return kube.call("GET", f"/apis/{group}/v1/{plural}").status_code != HTTPStatus.NOT_FOUND

    eventually(lambda: not told() and not served(), f"CRD {name} gone")


@pytest.fixture
def kube(plane: ControlPlane) -> Iterator[Kube]:
    """An empty namespace; what a test leaves behind goes with it."""
    namespace = f"test-{next(_numbers)}"
    client = Kube(plane.kubeconfig, namespace)
    client.call(
        "POST",
        "/api/v1/namespaces",
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
    ).raise_for_status()
    yield client
    client.call("DELETE", f"/api/v1/namespaces/{namespace}")
    # No kubelet ends the pods that tests have bound to a node.
    client.call("DELETE", PODS.path(namespace), {"gracePeriodSeconds": 0})
    client.close()


@pytest.fixture
def operator(plane: ControlPlane, kube: Kube) -> Iterator[InThread]:
    """A leading operator for the test's namespace."""
    with InThread(as_operator(plane), kube.namespace) as running:
        eventually(running.leads, "a leader")
        yield running


@pytest.fixture
def lax_crd(plane: ControlPlane) -> Iterator[None]:
    """A CRD that checks nothing of the spec, as an older one might; the real one afterwards."""
    kube = Kube(plane.kubeconfig, "default")
    strict = yaml.safe_load(CRD_FILE.read_text())
    lax = yaml.safe_load(CRD_FILE.read_text())
    for version in lax["spec"]["versions"]:
        properties = version["schema"]["openAPIV3Schema"]["properties"]
        properties["spec"] = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
        version["schema"]["openAPIV3Schema"].pop("x-kubernetes-validations", None)
    install_crd(kube, lax)
    try:
        eventually(lambda: admits_anything(kube), "the changed schema served")
        yield
    finally:
        install_crd(kube, strict)
    eventually(lambda: not admits_anything(kube), "the schema served again")
    kube.close()


def admits_anything(kube: Kube) -> bool:
    """Whether the API server lets a model through that is none. It takes a moment to serve a schema
    that has changed."""
    body = {
        "apiVersion": ENDPOINTS.api_version,
        "kind": ENDPOINTS.kind,
        "metadata": {"name": "anything"},
        "spec": {"model": {"uri": "ftp://somewhere"}},
    }
    return kube.call("POST", f"{ENDPOINTS.path(kube.namespace)}?dryRun=All", body).is_success


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What was used can be judged at the end of all these tests, and not of a part of them."""
    here = Path(__file__).parent
    judging = [it for it in items if it.path.name == JUDGES]
    others = [it for it in items if it.path.name != JUDGES]
    files = {it.path for it in others if it.path.parent == here}
    whole = files == {it for it in here.glob("test_*.py") if it.name != JUDGES}
    if whole and not config.option.keyword and not config.option.markexpr:
        items[:] = [*others, *judging]
    else:
        items[:] = others
        config.hook.pytest_deselected(items=judging)
