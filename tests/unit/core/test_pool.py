"""Which pods serve and which wait in the pool, and how many the pool may have."""

from dataclasses import replace
from typing import Any

import pytest

from pilotlight.core.capacity import Capacity, CapacityOrder, CapacityReport
from pilotlight.core.observed import Observed, Termination
from pilotlight.core.placement import PODS, Node
from pilotlight.core.plan import Plan, plan
from pilotlight.manifests.marks import WARM_REPLICAS
from pilotlight.manifests.resources import GPU
from tests.builders import a_spec
from tests.story.scarce import COUNTED
from tests.story.world import World
from tests.unit.core.test_victims import It, asked_for, drains, roles, seen

START = It(ready=False, routed=False)
"""It starts, and has the role of the template."""
UNPLACED = replace(START, placed=False)
"""The same without a node."""


@pytest.fixture
def world() -> World:
    world = World(spec=a_spec(replicas=2))
    world.run(60)
    return world


def warm(in_flight: float | None = None, **more: Any) -> It:
    return It(in_flight, routed=False, warm=True, **more)


def decided(
    world: World,
    pods: tuple[It, ...],
    *,
    replicas: int = 2,
    size: int = 1,
    asked: int | None = None,
) -> Plan:
    """asked: replicas that the Deployment asks for; those beyond two are for the pool."""
    world.edit(replicas=replicas, warmPool={"size": size} if size else None)
    observed = seen(world, pods, asked=asked)
    return plan(pool_known(observed), world.now)


def pool_known(observed: Observed) -> Observed:
    (only,) = observed.deployments.values()
    known = replace(only, warm=max(0, only.replicas - 2))
    return replace(observed, deployments={known.name: known})


def pool_of(plan: Plan) -> int:
    (annotations,) = (
        action.manifest["metadata"].get("annotations", {})
        for action in plan.actions
        if action.kind == "Deployment"
    )
    return int(annotations.get(WARM_REPLICAS, 0))


@pytest.mark.parametrize(
    ("pods", "replicas", "changed"),
    [
        pytest.param((It(), It(), START), 2, {"c": "warm"}, id="who comes is warm before Ready"),
        pytest.param((It(), It(), warm()), 2, {}, id="as it shall be"),
        pytest.param((It(), It(), warm()), 3, {"c": "serving"}, id="more: who is warm serves"),
        pytest.param((It(), START, warm()), 2, {"b": "warm", "c": "serving"}, id="one was lost"),
        pytest.param((It(), START, warm(ready=False)), 2, {}, id="nobody else is Ready"),
        pytest.param(
            (It(), START, warm(ready=False, younger=-9)),
            2,
            {"b": "warm", "c": "serving"},
            id="who is warm is further with its start",
        ),
        pytest.param((It(3), It(1), It(2)), 2, {"b": "warm"}, id="too many serve: the idlest"),
        pytest.param((It(3), It(1), warm(0)), 1, {"b": "draining"}, id="the pool is full"),
        pytest.param(
            (It(), It(), drains(9), warm()),
            3,
            {"c": "serving"},
            id="first who drains",
        ),
        pytest.param((It(), drains(9)), 1, {"b": "warm"}, id="or is for the pool"),
        pytest.param(
            (It(), It(), warm(), warm(younger=5)), 2, {"d": "draining"}, id="one too many is warm"
        ),
    ],
)
def test_a_label_says_which_pod_serves(
    world: World, pods: tuple[It, ...], replicas: int, changed: dict[str, str]
) -> None:
    assert roles(decided(world, pods, replicas=replicas)) == changed


def test_who_shall_serve_is_labelled_first(world: World) -> None:
    found = decided(world, (It(), START, warm()))
    assert list(roles(found)) == ["c", "b"]


def test_who_is_warm_goes_before_who_serves_also_where_somebody_else_asks_for_fewer(
    world: World,
) -> None:
    world.edit(warmPool={"size": 1})
    world.run(60)
    (deployment,) = (it for it in world.objects.items() if it[0][0] == "Deployment")
    serving = {pod.name for pod in world.selected()}
    world.pods.sort(key=lambda pod: pod.serves)  # of equals the oldest stays
    world.store(deployment[0], {**deployment[1], "spec": {**deployment[1]["spec"], "replicas": 2}})
    world.tick()
    assert {pod.name for pod in world.pods if pod.deleted_at is None} == serving


@pytest.mark.parametrize(
    ("pods", "asked", "replicas", "size", "then"),
    [
        pytest.param((It(), It()), 2, 2, 2, (4, 2), id="all serve: it is filled"),
        pytest.param((It(), START), 2, 2, 2, (2, 0), id="not all serve yet"),
        pytest.param((It(), It(), warm()), 3, 3, 1, (4, 1), id="who was warm serves: filled again"),
        pytest.param((It(), It(), warm()), 3, 4, 1, (4, 0), id="serving replicas come first"),
        pytest.param((It(), warm()), 3, 2, 1, (3, 1), id="one was lost, and is made anew"),
        pytest.param((It(), It(), It()), 3, 2, 1, (3, 1), id="one too many is for the pool"),
        pytest.param((It(), It(), START), 3, 2, 0, (2, 0), id="no pool: what starts goes at once"),
        pytest.param((It(), It(), warm()), 3, 2, 0, (3, 0), id="what is loaded drains first"),
        pytest.param((It(), It(), warm()), 3, 0, 1, (3, 1), id="to zero: the pool stays"),
    ],
)
def test_the_pool_is_filled_once_all_can_serve(
    world: World, pods: tuple[It, ...], asked: int, replicas: int, size: int, then: tuple[int, int]
) -> None:
    found = decided(world, pods, asked=asked, replicas=replicas, size=size)
    assert (asked_for(found), pool_of(found)) == then


def test_it_is_not_filled_before_its_deployment_has_said_that_all_can_serve(world: World) -> None:
    """That is said only while all it asks for are Ready, and it proves the revision."""
    world.edit(warmPool={"size": 1})
    observed = pool_known(seen(world, (It(), It())))
    (only,) = observed.deployments.values()
    early = replace(observed, deployments={only.name: replace(only, completed=False)})
    assert pool_of(plan(early, world.now)) == 0
    assert pool_of(plan(observed, world.now)) == 1


@pytest.mark.parametrize(
    ("free", "lacking", "then"),
    [
        pytest.param(3, "", (5, 3), id="for all"),
        pytest.param(2, "", (4, 2), id="for some"),
        pytest.param(0, "", (2, 0), id="for none"),
        pytest.param(3, "demo/other", (2, 0), id="others lack a replica that serves"),
    ],
)
def test_it_grows_into_room_that_nobody_needs(
    world: World, free: int, lacking: str, then: tuple[int, int]
) -> None:
    world.platform = COUNTED
    world.edit(warmPool={"size": 3})
    observed = replace(
        pool_known(seen(world, (It(), It()))), lacking={GPU: lacking} if lacking else {}
    )
    (revision,) = observed.deployments
    order = CapacityOrder(frozenset({GPU}), frozenset(pod.uid for pod in observed.pods))
    node = Node("a", {GPU: free, PODS: 100, "cpu": 100, "memory": 2**40}, {})
    report = CapacityReport(order, world.now, (node,), {("demo", revision): ("a", "a")})
    found = plan(replace(observed, capacity=Capacity(report)), world.now)
    assert (asked_for(found), pool_of(found)) == then


def test_who_drains_is_for_a_pool_that_is_short_and_finds_no_room(world: World) -> None:
    """It has its accelerator."""
    world.platform = COUNTED
    world.edit(warmPool={"size": 1})
    observed = pool_known(seen(world, (It(), It(), drains(9)), asked=3))
    (only,) = observed.deployments.values()
    order = CapacityOrder(frozenset({GPU}), frozenset(pod.uid for pod in observed.pods))
    report = CapacityReport(order, world.now, (), {("demo", only.name): ("a", "a", "a")})
    held = replace(observed, deployments={only.name: replace(only, warm=0)})
    found = plan(replace(held, capacity=Capacity(report)), world.now)
    assert (asked_for(found), pool_of(found), roles(found)) == (3, 1, {"c": "warm"})


def test_it_waits_until_free_accelerators_have_been_counted(world: World) -> None:
    world.platform = COUNTED
    found = decided(world, (It(), It()))
    assert asked_for(found) == 2
    assert found.capacity is not None


def test_who_has_no_node_is_given_up_for_who_lacks_a_replica(world: World) -> None:
    world.edit(warmPool={"size": 2})
    pods = (It(), It(), warm(), warm(ready=False, placed=False))
    observed = replace(pool_known(seen(world, pods)), lacking={GPU: "demo/other"})
    found = plan(observed, world.now)
    assert (asked_for(found), pool_of(found), roles(found)) == (3, 1, {})


@pytest.mark.parametrize(
    ("pods", "lacks"),
    [
        pytest.param((It(), It(), UNPLACED), set(), id="for the pool"),
        pytest.param((It(), UNPLACED), {GPU}, id="to serve"),
    ],
)
def test_who_has_no_node_and_no_label_yet_lacks_one_to_serve_with_only_if_it_shall(
    world: World, pods: tuple[It, ...], lacks: set[str]
) -> None:
    """Else other pools would give up what they wait for, and this one in turn for them."""
    world.edit(warmPool={"size": 1})
    observed = pool_known(seen(world, pods, asked=3))
    refused = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu."
    told = (it if it.ready else replace(it, unschedulable=refused) for it in observed.pods)
    assert plan(replace(observed, pods=tuple(told)), world.now).lacks == lacks


def test_it_stays_as_it_is_while_something_cannot_be_seen(world: World) -> None:
    world.edit(warmPool={"size": 3})
    observed = pool_known(seen(world, (It(), It(), warm())))
    found = plan(replace(observed, unseen=frozenset({"EndpointSlice"})), world.now)
    assert (asked_for(found), pool_of(found), roles(found)) == (3, 1, {})


def test_its_pods_are_no_serving_replicas(world: World) -> None:
    status = decided(world, (It(), It(), warm())).status
    assert status is not None
    assert (status.replicas, status.ready_replicas, status.desired_replicas) == (2, 2, 2)


def verdict(found: Plan, kind: str) -> tuple[str, str]:
    assert found.status is not None
    condition = next(it for it in found.status.conditions if it.type == kind)
    return condition.status.value, condition.reason


@pytest.mark.parametrize(
    ("pods", "lacking", "told"),
    [
        pytest.param((It(), It(), warm()), "", ("True", "PoolReady"), id="full"),
        pytest.param((It(), It(), warm(ready=False)), "", ("False", "Filling"), id="it starts"),
        pytest.param((It(), START), "", ("False", "Filling"), id="serving replicas come first"),
        pytest.param((It(), It()), "demo/other", ("False", "NoCapacity"), id="others need it"),
    ],
)
def test_a_condition_tells_whether_the_pool_is_full(
    world: World, pods: tuple[It, ...], lacking: str, told: tuple[str, str]
) -> None:
    world.edit(warmPool={"size": 1})
    observed = replace(pool_known(seen(world, pods)), lacking={GPU: lacking} if lacking else {})
    assert verdict(plan(observed, world.now), "WarmPoolReady") == told


def test_without_a_pool_nothing_is_told_of_one(world: World) -> None:
    status = plan(world.observe(), world.now).status or world.status
    assert "WarmPoolReady" not in {it.type for it in status.conditions}
    assert (status.warm_replicas, status.warm_pool) == (None, None)


@pytest.mark.parametrize(
    ("pods", "told"),
    [
        pytest.param((It(), It(), warm(ready=False)), ("True", "False"), id="of the pool"),
        pytest.param((It(), It(ready=False), warm(ready=False)), ("True", "True"), id="of both"),
    ],
)
def test_a_worker_of_the_pool_that_dies_is_nobody_elses_trouble(
    world: World, pods: tuple[It, ...], told: tuple[str, str]
) -> None:
    world.edit(warmPool={"size": 1})
    observed = pool_known(seen(world, pods))
    died = Termination("BadArguments", "the engine refused --nonsense", 2, permanent=True)
    crashed = [
        it if it.ready else replace(it, termination=died, restarts=3) for it in observed.pods
    ]
    found = plan(replace(observed, pods=tuple(crashed)), world.now)
    assert (verdict(found, "Ready")[0], verdict(found, "Stalled")[0]) == told
    assert "--nonsense" in next(
        it.message for it in found.status.conditions if it.type == "WarmPoolReady"
    )


def test_a_pod_of_the_pool_that_the_quota_refuses_is_nobody_elses_trouble(world: World) -> None:
    world.edit(warmPool={"size": 1})
    observed = pool_known(seen(world, (It(), It()), asked=3))
    (only,) = observed.deployments.values()
    refused = replace(only, replica_failure='pods "x" is forbidden: exceeded quota: gpus')
    found = plan(replace(observed, deployments={only.name: refused}), world.now)
    assert verdict(found, "Stalled")[0] == "False"
    assert verdict(found, "WarmPoolReady") == ("False", "NoCapacity")


def test_who_comes_out_of_the_pool_is_told_of(world: World) -> None:
    found = decided(world, (It(), START, warm()))
    assert [it.message for it in found.events if it.reason == "WarmReplicaPromoted"] == [
        "Promoted c from the warm pool to serving"
    ]


def test_the_status_has_the_pool(world: World) -> None:
    status = decided(world, (It(), It(), warm(), warm(ready=False)), size=2).status
    assert status is not None
    assert status.warm_pool is not None
    assert (status.warm_replicas, status.warm_pool.ready, status.warm_pool.desired) == (1, 1, 2)
    assert (status.message or "").endswith("; 1/2 warm")
    assert [(it.replicas, it.ready_replicas) for it in status.revisions] == [(4, 3)]
