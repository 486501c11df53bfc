"""Work that goes on beside a measurement."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")

_started = time.monotonic()


def say(text: str) -> None:
    """A line of progress with the time since the start."""
    seconds = int(time.monotonic() - _started)
    print(f"[{seconds // 60:3d}:{seconds % 60:02d}] {text}", file=sys.stderr, flush=True)


@asynccontextmanager
async def beside(*jobs: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run jobs while the block is open; when one fails the block fails with it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job) for job in jobs]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


async def at_most(workers: int, items: Iterable[T], do: Callable[[T], Awaitable[None]]) -> None:
    """Do something with each item, so many at a time, in order of the items."""
    waiting = iter(items)

    async def work() -> None:
        for item in waiting:
            await do(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
