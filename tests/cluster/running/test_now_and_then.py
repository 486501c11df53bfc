"""What an operator does seldom, so that each right that it has is seen to be used."""

import json
from collections.abc import Iterator

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import (
    CONFIG_MAPS,
    CONTROLLER_REVISIONS,
    POD_MONITORS,
    SECRETS,
    SERVICES,
)
from pilotlight.manifests.names import ENDPOINT_LABEL, preview_service
from tests.cluster.running.conftest import install_crd, remove_crd
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_operator
from tests.cluster.running.test_children import ready
from tests.cluster.running.test_digest import MONITORS

UNLABELLED = {"metadata": {"labels": {ENDPOINT_LABEL: None}}}


@pytest.fixture
def monitors(plane: ControlPlane) -> Iterator[None]:
    """The PodMonitor API, there before the operator."""
    admin = Kube(plane.kubeconfig, "default")
    install_crd(admin, MONITORS)
    yield
    remove_crd(admin, MONITORS)
    admin.close()


def test_a_podmonitor_is_kept_as_it_is_and_taken_away_when_it_is_not_wanted(
    monitors: None, plane: ControlPlane, kube: Kube
) -> None:
    def selector() -> object:
        found = kube.get(POD_MONITORS, "chat")
        return found and found["spec"]["selector"]

    with InThread(as_operator(plane), kube.namespace) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        made = eventually(selector, "a PodMonitor")

        other = {"selector": {"matchLabels": {ENDPOINT_LABEL: "other"}}}
        kube.patch(POD_MONITORS, "chat", {"spec": other})
        eventually(lambda: selector() == made, "its selector again")
        kube.patch(POD_MONITORS, "chat", UNLABELLED)
        eventually(lambda: ("PodMonitor", "chat") in kube.children(), "its label again")

        kube.edit(monitoring={"podMonitor": "Disabled"})
        eventually(lambda: kube.get(POD_MONITORS, "chat") is None, "no PodMonitor")


def test_a_revision_beyond_the_history_is_forgotten(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint(rollout={"revisionHistoryLimit": 0, "previousRevision": {"keepFor": "0s"}})
    ready(kube)
    first = kube.status()["activeRevision"]

    kube.edit(model={"uri": "file:///models/tiny-b"})
    eventually(lambda: kube.run_pods() or kube.status()["activeRevision"] != first, "it serves", 30)

    forgotten = lambda: kube.get(CONTROLLER_REVISIONS, first) is None  # noqa: E731
    eventually(lambda: (kube.run_pods(), forgotten())[1], "the first is forgotten", 30)


def test_a_preview_goes_with_the_test_that_it_was_for(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint(replicas=1)
    ready(kube)
    kube.edit(model={"uri": "file:///models/tiny-b"}, rollout={"smokeTest": {}})
    preview = preview_service("chat")
    eventually(lambda: kube.run_pods() or kube.get(SERVICES, preview), "a preview", 30)

    kube.edit(rollout={"smokeTest": None})

    eventually(lambda: kube.get(SERVICES, preview) is None, "no preview")


def test_the_key_that_signs_orders_is_made_and_read_again(
    plane: ControlPlane, kube: Kube, operator: InThread
) -> None:
    def published() -> list[str]:
        found = kube.get(CONFIG_MAPS, "chat-gate")
        return list(json.loads(found["data"]["settings.json"]).get("operatorKeys", []))

    kube.an_endpoint(warmPool={"size": 1, "tier": "Asleep"})
    eventually(lambda: kube.get(CONFIG_MAPS, "chat-gate"), "settings of the gate")
    (key,) = eventually(published, "a public key")
    made = kube.get(SECRETS, "pilotlight-signing-key")
    assert made is not None
    operator.stop()

    with InThread(as_operator(plane), kube.namespace) as successor:
        eventually(successor.leads, "a leader")
        kube.edit(replicas=3)
        eventually(lambda: kube.deployment()["spec"]["replicas"] >= 3, "it acts")
        assert published() == [key]
        assert kube.get(SECRETS, "pilotlight-signing-key") == made
