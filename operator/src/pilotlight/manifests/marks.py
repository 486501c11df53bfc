"""What a rollout has to remember, as annotations of our own objects.

Status is a view and memory dies with the process, so deadlines, verdicts and the way back stand
here: of the switch of traffic on the active Service, so that one write moves the traffic and says
since when and from where; of each revision on its ControllerRevision, whose data cannot change. A
person may remove `pilotlight.dev/failed` to have a revision tried again. How many replicas were
decided stands on the Deployment that is to have fewer for a while, by the very write that takes
them away; and so does how many of its replicas are for the pool.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

PREFIX = "pilotlight.dev/"
ACTIVE_REVISION = f"{PREFIX}active-revision"
ACTIVE_SINCE = f"{PREFIX}active-since"
SWITCHED_FROM = f"{PREFIX}switched-from"
PROVEN_AT = f"{PREFIX}proven-at"
SHARED = f"{PREFIX}shared"
PREVIEW_SINCE = f"{PREFIX}preview-since"
TESTED_AT = f"{PREFIX}tested-at"
FAILED = f"{PREFIX}failed"
SERVING_REPLICAS = f"{PREFIX}serving-replicas"
WARM_REPLICAS = f"{PREFIX}warm-replicas"


@dataclass(frozen=True, slots=True)
class Switch:
    """How the active revision got the traffic, in whole seconds of UTC. Empty for the first one.

    since: when. origin: the revision that had it before. proven_at: when its bake was over.
    shared: the origin still has its part of the traffic, while replicas are exchanged.
    """

    since: datetime | None = None
    origin: str | None = None
    proven_at: datetime | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a revision is not tried again. `reason` is one CamelCase word."""

    at: datetime
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one revision, in whole seconds of UTC. The first two only while it is brought up.

    preview_since: when that began. tested_at: when it was ready and tested.
    failure: it is quarantined.
    """

    preview_since: datetime | None = None
    tested_at: datetime | None = None
    failure: Failure | None = None


_COUNT = re.compile(r"[0-9]{1,6}")

NO_MARKS = Marks()
NO_SWITCH = Switch()


def of_service(revision: str, switch: Switch) -> dict[str, str]:
    """Annotations of the active Service."""
    times = _written({ACTIVE_SINCE: switch.since, PROVEN_AT: switch.proven_at})
    origin = {SWITCHED_FROM: switch.origin} if switch.origin is not None else {}
    shared = {SHARED: "true"} if switch.shared else {}
    return {ACTIVE_REVISION: revision, **times, **origin, **shared}


def of_revision(marks: Marks) -> dict[str, str]:
    """Annotations of a ControllerRevision."""
    written = _written({PREVIEW_SINCE: marks.preview_since, TESTED_AT: marks.tested_at})
    if (failure := marks.failure) is not None:
        told = {
            "at": timestamp(failure.at),
            "reason": failure.reason,
            "message": failure.message,
        }
        written[FAILED] = json.dumps(told, ensure_ascii=False)
    return written


def of_deployment(serving: int | None, warm: int | None) -> dict[str, str]:
    """Annotations of a Deployment. `serving`: None where its own replicas say it. `warm`: None
    without a pool."""
    numbers = {SERVING_REPLICAS: serving, WARM_REPLICAS: warm}
    return {key: str(number) for key, number in numbers.items() if number is not None}


def read_serving(annotations: Mapping[str, str]) -> int | None:
    """Read back, leniently."""
    return _read_count(annotations.get(SERVING_REPLICAS))


def read_warm(annotations: Mapping[str, str]) -> int | None:
    """Read back, as leniently."""
    return _read_count(annotations.get(WARM_REPLICAS))


def _read_count(text: str | None) -> int | None:
    return int(text) if text is not None and _COUNT.fullmatch(text) else None


def read_switch(annotations: Mapping[str, str]) -> Switch:
    """Read back, leniently: what cannot be read is as if it were not there."""
    return Switch(
        since=read_time(annotations.get(ACTIVE_SINCE)),
        origin=annotations.get(SWITCHED_FROM) or None,
        proven_at=read_time(annotations.get(PROVEN_AT)),
        shared=annotations.get(SHARED) == "true",
    )


def read_marks(annotations: Mapping[str, str]) -> Marks:
    """Read back, as leniently. A `failed` of any content quarantines: somebody meant it."""
    return Marks(
        preview_since=read_time(annotations.get(PREVIEW_SINCE)),
        tested_at=read_time(annotations.get(TESTED_AT)),
        failure=_failure(annotations.get(FAILED)),
    )


def _written(times: Mapping[str, datetime | None]) -> dict[str, str]:
    return {key: timestamp(at) for key, at in times.items() if at is not None}


def _failure(text: str | None) -> Failure | None:
    if text is None:
        return None
    try:
        told = json.loads(text)
    except ValueError:
        told = {"message": text}
    if not isinstance(told, dict):
        told = {"message": text}
    return Failure(
        at=read_time(told.get("at")) or datetime.fromtimestamp(0, UTC),
        reason=str(told.get("reason") or "Quarantined"),
        message=str(told.get("message") or ""),
    )


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC, whole seconds: the form of metav1.Time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: object) -> datetime | None:
    """Read back; None for what is none."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
