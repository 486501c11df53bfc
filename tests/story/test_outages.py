"""What stories of outages come to, beside what every story must (test_stories)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from pilotlight.api.status import RolloutPhase
from pilotlight.manifests.marks import FAILED
from tests.story.life import Moment
from tests.story.outages import OUTAGES, STUCK
from tests.story.stories import life
from tests.story.world import LOST, NOTICED, START, World

PROMPTLY = timedelta(seconds=15)
"""A count, a pass, and a pod that stops."""
STUCK_SINCE = START + timedelta(seconds=60) + NOTICED + timedelta(seconds=30)
LOST_AT = STUCK_SINCE + timedelta(seconds=90) + LOST
"""Pods in the stories of `STUCK` tolerate a dead node for 30 s and have 90 s of grace."""

# Not all of its replicas have a place.
SERVED_BY = {
    "a-node-dies-for-good": 2,
    "what-serves-waits-for-some": 2,
    "what-serves-has-always-waited-for-some": 2,
}
# Nothing but the scheduler's own word tells that the pods cannot be placed beside those that serve.
GIVEN_UP = {
    "the-scheduler-takes-none-of-those-counted",
    "the-scheduler-takes-one-of-a-surge-that-was-asked-for",
}


def newest(world: World) -> str:
    numbers = {
        name: manifest["revision"]
        for (kind, name), manifest in world.objects.items()
        if kind == "ControllerRevision"
    }
    return max(numbers, key=lambda name: numbers[name])


def failed(world: World) -> list[str]:
    return [
        name
        for (_, name), manifest in world.objects.items()
        if FAILED in manifest["metadata"].get("annotations", {})
    ]


def first(moments: tuple[Moment, ...], holds: Callable[[Moment], bool]) -> datetime:
    return next(it.at for it in moments if holds(it))


@pytest.mark.parametrize("name", sorted(OUTAGES.keys() - GIVEN_UP))
def test_the_new_revision_serves_in_the_end_and_was_never_given_up(name: str) -> None:
    world = life(name).world
    assert failed(world) == []
    assert world.active() == newest(world)
    assert world.serving() == SERVED_BY.get(name, world.spec["replicas"])
    left = [pod for pod in world.pods if pod.revision != newest(world)]
    assert all(world.is_lost(pod) or pod.failed for pod in left) or "kept" in name


@pytest.mark.parametrize("name", STUCK)
def test_a_lost_pod_holds_no_rollout_up(name: str) -> None:
    """Until it is lost, it may: what it holds may still come free. Where there is room, not even
    that long."""
    moments = life(name).moments
    went_on = first(moments, lambda it: it.started or it.phase is RolloutPhase.WAITING_FOR_GPU)
    room = name.removeprefix("stuck-on-a-dead-node-") in (
        "room-for-all",
        "room-for-one",
        "stepwise",
    )
    assert went_on <= (STUCK_SINCE + timedelta(seconds=10) if room else LOST_AT) + PROMPTLY


@pytest.mark.parametrize("name", ["not-counted-while-it-waits", "not-counted-and-restarted"])
def test_who_waits_for_accelerators_still_does_while_they_are_not_counted(name: str) -> None:
    moments = life(name).moments
    outage = [it for it in moments if it.uncounted]
    after = [it for it in moments if outage[-1].at < it.at <= outage[-1].at + timedelta(seconds=50)]
    assert {it.phase for it in outage + after} == {RolloutPhase.WAITING_FOR_GPU}
    assert [it.decided.events for it in outage + after if it.decided.events] == []
    assert [it.decided.actions for it in outage + after if it.decided.actions] == []
    told = [it.message for it in outage + after if it.decided.status is not None]
    # After a restart it cannot say for how many it waits until they are counted again.
    assert len(told) <= (2 if "restarted" in name else 1)


def test_a_long_count_is_not_written_down_again_and_again() -> None:
    moments = life("not-counted-from-the-start").moments
    outage = [it for it in moments if it.uncounted]
    assert [str(action) for it in outage[1:] for action in it.decided.actions] == []
    assert [it.message for it in outage[1:] if it.decided.status is not None] == []


@pytest.mark.parametrize(
    "name",
    [
        "the-scheduler-takes-one-of-those-counted",
        "the-scheduler-takes-one-and-another-node-is-full",
    ],
)
def test_what_the_scheduler_takes_is_enough_to_go_on_with_after_a_minute(name: str) -> None:
    moments = life(name).moments
    refused = first(moments, lambda it: "didn't match pod anti-affinity rules" in it.message)
    went_on = first(moments, lambda it: it.shared)
    assert refused + timedelta(seconds=60) <= went_on
    assert went_on <= refused + timedelta(seconds=60) + PROMPTLY


@pytest.mark.parametrize("name", sorted(GIVEN_UP))
def test_what_the_scheduler_takes_none_of_is_told_and_given_up(name: str) -> None:
    world, moments = life(name).world, life(name).moments
    assert failed(world) == [newest(world)]
    assert "didn't match pod anti-affinity rules" in (world.status.message or "")
    assert world.serving() == world.spec["replicas"]
    assert not any(it.shared for it in moments)


def test_where_no_node_lists_the_device_the_scheduler_tells_that_there_is_none() -> None:
    moments = life("no-node-lists-the-device-and-there-is-none").moments
    waiting = [it for it in moments if it.phase is RolloutPhase.WAITING_FOR_GPU]
    assert waiting
    assert all("no node lists nvidia.com/gpu" in it.message for it in waiting[1:])
