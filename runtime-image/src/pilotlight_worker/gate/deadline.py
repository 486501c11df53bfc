"""The longest that a request may take.

When its time is over, the engine learns what it learns when a client leaves, which frees it, and
the client gets an error: as an answer, or as the last event of its stream. Cancelling the engine's
handler would not free it: vLLM waits for a task of its own there, which would live on.
"""

from __future__ import annotations

import asyncio

from pilotlight_worker.gate.errors import App, Message, Receive, Scope, error_body
from pilotlight_worker.gate.exchange import Exchange
from pilotlight_worker.gate.limits import Limit, RefusedError

GRACE_SECONDS = 5.0  # for the engine to let go, and for the client to take the last words


class Deadline:
    """Of one request whose body has been read, so that all that can come is its client's end.

    `run` once.
    """

    def __init__(self, exchange: Exchange, receive: Receive, seconds: float) -> None:
        self._exchange = exchange
        self._receive = receive
        self._seconds = seconds
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._telling: asyncio.Task[None] | None = None
        self._grace: asyncio.Timeout | None = None  # once the time is over
        self.passed = False

    async def run(self, app: App, scope: Scope) -> None:
        """Let the engine answer, as long as there is time."""
        loop = asyncio.get_running_loop()
        listening = loop.create_task(self._listen())
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
            listening.cancel()
            if self._telling is not None:
                await asyncio.wait({self._telling}, timeout=GRACE_SECONDS)
                self._telling.cancel()

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._end()

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _pass(self, grace: asyncio.Timeout) -> None:
        self.passed = True
        self._grace = grace
        self._end()
        self._telling = asyncio.ensure_future(self._tell())
        grace.reschedule(asyncio.get_running_loop().time() + GRACE_SECONDS)

    async def _tell(self) -> None:
        message = f"The request took longer than {self._seconds:g} s and was ended."
        refused = RefusedError(Limit.REQUEST_TIMEOUT, message)
        body = error_body(message, kind=refused.kind, code=refused.limit)
        await self._exchange.cut(refused.status, body, refused.headers)

    async def _timed_receive(self) -> Message:
        # Without a pause once it is over: Starlette's `is_disconnected` waits for none.
        if not self._ended.done():
            await asyncio.shield(self._ended)
        return {"type": "http.disconnect"}

    async def _timed_send(self, message: Message) -> None:
        # Once it is over, as servers do when a client has left: taken, and thrown away. Neither an
        # error nor being cancelled may end the sender here, which would leave the generator that
        # makes the answer where it stands, and the engine at work, until it is collected. Starlette
        # (anyio) cancels again, where the generator waits for the engine.
        if self.passed:
            return
        try:
            await self._exchange.send(message)
        except asyncio.CancelledError:
            if self._grace is None or self._grace.expired():
                raise
