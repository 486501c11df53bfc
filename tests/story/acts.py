"""What users and fate do in a story."""

from collections.abc import Callable
from typing import Any

from tests.story.world import World

BROKEN = "registry.example/worker:missing"
CRASHING = "registry.example/worker:crashing"
GARBAGE = "registry.example/worker:garbage"
ERRING = "registry.example/worker:erring"
SLOW = "registry.example/worker:slow"
GOOD = "registry.example/worker:2"

Act = Callable[[World], None]
"""What the user or fate does at a second of the story."""


def create(world: World) -> None:
    world.run(60)


def edits(*steps: Act) -> Act:
    """Each step once the one before has had two minutes to settle."""

    def act(world: World) -> None:
        world.run(120)
        for step in steps:
            step(world)
            world.run(120)

    return act


def new_model(world: World) -> None:
    world.edit(model={"uri": "file:///models/tiny-b"})


def old_model(world: World) -> None:
    world.edit(model={"uri": "file:///models/tiny-a"})


def scaled(replicas: int) -> Act:
    return lambda world: world.edit(replicas=replicas)


def image(name: str) -> Act:
    return lambda world: world.edit(runtime={"image": name})


def hurried(*steps: Act) -> Act:
    """The steps five seconds apart, then time to settle."""

    def act(world: World) -> None:
        world.run(120)
        for step in steps:
            step(world)
            world.run(5)
        world.run(120)

    return act


def lose_service(world: World) -> None:
    world.forget(("Service", "chat"))


def foreign_scale(world: World) -> None:
    for key, manifest in list(world.objects.items()):
        if key[0] == "Deployment":
            world.store(key, {**manifest, "spec": {**manifest["spec"], "replicas": 7}})


def lose_pods(world: World) -> None:
    world.pods = []


def invalid(world: World) -> None:
    world.edit(replicas="many")


def rollout(**rules: Any) -> Act:
    """Rules of a rollout; what was replaced goes at once unless they say otherwise."""
    return lambda world: world.edit(
        rollout={"previousRevision": {"keepFor": "0s"}, "progressDeadline": "90s", **rules}
    )


SMOKE = {"smokeTest": {"expect": "Paris"}}
ANALYSIS = {
    "bake": "60s",
    "gates": [
        {"metric": "ErrorRate", "maxPercent": 1},
        {"metric": "TimeToFirstToken", "percentile": 95, "maxRatioPercent": 130},
    ],
}


def watched(**more: Any) -> Act:
    return rollout(analysis={**ANALYSIS, **more})


def no_traffic(world: World) -> None:
    world.rps = 0.01


def prometheus_down(world: World) -> None:
    world.prometheus = "Prometheus did not answer within 5 s"


def promote(world: World) -> None:
    preview = world.preview()
    world.edit(rollout={**world.spec["rollout"], "promote": preview})


def turns_bad(world: World) -> None:
    """The revision that serves begins to fail once it has the traffic."""
    world.run(30)
    world.erring_images.add(GOOD)
