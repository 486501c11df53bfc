"""The longest that a request may take.

When its time is over, the engine learns what it learns when a client leaves, which frees it, and
the client gets an error: as an answer, or as the last event of its stream. Cancelling the engine's
handler would not free it: vLLM waits for a task of its own there, which would live on.
"""

from __future__ import annotations

import asyncio
from typing import Any

from pilotlight_worker.gate.errors import App, Message, Receive, Scope, error_body
from pilotlight_worker.gate.exchange import Exchange
from pilotlight_worker.gate.limits import Limit, RefusedError

GRACE_SECONDS = 5.0  # for the engine to let go, and for the client to take the last words


class Deadline:
    """Of one request. `run` once."""

    def __init__(self, exchange: Exchange, receive: Receive, seconds: float) -> None:
        self._exchange = exchange
        self._receive = receive
        self._seconds = seconds
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._telling: asyncio.Task[None] | None = None

    @property
    def passed(self) -> bool:
        """Whether the request has been ended."""
        return self._over.done()

    async def run(self, app: App, scope: Scope) -> None:
        """Let the engine answer, as long as there is time."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as grace:
                timer = loop.call_later(self._seconds, self._pass, grace)
                try:
                    await app(scope, self._timed_receive, self._timed_send)
                finally:
                    timer.cancel()
        except Exception:
            # It had to end, and says so in its own way.
            if not self.passed:
                raise
        finally:
            if self._telling is not None:
                await asyncio.wait({self._telling}, timeout=GRACE_SECONDS)
                self._telling.cancel()

    def _pass(self, grace: asyncio.Timeout) -> None:
        self._over.set_result(None)
        self._telling = asyncio.ensure_future(self._tell())
        grace.reschedule(asyncio.get_running_loop().time() + GRACE_SECONDS)

    async def _tell(self) -> None:
        message = f"The request took longer than {self._seconds:g} s and was ended."
        refused = RefusedError(Limit.REQUEST_TIMEOUT, message)
        body = error_body(message, kind=refused.kind, code=refused.limit)
        await self._exchange.cut(refused.status, body, refused.headers)

    async def _timed_receive(self) -> Message:
        if not self._over.done():
            receiving = asyncio.ensure_future(self._receive())
            try:
                waited: set[asyncio.Future[Any]] = {receiving, self._over}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if receiving.done():
                    return receiving.result()
            finally:
                receiving.cancel()
        return {"type": "http.disconnect"}

    async def _timed_send(self, message: Message) -> None:
        if self._over.done():
            raise ConnectionAbortedError("the request took too long")
        await self._exchange.send(message)
