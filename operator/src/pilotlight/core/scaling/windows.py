"""The recent past of one number in equal spans of time: bounded, and never changed in place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """One value for each `span` seconds, oldest first.

    A value is the mean over its span weighed by time, or with `peaks` the highest in it.
    `open`: of the span that is not over yet, of which `open_for` seconds have passed.
    """

    span: float
    peaks: bool = False
    values: tuple[float, ...] = ()
    open: float = 0.0
    open_for: float = 0.0

    def add(self, value: float, seconds: float, length: float) -> "Window":
        """With what was so for the last `seconds`, and without what is older than `length`.

        A span may end a tenth early, because rounds are not exactly as far apart as spans.
        """
        if seconds <= 0:
            return self
        if self.open_for == 0:
            merged = value
        elif self.peaks:
            merged = max(self.open, value)
        else:
            merged = (self.open * self.open_for + value * seconds) / (self.open_for + seconds)
        past = self.open_for + seconds
        ended = math.floor(past / self.span + 0.1)
        if ended == 0:
            return Window(self.span, self.peaks, self.values, merged, past)
        size = max(1, round(length / self.span))
        values = (*self.values, *(merged,) * min(ended, size))[-size:]
        return Window(self.span, self.peaks, values)

    def last(self, seconds: float) -> tuple[float, ...]:
        """The values of the last `seconds`, or as many as there are."""
        return self.values[-max(1, round(seconds / self.span)) :]


def mean(values: Sequence[float]) -> float:
    """0 when there are none."""
    return math.fsum(values) / len(values) if values else 0.0
