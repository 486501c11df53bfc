"""A whole rollout under load: tested, switched, watched, drained; and every stream has every token.

Five streams begin in each second, whatever became of the earlier ones, and each lasts ten seconds,
so that some fifty are under way at any moment; half of them go out on connections that are kept.
Meanwhile `spec.model.uri` changes. The new revision comes up, answers at its preview URL, passes a
smoke test, gets the traffic, keeps its gates for the whole bake, and the old one drains: the status
tells each phase, in this order. A second client, which opens a connection for each request, finds
out when the traffic moved: half a second after the Service was seen to select the new revision, at
the latest, no new connection leads to the old one.
"""

import time

import pytest

from e2e.harness.client import Client, Load, not_whole
from e2e.harness.endpoint import Endpoint, Json, sim
from e2e.harness.rollouts import (
    assert_ready_throughout,
    began,
    env,
    events,
    has_preview_service,
    need_prometheus,
    phases,
    rollout,
    speaker,
    wait_phase,
    wait_selected,
)
from e2e.harness.watching import watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

RATE = 5.0  # requests a second
TOKENS = 40
STEP_MILLISECONDS = 250  # so a stream lasts ten seconds
KEEP_ALIVE = 0.1  # seconds: half of the gap between two requests
LIGHT_RATE, LIGHT_TOKENS = 8.0, 4  # the shortest answer that names the model
BAKE = 15  # seconds
# Seconds from the decision to the last new connection on the old revision. kube-proxy takes changes
# in once a second: pods of another story that end just before the switch hold it up for so long.
SWITCHED_WITHIN = 0.5 + 1.0
STARTED_WITHIN = 60.0
# Ten seconds for the answer, in which the test has to look at both URLs.
TEST_TOKENS = 40
TESTED_WITHIN = 30.0
DRAINED_WITHIN = 45.0  # a stream, and then six seconds of silence on each connection
ROLLOUT = {
    "smokeTest": {
        "maxTokens": TEST_TOKENS,
        "expect": "^I am tiny-[ab] [0-9a-f]{8} and I say:",
    },
    "analysis": {
        "bake": f"{BAKE}s",
        "minRequests": 20,
        "gates": [
            {"metric": "ErrorRate", "maxPercent": 1},
            {"metric": "TimeToFirstToken", "percentile": 95, "maxDuration": "5s"},
        ],
        "onInconclusive": "RollBack",
    },
}


def test_a_tested_and_watched_rollout_under_load_cuts_no_stream(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    chat = Endpoint(installed, namespace, "chat")
    slow = env(STEP_MILLISECONDS=STEP_MILLISECONDS)
    chat.apply(sim("chat", replicas=2, runtime={"env": slow}, rollout=ROLLOUT))
    chat.wait_ready()
    before = chat.active()
    light = {"tokens": LIGHT_TOKENS, "rate": LIGHT_RATE, "keep_alive": 0.0}
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "services", namespace) as services,
        client.stream(chat.url, "chat", tokens=TOKENS, rate=RATE, keep_alive=KEEP_ALIVE) as load,
        client.stream(chat.url, "chat", **light) as probe,
    ):
        load.wait_for(1, limit=30)
        since = time.monotonic()
        chat.patch({"model": {"uri": "file:///models/tiny-b"}})
        testing = wait_phase(statuses, "chat", "Testing", since, STARTED_WITHIN)
        told = rollout(testing.object)
        after = told["revision"]
        assert client.served_model(chat.url) == "tiny-a", "not where the traffic is"
        client.wait_routed(told["previewUrl"])
        assert client.served_model(told["previewUrl"]) == "tiny-b", "at the preview URL alone"
        switch = wait_selected(services, "chat", after, since, STARTED_WITHIN + TESTED_WITHIN)
        spanning = load.under_way_at(switch.at)
        wait_phase(statuses, "chat", "Draining", since, STARTED_WITHIN + TESTED_WITHIN + 2 * BAKE)
        wait_phase(statuses, "chat", "Idle", switch.at, 2 * BAKE + DRAINED_WITHIN)
        probed = probe.stop()
        ended = load.stop()

    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert not not_whole(probed, LIGHT_TOKENS), not_whole(probed, LIGHT_TOKENS)[:3]
    assert len(spanning) > RATE * 5, "many streams were under way at the moment of the switch"
    assert sum(one["reused"] for one in ended) > len(ended) / 10, "connections were kept"
    assert not any(one["reused"] for one in probed)
    assert_switched_at_once(probe, probed, switch.at)
    assert_switched_at_once(load, [one for one in ended if not one["reused"]], switch.at)

    order = phases(statuses, "chat", since)
    order = order[order[0] == "Idle" :]  # what was told before the edit may be heard late
    assert order == ["Starting", "Testing", "Baking", "Draining", "Idle"]
    assert_ready_throughout(statuses, "chat", since)
    assert events(chat, "TrafficSwitched") == [f"Moved traffic from {before} to {after}"]
    assert not events(chat, "RolledBack")
    assert chat.active() == after
    assert [it["metadata"]["name"] for it in chat.children("deployments")] == [after]
    assert not has_preview_service(chat)
    (why,) = events(chat, "BakeEnded")
    assert f"Kept {after}: the bake is over: 2 gates kept" in why


def assert_switched_at_once(load: Load, ended: list[Json], decided: float) -> None:
    """New connections went to one revision before the decision, and to the other soon after it."""
    moments = began(load)
    old, new = (
        [moments[one["id"]] - decided for one in ended if speaker(one) == name]
        for name in ("tiny-a", "tiny-b")
    )
    print(
        f"\nof {len(ended)} new connections the last on the old revision was {max(old):+.3f} s, the"
        f" first on the new one {min(new):+.3f} s after the Service was seen to select it"
    )
    assert max(old) <= SWITCHED_WITHIN
    assert min(new) >= -SWITCHED_WITHIN
