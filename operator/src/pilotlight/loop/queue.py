"""Which endpoint is looked at next.

A key is in the queue once, however often it is added; it is worked on by one worker at a time; a
key that is added while it is worked on comes up again afterwards. `URGENT` is for a key for which
one write makes a difference within the second, as somebody waits: it goes before all others, and
has a worker of its own, because the passes of the others may take a second in a burst. The
other two levels give phases across endpoints: `FIRST` for what makes pods exist, `REST` for a key
that has done that part and lets others go before the remainder. In a burst this halves the time
until every Deployment exists; more than eight workers only make it slower. No level starves.
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
# A constant stream of more urgent keys must not hold the others up for ever: once one has waited
# for this long (seconds), every eighth pass is for the oldest of them.
PATIENCE = 3.0
SHARE = 8


class Level(IntEnum):
    """Urgency of a key."""

    URGENT = 0
    FIRST = 1
    REST = 2


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
    _queues: tuple[deque[tuple[float, K]], ...] = field(
        default_factory=lambda: tuple(deque() for _ in Level)
    )
    _running: dict[K, float] = field(default_factory=dict)
    _again: dict[K, Level] = field(default_factory=dict)
    _timers: dict[K, asyncio.TimerHandle] = field(default_factory=dict)
    _failures: dict[K, int] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _ahead: int = 0
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
            # would find others waiting and put it off again. An urgent pass puts nothing off.
            if level is Level.URGENT:
                self._bring_forward(key)
            return
        self._waiting.add(key)
        self._queues[level].append((_now(), key))
        if not self._closed:
            self._idle.clear()
        self._wake.set()

    def _bring_forward(self, key: K) -> None:
        urgent, *others = self._queues
        for queue in others:
            for entry in queue:
                if entry[1] == key:
                    queue.remove(entry)
                    urgent.append(entry)
                    return

    def add_after(self, key: K, seconds: float, level: Level = Level.FIRST) -> None:
        """Have a key looked at later; of several calls the earliest counts."""
        loop = asyncio.get_running_loop()
        due = loop.time() + max(0.0, seconds)
        pending = self._timers.get(key)
        if pending is not None:
            if pending.when() <= due:
                return
            pending.cancel()
        self._timers[key] = loop.call_at(due, self._fire, key, level)

    def forget(self, key: K) -> None:
        """The key's object is gone: no timer and no failure of it is kept."""
        self._failures.pop(key, None)
        if (timer := self._timers.pop(key, None)) is not None:
            timer.cancel()

    def first_waiting(self) -> bool:
        """Whether some key waits for its first part."""
        return bool(self._queues[Level.FIRST])

    def failed(self, key: K) -> bool:
        """Whether the last pass of a key failed, so that a later retry is due."""
        return key in self._failures

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
        """Work for ever. A handler that raises is logged and its key backed off.

        Args:
            workers: beside the one for urgent keys.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._work(handle, Level.URGENT))
            for _ in range(workers):
                tasks.create_task(self._work(handle, Level.REST))

    async def _work(self, handle: Callable[[K, Level], Awaitable[Again]], least: Level) -> None:
        while True:
            key, level = await self._take(least)
            again = Again(failed=True)
            try:
                again = await handle(key, level)
            except Exception:  # this is where errors of a pass end: others go on
                log.exception("pass failed key=%s", _text(key))
            finally:
                self._running.pop(key, None)
                if self._closed:
                    self._tell_idle()
            self._return(key, level, again)
            self._tell_idle()

    async def _take(self, least: Level) -> tuple[K, Level]:
        while True:
            found = self._pop(least)
            if found is not None:
                return found
            self._wake.clear()
            await self._wake.wait()

    def _pop(self, least: Level) -> tuple[K, Level] | None:
        waiting = [level for level in Level if level <= least and self._queues[level]]
        if self._closed or not waiting:
            return None
        level, *others = waiting
        self._ahead += bool(others)
        if others and self._ahead >= SHARE:
            oldest = min(others, key=lambda it: self._queues[it][0][0])
            if _now() - self._queues[oldest][0][0] > PATIENCE:
                level, self._ahead = oldest, 0
        _, key = self._queues[level].popleft()
        self._waiting.discard(key)
        self._running[key] = _now()
        return key, level

    def _tell_idle(self) -> None:
        if not self._running and (self._closed or not self._waiting):
            self._idle.set()

    def _return(self, key: K, level: Level, again: Again) -> None:
        news = self._again.pop(key, None)
        if again.failed:
            tries = self._failures.get(key, 0)
            if key not in self._timers:
                # Passes that events bring while a retry is due do not make retries rarer.
                self._failures[key] = tries + 1
            pause = min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** min(tries, 16))
            pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, protects nothing
            # What was urgent still is; the remainder of a pass begins anew.
            self.add_after(key, max(pause, again.after or 0.0), min(level, Level.FIRST))
        else:
            self._failures.pop(key, None)
            if again.after is not None:
                self.add_after(key, again.after)
        if again.rest:
            self.add(key, Level.REST)
        if news is not None:
            self.add(key, news)

    def _fire(self, key: K, level: Level) -> None:
        self._timers.pop(key, None)
        self.add(key, level)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _text(key: Hashable) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
