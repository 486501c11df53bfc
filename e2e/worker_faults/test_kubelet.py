"""The node's kubelet is restarted under endpoints that serve, and under one that starts.

It takes nothing away: no container restarts, no stream is cut, and the status of what serves never
says less than kubelet says of the pods. What was starting goes on.
"""

import json
import time

import pytest

from e2e.cluster import cluster as node_cluster
from e2e.conftest import Cluster
from e2e.harness.client import SECURITY, TRAFFIC, Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.waiting import until
from e2e.harness.watching import watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

TOKENS = 100
RATE = 4.0  # requests a second
STEP_MILLISECONDS = "20"  # so a stream lasts two seconds
ASKED_FOR = 40  # seconds of requests, around the restart
AFTERWARDS = 12.0  # seconds: kubelet has probed everything several times again


def test_a_restart_of_kubelet_takes_nothing_away(
    cluster: Cluster, installed: Kubectl, namespace: str, client: Client
) -> None:
    if not cluster.is_local:
        pytest.skip("restarts the node's kubelet: local cluster only")
    chat = Endpoint(installed, namespace, "chat")
    late = Endpoint(installed, namespace, "late")
    chat.apply(sim("chat", replicas=2, runtime=slow("STEP_MILLISECONDS", STEP_MILLISECONDS)))
    chat.wait_ready()
    before = lives(chat)
    client.wait_routed(chat.url)
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "pods", namespace) as seen,
    ):
        installed.apply(asking(installed, chat), namespace=namespace)
        until("requests end well", lambda: len(ended(installed, namespace)) > 4, 60)
        late.apply(sim("late", runtime=slow("LOAD_SECONDS", "8")))
        late.wait("its pod runs", lambda _: late.pods(), 30)
        since = time.monotonic()
        node_cluster.restart("kubelet")
        late.wait_ready()
        time.sleep(AFTERWARDS)
        done = ("--for=jsonpath={.status.phase}=Succeeded", "--timeout=120s")
        installed("wait", "pod/asking", "-n", namespace, *done)
    assert lives(chat) == before, "no pod was replaced and no container restarted"
    assert set(lives(late).values()) == {0}
    asked = ended(installed, namespace)
    assert not not_whole(asked, TOKENS), f"of {len(asked)}: {not_whole(asked, TOKENS)[:3]}"
    told = [it.object["status"] for it in statuses.of("chat", since)]
    less = [it for it in told if it["readyReplicas"] < 2 or not_ready(it)]
    # With a startup probe, kubelet itself may take a container for not started until it has asked
    # again: for a moment after its own start the pod is not Ready, in every status that follows it.
    unready = [
        it.object
        for pod in chat.pods()
        for it in seen.of(pod["metadata"]["name"], since)
        if condition(it.object, "Ready")["status"] != "True"
    ]
    assert not less or unready, less[:2]


def asking(kubectl: Kubectl, chat: Endpoint) -> Json:
    """A pod that asks by itself: an exec goes through kubelet and would end with it."""
    order = {"url": chat.url, "model": chat.name, "tokens": TOKENS, "rate": RATE}
    path = "jsonpath={.spec.containers[0].image}"
    script = f'sleep {ASKED_FOR} | exec python3 -c "$0" "$1"'
    container = {
        "name": "asking",
        "image": kubectl("get", "pod", "client", "-n", chat.namespace, "-o", path),
        "command": ["sh", "-c", script, TRAFFIC.read_text(), json.dumps(order)],
        "securityContext": SECURITY,
    }
    spec = {"containers": [container], "restartPolicy": "Never", "enableServiceLinks": False}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "asking"}, "spec": spec}


def ended(kubectl: Kubectl, namespace: str) -> list[Json]:
    """How its requests ended, by now."""
    lines = kubectl.attempt("logs", "asking", "-n", namespace).stdout.splitlines()
    return [it for line in lines if (it := json.loads(line))["event"] == "ended"]


def slow(name: str, value: str) -> dict[str, object]:
    """An engine of which one thing takes longer."""
    return {"env": [{"name": f"PILOTLIGHT_SIM_{name}", "value": value}]}


def not_ready(status: dict[str, object]) -> bool:
    """The status says that it does not serve."""
    return condition({"status": status}, "Ready")["status"] != "True"


def lives(endpoint: Endpoint) -> dict[str, int]:
    """Restarts of each pod, by uid."""
    return {
        pod["metadata"]["uid"]: pod["status"]["containerStatuses"][0]["restartCount"]
        for pod in endpoint.pods()
    }
