"""Whole lives of an endpoint, told by the plan itself and compared with a recorded story.

A story is what an operator would read: the notes, events and status lines of each pass. Record
anew with `UPDATE_GOLDEN=1 pytest tests/story`, and read the difference.
"""

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pilotlight.core.plan import Plan
from tests.story.world import START, World, converged

TESTDATA = Path(__file__).parent / "testdata"
BROKEN = "registry.example/worker:missing"
CRASHING = "registry.example/worker:crashing"

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


STORIES: dict[str, Act] = {
    "create": create,
    "scale-up-and-down": edits(scaled(4), scaled(1)),
    "scale-to-zero-and-back": edits(scaled(0), scaled(2)),
    "change-model": edits(new_model),
    "change-model-and-back": edits(new_model, old_model),
    "rapid-edits-end-where-they-began": hurried(
        new_model,
        image("registry.example/x:2"),
        lambda w: w.edit(model={"uri": "file:///models/tiny-a"}, runtime={}),
    ),
    "first-image-is-bad-then-mended": lambda world: (
        image(BROKEN)(world),
        edits(image("registry.example/worker:2"))(world),
    )[-1],
    "bad-image-then-mended": edits(image(BROKEN), image("registry.example/worker:2")),
    "crashing-engine-then-back": edits(image(CRASHING), lambda w: w.edit(runtime={})),
    "service-deleted-by-someone": edits(lose_service),
    "deployment-scaled-by-someone": edits(foreign_scale),
    "all-pods-lost": edits(lose_pods),
    "invalid-edit-then-mended": edits(invalid, scaled(3)),
    "paused-edit-then-resumed": edits(
        lambda w: w.edit(paused=True, model={"uri": "file:///models/tiny-b"}),
        lambda w: w.edit(paused=False),
    ),
}


def a_world() -> World:
    return World(broken_images={BROKEN}, crashing_images={CRASHING})


class Teller:
    """Writes down what each pass decided, with revisions as letters in the order of their birth."""

    def __init__(self, world: World) -> None:
        self.lines: list[str] = []
        self._letters: dict[str, str] = {}
        self._spec = None
        self._world = world

    def told(self, world: World, decided: Plan) -> None:
        if world.spec != self._spec:
            self.lines.append(f"# spec: {world.spec}")
            self._spec = world.spec
        at = f"{(world.now - START).total_seconds():4.0f} s  "
        lines = list(decided.notes)
        lines += [f"{'!' if e.warning else '*'} {e.reason}: {e.message}" for e in decided.events]
        if decided.status is not None:
            lines.append(f"= {decided.status.message}")
        self.lines += [at + self._readable(line) for line in lines]

    def _readable(self, line: str) -> str:
        for kind, name in self._world.objects:
            if kind == "ControllerRevision" and name not in self._letters:
                self._letters[name] = f"chat-{'ABCDEFGH'[len(self._letters)]}"
        for name, letter in self._letters.items():
            line = line.replace(name, letter)
        return line


def tell(name: str) -> tuple[World, str]:
    world = a_world()
    teller = Teller(world)
    run = world.run
    world.run = lambda seconds=120, each=None, **more: run(seconds, teller.told, **more)  # type: ignore[method-assign]
    STORIES[name](world)
    return world, "\n".join(teller.lines) + "\n"


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_as_recorded(name: str) -> None:
    _, story = tell(name)
    path = TESTDATA / f"{name}.story"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(story)
    assert story == path.read_text()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_in_silence(name: str) -> None:
    world, _ = tell(name)
    writes = world.writes
    world.run(60)
    assert world.writes == writes
    assert converged(world)


@pytest.mark.parametrize("name", STORIES)
def test_an_operator_that_dies_after_every_write_gets_to_the_same_end(name: str) -> None:
    """Each pass carries out one action and dies before its status, until nothing is left to do."""
    undisturbed, _ = tell(name)
    world = a_world()

    def dying(world: World) -> Plan:
        decided = world.reconcile(writes=1)
        return decided if decided.actions else world.reconcile()

    run = world.run
    world.run = lambda seconds=120, each=None, **_: run(seconds, passes=dying)  # type: ignore[method-assign]
    STORIES[name](world)
    assert world.fingerprint() == undisturbed.fingerprint()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STORIES)
def test_a_story_in_random_order_gets_to_the_same_end(name: str, seed: int) -> None:
    """Passes at random times, dying after a random number of writes, controllers in any order."""
    undisturbed, _ = tell(name)
    chance = random.Random(seed)
    world = a_world()
    run, tick = world.run, world.tick

    def sometimes(world: World) -> Plan:
        if chance.random() < 0.4:
            return Plan(requeue_after=timedelta(seconds=1))
        return world.reconcile(writes=chance.choice([None, None, 0, 1, 3]))

    world.tick = lambda seconds=1.0, _=None: tick(seconds, chance)  # type: ignore[method-assign]
    world.run = lambda seconds=120, each=None, **_: run(seconds, passes=sometimes)  # type: ignore[method-assign]
    STORIES[name](world)
    run(60)
    assert world.fingerprint() == undisturbed.fingerprint()


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
