"""What is lost with an activator that is killed, and with an operator that is away: little, and
nothing."""

import pytest

from e2e import operator
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint
from e2e.harness.leading import OPERATOR, TAKEN_OVER_WITHIN, holder
from e2e.harness.signalling import signal
from e2e.harness.waiting import until
from e2e.hold.held import (
    assert_nothing_left,
    crash,
    held_for,
    say,
    wait_all_held,
    wait_ended,
    wait_held,
)
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

MANY, LATER = 100, 10
TOKENS = 30
LOAD_SECONDS = 60.0  # time to kill one, and for the nodes to hear of it
SURE = 8  # connections in a row that do not meet it, of two that they might
HELD_WITHIN = 20.0
FORGOTTEN_WITHIN = 20.0
STARTED_WITHIN = 150.0
DEPLOYMENT = f"deployment/{operator.RELEASE}"


def test_an_activator_that_is_killed_loses_only_what_it_held(
    holding: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(holding, namespace, "chat")
    chat.apply(held_for("chat", LOAD_SECONDS))
    wait_held(client, chat)
    with client.ask(chat.url, "chat", tokens=TOKENS, clients=MANY, requests=MANY) as load:
        each = wait_all_held(client, chat, MANY, HELD_WITHIN)
        victim = max(each, key=lambda it: each[it])
        signal(holding, operator.NAMESPACE, victim, "operator", "SIGKILL")
        load.wait_for(each[victim], HELD_WITHIN)
        until("it is known to be away", lambda: victim not in routed(chat), FORGOTTEN_WITHIN)
        wait_held(client, chat, asked=SURE)
        with client.ask(chat.url, "chat", tokens=TOKENS, clients=LATER, requests=LATER) as more:
            wait_all_held(client, chat, MANY - each[victim] + LATER, HELD_WITHIN)
            later = wait_ended(more, LATER, STARTED_WITHIN)
        ended = wait_ended(load, MANY, STARTED_WITHIN)
    failed = not_whole(ended, TOKENS)
    say("killed", held=each, failed=len(failed), later=len(later))
    assert len(failed) == each[victim], failed[:3]
    assert not not_whole(later, TOKENS), later
    assert_nothing_left(client)


def test_requests_are_held_while_the_operator_is_away(
    holding: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(holding, namespace, "chat")
    chat.apply(held_for("chat", 20.0))
    chat.wait_ready()
    holding("scale", DEPLOYMENT, *OPERATOR, "--replicas=0")
    try:
        until("nobody leads", lambda: not holder(holding), 30)
        crash(client, chat)
        with client.ask(chat.url, "chat", tokens=TOKENS, clients=LATER, requests=LATER) as load:
            ended = wait_ended(load, LATER, STARTED_WITHIN)
    finally:
        holding("scale", DEPLOYMENT, *OPERATOR, "--replicas=2")
    assert not not_whole(ended, TOKENS), ended[:3]
    assert min(it["seconds"] for it in ended) > 1, "they waited for it"
    say("without operator", seconds=max(it["seconds"] for it in ended))
    until("somebody leads", lambda: holder(holding), TAKEN_OVER_WITHIN + 30)
    assert_nothing_left(client)


def routed(chat: Endpoint) -> set[str]:
    """Activators that its slice leads to."""
    name = f"{chat.name}-activator"
    found = chat.kubectl.json("get", "endpointslice", name, "-n", chat.namespace)
    return {it["targetRef"]["name"] for it in found.get("endpoints") or ()}
