"""What stories of sleeping pools come to, beside what every story must (test_stories)."""

import pytest

from pilotlight.core.orders import ASLEEP, AWAKE, WAKE_WITHIN
from tests.story.acts import scaled
from tests.story.asleep import ASLEEP_LIVES, asleep, deaf, sleepers, sleeps_sound, stray
from tests.story.holding import sleeps
from tests.story.life import a_world
from tests.story.pooled import warm
from tests.story.scaling import load
from tests.story.scarce import lose_one
from tests.story.stories import life
from tests.story.world import WAKES, World


@pytest.mark.parametrize("name", ASLEEP_LIVES)
def test_in_the_end_all_that_are_warm_sleep_and_all_that_serve_are_awake(name: str) -> None:
    world = life(name).world
    pods = [pod for pod in world.pods if pod.counts]
    assert {pod.sleep for pod in pods if pod.serves} == ({AWAKE} if world.selected() else set())
    expected = {ASLEEP} if warm(world) else set()
    assert {pod.sleep for pod in warm(world)} == expected
    assert len(warm(world)) == (world.spec["warmPool"] or {"size": 0})["size"]


@pytest.fixture
def world() -> World:
    """Two that serve, and two that sleep."""
    world = a_world()
    asleep(2)(world)
    world.run(120)
    assert (world.serving(), len(sleepers(world))) == (2, 2)
    return world


def seconds_until(world: World, serving: int) -> float:
    began = world.now
    while world.serving() < serving:
        world.reconcile()
        if world.serving() < serving:
            world.tick()
    return (world.now - began).total_seconds()


def test_a_promotion_takes_as_long_as_the_engine_takes_to_wake(world: World) -> None:
    scaled(3)(world)
    assert seconds_until(world, 3) == WAKES.total_seconds()


def test_who_was_woken_by_somebody_else_serves_before_who_sleeps(world: World) -> None:
    stray(world)
    (awake,) = (pod for pod in warm(world) if pod.sleep == AWAKE)
    scaled(3)(world)
    assert seconds_until(world, 3) <= 1
    assert awake in world.selected()


def test_after_one_that_does_not_wake_the_next_has_its_turn(world: World) -> None:
    lazy = sleepers(world)[-1]
    sleeps_sound(world)
    world.rejecting = True  # no other one comes
    scaled(3)(world)
    assert seconds_until(world, 3) == (WAKE_WITHIN + WAKES).total_seconds()
    assert lazy not in world.pods


def test_the_operator_may_die_between_the_wake_and_the_label(world: World) -> None:
    scaled(3)(world)
    while not any(it.done for it in world.orders.values()):
        world.reconcile()
        world.tick()
    world.restart_operator()
    assert seconds_until(world, 3) <= 1
    assert {pod.sleep for pod in world.selected()} == {AWAKE}


def test_who_wakes_and_is_not_wanted_any_more_goes_back_to_sleep(world: World) -> None:
    scaled(3)(world)
    world.reconcile()
    world.tick()
    world.restart_operator()
    scaled(2)(world)
    world.run(60)
    assert (world.serving(), len(sleepers(world))) == (2, 2)


def test_who_cannot_be_told_anything_and_is_awake_serves_all_the_same() -> None:
    world = a_world()
    deaf(yes=True)(world)
    asleep()(world)
    world.run(120)
    assert [pod.sleep for pod in warm(world)] == [AWAKE]
    lose_one(world)
    assert seconds_until(world, 2) <= 1


def test_what_is_held_waits_for_the_engine_to_wake_and_not_for_a_start() -> None:
    world = a_world()
    asleep()(world)
    sleeps()(world)
    world.run(120)
    load(0)(world)
    world.run(120)
    assert (world.serving(), len(sleepers(world))) == (0, 1)
    load(3)(world)
    world.tick()
    assert world.wake is not None
    assert seconds_until(world, 1) == WAKES.total_seconds()
