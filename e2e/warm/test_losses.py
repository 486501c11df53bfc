"""A replica that serves is lost: a warm one takes its place, with an operator or without one.

- A pod is deleted under load, then the engine of another one dies: each time the Service has as
  many ready pods as before within a second, and the pool is filled again, with the pod that takes
  the place of the first, and with the second itself once it has restarted.
- While no operator is there, the pod that serves and the one that is warm are deleted: both that
  take their places serve, as their labels say. The operator comes back, and one goes into the pool.

No stream is cut by any of it, but those of the engine that died.
"""

import time

import pytest

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.leading import leader
from e2e.harness.operators import away
from e2e.harness.promoting import role_of, warm_ready
from e2e.harness.rollouts import env, wait_event
from e2e.harness.routing import Routed, routed
from e2e.harness.signalling import signal
from e2e.harness.waiting import until
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

BACK_WITHIN = 1.0  # seconds from the loss, as the Service's EndpointSlices tell of both
LOST_WITHIN = 30.0
FILLED_WITHIN = 60.0
TOKENS = 100
ORDER = {"tokens": TOKENS, "rate": 4.0, "keep_alive": 0.1}
STREAMS = {"env": env(STEP_MILLISECONDS=20)}  # so one lasts two seconds
AFTERWARDS = 4.0  # seconds of load after all is over


def test_what_is_lost_is_made_good_out_of_the_pool_within_a_second(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat", replicas=2, warmPool={"size": 1}, runtime=STREAMS))
    wait_filled(chat)
    with watching(installed, "endpointslices", namespace) as slices:
        with client.stream(chat.url, "chat", **ORDER) as load:
            load.wait_for(3, limit=30)
            first, pool = min(of_role(chat, "serving")), of_role(chat, "warm")
            installed("delete", "pod", first, "-n", namespace, "--wait=false")
            made_good(slices, first, pool)
            wait_filled(chat)
            time.sleep(AFTERWARDS)
            ended = load.stop()
        assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
        (promoted,) = pool
        said = f"Promoted {promoted} from the warm pool to serving"
        assert wait_event(chat, "WarmReplicaPromoted") == said

        second, pool = min(of_role(chat, "serving")), of_role(chat, "warm")
        signal(installed, namespace, second, "engine", "SIGKILL")
        made_good(slices, second, pool)
        wait_filled(chat)
        assert of_role(chat, "warm") == {second}, "restarted"


def made_good(slices: Watch, lost: str, pool: set[str]) -> None:
    """The pool's pod serves soon after the Service has lost one."""

    def states() -> list[Routed]:
        seen = routed(slices, "chat")
        last = max(number for number, it in enumerate(seen) if lost in it.pods)
        return seen[last + 1 :]

    until(f"{lost} is lost", states, LOST_WITHIN)
    until(f"{pool} serve", lambda: any(pool <= it.pods for it in states()), LOST_WITHIN)
    gone = states()[0].at
    back = next(it.at for it in states() if pool <= it.pods)
    print(f"\n{pool} in the place of {lost}: {back - gone:.3f} s after the loss")
    assert back - gone <= BACK_WITHIN


def test_roles_are_put_right_after_an_operator_was_away_and_no_stream_is_cut(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(sim("chat", warmPool={"size": 1}, runtime=STREAMS))
    wait_filled(chat)
    with away(installed):
        before = [it["metadata"]["name"] for it in chat.pods()]
        installed("delete", "pod", *before, "-n", namespace, "--wait")
        until("both serve", lambda: ready(chat, "serving") == 2, FILLED_WITHIN)
        client.wait_routed(chat.url)
        after = of_role(chat, "serving")
        load = client.stream(chat.url, "chat", **ORDER)
        load.wait_for(3, limit=30)
    with load:
        leader(installed)
        wait_filled(chat)
        time.sleep(AFTERWARDS)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert of_role(chat, "serving") | of_role(chat, "warm") == after, "no pod but these two"


def wait_filled(chat: Endpoint) -> None:
    """As many serve as shall, and the pool is full."""

    def filled(seen: Json) -> bool:
        full = warm_ready(seen) == seen["spec"]["warmPool"]["size"]
        return full and seen["status"].get("readyReplicas") == seen["spec"]["replicas"]

    seen = chat.wait("all that shall serve, and a full pool", filled, FILLED_WITHIN)
    assert condition(seen, "WarmPoolReady")["status"] == "True", seen["status"]


def of_role(chat: Endpoint, role: str) -> set[str]:
    """Names of its pods with a role."""
    return {it["metadata"]["name"] for it in chat.pods() if role_of(it) == role}


def ready(chat: Endpoint, role: str) -> int:
    """How many of them are Ready."""
    return sum(
        any(
            it["type"] == "Ready" and it["status"] == "True"
            for it in pod["status"].get("conditions", ())
        )
        for pod in chat.pods()
        if role_of(pod) == role
    )
