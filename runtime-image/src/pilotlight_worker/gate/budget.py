"""Requests and tokens a minute, per key: two buckets that fill evenly and hold ten seconds' worth.

A request is taken when it arrives. Tokens are known only when it is over, so a request is admitted
while anything is left, and its tokens are taken as they come; the bucket may fall below empty, by
what the requests do that are under way at the same time, and what is missing is paid back first.
A budget is the endpoint's; each worker has its share of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor
from time import monotonic

from pilotlight_worker.gate.errors import Headers
from pilotlight_worker.gate.keys import KeyLimit

Clock = Callable[[], float]
MINUTE = 60.0
BURST = 10.0
_TOLD = ("limit", "remaining", "reset")
_OF_REQUESTS = tuple(f"x-ratelimit-{it}-requests".encode() for it in _TOLD)
_OF_TOKENS = tuple(f"x-ratelimit-{it}-tokens".encode() for it in _TOLD)


class Bucket:
    """Starts full. `per_minute`: this worker's share, which may be less than one."""

    __slots__ = ("_at", "_clock", "_level", "per_minute")

    def __init__(self, per_minute: float, clock: Clock = monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._at = clock()
        self._level = self.capacity

    @property
    def capacity(self) -> float:
        """What may be taken at once: ten seconds' worth, so that a flood is stopped soon; of a
        small share ten, or a minute's worth, and one at least, or it would never admit anything."""
        return max(1.0, min(self.per_minute, max(BURST, self.per_minute / 6)))

    @property
    def level(self) -> float:
        """What is left; below zero when it is owed."""
        now = self._clock()
        filled = self._level + (now - self._at) * self.per_minute / MINUTE
        self._level, self._at = min(self.capacity, filled), now
        return self._level

    def take(self, amount: float) -> None:
        """Whether there is so much or not."""
        self._level = self.level - amount

    def resize(self, per_minute: float) -> None:
        """Another share: what is left stays, as far as it fits."""
        if per_minute != self.per_minute:
            left = self.level
            self.per_minute = per_minute
            self._level = min(left, self.capacity)

    def seconds_until(self, level: float) -> float:
        """Without anything being taken."""
        return max(0.0, level - self.level) * MINUTE / self.per_minute


class Account:
    """The budget of one key on this worker."""

    __slots__ = ("_clock", "limit", "requests", "tokens")

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock = clock
        self.limit = KeyLimit()
        self.requests: Bucket | None = None
        self.tokens: Bucket | None = None

    def grant(self, limit: KeyLimit, workers: int) -> None:
        """From now on it is this, shared by so many."""
        self.limit = limit
        self.requests = self._resized(self.requests, limit.requests, workers)
        self.tokens = self._resized(self.tokens, limit.tokens, workers)

    def _resized(self, bucket: Bucket | None, limit: int | None, workers: int) -> Bucket | None:
        if limit is None:
            return None
        if bucket is None:
            return Bucket(limit / workers, self._clock)
        bucket.resize(limit / workers)
        return bucket

    def shortage(self) -> tuple[str, float] | None:
        """What is used up ("requests" or "tokens"), and for how many seconds; None when nothing is.

        Of both the one that lasts longer.
        """
        kind, longest = "", 0.0
        for name, bucket in (("requests", self.requests), ("tokens", self.tokens)):
            if bucket is not None and (seconds := bucket.seconds_until(1.0)) > longest:
                kind, longest = name, seconds
        return (kind, longest) if kind else None

    def take_request(self) -> None:
        """One more is admitted."""
        if self.requests is not None:
            self.requests.take(1)

    def headers(self) -> Headers:
        """`x-ratelimit-*` as OpenAI's clients read them; of this worker's share."""
        found: list[tuple[bytes, bytes]] = []
        for names, bucket in ((_OF_REQUESTS, self.requests), (_OF_TOKENS, self.tokens)):
            if bucket is not None:
                left, full = bucket.level, bucket.capacity
                seconds = ceil((full - left) * MINUTE * 1000 / bucket.per_minute) / 1000
                limit, remaining = floor(max(1.0, bucket.per_minute)), max(0, floor(left))
                told = (b"%d" % limit, b"%d" % remaining, f"{seconds:g}s".encode())
                found += zip(names, told, strict=True)
        return tuple(found)


class Accounts:
    """By key name. What a key has used stays used when its budget changes."""

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock = clock
        self._known: dict[str, Account] = {}

    def grant(self, limits: Mapping[str, KeyLimit], workers: int) -> None:
        """These, and no others."""
        known = {name: self._known.get(name) or Account(self._clock) for name in limits}
        for name, account in known.items():
            account.grant(limits[name], workers)
        self._known = known

    def of(self, name: str) -> Account | None:
        """None: no limit."""
        return self._known.get(name)
