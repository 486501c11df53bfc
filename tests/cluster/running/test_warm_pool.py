"""A warm pool, with the ReplicaSet and EndpointSlice controllers of Kubernetes."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import PODS
from tests.cluster.running.kube import OWN_ADDRESS, Kube, eventually, running
from tests.cluster.running.operators import InThread, connected
from tests.cluster.running.rights import as_operator
from tests.cluster.running.test_draining import ROLE, drains, names, replicas, routed
from tests.faults.mortal import Wired

PROMOTED = "WarmReplicaPromoted"


def warm(kube: Kube) -> set[str]:
    return names([it for it in kube.pods() if it["metadata"]["labels"][ROLE] == "warm"])


def waiting(kube: Kube) -> set[str]:
    """Pods that nobody has run yet."""
    return names([it for it in kube.pods() if it["status"].get("phase") != "Running"])


def pooled(kube: Kube, serving: int, size: int) -> None:
    """Run pods until so many serve and so many wait in the pool, and the status says so."""

    def look() -> bool:
        kube.run_pods()
        told = kube.status().get("warmPool") or {}
        return (
            kube.condition("Ready").get("status") == "True"
            and kube.condition("WarmPoolReady").get("status") == "True"
            and (len(routed(kube)), len(warm(kube))) == (serving, size)
            and (kube.status().get("readyReplicas"), told.get("ready")) == (serving, size)
        )

    eventually(look, f"{serving} that serve and {size} in the pool", 30)


def a_pooled(kube: Kube, serving: int, size: int) -> tuple[set[str], set[str]]:
    """An endpoint with a full pool: names of those that serve, and of the pool."""
    kube.an_endpoint(replicas=serving, warmPool={"size": size})
    pooled(kube, serving, size)
    assert not routed(kube) & warm(kube)
    return routed(kube), warm(kube)


def events(kube: Kube, reason: str) -> list[str]:
    return [it["message"] for it in kube.events() if it["reason"] == reason]


def not_ready(kube: Kube, pod: str) -> None:
    kube.patch(PODS, pod, {"status": running(OWN_ADDRESS, ready=False)}, "status")


def test_what_is_wanted_more_comes_out_of_the_pool_and_what_is_made_goes_into_it(
    kube: Kube, operator: InThread
) -> None:
    served, pool = a_pooled(kube, 1, 1)
    assert replicas(kube) == 2
    uid = kube.deployment()["metadata"]["uid"]

    kube.edit(replicas=2)

    eventually(lambda: routed(kube) == served | pool, "traffic for the pool's")
    eventually(lambda: warm(kube) and warm(kube) == waiting(kube), "a new one, warm before it runs")
    assert not warm(kube) & pool
    pooled(kube, 2, 1)
    assert routed(kube) == served | pool
    assert (replicas(kube), kube.deployment()["metadata"]["uid"]) == (3, uid)
    (promoted,) = pool
    assert events(kube, PROMOTED) == [f"Promoted {promoted} from the warm pool to serving"]
    assert kube.status()["warmPool"]["lastPromotion"]["duration"]
    assert operator.sample("pilotlight_warm_promotion_seconds_count", tier="Awake") == 1


@pytest.mark.parametrize("how", ["deleted", "not Ready"])
def test_in_the_place_of_one_that_was_lost_a_warm_one_serves_and_the_pool_is_refilled(
    kube: Kube, operator: InThread, how: str
) -> None:
    served, pool = a_pooled(kube, 2, 1)
    lost = min(served)

    if how == "deleted":
        kube.delete(PODS, lost)
    else:
        not_ready(kube, lost)

    eventually(lambda: routed(kube) == served - {lost} | pool, "traffic for the pool's")
    if how == "deleted":
        eventually(lambda: warm(kube) and warm(kube) == waiting(kube), "a new one for the pool")
    else:
        eventually(lambda: warm(kube) == {lost}, "the pool for the one that was lost")
        kube.patch(PODS, lost, {"status": running(OWN_ADDRESS, ready=True)}, "status")
    pooled(kube, 2, 1)
    assert routed(kube) == served - {lost} | pool, "who serves goes on"
    assert len(events(kube, PROMOTED)) == 1


def test_without_replicas_the_pool_waits_and_serves_again(kube: Kube, operator: InThread) -> None:
    served, pool = a_pooled(kube, 1, 1)

    kube.edit(replicas=0)
    eventually(lambda: routed(kube) == set() and len(warm(kube)) == 1, "the pool alone", 30)
    eventually(lambda: replicas(kube) == 1, "fewer replicas", 30)
    kept = warm(kube)
    assert kept <= served | pool
    kube.edit(replicas=1)

    eventually(lambda: routed(kube) == kept, "traffic for the pool's")


class Meddled(InThread):
    """An operator before whose first change of a pod's label something happens to that pod."""

    def __init__(self, *arguments: Any, meddle: Callable[[str], None], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._meddle = meddle
        self.armed = False
        self.met = ""

    async def _wire(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        folder, _, name = request.url.path.rpartition("/")
        if self.armed and request.method == "PATCH" and folder.endswith("/pods"):
            self.armed, self.met = False, name
            await asyncio.to_thread(self._meddle, name)
        return await handler(request)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        real = await connected(self._kubeconfig)
        await self._serve(Wired(real.server, real.ssl, real.source, wire=self._wire))


@pytest.fixture
def meddlers(
    plane: ControlPlane, kube: Kube
) -> Iterator[Callable[[Callable[[str], None]], Meddled]]:
    """Starts such an operator."""
    begun: list[Meddled] = []

    def start(meddle: Callable[[str], None]) -> Meddled:
        begun.append(Meddled(as_operator(plane), kube.namespace, meddle=meddle))
        begun[0].start()
        eventually(begun[0].leads, "a leader")
        return begun[0]

    yield start
    for it in begun:
        it.stop()


@pytest.mark.parametrize("what", ["gone", "going", "not Ready", "touched"])
def test_one_that_changes_in_the_instant_of_its_promotion_holds_nothing_up(
    kube: Kube, meddlers: Callable[[Callable[[str], None]], Meddled], what: str
) -> None:
    """What has changed is not promoted; the next one is, or the same if it still can serve."""

    def meddle(pod: str) -> None:
        match what:
            case "gone":
                now = {"gracePeriodSeconds": 0}
                kube.call("DELETE", PODS.path(kube.namespace, pod), now).raise_for_status()
            case "going":
                kube.delete(PODS, pod)
            case "not Ready":
                not_ready(kube, pod)
            case "touched":
                kube.patch(PODS, pod, {"metadata": {"labels": {"touched": "yes"}}})

    operator = meddlers(meddle)
    served, pool = a_pooled(kube, 1, 2)
    operator.armed = True

    kube.edit(replicas=2)

    def promoted() -> set[str]:
        return routed(kube) - served

    eventually(promoted, "one that is promoted", 5)
    assert operator.met in pool
    if what == "touched":
        assert promoted() == {operator.met}
    else:
        assert promoted() == pool - {operator.met}
    kept = routed(kube)
    # One that is Ready before it is warm serves, and of equals that one second made any may go.
    made = 2 if what in ("gone", "going") else 1
    eventually(
        lambda: len(waiting(kube)) == made and waiting(kube) <= warm(kube),
        "new ones, warm before they run",
    )
    if what == "not Ready":
        eventually(lambda: operator.met in warm(kube), "a pool with the one that is not Ready")
        kube.patch(PODS, operator.met, {"status": running(OWN_ADDRESS, ready=True)}, "status")
    pooled(kube, 2, 2)
    assert routed(kube) == kept
    (one,) = promoted()
    assert events(kube, PROMOTED) == [f"Promoted {one} from the warm pool to serving"]


def test_fewer_replicas_fill_a_pool_that_is_short(kube: Kube, operator: InThread) -> None:
    served, pool = a_pooled(kube, 2, 1)
    kube.edit(replicas=3)
    eventually(lambda: routed(kube) == served | pool, "traffic for three")
    eventually(lambda: waiting(kube), "a new one for the pool")

    kube.edit(replicas=2)

    eventually(lambda: len(routed(kube)) == 2 and not waiting(kube), "two that serve, none to run")
    eventually(lambda: routed(kube) | warm(kube) == served | pool, "the third in the pool")
    assert drains(kube) == set()
    eventually(lambda: kube.condition("WarmPoolReady")["status"] == "True", "a full pool")
    assert replicas(kube) == 3


def test_of_fewer_replicas_one_goes_when_the_pool_is_full(kube: Kube, operator: InThread) -> None:
    served, pool = a_pooled(kube, 2, 1)

    kube.edit(replicas=1)

    def left() -> bool:
        kube.end_pods()
        return len(kube.pods()) == 2

    eventually(lambda: len(drains(kube)) == 1, "one that drains")
    gone = drains(kube)
    assert gone <= served
    eventually(left, "two pods", 30)
    pooled(kube, 1, 1)
    assert (routed(kube), warm(kube)) == (served - gone, pool)


def test_without_a_pool_in_the_spec_its_pods_go_and_the_others_stay(
    kube: Kube, operator: InThread
) -> None:
    served, _ = a_pooled(kube, 2, 2)

    kube.edit(warmPool=None)

    def left() -> bool:
        kube.end_pods()
        return names(kube.pods()) == served

    eventually(left, "those that serve alone", 30)
    eventually(lambda: "warmPool" not in kube.status(), "a status without a pool")
    assert routed(kube) == served
    assert kube.condition("WarmPoolReady") == {}
    assert replicas(kube) == 2


def test_a_promotion_that_its_leader_did_not_live_to_see_is_made_by_the_next(
    plane: ControlPlane, kube: Kube, tmp_path: Path
) -> None:
    with InThread(as_operator(plane), kube.namespace) as first:
        eventually(first.leads, "a leader")
        served, pool = a_pooled(kube, 1, 1)
    lost = min(served)
    # Nobody leads: what takes the place of a lost one is made to serve, by its labels alone.
    kube.delete(PODS, lost)
    eventually(lambda: len(kube.pods()) == 2 and waiting(kube), "another one in its place")
    assert warm(kube) == pool

    with InThread(as_operator(plane), kube.namespace) as second:
        eventually(second.leads, "a successor")
        eventually(lambda: routed(kube) == pool, "traffic for the pool's")
        eventually(lambda: warm(kube) == waiting(kube), "the new one for the pool")
        pooled(kube, 1, 1)
    assert routed(kube) == pool
