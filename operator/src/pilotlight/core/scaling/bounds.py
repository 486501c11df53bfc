"""Between how many replicas an endpoint may be scaled now: what the spec says, and its schedules.

A schedule lasts for its duration from each time that its cron expression names. Its bounds replace
those of the spec meanwhile; where several last at a time, the highest minimum and the lowest
maximum of them count, and the maximum before the minimum.

| of the spec | schedules that last | bounds |
| --- | --- | --- |
| 1 to 8 | none | 1 to 8 |
| 3 to 8 | minimum 1 | 1 to 8 |
| 1 to 8 | minimum 4; minimum 6 | 6 to 8 |
| 1 to 8 | minimum 6; maximum 4 | 4 to 4 |
| 1 to 8 | minimum 0 | 0 to 8; 1 to 8 where nothing is installed that would hold requests |

Times are Debian cron's: one that the clocks skip is the first after it, one that comes twice is the
first. A duration is so much time, whatever clocks are set to meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim

from pilotlight.api.scaling import ScalingSchedule, ScalingSpec
from pilotlight.manifests.platform import Platform

FOLD = timedelta(hours=3)
"""More than any clock was set back by for daylight saving: within it a local time may come twice,
and an occurrence is not found from a time after it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """minimum, maximum: replicas. raised_by, lowered_by: the schedule that says so, or empty.
    until: when they may change next, None when they never do."""

    minimum: int
    maximum: int
    raised_by: str = ""
    lowered_by: str = ""
    until: datetime | None = None

    def clamp(self, replicas: int) -> int:
        """The nearest number within."""
        return min(self.maximum, max(self.minimum, replicas))


def bounds(scaling: ScalingSpec, now: datetime) -> Bounds:
    """Those that hold at `now`.

    Args:
        now: aware.
    """
    lasting: list[ScalingSchedule] = []
    changes: list[datetime] = []
    for schedule in scaling.schedules:
        began, changes_at = _occurrence(
            schedule.cron,
            schedule.time_zone,
            schedule.duration,
            now.astimezone(UTC).replace(second=0, microsecond=0),
        )
        if began:
            lasting.append(schedule)
        if changes_at is not None:
            changes.append(changes_at)
    highest = max(
        ((it.min_replicas, it.name) for it in lasting if it.min_replicas is not None), default=None
    )
    lowest = min(((it.max_replicas, it.name) for it in lasting if it.max_replicas), default=None)
    minimum, raised_by = highest or (scaling.min_replicas, "")
    maximum, lowered_by = lowest or (scaling.max_replicas, "")
    return Bounds(min(minimum, maximum), maximum, raised_by, lowered_by, min(changes, default=None))


def bounds_of(scaling: ScalingSpec, platform: Platform, now: datetime) -> Bounds:
    """The same in this installation: without an activator the last replica stays."""
    found = bounds(scaling, now)
    return found if platform.activator else replace(found, minimum=max(1, found.minimum))


@lru_cache(maxsize=4096)
def _occurrence(
    cron: str, zone: str, duration: timedelta, minute: datetime
) -> tuple[bool, datetime | None]:
    """Whether an occurrence lasts in this minute of UTC, and when that may change next.

    Schedules begin and end with a minute, so that the answer is the same for all of it.
    """
    for began in _occurrences(cron, zone, minute - duration - FOLD):
        if began > minute:
            return False, began
        if began + duration > minute:
            return True, began + duration
    return False, None


def _occurrences(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """In UTC, in order."""
    for local in CronSim(cron, after.astimezone(ZoneInfo(zone))):
        yield local.astimezone(UTC)
