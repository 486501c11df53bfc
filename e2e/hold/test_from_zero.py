"""An endpoint that was scaled to zero wakes for who asks, and for nobody else's requests."""

import secrets
import time
from collections.abc import Iterator
from itertools import groupby

import pytest

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint
from e2e.harness.rollouts import began, need_prometheus, speaker
from e2e.harness.watching import watching
from e2e.hold.held import (
    activators,
    assert_nothing_left,
    ended_at,
    first_ready,
    held_for,
    port,
    say,
    sleeper,
    wait_asleep,
    wait_ended,
    wait_held,
)
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

LOAD_SECONDS = 20.0
STREAMS, TOKENS = 50, 40  # the engine has 256 slots
MANY = {"tokens": TOKENS, "clients": STREAMS, "requests": STREAMS}
# Seconds from Ready until all are answered, more than a ready worker takes for as many.
ANSWERED_WITHIN = 1.0
STARTED_WITHIN = 120.0


@pytest.fixture
def elsewhere(holding: Kubectl) -> Iterator[str]:
    """Another tenant's namespace."""
    name = f"e2e-{secrets.token_hex(4)}-other"
    holding("create", "namespace", name)
    yield name
    holding("delete", "namespace", name, "--wait=false")


def test_fifty_streams_wake_it_and_nothing_else(
    holding: Kubectl, namespace: str, elsewhere: str, client: Client
) -> None:
    need_prometheus(holding)
    chat, other = Endpoint(holding, namespace, "chat"), Endpoint(holding, elsewhere, "other")
    chat.apply(held_for("chat", LOAD_SECONDS, **sleeper()))
    other.apply(held_for("other", 0.2, **sleeper()))
    other.wait_ready()
    chat.wait_ready()
    wait_asleep(other)
    wait_asleep(chat)
    wait_held(client, chat)
    with (
        watching(holding, "pods", namespace, "-l", "pilotlight.dev/endpoint=chat") as pods,
        watching(holding, "deployments", elsewhere) as others,
    ):
        since = time.monotonic()
        with (
            client.ask(chat.url, "chat", **MANY) as load,
            # Neither a Host nor the name of a model leads to somebody else's endpoint.
            client.ask(chat.url, "chat", host=other_host(other), clients=1, requests=1) as astray,
            client.ask(chat.url, "other", host=other_host(other), clients=1, requests=1) as lost,
        ):
            ended = wait_ended(load, STREAMS, STARTED_WITHIN)
            (strayed,) = wait_ended(astray, 1, STARTED_WITHIN)
            (unknown,) = wait_ended(lost, 1, STARTED_WITHIN)
        ready = first_ready(pods, since, STARTED_WITHIN)
        usual = at_once(client, chat)
        assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
        stalled = max(it["stalled"] for it in ended)
        first, last = min(began(load).values()), max(ended_at(load))
        comments = [it["comments"] for it in ended]
        say(
            "fifty streams", start=ready - first, last=last - ready, usual=usual, stalled=stalled,
            comments=f"{min(comments)}-{max(comments)}", whole=len(ended),
        )  # fmt: skip
        assert ready - first > LOAD_SECONDS, "it was started for them"
        assert last - ready <= ANSWERED_WITHIN + usual + stalled
        assert min(comments) >= 2, "every client saw that it is alive"

        assert strayed["problem"] is None, strayed
        assert strayed["comments"], "it was held"
        assert speaker(strayed) == speaker(ended[0])
        assert "other" in str(unknown["problem"]), "chat does not know such a model"
        assert closed(client, chat, other), "a port that nobody was given"
        sizes = [it.object["spec"]["replicas"] for it in others.seen]
        assert [size for size, _ in groupby(sizes)] == [0], "the other one sleeps on"
    assert_nothing_left(client)


def at_once(client: Client, chat: Endpoint) -> float:
    """How long as many streams take that are not held, seconds."""
    client.wait_routed(chat.url)
    with client.ask(chat.url, "chat", **MANY) as load:
        wait_ended(load, STREAMS, STARTED_WITHIN)
    return max(ended_at(load)) - min(began(load).values())


def other_host(other: Endpoint) -> str:
    """What a client of the other endpoint sends as Host."""
    return f"{other.name}.{other.namespace}.svc"


def closed(client: Client, *endpoints: Endpoint) -> bool:
    """Whether nobody listens beside the ports of these endpoints."""
    given = {port(it) for it in endpoints}
    guess = next(it for it in range(20_000, 30_000) if it not in given)
    answers = [
        client.get(f"http://{ip}:{guess}/v1/models") for ip in activators(client.kubectl).values()
    ]
    return all(it.status == 0 and "refused" in it.text for it in answers)
