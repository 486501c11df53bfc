"""Lives of an endpoint that is autoscaled: by the real law, from what its pods are seen to run."""

from typing import Any

from pilotlight.api.status import EndpointStatus
from tests.story.acts import ANALYSIS, GOOD, Act, image, new_model, rollout, scaled, turns_bad
from tests.story.scarce import COUNTED, later, nodes
from tests.story.world import World

LAW: dict[str, Any] = {
    "maxReplicas": 4,
    "target": {"concurrency": 4},
    "behavior": {"scaleDown": {"stabilizationWindow": "30s"}},
}
"""Four requests at a time for each replica, and half a minute of calm before one goes."""
RUSH = {"name": "rush", "cron": "4 0 * * *", "duration": "4m", "minReplicas": 3}


def lives(*steps: Act, apart: int = 120) -> Act:
    """Each step from the first second on, with time for it to settle."""

    def act(world: World) -> None:
        for step in steps:
            step(world)
            world.run(apart)

    return act


def at_once(*steps: Act) -> Act:
    """All in one moment, but for what waits by itself."""

    def act(world: World) -> None:
        for step in steps:
            step(world)

    return act


def autoscaled(requests: float, **changes: Any) -> Act:
    """No fixed size from now on, and so many requests at a time."""
    return at_once(
        lambda world: world.edit(replicas=None, scaling={**LAW, **changes}), load(requests)
    )


def fixed(replicas: int) -> Act:
    return lambda world: world.edit(replicas=replicas, scaling=None)


def load(requests: float) -> Act:
    """So many requests at a time from now on, on all pods together."""
    return lambda world: setattr(world, "requests", requests)


def counted(**accelerators: int) -> Act:
    """Only these nodes are there, and what is free on them can be counted."""

    def act(world: World) -> None:
        world.nodes, world.platform = dict(accelerators), COUNTED

    return act


def restarts(world: World) -> None:
    """What the operator knew in memory is gone."""
    world.restart_operator()


def undecided(world: World) -> None:
    """It starts anew, and there is no decision for as long as one looks."""
    world.requests = None
    world.restart_operator()


def status_lost(world: World) -> None:
    """Somebody deletes the status in the moment in which nobody decides anything."""
    world.status = EndpointStatus()
    undecided(world)


def prometheus(problem: str) -> Act:
    return lambda world: setattr(world, "prometheus", problem)


def paused(yes: bool) -> Act:
    return lambda world: world.edit(paused=yes)


def nothing(world: World) -> None:
    """Only time passes."""


SCALING: dict[str, Act] = {
    "autoscaled-from-the-start": lives(autoscaled(2, minReplicas=2), nothing),
    "load-comes-and-goes": lives(autoscaled(2), load(14), load(6), load(1), apart=180),
    "fixed-then-autoscaled-then-fixed": lives(nothing, autoscaled(6), load(2), fixed(3), apart=180),
    "autoscaler-only-observes": lives(autoscaled(2, mode="Observe"), load(14), load(2)),
    "autoscaled-then-paused": lives(
        autoscaled(2), at_once(paused(yes=True), load(14)), paused(yes=False)
    ),
    "restarts-under-load": lives(autoscaled(10), at_once(restarts, load(2)), nothing),
    "restarts-without-prometheus": lives(
        autoscaled(10),
        at_once(prometheus("Prometheus did not answer within 5 s"), restarts, load(1)),
        prometheus(""),
        nothing,
    ),
    "restarts-and-decides-nothing": lives(autoscaled(10), undecided),
    "prometheus-down-under-load": lives(
        autoscaled(10),
        at_once(prometheus("Prometheus did not answer within 5 s"), load(1)),
        prometheus(""),
        apart=180,
    ),
    "load-rises-while-a-revision-starts": lives(
        autoscaled(2), at_once(new_model, later(10), load(10)), nothing
    ),
    "load-falls-while-a-revision-starts": lives(
        autoscaled(14), at_once(new_model, load(6)), nothing
    ),
    "load-rises-during-the-bake": lives(
        at_once(rollout(analysis=ANALYSIS), autoscaled(6)),
        at_once(image(GOOD), later(40), load(14)),
        nothing,
    ),
    "goes-back-after-the-load-has-risen": lives(
        at_once(rollout(analysis={**ANALYSIS, "bake": "4m"}), autoscaled(6)),
        at_once(image(GOOD), later(40), load(14), later(60), turns_bad),
        nothing,
    ),
    "load-rises-in-mid-exchange": lives(
        at_once(counted(a=4), autoscaled(10)),
        at_once(new_model, later(60), load(14)),
        nothing,
        nothing,
    ),
    "load-falls-in-mid-exchange": lives(
        at_once(counted(a=4), autoscaled(10)),
        at_once(new_model, later(60), load(3)),
        nothing,
        nothing,
    ),
    "restarts-in-mid-exchange-and-decides-nothing": lives(
        at_once(counted(a=4), autoscaled(10)), at_once(new_model, later(70), undecided), nothing
    ),
    "status-lost-in-mid-exchange": lives(
        at_once(counted(a=4), autoscaled(10)), at_once(new_model, later(40), status_lost), nothing
    ),
    "status-lost-while-it-is-recreated": lives(
        at_once(rollout(strategy="Recreate"), autoscaled(10)),
        at_once(new_model, later(5), status_lost),
        nothing,
    ),
    "observes-an-exchange": lives(
        at_once(counted(a=4), scaled(3)),
        autoscaled(14, mode="Observe"),
        new_model,
        nothing,
        nothing,
    ),
    "recreated-while-autoscaled": lives(
        at_once(rollout(strategy="Recreate"), autoscaled(10)), new_model, nothing
    ),
    "no-gpus-for-more-load": lives(
        at_once(counted(a=2), autoscaled(2)), load(14), load(2), nothing
    ),
    "gpus-come-for-more-load": lives(
        at_once(counted(a=2), autoscaled(2)), load(14), nodes(b=2), nothing
    ),
    "maximum-lowered-under-load": lives(
        autoscaled(14), autoscaled(14, maxReplicas=2), autoscaled(14), nothing
    ),
    "minimum-raised-by-a-schedule": lives(
        autoscaled(2, schedules=[RUSH]), nothing, nothing, apart=240
    ),
}
