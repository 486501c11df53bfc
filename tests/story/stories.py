"""All lives of an endpoint that are told, by name."""

from functools import cache

from tests.builders import a_spec
from tests.story.acts import (
    ANALYSIS,
    BROKEN,
    CRASHING,
    ERRING,
    GARBAGE,
    GOOD,
    SLOW,
    SMOKE,
    Act,
    create,
    edits,
    foreign_scale,
    hurried,
    image,
    invalid,
    lose_pods,
    lose_service,
    new_model,
    no_traffic,
    old_model,
    prometheus_down,
    promote,
    rollout,
    scaled,
    turns_bad,
    watched,
)
from tests.story.asleep import ASLEEP_LIVES
from tests.story.denied import DENIED
from tests.story.draining import DRAINING
from tests.story.holding import HOLDING
from tests.story.kept import KEPT_LIVES
from tests.story.life import Life, live
from tests.story.outages import OUTAGES
from tests.story.pooled import POOLED
from tests.story.scaling import SCALING
from tests.story.scarce import SCARCE

STORIES: dict[str, Act] = {
    "create": create,
    "scale-up-and-down": edits(scaled(4), scaled(1)),
    "scale-to-zero-and-back": edits(scaled(0), scaled(2)),
    "change-model": edits(new_model),
    "change-model-and-back": edits(new_model, old_model),
    "rapid-edits-end-where-they-began": hurried(
        new_model,
        image("registry.example/x:2"),
        lambda w: w.edit(model={"uri": "file:///models/tiny-a"}, runtime={}),
    ),
    "first-image-is-bad-then-mended": lambda world: (
        image(BROKEN)(world),
        edits(image("registry.example/worker:2"))(world),
    )[-1],
    "bad-image-then-mended": edits(image(BROKEN), image("registry.example/worker:2")),
    "crashing-engine-then-back": edits(image(CRASHING), lambda w: w.edit(runtime={})),
    "service-deleted-by-someone": edits(lose_service),
    "deployment-scaled-by-someone": edits(foreign_scale),
    "all-pods-lost": edits(lose_pods),
    "invalid-edit-then-mended": edits(invalid, scaled(3)),
    "paused-edit-then-resumed": edits(
        lambda w: w.edit(paused=True, model={"uri": "file:///models/tiny-b"}),
        lambda w: w.edit(paused=False),
    ),
    "smoke-test-passed": edits(rollout(**SMOKE), image(GOOD)),
    "smoke-test-failed-then-retried": edits(
        rollout(**SMOKE),
        image(GARBAGE),
        lambda w: (w.garbage_images.clear(), w.retry())[-1],
    ),
    "promoted-by-a-person": edits(rollout(promotion="Manual", **SMOKE), image(GOOD), promote),
    "never-promoted": edits(rollout(promotion="Manual"), image(GOOD), old_model, image(GOOD)),
    "deadline-exceeded-then-mended": edits(rollout(), image(BROKEN), image(GOOD)),
    "bake-passed": edits(watched(), image(GOOD)),
    "errors-roll-back": edits(watched(), image(ERRING)),
    "slowness-rolls-back": edits(watched(), image(SLOW)),
    "turns-bad-later": hurried(watched(), image(GOOD), turns_bad),
    "rolled-back-then-mended": edits(watched(), image(ERRING), image(GOOD)),
    "no-traffic-golden-prompts-pass": edits(
        no_traffic, rollout(analysis=ANALYSIS, **SMOKE), image(GOOD)
    ),
    "no-traffic-golden-prompts-fail": edits(
        no_traffic,
        rollout(analysis=ANALYSIS, **SMOKE),
        lambda w: (image(GOOD)(w), w.run(30), w.garbage_images.add(GOOD))[-1],
    ),
    "prometheus-down-promotes": edits(watched(), prometheus_down, image(GOOD)),
    "prometheus-down-rolls-back": edits(
        watched(onInconclusive="RollBack"), prometheus_down, image(GOOD)
    ),
    "prometheus-down-holds-until-it-is-back": edits(
        watched(onInconclusive="Hold"),
        prometheus_down,
        image(GOOD),
        lambda w: setattr(w, "prometheus", ""),
    ),
    "reverted-during-the-bake": hurried(
        watched(), image(GOOD), lambda w: w.run(25), lambda w: w.edit(runtime={})
    ),
    "kept-for-a-while-and-reverted": hurried(
        rollout(previousRevision={"keepFor": "60s"}),
        image(GOOD),
        lambda w: w.run(25),
        lambda w: w.edit(runtime={}),
    ),
    "changed-again-during-the-bake": hurried(
        watched(), image(GOOD), lambda w: w.run(25), new_model
    ),
    "dies-during-the-bake": hurried(
        watched(),
        image(GOOD),
        lambda w: w.run(25),
        lambda w: w.crashing_images.add(GOOD),
    ),
    "dies-while-the-previous-is-kept": hurried(
        rollout(previousRevision={"keepFor": "60s"}),
        image(GOOD),
        lambda w: w.run(25),
        lambda w: w.crashing_images.add(GOOD),
    ),
    "fails-while-the-next-comes": hurried(
        watched(minRequests=150),
        image(ERRING),
        lambda w: w.run(17),
        lambda w: w.edit(model={"uri": "file:///models/tiny-b"}, runtime={"image": GOOD}),
    ),
    "ready-while-paused": hurried(
        image(GOOD),
        lambda w: w.edit(paused=True),
        lambda w: w.run(200),
        lambda w: w.edit(paused=False),
    ),
    "recreate": edits(rollout(strategy="Recreate"), new_model),
    "recreate-and-back": hurried(
        rollout(strategy="Recreate"), new_model, lambda w: w.edit(model=a_spec()["model"])
    ),
    **SCARCE,
    **OUTAGES,
    **SCALING,
    **DRAINING,
    **HOLDING,
    **POOLED,
    **ASLEEP_LIVES,
    **KEPT_LIVES,
    **DENIED,
}


@cache
def life(name: str) -> Life:
    """One of them, undisturbed."""
    return live(STORIES[name])
