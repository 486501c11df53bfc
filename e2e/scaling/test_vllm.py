"""Real vLLM is autoscaled by its own metrics: a queue builds, a second replica comes, it drains."""

import yaml

from e2e import operator
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, condition
from e2e.harness.prometheus import ask, value
from e2e.harness.rollouts import need_prometheus
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
DECIDED_WITHIN = 120.0
DRAINED_WITHIN = 300.0  # each stream finds one of the two engines by chance
TOKENS = 300  # a stream of several seconds
SLOTS, CLIENTS = 1, 2  # one of them waits, until each has an engine of its own


def test_a_queue_calls_a_second_replica_and_drains(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    chat = Endpoint(installed, namespace, "chat")
    manifest = yaml.safe_load(MANIFEST.read_text())
    del manifest["spec"]["replicas"]
    manifest["spec"]["runtime"]["engine"]["maxNumSeqs"] = SLOTS
    manifest["spec"]["scaling"] = {"maxReplicas": 2}
    chat.apply(manifest)
    chat.wait_ready(READY_WITHIN)
    waiting = f'sum(vllm:num_requests_waiting{{namespace="{namespace}"}})'
    # A connection that is kept would lead to the same engine for ever.
    order = {"tokens": TOKENS, "clients": CLIENTS, "keep_alive": 0.0}
    with client.stream(chat.url, "chat", **order) as load:
        until("a queue", lambda: value(ask(client, waiting)) not in (None, "0"), DECIDED_WITHIN)
        chat.wait("two wanted", lambda it: it["status"]["desiredReplicas"] == 2, DECIDED_WITHIN)
        chat.wait("two ready", lambda it: it["status"]["readyReplicas"] == 2, READY_WITHIN)
        until("no queue", lambda: value(ask(client, waiting)) == "0", DRAINED_WITHIN)
        assert condition(chat.read(), "AutoscalingActive")["status"] == "True"
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    (decision,) = [it for it in chat.status["scaling"]["decisions"] if it["from"] != it["to"]]
    assert (decision["from"], decision["to"]) == (1, 2), decision
