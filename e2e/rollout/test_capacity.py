"""Too few accelerators for both revisions: what serves goes on, and what is free is promised once.

Six endpoints on one node, each short of accelerators of a kind of its own:

- `spare` has two replicas, and one accelerator is free for the new revision. Its first replica
  comes up there, is tested, and shares the traffic; then the others are exchanged, one by one.
- `full` has two replicas, and none is free: one of those that serve goes first, which
  `minAvailable` allows, and then the same.
- `alone` has one replica and none is free. It waits, says for how many, and nothing that serves is
  touched; when an accelerator appears, it goes on by itself.
- `left` and `right` have one replica each, and both want the only one that is free. One gets it,
  the other waits, and follows when the first one's old pod is gone.
- `worse` is like `spare`, but its new revision fails while both share the traffic: all of it goes
  back to the old one, of which nothing has gone.

Streams go on all the time, and each is whole, but for those that the bad engine itself refuses.
The Services never have fewer ready pods than `minAvailable`, or, where there is an accelerator to
spare, than replicas; none leads to a revision that has not been tested; and no pod is left to a
scheduler that has nothing for it, but in the place of one that is on its way out.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from e2e.harness.accelerators import advertise, advertised
from e2e.harness.client import Client, Load, not_whole
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.rollouts import (
    REVISION,
    assert_ready_throughout,
    began,
    env,
    events,
    lives,
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
from e2e.harness.routing import fewest_ready
from e2e.harness.waiting import unchanged, until
from e2e.harness.watching import Seen, Watch, watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

NVIDIA = "nvidia.com/gpu"
OWN = {
    "spare": NVIDIA,
    "full": "amd.com/gpu",
    "alone": "example.com/alone",
    "left": "example.com/pair",
    "right": "example.com/pair",
    "worse": "example.com/worse",
}
THERE = {OWN["spare"]: 3, OWN["full"]: 2, OWN["alone"]: 1, OWN["left"]: 3, OWN["worse"]: 3}
MIN_AVAILABLE = 1  # of two replicas, where nothing is said
TINY_B = {"model": {"uri": "file:///models/tiny-b"}}
STEP_MILLISECONDS = 100
TOKENS = 30  # so a stream lasts three seconds
TEST = {"smokeTest": {"maxTokens": 16, "expect": "^I am tiny-[ab] "}}
GATES = {
    "analysis": {
        "bake": "10m",
        "minRequests": 3,
        "gates": [{"metric": "ErrorRate", "maxPercent": 1}],
    }
}
ORDER = {"tokens": TOKENS, "rate": 3.0, "keep_alive": 0.1}
TOLD_WITHIN = 15.0  # seconds
STARTED_WITHIN = 60.0  # several start at the same time
EXCHANGED_WITHIN = 120.0  # two pods drain, one after the other, and two start
WAITS_FOR = 4.0
GOES_ON_WITHIN = 10.0
BACK_WITHIN = 5.0 + 5.0 + 10.0  # a scrape, a question to Prometheus, and a busy machine
TOLD_LATE = 0.5  # seconds by which one watch may be behind another
MOVED_WITHIN = 0.5 + 1.0  # kube-proxy takes changes in once a second
REPLACED_WITHIN = 3.0  # from a pod that finds no room to the deletion that makes it


def test_a_rollout_in_want_of_accelerators_takes_only_what_it_may(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    everyone = {name: Endpoint(installed, namespace, name) for name in OWN}
    spare, full, alone, left, right, worse = everyone.values()
    with advertised(installed, THERE):
        for endpoint in everyone.values():
            endpoint.apply(manifest(endpoint.name))
        for endpoint in everyone.values():
            endpoint.wait_ready()
        with (
            watching(installed, "iep", namespace) as statuses,
            watching(installed, "services", namespace) as services,
            watching(installed, "endpointslices", namespace) as slices,
            watching(installed, "pods", namespace, "-l", REVISION) as pods,
            client.stream(spare.url, "spare", **ORDER) as asks_spare,
            client.stream(full.url, "full", **ORDER) as asks_full,
            client.stream(worse.url, "worse", **ORDER) as asks_worse,
            ThreadPoolExecutor() as pool,
        ):
            asks_worse.wait_for(1, limit=30)
            since = time.monotonic()
            stories = (
                pool.submit(exchange, spare, statuses, services, asks_spare),
                pool.submit(exchange, full, statuses, services, asks_full),
                pool.submit(wait_alone, alone, statuses),
                pool.submit(share_one, (left, right), statuses, pods),
                pool.submit(turn_bad, client, worse, statuses, services, asks_worse),
            )
            for story in stories:
                story.result()
        for name in everyone:
            assert_ready_throughout(statuses, name, since)
            fewest = 2 if name in ("spare", "worse") else MIN_AVAILABLE
            assert fewest_ready(slices, name, since) >= fewest, name
        for name in ("alone", "left", "right"):
            assert not without_room(pods, name)
        for name in ("spare", "full", "worse"):
            assert_only_in_the_place_of_another(pods, name)
        print(f"\nfewest ready: { ({it: fewest_ready(slices, it, since) for it in everyone}) }")


def manifest(name: str) -> Json:
    """An endpoint whose replicas take one accelerator of its own kind."""
    pair = name in ("spare", "full", "worse")
    return sim(
        name,
        replicas=2 if pair else 1,
        runtime={
            "env": env(STEP_MILLISECONDS=STEP_MILLISECONDS),
            "resources": {"limits": {NVIDIA: 0, OWN[name]: 1}},
        },
        rollout=(GATES if name == "worse" else TEST) if pair else {},
    )


def exchange(endpoint: Endpoint, statuses: Watch, services: Watch, load: Load) -> None:
    """From two replicas of the one revision to two of the other."""
    name, before = endpoint.name, endpoint.active()
    since = time.monotonic()
    endpoint.patch(TINY_B)
    tested = wait_phase(statuses, name, "Testing", since, STARTED_WITHIN)
    after = str(rollout(tested.object)["revision"])
    shared = services.wait("is shared", name, is_shared, since, STARTED_WITHIN + TOLD_WITHIN)
    assert tested.at < shared.at, "not before it was tested"
    wait_phase(statuses, name, "Exchanging", since, STARTED_WITHIN + TOLD_WITHIN)
    pinned = wait_selected(services, name, after, since, EXCHANGED_WITHIN)
    wait_phase(statuses, name, "Idle", shared.at, EXCHANGED_WITHIN)
    ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    moments = began(load)
    first = min(moments[one["id"]] for one in ended if speaker(one) == "tiny-b")
    last = max(
        moments[one["id"]] for one in ended if speaker(one) == "tiny-a" and not one["reused"]
    )
    assert shared.at - TOLD_LATE < first, "nothing was asked of it before"
    print(
        f"\n{name}: shared after {shared.at - since:.1f} s, exchanged after"
        f" {pinned.at - since:.1f} s; first stream from the new one {first - shared.at:+.1f} s"
        f" after it was shared, last from the old one {last - pinned.at:+.1f} s after that was over"
    )
    assert [selected(it) for it in versions(services, name)] == [before, "", after]
    told = phases(statuses, name, since)
    # Before, it may have waited for a while; in the end there may be nothing left that drains.
    order = [it for it in told[told.index("Testing") :] if it != "Draining"]
    assert order == ["Testing", "Exchanging", "Idle"], told
    modes = {
        rollout(it.object).get("capacityMode")
        for it in statuses.of(name, since)
        if rollout(it.object)["phase"] in ("Testing", "Exchanging")
    }
    assert modes == {"Stepwise"}
    assert_all_there(statuses, endpoint, after, since)
    assert len(events(endpoint, "TrafficShared")) == 1
    assert len(events(endpoint, "TrafficSwitched")) == 1
    assert not events(endpoint, "RolledBack")


def assert_all_there(statuses: Watch, endpoint: Endpoint, revision: str, since: float) -> None:
    """Whoever is told that it is over finds both replicas Ready, and no others."""

    def over(seen: Json) -> bool:
        reason = condition(seen, "Progressing")["reason"]
        return (seen["status"]["activeRevision"], reason) == (revision, "RolloutComplete")

    told = statuses.wait("over", endpoint.name, over, since, EXCHANGED_WITHIN)
    assert told.object["status"]["readyReplicas"] == 2, told.object["status"]
    assert [it["metadata"]["name"] for it in endpoint.children("deployments")] == [revision]


def wait_alone(alone: Endpoint, statuses: Watch) -> None:
    """Nothing moves until an accelerator appears; then everything does."""
    first = alone.active()
    before = lives(alone, first)
    since = time.monotonic()
    alone.patch(TINY_B)
    waits = wait_phase(statuses, "alone", "WaitingForGPU", since, TOLD_WITHIN)
    for message in (rollout(waits.object)["message"], waits.object["status"]["message"]):
        assert f"waiting for 1 {OWN['alone']}" in message, message
    progressing = condition(waits.object, "Progressing")
    assert (progressing["status"], progressing["reason"]) == ("True", "WaitingForGPU")
    wait_event(alone, "WaitingForGPU")
    unchanged(lambda: lives(alone, first), before, WAITS_FOR)
    assert len(alone.pods()) == 1, "no pod is there that cannot start"
    assert rollout(alone.read())["phase"] == "WaitingForGPU"

    advertise(alone.kubectl, {OWN["alone"]: 2})
    appeared = time.monotonic()
    goes_on = wait_phase(statuses, "alone", "Starting", appeared, GOES_ON_WITHIN)
    print(f"\nalone: goes on {goes_on.at - appeared:.1f} s after the accelerator appeared")
    wait_phase(statuses, "alone", "Idle", appeared, EXCHANGED_WITHIN)
    assert alone.active() == rollout(waits.object)["revision"]


def share_one(pair: tuple[Endpoint, Endpoint], statuses: Watch, pods: Watch) -> None:
    """One accelerator is promised to one of them."""
    before = {it.name: it.active() for it in pair}
    since = time.monotonic()
    with ThreadPoolExecutor() as at_once:
        list(at_once.map(lambda it: it.patch(TINY_B), pair))

    def waiting() -> str:
        now = {it.name: rollout(it.read()).get("phase") for it in pair}
        return next((name for name, phase in now.items() if phase == "WaitingForGPU"), "")

    later = until("one of them waits", waiting, TOLD_WITHIN)
    (sooner,) = before.keys() - {later}
    waits = wait_phase(statuses, later, "WaitingForGPU", since, TOLD_WITHIN)
    assert f"waiting for 1 {OWN[later]}" in rollout(waits.object)["message"]
    for name in (sooner, later):
        wait_phase(statuses, name, "Idle", waits.at, EXCHANGED_WITHIN)
    assert "WaitingForGPU" not in phases(statuses, sooner, since)
    left = next(it for it in of_revision(pods, before[sooner]) if has_ended(it))
    came = next(it for it in pods_seen(pods, later) if of(it) != before[later] and it.at > since)
    print(f"\n{later} came {came.at - left.at:.1f} s after the last old pod of {sooner} had gone")
    assert came.at > left.at - TOLD_LATE, "not before its place was free"


def turn_bad(client: Client, worse: Endpoint, statuses: Watch, services: Watch, load: Load) -> None:
    """The new revision shares the traffic, and loses it for its gate."""
    first = worse.active()
    before = lives(worse, first)
    since = time.monotonic()
    worse.patch(TINY_B)

    def kept(seen: Json) -> bool:
        gates = rollout(seen).get("gates") or []
        return bool(gates) and all(gate["verdict"] == "Pass" for gate in gates)

    good = statuses.wait("its gate is kept", "worse", kept, since, STARTED_WITHIN + BACK_WITHIN)
    assert rollout(good.object)["phase"] == "Baking"
    assert is_shared(services.of("worse")[-1].object)
    second = rollout(good.object)["revision"]
    failing = time.monotonic()
    for pod in pods_of(worse, second):
        url = f"http://{pod['status']['podIP']}:{port(pod)}/sim/faults"
        assert client.send("PUT", url, {"errorPercent": 100}).status == 200
    back = wait_selected(services, "worse", first, failing, BACK_WITHIN)
    told = wait_phase(statuses, "worse", "Failed", failing, BACK_WITHIN + TOLD_WITHIN)
    print(f"\nworse: back after {back.at - failing:.1f} s")
    verdict = condition(told.object, "Progressing")
    assert (verdict["status"], verdict["reason"]) == ("False", "GateFailed"), verdict
    assert wait_event(worse, "RolledBack").startswith(f"Moved traffic from {second} to {first}: ")
    until("the bad one is gone", lambda: not pods_of(worse, second), EXCHANGED_WITHIN)
    assert lives(worse, first) == before, "nothing of it has gone"
    ended, moments = load.stop(), began(load)
    for one in not_whole(ended, TOKENS):
        assert (one["status"], one["tokens"]) == (500, None), one
        assert failing < moments[one["id"]] < back.at + MOVED_WITHIN, one
    assert {speaker(one) for one in ended if moments[one["id"]] > back.at + MOVED_WITHIN} == {
        "tiny-a"
    }


def is_shared(service: Json) -> bool:
    """It leads to the pods of whatever revision."""
    return not selected(service)


def versions(services: Watch, name: str) -> list[Json]:
    """Those of a Service that differ in where they lead to."""
    seen = [it.object for it in services.of(name)]
    return [seen[0], *(now for was, now in pairwise(seen) if selected(was) != selected(now))]


def port(pod: Json) -> int:
    """Where a worker answers."""
    (worker,) = pod["spec"]["containers"]
    return int(next(it["containerPort"] for it in worker["ports"] if it["name"] == "http"))


def of(seen: Seen) -> str:
    """The revision of a pod."""
    return str(seen.object["metadata"]["labels"][REVISION])


def has_ended(seen: Seen) -> bool:
    """Its place is free."""
    return seen.gone or seen.object["status"]["phase"] in ("Succeeded", "Failed")


def of_revision(pods: Watch, revision: str) -> list[Seen]:
    """Every version of every pod of a revision."""
    return [it for it in pods.seen if of(it) == revision]


def pods_seen(pods: Watch, endpoint: str) -> list[Seen]:
    """Every version of every pod of an endpoint."""
    label = "pilotlight.dev/endpoint"
    return [it for it in pods.seen if it.object["metadata"]["labels"][label] == endpoint]


def without_room(pods: Watch, endpoint: str) -> list[Seen]:
    """Pods for which the scheduler found no place."""
    return [it for it in pods_seen(pods, endpoint) if _is_unschedulable(it.object)]


def assert_only_in_the_place_of_another(pods: Watch, endpoint: str) -> None:
    """As long as a pod finds no room, there is one that makes it: it goes, and is not gone yet."""
    seen = pods_seen(pods, endpoint)
    for it in without_room(pods, endpoint):
        going = [
            other
            for other in seen
            if other.at < it.at + REPLACED_WITHIN
            and "deletionTimestamp" in other.object["metadata"]
        ]
        gone = {other.name for other in going if other.gone and other.at < it.at - REPLACED_WITHIN}
        assert {other.name for other in going} - gone, f"{it.name} has no room to expect"


def _is_unschedulable(pod: Json) -> bool:
    return any(
        it["type"] == "PodScheduled" and it.get("reason") == "Unschedulable"
        for it in pod["status"].get("conditions", ())
    )
