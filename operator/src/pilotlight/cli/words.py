"""Times and durations as kubectl writes them, commits as git does."""

import re
from datetime import datetime, timedelta

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_COMMIT = re.compile(r"@([0-9a-f]{12})[0-9a-f]{28}$")


def duration(length: timedelta) -> str:
    """As precise as people need it (kubectl's `duration.HumanDuration`).

    | up to | form |
    | --- | --- |
    | 2 minutes | 75s |
    | 10 minutes | 7m30s |
    | 3 hours | 95m |
    | 8 hours | 5h20m |
    | 2 days | 30h |
    | 8 days | 3d4h |
    | more | 20d |
    """
    seconds = max(int(length.total_seconds()), 0)
    if seconds < 2 * _MINUTE:
        return f"{seconds}s"
    if seconds < 10 * _MINUTE:
        return _two(seconds, _MINUTE, "m", 1, "s")
    if seconds < 3 * _HOUR:
        return f"{seconds // _MINUTE}m"
    if seconds < 8 * _HOUR:
        return _two(seconds, _HOUR, "h", _MINUTE, "m")
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR}h"
    if seconds < 8 * _DAY:
        return _two(seconds, _DAY, "d", _HOUR, "h")
    return f"{seconds // _DAY}d"


def _two(seconds: int, large: int, one: str, small: int, other: str) -> str:
    rest = seconds % large // small
    return f"{seconds // large}{one}{f'{rest}{other}' if rest else ''}"


def age(since: datetime | None, now: datetime) -> str:
    """How long ago; `-` when it is not known."""
    return "-" if since is None else duration(now - since)


def ahead(at: datetime, now: datetime) -> str:
    """`in 5m` or `5m ago`."""
    return f"in {duration(at - now)}" if at >= now else f"{duration(now - at)} ago"


def model(text: str) -> str:
    """`hf://org/name@0e9e39f249a1`: the commit as short as people tell commits apart."""
    return _COMMIT.sub(r"@\1", text)
