"""Lives of an endpoint whose previous revision sleeps while it is kept."""

from typing import Any

from pilotlight.core.orders import ASLEEP, AWAKE, DRAINING
from pilotlight.manifests.marks import FAILED
from pilotlight.manifests.role import SERVING
from tests.story.acts import (
    ANALYSIS,
    ERRING,
    GOOD,
    Act,
    image,
    new_model,
    old_model,
    rollout,
    scaled,
)
from tests.story.asleep import asleep, deaf
from tests.story.holding import sleeps
from tests.story.pooled import away, warm
from tests.story.scaling import at_once, autoscaled, lives, load, nothing, paused, restarts
from tests.story.scarce import later, on
from tests.story.world import Pod, World


def asleep_for(seconds: int) -> dict[str, Any]:
    """Rules of a rollout by which what was replaced sleeps for so long."""
    return {"previousRevision": {"keepFor": f"{seconds}s", "tier": "Asleep"}}


def kept_for(seconds: int, **rules: Any) -> Act:
    """These rules, from now on."""
    return rollout(**asleep_for(seconds), **rules)


def kept(world: World) -> list[Pod]:
    """Pods of the revision that has not the traffic."""
    return [pod for pod in world.pods if pod.counts and pod.revision != world.active()]


def kept_of(*steps: Act, seconds: int = 300, apart: int = 45, **rules: Any) -> Act:
    """An endpoint of two replicas, a change, and its previous revision asleep; and then each
    step."""
    return lives(kept_for(seconds, **rules), at_once(new_model, later(60)), *steps, apart=apart)


def one_sleeps_sound(world: World) -> None:
    """It will not wake."""
    world.sound.add(kept(world)[0].uid)


def all_sleep_sound(world: World) -> None:
    world.sound |= {pod.uid for pod in kept(world)}


def stray(world: World) -> None:
    """Somebody asks one of them, past the Service."""
    kept(world)[0].sleep = AWAKE


def dies(world: World) -> None:
    """The engines of what serves crash for good."""
    active = world.active()
    images = {pod.image for pod in world.pods if pod.revision == active}
    world.crashing_images |= images


def given_up(world: World) -> None:
    """A person marks what serves as failed."""
    key = "ControllerRevision", world.active() or ""
    manifest = world.objects[key]
    annotations = {**manifest["metadata"].get("annotations", {}), FAILED: "it lies"}
    metadata = {**manifest["metadata"], "annotations": annotations}
    world.store(key, {**manifest, "metadata": metadata})


def labelled_by_hand(world: World) -> None:
    """One that sleeps is said to serve."""
    pod = warm(world)[0]
    pod.role, pod.version = SERVING, pod.version + 1


def until_it_dozes(world: World) -> None:
    """The first one has been told to sleep."""
    for _ in range(90):
        if any(pod.sleep == DRAINING for pod in world.pods):
            return
        world.run(1)


def lose_a_kept_one(world: World) -> None:
    world.pods.remove(kept(world)[0])


def awake_from_now_on(world: World) -> None:
    rollout(previousRevision={"keepFor": "300s"})(world)


KEPT_LIVES: dict[str, Act] = {
    "kept-asleep-and-dropped": kept_of(nothing, seconds=90, apart=90),
    "kept-asleep-and-gone-back-to": kept_of(old_model, nothing),
    "kept-asleep-back-and-forth": kept_of(old_model, new_model, old_model),
    "gone-back-to-while-it-falls-asleep": lives(
        kept_for(90), at_once(new_model, until_it_dozes, old_model), nothing
    ),
    "gone-back-to-and-not-after-all": kept_of(at_once(old_model, later(1), new_model), nothing),
    "one-does-not-wake-on-going-back": kept_of(at_once(one_sleeps_sound, old_model), later(90)),
    "none-wakes-on-going-back": kept_of(at_once(all_sleep_sound, old_model), later(90)),
    "kept-asleep-and-asked-by-a-stray-request": kept_of(stray, at_once(stray, old_model)),
    "kept-asleep-and-no-operator-is-there": kept_of(
        at_once(away(60)), at_once(restarts, old_model, later(1), restarts), nothing
    ),
    "kept-asleep-and-nobody-takes-orders": kept_of(
        at_once(deaf(True), old_model, later(90)), deaf(False), nothing
    ),
    "nobody-can-be-put-to-sleep-while-it-is-kept": lives(
        at_once(kept_for(90), deaf(True)), at_once(new_model, later(60)), old_model, deaf(False)
    ),
    "kept-asleep-and-labelled-by-hand": kept_of(
        labelled_by_hand, at_once(labelled_by_hand, old_model)
    ),
    "kept-asleep-and-one-is-lost": kept_of(lose_a_kept_one, at_once(lose_a_kept_one, old_model)),
    "kept-asleep-and-what-serves-dies": lives(
        kept_for(300), at_once(image(GOOD), later(60)), at_once(dies, later(60)), nothing
    ),
    "kept-asleep-and-what-serves-dies-and-one-does-not-wake": lives(
        kept_for(300),
        at_once(image(GOOD), later(60)),
        at_once(one_sleeps_sound, dies, later(90)),
        nothing,
    ),
    "kept-asleep-and-what-serves-is-given-up": kept_of(at_once(given_up, later(60))),
    "kept-awake-while-it-bakes-and-asleep-afterwards": kept_of(
        later(60), old_model, analysis=ANALYSIS
    ),
    "kept-asleep-and-watched-after-all": kept_of(
        kept_for(300, analysis=ANALYSIS), nothing, old_model
    ),
    "kept-asleep-and-an-analysis-fails-late": lives(
        kept_for(300),
        at_once(image(ERRING), later(60)),
        at_once(kept_for(300, analysis=ANALYSIS), later(60)),
        nothing,
    ),
    "kept-asleep-and-a-third-one-comes": kept_of(image(GOOD), nothing),
    "kept-asleep-and-a-third-one-needs-its-room": on(
        {"a": 4}, new_model, later(60), image(GOOD), rollout=asleep_for(120)
    ),
    "kept-asleep-and-scaled": kept_of(scaled(1), scaled(3), at_once(old_model, later(60))),
    "kept-asleep-and-scaled-where-there-is-no-room": on(
        {"a": 4}, new_model, later(60), scaled(3), later(30), old_model, rollout=asleep_for(900)
    ),
    "kept-asleep-and-gone-back-to-in-parts": on(
        {"a": 4},
        *(new_model, later(60), scaled(3), later(30), old_model, later(60), new_model),
        rollout=asleep_for(900),
    ),
    "kept-asleep-and-paused": kept_of(
        at_once(paused(True), old_model, later(30)), at_once(paused(False), later(60)), nothing
    ),
    "kept-asleep-and-awake-while-it-is-gone-back-to": kept_of(
        at_once(old_model, later(1), awake_from_now_on), later(60), nothing
    ),
    "kept-asleep-beside-a-pool-that-sleeps": lives(
        at_once(asleep(1), kept_for(200)), at_once(new_model, later(60)), old_model, nothing
    ),
    "kept-asleep-and-awake-from-now-on": kept_of(awake_from_now_on, nothing),
    "kept-asleep-and-autoscaled": lives(
        at_once(autoscaled(6), kept_for(120)), new_model, load(14), old_model, nothing
    ),
    "kept-asleep-and-scaled-to-zero": lives(
        at_once(sleeps(), kept_for(120)), at_once(new_model, later(60), load(0)), nothing, load(3)
    ),
}


def sleeping(world: World) -> list[Pod]:
    """Those that sleep."""
    return [pod for pod in world.pods if pod.counts and pod.sleep == ASLEEP]
