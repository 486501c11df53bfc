"""Lives of an endpoint whose pool sleeps."""

from pilotlight.core.orders import ASLEEP, AWAKE, DRAINING
from pilotlight.manifests.role import SERVING, WARM, Role
from tests.story.acts import (
    CRASHING,
    GOOD,
    Act,
    image,
    lose_pods,
    new_model,
    old_model,
    rollout,
    scaled,
)
from tests.story.holding import sleeps
from tests.story.pooled import away, lose_both, lose_the_pool, pooled, unpooled, warm
from tests.story.scaling import at_once, autoscaled, lives, load, nothing, restarts
from tests.story.scarce import later, lose_one
from tests.story.world import Pod, World


def asleep(size: int = 1) -> Act:
    """A pool that sleeps, from now on."""
    return lambda world: world.edit(warmPool={"size": size, "tier": "Asleep"})


def sleep_of(size: int, *steps: Act, replicas: int = 2) -> Act:
    """An endpoint with a pool that is full and sleeps, and then each step."""
    return lives(at_once(asleep(size), scaled(replicas)), *steps)


def sleepers(world: World) -> list[Pod]:
    """Those that sleep."""
    return [pod for pod in warm(world) if pod.sleep == ASLEEP]


def stray(world: World) -> None:
    """Somebody asks a sleeper, which wakes it."""
    sleepers(world)[0].sleep = AWAKE


def sleeps_sound(world: World) -> None:
    """The one whose turn is next will not wake."""
    world.sound.add(sleepers(world)[-1].uid)


def deaf(yes: bool) -> Act:
    """Workers take no orders, or do again."""
    return lambda world: setattr(world, "deaf", yes)


def _labelled(role: Role) -> Act:
    def act(world: World) -> None:
        pod = warm(world)[0]
        pod.role, pod.version = role, pod.version + 1

    return act


def lullaby_is_lost(world: World) -> None:
    """It was told to sleep by an operator that died, and serves by the word of somebody else."""
    pod = warm(world)[0]
    pod.sleep, pod.sleep_since = DRAINING, world.now
    _labelled(SERVING)(world)


ASLEEP_LIVES: dict[str, Act] = {
    "a-pool-falls-asleep-and-serves": sleep_of(1, scaled(3), scaled(5)),
    "a-pool-takes-back-and-puts-to-sleep": sleep_of(
        1, at_once(scaled(3), later(12), scaled(2)), at_once(scaled(3), later(15), scaled(2))
    ),
    "a-sleeper-takes-the-place-of-one-that-is-lost": sleep_of(1, lose_one),
    "sleepers-take-the-places-of-two": sleep_of(3, at_once(lose_one, lose_one)),
    "the-pool-is-lost-asleep": sleep_of(1, lose_the_pool, lose_both, lose_pods),
    "wanted-while-it-falls-asleep": lives(
        at_once(asleep(), scaled(2), later(45), scaled(3)), nothing
    ),
    "not-wanted-any-more-while-it-wakes": sleep_of(
        1, at_once(scaled(3), later(1), scaled(2)), nothing
    ),
    "a-sleeper-does-not-wake": sleep_of(2, at_once(sleeps_sound, scaled(3)), nothing),
    "the-only-sleeper-does-not-wake": sleep_of(1, at_once(sleeps_sound, lose_one), nothing),
    "a-stray-request-wakes-a-sleeper": sleep_of(1, stray, at_once(stray, scaled(3))),
    "workers-take-no-orders": sleep_of(
        1, at_once(deaf(True), lose_one), at_once(deaf(False), scaled(3)), nothing
    ),
    "nobody-can-be-told-to-sleep": lives(
        at_once(deaf(True), asleep(), scaled(2)), lose_one, deaf(False)
    ),
    "somebody-labels-a-sleeper": sleep_of(1, _labelled(SERVING), lullaby_is_lost),
    "its-label-comes-back-while-it-serves": sleep_of(1, scaled(3), _labelled(WARM)),
    "restarts-with-sleepers": sleep_of(1, restarts, at_once(scaled(3), restarts)),
    "one-is-lost-while-it-sleeps-and-no-operator-is-there": sleep_of(
        1, at_once(lose_one, away(60))
    ),
    "a-pool-is-to-sleep-from-now-on": lives(
        at_once(pooled(1), scaled(2)), asleep(1), pooled(1), unpooled
    ),
    "a-sleeping-pool-moves-to-the-new-revision": sleep_of(1, new_model),
    "a-sleeping-pool-and-a-change-back": sleep_of(
        1,
        rollout(previousRevision={"keepFor": "60s"}),
        at_once(new_model, later(30), old_model),
    ),
    "a-sleeping-pool-and-an-engine-that-crashes": sleep_of(1, rollout(), image(CRASHING), lose_one),
    "a-sleeping-pool-in-a-rollout-that-is-lost-one": sleep_of(
        1, at_once(image(GOOD), later(10), lose_one), nothing
    ),
    "a-held-request-wakes-a-sleeper": lives(
        at_once(asleep(1), sleeps()), load(0), load(3), load(0)
    ),
    "a-held-request-and-a-sleeper-that-does-not-wake": lives(
        at_once(asleep(1), sleeps()), load(0), at_once(sleeps_sound, load(3)), nothing
    ),
    "autoscaled-with-sleepers": lives(
        at_once(asleep(1), autoscaled(2)), load(6), load(14), load(2), nothing, apart=180
    ),
}
