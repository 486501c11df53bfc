"""A newer operator: another renderer, other defaults, another CRD. No GPU pod may notice."""

import copy
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import yaml

from e2e.cluster.control_plane import ControlPlane
from pilotlight.api.v1alpha1 import EndpointSpec, Runtime
from pilotlight.cluster.resources import CONTROLLER_REVISIONS, DEPLOYMENTS, ENDPOINTS
from pilotlight.manifests import deployment
from tests.cluster.running.conftest import CRD_FILE, install_crd
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread

NEWER_DEFAULT = "40m"
NEWER_PERIOD = 7


@pytest.fixture
def newer_crd(plane: ControlPlane) -> Iterator[dict[str, object]]:
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
    for model in (Runtime, EndpointSpec):
        model.model_rebuild(force=True)


def upgrade(patch: pytest.MonkeyPatch) -> None:
    """The models and the renderer of a later release."""
    field = Runtime.model_fields["startup_timeout"]
    patch.setattr(field, "default", timedelta(minutes=40))
    for model in (Runtime, EndpointSpec):
        model.model_rebuild(force=True)
    patch.setattr(deployment, "STARTUP_PERIOD_SECONDS", NEWER_PERIOD)


def probe_period(live: dict[str, object]) -> int:
    container = live["spec"]["template"]["spec"]["containers"][0]  # type: ignore[index]
    return int(container["startupProbe"]["periodSeconds"])


def test_an_upgrade_moves_no_deployment_and_new_revisions_are_rendered_anew(
    plane: ControlPlane,
    kube: Kube,
    newer_crd: dict[str, object],
    newer_code: pytest.MonkeyPatch,
) -> None:
    with InThread(plane.kubeconfig, kube.namespace) as older:
        eventually(older.leads, "a leader")
        kube.an_endpoint(replicas=1)
        eventually(lambda: len(kube.all(DEPLOYMENTS)) == 1, "a Deployment")
    (before,) = kube.all(DEPLOYMENTS)

    install_crd(Kube(plane.kubeconfig, "default"), newer_crd)
    upgrade(newer_code)

    with InThread(plane.kubeconfig, kube.namespace) as newer:
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
