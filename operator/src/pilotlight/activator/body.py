"""The body of a request: kept while it waits, up to a bound, and streamed beyond."""

import asyncio
import json
import select
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from aiohttp.web_exceptions import HTTPException

from pilotlight.activator import refusal

# Kept of one request at most, bytes: a dozen photographs. The rest stays with the client until a
# worker takes it.
KEPT_MOST = 16 * 2**20
# Read before a worker is asked, so that another one can be asked if the first does not take it.
KEPT_ALWAYS = 64 * 2**10
# Between two parts of a body, seconds.
STALLED_SECONDS = 60.0
# All of what is read before a worker is asked, seconds: 0.5 KiB/s.
AHEAD_SECONDS = 120.0
# Bodies are searched for `"stream": true` up to this size: 1 MiB of JSON takes 3-8 ms.
SEARCHED_MOST = 2**20

STREAMING_PATHS = frozenset({"/v1/chat/completions", "/v1/completions", refusal.RESPONSES})


class Body:
    """Of one request. `charge` takes so many bytes of what may be kept, or says no; `refund` gives
    them back."""

    def __init__(
        self,
        request: web.BaseRequest,
        charge: Callable[[int], bool],
        refund: Callable[[int], None],
    ) -> None:
        self._request = request
        self._charge = charge
        self._refund = refund
        self._kept: list[bytes] = []
        self._size = self._paid = 0
        self.complete = not request.body_exists
        self.begun = False
        self._expects = request.headers.get("Expect", "").lower() == "100-continue"

    @property
    def replayable(self) -> bool:
        """Whether it can be sent once more, from its beginning."""
        return not self.begun

    async def read_ahead(self, most: int) -> None:
        """Keep what the client sends, up to about `most` bytes."""
        try:
            async with asyncio.timeout(AHEAD_SECONDS):
                await self._invite()
                while not self.complete and self._size < most:
                    await self._keep()
        except TimeoutError:
            raise refusal.stalled() from None

    async def hold(self, most: int) -> bool:
        """The same while it waits, where what is kept is charged; False when there is no room."""
        await self._invite()
        while self._pay():
            if self.complete or self._size >= most:
                return True
            await self._keep()
        return False

    def release(self) -> None:
        """A worker has it: nothing need be kept."""
        if self._paid:
            self._refund(self._paid)
        self._kept.clear()
        self._size = self._paid = 0

    def data(self) -> bytes | AsyncIterator[bytes] | None:
        """To be sent on."""
        if self.complete and self._size <= KEPT_ALWAYS:
            return b"".join(self._kept) if self._kept else None
        return self._chunks()

    def asks_for_events(self) -> bool:
        """Whether the answer will be a stream of events, as far as can be told."""
        if (
            self._request.path not in STREAMING_PATHS
            or self._request.version < (1, 1)
            or not self.complete
            or self._size > SEARCHED_MOST
        ):
            return False
        text = b"".join(self._kept)
        if b'"stream"' not in text:
            return False
        try:
            asked = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return isinstance(asked, dict) and asked.get("stream") is True

    def client_left(self) -> bool:
        """Whether the client has gone, also from a connection that nobody reads from.

        A transport that is paused, because more has come than is kept, notices nothing by itself.
        Neither does the kernel when a client closes and has more to send: its end stays behind what
        it has not sent, until a worker takes the request or the wait is over.
        """
        transport = self._request.transport
        if transport is None or transport.is_closing():
            return True
        poll = select.poll()
        poll.register(transport.get_extra_info("socket").fileno(), select.POLLRDHUP)
        return any(
            what & (select.POLLRDHUP | select.POLLHUP | select.POLLERR) for _, what in poll.poll(0)
        )

    async def _chunks(self) -> AsyncIterator[bytes]:
        for chunk in list(self._kept):
            yield chunk
        if self.complete:
            return
        self.begun = True
        await self._invite()
        while chunk := await self._read():
            yield chunk

    async def _keep(self) -> None:
        if chunk := await self._read():
            self._size += len(chunk)
            self._kept.append(chunk)
        self.complete = self._request.content.at_eof()

    def _pay(self) -> bool:
        owed = self._size - self._paid
        if owed and not self._charge(owed):
            return False
        self._paid = self._size
        return True

    async def _invite(self) -> None:
        """Answer `Expect: 100-continue`, once, when the body is wanted."""
        if self._expects:
            self._expects = False
            await self._request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    async def _read(self) -> bytes:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                return await self._request.content.readany()
        except TimeoutError:
            raise refusal.stalled() from None
        except (web.RequestPayloadError, HTTPException) as error:
            raise refusal.malformed("The body cannot be read.") from error
