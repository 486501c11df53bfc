"""Waiting for what has no condition of its own."""

import time
from collections.abc import Callable


def until(what: str, met: Callable[[], object], within: float) -> None:
    """Wait; `what` says in the failure what was missing after so many seconds."""
    deadline = time.monotonic() + within
    while not met():
        assert time.monotonic() < deadline, f"after {within:g} s still not: {what}"
        time.sleep(0.3)


def stays(what: str, true: Callable[[], object], seconds: float) -> None:
    """It is so now, and at any time for so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert true(), f"no longer: {what}"
        time.sleep(0.5)
