"""The answer to one client: a worker's, unchanged; or comments while it waits, and then an error
inside of the stream.

Every answer closes its connection: the client's next one goes through the Service, and with a
ready worker not to us.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

import aiohttp
from aiohttp import web

from pilotlight.activator.headers import is_event_stream, passed_on
from pilotlight.activator.refusal import SERVER_ERROR, Refusal

KEEP_ALIVE = b": keep-alive\n\n"
_EVENT_STREAM = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
}
# Of an answer that has to be told inside of a stream.
_TOLD_MOST = 64 * 2**10


class Reply:
    """To one request."""

    def __init__(self, request: web.BaseRequest) -> None:
        self._request = request
        self._response: web.StreamResponse | None = None

    @property
    def begun(self) -> bool:
        """Whether the client has got anything."""
        return self._response is not None

    async def keep_alive(self) -> None:
        """Send a comment; the first one begins the answer, as a stream of events."""
        if self._response is None:
            self._response = await self._begin(200, None, _EVENT_STREAM)
        await self._response.write(KEEP_ALIVE)

    async def refuse(self, refusal: Refusal) -> web.StreamResponse:
        """End with an error."""
        if self._response is not None:
            await self._response.write(refusal.event(self._request.path))
            await self._response.write_eof()
            return self._response
        headers = {"Content-Type": "application/json"}
        if refusal.retry_after is not None:
            headers["Retry-After"] = str(refusal.retry_after)
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="pilotlight"'
        answer = web.Response(status=refusal.status, body=refusal.body(), headers=headers)
        answer.force_close()
        return answer

    async def relay(self, upstream: aiohttp.ClientResponse, read: bytes) -> web.StreamResponse:
        """Pass a worker's answer on. read: what was read of its body already."""
        if self._response is None:
            headers = passed_on(upstream.headers)
            self._response = await self._begin(upstream.status, upstream.reason, headers)
        elif upstream.status != 200 or not is_event_stream(upstream.headers):
            return await self._tell(upstream, read)
        response = self._response
        if read:
            await response.write(read)
        async for chunk in upstream.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
        return response

    async def break_off(self, refusal: Refusal) -> web.StreamResponse:
        """The worker was lost in the middle: the client must not take what it has for the whole.

        In a stream of events the error is told; then the connection ends without the body's end.
        """
        if self._response is None:
            return await self.refuse(refusal)
        if is_event_stream(self._response.headers):
            await self._response.write(b"\n\n" + refusal.event(self._request.path))
        return self.hang_up()

    def hang_up(self) -> web.StreamResponse:
        """Close the connection; what is returned is not sent."""
        if (transport := self._request.transport) is not None:
            transport.close()
        return self._response or web.Response()

    async def _begin(
        self, status: int, reason: str | None, headers: Mapping[str, str]
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=status, reason=reason, headers=headers)
        response.force_close()
        await response.prepare(self._request)
        return response

    async def _tell(self, upstream: aiohttp.ClientResponse, read: bytes) -> web.StreamResponse:
        """An answer that is no stream, mostly an error, to a client whose stream has begun."""
        text = bytearray(read)
        async for chunk in upstream.content.iter_any():
            text += chunk
            if len(text) > _TOLD_MOST:
                break
        return await self.refuse(read_refusal(upstream.status, bytes(text)))


def read_refusal(status: int, text: bytes) -> Refusal:
    """What a worker refused a request with."""
    try:
        told = json.loads(text)
        error = told["error"] if isinstance(told, dict) else {}
    except (ValueError, KeyError):
        error = {}
    if not isinstance(error, dict):
        error = {}
    return Refusal(
        status=status,
        outcome="answered",
        code=str(error.get("code") or f"http_{status}"),
        message=str(error.get("message") or text.decode(errors="replace")[:1000]),
        kind=str(error.get("type") or SERVER_ERROR),
    )
