"""What stories of warm pools come to, beside what every story must (test_stories)."""

import re

import pytest

from pilotlight.manifests.resources import GPU
from tests.story.acts import Act, lose_pods
from tests.story.life import a_world, live
from tests.story.pooled import (
    POOLED,
    away,
    lose_both,
    lose_the_pool,
    on_gpus,
    pooled,
    warm,
)
from tests.story.scaling import at_once, autoscaled, load, undecided
from tests.story.scarce import later, lose_one, rejected
from tests.story.stories import life
from tests.story.world import World

FULL = dict.fromkeys(POOLED, 1) | {
    "a-pool-comes-and-goes": 0,
    "a-pool-takes-back-what-served": 2,
    "the-pool-is-lost": 2,
    "paused-with-a-pool": 2,
    "gpus-for-a-part-of-the-pool": 2,
    "a-pool-makes-room-for-a-rollout": 2,
    "a-pool-makes-room-for-all-of-a-rollout": 2,
}
"""Pods that the pool has in the end."""


@pytest.mark.parametrize("name", POOLED)
def test_the_pool_is_full_in_the_end(name: str) -> None:
    world = life(name).world
    assert len(warm(world)) == FULL[name]
    assert all(world.is_ready(pod) for pod in warm(world))
    assert {pod.revision for pod in warm(world)} <= {world.active()}


@pytest.fixture
def world() -> World:
    """Two that serve, and one in the pool."""
    world = a_world()
    pooled(1)(world)
    world.run(90)
    assert (world.serving(), len(warm(world))) == (2, 1)
    return world


def seconds_until_two_serve(world: World) -> float:
    began = world.now
    while world.serving() < 2:
        world.reconcile()
        if world.serving() < 2:
            world.tick()
    return (world.now - began).total_seconds()


def test_what_is_lost_is_replaced_in_the_pass_that_sees_it(world: World) -> None:
    lose_one(world)
    assert seconds_until_two_serve(world) == 0


@pytest.mark.parametrize("fate", [lose_both, lose_pods], ids=["and the pool", "and all"])
def test_without_a_pool_it_takes_a_cold_start(world: World, fate: object) -> None:
    assert callable(fate)
    fate(world)
    assert seconds_until_two_serve(world) >= 20


def test_who_dies_in_the_instant_of_its_promotion_is_replaced_by_the_next(world: World) -> None:
    pooled(2)(world)
    world.run(60)
    lose_one(world)
    world.reconcile(writes=1)
    promoted = world.selected()[-1]
    assert promoted.created_at > world.selected()[0].created_at
    world.pods.remove(promoted)
    assert seconds_until_two_serve(world) == 0
    world.run(90)
    assert len(warm(world)) == 2


def test_who_served_while_no_operator_was_there_goes_back_without_losing_a_stream(
    world: World,
) -> None:
    """Its connections stay open: it is not stopped."""
    lose_the_pool(world)
    away(60)(world)
    assert world.serving() == 3
    names = {pod.name for pod in world.pods}
    world.run(60)
    assert (world.serving(), len(warm(world))) == (2, 1)
    assert {pod.name for pod in world.pods} == names


def test_the_replacement_of_one_that_was_lost_while_no_operator_was_there_serves(
    world: World,
) -> None:
    lose_one(world)
    away(60)(world)
    assert world.serving() == 2
    assert len(warm(world)) == 1


def test_the_pool_of_a_replaced_revision_is_the_first_to_go() -> None:
    """Also while the revision is kept for going back."""
    _, _, after = life("a-pool-and-a-change-back").told.partition("switch from chat-A to chat-B")
    assert "apply Deployment chat-A replicas=2" in after
    assert not re.search(r"label Pod chat-A-\d+ (serving|drain)", after)


def test_a_pool_waits_for_who_lacks_a_replica_elsewhere() -> None:
    """One accelerator is free, and another endpoint waits to serve."""
    name = "another-endpoint-lacks-what-a-pool-would-take"
    _, _, after = life(name).told.partition("'warmPool': {'size': 1}}\n")
    _, _, again = after.partition("'warmPool': {'size': 1}}\n")
    waits, grows = (again.index(it) for it in ("demo/other waits", "Deployment chat-A replicas=3"))
    assert waits < grows


@pytest.mark.parametrize(
    ("name", "lacks"),
    [
        ("no-gpus-for-more-load", {GPU}),
        ("gpus-for-none-of-one-then-for-one", {GPU}),
        ("nodes-unread-surge", {GPU}),
        ("gpus-for-all", set()),
        ("gpus-for-no-pool-then-for-one", set()),
    ],
)
def test_who_lacks_accelerators_to_serve_with_says_so(name: str, lacks: set[str]) -> None:
    """A pool that is short lacks none."""
    found = life(name)
    told = [moment.decided.lacks for moment in found.moments]
    assert frozenset().union(*told) == lacks
    assert told[-1] == frozenset()


def test_on_one_free_accelerator_the_pool_is_in_nobodys_way() -> None:
    found = live(on_gpus(2, size=3))
    assert found.stranded == ()
    (condition,) = (it for it in found.world.status.conditions if it.type == "WarmPoolReady")
    assert (condition.status, condition.reason) == ("False", "NoCapacity")


@pytest.mark.parametrize("fate", [lose_one, lose_the_pool], ids=["one that serves", "the pool"])
def test_kubelets_that_reject_all_pods_are_not_stormed_with_those_of_a_pool(fate: Act) -> None:
    """A ReplicaSet would replace each at once."""
    world = live(on_gpus(4)).world
    made = world.serial
    at_once(rejected(True), fate, later(50))(world)
    assert world.serial - made == 3


def test_an_operator_that_dies_as_it_scales_up_from_the_pool_leaves_word_of_it() -> None:
    """Its successor has decided nothing yet, and takes nobody back."""
    world = live(at_once(pooled(1), autoscaled(6), later(120))).world
    load(10)(world)
    while world.reconcile(writes=0).actions == ():
        world.tick()
    before = world.serving()
    world.reconcile(writes=1)
    undecided(world)
    world.run(60)
    assert (before, world.serving(), len(warm(world))) == (2, 3, 1)
