"""Reading what workers and the kubelet say, leniently."""

import json
from typing import Any

import pytest

from pilotlight.cluster.workers import latest_mount_problem, parse_report
from pilotlight.core.observed import WorkerReport


def test_a_whole_report_is_read() -> None:
    text = json.dumps(
        {
            "phase": "Downloading",
            "percent": 40,
            "inFlight": 2,
            "draining": False,
            "coldStart": {"download": 1.5, "load": 30},
            "resolvedCommit": "abc",
            "engineVersion": "0.32.0",
            "message": "5 of 12 files",
        }
    ).encode()

    assert parse_report(text) == WorkerReport(
        "Downloading", 40, 2, {"download": 1.5, "load": 30.0}, "abc", "5 of 12 files"
    )


@pytest.mark.parametrize(
    ("body", "expect"),
    [
        ({}, WorkerReport("")),
        ({"phase": 3, "percent": "much"}, WorkerReport("")),
        ({"percent": 400}, WorkerReport("", 100)),
        ({"percent": -1}, WorkerReport("", 0)),
        ({"percent": True}, WorkerReport("")),
        ({"inFlight": None, "message": None}, WorkerReport("")),
        ({"coldStart": [1]}, WorkerReport("")),
        ({"coldStart": {"load": "x", "download": 2}}, WorkerReport("", cold_start={"download": 2})),
        ({"resolvedCommit": ""}, WorkerReport("")),
    ],
    ids=str,
)
def test_what_is_missing_or_wrong_counts_as_absent(body: Any, expect: WorkerReport) -> None:
    assert parse_report(json.dumps(body).encode()) == expect


@pytest.mark.parametrize("text", [b"", b"not json", b"[1]", b"null", b'{"percent": '])
def test_what_is_no_report_raises_valueerror(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        parse_report(text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e300"])
def test_numbers_that_are_none_are_absent(number: str) -> None:
    text = f'{{"percent": {number}, "coldStart": {{"load": {number}}}}}'.encode()

    assert parse_report(text) == WorkerReport("")


def test_the_newest_reason_why_a_volume_does_not_mount_counts() -> None:
    events: list[dict[str, Any]] = [
        {"reason": "Scheduled", "message": "x", "lastTimestamp": "2026-01-01T00:00:09Z"},
        {"reason": "FailedMount", "message": "old", "lastTimestamp": "2026-01-01T00:00:01Z"},
        {
            "reason": "FailedMount",
            "message": "new",
            "series": {"lastObservedTime": "2026-01-01T00:00:05Z"},
        },
    ]

    assert latest_mount_problem(events) == "new"
    assert latest_mount_problem([]) == ""
    assert latest_mount_problem([{"reason": "FailedAttachVolume"}]) == "FailedAttachVolume"
