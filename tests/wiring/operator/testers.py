"""A smoke tester that runs, and what it tells."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import aiohttp

from pilotlight.cluster.smoke import Pace, SmokeTester, smoke_session
from pilotlight.cluster.store import Key
from pilotlight.core.smoke import SmokeOrder, SmokeReport
from tests.wiring.operator.completions import PATIENCE

KEY = ("demo", "chat")
QUICK = Pace(grace=0, grace_pause=0.01, first_pause=0.01, longest_pause=0.02)
ORDER = SmokeOrder(
    revision="chat-6c9f4b21d0",
    url="http://chat-preview.demo.svc/v1",
    model="chat",
    prompt="The capital of France is",
    max_tokens=16,
    expect=None,
    timeout=timedelta(seconds=10),
    attempts=1,
    occasion="2026-01-01T00:00:00Z",
)


class Rig:
    """A tester that dials `url`. `told`: the report at each call of notify."""

    def __init__(self, session: aiohttp.ClientSession, url: str, pace: Pace = QUICK) -> None:
        self.tester = SmokeTester(session, self.notify, lambda _: url, pace)
        self.told: list[SmokeReport] = []
        self.changed = asyncio.Event()

    def notify(self, key: Key) -> None:
        self.told.append(self.tester.reports[key])
        self.changed.set()

    async def until(self, reached: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not reached():
                self.changed.clear()
                await self.changed.wait()

    async def outcome(self, order: SmokeOrder, key: Key = KEY) -> SmokeReport:
        self.tester.ensure(key, order)
        await self.until(lambda: (it := self.tester.reports.get(key)) and it.passed is not None)
        return self.tester.reports[key]


@contextlib.asynccontextmanager
async def a_tester(url: str, pace: Pace = QUICK) -> AsyncIterator[Rig]:
    async with smoke_session() as session:
        rig = Rig(session, url, pace)
        async with running(rig.tester):
            yield rig


@contextlib.asynccontextmanager
async def running(tester: SmokeTester) -> AsyncIterator[None]:
    task = asyncio.create_task(tester.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
    assert task.cancelled(), task


def a_closed_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
