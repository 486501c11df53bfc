"""Patterns of names: `*` stands for any characters, also `/` and none; all else for itself.

No regular expression, so nothing else has a meaning, and the time is bounded by the product of the
lengths whatever somebody writes.
"""

from collections.abc import Iterable


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern describes the whole text. `hf://org/*` → all of one organisation."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for part in middle:
        if (found := text.find(part, at)) < 0:
            return False
        at = found + len(part)
    return len(text) - len(last) >= at and text.endswith(last)


def matches_any(patterns: Iterable[str], text: str) -> bool:
    """Whether one of them describes the whole text."""
    return any(matches(pattern, text) for pattern in patterns)
