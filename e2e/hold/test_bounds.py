"""Beyond its bounds a request is refused in words that a client understands, and told honestly when
to come back."""

import json
import time

import pytest

from e2e.harness.client import Client
from e2e.harness.endpoint import Endpoint
from e2e.harness.rollouts import began
from e2e.harness.waiting import until
from e2e.harness.watching import watching
from e2e.hold.held import (
    assert_nothing_left,
    crash,
    first_ready,
    held,
    held_for,
    say,
    wait_ended,
)
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

LOAD_SECONDS = 16.0
PENDING, MAX_WAIT = 3, 4
CLIENTS = 30
HONEST, WHOLE_SECONDS = 0.3, 1.0
STARTED_WITHIN = 90.0


def test_who_is_not_held_is_told_when_to_come_back(
    holding: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(holding, namespace, "chat")
    hold = {"maxPending": PENDING, "maxWait": f"{MAX_WAIT}s"}
    chat.apply(held_for("chat", LOAD_SECONDS, hold=hold))
    chat.wait_ready()
    until("a cold start is known", lambda: cold_start(chat), 30)
    with watching(holding, "pods", namespace, "-l", "pilotlight.dev/endpoint=chat") as pods:
        crash(client, chat)
        since = time.monotonic()
        with client.ask(chat.url, "chat", stream=False, clients=CLIENTS, requests=CLIENTS) as load:
            ended = wait_ended(load, CLIENTS, STARTED_WITHIN)
        over = {line["id"]: at for at, line in load.lines if line["event"] == "ended"}
        ready = first_ready(pods, since, STARTED_WITHIN)

    others = [it for it in ended if it["status"] != 503]
    # As a text of its own: pytest shortens what it shows of a list.
    assert not others, f"{others}"
    errors = {it["id"]: json.loads(it["problem"])["error"] for it in ended}
    assert all(set(it) == {"message", "type", "param", "code"} for it in errors.values())
    full = [it for it in ended if errors[it["id"]]["code"] == "hold_full"]
    waited = [it for it in ended if errors[it["id"]]["code"] == "hold_timeout"]
    asked = began(load)
    pods_of_it = len(held(client, chat))
    assert (len(full), len(waited)) == (CLIENTS - pods_of_it * PENDING, pods_of_it * PENDING)
    left = {one: ready - at for one, at in over.items()}
    for kind in (full, waited):
        one = kind[0]
        took = over[one["id"]] - asked[one["id"]]
        code = errors[one["id"]]["code"]
        say("refused", code=code, after=took, told=one["retry_after"], was=left[one["id"]])
    for one in waited:
        assert one["seconds"] >= MAX_WAIT
    for one in ended:
        was = left[one["id"]]
        assert abs(one["retry_after"] - was) <= HONEST * was + WHOLE_SECONDS, (one, was)
    assert_nothing_left(client)


def cold_start(chat: Endpoint) -> str:
    """What the activators are told of it."""
    path = r"jsonpath={.metadata.annotations.pilotlight\.dev/hold-cold-start}"
    name = f"{chat.name}-activator"
    found = chat.kubectl.attempt("get", "endpointslice", name, "-n", chat.namespace, "-o", path)
    return found.stdout
