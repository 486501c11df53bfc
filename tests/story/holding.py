"""Lives of an endpoint that is scaled to zero: what comes then is held, and wakes it."""

from dataclasses import replace
from typing import Any

from pilotlight.manifests.hold import ActivatorPod
from tests.builders import PLATFORM
from tests.story.acts import BROKEN, GOOD, Act, image, new_model, rollout
from tests.story.pooled import lose_the_pool, pooled, unpooled
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
    status_lost,
    undecided,
)
from tests.story.scarce import later, nodes
from tests.story.world import World

PODS = tuple(
    ActivatorPod(f"activator-{name}", "pilotlight-system", f"uid-{name}", address, f"node-{name}")
    for name, address in (("a", "10.0.0.1"), ("b", "10.0.0.2"))
)


def sleeps(requests: float = 2, **changes: Any) -> Act:
    """None after half a minute without a request, where an activator is installed."""
    behavior = {"scaleDown": {"stabilizationWindow": "30s"}, "scaleToZeroAfter": "30s"}
    rules = {"minReplicas": 0, "behavior": behavior, **changes}
    return at_once(installed, autoscaled(requests, **rules))


def installed(world: World) -> None:
    """The chart has brought an activator."""
    world.platform, world.activators = replace(world.platform, activator=True), PODS


def removed(world: World) -> None:
    """And has taken it away again."""
    world.platform, world.activators = replace(PLATFORM, activator=False), None


def stands_by(world: World) -> None:
    """It sleeps, but for one replica that stays loaded."""
    sleeps()(world)
    pooled(1)(world)


def activators(*pods: ActivatorPod) -> Act:
    """Those that are Ready from now on."""
    return lambda world: setattr(world, "activators", pods)


def unseen(world: World) -> None:
    """Nobody knows which activators there are."""
    world.activators = None


HOLDING: dict[str, Act] = {
    "goes-to-sleep-and-wakes": lives(sleeps(), load(0), load(3), load(0)),
    "wakes-for-many-requests": lives(sleeps(), load(0), load(14), load(0), apart=180),
    "shall-sleep-without-an-activator": lives(
        at_once(autoscaled(2, minReplicas=0), load(0)), nothing, installed, removed
    ),
    "stays-awake-while-nobody-would-hold": lives(
        at_once(sleeps(), activators()), load(0), activators(*PODS), nothing
    ),
    "activators-go-and-come-while-it-sleeps": lives(
        sleeps(), load(0), activators(PODS[1]), activators(), activators(*PODS), load(2)
    ),
    "nobody-knows-the-activators-while-it-sleeps": lives(
        sleeps(), load(0), at_once(unseen, load(2)), activators(*PODS)
    ),
    "nothing-is-measured-while-it-is-idle": lives(
        sleeps(),
        at_once(load(0), prometheus("Prometheus did not answer within 5 s")),
        prometheus(""),
        nothing,
    ),
    "wakes-without-prometheus": lives(
        sleeps(),
        load(0),
        at_once(prometheus("Prometheus did not answer within 5 s"), load(2)),
        nothing,
    ),
    "restarts-while-it-sleeps": lives(sleeps(), load(0), restarts, load(2)),
    "status-lost-while-it-sleeps": lives(sleeps(), load(0), status_lost, nothing),
    "restarts-while-it-wakes": lives(
        sleeps(), load(0), at_once(load(2), later(5), restarts), nothing
    ),
    "who-waited-goes-away-while-it-wakes": lives(
        sleeps(), load(0), at_once(load(2), later(8), load(0)), nothing
    ),
    "paused-while-it-sleeps": lives(
        sleeps(), load(0), at_once(paused(yes=True), load(2)), paused(yes=False)
    ),
    "observes-while-it-sleeps": lives(
        sleeps(), load(0), at_once(sleeps(mode="Observe"), load(2)), sleeps()
    ),
    "shall-not-sleep-any-more": lives(sleeps(), load(0), autoscaled(0, minReplicas=1)),
    "fixed-while-it-sleeps": lives(
        sleeps(), load(0), lambda world: world.edit(replicas=2, scaling=None)
    ),
    "holds-without-sleeping": lives(
        at_once(installed, autoscaled(2, hold={"maxPending": 7, "maxWait": "1m"})), nothing
    ),
    "changed-while-it-sleeps": lives(sleeps(), load(0), new_model, nothing),
    "changed-for-the-worse-while-it-sleeps": lives(
        at_once(rollout(), sleeps()), load(0), image(BROKEN), nothing, load(2)
    ),
    "recreated-while-it-sleeps": lives(
        at_once(rollout(strategy="Recreate"), sleeps()), load(0), new_model, nothing
    ),
    "wakes-while-a-revision-starts": lives(
        sleeps(), load(0), at_once(image(GOOD), later(10), load(2)), nothing
    ),
    "idle-while-a-revision-starts": lives(
        sleeps(), at_once(load(0), later(20), new_model), nothing
    ),
    "no-gpus-to-wake": lives(
        at_once(counted(a=1), sleeps()),
        load(0),
        at_once(lambda world: world.foreign.update(a=1), load(2)),
        nodes(b=1),
    ),
    "undecided-while-it-sleeps": lives(sleeps(), load(0), undecided),
    # With a warm pool
    "wakes-from-its-pool": lives(stands_by, load(0), load(3), load(0)),
    "its-pool-is-lost-while-it-sleeps": lives(
        stands_by, load(0), at_once(lose_the_pool, load(3)), nothing
    ),
    "changed-while-it-sleeps-with-a-pool": lives(stands_by, load(0), new_model, load(2)),
    "wakes-from-its-pool-while-a-revision-starts": lives(
        stands_by, load(0), at_once(image(GOOD), later(10), load(2)), nothing
    ),
    "a-pool-comes-and-goes-while-it-sleeps": lives(sleeps(), load(0), pooled(1), unpooled, load(2)),
    "sleeps-on-one-gpu-with-a-pool": lives(
        at_once(counted(a=1), stands_by), load(0), load(2), load(0)
    ),
    "restarts-while-it-sleeps-with-a-pool": lives(stands_by, load(0), restarts, load(2)),
}
