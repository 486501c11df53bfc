"""Which endpoint is looked at next.

A key is in the queue once, however often it is added; it is worked on by one worker at a time; a
key that is added while it is worked on comes up again afterwards. Two levels give phases across
endpoints: `FIRST` for what makes pods exist, `REST` for a key that has done that part and lets
others go before the remainder. In a burst this halves the time until every Deployment exists;
more than eight workers only make it slower.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)

BACKOFF_FIRST = 0.1
BACKOFF_MOST = 30.0
# A constant stream of new keys must not hold the rest up for ever: once a remainder has waited for
# this long (seconds), every eighth pass is for the oldest of them.
REST_PATIENCE = 3.0
REST_SHARE = 8


class Level(IntEnum):
    """Urgency of a key."""

    FIRST = 0
    REST = 1


@dataclass(frozen=True, slots=True)
class Again:
    """What a pass asks the queue for.

    after: seconds until the next pass without a cause, None for never.
    failed: back off instead, longer with each failure in a row; `after` is then the least pause.
    rest: the remainder is to be done once no other key waits for its first part.
    """

    after: float | None = None
    failed: bool = False
    rest: bool = False


@dataclass(slots=True)
class KeyQueue(Generic[K]):
    """Keys that wait, each with a level; failures and timers per key."""

    _waiting: set[K] = field(default_factory=set)
    _queues: tuple[deque[tuple[float, K]], deque[tuple[float, K]]] = field(
        default_factory=lambda: (deque(), deque())
    )
    _running: dict[K, float] = field(default_factory=dict)
    _again: dict[K, Level] = field(default_factory=dict)
    _timers: dict[K, asyncio.TimerHandle] = field(default_factory=dict)
    _failures: dict[K, int] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _firsts: int = 0
    _closed: bool = False

    def close(self) -> None:
        """Start no further pass."""
        self._closed = True
        self._tell_idle()

    async def idle(self) -> None:
        """Wait until no pass is under way and no key waits; after `close` no key counts."""
        self._tell_idle()
        await self._idle.wait()

    def add(self, key: K, level: Level = Level.FIRST) -> None:
        """Have a key looked at; now, or right after the pass that is on it."""
        if key in self._running:
            self._again[key] = min(level, self._again.get(key, level))
            return
        if key in self._waiting:
            # News do not bring a remainder forward: its pass will see them, and another first part
            # would find others waiting and put it off again.
            return
        self._waiting.add(key)
        self._queues[level].append((_now(), key))
        if not self._closed:
            self._idle.clear()
        self._wake.set()

    def add_after(self, key: K, seconds: float) -> None:
        """Have a key looked at later; of several calls the earliest counts."""
        loop = asyncio.get_running_loop()
        due = loop.time() + max(0.0, seconds)
        pending = self._timers.get(key)
        if pending is not None:
            if pending.when() <= due:
                return
            pending.cancel()
        self._timers[key] = loop.call_at(due, self._fire, key)

    def forget(self, key: K) -> None:
        """The key's object is gone: no timer and no failure of it is kept."""
        self._failures.pop(key, None)
        if (timer := self._timers.pop(key, None)) is not None:
            timer.cancel()

    def first_waiting(self) -> bool:
        """Whether some key waits for its first part."""
        return bool(self._queues[Level.FIRST])

    @property
    def depth(self) -> int:
        """Keys that wait."""
        return len(self._waiting)

    @property
    def oldest(self) -> float:
        """For how long the longest waiting key has waited, seconds."""
        return max((_now() - queue[0][0] for queue in self._queues if queue), default=0.0)

    @property
    def longest_pass(self) -> float:
        """For how long the oldest pass that is still running has run, seconds."""
        return max((_now() - since for since in self._running.values()), default=0.0)

    async def run(self, workers: int, handle: Callable[[K, Level], Awaitable[Again]]) -> None:
        """Work for ever. A handler that raises is logged and its key backed off."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(workers):
                tasks.create_task(self._work(handle))

    async def _work(self, handle: Callable[[K, Level], Awaitable[Again]]) -> None:
        while True:
            key, level = await self._take()
            again = Again(failed=True)
            try:
                again = await handle(key, level)
            except Exception:  # this is where errors of a pass end: others go on
                log.exception("pass failed key=%s", _text(key))
            finally:
                self._running.pop(key, None)
                if self._closed:
                    self._tell_idle()
            self._return(key, again)
            self._tell_idle()

    async def _take(self) -> tuple[K, Level]:
        while True:
            found = self._pop()
            if found is not None:
                return found
            self._wake.clear()
            await self._wake.wait()

    def _pop(self) -> tuple[K, Level] | None:
        if self._closed:
            return None
        first, rest = self._queues
        late = bool(rest) and _now() - rest[0][0] > REST_PATIENCE
        turn = late and self._firsts >= REST_SHARE - 1
        level = Level.REST if turn or not first else Level.FIRST
        if not self._queues[level]:
            return None
        self._firsts = self._firsts + 1 if level is Level.FIRST else 0
        _, key = self._queues[level].popleft()
        self._waiting.discard(key)
        self._running[key] = _now()
        return key, level

    def _tell_idle(self) -> None:
        if not self._running and (self._closed or not self._waiting):
            self._idle.set()

    def _return(self, key: K, again: Again) -> None:
        news = self._again.pop(key, None)
        if again.failed:
            tries = self._failures.get(key, 0)
            if key not in self._timers:
                # Passes that events bring while a retry is due do not make retries rarer.
                self._failures[key] = tries + 1
            pause = min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** min(tries, 16))
            pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, protects nothing
            self.add_after(key, max(pause, again.after or 0.0))
        else:
            self._failures.pop(key, None)
            if again.after is not None:
                self.add_after(key, again.after)
        if again.rest:
            self.add(key, Level.REST)
        if news is not None:
            self.add(key, news)

    def _fire(self, key: K) -> None:
        self._timers.pop(key, None)
        self.add(key)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _text(key: Hashable) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
