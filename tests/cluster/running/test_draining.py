"""Fewer replicas, with the ReplicaSet and EndpointSlice controllers of Kubernetes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.api.status import EndpointStatus
from pilotlight.cluster.client import ApiClient
from pilotlight.cluster.resources import ENDPOINT_SLICES, PODS
from pilotlight.cluster.store import Store
from pilotlight.cluster.writer import OutdatedError, Writer
from pilotlight.core.actions import Relabel
from pilotlight.core.observed import EndpointView, InvalidSpec
from pilotlight.manifests.role import SERVING, draining
from pilotlight.metrics import Metrics
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_operator
from tests.cluster.running.test_capacity import OpenFence, with_client
from tests.cluster.running.test_children import ready

ROLE = "pilotlight.dev/role"
COST = "controller.kubernetes.io/pod-deletion-cost"


def names(pods: list[Object]) -> set[str]:
    return {pod["metadata"]["name"] for pod in pods}


def drains(kube: Kube) -> set[str]:
    return names([it for it in kube.pods() if it["metadata"]["labels"][ROLE] == "draining"])


def routed(kube: Kube) -> set[str]:
    """Pods that the Service leads to."""
    return {
        entry["targetRef"]["name"]
        for found in kube.all(ENDPOINT_SLICES)
        if found["metadata"]["labels"]["kubernetes.io/service-name"] == "chat"
        for entry in found.get("endpoints") or ()
        if entry["conditions"]["ready"]
    }


def all_ready(kube: Kube, number: int) -> None:
    """An endpoint is Ready before the last of its pods is."""
    ready(kube)
    eventually(lambda: not kube.run_pods() and len(routed(kube)) == number, "traffic for all")


def replicas(kube: Kube) -> int:
    return int(kube.deployment()["spec"]["replicas"])


def test_the_pod_that_was_chosen_leaves_the_service_and_is_the_one_that_goes(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint(replicas=3)
    all_ready(kube, 3)
    before = names(kube.pods())
    # Somebody's wish counts where nobody counts requests.
    chosen = min(before)
    kube.patch(PODS, chosen, {"metadata": {"annotations": {COST: "-5"}}})

    kube.edit(replicas=2)

    eventually(lambda: drains(kube) == {chosen}, "one that drains")
    eventually(lambda: routed(kube) == before - {chosen}, "no traffic for it")
    assert replicas(kube) == 3
    eventually(lambda: kube.status().get("replicas") == 2, "a status")
    assert kube.status()["message"].endswith("; 1 draining")

    eventually(lambda: replicas(kube) == 2, "fewer replicas", 20)
    eventually(lambda: names(kube.pods()) == before - {chosen}, "that pod gone")
    assert drains(kube) == set()


def test_a_pod_that_drains_is_called_back(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint(replicas=2)
    all_ready(kube, 2)
    before = names(kube.pods())
    kube.edit(replicas=1)
    eventually(lambda: drains(kube), "one that drains")

    kube.edit(replicas=2)

    eventually(lambda: not drains(kube), "none that drains")
    eventually(lambda: routed(kube) == before, "traffic for both")
    ready(kube)
    assert names(kube.pods()) == before
    assert not any(COST in it["metadata"].get("annotations", {}) for it in kube.pods())


def test_the_one_that_does_not_start_goes_at_once(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint(replicas=2)
    all_ready(kube, 2)
    before = names(kube.pods())
    kube.edit(replicas=3)
    eventually(lambda: len(kube.pods()) == 3, "a third pod")

    kube.edit(replicas=2)

    eventually(lambda: names(kube.pods()) == before, "the first two alone")
    assert drains(kube) == set()


def a_pod(kube: Kube) -> Object:
    labels = {"pilotlight.dev/endpoint": "chat", ROLE: "serving"}
    containers = [{"name": "worker", "image": "x"}]
    return kube.create(
        PODS, {"metadata": {"name": "p", "labels": labels}, "spec": {"containers": containers}}
    )


@pytest.mark.parametrize("old", ["version", "uid", "pod"])
def test_a_label_is_not_given_to_a_pod_that_is_not_as_it_was_seen(
    plane: ControlPlane, kube: Kube, old: str
) -> None:
    metadata = a_pod(kube)["metadata"]
    since = datetime.now(UTC).replace(microsecond=0)
    store = Store()
    action = Relabel("p", metadata["uid"], metadata["resourceVersion"], draining(since))
    endpoint = EndpointView("chat", kube.namespace, "u", 1, InvalidSpec(""), EndpointStatus())

    def write(action: Relabel) -> None:
        async def act(client: ApiClient) -> None:
            await Writer(client, store, OpenFence(), Metrics()).carry_out(action, endpoint)

        with_client(as_operator(plane), act)

    write(action)
    ((_, seen),) = store.pods()
    assert (seen.role, seen.draining_since) == ("draining", since)
    again = replace(action, version=seen.version, role=SERVING)
    match old:
        case "version":
            kube.patch(PODS, "p", {"metadata": {"labels": {"touched": "yes"}}})
        case "uid":
            again = replace(again, uid="5f2c1d6a-0000-4000-8000-000000000000")
        case "pod":
            path = PODS.path(kube.namespace, "p")
            kube.call("DELETE", path, {"gracePeriodSeconds": 0}).raise_for_status()
    with pytest.raises(OutdatedError):
        write(again)
    found = kube.get(PODS, "p")
    assert [pod.role for _, pod in store.pods()] == ([] if found is None else ["draining"])
    assert found is None or found["metadata"]["labels"][ROLE] == "draining"
    if found is not None:
        write(replace(action, version=found["metadata"]["resourceVersion"], role=SERVING))
        ((_, seen),) = store.pods()
        assert (seen.role, seen.draining_since, seen.deletion_cost) == ("serving", None, None)
