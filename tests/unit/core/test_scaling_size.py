"""How many replicas the plan goes for, from spec, decision and what there is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pilotlight.api.scaling import ScalingSpec
from pilotlight.api.status import EndpointStatus
from pilotlight.core.observed import (
    DeploymentView,
    EndpointView,
    Observed,
    PodView,
    ServiceView,
)
from pilotlight.core.scaling.decision import Decision, ScalingReason
from pilotlight.core.scaling.policy import (
    Behavior,
    FirstToken,
    Mode,
    Objective,
    Policy,
    Rate,
    Target,
)
from pilotlight.core.scaling.policy_of import policy_of
from pilotlight.core.scaling.report import ScalingReport
from pilotlight.core.scaling.wake import Wake
from pilotlight.core.scaling.wanted import Size, asked_of, size
from pilotlight.manifests.marks import Switch
from tests.builders import PLATFORM, a_parsed_spec

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = {"name": "day", "cron": "0 8 * * *", "duration": "10h"}


def a_decision(to: int, before: int = 2, **changes: Any) -> Decision:
    reason = ScalingReason.DEMAND_ROSE if to > before else ScalingReason.DEMAND_FELL
    made = Decision(NOON, to, before, reason, f"{before} → {to}: because")
    return replace(made, **changes)


def an_observed(
    deployments: Mapping[str, int] | None = None,
    decided: Decision | None = None,
    told: int | None = None,
    service: ServiceView | None = ServiceView("a", "a"),  # noqa: B008
    **spec: Any,
) -> Observed:
    """Revision a has the traffic; `told` is what the status says of the number."""
    deployments = {"a": 2} if deployments is None else deployments
    parsed = a_parsed_spec(**({"replicas": None, "scaling": {"maxReplicas": 8}} | spec))
    view = EndpointView("chat", "demo", "uid", 1, parsed, EndpointStatus(desired_replicas=told))
    return Observed(
        view,
        PLATFORM,
        deployments={name: DeploymentView(name, count) for name, count in deployments.items()},
        service=service,
        scaling=None if decided is None else ScalingReport(decided, 1),
    )


def sized(observed: Observed, active: str | None = "a") -> Size:
    spec = observed.endpoint.spec
    return size(observed, spec, active, NOON)  # type: ignore[arg-type]


def test_a_fixed_number_is_what_the_spec_says_whatever_was_decided() -> None:
    fixed = an_observed({"a": 2}, a_decision(5), replicas=3, scaling=None)
    assert sized(fixed) == Size(3)


@pytest.mark.parametrize(
    ("there", "decided", "scaling", "expected"),
    [
        # there: replicas of the active revision. decided: what a decision asks for.
        (2, 5, {}, 5),
        (2, None, {}, 2),
        (5, 3, {}, 3),
        (2, 20, {}, 8),
        (2, None, {"minReplicas": 3}, 3),
        (9, None, {}, 8),
        (2, 5, {"mode": "Observe"}, 2),
        (2, 5, {"mode": "Observe", "minReplicas": 3}, 3),
        (9, 5, {"mode": "Observe"}, 8),
        (2, 2, {"schedules": [DAY | {"minReplicas": 4}]}, 4),
        (6, 6, {"schedules": [DAY | {"maxReplicas": 4}]}, 4),
        (2, None, {"schedules": [DAY | {"minReplicas": 4}]}, 4),
    ],
)
def test_the_newest_decision_within_the_bounds(
    there: int, decided: int | None, scaling: dict[str, Any], expected: int
) -> None:
    decision = None if decided is None else a_decision(decided, there)
    observed = an_observed({"a": there}, decision, scaling={"maxReplicas": 8, **scaling})
    assert sized(observed).replicas == expected


def test_a_first_revision_gets_the_minimum() -> None:
    observed = an_observed({}, service=None, scaling={"minReplicas": 3, "maxReplicas": 8})
    assert sized(observed, active=None).replicas == 3
    assert sized(observed, active=None).decision is None


def test_a_service_that_was_lost_while_nothing_is_ready_lowers_nothing() -> None:
    assert sized(an_observed({"a": 5}, service=None), active=None).replicas == 5


def test_while_paused_the_number_stays_even_outside_the_bounds() -> None:
    found = sized(an_observed({"a": 9}, a_decision(3, 9), paused=True))
    assert (found.replicas, found.acts) == (9, False)
    assert sized(an_observed({}, service=None, paused=True), active=None).replicas == 1


@pytest.mark.parametrize(
    ("there", "decided", "scaling", "reason", "message"),
    [
        (2, 5, {}, ScalingReason.DEMAND_ROSE, "2 → 5: because"),
        (2, 2, {"minReplicas": 3}, ScalingReason.BELOW_MINIMUM, "2 → 3: the minimum is 3"),
        (9, None, {}, ScalingReason.ABOVE_MAXIMUM, "9 → 8: the maximum is 8"),
        (8, 20, {}, ScalingReason.ABOVE_MAXIMUM, "8: the maximum is 8"),
        (
            2,
            2,
            {"schedules": [DAY | {"minReplicas": 4}]},
            ScalingReason.BELOW_MINIMUM,
            "2 → 4: the minimum is 4 (schedule day)",
        ),
        (
            6,
            6,
            {"schedules": [DAY | {"maxReplicas": 4}]},
            ScalingReason.ABOVE_MAXIMUM,
            "6 → 4: the maximum is 4 (schedule day)",
        ),
    ],
)
def test_what_decided_is_what_is_told(
    there: int, decided: int | None, scaling: dict[str, Any], reason: ScalingReason, message: str
) -> None:
    decision = None if decided is None else a_decision(decided, there)
    found = sized(an_observed({"a": there}, decision, scaling={"maxReplicas": 8, **scaling}))
    assert found.decision is not None
    assert found.acts
    assert (found.decision.reason, found.decision.message) == (reason, message)
    assert (found.decision.current, found.decision.desired) == (there, found.replicas)


SHARED = ServiceView("b", None, Switch(NOON, "a", shared=True))


@pytest.mark.parametrize(
    ("deployments", "service"),
    [
        ({"a": (2, 4), "b": (1, None)}, ServiceView("a", "a")),
        ({"a": (2, None), "b": (2, 4)}, SHARED),
        ({"a": (2, 5), "b": (2, 4)}, SHARED),
        ({"a": (0, 4)}, ServiceView("a", "a")),
        ({"a": (0, 4)}, None),
        # What rests asks for fewer than it shall.
        ({"a": (1, 4)}, ServiceView("a", "a")),
        # What cannot be seen lets nothing go.
        ({"a": (6, 4)}, ServiceView("a", "a")),
    ],
)
def test_what_a_deployment_remembers_is_the_number_whatever_the_status_says(
    deployments: dict[str, tuple[int, int | None]], service: ServiceView | None
) -> None:
    views = {
        name: DeploymentView(name, replicas, serving=serving)
        for name, (replicas, serving) in deployments.items()
    }
    for told in (None, 7):
        observed = replace(an_observed(told=told, service=service), deployments=views)
        assert asked_of(observed) == 4


@pytest.mark.parametrize(
    ("deployments", "service", "told", "expected"),
    [
        # Alone: what its Deployment asks for, whatever an old status says.
        ({"a": 3}, ServiceView("a", "a"), 9, 3),
        # One made room for the revision that is brought up: still three.
        ({"a": 2, "b": 1}, ServiceView("a", "a"), 3, 3),
        # Two share the traffic: neither has them all, and together they may have one too many.
        ({"a": 2, "b": 1}, SHARED, 3, 3),
        ({"a": 2, "b": 2}, SHARED, 3, 3),
        # It was a fixed number, and the status was deleted: no fewer than the larger part.
        ({"a": 2, "b": 1}, SHARED, None, 2),
        # Recreate stops all before the next ones come.
        ({"a": 0}, ServiceView("a", "a"), 3, 3),
        ({"a": 3, "b": 3}, ServiceView("b", "b"), 3, 3),
        ({}, None, None, 0),
    ],
)
def test_how_many_are_asked_for_at_present(
    deployments: dict[str, int], service: ServiceView | None, told: int | None, expected: int
) -> None:
    assert asked_of(an_observed(deployments, told=told, service=service)) == expected


def test_what_cannot_be_seen_is_as_it_was_told() -> None:
    observed = replace(an_observed({}, told=4), unseen=frozenset({"Deployment"}))
    assert sized(observed).replicas == 4


def test_the_defaults_of_the_api_are_those_of_the_law() -> None:
    made = policy_of(ScalingSpec(max_replicas=8), PLATFORM, NOON)
    assert made == Policy(1, 8)


def test_every_field_reaches_the_law() -> None:
    spec = ScalingSpec.model_validate(
        {
            "mode": "Observe",
            "minReplicas": 2,
            "maxReplicas": 9,
            "objective": {
                "utilizationPercent": 60,
                "queueDrain": "10s",
                "timeToFirstToken": {"percentile": 99, "maxDuration": "5s"},
            },
            "replicaCapacity": {"requestsPerMinute": 90},
            "behavior": {
                "scaleUp": {"maxReplicas": 2, "maxPercent": 50, "period": "1m"},
                "scaleDown": {"stabilizationWindow": "10m", "maxReplicas": 3, "period": "2m"},
            },
            "schedules": [DAY | {"minReplicas": 4}],
        }
    )
    made = policy_of(spec, replace(PLATFORM, node_autoscaling=True), NOON)
    assert made == Policy(
        4,
        9,
        objective=Objective(60, timedelta(seconds=10), FirstToken(99, timedelta(seconds=5))),
        capacity=1.5,
        behavior=Behavior(
            Rate(2, 50, timedelta(minutes=1)),
            Rate(3, 0, timedelta(minutes=2)),
            timedelta(minutes=10),
        ),
        mode=Mode.OBSERVE,
        nodes_come=True,
    )


def test_targets_reach_the_law() -> None:
    target = {"queueDepth": 3, "concurrency": 20, "kvCacheUtilizationPercent": 70}
    spec = ScalingSpec.model_validate({"maxReplicas": 9, "target": target})
    assert policy_of(spec, PLATFORM, NOON).target == Target(3, 20, 70)


@pytest.mark.parametrize(
    ("asked", "serve", "drain", "number"),
    [
        pytest.param(3, 3, 0, 3, id="none drains"),
        pytest.param(3, 2, 1, 2, id="one drains"),
        pytest.param(2, 2, 1, 2, id="its ReplicaSet was told, and has not taken it yet"),
        pytest.param(3, 2, 2, 2, id="of two one was told of"),
        pytest.param(3, 2, 0, 3, id="one is not made yet"),
        pytest.param(2, 3, 0, 2, id="one is to go that did not drain"),
    ],
)
def test_what_drains_is_not_asked_for(asked: int, serve: int, drain: int, number: int) -> None:
    roles = ["serving"] * serve + ["draining"] * drain
    pods = tuple(PodView(f"{n}", f"{n}", "a", role, NOON) for n, role in enumerate(roles))
    observed = replace(an_observed({"a": asked}), pods=pods)
    assert asked_of(observed) == number
    assert sized(observed).replicas == number


@pytest.mark.parametrize("service", [ServiceView("a", "a"), None])
def test_what_is_asked_for_the_pool_is_not_asked_to_serve(service: ServiceView | None) -> None:
    """Also when the Service is gone, and nothing tells which revision is active."""
    observed = an_observed(service=service)
    pooled = {"a": DeploymentView("a", 3, warm=1)}
    assert asked_of(replace(observed, deployments=pooled)) == 2


IDLE = a_decision(0, 1, reason=ScalingReason.IDLE)
ASLEEP = a_decision(0, 0, reason=ScalingReason.SCALED_TO_ZERO)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("there", "decided", "wake", "scaling", "expected"),
    [
        (1, IDLE, None, {}, 0),
        (1, IDLE, Wake(0, NOON - SECOND), {}, 0),
        (1, IDLE, Wake(0, NOON + SECOND), {}, 1),  # somebody has come since
        (1, ASLEEP, None, {}, 1),  # it has woken since
        (1, None, None, {}, 1),
        (0, None, None, {}, 0),
        (0, ASLEEP, Wake(0, NOON + SECOND), {}, 0),
        (0, ASLEEP, Wake(3, NOON), {}, 1),
        (0, IDLE, Wake(3, NOON), {}, 1),
        (0, None, Wake(3, NOON), {}, 1),
        (0, ASLEEP, Wake(3, NOON), {"mode": "Observe"}, 0),
        (0, ASLEEP, None, {"minReplicas": 2}, 2),
        (2, a_decision(1), Wake(3, NOON), {}, 1),
    ],
)
def test_none_and_back(
    there: int, decided: Decision | None, wake: Wake | None, scaling: dict[str, Any], expected: int
) -> None:
    rules = {"minReplicas": 0, "maxReplicas": 8, **scaling}
    observed = an_observed({"a": there}, decided, scaling=rules)
    platform = replace(observed.platform, activator=True)
    assert sized(replace(observed, platform=platform, wake=wake)).replicas == expected


def test_what_is_held_is_told_as_the_reason() -> None:
    observed = an_observed({"a": 0}, ASLEEP, scaling={"minReplicas": 0, "maxReplicas": 8})
    platform = replace(observed.platform, activator=True)
    woken = sized(replace(observed, platform=platform, wake=Wake(3, NOON)))
    assert woken.moves
    assert woken.decision is not None
    assert woken.decision.message == "0 → 1: 3 requests are held"


@pytest.mark.parametrize("overtaken", [IDLE, ASLEEP])
def test_a_wake_is_told_until_a_round_has_seen_it_and_what_it_overtook_is_not(
    overtaken: Decision,
) -> None:
    observed = an_observed({"a": 1}, overtaken, scaling={"minReplicas": 0, "maxReplicas": 8})
    observed = replace(observed, platform=replace(observed.platform, activator=True))
    waits = sized(replace(observed, wake=Wake(3, NOON + SECOND)))
    assert (waits.replicas, waits.moves) == (1, False)
    assert waits.decision is not None
    assert waits.decision.message == "0 → 1: 3 requests are held"
    answered = sized(replace(observed, wake=Wake(0, NOON + SECOND)))
    assert (answered.replicas, answered.decision) == (1, None)


def test_a_first_revision_proves_itself_with_one_replica_also_where_none_would_do() -> None:
    observed = an_observed({}, service=None, scaling={"minReplicas": 0, "maxReplicas": 8})
    platform = replace(observed.platform, activator=True)
    assert sized(replace(observed, platform=platform), active=None).replicas == 1
