"""Lives of an endpoint on a cluster of which a part fails, or knows better than we do.

Nodes die and come back, nobody can count what is free, and the scheduler refuses what was counted.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.story.acts import GOOD, SMOKE, Act, image, new_model, rollout, scaled
from tests.story.scarce import later, nodes, on, strangers
from tests.story.world import World

BRIEF = {"drainTimeout": "30s"}
"""Pods have 90 s of grace: half a minute to drain, a minute to shut down."""
LONG = {"drainTimeout": "200s"}
NODES = {"a": 1, "b": 1}


def node_dies(name: str) -> Act:
    return lambda world: world.node_dies(name)


def node_dies_that_drains(world: World) -> None:
    """The node of the next pod that is on its way out."""
    while (node := next((it.node for it in world.pods if it.deleted_at), None)) is None:
        world.run(1)
    world.node_dies(node)


def node_returns(name: str) -> Act:
    return lambda world: world.node_returns(name)


def node_is_removed(name: str) -> Act:
    return lambda world: world.node_is_removed(name)


def impatient(world: World) -> None:
    """Pods leave a node that is unreachable for 30 s (`tolerationSeconds` of their spec)."""
    world.tolerated = timedelta(seconds=30)


def stuck(*then: Act, more: Mapping[str, int] | None = None, **spec: object) -> Act:
    """A pod on a node that died half a minute before is on its way out, and never gets there.

    more: nodes that came before, one of whose accelerators its replacement has taken.
    """
    steps = (impatient, nodes(**(more or {})), node_dies("b"), later(90), *then)
    return on(NODES, *steps, runtime=BRIEF, **spec)


def survey_down(answer: bool) -> Act:
    """The API server gives no answer to who counts (5xx, time-outs)."""
    return lambda world: setattr(world, "survey_down", answer)


def slow_to_stop(seconds: int) -> Act:
    """Streams take long."""
    return lambda world: setattr(world, "drain", timedelta(seconds=seconds))


def apart(*args: Any, **more: Any) -> Act:
    """Required anti-affinity keeps any two pods of the endpoint off one node."""
    return _where("apart", on(*args, **more))


def one_each(world: World) -> None:
    """A stranger takes the second accelerator of a node that has none of our pods."""
    taken = {pod.node for pod in world.pods}
    world.foreign = {name: 1 for name in world.nodes if name not in taken}


def claimed(*args: Any, **more: Any) -> Act:
    """No node lists the accelerators: dynamic resource allocation hands them out."""
    return _where("claimed", on(*args, **more))


def _where(trait: str, then: Act) -> Act:
    """In a world of which this is true from the beginning."""

    def act(world: World) -> None:
        setattr(world, trait, True)
        then(world)

    return act


def evicted(which: int) -> Act:
    """One of those that serve, by age."""
    return lambda world: world.pod_fails(world.selected()[which])


def starting_one_evicted(world: World) -> None:
    """A kubelet throws out what only just began."""
    starting = [pod for pod in world.pods if pod.begun and pod.counts and not world.is_ready(pod)]
    world.pod_fails(starting[0])


SHORT = rollout(progressDeadline="60s")
SHORT_AND_LOSSY = rollout(progressDeadline="60s", minAvailable=1)

STUCK: dict[str, Act] = {
    "stuck-on-a-dead-node-room-for-all": stuck(SHORT, new_model, more={"c": 4}),
    "stuck-on-a-dead-node-room-for-one": stuck(SHORT, new_model, later(200), more={"c": 2}),
    "stuck-on-a-dead-node-room-for-none": stuck(SHORT, new_model, later(200), more={"c": 1}),
    "stuck-on-a-dead-node-tested-first": stuck(
        rollout(progressDeadline="60s", **SMOKE), new_model, later(200), more={"c": 1}
    ),
    "stuck-on-a-dead-node-stepwise": stuck(
        rollout(progressDeadline="60s", capacity="Stepwise"), new_model, later(200), more={"c": 2}
    ),
    "stuck-on-a-dead-node-surge-waits": stuck(
        rollout(progressDeadline="60s", capacity="Surge"),
        new_model,
        later(300),
        nodes(c=3),
        more={"c": 2},
    ),
    "stuck-on-a-dead-node-no-replacement": stuck(
        SHORT, new_model, later(300), node_returns("b"), later(60)
    ),
    "stuck-on-a-dead-node-that-is-removed": stuck(
        SHORT, new_model, later(20), node_is_removed("b"), later(60), more={"c": 1}
    ),
    "stuck-on-a-dead-node-recreate": stuck(
        rollout(strategy="Recreate"), new_model, later(200), more={"c": 2}
    ),
}
"""A pod of the old revision is stuck on a dead node before the new one is rolled out."""

DEAD: dict[str, Act] = {
    "a-node-is-silent-for-a-moment": on(
        NODES, node_dies("b"), later(30), node_returns("b"), later(30), new_model
    ),
    "a-node-is-silent-and-comes-back": on(
        NODES, node_dies("b"), later(120), node_returns("b"), later(30), new_model
    ),
    "a-node-dies-for-good": on(
        {"a": 1, "b": 1, "c": 1},
        impatient,
        SHORT_AND_LOSSY,
        node_dies("b"),
        later(90),
        new_model,
        later(300),
        replicas=3,
        runtime=BRIEF,
    ),
    "a-node-dies-in-mid-exchange": on(
        {"a": 2, "b": 2},
        impatient,
        new_model,
        later(60),
        node_dies("b"),
        later(300),
        nodes(c=2),
        later(200),
        replicas=3,
        runtime=BRIEF,
    ),
    "a-node-dies-in-mid-exchange-and-returns": on(
        {"a": 2, "b": 2},
        impatient,
        new_model,
        later(60),
        node_dies("b"),
        later(300),
        node_returns("b"),
        later(200),
        replicas=3,
        runtime=BRIEF,
    ),
    "a-node-dies-under-what-is-brought-up": on(
        {"a": 2, "b": 1},
        strangers(b=1),
        impatient,
        rollout(progressDeadline="900s"),
        strangers(),
        new_model,
        later(10),
        node_dies("b"),
        later(600),
        runtime=BRIEF,
    ),
    "a-node-dies-while-it-drains": on(
        {"a": 1, "b": 1},
        impatient,
        SHORT,
        new_model,
        node_dies_that_drains,
        later(400),
        nodes(c=1),
        runtime=BRIEF,
    ),
}

UNCOUNTED: dict[str, Act] = {
    "not-counted-from-the-start": on(
        {"a": 4}, SHORT, survey_down(True), new_model, later(200), survey_down(False)
    ),
    "not-counted-from-the-start-and-none-free": on(
        {"a": 2}, SHORT, survey_down(True), new_model, later(200), survey_down(False)
    ),
    "not-counted-in-mid-exchange": on(
        {"a": 4},
        new_model,
        later(36),
        survey_down(True),
        later(120),
        survey_down(False),
        replicas=3,
    ),
    "not-counted-and-restarted": on(
        {"a": 2},
        rollout(minAvailable=2, progressDeadline="60s"),
        new_model,
        later(30),
        survey_down(True),
        World.restart_operator,
        later(120),
        survey_down(False),
        later(60),
        nodes(b=2),
    ),
    "not-counted-while-it-waits": on(
        {"a": 2},
        rollout(minAvailable=2),
        new_model,
        later(30),
        survey_down(True),
        later(60),
        survey_down(False),
        later(60),
        nodes(b=2),
    ),
}

SLOW_TO_STOP: dict[str, Act] = {
    "drains-for-longer-than-the-deadline": on(
        {"a": 2}, slow_to_stop(180), SHORT, new_model, later(300), runtime=LONG
    ),
    "drains-for-longer-than-the-deadline-stepwise": on(
        {"a": 2},
        slow_to_stop(180),
        rollout(progressDeadline="60s", capacity="Stepwise"),
        new_model,
        later(300),
        runtime=LONG,
    ),
    "drains-for-nearly-as-long-as-the-deadline": on(
        {"a": 2},
        slow_to_stop(25),
        rollout(progressDeadline="40s"),
        new_model,
        later(200),
        runtime=BRIEF,
    ),
    "kept-previous-drains-for-longer-than-the-deadline": on(
        {"a": 4},
        slow_to_stop(180),
        rollout(progressDeadline="60s", previousRevision={"keepFor": "900s"}),
        new_model,
        later(60),
        lambda world: world.edit(model={"uri": "file:///models/tiny-c"}),
        later(300),
        runtime=LONG,
    ),
}

OVERRULED: dict[str, Act] = {
    "the-scheduler-takes-none-of-those-counted": apart(
        {"a": 2, "b": 2}, rollout(progressDeadline="300s"), new_model, later(200)
    ),
    "the-scheduler-takes-one-of-those-counted": apart(
        {"a": 2, "b": 2, "c": 2}, rollout(progressDeadline="300s"), new_model, later(200)
    ),
    "the-scheduler-takes-one-and-another-node-is-full": apart(
        {"a": 2, "b": 2, "c": 2},
        one_each,
        rollout(progressDeadline="300s"),
        new_model,
        later(200),
    ),
    "the-scheduler-takes-one-of-a-surge-that-was-asked-for": apart(
        {"a": 2, "b": 2, "c": 2},
        rollout(progressDeadline="300s", capacity="Surge"),
        new_model,
        later(400),
    ),
    "no-node-lists-the-device-and-there-is-room": claimed({"a": 4}, SHORT, new_model),
    "no-node-lists-the-device-and-there-is-none": claimed(
        {"a": 3}, strangers(a=1), SHORT, new_model, later(150), strangers(), nodes(a=4)
    ),
    "no-node-lists-the-device-stepwise": claimed(
        {"a": 2}, rollout(progressDeadline="60s", capacity="Stepwise"), new_model
    ),
}

WAITING_ITSELF: dict[str, Act] = {
    "what-serves-waits-for-some": on(
        {"a": 2}, rollout(minAvailable=1), scaled(3), later(60), new_model
    ),
    "what-serves-has-always-waited-for-some": on(
        {"a": 2}, rollout(minAvailable=1), new_model, replicas=3
    ),
    "what-serves-waits-for-some-and-may-lose-none": on(
        {"a": 2}, scaled(3), later(60), new_model, later(100), nodes(a=3)
    ),
    "what-serves-waits-for-more-than-one": on(
        {"a": 2}, rollout(minAvailable=1), scaled(4), later(60), new_model, later(100), nodes(a=4)
    ),
}

EVICTED: dict[str, Act] = {
    "a-pod-is-evicted-before": on({"a": 3}, evicted(0), later(5), new_model),
    "a-pod-is-evicted-in-mid-exchange": on({"a": 4}, new_model, later(60), evicted(0), replicas=3),
    "the-first-of-the-new-is-evicted": on(
        {"a": 2}, rollout(), new_model, later(30), starting_one_evicted
    ),
    "evicted-after-the-switch": on({"a": 4}, rollout(), image(GOOD), later(60), evicted(0)),
}

OUTAGES: dict[str, Act] = {
    **STUCK,
    **DEAD,
    **UNCOUNTED,
    **SLOW_TO_STOP,
    **OVERRULED,
    **WAITING_ITSELF,
    **EVICTED,
}
