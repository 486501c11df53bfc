"""Whole lives of an endpoint, told by the plan itself and compared with a recorded story.

A story is what an operator would read: the notes, events and status lines of each pass. Record
anew with `UPDATE_GOLDEN=1 pytest tests/story`, and read the difference.
"""

import os
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pilotlight.api.status import EndpointStatus
from pilotlight.core.plan import Plan
from tests.story.acts import new_model
from tests.story.holding import HOLDING
from tests.story.life import a_world
from tests.story.outages import OUTAGES
from tests.story.scaling import SCALING
from tests.story.scarce import SCARCE
from tests.story.stories import STORIES, life
from tests.story.world import World

TESTDATA = Path(__file__).parent / "testdata"

# Pods beside those that serve may find no accelerator only where this says why.
STRANDED = {
    "a-stranger-is-faster": "the room that was seen was gone a second later",
    "a-stranger-takes-one-of-a-surge": "the same",
    "a-stranger-takes-one-of-an-asked-surge": "the same",
    "a-stranger-comes-in-mid-exchange": "in the very second in which there was room",
    "nodes-unread-surge": "nobody knows before the scheduler",
    "nodes-may-not-be-listed": "nobody knows before the scheduler",
    "nodes-unread-stepwise": "nobody knows before the scheduler",
    "nodes-come-for-pending-pods": "they are what makes nodes come",
    "a-node-dies-in-mid-exchange": "its place was taken from it",
    "a-node-dies-in-mid-exchange-and-returns": "the same",
    "a-node-dies-under-what-is-brought-up": "the same",
    "a-node-dies-while-it-drains": "what was to make room has died with its node",
    "the-scheduler-takes-none-of-those-counted": "there is room, and it is refused",
    "the-scheduler-takes-one-of-those-counted": "the same",
    "the-scheduler-takes-one-and-another-node-is-full": "the same",
    "the-scheduler-takes-one-of-a-surge-that-was-asked-for": "the same",
    "no-node-lists-the-device-and-there-is-none": "nobody knows before the scheduler",
    "no-node-lists-the-device-stepwise": "nobody knows before the scheduler",
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_as_recorded(name: str) -> None:
    story = life(name).told
    path = TESTDATA / f"{name}.story"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(story)
    assert story == path.read_text()


@pytest.mark.parametrize("name", sorted((SCARCE | OUTAGES).keys() - STRANDED.keys()))
def test_no_pod_is_made_that_finds_no_accelerator(name: str) -> None:
    assert life(name).stranded == ()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_in_silence(name: str) -> None:
    assert life(name).silent


@pytest.mark.parametrize("name", SCALING | HOLDING)
def test_a_number_that_was_decided_needs_no_status(name: str) -> None:
    """Somebody deletes it before every pass, and all ends in the same way: it is a view."""
    world = a_world()

    def forgetful(world: World) -> Plan:
        world.status = EndpointStatus()
        return world.reconcile()

    run = world.run
    world.run = lambda seconds=120, each=None, **_: run(seconds, passes=forgetful)  # type: ignore[method-assign]
    STORIES[name](world)
    assert world.fingerprint() == life(name).end


@pytest.mark.parametrize("name", STORIES)
def test_an_operator_that_dies_after_every_write_gets_to_the_same_end(name: str) -> None:
    """Each pass carries out one action and dies before its status, until nothing is left to do."""
    world = a_world()

    def dying(world: World) -> Plan:
        decided = world.reconcile(writes=1)
        return decided if decided.actions else world.reconcile()

    run = world.run
    world.run = lambda seconds=120, each=None, **_: run(seconds, passes=dying)  # type: ignore[method-assign]
    STORIES[name](world)
    assert world.fingerprint() == life(name).end


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STORIES)
def test_a_story_in_random_order_gets_to_the_same_end(name: str, seed: int) -> None:
    """Passes at random times, dying after a random number of writes, controllers in any order, and
    EndpointSlices up to three seconds late."""
    chance = random.Random(seed)
    world = a_world()
    world.slices_fall_behind(chance.randint(0, 3))
    run, tick = world.run, world.tick

    def sometimes(world: World) -> Plan:
        if chance.random() < 0.4:
            return Plan(requeue_after=timedelta(seconds=1))
        return world.reconcile(writes=chance.choice([None, None, 0, 1, 3]))

    world.tick = lambda seconds=1.0, _=None: tick(seconds, chance)  # type: ignore[method-assign]
    world.run = lambda seconds=120, each=None, **_: run(seconds, passes=sometimes)  # type: ignore[method-assign]
    STORIES[name](world)
    run(120)
    assert world.fingerprint() == life(name).end


def test_a_change_never_leaves_the_service_without_ready_pods() -> None:
    world = a_world()
    world.run(60)
    new_model(world)
    fewest = []
    world.run(120, each=lambda w, _: fewest.append(w.serving()))
    assert min(fewest) == 2


def test_a_newer_renderer_and_a_new_default_image_move_no_deployment() -> None:
    world = a_world()
    world.run(60)
    before = world.fingerprint()
    world.platform = replace(world.platform, worker_image="registry.example/worker:2")
    writes = []
    world.run(30, each=lambda w, plan: writes.extend(plan.actions))
    assert writes == []
    assert world.fingerprint() == before
    assert world.status.revisions[0].outdated is not None


def test_the_seconds_until_ready_are_looked_at_again_without_an_event() -> None:
    world = a_world()
    world.reconcile()
    world.tick()
    assert world.reconcile().requeue_after is not None
    world.run(60)
    assert world.reconcile().requeue_after is None
