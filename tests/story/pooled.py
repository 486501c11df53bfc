"""Lives of an endpoint that keeps a warm pool."""

from pilotlight.api.rollout import Strategy
from pilotlight.manifests.resources import GPU
from tests.story.acts import (
    BROKEN,
    CRASHING,
    GOOD,
    SMOKE,
    Act,
    image,
    lose_pods,
    new_model,
    old_model,
    promote,
    rollout,
    scaled,
    watched,
)
from tests.story.scaling import at_once, autoscaled, counted, lives, load, nothing, paused, restarts
from tests.story.scarce import PROMISED, later, lose_one, nodes, promised, rejected
from tests.story.world import Pod, World


def pooled(size: int = 1) -> Act:
    """From now on."""
    return lambda world: world.edit(warmPool={"size": size})


def unpooled(world: World) -> None:
    world.edit(warmPool=None)


def warm(world: World) -> list[Pod]:
    """Pods of the pool."""
    return [pod for pod in world.pods if pod.counts and pod.role.name == "warm"]


def lose_the_pool(world: World) -> None:
    for pod in warm(world):
        world.pods.remove(pod)


def lose_both(world: World) -> None:
    """One that serves, and the one that would take its place."""
    lose_the_pool(world)
    lose_one(world)


def evicted(world: World) -> None:
    """One that serves."""
    world.pod_fails(world.selected()[0])


def prune(world: World) -> None:
    """Somebody takes away what the Deployments remember, time and again."""
    for _ in range(4):
        for key, manifest in list(world.objects.items()):
            if key[0] == "Deployment":
                metadata = {**manifest["metadata"], "annotations": {}}
                world.store(key, {**manifest, "metadata": metadata})
        world.run(60)


def away(seconds: int) -> Act:
    """There is no operator for so long."""

    def act(world: World) -> None:
        for _ in range(seconds):
            world.tick()
        world.restart_operator()

    return act


def lacking(endpoint: str | None) -> Act:
    """Another endpoint waits for accelerators to serve with, or none does."""
    found = {GPU: endpoint} if endpoint is not None else {}
    return lambda world: setattr(world, "lacking", found)


def pool_of(size: int, *steps: Act, replicas: int = 2) -> Act:
    """An endpoint with a full pool, and then each step, with time for it to settle."""
    return lives(at_once(pooled(size), scaled(replicas)), *steps)


def on_gpus(accelerators: int, *steps: Act, size: int = 1, replicas: int = 2) -> Act:
    """The same where there are so many."""
    return lives(at_once(counted(a=accelerators), pooled(size), scaled(replicas)), *steps, nothing)


RECREATE = rollout(strategy=Strategy.RECREATE.value)

POOLED: dict[str, Act] = {
    # Sizes
    "a-pool-comes-and-goes": lives(nothing, pooled(2), pooled(1), unpooled),
    "a-pool-serves-and-is-filled-again": pool_of(1, scaled(3), scaled(5)),
    "a-pool-takes-back-what-served": pool_of(2, scaled(4), at_once(scaled(2), later(2)), scaled(1)),
    "scaled-down-while-the-pool-is-short": pool_of(1, at_once(lose_the_pool, scaled(1))),
    "scaled-up-while-the-pool-starts": pool_of(1, at_once(lose_the_pool, later(5), scaled(3))),
    "to-zero-with-a-pool-and-back": pool_of(1, scaled(0), scaled(1), scaled(2)),
    "autoscaled-with-a-pool": lives(
        at_once(pooled(1), autoscaled(2)), load(6), load(14), load(2), nothing, apart=180
    ),
    "autoscaled-with-a-pool-on-few-gpus": lives(
        at_once(counted(a=3), pooled(1), autoscaled(2)), load(14), load(2), nothing, apart=180
    ),
    # Losses
    "a-pool-replaces-what-is-lost": pool_of(1, lose_one, evicted),
    "the-pool-is-lost": pool_of(2, lose_the_pool),
    "the-pool-is-lost-with-what-serves": pool_of(1, lose_both),
    "all-is-lost-with-a-pool": pool_of(1, lose_pods),
    "one-is-lost-while-no-operator-is-there": pool_of(1, at_once(lose_one, away(60))),
    "the-pool-is-lost-while-no-operator-is-there": pool_of(1, at_once(lose_the_pool, away(60))),
    "restarts-with-a-pool": pool_of(1, restarts),
    "a-pool-is-forgotten-while-nobody-decides": lives(
        at_once(pooled(1), autoscaled(2, minReplicas=2, mode="Observe")), prune
    ),
    "paused-with-a-pool": pool_of(
        1, at_once(paused(yes=True), lose_one), pooled(2), paused(yes=False)
    ),
    "kubelets-reject-what-serves-with-a-pool": on_gpus(
        4, at_once(rejected(True), lose_one, later(30), rejected(False))
    ),
    "kubelets-reject-what-is-for-the-pool": on_gpus(
        4, at_once(rejected(True), lose_the_pool, later(30), rejected(False))
    ),
    # Accelerators
    "gpus-for-no-pool-then-for-one": on_gpus(2, nodes(a=3)),
    "gpus-for-a-part-of-the-pool": on_gpus(3, nodes(a=4), size=2),
    "a-pool-makes-place-for-what-serves": on_gpus(3, scaled(3), scaled(2)),
    "a-pool-leaves-what-is-promised": on_gpus(
        3, at_once(lose_the_pool, promised(PROMISED)), promised()
    ),
    "another-endpoint-lacks-what-a-pool-would-take": on_gpus(
        3, at_once(unpooled, lacking("demo/other")), pooled(1), lacking(None)
    ),
    # Rollouts
    "a-pool-moves-to-the-new-revision": pool_of(1, new_model),
    "a-pool-makes-room-for-a-rollout": on_gpus(4, new_model, size=2),
    "a-pool-makes-room-for-an-exchange": on_gpus(3, new_model),
    "a-pool-makes-room-for-all-of-a-rollout": on_gpus(
        3, rollout(), image(GOOD), replicas=1, size=2
    ),
    "a-pool-before-a-person-promotes": pool_of(
        1, rollout(promotion="Manual", **SMOKE), image(GOOD), promote
    ),
    "a-pool-and-a-bad-image": pool_of(1, rollout(), image(BROKEN), new_model),
    "a-pool-and-an-engine-that-crashes": pool_of(1, rollout(), image(CRASHING), lose_one),
    "a-pool-in-a-bake": pool_of(1, watched(), image(GOOD)),
    "a-pool-and-a-change-back": pool_of(
        1,
        rollout(previousRevision={"keepFor": "60s"}),
        at_once(new_model, later(30), old_model),
    ),
    "a-pool-recreated": pool_of(1, RECREATE, new_model),
}
