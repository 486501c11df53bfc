"""An endpoint follows its load by the numbers of a real Prometheus: up, and down again.

What calls for more is there for sure; what calls for fewer may be a metric that is missing. So a
Prometheus that is away, and an operator that has just begun, take nothing away.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from e2e.harness.client import Client, Load, not_whole
from e2e.harness.endpoint import TOLD_WITHIN, Endpoint, Json
from e2e.harness.leading import leader
from e2e.harness.prometheus import SCRAPED_WITHIN, ask, value
from e2e.harness.rollouts import events, need_prometheus
from e2e.harness.waiting import stays, until
from e2e.harness.watching import watching
from e2e.kubectl import Kubectl
from e2e.scaling.load import (
    BUSY,
    CALM,
    DOWN_WITHIN,
    LEAST,
    MOST,
    NEEDED,
    SENTENCE,
    TOKENS,
    UP_WITHIN,
    active,
    autoscaled,
    decisions,
    sizes,
)

pytestmark = pytest.mark.alone

MONITORING = ("deployment/prometheus", "-n", "monitoring")
# It starts, finds its targets, scrapes twice for a rate, and a decision follows.
SEEN_AGAIN_WITHIN = 90.0
QUIET_FOR = 30.0


def test_replicas_follow_the_load(installed: Kubectl, namespace: str, client: Client) -> None:
    need_prometheus(installed)
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(autoscaled("chat"))
    chat.wait_ready()
    with watching(installed, "iep", namespace) as seen, asking(client, chat, CALM) as calm:
        with asking(client, chat, BUSY - CALM) as busy:
            wait_more(chat, UP_WITHIN)
            assert_whole(busy)
        wait_replicas(chat, LEAST, DOWN_WITHIN)
        assert_whole(calm)
    wanted = sizes(seen, "chat")
    assert max(wanted) <= MOST
    top = wanted.index(max(wanted))
    assert wanted == sorted(wanted[:top]) + sorted(wanted[top:], reverse=True), f"flaps: {wanted}"

    log = [it for it in decisions(chat) if it["from"] != it["to"]]
    assert [(it["from"], it["to"]) for it in log] == list(pairwise(wanted))
    assert all(SENTENCE.match(it["message"]) for it in log), log
    assert {it["reason"] for it in log} <= {"DemandRose", "QueueGrew", "DemandFell"}, log
    assert len(events(chat, "ScaledUp")) + len(events(chat, "ScaledDown")) == len(log)
    counted = (
        f'sum by (decision) (pilotlight_scaling_decisions_total{{namespace="{namespace}",'
        'decision=~"up|down"})'
    )
    until("Prometheus has counted them", lambda: len(ask(client, counted)) == 2, SCRAPED_WITHIN)
    desired = f'pilotlight_scaling_desired_replicas{{namespace="{namespace}"}}'
    until("and their outcome", lambda: value(ask(client, desired)) == str(LEAST), SCRAPED_WITHIN)


def test_nothing_is_taken_away_blindly(installed: Kubectl, namespace: str, client: Client) -> None:
    need_prometheus(installed)
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(autoscaled("chat"))
    chat.wait_ready()
    with watching(installed, "iep", namespace) as seen, asking(client, chat, CALM) as calm:
        with asking(client, chat, BUSY - CALM) as busy:
            wait_more(chat, UP_WITHIN)
            killed = leader(installed)
            killed.signal("SIGKILL")
            killed.succeeded()
            since = time.monotonic()
            until("a decision of the next", lambda: active(chat)["status"] == "True", UP_WITHIN)
            with without_prometheus(installed):
                until("it says so", lambda: is_blind(chat), TOLD_WITHIN)
                assert_whole(busy)
                stays("as large", lambda: chat.status["desiredReplicas"] >= NEEDED, QUIET_FOR)
        until("it can see again", lambda: active(chat)["status"] == "True", SEEN_AGAIN_WITHIN)
        assert min(sizes(seen, "chat", since)) >= NEEDED, "no dip before the windows were full"
        wait_replicas(chat, LEAST, DOWN_WITHIN)
        assert_whole(calm)


@contextmanager
def asking(client: Client, chat: Endpoint, rate: float) -> Iterator[Load]:
    """So many requests a second."""
    with client.stream(chat.url, chat.name, tokens=TOKENS, rate=rate) as load:
        yield load


@contextmanager
def without_prometheus(kubectl: Kubectl) -> Iterator[None]:
    """It is gone with all that it knew, and comes back empty."""
    kubectl("scale", *MONITORING, "--replicas=0")
    try:
        yield
    finally:
        kubectl("scale", *MONITORING, "--replicas=1")
        kubectl("rollout", "status", *MONITORING, "--timeout=120s")


def is_blind(chat: Endpoint) -> bool:
    """The condition says that there are no numbers, and why."""
    seen = active(chat)
    return bool(seen["status"] != "True" and seen["reason"] == "MetricsUnavailable")


def wait_more(chat: Endpoint, within: float) -> None:
    """At least as many as the load needs are wanted, and ready."""
    chat.wait(f"{NEEDED} replicas or more", lambda it: all_ready(it) >= NEEDED, within)


def wait_replicas(chat: Endpoint, replicas: int, within: float) -> None:
    """So many are wanted, and ready."""
    chat.wait(f"{replicas} replicas", lambda it: all_ready(it) == replicas, within)


def all_ready(seen: Json) -> int:
    """How many there are when all that are wanted are ready, else 0."""
    status = seen["status"]
    return int(status["readyReplicas"] * (status["desiredReplicas"] == status["readyReplicas"]))


def assert_whole(load: Load) -> None:
    """Stops it. No stream was cut, and no request failed."""
    ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
