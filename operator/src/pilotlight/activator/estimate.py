"""When to come back: `Retry-After` from how long replicas took to become ready."""

import math
from collections import deque
from collections.abc import Sequence
from statistics import median

# What an endpoint is believed to need that nobody has seen start yet, seconds: vLLM with a model of
# 8 billion parameters in a warm cache takes 48-85 s.
UNKNOWN = 60.0
REMEMBERED = 5
# A start that takes longer than any before: it is expected to take a quarter of that time more.
OVERDUE = 0.25


def remaining(elapsed: float, seen: Sequence[float]) -> float:
    """Seconds until a replica is ready that was asked for `elapsed` seconds ago.

    The median of what those took longer that took longer than this one has. A start that has lasted
    for 50 s is not one of the warm ones of 0.3 s, whatever their number.

    >>> remaining(0, [0.3, 0.3, 60])
    0.3
    >>> remaining(20, [0.3, 0.3, 60])
    40
    """
    longer = [it - elapsed for it in seen if it > elapsed]
    return median(longer) if longer else max(1.0, elapsed * OVERDUE)


def retry_after(seconds: float) -> int:
    """The header's value: whole seconds, rounded up, at least 1."""
    return max(1, math.ceil(seconds))


class ColdStarts:
    """Of one endpoint: how long its last replicas took from being asked for to being ready."""

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=REMEMBERED)

    def took(self, seconds: float) -> None:
        """One more."""
        self._seen.append(seconds)

    def remaining(self, elapsed: float, told: float | None) -> float:
        """Seconds until the one that was asked for `elapsed` seconds ago is ready.

        told: what the operator has measured, for an activator that has seen none itself.
        """
        known = self._seen or [UNKNOWN if told is None else told]
        return remaining(elapsed, list(known))
