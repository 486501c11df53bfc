"""A pool that sleeps: its replica is woken before it gets traffic, and no request is lost to it.

On the simulated engine, whose wake takes as long as it is told to. That it takes as long as this
and half a second more is what a warm pool of tier Asleep promises.
"""

import re

import pytest

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import TOLD_WITHIN, Endpoint, Json, condition, merged, sim
from e2e.kubectl import Kubectl
from e2e.warm.sleeping import (
    ASLEEP_WITHIN,
    REPLACED_WITHIN,
    RUNTIME,
    TOKENS,
    WAKE_SECONDS,
    will_not_wake,
)

PROMISED_SECONDS = WAKE_SECONDS + 0.5


def sleepy(name: str, **spec: object) -> Json:
    """One replica that serves, and one that sleeps."""
    pool = {
        "warmPool": {"size": 1, "tier": "Asleep"},
        "runtime": RUNTIME,
    }
    return sim(name, **merged(pool, spec))


@pytest.mark.alone
def test_a_sleeper_serves_once_it_is_awake(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sleepy("chat"))
    chat.wait_ready()
    (sleeper,) = wait_asleep(chat)
    client.wait_routed(chat.url)
    with client.stream(chat.url, chat.name, tokens=TOKENS, rate=5) as load:
        chat.scale(2)
        seen = chat.wait("the sleeper serves", lambda it: all_ready(it) == 2, TOLD_WITHIN)
        assert sleeper in names(chat, "serving")
        took = seconds(
            chat.wait("its promotion is told", promotion, TOLD_WITHIN)["status"]["warmPool"]
        )
        assert WAKE_SECONDS <= took <= PROMISED_SECONDS
        (another,) = wait_asleep(chat)
        assert another != sleeper
        chat.scale(1)
        chat.wait("one serves", lambda it: all_ready(it) == 1, TOLD_WITHIN)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert condition(seen, "Ready")["status"] == "True"


def test_a_sleeper_that_does_not_wake_is_replaced(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sleepy("chat"))
    chat.wait_ready()
    (sleeper,) = wait_asleep(chat)
    (pod,) = (it for it in chat.pods() if it["metadata"]["name"] == sleeper)
    will_not_wake(client, pod)
    chat.scale(2)
    chat.wait("two serve", lambda it: all_ready(it) == 2, REPLACED_WITHIN)
    chat.wait("it is told", lambda _: chat.warned("SleeperReplaced"), REPLACED_WITHIN)
    wait_asleep(chat)
    left = {it["metadata"]["name"] for it in chat.pods()}
    assert sleeper not in left


def wait_asleep(chat: Endpoint) -> list[str]:
    """Until the pool is full and sleeps; its pods."""
    chat.wait("the pool sleeps", is_asleep, ASLEEP_WITHIN)
    return names(chat, "warm")


def is_asleep(seen: Json) -> bool:
    """As many as there shall be."""
    pool = seen["status"].get("warmPool", {})
    return bool(pool.get("asleep") == pool.get("desired") and pool.get("ready") == 1)


def promotion(seen: Json) -> object:
    """The last one, once it is told."""
    return seen["status"]["warmPool"].get("lastPromotion")


def seconds(pool: Json) -> float:
    """How long it took: a duration of GEP-2257, e.g. `2s80ms`."""
    parts = re.findall(r"(\d+)(ms|s|m)", pool["lastPromotion"]["duration"])
    return sum(int(number) * {"m": 60, "s": 1, "ms": 0.001}[unit] for number, unit in parts)


def names(chat: Endpoint, role: str) -> list[str]:
    """Pods with this role."""
    return [
        pod["metadata"]["name"]
        for pod in chat.pods()
        if pod["metadata"]["labels"]["pilotlight.dev/role"] == role
    ]


def all_ready(seen: Json) -> int:
    """How many serve when all that are wanted do, else 0."""
    status = seen["status"]
    return int(status["readyReplicas"] * (status["desiredReplicas"] == status["readyReplicas"]))
