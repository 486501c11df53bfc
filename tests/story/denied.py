"""Lives under a policy: what is denied at birth, later, and what goes on meanwhile."""

from dataclasses import replace

from pilotlight.manifests.platform import Policy
from tests.story.acts import (
    GOOD,
    SLOW,
    Act,
    edits,
    hurried,
    image,
    lose_pods,
    lose_service,
    new_model,
    old_model,
    rollout,
    scaled,
    watched,
)
from tests.story.world import World

ONLY_A = Policy(allowed_models=("file:///models/tiny-a",))
ONLY_B = Policy(allowed_models=("file:///models/tiny-b",))
ONLY_OUR_IMAGES = Policy(allowed_images=("registry.example/ours/*",))
ANYTHING = Policy(allow_trust_remote_code=True)


def says(policy: Policy) -> Act:
    """The operator is started again with other values."""

    def act(world: World) -> None:
        world.platform = replace(world.platform, policy=policy)

    return act


def born_under(policy: Policy, story: Act) -> Act:
    def act(world: World) -> None:
        says(policy)(world)
        story(world)

    return act


def deleted(world: World) -> None:
    world.delete()


def trusting(world: World) -> None:
    world.edit(model={"uri": "file:///models/tiny-a", "trustRemoteCode": True})


DENIED: dict[str, Act] = {
    "denied-at-birth-then-allowed": born_under(ONLY_B, edits(says(ANYTHING))),
    "denied-at-birth-then-mended": born_under(ONLY_B, edits(new_model)),
    "denied-at-birth-and-deleted": born_under(ONLY_B, edits(deleted)),
    "denied-edit-scales-is-repaired-and-withdrawn": born_under(
        ONLY_A, edits(new_model, scaled(3), lose_pods, lose_service, old_model)
    ),
    "denied-edit-then-allowed": born_under(ONLY_A, edits(new_model, says(ANYTHING))),
    "denied-image-then-mended": born_under(ONLY_OUR_IMAGES, edits(image(GOOD), scaled(1))),
    "denied-edit-while-another-starts": hurried(
        says(ONLY_A), image(GOOD), new_model, lambda w: w.run(60), old_model
    ),
    "denied-to-trust-a-models-code-then-allowed": edits(trusting, says(ANYTHING)),
    "policy-tightened-under-what-serves": edits(
        says(ONLY_B), scaled(3), lose_pods, scaled(0), scaled(2), new_model
    ),
    "policy-tightened-and-loosened": edits(says(ONLY_B), says(ANYTHING)),
    "policy-tightened-before-the-first-is-ready": lambda world: (
        world.run(15),
        says(ONLY_B)(world),
        world.run(120),
    )[-1],
    "policy-tightened-while-another-starts": hurried(new_model, says(ONLY_A)),
    "policy-tightened-during-the-bake": edits(
        watched(), lambda w: (new_model(w), w.run(45), says(ONLY_A)(w))[-1]
    ),
    "policy-tightened-during-a-bake-that-fails": edits(
        watched(), lambda w: (image(SLOW)(w), w.run(45), says(ONLY_OUR_IMAGES)(w))[-1]
    ),
    "policy-tightened-before-a-recreation": edits(
        rollout(strategy="Recreate"), lambda w: (new_model(w), w.run(3), says(ONLY_A)(w))[-1]
    ),
    "gone-back-to-what-is-denied-now": edits(new_model, says(ONLY_B), old_model),
    "denied-edit-and-deleted": born_under(ONLY_A, edits(new_model, deleted)),
}
