"""Whole lives of an endpoint, told by the plan itself and compared with a recorded story.

A story is what an operator would read: the notes, events and status lines of each pass. Record
anew with `UPDATE_GOLDEN=1 pytest tests/story`, and read the difference.
"""

import os
import random
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from pilotlight.core.plan import Plan
from tests.builders import a_spec
from tests.story.acts import (
    ANALYSIS,
    BROKEN,
    CRASHING,
    ERRING,
    GARBAGE,
    GOOD,
    SLOW,
    SMOKE,
    Act,
    create,
    edits,
    foreign_scale,
    hurried,
    image,
    invalid,
    lose_pods,
    lose_service,
    new_model,
    no_traffic,
    old_model,
    prometheus_down,
    promote,
    rollout,
    scaled,
    turns_bad,
    watched,
)
from tests.story.scarce import SCARCE
from tests.story.world import START, World, converged

TESTDATA = Path(__file__).parent / "testdata"

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
    "smoke-test-passed": edits(rollout(**SMOKE), image(GOOD)),
    "smoke-test-failed-then-retried": edits(
        rollout(**SMOKE),
        image(GARBAGE),
        lambda w: (w.garbage_images.clear(), w.retry())[-1],
    ),
    "promoted-by-a-person": edits(rollout(promotion="Manual", **SMOKE), image(GOOD), promote),
    "never-promoted": edits(rollout(promotion="Manual"), image(GOOD), old_model, image(GOOD)),
    "deadline-exceeded-then-mended": edits(rollout(), image(BROKEN), image(GOOD)),
    "bake-passed": edits(watched(), image(GOOD)),
    "errors-roll-back": edits(watched(), image(ERRING)),
    "slowness-rolls-back": edits(watched(), image(SLOW)),
    "turns-bad-later": hurried(watched(), image(GOOD), turns_bad),
    "rolled-back-then-mended": edits(watched(), image(ERRING), image(GOOD)),
    "no-traffic-golden-prompts-pass": edits(
        no_traffic, rollout(analysis=ANALYSIS, **SMOKE), image(GOOD)
    ),
    "no-traffic-golden-prompts-fail": edits(
        no_traffic,
        rollout(analysis=ANALYSIS, **SMOKE),
        lambda w: (image(GOOD)(w), w.run(30), w.garbage_images.add(GOOD))[-1],
    ),
    "prometheus-down-promotes": edits(watched(), prometheus_down, image(GOOD)),
    "prometheus-down-rolls-back": edits(
        watched(onInconclusive="RollBack"), prometheus_down, image(GOOD)
    ),
    "prometheus-down-holds-until-it-is-back": edits(
        watched(onInconclusive="Hold"),
        prometheus_down,
        image(GOOD),
        lambda w: setattr(w, "prometheus", ""),
    ),
    "reverted-during-the-bake": hurried(
        watched(), image(GOOD), lambda w: w.run(25), lambda w: w.edit(runtime={})
    ),
    "kept-for-a-while-and-reverted": hurried(
        rollout(previousRevision={"keepFor": "60s"}),
        image(GOOD),
        lambda w: w.run(25),
        lambda w: w.edit(runtime={}),
    ),
    "changed-again-during-the-bake": hurried(
        watched(), image(GOOD), lambda w: w.run(25), new_model
    ),
    "dies-during-the-bake": hurried(
        watched(),
        image(GOOD),
        lambda w: w.run(25),
        lambda w: w.crashing_images.add(GOOD),
    ),
    "dies-while-the-previous-is-kept": hurried(
        rollout(previousRevision={"keepFor": "60s"}),
        image(GOOD),
        lambda w: w.run(25),
        lambda w: w.crashing_images.add(GOOD),
    ),
    "fails-while-the-next-comes": hurried(
        watched(minRequests=150),
        image(ERRING),
        lambda w: w.run(17),
        lambda w: w.edit(model={"uri": "file:///models/tiny-b"}, runtime={"image": GOOD}),
    ),
    "ready-while-paused": hurried(
        image(GOOD),
        lambda w: w.edit(paused=True),
        lambda w: w.run(200),
        lambda w: w.edit(paused=False),
    ),
    "recreate": edits(rollout(strategy="Recreate"), new_model),
    "recreate-and-back": hurried(
        rollout(strategy="Recreate"), new_model, lambda w: w.edit(model=a_spec()["model"])
    ),
    **SCARCE,
}


def a_world() -> World:
    return World(
        broken_images={BROKEN},
        crashing_images={CRASHING},
        garbage_images={GARBAGE},
        erring_images={ERRING},
        slow_images={SLOW},
    )


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
}


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


@cache
def end_of(name: str) -> object:
    """What the world is like after a story that nothing disturbed."""
    return tell(name)[0].fingerprint()


@pytest.mark.parametrize("name", sorted(SCARCE.keys() - STRANDED.keys()))
def test_no_pod_is_made_that_finds_no_accelerator(name: str) -> None:
    world, _ = tell(name)
    assert world.watch.stranded == []


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
    world = a_world()

    def dying(world: World) -> Plan:
        decided = world.reconcile(writes=1)
        return decided if decided.actions else world.reconcile()

    run = world.run
    world.run = lambda seconds=120, each=None, **_: run(seconds, passes=dying)  # type: ignore[method-assign]
    STORIES[name](world)
    assert world.fingerprint() == end_of(name)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STORIES)
def test_a_story_in_random_order_gets_to_the_same_end(name: str, seed: int) -> None:
    """Passes at random times, dying after a random number of writes, controllers in any order."""
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
    run(120)
    assert world.fingerprint() == end_of(name)


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
