"""Bounds by the time of day, over daylight saving time and in any zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pilotlight.api.scaling import ScalingSpec
from pilotlight.core.scaling.bounds import bounds, bounds_of
from tests.builders import PLATFORM

THURSDAY = datetime(2026, 1, 1, tzinfo=UTC)


def a_schedule(**changes: Any) -> dict[str, Any]:
    day = {"name": "day", "cron": "0 8 * * 1-5", "duration": "10h", "timeZone": "Europe/Berlin"}
    return {**day, **changes}


def scaling(*schedules: dict[str, Any], least: int = 1, most: int = 8) -> ScalingSpec:
    return ScalingSpec.model_validate(
        {"minReplicas": least, "maxReplicas": most, "schedules": list(schedules)}
    )


def at(text: str, zone: str = "UTC", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def lasting(spec: ScalingSpec, start: datetime, hours: float, step: int = 10) -> list[str]:
    """When the minimum is another one, in UTC: "from-to" as HH:MM, looked at every few minutes."""
    found, since = [], None
    start = start.astimezone(UTC)
    for minutes in range(0, round(hours * 60) + step, step):
        now = start + timedelta(minutes=minutes)
        raised = bounds(spec, now).raised_by != ""
        if raised and since is None:
            since = now
        elif not raised and since is not None:
            found.append(f"{since:%H:%M}-{now:%H:%M}")
            since = None
    return found


@pytest.mark.parametrize(
    ("schedules", "expected"),
    [
        ([], (3, 8, "", "")),
        ([a_schedule(minReplicas=1)], (1, 8, "day", "")),
        ([a_schedule(minReplicas=0)], (0, 8, "day", "")),
        ([a_schedule(minReplicas=0), a_schedule(name="b", minReplicas=2)], (2, 8, "b", "")),
        ([a_schedule(minReplicas=5)], (5, 8, "day", "")),
        (
            [a_schedule(minReplicas=4), a_schedule(name="b", minReplicas=6)],
            (6, 8, "b", ""),
        ),
        (
            [a_schedule(maxReplicas=4), a_schedule(name="b", maxReplicas=6)],
            (3, 4, "", "day"),
        ),
        (
            [a_schedule(minReplicas=6), a_schedule(name="b", maxReplicas=4)],
            (4, 4, "day", "b"),
        ),
        ([a_schedule(minReplicas=9, maxReplicas=20)], (9, 20, "day", "day")),
        ([a_schedule(cron="0 20 * * *", minReplicas=5)], (3, 8, "", "")),
    ],
)
def test_schedules_that_last_replace_the_bounds(
    schedules: list[dict[str, Any]], expected: tuple[int, int, str, str]
) -> None:
    found = bounds(scaling(*schedules, least=3), at("2026-01-01T12:00"))
    assert (found.minimum, found.maximum, found.raised_by, found.lowered_by) == expected


@pytest.mark.parametrize(
    ("now", "minimum", "until"),
    [
        ("2026-01-01T07:59:59", 1, "2026-01-01T08:00"),
        ("2026-01-01T08:00", 4, "2026-01-01T18:00"),
        ("2026-01-01T17:59:59.999999", 4, "2026-01-01T18:00"),
        ("2026-01-01T18:00", 1, "2026-01-02T08:00"),
        ("2026-01-02T18:00", 1, "2026-01-05T08:00"),
    ],
)
def test_a_schedule_lasts_from_its_minute_on_and_until_its_end(
    now: str, minimum: int, until: str
) -> None:
    found = bounds(scaling(a_schedule(minReplicas=4)), at(now, "Europe/Berlin"))
    assert found.minimum == minimum
    assert found.until == at(until, "Europe/Berlin")


def test_without_schedules_nothing_ever_changes() -> None:
    assert bounds(scaling(), THURSDAY).until is None


def test_an_occurrence_that_began_before_the_last_one_goes_on() -> None:
    """Every hour for 90 minutes is always."""
    spec = scaling(a_schedule(cron="0 * * * *", duration="90m", minReplicas=4))
    assert lasting(spec, THURSDAY, 48) == []
    assert bounds(spec, THURSDAY).minimum == 4


def test_a_schedule_may_last_over_midnight_and_over_a_weekend() -> None:
    spec = scaling(a_schedule(cron="0 22 * * 5", duration="58h", minReplicas=4))
    assert bounds(spec, at("2026-01-04T23:00", "Europe/Berlin")).minimum == 4
    assert bounds(spec, at("2026-01-05T08:00", "Europe/Berlin")).minimum == 1


# Europe/Berlin: at 01:00 UTC of 29 March 2026 02:00 becomes 03:00 (gap), at 01:00 UTC of
# 25 October 03:00 becomes 02:00 (fold).
@pytest.mark.parametrize(
    ("cron", "duration", "start", "expected"),
    [
        # It begins an hour of UTC earlier in summer.
        ("0 8 * * *", "1h", "2026-03-28T00:00", ["07:00-08:00", "06:00-07:00"]),
        ("0 8 * * *", "1h", "2026-10-24T00:00", ["06:00-07:00", "07:00-08:00"]),
        # In the gap: at the first time after it. In the fold: the first of the two, and once.
        ("30 2 * * *", "1h", "2026-03-28T12:00", ["01:00-02:00"]),
        ("30 2 * * *", "20m", "2026-10-24T12:00", ["00:30-00:50"]),
        # Into the fold and past it: so long as the duration is, without a hole.
        ("30 2 * * *", "2h", "2026-10-24T12:00", ["00:30-02:30"]),
        ("30 1 * * *", "3h", "2026-10-24T12:00", ["23:30-02:30"]),
        ("30 1 * * *", "3h", "2026-03-28T12:00", ["00:30-03:30"]),
        # What has no hour of its own follows the minutes that pass.
        ("30 * * * *", "10m", "2026-10-24T23:40", ["00:30-00:40", "01:30-01:40", "02:30-02:40"]),
        ("30 * * * *", "10m", "2026-03-28T23:40", ["00:30-00:40", "01:30-01:40", "02:30-02:40"]),
    ],
)
def test_daylight_saving_time(cron: str, duration: str, start: str, expected: list[str]) -> None:
    spec = scaling(a_schedule(cron=cron, duration=duration, minReplicas=4))
    hours = 3.5 if cron.startswith("30 *") else (36 if cron == "0 8 * * *" else 18)
    assert lasting(spec, at(start), hours) == expected


@pytest.mark.parametrize(
    ("zone", "cron", "began"),
    [
        ("UTC", "0 8 * * *", "2026-06-15T08:00"),
        ("Asia/Kolkata", "0 8 * * *", "2026-06-15T02:30"),
        ("Asia/Kathmandu", "15 8 * * *", "2026-06-15T02:30"),
        ("America/New_York", "0 8 * * *", "2026-06-15T12:00"),
        ("Pacific/Kiritimati", "0 8 * * *", "2026-06-14T18:00"),
        ("Pacific/Pago_Pago", "0 8 * * *", "2026-06-15T19:00"),
        # Half an hour is what Lord Howe saves: in the gap of 4 October 2026, 02:00 becomes 02:30.
        ("Australia/Lord_Howe", "15 2 4 10 *", "2026-10-03T15:30"),
    ],
)
def test_a_schedule_begins_by_the_clocks_of_its_zone(zone: str, cron: str, began: str) -> None:
    spec = scaling(a_schedule(cron=cron, timeZone=zone, duration="1h", minReplicas=4))
    moment = at(began)
    assert bounds(spec, moment - timedelta(seconds=1)).minimum == 1
    assert bounds(spec, moment).minimum == 4
    assert bounds(spec, moment + timedelta(minutes=59, seconds=59)).minimum == 4
    assert bounds(spec, moment + timedelta(hours=1)).minimum == 1


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_zone_in_which_one_asks_does_not_matter(zone: str) -> None:
    spec = scaling(a_schedule(minReplicas=4))
    moment = at("2026-10-26T07:00")
    assert bounds(spec, moment.astimezone(ZoneInfo(zone))) == bounds(spec, moment)


@pytest.mark.parametrize(
    ("activator", "least", "expected"), [(True, 0, 0), (False, 0, 1), (False, 2, 2)]
)
def test_the_last_replica_stays_where_nothing_would_hold_requests(
    activator: bool, least: int, expected: int
) -> None:
    platform = replace(PLATFORM, activator=activator)
    assert bounds_of(scaling(least=least), platform, THURSDAY).minimum == expected
