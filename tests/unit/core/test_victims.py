"""Which pods go when fewer are wanted, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from pilotlight.core.actions import Apply, Relabel
from pilotlight.core.observed import Observed
from pilotlight.core.plan import Plan, plan
from pilotlight.core.scaling.decision import Decision, ScalingReason
from pilotlight.core.scaling.report import InFlight, ScalingReport
from pilotlight.manifests.role import DRAINED_COST, DRAINING_COST, WARM_COST
from tests.builders import a_spec
from tests.story.world import World

REPLICAS = 3


@pytest.fixture
def world() -> World:
    world = World(spec=a_spec(replicas=REPLICAS, runtime={"drainTimeout": "60s"}))
    world.run(60)
    return world


@dataclass(frozen=True)
class It:
    """A pod: what is in flight on it (None: nobody knows), as of so many seconds ago, and since how
    many seconds it drains; or it is in the pool."""

    in_flight: float | None = None
    ready: bool = True
    routed: bool = True
    placed: bool = True
    drains_for: float | None = None
    seen: float = 0
    drained: bool = False
    cost: int | None = None
    younger: float = 0
    warm: bool = False


def drains(seconds: float, in_flight: float | None = None, **more: Any) -> It:
    return It(in_flight, routed=False, drains_for=seconds, **more)


def seen(world: World, pods: Iterable[It], *, asked: int | None = None) -> Observed:
    """The pods are called a, b, c …; numbers are known of an endpoint where one has any."""
    known = world.observe()
    views, numbers, now = [], {}, world.now
    pattern = known.pods[0]
    pods = list(pods)
    for name, pod in zip("abcdefg", pods, strict=False):
        view = replace(
            pattern,
            name=name,
            uid=f"uid-of-{name}",
            version=f"version-of-{name}",
            ready=pod.ready,
            scheduled_at=pattern.scheduled_at if pod.placed else None,
            created_at=pattern.created_at + timedelta(seconds=pod.younger),
            deletion_cost=pod.cost,
        )
        if pod.warm:
            view = replace(view, role="warm", deletion_cost=WARM_COST)
        if pod.drains_for is not None:
            view = replace(
                view,
                role="draining",
                draining_since=now - timedelta(seconds=pod.drains_for),
                deletion_cost=DRAINED_COST if pod.drained else DRAINING_COST,
            )
        if pod.in_flight is not None:
            numbers[name] = InFlight(pod.in_flight, now - timedelta(seconds=pod.seen))
        views.append(view)
    routed = {name for name, pod in zip("abcdefg", pods, strict=False) if pod.routed and pod.ready}
    (only,) = known.deployments.values()
    deployment = replace(only, replicas=len(pods) if asked is None else asked)
    decision = Decision(now, len(pods), len(pods), ScalingReason.STEADY, "as it is")
    return replace(
        known,
        pods=tuple(views),
        routed=frozenset(routed),
        deployments={deployment.name: deployment},
        # Somebody has changed its Deployment, so that a plan writes what it asks for.
        children={
            key: replace(it, digest="changed") if key[0] == "Deployment" else it
            for key, it in known.children.items()
        },
        scaling=ScalingReport(decision, 1, numbers) if numbers else None,
    )


def fewer(world: World, wanted: int, *pods: It, asked: int | None = None) -> Plan:
    world.edit(replicas=wanted)
    return plan(seen(world, pods, asked=asked), world.now)


def roles(decided: Plan) -> dict[str, str]:
    return {it.name: str(it.role) for it in decided.actions if isinstance(it, Relabel)}


def asked_for(decided: Plan) -> int:
    (replicas,) = (
        action.manifest["spec"]["replicas"]
        for action in decided.actions
        if isinstance(action, Apply) and action.kind == "Deployment"
    )
    return int(replicas)


@pytest.mark.parametrize(
    ("pods", "wanted", "chosen"),
    [
        pytest.param((It(5), It(2), It(7)), 2, "b", id="the fewest in flight"),
        pytest.param((It(5), It(2), It(3)), 1, "bc", id="two of them"),
        pytest.param((It(5), It(), It(7)), 2, "a", id="who is not known of is spared"),
        pytest.param((It(1), It(1, younger=9), It(1)), 2, "b", id="of equals the youngest"),
        pytest.param((It(), It(), It(younger=9)), 2, "c", id="nobody counts: the youngest"),
        pytest.param((It(1), It(9, routed=False), It(1)), 2, "b", id="who has no traffic yet"),
        pytest.param((It(1), It(9), It(5, cost=-1)), 2, "c", id="whom somebody made cheap"),
        pytest.param((It(5), drains(9, 4), It(0)), 2, "", id="who drains already"),
    ],
)
def test_of_the_ready_ones_the_cheapest_to_take_drains(
    world: World, pods: tuple[It, ...], wanted: int, chosen: str
) -> None:
    decided = fewer(world, wanted, *pods)
    assert roles(decided) == dict.fromkeys(chosen, "draining")
    assert asked_for(decided) == len(pods)


def test_what_its_replicaset_has_been_told_to_take_is_left_to_it(world: World) -> None:
    decided = fewer(world, 2, It(5), It(2), It(7), It(1), asked=2)
    assert roles(decided) == {}
    assert asked_for(decided) == 2


@pytest.mark.parametrize(
    ("pods", "wanted", "asked", "changed"),
    [
        pytest.param((It(0), It(ready=False), It(0)), 2, 2, {}, id="it goes at once"),
        pytest.param((It(5), It(ready=False), It(4)), 1, 2, {"c": "draining"}, id="and one drains"),
        pytest.param(
            (It(5), It(ready=False), drains(9, 4)), 2, 2, {"c": "serving"}, id="one comes back"
        ),
        pytest.param((It(ready=False), It(ready=False, placed=False)), 1, 1, {}, id="none serves"),
    ],
)
def test_who_is_not_ready_goes_first(
    world: World, pods: tuple[It, ...], wanted: int, asked: int, changed: dict[str, str]
) -> None:
    decided = fewer(world, wanted, *pods)
    assert asked_for(decided) == asked
    assert roles(decided) == changed


def test_what_was_not_made_yet_is_no_pod_to_take(world: World) -> None:
    decided = fewer(world, 2, It(1), It(2), asked=3)
    assert (asked_for(decided), roles(decided)) == (2, {})


@pytest.mark.parametrize(
    ("pod", "over"),
    [
        pytest.param(drains(4, 0), False, id="its Service may still lead there"),
        pytest.param(drains(9, 0), False, id="a connection may bring one more"),
        pytest.param(drains(20, 0), True, id="idle"),
        pytest.param(drains(20, 0, seen=10), False, id="idle when that said nothing yet"),
        pytest.param(drains(20, 1), False, id="a stream is left"),
        pytest.param(drains(60, 1), True, id="the time is over"),
        pytest.param(drains(-30, 0), False, id="its clock is of another world"),
    ],
)
def test_a_drain_ends_when_it_was_seen_idle_or_has_had_its_time(
    world: World, pod: It, over: bool
) -> None:
    decided = fewer(world, 2, It(1), It(1), pod)
    assert (roles(decided).get("c") == "drained") is over
    assert asked_for(decided) == 3


@pytest.mark.parametrize(("seconds", "over"), [(4, False), (5, True)])
def test_where_nobody_counts_a_drain_ends_when_the_service_has_followed(
    world: World, seconds: float, over: bool
) -> None:
    decided = fewer(world, 2, It(), It(), drains(seconds))
    assert roles(decided) == ({"c": "drained"} if over else {})


def test_an_operator_that_has_just_started_waits_for_its_first_numbers(world: World) -> None:
    world.edit(replicas=None, scaling={"maxReplicas": 4})
    observed = seen(world, (It(), It(), drains(30)))
    assert roles(plan(observed, world.now)) == {}
    assert roles(plan(observed, world.now + timedelta(seconds=30))) == {"c": "drained"}


def test_who_has_drained_goes_and_who_has_not_stays(world: World) -> None:
    decided = fewer(world, 1, It(1), drains(20, 3), drains(20, 3, drained=True))
    assert (asked_for(decided), roles(decided)) == (2, {})


def test_until_its_replicaset_has_taken_it_a_pod_that_has_drained_still_drains(
    world: World,
) -> None:
    decided = fewer(world, 2, It(1), It(1), drains(20, 0, drained=True), asked=2)
    assert (asked_for(decided), roles(decided)) == (2, {})


def test_who_drains_comes_back_before_a_new_one_is_made(world: World) -> None:
    decided = fewer(world, 4, It(1), It(1), drains(20, 3))
    assert roles(decided) == {"c": "serving"}
    assert asked_for(decided) == 4
    relabels = [index for index, it in enumerate(decided.actions) if isinstance(it, Relabel)]
    assert relabels == [0], "or one that dies in between would ask for one fewer"


def test_a_pod_that_does_not_drain_gets_no_number_of_its_own(world: World) -> None:
    """A cost that somebody gave to a pod that serves is left alone."""
    assert roles(fewer(world, 3, It(1, cost=7), It(1), It(1))) == {}


def test_nothing_changes_its_part_while_something_cannot_be_seen(world: World) -> None:
    world.edit(replicas=2)
    observed = replace(seen(world, (It(1), It(2), It(3))), unseen=frozenset({"EndpointSlice"}))
    decided = plan(observed, world.now)
    assert (roles(decided), asked_for(decided)) == ({}, 3)


def test_to_nothing_all_go_at_once(world: World) -> None:
    decided = fewer(world, 0, It(1), It(1), drains(20, 3))
    assert (asked_for(decided), roles(decided)) == (0, {})


def test_what_drains_is_looked_at_again(world: World) -> None:
    assert fewer(world, 2, It(1), It(1), drains(20, 3)).requeue_after == timedelta(seconds=5)


def test_what_drains_is_no_replica(world: World) -> None:
    status = fewer(world, 2, It(1), It(1), drains(20, 3)).status
    assert status is not None
    assert (status.replicas, status.ready_replicas, status.desired_replicas) == (2, 2, 2)
    assert "role=serving" in (status.selector or "")
    assert (status.message or "").endswith("; 1 draining")


def test_a_label_goes_to_the_very_pod_that_was_seen(world: World) -> None:
    (action,) = (
        it for it in fewer(world, 2, It(5), It(2), It(7)).actions if isinstance(it, Relabel)
    )
    assert (action.uid, action.version) == ("uid-of-b", "version-of-b")
    assert action.role.since == world.now
