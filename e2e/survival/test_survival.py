"""Models outlive the operator: what serves does not need it, and it comes back without a write.

While the operator is scaled to zero, a worker's engine dies and another worker's pod is deleted:
replacements serve. While the chart is not installed at all, endpoints serve; installed again, the
operator adopts what is there. A leader that is killed without warning is succeeded by the standby.
In each case the operator, once it is back, changes nothing that is right: no generation moves and
no pod restarts.
"""

import time

import pytest

from e2e import operator
from e2e.harness.client import Client
from e2e.harness.endpoint import CHILDREN, Endpoint, sim
from e2e.harness.operators import DEPLOYMENT, OPERATOR, away, operator_pods
from e2e.harness.signalling import signal
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

LEASE = operator.RELEASE
SERVES_AGAIN_WITHIN = 60.0  # seconds
TAKEN_OVER_WITHIN = 15.0
QUIET = 8.0  # seconds that the operator has for wrong writes, once it leads


def test_workers_are_replaced_and_serve_while_the_operator_is_away(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat"))
    chat.wait_ready()
    before = recorded(chat)
    with away(installed):
        (pod,) = names(chat)
        # The engine dies: the kubelet restarts the container.
        client.send("PUT", f"{chat.url.removesuffix('/v1')}/sim/faults", {"crash": "oom"})
        until("the worker restarted", lambda: restarts(chat) == {pod: 1}, SERVES_AGAIN_WITHIN)
        serves_again(client, chat)
        # The pod goes: the Deployment makes another, which serves by its labels alone.
        installed("delete", "pod", pod, "-n", namespace, "--wait")
        serves_again(client, chat)
        assert pod not in names(chat)
    installed("rollout", "status", DEPLOYMENT, *OPERATOR, "--timeout=60s")
    until("somebody leads", lambda: holder(installed), TAKEN_OVER_WITHIN)
    chat.wait_ready()
    time.sleep(QUIET)
    assert recorded(chat) == before, "the operator found nothing to write"


def test_the_chart_goes_and_comes_back_around_a_serving_endpoint(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat"))
    chat.wait_ready()
    before, pods = recorded(chat), restarts(chat)
    try:
        operator.uninstall()
        until("no operator pod is left", lambda: not operator_pods(installed), 60)
        assert chat.read()["spec"]["replicas"] == 1, "the CRD stays, and endpoints with it"
        serves_again(client, chat)
    finally:
        operator.install()
    until("somebody leads", lambda: holder(installed), TAKEN_OVER_WITHIN)
    time.sleep(QUIET)
    assert recorded(chat) == before, "adopted without a write"
    assert restarts(chat) == pods, "and without a restart"
    chat.scale(2)
    chat.wait_ready()
    assert names(chat) > pods.keys(), "it acts, and the first pod is still there"


def test_a_standby_takes_over_from_a_leader_that_is_killed(
    installed: Kubectl, namespace: str
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat"))
    chat.wait_ready()
    until("a standby is there", lambda: len(operator_pods(installed)) == 2, 30)
    leader = holder(installed)
    pod = next(name for name in operator_pods(installed) if leader.startswith(name))
    signal(installed, operator.NAMESPACE, pod, "operator", "SIGKILL")
    chat.scale(2)
    deployment = f"deployment/{chat.active()}"

    def acted() -> bool:
        asked = ("get", deployment, "-n", namespace, "-o", "jsonpath={.spec.replicas}")
        return installed(*asked) == "2"

    until("the change is acted on", acted, TAKEN_OVER_WITHIN)
    assert holder(installed) != leader, "by somebody else"
    chat.wait_ready()
    installed("rollout", "status", DEPLOYMENT, *OPERATOR, "--timeout=60s")


def serves_again(client: Client, chat: Endpoint) -> None:
    """Within the limit the Service answers again, without help."""
    until(
        "the Service answers",
        lambda: client.get(f"{chat.url}/models").status == 200,
        SERVES_AGAIN_WITHIN,
    )


def recorded(chat: Endpoint) -> dict[str, tuple[str, str]]:
    """Every child but pods, with what moves when its spec is written. (The resourceVersion of
    those with a status moves by other people's writes.)"""
    kinds = ",".join(kind for kind in CHILDREN.split(",") if kind != "pods")
    return {
        f"{it['kind']}/{it['metadata']['name']}": (
            it["metadata"]["uid"],
            str(it["metadata"].get("generation") or it["metadata"]["resourceVersion"]),
        )
        for it in chat.children(kinds)
    }


def names(chat: Endpoint) -> set[str]:
    """Of its pods that are not going."""
    return {pod["metadata"]["name"] for pod in chat.pods()}


def restarts(chat: Endpoint) -> dict[str, int]:
    """By pod."""
    return {
        pod["metadata"]["name"]: pod["status"]["containerStatuses"][0]["restartCount"]
        for pod in chat.pods()
    }


def holder(kubectl: Kubectl) -> str:
    """Who leads; empty when nobody does."""
    path = "jsonpath={.spec.holderIdentity}"
    return kubectl.attempt("get", "lease", LEASE, *OPERATOR, "-o", path).stdout
