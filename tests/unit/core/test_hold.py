"""The slices that lead held requests to the activator, and what clients are told meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.status import (
    ColdStart,
    Condition,
    ConditionStatus,
    EndpointStatus,
    RevisionRole,
    RevisionStatus,
)
from pilotlight.core.hold import KIND, holds, is_over, obstacle, slices
from pilotlight.core.observed import Child, EndpointView, InvalidSpec, Observed
from pilotlight.manifests.hold import ActivatorPod, read_hold
from tests.builders import PLATFORM, a_parsed_spec

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
A, B = (
    ActivatorPod(f"activator-{name}", "pilotlight-system", f"uid-{name}", address, "node")
    for name, address in (("a", "10.0.0.1"), ("b", "10.0.0.2"))
)
SIXTH = replace(A, address="fd00::1")
SLICE = {(KIND, "chat-activator"): Child(KIND, "chat-activator", "uid", "digest")}


def an_observed(load_seconds: float | None = None, **changes: Any) -> Observed:
    scaling = changes.pop("scaling", {"minReplicas": 0, "maxReplicas": 2})
    spec = changes.pop("spec", a_parsed_spec(replicas=None, scaling=scaling))
    told = RevisionStatus(
        name="a",
        role=RevisionRole.ACTIVE,
        image="x",
        model="y",
        replicas=0,
        ready_replicas=0,
        created_at="2026-01-01T00:00:00Z",
        cold_start=ColdStart(load=load_seconds),
    )
    view = EndpointView("chat", "demo", "uid", 1, spec, EndpointStatus(revisions=[told]))
    known: dict[str, Any] = {"activators": (A, B), "hold_port": 20_007, **changes}
    return Observed(view, replace(PLATFORM, activator=True), **known)


def test_the_slice_has_the_activators_the_port_and_the_bounds() -> None:
    held = {"maxReplicas": 2, "hold": {"maxPending": 7, "maxWait": "90s"}}
    (manifest,) = slices(an_observed(load_seconds=61.4, scaling=held), "a")
    assert [it["addresses"] for it in manifest["endpoints"]] == [["10.0.0.1"], ["10.0.0.2"]]
    assert manifest["ports"][0]["port"] == 20_007
    hold = read_hold(manifest["metadata"]["annotations"])
    assert hold is not None
    assert (hold.max_pending, hold.max_wait) == (7, timedelta(seconds=90))
    assert hold.cold_start == timedelta(seconds=61)


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("nothing is held", {"scaling": {"maxReplicas": 2}}),
        ("the spec cannot be read", {"spec": InvalidSpec("wrong")}),
        ("activators are not known", {"activators": None}),
        ("no port is left", {"hold_port": None}),
        ("slices could not be observed", {"unseen": frozenset({KIND})}),
    ],
)
def test_no_slice_is_written_where(what: str, changes: dict[str, Any]) -> None:
    assert list(slices(an_observed(**changes), "a")) == [], what


def test_without_pods_it_still_reserves_the_port() -> None:
    (manifest,) = slices(an_observed(activators=()), "a")
    assert (manifest["endpoints"], manifest["ports"][0]["port"]) == ([], 20_007)


def test_each_address_family_has_a_slice_which_stays_when_it_is_empty_for_a_moment() -> None:
    both = list(slices(an_observed(activators=(A, SIXTH)), "a"))
    assert [it["addressType"] for it in both] == ["IPv4", "IPv6"]
    assert [it["endpoints"][0]["addresses"] for it in both] == [["10.0.0.1"], ["fd00::1"]]
    name = both[1]["metadata"]["name"]
    there = {(KIND, name): Child(KIND, name, "uid", "digest")}
    assert len(list(slices(an_observed(activators=(A,), children=there), "a"))) == 2


@pytest.mark.parametrize(
    ("told", "measured", "written"),
    [
        (None, None, None),
        (None, 0.2, 1),
        (60, None, 60),
        (60, 65, 60),  # no more than a tenth
        (60, 54, 60),
        (60, 67, 67),
        (60, 30, 30),
    ],
)
def test_a_cold_start_is_told_when_it_has_moved(
    told: float | None, measured: float | None, written: float | None
) -> None:
    before = None if told is None else timedelta(seconds=told)
    (manifest,) = slices(an_observed(load_seconds=measured, hold_cold_start=before), "a")
    hold = read_hold(manifest["metadata"]["annotations"])
    assert hold is not None
    assert hold.cold_start == (None if written is None else timedelta(seconds=written))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"children": SLICE}, True),
        ({}, False),
        ({"children": SLICE, "activators": ()}, False),
        ({"children": SLICE, "activators": None}, False),
        ({"children": SLICE, "scaling": {"maxReplicas": 2}}, False),
        ({"children": {(KIND, "other-activator"): SLICE[KIND, "chat-activator"]}}, False),
    ],
)
def test_requests_are_held_where_the_slice_is_there_and_an_activator_is_ready(
    changes: dict[str, Any], expected: bool
) -> None:
    assert holds(an_observed(**changes)) is expected


@pytest.mark.parametrize(
    ("changes", "number", "activator", "expected"),
    [
        ({}, 1, True, False),
        ({"scaling": {"maxReplicas": 2}}, 1, True, False),  # who waits is not sent away
        ({"scaling": {"maxReplicas": 2}, "routed": frozenset({"pod"})}, 1, True, True),
        ({"scaling": {"maxReplicas": 2}}, 0, True, True),
        ({}, 1, False, True),
    ],
)
def test_the_slices_go_when_nobody_waits_behind_them(
    changes: dict[str, Any], number: int, activator: bool, expected: bool
) -> None:
    observed = an_observed(**changes)
    platform = replace(observed.platform, activator=activator)
    assert is_over(replace(observed, platform=platform), number) is expected


def a_condition(status: ConditionStatus) -> Condition:
    return Condition(
        type=ConditionType.AVAILABLE,
        status=status,
        observed_generation=1,
        last_transition_time="2026-01-01T00:00:00Z",
        reason=Reason.WAITING_FOR_GPU,
        message="0 of 1 replicas ready: no GPU is free",
    )


@pytest.mark.parametrize(
    ("spec", "status", "says"),
    [
        ({}, ConditionStatus.TRUE, ""),
        ({}, ConditionStatus.FALSE, "no GPU is free"),
        ({"paused": True}, ConditionStatus.TRUE, "the endpoint is paused"),
        (
            {"scaling": {"maxReplicas": 2, "mode": "Observe"}},
            ConditionStatus.TRUE,
            "scaling.mode is Observe",
        ),
    ],
)
def test_clients_are_told_what_their_replica_waits_for(
    spec: dict[str, Any], status: ConditionStatus, says: str
) -> None:
    parsed = a_parsed_spec(**{"replicas": None, "scaling": {"maxReplicas": 2}, **spec})
    told = EndpointStatus(conditions=[a_condition(status)])
    found = obstacle(EndpointView("chat", "demo", "uid", 1, parsed, told))
    assert says in found
    assert bool(found) is bool(says)


def test_a_spec_that_cannot_be_read_is_an_obstacle() -> None:
    view = EndpointView("chat", "demo", "uid", 1, InvalidSpec("spec.x: no"), EndpointStatus())
    assert "spec.x: no" in obstacle(view)
