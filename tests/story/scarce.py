"""Lives of an endpoint on a cluster whose accelerators are counted."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pilotlight.core.capacity import Claim
from pilotlight.core.placement import Need
from pilotlight.manifests.platform import Platform
from pilotlight.manifests.resources import GPU
from tests.builders import PLATFORM
from tests.story.acts import (
    CRASHING,
    ERRING,
    GARBAGE,
    GOOD,
    SMOKE,
    Act,
    image,
    new_model,
    promote,
    rollout,
    scaled,
    watched,
)
from tests.story.world import World

COUNTED = replace(PLATFORM, reads_nodes=True)
GROWING = replace(COUNTED, node_autoscaling=True)
TWO_EACH = {"engine": {"tensorParallelSize": 2}}
PROMISED = Claim(Need({GPU: Decimal(1)}, {}), 1)


def on(nodes: Mapping[str, int], *steps: Act, platform: Platform = COUNTED, **spec: Any) -> Act:
    """The steps on nodes with so many accelerators, once the endpoint serves."""

    def act(world: World) -> None:
        world.nodes = dict(nodes)
        world.platform = platform
        world.spec = {**world.spec, **spec}
        world.run(60)
        for step in steps:
            step(world)
        world.run(240)

    return act


def later(seconds: int) -> Act:
    return lambda world: world.run(seconds)


def nodes(**accelerators: int) -> Act:
    """Nodes come, or are found to have more."""
    return lambda world: world.nodes.update(accelerators)


def strangers(**accelerators: int) -> Act:
    """What others hold from now on."""
    return lambda world: setattr(world, "foreign", accelerators)


def snatched(world: World) -> None:
    world.snatchers = 1


def promised(*claims: Claim) -> Act:
    return lambda world: setattr(world, "claims", list(claims))


def quota(accelerators: int) -> Act:
    """Of the namespace."""
    return lambda world: setattr(world, "quota", accelerators)


def dies(name: str) -> Act:
    return lambda world: world.crashing_images.add(name)


def first_model(world: World) -> None:
    world.edit(model={"uri": "file:///models/tiny-a"}, runtime={})


def paused(answer: bool) -> Act:
    return lambda world: world.edit(paused=answer)


def uncountable(world: World) -> None:
    world.uncountable = "nodes is forbidden"


def rejected(answer: bool) -> Act:
    """Kubelets refuse every new pod, or no longer."""
    return lambda world: setattr(world, "rejecting", answer)


def lose_one(world: World) -> None:
    """The oldest pod that serves."""
    world.pods.remove(world.selected()[0])


SCARCE: dict[str, Act] = {
    # Room for some, none, all
    "gpus-for-one-of-two": on({"a": 3}, new_model),
    "gpus-for-none-of-two": on({"a": 2}, new_model),
    "gpus-for-all": on({"a": 4}, new_model),
    "gpus-for-one-of-four": on({"a": 5}, new_model, replicas=4),
    "gpus-for-none-of-one-then-for-one": on(
        {"a": 1}, rollout(), image(GOOD), later(200), nodes(a=2), replicas=1
    ),
    "gpus-come-while-it-waits": on(
        {"a": 2}, rollout(minAvailable=2), image(GOOD), later(100), nodes(b=2)
    ),
    "no-gpus-asked-for": on({}, new_model, runtime={"resources": {"limits": {GPU: "0"}}}),
    # What was asked for
    "stepwise-asked-with-room": on({"a": 4}, rollout(capacity="Stepwise"), image(GOOD)),
    "surge-asked-without-room": on(
        {"a": 3}, rollout(capacity="Surge"), image(GOOD), later(120), nodes(a=4)
    ),
    "no-loss-allowed": on({"a": 2}, rollout(minAvailable=2), image(GOOD), later(120), nodes(a=3)),
    "more-loss-allowed": on({"a": 4}, rollout(minAvailable=1), image(GOOD), replicas=4),
    # The way to the traffic
    "one-of-two-tested": on({"a": 3}, rollout(**SMOKE), image(GOOD)),
    "one-of-two-fails-its-test": on({"a": 2}, rollout(**SMOKE), image(GARBAGE)),
    "one-of-two-promoted-by-a-person": on(
        {"a": 2}, rollout(promotion="Manual", **SMOKE), image(GOOD), later(60), promote
    ),
    "one-of-four-bakes": on({"a": 5}, watched(), image(GOOD), later(120), replicas=4),
    "one-of-two-fails-its-gates": on({"a": 2}, watched(), image(ERRING)),
    "one-of-four-fails-its-gates": on({"a": 4}, watched(), image(ERRING), replicas=4),
    "one-of-two-crashes": on({"a": 2}, rollout(), image(CRASHING)),
    "dies-in-mid-exchange": on({"a": 4}, image(GOOD), later(60), dies(GOOD), replicas=3),
    # Somebody intervenes
    "reverted-before-the-exchange": on({"a": 3}, new_model, later(10), first_model),
    "reverted-in-mid-exchange": on({"a": 4}, new_model, later(60), first_model, replicas=3),
    "reverted-late-in-the-exchange": on({"a": 4}, new_model, later(85), first_model, replicas=3),
    "changed-again-in-mid-exchange": on({"a": 4}, new_model, later(60), image(GOOD), replicas=3),
    "scaled-up-in-mid-exchange": on({"a": 4}, new_model, later(60), scaled(4), replicas=3),
    "scaled-down-in-mid-exchange": on({"a": 4}, new_model, later(60), scaled(1), replicas=3),
    "scaled-to-zero-in-mid-exchange": on(
        {"a": 4}, new_model, later(60), scaled(0), later(60), scaled(3), replicas=3
    ),
    "scaled-up-beyond-what-there-is": on({"a": 3}, scaled(4), later(60), new_model),
    "paused-in-mid-exchange": on(
        {"a": 4}, new_model, later(60), paused(True), later(60), paused(False), replicas=3
    ),
    "deleted-in-mid-exchange": on({"a": 4}, new_model, later(60), World.delete, replicas=3),
    "operator-restarts-in-mid-exchange": on(
        {"a": 4}, new_model, later(60), World.restart_operator, replicas=3
    ),
    "a-pod-is-lost-in-mid-exchange": on({"a": 4}, new_model, later(60), lose_one, replicas=3),
    "service-deleted-in-mid-exchange": on(
        {"a": 4},
        new_model,
        later(40),
        lambda w: w.forget(("Service", "chat")),
        replicas=3,
    ),
    "rules-change-in-mid-exchange": on(
        {"a": 4}, new_model, later(60), rollout(capacity="Surge", minAvailable=3), replicas=3
    ),
    "recreate-asked-in-mid-exchange": on(
        {"a": 4}, new_model, later(60), rollout(strategy="Recreate"), replicas=3
    ),
    # What is kept
    "kept-previous-makes-room": on(
        {"a": 4},
        rollout(previousRevision={"keepFor": "600s"}),
        new_model,
        later(60),
        image(GOOD),
    ),
    "kept-after-an-exchange": on(
        {"a": 3}, rollout(previousRevision={"keepFor": "120s"}), image(GOOD)
    ),
    # Others
    "a-stranger-is-faster": on(
        {"a": 3}, snatched, rollout(minAvailable=2), image(GOOD), later(150), strangers()
    ),
    "a-stranger-takes-one-of-a-surge": on({"a": 4}, snatched, new_model),
    "a-stranger-takes-one-of-an-asked-surge": on(
        {"a": 4}, snatched, rollout(capacity="Surge"), image(GOOD), later(100), strangers()
    ),
    "waking-up-as-another-revision": on(
        {"a": 3}, lambda w: w.edit(replicas=2, runtime={"image": GOOD}), replicas=0
    ),
    "a-stranger-comes-in-mid-exchange": on(
        {"a": 4}, new_model, later(36), strangers(a=1), later(120), strangers(), replicas=3
    ),
    "promised-to-another-endpoint": on(
        {"a": 3},
        rollout(minAvailable=2),
        promised(PROMISED),
        image(GOOD),
        later(100),
        promised(),
    ),
    "quota-for-one-more": on({"a": 9}, quota(3), new_model),
    "quota-full-and-one-makes-room": on({"a": 9}, quota(2), new_model),
    "quota-for-no-more": on(
        {"a": 9}, quota(2), rollout(minAvailable=2), image(GOOD), later(100), quota(3)
    ),
    # Larger replicas
    "two-each-where-none-frees-two": on(
        {"a": 2}, rollout(), lambda w: w.edit(runtime=TWO_EACH), later(120), nodes(b=2)
    ),
    "two-each-on-fragments": on(
        {"a": 2, "b": 2, "c": 2},
        rollout(),
        strangers(b=1, c=1),
        new_model,
        later(120),
        strangers(c=1),
        replicas=1,
        runtime=TWO_EACH,
    ),
    "one-of-two-is-lost-before": on({"a": 2}, strangers(a=1), lose_one, later(5), new_model),
    "one-each-after-two-each": on(
        {"a": 4}, rollout(), lambda w: w.edit(runtime={}), runtime=TWO_EACH
    ),
    # Where nodes are not counted
    "nodes-unread-surge": on({"a": 3}, rollout(), image(GOOD), platform=PLATFORM),
    "nodes-unread-stepwise": on(
        {"a": 2}, rollout(capacity="Stepwise"), image(GOOD), platform=PLATFORM
    ),
    "nodes-may-not-be-listed": on({"a": 3}, uncountable, rollout(), image(GOOD)),
    "nodes-come-for-pending-pods": on(
        {"a": 2}, rollout(), image(GOOD), later(40), nodes(b=2), platform=GROWING
    ),
    "kubelets-reject-what-is-brought-up": on(
        {"a": 4}, rejected(True), rollout(), image(GOOD), later(10), rejected(False)
    ),
    "kubelets-reject-what-serves": on(
        {"a": 4}, rejected(True), lose_one, later(30), rejected(False)
    ),
}
