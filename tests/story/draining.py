"""Lives in which fewer replicas are wanted, and something happens while one of them drains."""

from dataclasses import replace
from datetime import timedelta

from tests.story.acts import Act, new_model, scaled
from tests.story.scaling import (
    at_once,
    autoscaled,
    counted,
    lives,
    load,
    nothing,
    paused,
    prometheus,
    restarts,
)
from tests.story.scarce import later, on
from tests.story.world import Pod, World

MANY, FEW, HARDLY_ANY = 10, 4, 1
"""Requests at a time for three, two and one replica by the law of these stories."""
NODES = {"a": 1, "b": 1, "c": 1}
BRIEF = {"drainTimeout": "30s"}


def streams(seconds: int) -> Act:
    """Those of a pod that leaves take so long to their end."""
    return lambda world: setattr(world, "drain", timedelta(seconds=seconds))


def until_one_drains(world: World) -> None:
    for _ in range(300):
        if draining(world):
            return
        world.run(1)
    raise AssertionError("nothing drains")


def draining(world: World) -> list[Pod]:
    """Pods out of the Service that may still be called back."""
    return [pod for pod in world.pods if pod.counts and not pod.serves]


def dies(world: World) -> None:
    """The one that drains, and all that it did."""
    world.pods.remove(draining(world)[0])


def another_dies(world: World) -> None:
    """One that serves is evicted."""
    world.pod_fails(next(pod for pod in world.pods if pod.serves))


def its_node_dies(world: World) -> None:
    world.node_dies(draining(world)[0].node or "")


def another_node_dies(world: World) -> None:
    world.node_dies(next(pod.node or "" for pod in world.pods if pod.serves))


def label_is_lost(world: World) -> None:
    """Somebody takes the label of the role off a pod that drains, and of one that serves."""
    for pod in (draining(world)[0], next(pod for pod in world.pods if pod.serves)):
        pod.role, pod.version = replace(pod.role, name=""), pod.version + 1


def falls(*steps: Act, before: int = MANY, after: int = FEW, long: int = 60) -> Act:
    """Load goes; as soon as a replica drains, and streams on it take long, the steps follow."""
    start = at_once(autoscaled(before, maxReplicas=4), streams(long))
    then = at_once(load(after), until_one_drains, later(7), *steps)
    return lives(start, then, nothing, nothing)


DRAINING: dict[str, Act] = {
    "demand-returns-while-one-drains": falls(load(MANY)),
    "more-demand-than-before-while-one-drains": falls(load(14)),
    "demand-falls-again-while-one-drains": falls(load(HARDLY_ANY)),
    "the-operator-restarts-while-one-drains": falls(restarts),
    "restarts-without-prometheus-while-one-drains": falls(
        prometheus("Prometheus did not answer within 5 s"), restarts, later(40), prometheus("")
    ),
    "a-pod-dies-while-it-drains": falls(dies),
    "another-pod-dies-while-one-drains": falls(another_dies),
    "its-label-is-lost-while-it-drains": falls(label_is_lost),
    "paused-while-one-drains": falls(paused(yes=True), later(90), paused(yes=False)),
    "a-new-revision-while-one-drains": falls(new_model),
    "an-exchange-while-one-drains": lives(
        at_once(counted(a=3), autoscaled(MANY, maxReplicas=3), streams(60)),
        at_once(load(FEW), until_one_drains, new_model),
        nothing,
        nothing,
    ),
    "two-drain-at-a-time": lives(
        at_once(autoscaled(14), streams(40)),
        autoscaled(14, maxReplicas=2),
        nothing,
    ),
    "two-drain-one-after-the-other": lives(
        at_once(autoscaled(14), streams(40)),
        at_once(
            autoscaled(14, maxReplicas=3),
            until_one_drains,
            later(5),
            streams(10),
            autoscaled(14, maxReplicas=2),
        ),
        nothing,
    ),
    "streams-longer-than-the-drain-may-take": lives(
        at_once(autoscaled(14), lambda world: world.edit(runtime=BRIEF), streams(200)),
        autoscaled(14, maxReplicas=2),
        nothing,
        nothing,
    ),
    "nobody-knows-what-is-in-flight": on(
        {}, scaled(2), later(5), scaled(3), later(60), scaled(1), later(120), replicas=4
    ),
    "fewer-while-some-start": on({}, scaled(4), later(3), scaled(3), later(60), replicas=2),
    "the-node-of-one-that-drains-dies": on(
        NODES, scaled(2), until_one_drains, its_node_dies, later(200), replicas=3
    ),
    "another-node-dies-while-one-drains": on(
        NODES, scaled(2), until_one_drains, another_node_dies, later(200), replicas=3
    ),
}
