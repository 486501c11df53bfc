"""How fast the traffic moves: `python -m tests.bench switch`. Needs the local cluster, and root.

On a real Kubernetes with kube-proxy and the simulated engine: two replicas, tiny-a and tiny-b in
turn. Twenty requests begin in each second, each on a connection of its own, so that every one asks
the Service anew. Per run one switch: the moment of the decision is that at which a watch sees the
Service select the new revision. `last old`: the last new connection after it that still led to the
old revision (0 when none did); `first new`: the first one that led to the new one. The targets are
0.5 s each; requests that failed or were cut are counted, and must be none.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from e2e.harness import client as clients
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, sim
from e2e.harness.rollouts import began, env, speaker, wait_selected
from e2e.harness.watching import watching
from tests.bench import local
from tests.bench.tasks import say

RATE = 20.0  # new connections a second
TOKENS = 4
MODELS = ("tiny-b", "tiny-a")
BEFORE, AFTER = 2.0, 3.0  # seconds of requests around a switch
SWITCHED_WITHIN = 90.0  # seconds from the edit: pods start, and then it is decided
TARGET = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Switch:
    """One move of the traffic, in seconds after the decision."""

    last_old: float
    first_new: float
    requests: int
    failed: int


def measure(runs: int) -> list[Switch]:
    """One switch after the other, of one endpoint in a namespace of its own."""
    with local.namespace() as (kubectl, namespace):
        chat = Endpoint(kubectl, namespace, "chat")
        rules = {"previousRevision": {"keepFor": "0s"}}
        manifest = sim("chat", replicas=2, runtime={"env": env(STEP_MILLISECONDS=1)}, rollout=rules)
        chat.apply(manifest)
        chat.wait_ready()
        client = clients.start(kubectl, namespace)
        return [_one(chat, client, MODELS[run % 2], run) for run in range(runs)]


def _one(chat: Endpoint, client: Client, model: str, run: int) -> Switch:
    order = {"tokens": TOKENS, "rate": RATE, "keep_alive": 0.0}
    with (
        watching(chat.kubectl, "services", chat.namespace) as services,
        client.stream(chat.url, "chat", **order) as load,
    ):
        load.wait_for(int(BEFORE * RATE), limit=30)
        since, before = time.monotonic(), chat.active()
        chat.patch({"model": {"uri": f"file:///models/{model}"}})
        chat.wait(
            "another revision is active",
            lambda it: it["status"]["activeRevision"] != before,
            SWITCHED_WITHIN,
        )
        decided = wait_selected(services, "chat", chat.active(), since, SWITCHED_WITHIN).at
        time.sleep(AFTER)
        ended = load.stop()
    chat.wait_ready()
    failed = {one["id"] for one in not_whole(ended, TOKENS)}
    whole = [one for one in ended if one["id"] not in failed]
    moments = began(load)
    after = [(moments[one["id"]] - decided, speaker(one)) for one in whole]
    found = Switch(
        last_old=max([at for at, name in after if name != model and at > 0], default=0.0),
        first_new=min(at for at, name in after if name == model),
        requests=len(ended),
        failed=len(failed),
    )
    say(f"switch {run + 1}: last old {found.last_old:+.3f} s, first new {found.first_new:+.3f} s")
    return found


def line(name: str, values: Sequence[float]) -> str:
    """One row of the result."""
    verdict = "ok" if max(values) <= TARGET else "MISSED"
    return (
        f"{name:<10} min {min(values):6.3f}  median {statistics.median(values):6.3f}"
        f"  max {max(values):6.3f} s  (target ≤ {TARGET:g} s: {verdict})"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the result; the exit code is 1 when a target is missed, or a request was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args(arguments).runs
    found = measure(runs)
    requests, failed = sum(it.requests for it in found), sum(it.failed for it in found)
    print(
        f"switch of traffic, local cluster, {runs} runs, Python {platform.python_version()},"
        f" {os.cpu_count()} CPUs"
    )
    print(line("last old", [it.last_old for it in found]))
    print(line("first new", [it.first_new for it in found]))
    print(f"{requests} requests on as many connections, {failed} failed or cut")
    beyond = max(max(it.last_old, it.first_new) for it in found) > TARGET
    return int(beyond or failed > 0)


if __name__ == "__main__":
    sys.exit(main())
