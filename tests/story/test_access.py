"""Keys come, change and go while pods stay as they are; only another Secret makes other pods."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pilotlight.core.plan import plan
from pilotlight.manifests.hold import API_KEYS
from tests.builders import PLATFORM, a_spec
from tests.story.holding import PODS
from tests.story.world import World, converged

DIGEST, OTHER = "ab" * 32, "cd" * 32
GATE = ("ConfigMap", "chat-gate")


def keys(*digests: str, **more: Any) -> dict[str, Any]:
    return {"apiKeys": [{"name": "team", "sha256": list(digests)}], **more}


def told(world: World) -> Any:
    """What the gates are told of access."""
    return json.loads(world.objects[GATE]["data"]["settings.json"]).get("access")


def restricted(world: World) -> tuple[str, str]:
    found = next(it for it in world.status.conditions if it.type == "AccessRestricted")
    return str(found.status), found.reason


def pods(world: World) -> set[Any]:
    return {pod.uid for pod in world.pods}


@pytest.fixture
def world() -> World:
    world = World()
    world.platform = replace(PLATFORM, operator_keys=("a-public-key",))
    world.required = False
    world.run(60)
    assert (told(world), restricted(world)) == (None, ("False", "Open"))
    return world


def test_keys_and_budgets_change_without_another_pod(world: World) -> None:
    before, generation = pods(world), world.active()
    limits = {"keyLimits": [{"name": "team", "requestsPerMinute": 60}]}
    for access in (keys(DIGEST), keys(DIGEST, OTHER), keys(OTHER), keys(OTHER, **limits)):
        world.edit(access=access)
        world.run(30)
        assert told(world)["keys"] == {"team": access["apiKeys"][0]["sha256"]}
        if not world.required:
            assert restricted(world) == ("False", "KeysPending"), "kubelets take a minute"
            world.required = True
            world.run(30)
        assert restricted(world) == ("True", "KeysRequired")
    assert (told(world)["limits"], told(world)["workers"]) == (
        {"team": {"requestsPerMinute": 60}},
        2,
    )
    del world.spec["access"]
    world.edit()
    world.run(30)
    assert (told(world), restricted(world)) == (None, ("False", "Open"))
    assert (pods(world), world.active()) == (before, generation)
    assert converged(world)


def test_budgets_follow_the_number_of_ready_workers(world: World) -> None:
    limits = [{"name": "team", "tokensPerMinute": 100}]
    world.edit(access=keys(DIGEST, keyLimits=limits), replicas=3)
    world.run(60)
    assert told(world)["workers"] == 3
    world.edit(replicas=1)
    world.run(120)
    assert told(world)["workers"] == 1
    assert converged(world)


def test_a_secret_makes_other_pods_and_its_keys_do_not(world: World) -> None:
    open_revision = world.active()
    world.edit(access={"apiKeysSecretRef": {"name": "one"}})
    world.run(2)
    assert restricted(world) == ("False", "KeysPending"), "pods without the Secret serve"
    world.run(120)
    first = world.active()
    assert first != open_revision
    template = world.objects["Deployment", first]["spec"]["template"]["spec"]
    volume = next(it for it in template["volumes"] if it["name"] == "keys")
    assert volume["secret"] == {"secretName": "one", "optional": True, "defaultMode": 0o440}
    assert any(it["name"] == "keys" for it in template["containers"][0]["volumeMounts"])
    world.edit(access=keys(DIGEST, apiKeysSecretRef={"name": "one"}))
    world.run(60)
    assert world.active() == first
    world.edit(access={"apiKeysSecretRef": {"name": "two"}})
    world.run(120)
    assert world.active() != first
    del world.spec["access"]
    world.edit()
    world.run(120)
    assert world.active() == open_revision, "as it was before"
    assert converged(world)


def test_settings_are_there_before_a_pod_can_be() -> None:
    world = World(spec=a_spec(access=keys(DIGEST)))
    order = [(action.kind, action.name) for action in plan(world.observe(), world.now).actions]
    assert order[0] == GATE
    assert order.index(GATE) < next(i for i, it in enumerate(order) if it[0] == "Deployment")
    assert GATE not in order[1:]


def test_a_smoke_test_is_ordered_with_a_permit_that_gates_can_check(world: World) -> None:
    test = {"smokeTest": {"prompt": "Hello"}, "previousRevision": {"keepFor": "0s"}}
    world.edit(access=keys(DIGEST), rollout=test, model={"uri": "file:///models/tiny-b"})
    orders = []
    world.run(120, lambda _, decided: orders.append(decided.smoke))
    assert {it.keyed for it in orders if it is not None} == {True}
    settings = json.loads(world.objects[GATE]["data"]["settings.json"])
    assert settings["operatorKeys"] == ["a-public-key"]


def test_strangers_do_not_wake_what_has_keys_in_its_spec() -> None:
    world = World(spec=a_spec(replicas=None, scaling={"maxReplicas": 2, "hold": {}}))
    world.platform, world.activators = replace(PLATFORM, activator=True), PODS
    world.run(60)

    def wakers() -> str | None:
        slice_ = world.objects["EndpointSlice", "chat-activator"]
        found: str | None = slice_["metadata"]["annotations"].get(API_KEYS)
        return found

    assert wakers() is None
    world.edit(access=keys(DIGEST))
    world.run(30)
    assert wakers() == DIGEST
    world.edit(access=keys(DIGEST, apiKeysSecretRef={"name": "one"}))
    world.run(120)
    assert wakers() is None, "nobody but the gates knows the Secret's keys"
