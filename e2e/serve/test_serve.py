"""The main path, on real vLLM: a model is served from one manifest, exchanged, and removed.

The manifest is the one of the first tutorial. It becomes Ready; answers stream out of it inside
the cluster and on this machine, with exactly the tokens that were asked for. Clients go on asking
back to back from here on. An edit with an engine flag that does not exist is refused by the engine,
and said to be wrong. Then `spec.model.uri` changes to another model: the new revision loads,
answers a smoke test, takes the traffic, and the old one drains. No stream is cut and no request
fails. `kubectl diff` stays empty, because nothing of the user's object is ever written. After
`kubectl delete` nothing is left.
"""

import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import yaml

from e2e import operator
from e2e.harness import prometheus
from e2e.harness.client import Client, forwarded, not_whole
from e2e.harness.endpoint import Endpoint, Json, condition, is_settled, merged
from e2e.harness.prometheus import SCRAPED_WITHIN, ask
from e2e.harness.rollouts import events, has_preview_service
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
# Each connection may bring one more stream to the old worker, then it is quiet for six seconds.
DRAINED_WITHIN = 180.0
TOKENS = 300  # a stream of several seconds
CLIENTS = 2  # at any moment of the switch a stream of each is under way
# Tiny models talk nonsense: any text will do, but there has to be some, and its end.
SMOKE_TEST = {"maxTokens": 32, "timeout": "60s", "expect": "\\S"}
TOLD_SOON = 10.0
STAGES = {"schedule", "imagePull", "load", "warmUp"}


def test_a_model_is_served_exchanged_and_removed(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    manifest = yaml.safe_load(MANIFEST.read_text())
    chat.apply(manifest)
    first = chat.wait_ready(READY_WITHIN)
    chat.wait(f"told how long {STAGES} took", tells_cold_start, TOLD_SOON)
    assert first["status"]["url"] == f"http://chat.{namespace}.svc.cluster.local/v1"
    assert_no_difference(installed, namespace, manifest)
    client.wait_routed(chat.url)
    assert client.served_model(first["status"]["url"]) == "/models/tiny-a"
    assert_answers_outside(installed, namespace)

    with client.stream(chat.url, "chat", tokens=TOKENS, clients=CLIENTS) as load:
        load.wait_for(2, limit=60)
        if prometheus.exists(installed):
            running = f'vllm:num_requests_running{{namespace="{namespace}"}} > 0'
            until("Prometheus sees requests run", lambda: ask(client, running), SCRAPED_WITHIN)
        mistaken = changed(manifest, {"runtime": {"engine": {"extraArgs": ["--no-such-flag"]}}})
        chat.apply(mistaken)
        told = ("--no-such-flag", "spec.runtime.engine.extraArgs")
        chat.wait_told("BadArguments", *told, within=READY_WITHIN)
        assert condition(chat.read(), "Ready")["status"] == "True", "the first revision serves on"

        rollout = {"smokeTest": SMOKE_TEST, "previousRevision": {"keepFor": "0s"}}
        second = changed(manifest, {"model": {"uri": "file:///models/tiny-b"}, "rollout": rollout})
        with watched_service(installed, namespace) as switched:
            chat.apply(second)
            chat.wait("Ready on the second model", serves_other(first), READY_WITHIN)
        assert_no_difference(installed, namespace, second)
        spanning = load.under_way_at(switched[0])
        chat.wait("the old revision drained", is_settled, DRAINED_WITHIN)
        load.wait_for(len(load.ended()) + 2, limit=60)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert spanning, "a stream was under way at the moment of the switch"
    assert client.served_model(chat.url) == "/models/tiny-b"
    (tested,) = events(chat, "Testing")
    assert tested.startswith(f"Testing {chat.active()}: smoke test"), tested
    assert not has_preview_service(chat)

    (pod,) = chat.pods()
    assert pod["metadata"]["labels"]["pilotlight.dev/revision"] == chat.active()
    assert pod["status"]["containerStatuses"][0]["restartCount"] == 0
    assert_no_difference(installed, namespace, second)
    assert_untouched(chat.read())

    installed("delete", "iep", "chat", "-n", namespace, "--wait", "--timeout=60s")
    chat.gone(within=90)


def changed(manifest: Json, changes: Json) -> Json:
    """The manifest with another spec."""
    return {**manifest, "spec": merged(manifest["spec"], changes)}


def serves_other(first: Json) -> Callable[[Json], bool]:
    """Ready, and the traffic is no longer on the first revision."""
    before = first["status"]["activeRevision"]

    def met(seen: Json) -> bool:
        status = seen["status"]
        assert condition(seen, "Available")["status"] == "True", "something serves at any time"
        return bool(status["activeRevision"] != before) and status["readyReplicas"] == 1

    return met


def tells_cold_start(seen: Json) -> bool:
    """The stages of the first start; asked from the worker once it is Ready."""
    (revision,) = seen["status"]["revisions"]
    split = revision.get("coldStart", {})
    return bool(split.keys() >= STAGES and split["load"] != "0s")


def assert_no_difference(kubectl: Kubectl, namespace: str, manifest: Json) -> None:
    """What git has is what the cluster has."""
    done = kubectl.attempt("diff", "-n", namespace, "-f", "-", stdin=json.dumps(manifest))
    assert done.returncode == 0, f"kubectl diff:\n{done.stdout}{done.stderr}"


def assert_untouched(seen: Json) -> None:
    """Neither labels nor finalizers; and no part of the spec has the operator as its manager."""
    assert "labels" not in seen["metadata"]
    assert "finalizers" not in seen["metadata"]
    others = [m for m in seen["metadata"].get("managedFields", []) if m.get("subresource") is None]
    assert {m["manager"] for m in others} <= {"kubectl-client-side-apply"}, others


def assert_answers_outside(kubectl: Kubectl, namespace: str) -> None:
    """A chat completion from this machine."""
    question = {
        "model": "chat",
        "messages": [{"role": "user", "content": "Is anybody there?"}],
        "max_tokens": 20,
        "ignore_eos": True,
    }
    with forwarded(kubectl, namespace, "chat") as address:
        request = urllib.request.Request(
            f"{address}/v1/chat/completions",
            json.dumps(question).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
    assert told["usage"]["completion_tokens"] == 20, told
    assert told["choices"][0]["finish_reason"] == "length", told


@contextmanager
def watched_service(kubectl: Kubectl, namespace: str) -> Iterator[list[float]]:
    """The moments at which the Service selected another revision, on the monotonic clock."""
    path = r"jsonpath={.spec.selector.pilotlight\.dev/revision}{'\n'}"
    command = [
        str(kubectl.program), "get", "service", "chat", "-n", namespace, "--watch", "-o", path,
    ]  # fmt: skip
    moments: list[float] = []
    watch = subprocess.Popen(
        command, env=kubectl.environment(), stdout=subprocess.PIPE, text=True, bufsize=1
    )

    def follow() -> None:
        assert watch.stdout
        selected = watch.stdout.readline()
        for line in watch.stdout:
            if line != selected:
                selected = line
                moments.append(time.monotonic())

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield moments
    finally:
        time.sleep(1)  # the watch may be a moment behind
        watch.kill()
        watch.wait(10)
        thread.join(10)
        assert moments, "the Service was seen to select another revision"
