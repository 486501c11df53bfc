"""Pods that kubelet would not have."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pilotlight.api.status import ConditionStatus, EndpointStatus
from pilotlight.core.actions import Apply, Delete
from pilotlight.core.observed import Observed, PodView
from pilotlight.core.plan import Plan, plan
from tests.builders import a_spec
from tests.story.world import World


def after_failures(world: World, *seconds_ago: float, ready: int = 0) -> Observed:
    """Pods of the active revision that failed so long ago, beside those that are ready."""
    observed = world.observe()
    good = observed.pods[:ready]
    pattern = observed.pods[0]
    failed = (
        replace(
            pattern,
            name=f"failed-{index}",
            uid=f"failed-{index}",
            phase="Failed",
            ready=False,
            failed_reason="UnexpectedAdmissionError",
            created_at=world.now - timedelta(seconds=ago),
        )
        for index, ago in enumerate(seconds_ago)
    )
    pods: tuple[PodView, ...] = (*good, *failed)
    return replace(observed, pods=pods, routed=frozenset(pod.name for pod in good))


@pytest.fixture
def world() -> World:
    world = World(spec=a_spec())
    world.run(60)
    return world


def asked_for(decided: Plan) -> list[int]:
    return [
        action.manifest["spec"]["replicas"]
        for action in decided.actions
        if isinstance(action, Apply) and action.kind == "Deployment"
    ]


def test_the_newest_few_are_kept_to_be_looked_at(world: World) -> None:
    decided = plan(after_failures(world, 500, 400, 300, 200, 100, ready=2), world.now)
    gone = [it.name for it in decided.actions if isinstance(it, Delete) and it.kind == "Pod"]
    assert sorted(gone) == ["failed-0", "failed-1"]


@pytest.mark.parametrize(
    ("ages", "ready", "asked"),
    [
        ((3, 2, 1), 0, [0]),
        ((3, 2, 1), 1, [1]),
        ((3, 2, 1), 2, []),  # the two that are asked for are there
        ((3, 2), 0, []),  # that happens
        ((90, 2, 1), 0, []),  # not in quick succession
        ((63, 62, 61), 0, []),  # a minute's rest is over
    ],
)
def test_who_loses_pods_in_quick_succession_rests(
    world: World, ages: tuple[float, ...], ready: int, asked: list[int]
) -> None:
    assert asked_for(plan(after_failures(world, *ages, ready=ready), world.now)) == asked


def test_it_is_tried_again_without_an_event(world: World) -> None:
    decided = plan(after_failures(world, 3, 2, 1), world.now)
    assert decided.requeue_after == timedelta(seconds=59)
    assert decided.status is not None
    assert "UnexpectedAdmissionError" in (decided.status.message or "")


def stalled(decided: Plan) -> bool:
    assert decided.status is not None
    (found,) = [it for it in decided.status.conditions if it.type == "Stalled"]
    return found.status is ConditionStatus.TRUE


def evicted(observed: Observed) -> Observed:
    """Those that failed were thrown out for their disk space, which needs a person."""
    said = "The node was low on resource: ephemeral-storage."
    pods = (
        replace(pod, failed_reason="Evicted", waiting_message=said)
        if pod.phase == "Failed"
        else pod
        for pod in observed.pods
    )
    return replace(observed, pods=tuple(pods))


def test_what_was_thrown_out_and_made_good_needs_nobody(world: World) -> None:
    world.status = EndpointStatus()
    assert stalled(plan(evicted(after_failures(world, 3, ready=1)), world.now))
    assert not stalled(plan(evicted(after_failures(world, 3, ready=2)), world.now))


def test_what_failed_of_a_replaced_revision_goes_with_its_deployment(world: World) -> None:
    world.pods[0].failed = "Evicted"
    world.run(60)
    assert [pod.failed for pod in world.pods] == ["Evicted", "", ""]
    world.edit(model={"uri": "file:///models/tiny-b"})
    world.run(120)
    assert {pod.revision for pod in world.pods} == {world.active()}
