"""Whose pods sleep though they are kept for serving again: the decision table, row by row."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pilotlight.core.actions import Relabel
from pilotlight.core.observed import Observed
from pilotlight.core.plan import plan
from tests.builders import a_spec
from tests.story.acts import GOOD, image, new_model, old_model
from tests.story.world import World

ASLEEP = {"previousRevision": {"keepFor": "600s", "tier": "Asleep"}}
Change = Callable[[Observed], Observed]


def at_the_switch() -> World:
    world = World(spec=a_spec(rollout=ASLEEP))
    world.run(60)
    new_model(world)
    world.run(21)
    world.reconcile()
    return world


@pytest.fixture(scope="module")
def switched() -> World:
    """In the second after the switch: nobody was told anything yet."""
    world = at_the_switch()
    world.tick()
    assert {pod.role.name for pod in world.pods} == {"serving"}
    assert len(world.pods) == 4
    return world


def labelled(world: World, change: Change = lambda it: it) -> set[tuple[str, str]]:
    """Which pods would get which label."""
    decided = plan(change(world.observe()), world.now)
    return {(it.name, it.role.name) for it in decided.actions if isinstance(it, Relabel)}


def previous(observed: Observed) -> str:
    service = observed.service
    assert service is not None
    assert service.switch.origin is not None
    return service.switch.origin


def names(observed: Observed) -> list[str]:
    return [pod.name for pod in observed.pods if pod.revision == previous(observed)]


def still_listed(observed: Observed) -> Observed:
    return replace(observed, routed=observed.routed | {names(observed)[0]})


def shared(observed: Observed) -> Observed:
    service = observed.service
    assert service is not None
    switch = replace(service.switch, shared=True)
    return replace(observed, service=replace(service, switch=switch, selected_revision=None))


def unsaid(observed: Observed) -> Observed:
    """Its Deployment does not say how many are for a pool."""
    kept = previous(observed)
    live = replace(observed.deployments[kept], warm=None)
    return replace(observed, deployments={**observed.deployments, kept: live})


def blind(observed: Observed) -> Observed:
    return replace(observed, unseen=frozenset({"Service"}))


def test_what_is_kept_gets_the_label_by_which_it_is_told_to_sleep(switched: World) -> None:
    expected = {(name, "warm") for name in names(switched.observe())}
    assert len(expected) == 2
    assert labelled(switched) == expected


@pytest.mark.parametrize("change", [still_listed, shared, unsaid, blind])
def test_it_keeps_its_label(switched: World, change: Change) -> None:
    assert labelled(switched, change) == set()


def test_it_keeps_its_label_where_the_spec_goes_back_to_it() -> None:
    world = at_the_switch()
    old_model(world)
    world.tick()
    assert labelled(world) == set()


def test_one_that_is_older_than_the_tier_cannot_sleep() -> None:
    world = World(spec=a_spec())
    world.run(60)
    world.edit(rollout=ASLEEP)
    world.run(60)
    pods = {(pod.role.name, pod.sleep) for pod in world.pods}
    assert len(world.pods) == 4
    assert pods == {("serving", "Awake")}
    image(GOOD)(world)
    world.run(60)
    assert sorted(pod.sleep for pod in world.pods) == ["Asleep", "Asleep", "Awake", "Awake"]
