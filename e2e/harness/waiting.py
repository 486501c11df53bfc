"""Waiting for what has no condition of its own."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(what: str | Callable[[], str], met: Callable[[], T], within: float) -> T:
    """The first answer of `met` that is true; `what` says in the failure what was missing after so
    many seconds, asked then if it can be asked."""
    deadline = time.monotonic() + within
    while not (found := met()):
        assert time.monotonic() < deadline, f"after {within:g} s still not: {_words(what)}"
        time.sleep(0.3)
    return found


def stays(what: str | Callable[[], str], true: Callable[[], object], seconds: float) -> None:
    """It is so now, and at any time for so many seconds; `what` as for `until`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert true(), f"no longer: {_words(what)}"
        time.sleep(0.5)


def unchanged(read: Callable[[], object], before: object, seconds: float) -> None:
    """What is read is what it was, now and at any time for so many seconds."""
    seen = before

    def same() -> bool:
        nonlocal seen
        seen = read()
        return seen == before

    stays(lambda: f"{before}\nbut {seen}", same, seconds)


def _words(what: str | Callable[[], str]) -> str:
    return what() if callable(what) else what
