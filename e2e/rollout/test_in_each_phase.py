"""In each phase of a rollout somebody edits the spec, pauses the endpoint, or deletes it.

Side by side, under load where there is something to lose:

- `edited` gets another model setting while it waits for promotion, while it bakes, and while the
  revision before is kept: four revisions, of which the second is given up before it has had the
  traffic. Each of the others gets it when it is ready and promoted, and not before.
- `paused` is paused while it starts, waits for promotion, bakes, and keeps the revision before.
  Each time what would come next is made possible, and nothing is written until it may go on.
- Three are deleted: while they wait for promotion, bake, and drain. Nothing of them is left.

The same while a rollout starts is in test_by_hand.py.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, is_paused, is_settled, sim
from e2e.harness.rollouts import (
    REVISION,
    assert_ready_throughout,
    env,
    events,
    lives,
    need_prometheus,
    rollout,
    selected,
    wait_phase,
    wait_selected,
)
from e2e.harness.waiting import unchanged
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

TINY_B = {"model": {"uri": "file:///models/tiny-b"}}
MANUAL = {"promotion": "Manual"}
STARTED_WITHIN = 45.0  # seconds; several start at the same time
SOON = 15.0
LOADS = 4
STAYS_FOR = 3.0  # seconds in which a paused endpoint has the chance to move
TOKENS = 20
ORDER = {"tokens": TOKENS, "rate": 3.0, "keep_alive": 0.1}
DELETED_IN = ("AwaitingPromotion", "Baking", "Draining")


def test_an_edit_a_pause_or_a_deletion_in_any_phase_ends_as_the_last_spec_says(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    need_prometheus(installed)
    edited, paused = (Endpoint(installed, namespace, it) for it in ("edited", "paused"))
    deleted = {it: Endpoint(installed, namespace, it.lower()) for it in DELETED_IN}
    for endpoint in (edited, paused):
        endpoint.apply(sim(endpoint.name, rollout={**MANUAL, **bakes("10m")}))
    for phase, endpoint in deleted.items():
        endpoint.apply(sim(endpoint.name, rollout=leading_to(phase)))
    for endpoint in (edited, paused, *deleted.values()):
        endpoint.wait_ready()
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "services", namespace) as services,
        client.stream(edited.url, "edited", **ORDER) as asks_edited,
        client.stream(paused.url, "paused", **ORDER) as asks_paused,
        ThreadPoolExecutor() as pool,
    ):
        since = time.monotonic()
        stories = [
            pool.submit(edit_in_each_phase, edited, statuses, services),
            pool.submit(pause_in_each_phase, paused, statuses, services),
            *(pool.submit(delete_in, phase, it, statuses) for phase, it in deleted.items()),
        ]
        for story in stories:
            story.result()
        streams = {"edited": asks_edited.stop(), "paused": asks_paused.stop()}
    for name, ended in streams.items():
        assert not not_whole(ended, TOKENS), f"{name}: {not_whole(ended, TOKENS)[:3]}"
        assert_ready_throughout(statuses, name, since)
    assert client.served_model(paused.url) == "tiny-b"
    assert len(events(paused, "TrafficSwitched")) == 1


def bakes(how_long: str, keep: str = "0s") -> Json:
    """Rules of a rollout that is watched so long, and keeps the revision before for a while."""
    gate = {"metric": "ErrorRate", "maxPercent": 1}
    analysis = {"bake": how_long, "minRequests": 1, "gates": [gate], "onInconclusive": "Promote"}
    return {"analysis": analysis, "previousRevision": {"keepFor": keep}}


def leading_to(phase: str) -> Json:
    """Rules by which a rollout stays in a phase."""
    return {
        "AwaitingPromotion": MANUAL,
        "Baking": bakes("10m"),
        "Draining": {"previousRevision": {"keepFor": "10m"}},
    }[phase]


def delete_in(phase: str, endpoint: Endpoint, statuses: Watch) -> None:
    """And nothing of it is left."""
    since = time.monotonic()
    endpoint.patch(TINY_B)
    wait_phase(statuses, endpoint.name, phase, since, STARTED_WITHIN)
    assert len(endpoint.children("deployments")) == 2
    endpoint.kubectl("delete", "iep", endpoint.name, "-n", endpoint.namespace, "--wait=false")
    endpoint.gone()


def edit_in_each_phase(edited: Endpoint, statuses: Watch, services: Watch) -> None:
    """The traffic goes from the first revision to the third, the fourth and the fifth."""
    served = [edited.active()]
    given_up = edit(edited, statuses, 61)
    assert lives(edited, given_up)
    for number in (62, 63, 64):
        # While the one before waits for promotion; then while it bakes; then while it keeps.
        before = lives(edited, served[-1])
        served.append(edit(edited, statuses, number))
        assert lives(edited, served[-2]) == before, "what serves is as it was"
        told = time.monotonic()
        edited.patch({"rollout": {"promote": served[-1]}})
        wait_selected(services, "edited", served[-1], told, SOON)
        if number == 63:
            edited.patch({"rollout": bakes("10s", keep="10m")})
            wait_phase(statuses, "edited", "Draining", told, STARTED_WITHIN)
    edited.patch({"rollout": bakes("10s")})
    edited.wait("settled", is_settled, STARTED_WITHIN + SOON)
    ways = [name for name, _ in groupby(selected(it.object) for it in services.of("edited"))]
    assert ways == served
    assert [it["metadata"]["name"] for it in edited.children("deployments")] == served[-1:]
    assert not events(edited, "RolledBack")


def edit(edited: Endpoint, statuses: Watch, number: int) -> str:
    """Another revision, until it waits for promotion. Returns its name."""
    before = rollout(edited.read()).get("revision")
    since = time.monotonic()
    edited.patch({"runtime": {"engine": {"maxNumSeqs": number}}})

    def waits(seen: Json) -> bool:
        told = rollout(seen)
        return told.get("phase") == "AwaitingPromotion" and told["revision"] != before

    seen = statuses.wait(f"edit {number} waits", "edited", waits, since, STARTED_WITHIN)
    return str(rollout(seen.object)["revision"])


def pause_in_each_phase(paused: Endpoint, statuses: Watch, services: Watch) -> None:
    """What comes next comes once the endpoint may go on."""
    since, first = time.monotonic(), paused.active()
    paused.patch({**TINY_B, "runtime": {"env": env(LOAD_SECONDS=LOADS)}})
    seen = wait_phase(statuses, "paused", "Starting", since, SOON)
    second = rollout(seen.object)["revision"]
    resumed = while_paused(paused, lambda: wait_pod_ready(paused, second))
    wait_phase(statuses, "paused", "AwaitingPromotion", resumed, STARTED_WITHIN)
    resumed = while_paused(paused, lambda: paused.patch({"rollout": {"promote": second}}))
    wait_selected(services, "paused", second, resumed, STARTED_WITHIN)
    wait_phase(statuses, "paused", "Baking", resumed, STARTED_WITHIN)
    bake = {"rollout": bakes("10s", keep="10m")}
    resumed = while_paused(paused, lambda: paused.patch(bake))
    wait_phase(statuses, "paused", "Draining", resumed, STARTED_WITHIN)
    assert {it["metadata"]["name"] for it in paused.children("deployments")} == {first, second}
    while_paused(paused, lambda: paused.patch({"rollout": bakes("10s")}))
    paused.wait("settled", is_settled, STARTED_WITHIN)
    assert [it["metadata"]["name"] for it in paused.children("deployments")] == [second]


def while_paused(paused: Endpoint, act: Callable[[], object]) -> float:
    """Something happens that would move the rollout on, and nothing is written for it. Returns when
    it may go on."""
    paused.patch({"paused": True})
    paused.wait("paused", is_paused, SOON)
    before = written(paused)
    act()
    unchanged(lambda: written(paused), before, STAYS_FOR)
    resumed = time.monotonic()
    paused.patch({"paused": False})
    return resumed


def written(endpoint: Endpoint) -> Json:
    """What moves with a write of ours: specs, and what else we write that nobody else does."""
    kinds = "deployments,services,controllerrevisions,configmaps,poddisruptionbudgets"
    return {
        f"{it['kind']}/{it['metadata']['name']}": it["metadata"].get("generation")
        or it["metadata"]["resourceVersion"]
        for it in endpoint.children(kinds)
    }


def wait_pod_ready(endpoint: Endpoint, revision: str) -> None:
    """By the pod itself; the operator is not to do anything about it."""
    which = f"{REVISION}={revision}"
    endpoint.kubectl(
        "wait", "pod", "-n", endpoint.namespace, "-l", which, "--for=condition=Ready",
        f"--timeout={STARTED_WITHIN:g}s",
    )  # fmt: skip
