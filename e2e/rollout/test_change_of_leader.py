"""Whoever leads, it is one rollout: leaders are stopped in its middle, upgraded, and killed.

The first story, under streams of four seconds: the leader is stopped (SIGSTOP) while it tests the
new revision, so the next thing that it would do is to move the traffic. Another one takes over, and
begins the test again. Then the first wakes up with a passed test in its hands: it ends, and has
written nothing. The second moves the traffic, once. While the revision bakes, and that of a second
endpoint loads, the operator is upgraded: the bake goes on from where it began, the second rollout
comes to its end, and no pod is touched.

The second story: one rollout follows another on two endpoints, and five times, at moments that come
from a seed (`PILOTLIGHT_SEED` repeats one), the process that leads gets SIGKILL. In the end both
serve what was asked for last. Each edit has made one revision, with as many pods as it has replicas
and no more; the Service never had fewer ready pods than the floor; each stream is whole.
"""

import os
import random
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

from e2e import operator
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, is_settled, sim
from e2e.harness.leading import Leader, leader
from e2e.harness.rollouts import (
    REVISION,
    assert_ready_throughout,
    env,
    events,
    lives,
    need_prometheus,
    phases,
    rollout,
    selected,
    wait_event,
    wait_phase,
    wait_selected,
)
from e2e.harness.routing import fewest_ready
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

TINY_B = {"model": {"uri": "file:///models/tiny-b"}}
REPLICAS, FLOOR = 2, 2
TOKENS = 40
# Connections that are kept for long keep the old revision busy for long.
ORDER = {"rate": 4.0, "keep_alive": 0.1}
STEP_MILLISECONDS = 100  # so a stream lasts four seconds
TEST_TOKENS = 60  # and the test six
STARTED_WITHIN = 30.0  # seconds
TESTED_WITHIN = 30.0  # the next leader begins it again
LOADS = 10  # seconds: longer than it takes to replace the leader
LED_BY_THE_NEXT_WITHIN = 15.0
DRAINED_WITHIN = 60.0
UPGRADED_WITHIN = 60.0
ANNOTATIONS = ("pilotlight.dev/active-since", "pilotlight.dev/switched-from")
GATE = {"metric": "ErrorRate", "maxPercent": 1}
KILLS = 5
LATEST = 5.0  # seconds between an edit and a kill, beside the rest of the rollout before
QUICK_TOKENS = 60


def test_a_rollout_goes_on_when_its_leader_is_stopped_or_upgraded(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    chat, late = (Endpoint(installed, namespace, it) for it in ("chat", "late"))
    test = {"maxTokens": TEST_TOKENS, "expect": "^I am tiny-[ab] "}
    slow = {"env": env(STEP_MILLISECONDS=STEP_MILLISECONDS)}
    rules = {"smokeTest": test, "analysis": bakes("10m")}
    chat.apply(sim("chat", replicas=REPLICAS, runtime=slow, rollout=rules))
    late.apply(sim("late"))
    for endpoint in (chat, late):
        endpoint.wait_ready()
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "services", namespace) as services,
        watching(installed, "pods", namespace, "-l", REVISION) as pods,
        watching(installed, "endpointslices", namespace) as slices,
        client.stream(chat.url, "chat", tokens=TOKENS, **ORDER) as load,
    ):
        load.wait_for(1, limit=30)
        first, before = leader(installed), lives(chat, chat.active())
        since = time.monotonic()
        chat.patch(TINY_B)
        second = stop_in_the_test(statuses, services, first, since)
        assert_writes_no_more(services, first, since)
        revision, switch = assert_switched_by(second, statuses, services, chat, since)
        assert lives(chat, rollout(chat.read())["previousRevision"]) == before

        late.patch({**TINY_B, "runtime": {"env": env(LOAD_SECONDS=LOADS)}})
        starting = wait_phase(statuses, "late", "Starting", since, STARTED_WITHIN + TESTED_WITHIN)
        upgrade(installed, second)
        assert rollout(chat.read())["phase"] == "Baking"
        assert lives(chat, rollout(chat.read())["previousRevision"]) == before
        moment = time.monotonic()
        chat.patch({"rollout": {"analysis": {"bake": "10s"}}})
        wait_phase(statuses, "chat", "Idle", moment, DRAINED_WITHIN)
        wait_phase(statuses, "late", "Idle", starting.at, DRAINED_WITHIN + UPGRADED_WITHIN)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    assert marks(services.of("chat")[-1].object) == switch, "the same bake to the end"
    assert chat.active() == revision
    assert fewest_ready(slices, "chat", since) >= REPLICAS
    order = phases(statuses, "chat", since)
    assert order[order[0] == "Idle" :] == ["Starting", "Testing", "Baking", "Draining", "Idle"]
    for endpoint, replicas in ((chat, REPLICAS), (late, 1)):
        assert_ready_throughout(statuses, endpoint.name, since)
        assert len(events(endpoint, "TrafficSwitched")) == 1
        assert not events(endpoint, "RolledBack")
        assert set(pods_ever(pods, endpoint.name).values()) == {replicas}
    assert not restarted(pods)


def bakes(how_long: str) -> Json:
    """One gate, and without a verdict the way back: a bake that nobody watches is not passed."""
    return {"bake": how_long, "minRequests": 5, "gates": [GATE], "onInconclusive": "RollBack"}


def stop_in_the_test(statuses: Watch, services: Watch, first: Leader, since: float) -> Leader:
    """The leader stands still amid the test; returns who leads instead."""
    wait_phase(statuses, "chat", "Testing", since, STARTED_WITHIN)
    first.signal("SIGSTOP")
    second = first.succeeded()
    assert len({selected(it.object) for it in services.of("chat")}) == 1, "nothing has moved"
    return second


def assert_writes_no_more(services: Watch, first: Leader, since: float) -> None:
    """It wakes up with an answer to its test, sees that its time is over, and ends."""
    said = first.wakes_and_ends()
    assert any("ending: " in line for line in said), said
    assert not any("pass key=" in line for line in said), said
    changes = [it.at - since for it in services.of("chat", since)]
    print(f"\nthe deposed leader said {len(said)} lines; the Service was changed at {changes}")


def assert_switched_by(
    second: Leader, statuses: Watch, services: Watch, chat: Endpoint, since: float
) -> tuple[str, Json]:
    """The traffic moves, and it is the second one who says so. Returns revision and switch."""
    baking = wait_phase(statuses, "chat", "Baking", since, STARTED_WITHIN + TESTED_WITHIN)
    revision = str(rollout(baking.object)["revision"])
    moved = wait_selected(services, "chat", revision, since, STARTED_WITHIN + TESTED_WITHIN)
    wait_event(chat, "TrafficSwitched")
    (event,) = (it for it in chat.events() if it["reason"] == "TrafficSwitched")
    assert event["reportingInstance"] == second.identity, event
    return revision, marks(moved.object)


def upgrade(kubectl: Kubectl, replaced: Leader) -> None:
    """helm gives the operator other pods, and one of these leads."""
    operator.install({r"podAnnotations.pilotlight\.dev/story": secrets.token_hex(4)})
    there = kubectl.json("get", "pods", "-n", operator.NAMESPACE)["items"]
    assert replaced.pod not in {it["metadata"]["name"] for it in there if not _going(it)}
    assert replaced.succeeded().pod != replaced.pod


def marks(service: Json) -> Json:
    """What the Service remembers of the switch."""
    return {key: service["metadata"]["annotations"].get(key) for key in ANNOTATIONS}


def test_a_leader_that_is_killed_in_a_rollout_leaves_nothing_half_done(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    seed = int(os.environ.get("PILOTLIGHT_SEED") or secrets.randbelow(2**32))
    print(f"\nPILOTLIGHT_SEED={seed}")
    moments = random.Random(seed)
    watched, plain = (Endpoint(installed, namespace, it) for it in ("watched", "plain"))
    rules = {"smokeTest": {}, "analysis": bakes("10s")}
    watched.apply(sim("watched", replicas=REPLICAS, rollout=rules))
    plain.apply(sim("plain", replicas=REPLICAS))
    for endpoint in (watched, plain):
        endpoint.wait_ready()
    edits: Counter[str] = Counter()
    order = {"tokens": QUICK_TOKENS, **ORDER}
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "pods", namespace, "-l", REVISION) as pods,
        watching(installed, "deployments", namespace, "-l", REVISION) as deployments,
        watching(installed, "endpointslices", namespace) as slices,
        client.stream(watched.url, "watched", **order) as asks_watched,
        client.stream(plain.url, "plain", **order) as asks_plain,
    ):
        since = time.monotonic()
        for number in range(KILLS):
            current = leader(installed)
            for endpoint in (watched, plain):
                edits[endpoint.name] += edit_when_settled(endpoint, number)
            kill(statuses, current, moments.uniform(0, LATEST))
        for endpoint in (watched, plain):
            endpoint.wait("settled", is_settled, DRAINED_WITHIN)
        streams = {"watched": asks_watched.stop(), "plain": asks_plain.stop()}
    for name, ended in streams.items():
        assert not not_whole(ended, QUICK_TOKENS), f"{name}: {not_whole(ended, QUICK_TOKENS)[:3]}"
        assert_ready_throughout(statuses, name, since)
    for endpoint in (watched, plain):
        made = {it.name for it in deployments.seen if it.name.startswith(f"{endpoint.name}-")}
        assert len(made) == edits[endpoint.name] + 1, "one for each edit"
        assert pods_ever(pods, endpoint.name) == dict.fromkeys(made, REPLICAS)
        assert fewest_ready(slices, endpoint.name, since) >= FLOOR
        switched = events(endpoint, "TrafficSwitched")
        assert len(switched) == len(set(switched)) <= edits[endpoint.name]
        assert not events(endpoint, "RolledBack")
        (left,) = endpoint.children("deployments")
        assert left["metadata"]["name"] == endpoint.active()
    assert not restarted(pods)


def edit_when_settled(endpoint: Endpoint, number: int) -> int:
    """The next revision, if the one before is there. Returns the number of edits."""
    if not is_settled(endpoint.read()):
        return 0
    endpoint.patch({"runtime": {"engine": {"maxNumSeqs": 64 + number}}})
    return 1


def kill(statuses: Watch, current: Leader, delay: float) -> None:
    """SIGKILL for who leads, amid whatever is going on then."""
    time.sleep(delay)
    current.signal("SIGKILL")
    amid = {name: (phases(statuses, name) or ["-"])[-1] for name in ("watched", "plain")}
    killed = time.monotonic()
    current.succeeded()
    taken = time.monotonic() - killed
    print(f"killed {delay:.1f} s after the edits, in {amid}; taken over {taken:.1f} s later")


def pods_ever(pods: Watch, endpoint: str) -> dict[str, int]:
    """How many pods each revision of an endpoint has had, all its time."""
    found: dict[str, set[str]] = defaultdict(set)
    for metadata in _metadata(pods):
        if metadata["labels"]["pilotlight.dev/endpoint"] == endpoint:
            found[metadata["labels"][REVISION]].add(metadata["uid"])
    return {revision: len(uids) for revision, uids in found.items()}


def restarted(pods: Watch) -> set[str]:
    """Names of the pods of which a container was started again."""
    return {
        it.name
        for it in pods.seen
        for one in it.object["status"].get("containerStatuses", ())
        if one["restartCount"]
    }


def _metadata(pods: Watch) -> Iterable[Json]:
    return (it.object["metadata"] for it in tuple(pods.seen))


def _going(pod: Json) -> bool:
    return "deletionTimestamp" in pod["metadata"]
