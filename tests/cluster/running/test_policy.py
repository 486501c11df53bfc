"""What an installation does not allow, on a real API server."""

from pathlib import Path
from typing import Any

from pilotlight.cluster.resources import ENDPOINTS
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.test_children import EXPECTED, both_ready, kinds, uids

ONLY_A = {"allowed_models": ("file:///models/tiny-a",)}
ONLY_B = {"allowed_models": ("file:///models/tiny-b",)}


def an_operator(kubeconfig: Path, kube: Kube, **settings: Any) -> InThread:
    return InThread(kubeconfig, kube.namespace, **settings)


def denied(kube: Kube) -> str:
    """The words of the verdict, once it is there."""
    found = eventually(
        lambda: it if (it := kube.condition("Accepted")).get("status") == "False" else None,
        "a verdict",
    )
    assert found["reason"] == "PolicyDenied"
    return str(found["message"])


def test_a_new_endpoint_that_is_denied_has_nothing_until_it_is_allowed(
    plane: Any, kube: Kube
) -> None:
    with an_operator(plane.kubeconfig, kube, **ONLY_B) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        message = denied(kube)
        assert "spec.model.uri: file:///models/tiny-a" in message
        assert "policy.allowedModels" in message
        told = eventually(
            lambda: [it for it in kube.events() if it["reason"] == "PolicyDenied"], "an event"
        )
        assert [event["type"] for event in told] == ["Warning"]
        assert kube.condition("Stalled")["status"] == "True"
        assert kinds(kube) == set()

    with an_operator(plane.kubeconfig, kube):
        eventually(lambda: kinds(kube) == EXPECTED, "all children", 30)
        # The status is written after the last of them.
        eventually(lambda: kube.condition("Accepted")["status"] == "True", "accepted")


def test_what_serves_goes_on_under_a_denied_edit_and_a_tightened_policy(
    plane: Any, kube: Kube
) -> None:
    with an_operator(plane.kubeconfig, kube, **ONLY_A) as operator:
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        both_ready(kube)
        before = uids(kube.children())
        generation = kube.deployment()["metadata"]["generation"]
        pods = {pod["metadata"]["uid"] for pod in kube.pods()}

        kube.edit(model={"uri": "file:///models/tiny-b"})
        assert "spec.model.uri: file:///models/tiny-b" in denied(kube)

    with an_operator(plane.kubeconfig, kube, allowed_models=("hf://nobody/*",)) as operator:
        eventually(operator.leads, "a leader")
        kube.edit(model={"uri": "file:///models/tiny-a"})
        eventually(lambda: "hf://nobody/*" in denied(kube), "the verdict of the other policy")
        assert uids(kube.children()) == before
        assert kube.deployment()["metadata"]["generation"] == generation
        assert {pod["metadata"]["uid"] for pod in kube.pods()} == pods
        assert kube.status()["readyReplicas"] == 2

        kube.edit(replicas=3)
        eventually(lambda: kube.deployment()["spec"]["replicas"] == 3, "scaled all the same")
        assert uids(kube.children()) == before

        kube.delete(ENDPOINTS, "chat")
        eventually(lambda: not kube.children(), "garbage collected", 60)
