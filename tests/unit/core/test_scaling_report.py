"""What a round says of the requests on each pod."""

import math
from datetime import UTC, datetime, timedelta

from pilotlight.core.scaling.report import InFlight, in_flight
from pilotlight.core.scaling.samples import Fleet, Load, Sample

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
AHEAD = timedelta(minutes=3)
"""Prometheus' clock."""


def ago(seconds: float) -> datetime:
    return NOON - timedelta(seconds=seconds)


def a_sample(pod: str, seconds: float, running: float | None, waiting: float | None) -> Sample:
    return Sample(pod, ago(seconds) + AHEAD, running=running, waiting=waiting)


def test_what_runs_and_what_waits_by_our_own_clock() -> None:
    samples = (
        a_sample("busy", 4, 3, 2),
        a_sample("idle", 2, 0, 0),
        a_sample("queue-unknown", 1, 3, None),
        a_sample("broken", 1, math.nan, 0),
        a_sample("twice", 3, 1, 0),
        a_sample("twice", 1, 2, 0),
        a_sample("at-once", 1, 5, 0),
        a_sample("at-once", 1, 4, 0),
    )
    load = Load("chat-a", NOON + AHEAD, Fleet(6), samples)
    assert in_flight(load, NOON) == {
        "busy": InFlight(5, ago(4)),
        "idle": InFlight(0, ago(2)),
        "twice": InFlight(2, ago(1)),
        "at-once": InFlight(5, ago(1)),
    }
