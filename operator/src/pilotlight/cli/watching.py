"""Watching a rollout: a line per change, until it has ended or time is up.

It asks once a second instead of keeping a watch open. A watch that breaks (an API server that is
restarted, a proxy that cuts idle connections) has to be opened again anyway, from a state that was
asked for; asking alone is the half of that which always works.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pilotlight.cli import words
from pilotlight.cli.errors import KubectlError
from pilotlight.cli.outcome import FAILED, TIMED_OUT, Outcome, outcome, sentence
from pilotlight.cli.views import Endpoint

INTERVAL = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that never go back, and how to let some pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def watch(
    read: Callable[[], Endpoint],
    timeout: timedelta,
    tell: Callable[[str], None],
    clock: Clock = Clock(),
) -> Outcome:
    """Tell every change; how it ended.

    The first look must succeed, or a wrong name or context would be waited for. After that the API
    server may go away for as long as there is time. An endpoint that is deleted, or made anew,
    ends it.

    Raises:
        KubectlError: the first look failed.
    """
    end = clock.now() + timeout.total_seconds()
    seen, told = read(), ""
    uid = seen.uid
    while True:
        if seen.uid != uid:
            return Outcome(FAILED, "the endpoint was deleted and made anew meanwhile")
        if (ended := outcome(seen)) is not None:
            return ended
        told = _told(sentence(seen), told, tell)
        while True:
            left = end - clock.now()
            if left <= 0:
                waited = words.duration(timeout)
                return Outcome(TIMED_OUT, f"not done within {waited}; last seen: {sentence(seen)}")
            clock.sleep(min(INTERVAL, left))
            try:
                seen = read()
                break
            except KubectlError as error:
                if error.not_found:
                    return Outcome(FAILED, "the endpoint was deleted")
                told = _told(f"cannot be asked: {error}; trying again", told, tell)


def _told(line: str, before: str, tell: Callable[[str], None]) -> str:
    if line != before:
        tell(line)
    return line
