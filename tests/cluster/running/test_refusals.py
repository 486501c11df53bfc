"""What the API server refuses, and what an older or newer installation lacks."""

import copy
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import yaml

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import (
    CONFIG_MAPS,
    ENDPOINTS,
    POD_MONITORS,
    RESOURCE_QUOTAS,
    SERVICES,
)
from pilotlight.cluster.store import Store
from pilotlight.cluster.view import Extras, observe
from pilotlight.core.actions import Apply
from pilotlight.core.plan import plan
from tests.builders import PLATFORM
from tests.cluster.running.conftest import CRD_FILE, install_crd, remove_crd
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_operator
from tests.cluster.running.test_digest import MONITORS
from tests.faults.proxy import Answers, First, Proxy, any_of

KINDS = {
    "ConfigMap",
    "ControllerRevision",
    "Deployment",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "Service",
    "ServiceAccount",
}


def test_a_quota_that_refuses_a_child_is_named_and_the_child_made_once_it_is_lifted(
    kube: Kube, operator: InThread
) -> None:
    kube.create(
        RESOURCE_QUOTAS,
        {"metadata": {"name": "no-services"}, "spec": {"hard": {"count/services": "0"}}},
    )
    eventually(
        lambda: (kube.get(RESOURCE_QUOTAS, "no-services") or {}).get("status", {}).get("hard"),
        "a quota",
    )
    kube.an_endpoint()

    eventually(lambda: "exceeded quota" in kube.condition("Accepted").get("message", ""), "why")
    assert kube.condition("Accepted")["reason"] == "WriteRefused"
    eventually(lambda: {kind for kind, _ in kube.children()} == KINDS - {"Service"}, "the rest")

    kube.delete(RESOURCE_QUOTAS, "no-services")
    eventually(lambda: kube.get(SERVICES, "chat"), "the Service", 45)
    eventually(lambda: kube.condition("Accepted").get("status") == "True", "accepted", 45)


def test_an_invalid_combination_that_only_the_api_server_knows_is_shown_in_its_words(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint(
        runtime={"resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}}
    )

    eventually(
        lambda: "memory limit of 1Gi" in kube.condition("Accepted").get("message", ""), "why"
    )


def test_an_object_of_ours_that_the_store_does_not_know_is_adopted_not_a_conflict(
    kube: Kube, operator: InThread
) -> None:
    """As after a create whose answer was lost, with a watch that lags."""
    # Made in our name before the operator acts: what a predecessor's last write may have been.
    kube.apply(
        CONFIG_MAPS, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}}
    )
    created = kube.create(
        ENDPOINTS,
        {
            "metadata": {"name": "chat"},
            "spec": {"model": {"uri": "file:///m"}, "replicas": 1, "paused": True},
        },
    )
    eventually(lambda: kube.condition("Accepted"), "a first status")
    store = Store()
    store.put(ENDPOINTS, {**created, "spec": {**created["spec"], "paused": False}})
    observed = observe(store, (kube.namespace, "chat"), Extras(PLATFORM))
    assert observed is not None
    service = next(
        action.manifest
        for action in plan(observed, datetime.now(UTC)).actions
        if isinstance(action, Apply) and action.kind == "Service"
    )
    unlabelled = copy.deepcopy(service)
    del unlabelled["metadata"]["labels"]  # so that the watch cannot tell the operator of it
    made = kube.apply(SERVICES, unlabelled, "pilotlight")

    kube.edit(paused=False)

    eventually(lambda: {kind for kind, _ in kube.children()} == KINDS, "all children")
    assert kube.children()["Service", "chat"]["metadata"]["uid"] == made["metadata"]["uid"]
    assert operator.writes()["Service", "create", "exists"] == 1


@pytest.fixture
def monitors(plane: ControlPlane) -> Iterator[Kube]:
    """Installs and removes the PodMonitor API."""
    admin = Kube(plane.kubeconfig, "default")
    yield admin
    remove_crd(admin, MONITORS)
    admin.close()


def test_a_podmonitor_api_that_comes_later_is_found_by_the_sweep_and_its_loss_survived(
    plane: ControlPlane, kube: Kube, monitors: Kube
) -> None:
    with InThread(as_operator(plane), kube.namespace, resync_seconds=5) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        eventually(lambda: kube.status().get("url"), "a status")

        install_crd(monitors, MONITORS)
        eventually(lambda: kube.get(POD_MONITORS, "chat"), "a PodMonitor", 30)

        remove_crd(monitors, MONITORS)
        # And goes on with everything else.
        kube.edit(replicas=4)
        eventually(lambda: kube.deployment()["spec"]["replicas"] == 4, "scaled", 30)
        eventually(lambda: kube.status().get("desiredReplicas") == 4, "a status", 30)
        assert operator.error is None


@pytest.fixture
def older_crd(plane: ControlPlane) -> Iterator[None]:
    """A CRD whose status lacks a field, as before an upgrade."""
    admin = Kube(plane.kubeconfig, "default")
    older = yaml.safe_load(CRD_FILE.read_text())
    for version in older["spec"]["versions"]:
        status = version["schema"]["openAPIV3Schema"]["properties"]["status"]["properties"]
        del status["previewRevision"], status["desiredReplicas"]
        del status["revisions"]["items"]["properties"]["image"]
        required = status["revisions"]["items"].get("required", [])
        status["revisions"]["items"]["required"] = [it for it in required if it != "image"]
    install_crd(admin, older)
    eventually(lambda: "desiredReplicas" not in _published(admin), "the older schema published")
    yield
    install_crd(admin, yaml.safe_load(CRD_FILE.read_text()))
    eventually(lambda: "desiredReplicas" in _published(admin), "the schema published")
    admin.close()


def _published(admin: Kube) -> str:
    return admin.call("GET", f"/openapi/v3{ENDPOINTS.discovery}").text


def test_status_fields_that_an_older_crd_does_not_know_are_left_out_not_the_whole_status(
    plane: ControlPlane, kube: Kube, older_crd: None, caplog: pytest.LogCaptureFixture
) -> None:
    with InThread(as_operator(plane), kube.namespace) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()

        eventually(lambda: kube.status().get("revisions"), "a status")

        assert "desiredReplicas" not in kube.status()
        assert kube.condition("Accepted")["status"] == "True"
        assert "older than this operator" in caplog.text


def test_objects_deleted_while_nobody_watched_are_not_believed_in_after_a_sweep(
    plane: ControlPlane, kube: Kube
) -> None:
    with InThread(as_operator(plane), kube.namespace, resync_seconds=5) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        eventually(lambda: kube.status().get("url"), "a status")
        assert operator.operator is not None
        # A ghost, as a DELETED event that fell into a 410 gap leaves it.
        store = operator.operator.store
        ghost = copy.deepcopy(kube.children()["ConfigMap", "chat-gate"])
        ghost["metadata"] |= {"name": "chat-0123456789", "uid": "ghost"}
        store.put(CONFIG_MAPS, ghost)
        assert ("ConfigMap", "chat-0123456789") in store.children((kube.namespace, "chat"))

        eventually(
            lambda: (
                ("ConfigMap", "chat-0123456789") not in store.children((kube.namespace, "chat"))
            ),
            "the ghost gone",
        )


def test_a_status_that_was_refused_for_a_conflict_is_written_again(
    plane: ControlPlane, kube: Kube
) -> None:
    with Proxy(as_operator(plane)) as proxy, InThread(proxy.kubeconfig, kube.namespace) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint(paused=True)
        eventually(lambda: kube.status().get("observedGeneration") == 1, "a status")
        time.sleep(2)  # nothing is on its way any more that would bring another pass
        with proxy.under(Answers(First(any_of("inferenceendpoints", "patch")), 409)):
            kube.edit(replicas=3)
            eventually(lambda: kube.status().get("observedGeneration") == 2, "the next status")
