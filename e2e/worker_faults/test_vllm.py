"""Real vLLM: its engine core hangs, and is killed. Told each time, and started again.

The core is a process of its own behind vLLM's HTTP server, which goes on answering when the core
hangs, `/health` included: only requests that get nowhere show it.
"""

import time

from e2e.harness.client import Client
from e2e.harness.endpoint import TOLD_WITHIN, Endpoint, Json, is_settled
from e2e.harness.signalling import signal
from e2e.harness.waiting import until
from e2e.harness.watching import Seen, Watch, watching
from e2e.kubectl import Kubectl
from e2e.worker_faults.conftest import STALL_SECONDS, Table

READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
# A request is in flight for so long without progress; then the engine gets as long for one token.
KNOWN_AFTER = 2 * STALL_SECONDS + 10.0
ASK = {"model": "chat", "prompt": "Is anybody there?", "max_tokens": 8}


def test_a_core_of_vllm_that_hangs_or_is_killed_is_told_and_serves_again(
    installed: Kubectl, client: Client, vllm: Endpoint, table: Table
) -> None:
    vllm.wait_ready(READY_WITHIN)
    (pod,) = (it["metadata"]["name"] for it in vllm.pods())
    assert_answers(client, vllm)
    with watching(installed, "iep", vllm.namespace) as statuses:
        hung = time.monotonic()
        signal(installed, vllm.namespace, pod, "engine core", "SIGSTOP")
        with client.stream(vllm.url, "chat", tokens=8, clients=1):  # which gets nowhere
            told = wait_told(statuses, "the engine hung", hung, KNOWN_AFTER + TOLD_WITHIN)
        again = statuses.wait("Ready again", "chat", is_settled, told.at, READY_WITHIN)
        what = f"vLLM's engine core hangs (SIGSTOP; `PILOTLIGHT_STALL_SECONDS={STALL_SECONDS}`)"
        table.add(what, told, hung, again)
        assert_answers(client, vllm)

        killed = time.monotonic()
        signal(installed, vllm.namespace, pod, "engine core", "SIGKILL")
        told = wait_told(statuses, "a process of the engine died", killed, TOLD_WITHIN)
        table.add("vLLM's engine core killed (SIGKILL)", told, killed)
    until("the container is started again", lambda: restarts(vllm) == {pod: 2}, TOLD_WITHIN)


def restarts(endpoint: Endpoint) -> dict[str, int]:
    """By pod."""
    return {
        pod["metadata"]["name"]: pod["status"]["containerStatuses"][0]["restartCount"]
        for pod in endpoint.pods()
    }


def wait_told(statuses: Watch, words: str, since: float, within: float) -> Seen:
    """The first status that is not Ready for the engine, and says these words."""

    def is_told(seen: Json) -> bool:
        status = seen["status"]
        crashed = any(item["reason"] == "EngineCrashed" for item in status["conditions"])
        return crashed and words in status["message"]

    return statuses.wait(f"told: {words}", "chat", is_told, since, within)


def assert_answers(client: Client, chat: Endpoint) -> None:
    """A completion, and not only a probe."""
    client.wait_routed(chat.url)
    # A client waits for 20 s at most, which a busy machine may take for the first tokens.
    until(
        "an answer", lambda: client.send("POST", f"{chat.url}/completions", ASK).status == 200, 60
    )
