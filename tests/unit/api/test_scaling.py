"""`spec.scaling` as the operator reads it: what CEL cannot check is told with the field's name."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from pilotlight.api.scaling import HoldSpec, ScalingMode, ScalingSpec
from pilotlight.api.v1alpha1 import EndpointSpec
from tests.builders import a_spec


def scaled(**changes: Any) -> dict[str, Any]:
    spec = a_spec(scaling={"maxReplicas": 8, **changes})
    del spec["replicas"]
    return spec


def a_schedule(**changes: Any) -> dict[str, Any]:
    return {"name": "day", "cron": "0 8 * * 1-5", "duration": "10h", "minReplicas": 2, **changes}


def problem(spec: dict[str, Any]) -> tuple[str, str]:
    """Field and message of the only error."""
    with pytest.raises(ValidationError) as caught:
        EndpointSpec.model_validate(spec)
    (error,) = caught.value.errors()
    return ".".join(map(str, error["loc"])), error["msg"]


def test_the_least_that_one_writes_has_the_defaults_of_the_law() -> None:
    scaling = EndpointSpec.model_validate(scaled()).scaling
    assert scaling is not None
    assert (scaling.mode, scaling.min_replicas) == (ScalingMode.AUTO, 1)
    assert scaling.behavior.scale_down.stabilization_window == timedelta(minutes=5)
    assert (scaling.objective, scaling.target, scaling.schedules) == (None, None, [])


@pytest.mark.parametrize(
    ("changes", "sleeps", "expected"),
    [
        ({}, False, None),
        ({"hold": {}}, False, HoldSpec()),
        ({"minReplicas": 0}, True, HoldSpec()),
        ({"minReplicas": 0, "hold": {"maxPending": 7}}, True, HoldSpec(max_pending=7)),
        ({"minReplicas": 1, "schedules": [a_schedule(minReplicas=0)]}, True, HoldSpec()),
        ({"minReplicas": 0, "schedules": [a_schedule(minReplicas=2)]}, True, HoldSpec()),
    ],
)
def test_requests_are_held_where_it_is_said_or_the_last_replica_may_go(
    changes: dict[str, Any], sleeps: bool, expected: HoldSpec | None
) -> None:
    scaling = EndpointSpec.model_validate(scaled(**changes)).scaling
    assert scaling is not None
    assert scaling.sleeps is sleeps
    assert scaling.holds == expected


@pytest.mark.parametrize("spec", [a_spec(replicas=None), a_spec(scaling={"maxReplicas": 2})])
def test_neither_or_both_of_replicas_and_scaling_is_refused(spec: dict[str, Any]) -> None:
    assert problem(spec)[1] == "Value error, give exactly one of replicas and scaling"


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("0 8 * *", "five fields"),
        ("0 0 8 * * 1-5", "five fields"),
        ("@daily", "five fields"),
        ("61 8 * * *", "Bad minute"),
        ("0 24 * * *", "Bad hour"),
        ("0 8 * * FOO", "Bad day-of-week"),
        ("0 8 30 2 *", "Bad day-of-month"),
        ("0 8 * * 5-1", "Bad day-of-week"),
        ("*/0 8 * * *", "Bad minute"),
    ],
)
def test_a_cron_expression_that_is_none_is_told_by_its_field(cron: str, says: str) -> None:
    where, message = problem(scaled(schedules=[a_schedule(cron=cron)]))
    assert where == "scaling.schedules.0.cron"
    assert says in message
    assert "e.g. 0 8 * * 1-5" in message


@pytest.mark.parametrize(
    "zone", ["Europe/Belrin", "CEST+1", "../etc/passwd", "/etc/localtime", "Europe", "utc "]
)
def test_a_time_zone_that_nobody_knows_is_told_by_its_field(zone: str) -> None:
    where, message = problem(scaled(schedules=[a_schedule(), a_schedule(timeZone=zone)]))
    assert where == "scaling.schedules.1.timeZone"
    assert "write a name like Europe/Berlin or UTC" in message


@pytest.mark.parametrize(
    "cron", ["0 8 * * 1-5", "*/15 7-19 * * MON-FRI", "0 0 L * *", "0 9 1,15 * *"]
)
@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
def test_what_cron_and_the_tz_database_know_is_taken(cron: str, zone: str) -> None:
    spec = ScalingSpec.model_validate(
        {"maxReplicas": 3, "schedules": [a_schedule(cron=cron, timeZone=zone)]}
    )
    assert (spec.schedules[0].cron, spec.schedules[0].time_zone) == (cron, zone)
