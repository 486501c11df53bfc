"""The leading operator is killed five times, at random moments of a story that goes on.

An endpoint is created, another one gets a new model, is scaled, and has what the operator made for
it changed by others, and the first is deleted; after each of these, within seconds, the process
that leads gets SIGKILL. The moments come from a seed, which is printed; `PILOTLIGHT_SEED` repeats
one. Whenever the kill comes: the standby takes over and does what was asked, no stream is cut, the
Service never has fewer ready pods than the floor, and nothing is made twice.
"""

import os
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, is_settled, sim
from e2e.harness.leading import leader
from e2e.harness.routing import fewest_ready
from e2e.harness.waiting import until
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

LATEST = 3.0  # seconds between what is asked for and the kill
CONVERGED_WITHIN = 15.0  # seconds after the takeover, for all that the operator itself has to do
REPLICAS = 2
FLOOR = 1  # of two replicas
TOKENS = 100
RATE = 4.0  # requests a second
KEEP_ALIVE = 0.5  # seconds: it is not the clients' connections that are on trial here


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a user (or somebody else) does, and how it shows that it was acted on."""

    what: str
    act: Callable[[], object]
    acted_on: Callable[[], object]


def test_a_leader_that_is_killed_at_any_moment_is_succeeded_and_nothing_is_lost(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    seed = int(os.environ.get("PILOTLIGHT_SEED") or secrets.randbelow(2**32))
    print(f"\nPILOTLIGHT_SEED={seed}")
    moments = random.Random(seed)
    chat = Endpoint(installed, namespace, "chat")
    other = Endpoint(installed, namespace, "other")
    chat.apply(sim("chat", replicas=REPLICAS))
    chat.wait_ready()
    first = chat.active()
    ours = ("-l", "pilotlight.dev/endpoint")
    with (
        watching(installed, "endpointslices", namespace) as slices,
        watching(installed, "deployments", namespace, *ours) as deployments,
        watching(installed, "controllerrevisions", namespace, *ours) as revisions,
        client.stream(chat.url, "chat", tokens=TOKENS, rate=RATE, keep_alive=KEEP_ALIVE) as load,
    ):
        load.wait_for(4, limit=30)
        for step in story(installed, chat, other):
            kill_during(installed, step, moments.uniform(0, LATEST))
        chat.wait("settled", is_settled, 90)
        other.gone()
        until("the surplus pods are gone", lambda: len(chat.pods()) == REPLICAS + 1, 60)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert fewest_ready(slices, "chat") >= FLOOR
    second = chat.active()
    assert second != first
    for made in (deployments, revisions):
        assert made_for(made, "chat") == {first, second}
        assert len(made_for(made, "other")) == 1
    assert {pod["metadata"]["labels"]["pilotlight.dev/revision"] for pod in chat.pods()} == {second}
    assert client.served_model(chat.url) == "tiny-b"
    restarts = [it["status"]["containerStatuses"][0]["restartCount"] for it in chat.pods()]
    assert not any(restarts)


def story(kubectl: Kubectl, chat: Endpoint, other: Endpoint) -> tuple[Step, ...]:
    """Five steps, none of which may cost a request."""

    def replicas(deployment: str) -> int | None:
        found = _find(chat.children("deployments"), deployment)
        return found["spec"]["replicas"] if found else None

    def new_revision() -> str | None:
        return chat.status.get("previewRevision") or (
            chat.active() if chat.active() != before else None
        )

    def meddle() -> None:
        kubectl("scale", f"deployment/{chat.active()}", "-n", chat.namespace, "--replicas=5")
        others = (f"poddisruptionbudget/{chat.active()}", "networkpolicy/chat")
        kubectl("delete", *others, "-n", chat.namespace)

    def mended() -> bool:
        guards = chat.children("poddisruptionbudgets,networkpolicies")
        return replicas(chat.active()) == REPLICAS + 1 and len(guards) == 2

    before = chat.active()
    return (
        Step("create", lambda: other.apply(sim("other")), lambda: other.status.get("url")),
        Step(
            "change",
            lambda: chat.patch({"model": {"uri": "file:///models/tiny-b"}}),
            lambda: (new := new_revision()) and replicas(new) == REPLICAS,
        ),
        Step(
            "scale",
            lambda: scale_settled(chat),
            lambda: chat.active() != before and replicas(chat.active()) == REPLICAS + 1,
        ),
        Step("drift", meddle, mended),
        Step(
            "delete",
            lambda: kubectl("delete", "iep", "other", "-n", other.namespace, "--wait=false"),
            lambda: not other.children("deployments,services"),
        ),
    )


def scale_settled(chat: Endpoint) -> None:
    """One more replica, once the new model has the traffic."""
    chat.wait("settled on the new model", is_settled, 90)
    chat.scale(REPLICAS + 1)


def kill_during(kubectl: Kubectl, step: Step, delay: float) -> None:
    """Do the step, kill who leads, and judge the successor."""
    current = leader(kubectl)
    step.act()
    time.sleep(delay)
    current.signal("SIGKILL")
    killed = time.monotonic()
    current.succeeded()
    taken_over = time.monotonic()
    until(f"{step.what} is acted on", step.acted_on, CONVERGED_WITHIN)
    acted = time.monotonic()
    print(
        f"{step.what}: killed after {delay:.1f} s, taken over {taken_over - killed:.1f} s later,"
        f" acted on {acted - taken_over:.1f} s after that"
    )


def made_for(made: Watch, endpoint: str) -> set[str]:
    """Names of all objects that ever were there for an endpoint."""
    label = "pilotlight.dev/endpoint"
    return {it.name for it in made.seen if it.object["metadata"]["labels"][label] == endpoint}


def _find(objects: list[Json], name: str) -> Json | None:
    return next((it for it in objects if it["metadata"]["name"] == name), None)
