"""How often to ask for what is not watched."""

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """When the next survey is due. All in seconds, instants by one clock, which the caller reads.

    | when | the next survey |
    | --- | --- |
    | there was none yet | now |
    | somebody new asks | `apart` after the start of the last, as long after its end as it took |
    | something has changed since | a pause after the last: `every`, or `rest` times what it took |
    | nothing has changed for t | the pause is `share` of t, if that is longer; `longest` at most |

    A burst of questions is answered by one survey. Surveys take half of the time at most, and an
    eleventh, 1 / (1 + rest), once nobody new asks. Whatever comes free is seen after 5 % of the
    time for which one has waited for it, as who begins to wait is a change: 5 s in the first 100 s,
    30 s after 10 minutes, 60 s from 20 minutes on, for as many days as it takes. (A pause that
    doubles would be at 60 s in little more than a minute, and one that stays at 5 s would ask
    17,000 times a day.)
    """

    rest: float = 10.0
    share: float = 0.05
    longest: float = 60.0
    apart: float = 1.0
    _started: float | None = None
    _ended: float = 0.0
    _took: float = 0.0
    _changed: float = 0.0

    def changed(self, now: float) -> None:
        """Something is not as it was, or somebody wants to know who did not."""
        self._changed = now

    def surveyed(self, started: float, ended: float, *, failed: bool = False) -> None:
        """There was one. A failed one may have waited rather than worked: half of `longest` will
        do after it, so that a time-out of 30 s is not followed by minutes of silence."""
        self._started, self._ended, self._took = started, ended, ended - started
        if failed:
            self._took = min(self._took, self.longest / 2 / self.rest)

    def due(self, every: float, *, woken: bool) -> float | None:
        """The instant of the next one, None for now. woken: somebody new asks."""
        if self._started is None:
            return None
        if woken:
            return max(self._started + self.apart, self._ended + self._took)
        unchanged = self._ended - self._changed
        backed_off = min(self.share * unchanged, self.longest)
        return self._ended + max(every, self.rest * self._took, backed_off)
