"""Lenient reading of what the API server sent: a newer operator may say things we do not know."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any


def mapping(value: Any) -> Mapping[str, Any]:
    """The mapping that it is, or an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> Sequence[Mapping[str, Any]]:
    """The mappings of a list."""
    return [it for it in value if isinstance(it, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """The text that it is, or none."""
    return "" if value is None else str(value)


def count(value: Any) -> int:
    """The number that it is, or 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def time(value: Any) -> datetime | None:
    """An instant, in UTC."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if at is None:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
