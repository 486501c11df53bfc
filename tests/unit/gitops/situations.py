"""Statuses that the operator writes, from the core itself in a simulated cluster."""

import json
from collections.abc import Callable
from typing import Any

from tests.story.world import World

Act = Callable[[World], None]

BROKEN = "registry.example/worker:missing"


def _then(*steps: Act, settle: int = 120) -> Act:
    """A settled endpoint, then each step; `settle` seconds after the last one."""

    def act(world: World) -> None:
        world.run(120)
        for step in steps:
            step(world)
        world.run(settle)

    return act


def _starting(world: World) -> None:
    world.reconcile()
    world.tick()
    world.reconcile()


def _seen_late(world: World) -> None:
    world.run(120)
    world.edit(replicas=3)


def _bad_from_the_start(world: World) -> None:
    world.edit(runtime={"image": BROKEN})
    world.run(120)


SITUATIONS: dict[str, Act] = {
    "nobody-has-looked-yet": lambda _: None,
    "starting": _starting,
    "ready": _then(),
    "edited-and-not-seen-yet": _seen_late,
    "rolling-out": _then(lambda w: w.edit(model={"uri": "file:///models/tiny-b"}), settle=5),
    "scaling-up": _then(lambda w: w.edit(replicas=4), settle=5),
    "first-image-is-bad": _bad_from_the_start,
    "bad-image-while-serving": _then(lambda w: w.edit(runtime={"image": BROKEN})),
    "paused": _then(lambda w: w.edit(paused=True)),
    "unreadable-spec": _then(lambda w: w.edit(replicas="many")),
    "scaled-to-zero": _then(lambda w: w.edit(replicas=0)),
}


def recorded(name: str) -> dict[str, Any]:
    """The endpoint as `kubectl get -o yaml` would show it then."""
    world = World(broken_images={BROKEN})
    SITUATIONS[name](world)
    manifest: dict[str, Any] = {
        "apiVersion": "pilotlight.dev/v1alpha1",
        "kind": "InferenceEndpoint",
        "metadata": {"name": "chat", "namespace": "demo", "generation": world.generation},
        "spec": world.spec,
    }
    status = world.status.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    return {**manifest, "status": _without_hashes(status)} if status else manifest


def _without_hashes(status: dict[str, Any]) -> dict[str, Any]:
    """Revisions named a, b, … by age: how the hash is made is no business of a health check."""
    text = json.dumps(status)
    revisions = sorted(status.get("revisions", ()), key=lambda it: it["createdAt"])
    for letter, revision in zip("abcdef", revisions, strict=False):
        text = text.replace(revision["name"], f"chat-{letter * 10}")
    named: dict[str, Any] = json.loads(text)
    return named
