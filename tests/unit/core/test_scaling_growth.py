"""More replicas are asked for as far as there is room for them, and what is missing is told."""

from dataclasses import replace

import pytest

from pilotlight.core.scaling.decision import Decision, ScalingReason
from pilotlight.core.scaling.report import ScalingReport
from pilotlight.manifests.platform import Platform
from tests.builders import PLATFORM, a_spec
from tests.story.invariants import replicas
from tests.story.world import World

COUNTED = replace(PLATFORM, reads_nodes=True)
GROWING = replace(COUNTED, node_autoscaling=True)


def a_world(accelerators: int, platform: Platform = COUNTED) -> World:
    """Two replicas serve, on a node that has so many accelerators."""
    scaling = {"minReplicas": 2, "maxReplicas": 8}
    world = World(spec=a_spec(replicas=None, scaling=scaling), platform=platform)
    world.nodes = {"a": accelerators}
    world.run(60)
    assert world.serving() == 2
    return world


def decided(world: World, to: int, seconds: int = 10) -> int:
    """What is asked for once it has been decided for so long."""
    for _ in range(seconds):
        made = Decision(world.now, to, asked(world), ScalingReason.DEMAND_ROSE, f"2 → {to}: load")
        world.scaling = ScalingReport(made, 1)
        world.reconcile()
        world.tick()
    return asked(world)


def asked(world: World) -> int:
    return sum(replicas(world).values())


def told(world: World) -> tuple[int, str, str]:
    scaling = world.status.scaling
    assert scaling is not None
    assert scaling.last_decision is not None
    last = scaling.last_decision
    return last.to_replicas, last.reason, last.message


@pytest.mark.parametrize(
    ("accelerators", "platform", "expected"),
    [
        (2, COUNTED, 2),
        (3, COUNTED, 3),
        (5, COUNTED, 5),
        (9, COUNTED, 5),
        # Pending pods make nodes come.
        (2, GROWING, 5),
        # Nobody knows before the scheduler.
        (2, PLATFORM, 5),
    ],
)
def test_as_many_as_there_is_room_for(accelerators: int, platform: Platform, expected: int) -> None:
    world = a_world(accelerators, platform)
    assert decided(world, 5) == expected
    waiting = any(pod.unschedulable for pod in world.pods)
    assert waiting is (expected > accelerators)


def test_what_is_missing_is_told_and_taken_as_soon_as_it_is_free() -> None:
    world = a_world(2)
    decided(world, 5, seconds=70)
    message = "2: waiting for 3 nvidia.com/gpu: 0 free on 1 node (2 → 5: load)"
    assert told(world) == (2, "WaitingForGPU", message)
    assert world.surveying is not None
    ready = {it.type: it.status for it in world.status.conditions}["Ready"]
    assert ready == "True"
    world.nodes["b"] = 1
    assert decided(world, 5) == 3
    message = "2 → 3: there is room for no more (2 → 5: load)"
    assert told(world) == (3, "DemandRose", message)
    world.nodes["b"] = 4
    assert decided(world, 5) == 5
    decided(world, 5, seconds=30)
    assert (world.serving(), world.surveying) == (5, None)


def test_before_free_accelerators_are_counted_nothing_is_asked_for_or_told() -> None:
    world = a_world(8)
    world.survey_down = True
    before = world.status
    assert decided(world, 5) == 2
    assert world.surveying is not None
    assert world.status.scaling == before.scaling
    world.survey_down = False
    assert decided(world, 5) == 5


def test_a_survey_that_failed_is_too_little_to_act_on() -> None:
    world = a_world(2)
    decided(world, 5)
    world.survey_down = True
    decided(world, 5)
    world.nodes["b"] = 4
    assert decided(world, 5) == 2
    world.survey_down = False
    assert decided(world, 5) == 5


def test_the_minimum_is_asked_for_whether_there_is_room_or_not() -> None:
    world = a_world(2)
    world.edit(scaling={"minReplicas": 4, "maxReplicas": 8})
    assert decided(world, 6) == 4
    assert told(world)[0] == 4


def test_a_number_that_is_only_observed_counts_nothing() -> None:
    world = a_world(2)
    world.edit(scaling={"mode": "Observe", "minReplicas": 2, "maxReplicas": 8})
    assert decided(world, 5) == 2
    assert world.surveying is None
