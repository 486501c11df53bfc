"""`requestLimits` changes in place: the gates read it again, and nothing else happens."""

import json
from typing import Any

from pilotlight.core.plan import Plan
from tests.story.life import a_world
from tests.story.world import World

SETTINGS = ("ConfigMap", "chat-gate")


def limits(world: World) -> dict[str, Any]:
    settings = json.loads(world.objects[SETTINGS]["data"]["settings.json"])
    found: dict[str, Any] = settings["requestLimits"]
    return found


def others(world: World) -> tuple[object, ...]:
    """Pods, and every object but those settings."""
    pods = [(pod.name, pod.uid, pod.role) for pod in world.pods]
    rest = sorted((str(key), it) for key, it in world.objects.items() if key != SETTINGS)
    return pods, json.dumps(rest, sort_keys=True)


def written(world: World, seconds: int = 60) -> list[str]:
    """Actions of the passes of this time, as words."""
    actions: list[str] = []

    def look(_: World, plan: Plan) -> None:
        actions.extend(str(action) for action in plan.actions)

    world.run(seconds, each=look)
    return actions


def test_limits_are_there_from_the_first_day() -> None:
    world = a_world()
    world.run(60)
    assert limits(world) == {"maxBodyBytes": 33554432, "maxQueued": 0, "timeoutSeconds": 600}


def test_a_change_of_limits_writes_the_settings_of_the_gate_and_restarts_nothing() -> None:
    world = a_world()
    world.run(60)
    before = others(world)
    world.edit(requestLimits={"maxOutputTokens": 512, "timeout": "1m30s", "maxConcurrent": 8})
    (action,) = written(world)
    assert "chat-gate" in action
    assert others(world) == before
    assert limits(world)["maxOutputTokens"] == 512
    assert limits(world)["timeoutSeconds"] == 90
    world.edit(requestLimits={})
    (action,) = written(world)
    assert limits(world) == {"maxBodyBytes": 33554432, "maxQueued": 0, "timeoutSeconds": 600}
    assert others(world) == before


def test_limits_that_are_none_leave_the_last_ones_in_force() -> None:
    world = a_world()
    world.run(60)
    world.edit(requestLimits={"maxOutputTokens": 512})
    world.run(60)
    before, kept = others(world), limits(world)
    world.edit(requestLimits={"maxOutputTokens": 0})
    assert written(world) == []
    assert (others(world), limits(world)) == (before, kept)
