"""Pods that have to have ended, and have not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pilotlight.core.lost import LATE, losses, without_lost
from pilotlight.core.observed import Observed
from pilotlight.core.plan import plan
from tests.builders import a_spec
from tests.story.world import World


@pytest.fixture
def world() -> World:
    world = World(spec=a_spec())
    world.run(60)
    return world


def going(world: World, gone_by: timedelta | None) -> Observed:
    """The first of two pods is on its way out, and has so long to end."""
    observed = world.observe()
    first, *others = observed.pods
    when = None if gone_by is None else world.now + gone_by
    pods = (replace(first, deleting=True, ready=False, gone_by=when), *others)
    return replace(observed, pods=pods)


@pytest.mark.parametrize(
    ("gone_by", "there"),
    [
        (timedelta(minutes=5), 2),
        (timedelta(0), 2),
        (timedelta(seconds=1) - LATE, 2),
        (-LATE, 1),
        (timedelta(days=-1), 1),
        (None, 2),
    ],
    ids=["in time", "just now", "nearly a minute ago", "a minute ago", "a day ago", "unknown"],
)
def test_nothing_waits_for_what_is_a_minute_late(
    world: World, gone_by: timedelta | None, there: int
) -> None:
    assert len(without_lost(going(world, gone_by), world.now).pods) == there


def test_a_world_without_losses_is_the_same(world: World) -> None:
    observed = world.observe()
    assert without_lost(observed, world.now) is observed
    assert list(losses(observed)) == []


def test_it_is_looked_at_again_when_one_is_lost(world: World) -> None:
    """A dead kubelet sends no event."""
    observed = going(world, timedelta(seconds=10))
    assert list(losses(observed)) == [world.now + timedelta(seconds=10) + LATE]
    assert plan(observed, world.now).requeue_after == timedelta(seconds=10) + LATE
