"""What stories of a previous revision that sleeps come to, beside what every story must
(test_stories)."""

from datetime import timedelta

import pytest

from pilotlight.core.orders import ASLEEP, AWAKE, WAKE_WITHIN
from tests.story.acts import ANALYSIS, GOOD, image, new_model, old_model, scaled
from tests.story.kept import KEPT_LIVES, dies, given_up, kept, kept_for, one_sleeps_sound, sleeping
from tests.story.life import a_world
from tests.story.stories import life
from tests.story.world import LOAD, WAKES, World


@pytest.mark.parametrize("name", KEPT_LIVES)
def test_in_the_end_all_that_serve_are_awake_and_all_that_are_kept_sleep(name: str) -> None:
    world = life(name).world
    spares = [pod for pod in world.pods if pod.counts and pod not in world.selected()]
    assert {pod.sleep for pod in world.selected()} <= {AWAKE}
    tier = world.spec["rollout"]["previousRevision"].get("tier")
    expected = ("warm", ASLEEP) if tier == "Asleep" else ("serving", AWAKE)
    assert {(pod.role.name, pod.sleep) for pod in spares} <= {expected}


@pytest.mark.parametrize("name", KEPT_LIVES)
def test_no_pass_lets_the_service_select_one_that_sleeps(name: str) -> None:
    world = a_world()
    run = world.run
    asleep: list[str] = []

    def looking(seconds: int = 120, *_: object, **__: object) -> None:
        run(seconds, lambda it, _: asleep.extend(p.name for p in it.selected() if p.sleep != AWAKE))

    world.run = looking  # type: ignore[method-assign]
    KEPT_LIVES[name](world)
    assert asleep == []


@pytest.fixture
def world() -> World:
    """Two that serve, and two of the revision before, which sleep."""
    world = a_world()
    kept_for(600)(world)
    world.run(60)
    image(GOOD)(world)
    world.run(60)
    assert (world.serving(), len(sleeping(world))) == (2, 2)
    return world


def image_before(world: World) -> None:
    world.edit(runtime={})


def seconds_until_back(world: World, previous: str) -> float:
    began = world.now
    while world.active() != previous:
        world.reconcile()
        if world.active() != previous:
            world.tick()
        assert world.now - began < timedelta(minutes=5), "it never goes back"
    return (world.now - began).total_seconds()


def test_going_back_takes_as_long_as_the_engines_take_to_wake(world: World) -> None:
    (previous,) = {pod.revision for pod in kept(world)}
    image_before(world)
    assert seconds_until_back(world, previous) <= WAKES.total_seconds() + 1
    assert world.serving() == 2


def test_what_serves_keeps_all_its_replicas_until_enough_are_awake(world: World) -> None:
    (previous,) = {pod.revision for pod in kept(world)}
    one_sleeps_sound(world)
    image_before(world)
    took = seconds_until_back(world, previous)
    assert took >= (WAKE_WITHIN + LOAD).total_seconds()
    assert world.serving() == 2


def test_the_first_one_that_wakes_takes_over_from_what_has_died(world: World) -> None:
    (previous,) = {pod.revision for pod in kept(world)}
    one_sleeps_sound(world)
    dies(world)
    assert seconds_until_back(world, previous) <= WAKES.total_seconds() + 3
    assert [pod.sleep for pod in world.selected() if world.is_ready(pod)] == [AWAKE]


def test_what_has_failed_and_still_answers_goes_when_all_have_had_the_time_to_wake(
    world: World,
) -> None:
    (previous,) = {pod.revision for pod in kept(world)}
    one_sleeps_sound(world)
    given_up(world)
    took = seconds_until_back(world, previous)
    assert WAKE_WITHIN.total_seconds() <= took <= WAKE_WITHIN.total_seconds() + 2
    assert world.serving() == 1


def test_it_is_awake_while_the_gates_are_watched() -> None:
    world = a_world()
    kept_for(600, analysis={**ANALYSIS, "bake": "120s"})(world)
    world.run(60)
    new_model(world)
    world.run(100)
    assert [pod.sleep for pod in kept(world)] == [AWAKE, AWAKE]
    old_model(world)
    previous = kept(world)[0].revision
    assert seconds_until_back(world, previous) == 0
    world.run(120)
    assert len(sleeping(world)) == 2


def test_it_is_not_too_small_for_falling_asleep(world: World) -> None:
    """How many there are is told by its Deployment, not by their labels."""
    scaled(3)(world)
    world.run(60)
    assert (world.serving(), len(sleeping(world))) == (3, 2)


def test_the_status_says_how_many_sleep(world: World) -> None:
    (previous,) = {pod.revision for pod in kept(world)}
    assert f"{previous} is kept, 2 of 2 asleep" in (world.status.message or "")


def test_without_the_tier_it_stays_awake() -> None:
    world = a_world()
    world.edit(rollout={"previousRevision": {"keepFor": "600s", "tier": "Awake"}})
    world.run(60)
    new_model(world)
    world.run(120)
    assert [pod.sleep for pod in kept(world)] == [AWAKE, AWAKE]
    assert {pod.role.name for pod in world.pods} == {"serving"}
