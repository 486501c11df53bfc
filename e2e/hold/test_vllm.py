"""Real vLLM: requests wait for its first start, it goes to none, and the next ones wake it."""

import pytest
import yaml

from e2e import operator
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint
from e2e.harness.rollouts import need_prometheus
from e2e.hold.held import say, sleeper, wait_asleep, wait_ended, wait_held
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
CLIENTS, TOKENS = 4, 20


def test_all_are_answered_at_first_and_from_zero(
    holding: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(holding)
    chat = Endpoint(holding, namespace, "chat")
    manifest = yaml.safe_load(MANIFEST.read_text())
    del manifest["spec"]["replicas"]
    wait = {"maxWait": f"{READY_WITHIN:g}s"}
    manifest["spec"]["scaling"] = {"maxReplicas": 1, **sleeper(hold=wait)}
    chat.apply(manifest)
    wait_held(client, chat)
    asked_and_answered(client, chat)
    wait_asleep(chat)
    asked_and_answered(client, chat)


def asked_and_answered(client: Client, chat: Endpoint) -> None:
    """Whoever asks while nobody is ready gets the whole answer."""
    order = {"tokens": TOKENS, "clients": CLIENTS, "requests": CLIENTS}
    with client.ask(chat.url, "chat", **order) as load:
        ended = wait_ended(load, CLIENTS, READY_WITHIN)
    assert not not_whole(ended, TOKENS), ended
    assert all(it["comments"] for it in ended), "and heard that it would"
    say("vLLM", seconds=max(it["seconds"] for it in ended))
