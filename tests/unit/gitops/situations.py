"""Statuses that the operator writes, from the core itself in a simulated cluster."""

import json
from collections.abc import Callable
from typing import Any

from tests.story.scarce import COUNTED
from tests.story.world import World

Act = Callable[[World], None]

BROKEN = "registry.example/worker:missing"
GARBAGE = "registry.example/worker:garbage"
ERRING = "registry.example/worker:erring"
GOOD = "registry.example/worker:2"
ANALYSIS = {"bake": "60s", "gates": [{"metric": "ErrorRate", "maxPercent": 1}]}


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


def _rollout_of(image: str, settle: int = 120, **rules: Any) -> Act:
    """A settled endpoint whose image changes under these rules."""
    return _then(lambda w: w.edit(rollout=rules, runtime={"image": image}), settle=settle)


def _with_gpus(count: int, settle: int, **rules: Any) -> Act:
    """Two replicas on a cluster with so many accelerators, whose model changes."""

    def act(world: World) -> None:
        world.nodes, world.platform = {"a": count}, COUNTED
        edit = {"rollout": rules, "model": {"uri": "file:///models/tiny-b"}}
        _then(lambda w: w.edit(**edit), settle=settle)(world)

    return act


def _trusting(world: World) -> None:
    world.edit(model={"uri": "file:///models/tiny-a", "trustRemoteCode": True})


SITUATIONS: dict[str, Act] = {
    "nobody-has-looked-yet": lambda _: None,
    "starting": _starting,
    "ready": _then(),
    "edited-and-not-seen-yet": _seen_late,
    "rolling-out": _then(lambda w: w.edit(model={"uri": "file:///models/tiny-b"}), settle=5),
    "scaling-up": _then(lambda w: w.edit(replicas=4), settle=5),
    "first-image-is-bad": _bad_from_the_start,
    "bad-image-while-serving": _then(lambda w: w.edit(runtime={"image": BROKEN})),
    "awaiting-promotion": _rollout_of(GOOD, promotion="Manual"),
    "waiting-for-gpu": _with_gpus(2, settle=20, minAvailable=2),
    "exchanging": _with_gpus(3, settle=30),
    "baking": _rollout_of(GOOD, settle=40, analysis=ANALYSIS),
    "smoke-test-failed": _rollout_of(GARBAGE, smokeTest={"expect": "Paris"}),
    "rolled-back": _rollout_of(ERRING, analysis=ANALYSIS),
    "paused": _then(lambda w: w.edit(paused=True)),
    "unreadable-spec": _then(lambda w: w.edit(replicas="many")),
    "policy-denied": _then(_trusting),
    "scaled-to-zero": _then(lambda w: w.edit(replicas=0)),
}


def recorded(name: str) -> dict[str, Any]:
    """The endpoint as `kubectl get -o yaml` would show it then."""
    world = World(broken_images={BROKEN}, garbage_images={GARBAGE}, erring_images={ERRING})
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
    revisions = sorted(status.get("revisions", ()), key=lambda it: it["createdAt"])
    # One that has failed runs no more, and was the last one.
    known = [it["name"] for it in revisions] + [status.get("rollout", {}).get("revision", "")]
    text = json.dumps(status)
    for letter, name in zip("abcdef", filter(None, dict.fromkeys(known)), strict=False):
        text = text.replace(name, f"chat-{letter * 10}")
    named: dict[str, Any] = json.loads(text)
    return named
