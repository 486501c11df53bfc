"""Day to day: `kubectl scale`, zero replicas, a pause, and hands in what the operator made.

None of these makes a new revision or restarts a pod that is to stay.
"""

from e2e.harness.client import Client
from e2e.harness.endpoint import Endpoint, Json, condition, is_paused, sim
from e2e.harness.waiting import stays, until
from e2e.kubectl import Kubectl

# A name that is not there is remembered for five by the DNS server.
MENDED_WITHIN = 15.0  # seconds
SCALED_WITHIN = 60.0
PAUSED_FOR = 8.0


def test_kubectl_scale_goes_up_to_zero_and_back(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat"))
    chat.wait_ready()
    revision, first = chat.active(), uids(chat)
    chat.scale(2)
    assert chat.wait_ready(SCALED_WITHIN)["status"]["replicas"] == 2
    assert uids(chat) > first, "the first pod is still there"

    chat.scale(0)
    chat.wait("told as scaled to zero", is_scaled_to_zero, MENDED_WITHIN)
    until("no pod is left", lambda: not chat.pods(alive=False), SCALED_WITHIN)
    assert client.get(f"{chat.url}/models").status == 0

    chat.scale(1)
    chat.wait_ready(SCALED_WITHIN)
    assert chat.active() == revision
    client.wait_routed(chat.url)


def test_what_others_change_in_our_objects_is_mended(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat"))
    chat.wait_ready()
    revision, first = chat.active(), uids(chat)

    installed("delete", "service", "chat", "-n", namespace)
    answers = "the Service is there again and answers"
    until(answers, lambda: client.get(f"{chat.url}/models").status == 200, MENDED_WITHIN)

    installed("scale", f"deployment/{revision}", "-n", namespace, "--replicas=3")
    until("one replica", lambda: replicas(installed, namespace, revision) == "1", MENDED_WITHIN)

    elsewhere = '{"spec":{"selector":{"pilotlight.dev/revision":"elsewhere"}}}'
    installed("patch", "service", "chat", "-n", namespace, "-p", elsewhere)
    until(answers, lambda: client.get(f"{chat.url}/models").status == 200, MENDED_WITHIN)

    others = ("configmap/chat-gate", "networkpolicy/chat", f"poddisruptionbudget/{revision}")
    installed("delete", *others, "-n", namespace)
    until(
        "all children are there again",
        lambda: installed.attempt("get", *others, "-n", namespace).returncode == 0,
        MENDED_WITHIN,
    )
    chat.wait_ready(SCALED_WITHIN)
    until("surplus pods are gone", lambda: uids(chat) == first, SCALED_WITHIN)


def test_a_paused_endpoint_is_watched_and_not_touched(installed: Kubectl, namespace: str) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat"))
    chat.wait_ready()
    revision = chat.active()
    chat.patch({"paused": True, "replicas": 2})
    chat.wait("told as paused", is_paused, MENDED_WITHIN)
    installed("delete", "configmap", "chat-gate", "-n", namespace)

    def untouched() -> bool:
        gate = installed.attempt("get", "configmap", "chat-gate", "-n", namespace)
        return replicas(installed, namespace, revision) == "1" and gate.returncode != 0

    stays("one replica, and nothing made again", untouched, PAUSED_FOR)
    chat.patch({"paused": False})
    chat.wait_ready(SCALED_WITHIN)
    installed("get", "configmap", "chat-gate", "-n", namespace)
    assert replicas(installed, namespace, revision) == "2"


def replicas(kubectl: Kubectl, namespace: str, deployment: str) -> str:
    """What the Deployment asks for."""
    path = "jsonpath={.spec.replicas}"
    return kubectl("get", "deployment", deployment, "-n", namespace, "-o", path)


def is_scaled_to_zero(seen: Json) -> bool:
    """The conditions say that nothing serves, and that this is as it should be."""
    available = condition(seen, "Available")
    settled = seen["status"]["observedGeneration"] == seen["metadata"]["generation"]
    stalled = condition(seen, "Stalled")["status"] == "True"
    return settled and available["reason"] == "ScaledToZero" and not stalled


def uids(chat: Endpoint) -> set[str]:
    """Of its pods that are not going."""
    return {pod["metadata"]["uid"] for pod in chat.pods()}
