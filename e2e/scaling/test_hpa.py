"""Somebody else decides how many replicas there are: a HorizontalPodAutoscaler, beside git.

No metrics server is needed for it: whatever lies outside of `minReplicas` and `maxReplicas` is
brought inside. Git hands `replicas` over, applies its manifest again and again, and changes the
model meanwhile. Nobody takes the number back, nothing flaps, and no stream is cut.
"""

import itertools
import json
from typing import Any

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, sim
from e2e.harness.rollouts import env
from e2e.harness.waiting import stays, until
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

# The autoscaler looks every 15 seconds.
SCALED_WITHIN = 90.0  # seconds
QUIET_FOR = 20.0
TOKENS, RATE = 60, 4.0


def test_an_autoscaler_and_git_share_one_endpoint(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    manifest = sim("chat", runtime={"env": env(LOAD_SECONDS=0.2, STEP_MILLISECONDS=10)})
    from_git(chat, manifest)
    chat.wait_ready()
    hand_over(chat, manifest)
    without = {**manifest, "spec": {k: v for k, v in manifest["spec"].items() if k != "replicas"}}
    from_git(chat, without)
    installed.apply(autoscaler("chat", 1, 3), namespace=namespace)
    with (
        watching(installed, "iep", namespace) as seen,
        watching(installed, "deployments", namespace) as deployments,
        client.stream(chat.url, "chat", tokens=TOKENS, rate=RATE) as load,
    ):
        bounds(chat, 2, 3)
        wait_replicas(chat, 2)
        assert owners(chat) == {"kube-controller-manager"}
        first = chat.active()

        tiny_b = {**without["spec"], "model": {"uri": "file:///models/tiny-b"}}
        from_git(chat, {**without, "spec": tiny_b})
        chat.wait_ready(SCALED_WITHIN)
        assert chat.active() != first
        assert client.served_model(chat.url) == "tiny-b"

        bounds(chat, 1, 1)
        wait_replicas(chat, 1)
        from_git(chat, {**without, "spec": tiny_b})
        stays("one replica", lambda: chat.read()["spec"]["replicas"] == 1, QUIET_FOR)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert told(seen, "chat") == [1, 2, 1], "nobody took the number back"
    assert told(deployments, chat.active()) == [2, 1], "and it was followed at once"


def from_git(chat: Endpoint, manifest: Json) -> None:
    """As Flux and Argo CD apply: server-side, under a name of their own, taking what they state."""
    apply(chat, manifest, "git", "--force-conflicts")


def hand_over(chat: Endpoint, manifest: Json) -> None:
    """`replicas` gets a second owner, so that git may leave it out."""
    alone = {**manifest, "spec": {"replicas": manifest["spec"]["replicas"]}}
    apply(chat, alone, "handover")


def apply(chat: Endpoint, manifest: Json, manager: str, *more: str) -> None:
    """Under the name of a field manager."""
    server_side = ("--server-side", f"--field-manager={manager}", *more)
    chat.kubectl("apply", "-f", "-", "-n", chat.namespace, *server_side, stdin=json.dumps(manifest))


def autoscaler(name: str, least: int, most: int) -> Json:
    """For an endpoint."""
    target = {"apiVersion": "pilotlight.dev/v1alpha1", "kind": "InferenceEndpoint", "name": name}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most},
    }


def bounds(chat: Endpoint, least: int, most: int) -> None:
    """Of its autoscaler, from now on."""
    spec = json.dumps({"spec": {"minReplicas": least, "maxReplicas": most}})
    chat.kubectl("patch", "hpa", chat.name, "-n", chat.namespace, "-p", spec)


def wait_replicas(chat: Endpoint, replicas: int) -> None:
    """As many are asked for, ready, and told to the autoscaler, which finds them by selector."""

    def scale() -> Any:
        path = f"/apis/pilotlight.dev/v1alpha1/namespaces/{chat.namespace}/inferenceendpoints"
        return json.loads(chat.kubectl("get", "--raw", f"{path}/{chat.name}/scale"))

    def reached() -> bool:
        seen = scale()
        counts = (seen["spec"]["replicas"], seen["status"]["replicas"])
        return counts == (replicas, replicas) and chat.status["readyReplicas"] == replicas

    until(f"{replicas} replicas", reached, SCALED_WITHIN)
    selector = scale()["status"]["selector"]
    found = chat.kubectl.json("get", "pods", "-n", chat.namespace, "-l", selector)["items"]
    assert len([it for it in found if "deletionTimestamp" not in it["metadata"]]) == replicas


def owners(chat: Endpoint) -> set[str]:
    """Who holds `spec.replicas`."""
    shown = chat.kubectl.json(
        "get", "iep", chat.name, "-n", chat.namespace, "--show-managed-fields"
    )
    return {
        entry["manager"]
        for entry in shown["metadata"]["managedFields"]
        if "f:replicas" in entry["fieldsV1"].get("f:spec", {})
    }


def told(watch: Watch, name: str) -> list[int]:
    """The replicas that an object asked for, one after the other."""
    asked = [it.object["spec"]["replicas"] for it in watch.of(name) if not it.gone]
    return [replicas for replicas, _ in itertools.groupby(asked)]
