"""Durations as Gateway API writes them (GEP-2257): `30s`, `5m`, `1h30m`."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

PATTERN = r"^([0-9]{1,5}(h|m|s|ms)){1,4}$"

_PART = re.compile(r"([0-9]{1,5})(ms|h|m|s)")
_MILLISECONDS = {"h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}


def parse(text: object) -> timedelta:
    """`1h30m` → 90 minutes.

    Raises:
        ValueError: when the text is not a GEP-2257 duration.
    """
    if isinstance(text, timedelta):
        return text
    if not isinstance(text, str) or not re.match(PATTERN, text):
        raise ValueError(f"{text!r} is not a duration; write it like 30s, 5m or 1h30m")
    total = sum(int(number) * _MILLISECONDS[unit] for number, unit in _PART.findall(text))
    return timedelta(milliseconds=total)


def render(value: timedelta) -> str:
    """90 minutes → `1h30m`; the inverse of `parse`, largest unit first."""
    left = round(value.total_seconds() * 1000)
    parts = []
    for unit, size in _MILLISECONDS.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


Duration = Annotated[
    timedelta, BeforeValidator(parse), PlainSerializer(render, return_type=str, when_used="json")
]
