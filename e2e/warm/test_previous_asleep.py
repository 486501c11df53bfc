"""What is kept for going back sleeps meanwhile, and the way back loses no request.

Under a load that has requests under way all the time the model changes. Once the traffic has moved,
the replicas of the revision before are told to sleep, as soon as they have finished what they had.
Then the change is reverted: they wake first, and the traffic moves when both are awake, which is
the engine's wake and a little more. The second time one of them does not wake: it is replaced, and
what serves goes on to serve until the one in its place is Ready.
"""

import time

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import TOLD_WITHIN, Endpoint, Json, sim
from e2e.kubectl import Kubectl
from e2e.warm.sleeping import (
    ASLEEP_WITHIN,
    REPLACED_WITHIN,
    RUNTIME,
    TOKENS,
    WAKE_SECONDS,
    will_not_wake,
)

# The wake, two labels and a pass for each, on a busy machine.
BACK_WITHIN = WAKE_SECONDS + 5.0
SWITCHED_WITHIN = 60.0
A, B = ({"model": {"uri": f"file:///models/tiny-{name}"}} for name in "ab")


def test_the_previous_revision_sleeps_and_is_woken_before_it_gets_the_traffic_back(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    chat.apply(
        sim(
            "chat",
            replicas=2,
            runtime=RUNTIME,
            rollout={"previousRevision": {"keepFor": "1h", "tier": "Asleep"}},
        )
    )
    first = chat.wait_ready()["status"]["activeRevision"]
    client.wait_routed(chat.url)
    with client.stream(chat.url, chat.name, tokens=TOKENS, rate=5) as load:
        chat.patch(B)
        chat.wait("the traffic moves", lambda it: active(it) != first, SWITCHED_WITHIN)
        second = chat.active()
        chat.wait("it sleeps", lambda it: sleeps(it, first), ASLEEP_WITHIN)

        chat.patch(A)
        began = time.monotonic()
        chat.wait("it is gone back to", lambda it: active(it) == first, BACK_WITHIN)
        assert time.monotonic() - began >= WAKE_SECONDS
        chat.wait("the other one sleeps", lambda it: sleeps(it, second), ASLEEP_WITHIN)

        lazy = next(it for it in chat.pods() if revision_of(it) == second)
        will_not_wake(client, lazy)
        chat.patch(B)
        chat.wait("one is replaced", lambda it: active(it) == second, REPLACED_WITHIN)
        chat.wait("it is told", lambda _: chat.warned("SleeperReplaced"), TOLD_WITHIN)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert lazy["metadata"]["name"] not in {it["metadata"]["name"] for it in chat.pods()}


def active(seen: Json) -> str:
    """The revision that has the traffic."""
    return str(seen["status"]["activeRevision"])


def sleeps(seen: Json, revision: str) -> bool:
    """Both replicas of it do."""
    return f"{revision} is kept, 2 of 2 asleep" in seen["status"]["message"]


def revision_of(pod: Json) -> str:
    """By its label."""
    return str(pod["metadata"]["labels"]["pilotlight.dev/revision"])
