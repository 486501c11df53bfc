"""A revision that turns bad once it has the traffic loses it again; one that does not, keeps it.

Six streams begin in each second, on connections of their own. `errors` and `slowness` have a new
revision that bakes; then the engine of the first begins to answer 500, and that of the second to
take fifty times as long. Within the time of a scrape, of a question to Prometheus and of the move
itself the traffic is back on the revision before, which never went away; the new one is quarantined
for the gate that it broke. What fails is what the broken engine was asked and refused, and nothing
else: no stream is cut by the move, and after it every one is whole. At the same time `quiet` gets a
new revision and no request at all: at the end of the bake its smoke test decides.

Then `held` bakes while Prometheus cannot be reached: that is no verdict, so both revisions stay up,
and once Prometheus is back, the rollout goes on to its end.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from e2e.harness.client import Client, Load, not_whole
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.rollouts import (
    assert_ready_throughout,
    began,
    env,
    events,
    need_prometheus,
    phases,
    pods_of,
    rollout,
    selected,
    speaker,
    wait_event,
    wait_phase,
    wait_selected,
)
from e2e.harness.waiting import stays, until
from e2e.harness.watching import Seen, Watch, watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

RATE, TOKENS = 6.0, 12
STEP_MILLISECONDS = 20  # so a stream lasts a quarter of a second
SLOW_FACTOR = 50  # and twelve seconds then
LIMIT_MILLISECONDS = 500  # to the first token: ten times what it takes, half of what it will
SWITCHED_WITHIN = 60.0  # seconds from the edit: a pod starts
# A scrape every 5 s, a question to Prometheus every 5 s, the rest for a busy machine and for the
# command that breaks the engine.
BACK_WITHIN = 5.0 + 5.0 + 10.0
FIRST_TOKEN = 2.0  # what is slow is known once it has come
# From the decision to the last new connection: half a second, as for any switch, and one more,
# because kube-proxy takes in changes once a second, and those of two endpoints may come together.
MOVED_WITHIN = 0.5 + 1.0
BAKE = 12  # seconds
ENOUGH = 10  # requests
HELD_FOR = 5.0
ASKED_AGAIN_WITHIN = 20.0  # an answer every 5 s, samples every 5 s
TINY_B = {"model": {"uri": "file:///models/tiny-b"}}
SELECTOR = "app.kubernetes.io/name"


def test_bad_revisions_lose_the_traffic_and_only_they(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    endpoints = {
        name: Endpoint(installed, namespace, name)
        for name in ("errors", "slowness", "quiet", "held")
    }
    errors, slowness, quiet, held = endpoints.values()
    rate = {"metric": "ErrorRate", "maxPercent": 1}
    latency = {
        "metric": "TimeToFirstToken",
        "percentile": 90,
        "maxDuration": f"{LIMIT_MILLISECONDS}ms",
    }
    errors.apply(baking("errors", 300, rate))
    slowness.apply(baking("slowness", 300, latency))
    quiet.apply(baking("quiet", BAKE, rate, latency, smokeTest={"expect": "^I am tiny-[ab] "}))
    held.apply(baking("held", BAKE, rate, otherwise="Hold"))
    for endpoint in endpoints.values():
        endpoint.wait_ready()
    first = {name: it.active() for name, it in endpoints.items()}
    order = {"tokens": TOKENS, "rate": RATE, "keep_alive": 0.0}
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "services", namespace) as services,
    ):
        with (
            client.stream(errors.url, "errors", **order) as asks_errors,
            client.stream(slowness.url, "slowness", **order) as asks_slowness,
        ):
            asks_slowness.wait_for(1, limit=30)
            since = time.monotonic()
            for endpoint in (errors, slowness, quiet):
                endpoint.patch(TINY_B)
            wait_good(statuses, "errors", since)
            failing = break_engine(client, errors, {"errorPercent": 100})
            wait_good(statuses, "slowness", since)
            slowing = break_engine(client, slowness, {"slowFactor": SLOW_FACTOR})
            back = wait_selected(services, "errors", first["errors"], failing, BACK_WITHIN)
            within = BACK_WITHIN + FIRST_TOKEN
            faster = wait_selected(services, "slowness", first["slowness"], slowing, within)
            for name, broken, moved in (
                ("errors", failing, back), ("slowness", slowing, faster)
            ):  # fmt: skip
                print(f"\n{name}: back after {moved.at - broken:.1f} s")
            told = wait_phase(statuses, "errors", "Failed", failing, BACK_WITHIN + 10)
            assert_quarantined(errors, told, first["errors"], "ErrorRate ", "at most 1 %")
            told = wait_phase(statuses, "slowness", "Failed", slowing, within + 10)
            assert_quarantined(
                slowness, told, first["slowness"], "TimeToFirstToken p90", "at most 500 ms"
            )
            enough = max(back.at, faster.at) + MOVED_WITHIN + 3
            until("some are asked of them again", lambda: time.monotonic() > enough, 15)
            asked_errors, asked_slowness = asks_errors.stop(), asks_slowness.stop()
        assert_only_its_own_failed(asks_errors, asked_errors, failing, back)
        assert not not_whole(asked_slowness, TOKENS), not_whole(asked_slowness, TOKENS)[:3]
        assert_moved_back(asks_slowness, asked_slowness, faster)
        assert_proven_without_traffic(statuses, services, quiet, since)

        with client.stream(held.url, "held", **order) as asks_held:
            asks_held.wait_for(1, limit=30)
            again = hold(installed, statuses, held)
            wait_phase(statuses, "held", "Idle", again, ASKED_AGAIN_WITHIN + 30.0)
            ended = asks_held.stop()
        assert not not_whole(ended, TOKENS), not_whole(ended, TOKENS)[:3]
        assert speaker(ended[-1]) == "tiny-b"
        assert held.active() != first["held"]
        assert not events(held, "RolledBack")
        for name in endpoints:
            assert_ready_throughout(statuses, name, since)
    words = "too few requests for a verdict, the smoke test passed"
    assert any(words in it for it in events(quiet, "BakeEnded")), events(quiet, "BakeEnded")
    assert any("1 gate kept" in it for it in events(held, "BakeEnded")), events(held, "BakeEnded")


def baking(
    name: str, seconds: int, *gates: Json, otherwise: str = "RollBack", **rules: object
) -> Json:
    """An endpoint whose new revisions have to keep these gates. `otherwise`: without a verdict."""
    analysis = {
        "bake": f"{seconds}s",
        "minRequests": ENOUGH,
        "gates": list(gates),
        "onInconclusive": otherwise,
    }
    engine = env(STEP_MILLISECONDS=STEP_MILLISECONDS)
    return sim(name, runtime={"env": engine}, rollout={"analysis": analysis, **rules})


def wait_good(statuses: Watch, name: str, since: float) -> None:
    """Until the new revision has the traffic, and its gates were kept for once."""

    def kept(seen: Json) -> bool:
        gates = rollout(seen).get("gates") or []
        return bool(gates) and all(gate["verdict"] == "Pass" for gate in gates)

    statuses.wait("its gates are kept", name, kept, since, SWITCHED_WITHIN + BACK_WITHIN)


def break_engine(client: Client, endpoint: Endpoint, fault: Json) -> float:
    """The engine that has the traffic is bad from now on. Returns the moment before it is."""
    before = time.monotonic()
    answer = client.send("PUT", f"{endpoint.url.removesuffix('/v1')}/sim/faults", fault)
    assert answer.status == 200, answer
    return before


def assert_quarantined(endpoint: Endpoint, told: Seen, active: str, *words: str) -> None:
    """The revision has failed for its gate: in the status, in an Event, and on its record."""
    revision = rollout(told.object)["revision"]
    assert told.object["status"]["activeRevision"] == active != revision
    for kind, truth in (("Progressing", "False"), ("Stalled", "True")):
        verdict = condition(told.object, kind)
        assert (verdict["status"], verdict["reason"]) == (truth, "GateFailed"), verdict
        assert all(it in verdict["message"] for it in (revision, *words)), verdict
    moved = wait_event(endpoint, "RolledBack")
    assert moved.startswith(f"Moved traffic from {revision} to {active}: "), moved
    assert endpoint.warned("RolledBack")
    (record,) = (
        it for it in endpoint.children("controllerrevisions") if it["metadata"]["name"] == revision
    )
    failed = json.loads(record["metadata"]["annotations"]["pilotlight.dev/failed"])
    assert failed["reason"] == "GateFailed", failed


def assert_only_its_own_failed(load: Load, ended: list[Json], since: float, back: Seen) -> None:
    """Whole streams, but for what the engine refused between the fault and the move."""
    moments = began(load)
    lost = not_whole(ended, TOKENS)
    assert lost, "the engine failed requests"
    for one in lost:
        assert (one["status"], one["tokens"]) == (500, None), one
        assert "simulated error" in str(one["problem"]), one
        assert since < moments[one["id"]] < back.at + MOVED_WITHIN, one
    assert_moved_back(load, ended, back)


def assert_moved_back(load: Load, ended: list[Json], back: Seen) -> None:
    """All that began after the move is whole, and from the revision before."""
    moments = began(load)
    later = [one for one in ended if moments[one["id"]] > back.at + MOVED_WITHIN]
    assert len(later) > RATE, "some began after it"
    assert not not_whole(later, TOKENS), not_whole(later, TOKENS)[:3]
    assert {speaker(one) for one in later} == {"tiny-a"}


def assert_proven_without_traffic(
    statuses: Watch, services: Watch, quiet: Endpoint, since: float
) -> None:
    """No false alarm: the smoke test at the end of the bake passed."""
    wait_phase(statuses, quiet.name, "Idle", _baking_since(statuses, quiet.name, since), 30.0)
    assert phases(statuses, quiet.name, since)[-3:] == ["Baking", "Draining", "Idle"]
    assert not events(quiet, "RolledBack")
    before, after = (selected(it.object) for it in _first_and_last(services.of(quiet.name)))
    assert after == quiet.active() != before
    until("the old one is gone", lambda: not pods_of(quiet, before), 30)


def _first_and_last(seen: list[Seen]) -> tuple[Seen, Seen]:
    return seen[0], seen[-1]


def _baking_since(statuses: Watch, name: str, since: float) -> float:
    return wait_phase(statuses, name, "Baking", since, SWITCHED_WITHIN).at


def hold(kubectl: Kubectl, statuses: Watch, held: Endpoint) -> float:
    """Bake without Prometheus, and be held. Returns the moment at which Prometheus is back."""
    before = held.active()
    with unreachable_prometheus(kubectl):
        since = time.monotonic()
        held.patch(TINY_B)
        baking_since = wait_phase(statuses, "held", "Baking", since, SWITCHED_WITHIN).at

        def is_held(seen: Json) -> bool:
            message = rollout(seen).get("message") or ""
            return message.startswith("held, no verdict") and "no numbers: Prometheus" in message

        statuses.wait("held", "held", is_held, baking_since, BAKE + ASKED_AGAIN_WITHIN)

        def both_up() -> bool:
            status = held.read()["status"]
            there = {it["metadata"]["name"]: it for it in held.children("deployments")}
            return bool(
                status["rollout"]["phase"] == "Baking"
                and status["activeRevision"] != before
                and there[before]["status"].get("readyReplicas") == 1
            )

        stays("held, with both revisions up", both_up, HELD_FOR)
    return time.monotonic()


@contextmanager
def unreachable_prometheus(kubectl: Kubectl) -> Iterator[None]:
    """Its Service leads nowhere. It scrapes on: what it knows is not lost, as a restart would."""

    def lead_to(name: str) -> None:
        patch = json.dumps({"spec": {"selector": {SELECTOR: name}}})
        kubectl("patch", "service", "prometheus", "-n", "monitoring", "-p", patch)

    lead_to("nowhere")
    try:
        yield
    finally:
        lead_to("prometheus")
