"""Reading what workers and the kubelet say, leniently."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.cluster.workers import asked_every, latest_mount_problem, parse_report
from pilotlight.core.observed import PodView, WorkerReport
from pilotlight.core.orders import SleepReport


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


@pytest.mark.parametrize(
    ("sleep", "expect"),
    [
        (None, None),
        ("Asleep", None),
        ({"phase": "Asleep", "since": "…", "problem": ""}, SleepReport("Asleep")),
        ({"phase": "Awake", "problem": "not in time"}, SleepReport("Awake", "not in time")),
        ({"phase": 3}, SleepReport("")),
    ],
    ids=str,
)
def test_a_worker_with_sleep_mode_says_whether_it_sleeps(
    sleep: Any, expect: SleepReport | None
) -> None:
    report = parse_report(json.dumps({"phase": "Ready", "sleep": sleep}).encode())

    assert report == WorkerReport("Ready", sleep=expect)


UP = PodView(
    "chat-1",
    "uid",
    "chat-a",
    "serving",
    datetime(2026, 1, 1, tzinfo=UTC),
    ready=True,
    phase="Running",
    ip="10.0.0.1",
    started_at=datetime(2026, 1, 1, tzinfo=UTC),
)
WARM = replace(UP, role="warm")


def of_keys(*, required: bool | None, secret: int | None = None) -> WorkerReport:
    return WorkerReport("Ready", checks_keys=True, keys_required=required, secret_keys=secret)


def in_phase(phase: str) -> WorkerReport:
    return WorkerReport("Ready", sleep=SleepReport(phase))


@pytest.mark.parametrize(
    ("pod", "known", "settled", "seconds"),
    [
        pytest.param(replace(UP, ip=None), None, False, None, id="no address yet"),
        pytest.param(replace(UP, phase="Failed"), None, False, None, id="ended"),
        pytest.param(replace(UP, ready=False), None, True, 1.0, id="starts"),
        pytest.param(replace(UP, deleting=True), None, True, 1.0, id="stops"),
        pytest.param(UP, None, False, 1.0, id="just Ready"),
        pytest.param(UP, WorkerReport("Ready"), True, None, id="without sleep mode"),
        pytest.param(UP, None, True, None, id="serves and does not answer"),
        pytest.param(WARM, None, True, 5.0, id="warm and does not answer"),
        pytest.param(WARM, WorkerReport("Ready"), True, None, id="warm without sleep mode"),
        pytest.param(WARM, in_phase("Asleep"), True, 5.0, id="sleeps, as it shall"),
        pytest.param(WARM, in_phase("Awake"), True, 1.0, id="is about to sleep"),
        pytest.param(WARM, in_phase("Waking"), True, 1.0, id="is about to serve"),
        pytest.param(UP, of_keys(required=False, secret=0), True, 30.0, id="has a Secret's keys"),
        pytest.param(UP, of_keys(required=True), True, 30.0, id="asks for keys, and shall not"),
        pytest.param(UP, of_keys(required=False), True, None, id="shall not ask for keys"),
        pytest.param(UP, in_phase("Awake"), True, 5.0, id="serves and is awake"),
        pytest.param(UP, in_phase("Asleep"), True, 1.0, id="serves and sleeps"),
    ],
)
def test_who_can_sleep_is_asked_for_ever_and_the_others_until_they_are_known(
    pod: PodView, known: WorkerReport | None, settled: bool, seconds: float | None
) -> None:
    assert asked_every(pod, known, settled=settled) == seconds


@pytest.mark.parametrize(
    ("pod", "known", "settled", "seconds"),
    [
        pytest.param(UP, None, False, 1.0, id="just Ready"),
        pytest.param(UP, None, True, 30.0, id="does not answer"),
        pytest.param(WARM, None, True, 5.0, id="warm and does not answer"),
        pytest.param(UP, WorkerReport("Ready"), True, None, id="an image from before keys"),
        pytest.param(UP, of_keys(required=None), True, 30.0, id="has not said"),
        pytest.param(UP, of_keys(required=False), True, 30.0, id="does not ask for keys yet"),
        pytest.param(UP, of_keys(required=True), True, 300.0, id="asks for keys"),
        pytest.param(UP, of_keys(required=True, secret=1), True, 30.0, id="has a Secret's keys"),
    ],
)
def test_who_shall_ask_for_keys_is_asked_until_it_does_and_now_and_then_whether_it_still_does(
    pod: PodView, known: WorkerReport | None, settled: bool, seconds: float | None
) -> None:
    assert asked_every(pod, known, settled=settled, keyed=True) == seconds


@pytest.mark.parametrize(
    ("access", "checks", "required", "secret"),
    [
        ("", False, None, None),
        (', "access": null', True, None, None),
        (', "access": {"required": true, "keys": 1, "secretKeys": null}', True, True, None),
        (', "access": {"required": false, "keys": 0, "secretKeys": null}', True, False, None),
        (', "access": {"required": true, "keys": 1, "secretKeys": 0}', True, True, 0),
        (', "access": {"required": true, "keys": 3, "secretKeys": 2}', True, True, 2),
        (', "access": {"required": 1, "secretKeys": "many"}', True, None, None),
        (', "access": 7', True, None, None),
    ],
)
def test_an_image_that_knows_of_keys_says_so(
    access: str, checks: bool, required: bool | None, secret: int | None
) -> None:
    report = parse_report(f'{{"phase": "Ready"{access}}}'.encode())
    assert report.checks_keys == checks
    assert (report.keys_required, report.secret_keys) == (required, secret)
