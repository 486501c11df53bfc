"""Conditions and status of an endpoint whose replicas are being exchanged."""

from dataclasses import replace
from typing import Any

import pytest

from pilotlight.api.status import Condition, ConditionStatus, EndpointStatus, RolloutPhase
from pilotlight.core.observed import Observed, Termination
from pilotlight.core.plan import Plan, plan
from tests.builders import PLATFORM, a_spec
from tests.story.world import World

CRASHED = Termination("EngineCrashed", "exit code 1", 1)


def exchanging(seconds: int = 95, **changes: Any) -> World:
    """The third replica finds no room beside those of before; 85 s are one replica exchanged."""
    world = World(spec=a_spec(replicas=3), nodes={"a": 4})
    world.platform = replace(PLATFORM, reads_nodes=True)
    world.run(60)
    world.edit(model={"uri": "file:///models/tiny-b"}, **changes)
    world.run(seconds - 60)
    return world


def starting(observed: Observed, revision: str | None, **changes: Any) -> Observed:
    """The pod of that revision that is not Ready yet is in trouble."""
    pods = tuple(
        replace(pod, **changes) if pod.revision == revision and not pod.ready else pod
        for pod in observed.pods
    )
    return replace(observed, pods=pods)


def progressing(decided: Plan) -> Condition:
    assert decided.status is not None
    return next(it for it in decided.status.conditions if it.type == "Progressing")


@pytest.mark.parametrize(
    ("trouble", "status", "reason", "says"),
    [
        (
            {"termination": CRASHED, "restarts": 3},
            ConditionStatus.FALSE,
            "EngineCrashed",
            "the worker died (3 restarts): exit code 1",
        ),
        (
            {"unschedulable": "0/1 nodes are available: 1 Insufficient memory."},
            ConditionStatus.TRUE,
            "Unschedulable",
            "1 Insufficient memory",
        ),
    ],
)
def test_what_keeps_the_new_revision_from_coming_is_told_in_mid_exchange(
    trouble: dict[str, Any], status: ConditionStatus, reason: str, says: str
) -> None:
    world = exchanging()
    decided = plan(starting(world.observe(), world.status.active_revision, **trouble), world.now)
    found = progressing(decided)
    assert (found.status, found.reason) == (status, reason)
    assert "1 of 3 replicas exchanged" in found.message
    assert says in found.message


def test_a_start_that_goes_well_is_an_exchange_that_goes_well() -> None:
    found = {it.type: it for it in exchanging().status.conditions}["Progressing"]
    assert (found.status, found.reason) == (ConditionStatus.TRUE, "Exchanging")
    assert found.message.endswith("1 of 3 replicas exchanged")


def told(world: World, seconds: int) -> list[tuple[RolloutPhase, str | None]]:
    """Phase and room of the rollout as they change."""
    found: list[tuple[RolloutPhase, str | None]] = []

    def note(status: EndpointStatus) -> None:
        assert status.rollout is not None
        now = (status.rollout.phase, status.rollout.capacity_mode)
        if found[-1:] != [now]:
            found.append(now)

    world.run(seconds, each=lambda it, _: note(it.status))
    return found


def test_the_room_that_an_exchange_takes_is_told_until_it_is_over() -> None:
    assert told(exchanging(), 120) == [
        (RolloutPhase.EXCHANGING, "Stepwise"),
        (RolloutPhase.DRAINING, "Stepwise"),
        (RolloutPhase.IDLE, None),
    ]


def test_what_is_given_up_after_an_exchange_takes_no_room_of_it() -> None:
    world = exchanging()
    world.run(120)
    world.nodes = {"a": 6}
    world.edit(runtime={"podLabels": {"team": "chat"}})
    world.run(10)
    world.edit(runtime={})
    assert told(world, 60)[-2:] == [(RolloutPhase.DRAINING, None), (RolloutPhase.IDLE, None)]
