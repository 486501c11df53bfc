"""People steer rollouts, change their minds, and interrupt them; and so does misfortune.

The first story, with three endpoints at the same time:

- `manual` waits for a person: the new revision answers at its preview URL and nowhere else, nothing
  is on its way, and nothing moves. `kubectl pilotlight rollout promote` gives it the traffic. Then
  the edit is reverted while the old revision is still up: the traffic is back at once, and no pod
  was started for it.
- `hasty` goes from A to B to C to A within seconds, and ends on A, whose pods were never touched.
- `narrow` has no room for two revisions (Recreate): never are pods of both there.

The second story, each in the middle of a rollout: `deleted` is deleted, and nothing is left of it;
`wiped` loses its status, which is rebuilt, and the rollout goes on; and the operator that leads is
killed while `watched` bakes: its successor goes on with the same bake, and brings it to its end.
"""

import json
import time

import pytest

from e2e import operator
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, condition, is_settled, sim
from e2e.harness.leading import OPERATOR, leader
from e2e.harness.rollouts import (
    assert_ready_throughout,
    env,
    events,
    has_preview_service,
    lives,
    need_prometheus,
    phases,
    plugin,
    rollout,
    selected,
    wait_phase,
    wait_selected,
)
from e2e.harness.waiting import stays, until
from e2e.harness.watching import Seen, Watch, watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

TINY_A, TINY_B = ({"model": {"uri": f"file:///models/{it}"}} for it in ("tiny-a", "tiny-b"))
STARTED_WITHIN = 60.0  # seconds
SOON = 15.0  # for what needs no pod, kubectl's own time included
WAITS_FOR = 4.0
# Seconds. What is done in the middle of a rollout is a handful of kubectl commands, each of which
# may take two seconds on a busy machine; and all of it comes before the end of the bake.
LOADS = 15
BAKE = 30
TOKENS, RATE = 20, 4.0
ACTIVE_SINCE = "pilotlight.dev/active-since"


def test_people_promote_revert_and_change_their_minds(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    manual, hasty, narrow = (
        Endpoint(installed, namespace, it) for it in ("manual", "hasty", "narrow")
    )
    kept = {"previousRevision": {"keepFor": "10m"}}
    manual.apply(sim("manual", rollout={"promotion": "Manual", "smokeTest": {}, **kept}))
    hasty.apply(sim("hasty"))
    narrow.apply(sim("narrow", replicas=2, rollout={"strategy": "Recreate"}))
    for endpoint in (manual, hasty, narrow):
        endpoint.wait_ready()
    first = hasty.active()
    untouched = lives(hasty, first)
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "services", namespace) as services,
        watching(installed, "pods", namespace, "-l", "pilotlight.dev/endpoint") as pods,
        client.stream(manual.url, "manual", tokens=TOKENS, rate=RATE) as load,
    ):
        since = time.monotonic()
        narrow.patch(TINY_B)
        manual.patch(TINY_B)
        change_mind(hasty)
        assert_waits_and_is_promoted(client, manual, statuses, services, since)
        assert_reverted_at_once(manual, services, pods)
        hasty.wait("settled on A", lambda it: is_settled(it) and only(hasty) == {first}, 60)
        assert lives(hasty, first) == untouched, "its pods were never touched"
        assert {selected(it.object) for it in services.of("hasty")} == {first}
        assert not has_preview_service(hasty)
        narrow.wait_ready()
        assert most_revisions_at_a_time(pods, "narrow", since) == 1
        client.wait_routed(narrow.url)
        assert client.served_model(narrow.url) == "tiny-b"
        assert client.served_model(hasty.url) == client.served_model(manual.url) == "tiny-a"
        for name in ("manual", "hasty"):
            assert_ready_throughout(statuses, name, since)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"


def change_mind(endpoint: Endpoint) -> None:
    """To B, which takes a while to load, to C, and back."""
    slow = {"runtime": {"env": env(LOAD_SECONDS=LOADS)}}
    endpoint.patch({**TINY_B, **slow})
    seen = endpoint.wait("B is brought up", lambda it: it["status"].get("previewRevision"), SOON)
    second = seen["status"]["previewRevision"]
    endpoint.patch({"runtime": {**slow["runtime"], "engine": {"maxNumSeqs": 64}}})
    endpoint.wait(
        "C is brought up",
        lambda it: it["status"].get("previewRevision") not in (None, second),
        SOON,
    )
    back = {**TINY_A, "runtime": {"env": env(), "engine": {"maxNumSeqs": None}}}
    endpoint.patch(back)


def assert_waits_and_is_promoted(
    client: Client, manual: Endpoint, statuses: Watch, services: Watch, since: float
) -> None:
    """Nothing moves until somebody says so."""
    before = manual.active()
    waits = wait_phase(statuses, "manual", "AwaitingPromotion", since, STARTED_WITHIN)
    revision = rollout(waits.object)["revision"]
    assert waits.object["status"]["previewRevision"] == revision
    preview = rollout(waits.object)["previewUrl"]
    assert preview == f"http://manual-preview.{manual.namespace}.svc.cluster.local/v1"
    assert client.served_model(preview) == "tiny-b", "at the preview URL"
    assert client.served_model(manual.url) == "tiny-a", "and nowhere else"

    def waiting() -> bool:
        seen = manual.read()
        progressing = condition(seen, "Progressing")
        return bool(
            rollout(seen)["phase"] == "AwaitingPromotion"
            and seen["status"]["activeRevision"] == before
            and (progressing["status"], progressing["reason"]) == ("True", "AwaitingPromotion")
            and condition(seen, "Reconciling")["status"] == "False"
            and condition(seen, "Stalled")["status"] == "False"
            and condition(seen, "Ready")["status"] == "True"
        )

    stays("it waits for a person", waiting, WAITS_FOR)
    told = time.monotonic()
    plugin(manual, "rollout", "promote")
    moved = wait_selected(services, "manual", revision, told, SOON)
    print(f"\npromoted: moved {moved.at - told:.1f} s after the command began")
    # kube-proxy takes changes in at most once a second.
    until("the traffic has moved", lambda: client.served_model(manual.url) == "tiny-b", SOON)
    gone = wait_phase(statuses, "manual", "Draining", told, SOON)
    assert rollout(gone.object)["previousRevision"] == before, "it is kept"


def assert_reverted_at_once(manual: Endpoint, services: Watch, pods: Watch) -> None:
    """The pods that served before serve again, by one write to the Service."""
    promoted = manual.active()
    (previous,) = only(manual) - {promoted}
    before = lives(manual, previous)
    reverted = time.monotonic()
    manual.patch(TINY_A)
    moved = wait_selected(services, "manual", previous, reverted, SOON)
    print(f"\nreverted: moved {moved.at - reverted:.1f} s after the edit began")
    assert lives(manual, previous) == before, "its pods were never touched"
    ever = {it.object["metadata"]["uid"] for it in pods_seen(pods, "manual")}
    assert len(ever) == 2, "one pod of each revision, and no other"
    assert not events(manual, "RolledBack"), "somebody meant it"


def only(endpoint: Endpoint) -> set[str]:
    """The revisions that have a Deployment."""
    return {it["metadata"]["name"] for it in endpoint.children("deployments")}


def pods_seen(pods: Watch, endpoint: str) -> list[Seen]:
    """Every version of every pod of an endpoint."""
    label = "pilotlight.dev/endpoint"
    return [it for it in pods.seen if it.object["metadata"]["labels"][label] == endpoint]


def most_revisions_at_a_time(pods: Watch, endpoint: str, since: float) -> int:
    """Of how many revisions pods held their node in the same moment, also those that were going.

    One whose containers have all ended holds nothing, though its object stays for a moment longer.
    """
    there: dict[str, str] = {}
    most = 0
    for it in pods_seen(pods, endpoint):
        ended = it.object.get("status", {}).get("phase") in ("Succeeded", "Failed")
        if it.gone or ended:
            there.pop(it.name, None)
        else:
            there[it.name] = it.object["metadata"]["labels"]["pilotlight.dev/revision"]
        most = max(most, len(set(there.values())))
    assert any(it.at > since and it.gone for it in pods_seen(pods, endpoint)), "pods were exchanged"
    return most


def test_what_interrupts_a_rollout_does_not_derail_it(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    deleted, wiped, watched = (
        Endpoint(installed, namespace, it) for it in ("deleted", "wiped", "watched")
    )
    loads = {"runtime": {"env": env(LOAD_SECONDS=LOADS)}}
    gates = [{"metric": "ErrorRate", "maxPercent": 1}]
    analysis = {
        "bake": f"{BAKE}s", "minRequests": 10, "gates": gates, "onInconclusive": "RollBack"
    }  # fmt: skip
    deleted.apply(sim("deleted", rollout={"smokeTest": {}}))
    wiped.apply(sim("wiped", rollout={"smokeTest": {}}))
    watched.apply(sim("watched", rollout={"analysis": analysis}))
    for endpoint in (deleted, wiped, watched):
        endpoint.wait_ready()
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "services", namespace) as services,
        client.stream(watched.url, "watched", tokens=TOKENS, rate=RATE, keep_alive=0.0) as load,
    ):
        since = time.monotonic()
        watched.patch(TINY_B)
        wiped.patch({**TINY_B, **loads})
        deleted.patch({**TINY_B, **loads})
        wait_phase(statuses, "deleted", "Starting", since, SOON)
        until("its preview is there", lambda: has_preview_service(deleted), SOON)
        installed("delete", "iep", "deleted", "-n", namespace, "--wait", "--timeout=60s")
        wait_rebuilt(installed, statuses, wiped, since)
        revision = kill_leader_in_bake(installed, statuses, services, watched, since)
        wait_phase(statuses, "watched", "Idle", since, STARTED_WITHIN + 3 * BAKE)
        wiped.wait_ready()
        ended = load.stop()
        for name in ("watched",):
            assert_ready_throughout(statuses, name, since)
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert phases(statuses, "watched", since)[-3:] == ["Baking", "Draining", "Idle"]
    assert watched.active() == revision
    assert len(events(watched, "TrafficSwitched")) == 1
    assert not events(watched, "RolledBack")
    assert client.served_model(wiped.url) == client.served_model(watched.url) == "tiny-b"
    assert len(events(wiped, "TrafficSwitched")) == 1
    deleted.gone()


def wait_rebuilt(kubectl: Kubectl, statuses: Watch, wiped: Endpoint, since: float) -> None:
    """The status is deleted while the new revision loads, and tells the same again."""
    before = wait_phase(statuses, wiped.name, "Starting", since, SOON).object["status"]
    nothing = ("--subresource=status", "--type=merge", "-p", json.dumps({"status": None}))
    asked = time.monotonic()
    kubectl("patch", "iep", wiped.name, "-n", wiped.namespace, *nothing)
    # The operator may be quicker than the command's end.
    gone = statuses.wait("without a status", wiped.name, lambda it: "status" not in it, asked, SOON)
    again = wait_phase(statuses, wiped.name, "Starting", gone.at, SOON).object["status"]
    for field in (
        "activeRevision",
        "previewRevision",
        "url",
        "observedGeneration",
        "readyReplicas",
    ):
        assert again[field] == before[field], field
    for field in ("revision", "deadline", "previewUrl"):
        assert again["rollout"][field] == before["rollout"][field], field


def kill_leader_in_bake(
    kubectl: Kubectl, statuses: Watch, services: Watch, watched: Endpoint, since: float
) -> str:
    """Another one leads, and it is the same bake. Returns the revision that bakes."""
    baking = wait_phase(statuses, "watched", "Baking", since, STARTED_WITHIN)
    revision = str(rollout(baking.object)["revision"])
    began = wait_selected(services, "watched", revision, since, SOON).object
    current = leader(kubectl)
    at_once = ("--grace-period=0", "--force")
    kubectl("delete", "pod", current.pod, *OPERATOR, *at_once)
    killed = time.monotonic()
    assert rollout(watched.read())["phase"] == "Baking"
    current.succeeded()
    idle = wait_phase(statuses, "watched", "Idle", killed, 3 * BAKE + SOON)
    service = services.of("watched")[-1].object
    for key in (ACTIVE_SINCE, "pilotlight.dev/switched-from"):
        assert annotation(service, key) == annotation(began, key), "the same switch"
    assert idle.at - baking.at >= BAKE - 2, "the whole bake"
    kubectl("rollout", "status", f"deployment/{operator.RELEASE}", *OPERATOR, "--timeout=60s")
    return revision


def annotation(seen: Json, key: str) -> str | None:
    """One of an object."""
    found = seen["metadata"]["annotations"].get(key)
    return None if found is None else str(found)
