"""An operator of another release: another renderer, other defaults, another CRD. No GPU pod may
notice, whether it is a newer one, an older one, or the one that was published before this.
"""

import contextlib
import copy
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import Field
from pydantic.fields import FieldInfo

from e2e.cluster import builds, previous
from e2e.cluster.control_plane import ControlPlane
from pilotlight.api.v1alpha1 import EndpointSpec, Runtime
from pilotlight.cluster.resources import CONTROLLER_REVISIONS, DEPLOYMENTS, ENDPOINTS
from pilotlight.manifests import deployment
from tests.builders import a_spec
from tests.cluster.running.conftest import CRD_FILE, install_crd
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InProcess, InThread
from tests.cluster.running.rights import as_operator
from tests.golden.chart.helm import REQUIRED, Helm

Crd = dict[str, Any]

NEWER_DEFAULT = "40m"
NEWER_PERIOD = 7


@pytest.fixture
def newer_crd(plane: ControlPlane) -> Iterator[Crd]:
    """The CRD of a later release: a default that changed, and a field that is new."""
    kube = Kube(plane.kubeconfig, "default")
    ours = yaml.safe_load(CRD_FILE.read_text())
    newer = copy.deepcopy(ours)
    for version in newer["spec"]["versions"]:
        spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
        runtime = spec["properties"]["runtime"]["properties"]
        runtime["startupTimeout"]["default"] = NEWER_DEFAULT
        runtime["newField"] = {"type": "string", "default": "of a later release"}
    yield newer
    install_crd(kube, ours)
    kube.close()


@pytest.fixture
def newer_code(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Undoes what a test changes in models and renderer."""
    yield monkeypatch
    monkeypatch.undo()
    Runtime.__pydantic_fields__.pop("new_field", None)
    for model in (Runtime, EndpointSpec):
        model.model_rebuild(force=True)


def upgrade(patch: pytest.MonkeyPatch) -> None:
    """The models and the renderer of a later release."""
    field = Runtime.model_fields["startup_timeout"]
    patch.setattr(field, "default", timedelta(minutes=40))
    default = Field(default="of a later release", alias="newField")
    Runtime.__pydantic_fields__["new_field"] = FieldInfo.from_annotated_attribute(str, default)
    for model in (Runtime, EndpointSpec):
        model.model_rebuild(force=True)
    patch.setattr(deployment, "STARTUP_PERIOD_SECONDS", NEWER_PERIOD)


def probe_period(live: dict[str, object]) -> int:
    container = live["spec"]["template"]["spec"]["containers"][0]  # type: ignore[index]
    return int(container["startupProbe"]["periodSeconds"])


def test_an_upgrade_moves_no_deployment_and_new_revisions_are_rendered_anew(
    plane: ControlPlane,
    kube: Kube,
    newer_crd: Crd,
    newer_code: pytest.MonkeyPatch,
) -> None:
    with InThread(as_operator(plane), kube.namespace) as older:
        eventually(older.leads, "a leader")
        kube.an_endpoint(replicas=1)
        eventually(lambda: len(kube.all(DEPLOYMENTS)) == 1, "a Deployment")
    (before,) = kube.all(DEPLOYMENTS)

    install_crd(Kube(plane.kubeconfig, "default"), newer_crd)
    upgrade(newer_code)

    with InThread(as_operator(plane), kube.namespace) as newer:
        eventually(newer.leads, "a leader")
        # What the user asks for next is acted on, so the newer operator did look.
        kube.patch(ENDPOINTS, "chat", {"spec": {"replicas": 2}})
        eventually(lambda: kube.all(DEPLOYMENTS)[0]["spec"]["replicas"] == 2, "a second replica")
        time.sleep(1)
        (after,) = kube.all(DEPLOYMENTS)
        assert after["spec"]["template"] == before["spec"]["template"]
        assert after["metadata"]["generation"] == before["metadata"]["generation"] + 1
        assert len(kube.all(CONTROLLER_REVISIONS)) == 1

        kube.patch(ENDPOINTS, "chat", {"spec": {"model": {"uri": "file:///models/tiny-b"}}})
        eventually(lambda: len(kube.all(DEPLOYMENTS)) == 2, "a second revision")
        periods = sorted(probe_period(live) for live in kube.all(DEPLOYMENTS))
        assert periods == [2, NEWER_PERIOD]


@pytest.fixture
def previous_crd(plane: ControlPlane) -> Iterator[Crd]:
    """The CRD as the previous release's chart installs it; the present one afterwards."""
    helm = Helm(builds.helm())
    chart = ("template", "pilotlight", str(previous.CHART), "--show-only", "templates/crd.yaml")
    yield yaml.safe_load(helm.run(*chart, "--values", "-", input=yaml.safe_dump(REQUIRED)))
    kube = Kube(plane.kubeconfig, "default")
    install_crd(kube, yaml.safe_load(CRD_FILE.read_text()))
    kube.close()


@contextlib.contextmanager
def previous_operator(plane: ControlPlane, kube: Kube, log: Path) -> Iterator[None]:
    """The published operator leads for the length of a block."""
    running = InProcess(plane.kubeconfig, kube.namespace, log, PYTHONPATH=str(previous.WHEEL))
    try:
        running.until(f"pilotlight {previous.VERSION} started")
        running.until("leading")
        yield
        running.signal(signal.SIGTERM)
        assert running.wait(10) == 0
    finally:
        running.end()


def test_the_previous_release_becomes_this_one_and_no_deployment_moves(
    plane: ControlPlane, kube: Kube, previous_crd: Crd, tmp_path: Path
) -> None:
    administrator = Kube(plane.kubeconfig, "default")
    install_crd(administrator, previous_crd)
    with previous_operator(plane, kube, tmp_path / "log"):
        kube.an_endpoint(replicas=1)
        before = kube.deployment()

    install_crd(administrator, yaml.safe_load(CRD_FILE.read_text()))
    administrator.close()
    with InThread(as_operator(plane), kube.namespace) as present:
        eventually(present.leads, "a leader")
        kube.edit(replicas=2)
        assert_scaled_and_nothing_else(kube, before)


@pytest.mark.parametrize("crd_goes_back", [False, True], ids=["newer-crd", "older-crd"])
def test_the_previous_release_leaves_what_a_newer_one_made_and_acts(
    crd_goes_back: bool,
    plane: ControlPlane,
    kube: Kube,
    newer_crd: Crd,
    previous_crd: Crd,
    newer_code: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    administrator = Kube(plane.kubeconfig, "default")
    install_crd(administrator, newer_crd)
    upgrade(newer_code)
    eventually(lambda: knows_the_new_field(kube), "the newer schema")
    with InThread(as_operator(plane), kube.namespace) as newer:
        eventually(newer.leads, "a leader")
        kube.an_endpoint(replicas=1, runtime={"newField": "of the user"})
        before = kube.deployment()
        (record,) = kube.all(CONTROLLER_REVISIONS)
        assert record["data"]["podSpec"]["runtime"]["newField"] == "of the user"

    if crd_goes_back:
        install_crd(administrator, previous_crd)
    administrator.close()
    kube.edit(replicas=2)
    with previous_operator(plane, kube, tmp_path / "log"):
        assert_scaled_and_nothing_else(kube, before)


def knows_the_new_field(kube: Kube) -> bool:
    """The API server takes a moment to serve a changed schema."""
    body = {
        "apiVersion": ENDPOINTS.api_version,
        "kind": ENDPOINTS.kind,
        "metadata": {"name": "chat"},
        "spec": a_spec(runtime={"newField": "of the user"}),
    }
    answer = kube.call("POST", f"{ENDPOINTS.path(kube.namespace)}?dryRun=All", body)
    return "newField" in answer.json().get("spec", {}).get("runtime", {})


def assert_scaled_and_nothing_else(kube: Kube, before: Object) -> None:
    """What the user asks for is acted on, so the operator did look; and nothing else happens."""
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 2, "a second replica")
    generation = kube.get(ENDPOINTS, "chat")["metadata"]["generation"]
    eventually(lambda: kube.status().get("observedGeneration") == generation, "a status")
    (after,) = kube.all(DEPLOYMENTS)
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert after["spec"]["template"] == before["spec"]["template"]
    assert after["metadata"]["generation"] == before["metadata"]["generation"] + 1
    assert len(kube.all(CONTROLLER_REVISIONS)) == 1
