"""Bodies of requests: read whole and in time before anything else is done, within a bound.

A client that sends slowly costs a connection, and no turn at the engine. A body is read to its end
within `WHOLE_SECONDS`, none of its parts takes longer than `PART_SECONDS`. All that are here hold
no more than `ALL_BYTES`, from their first byte until they are answered: the engine keeps what it
has read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pilotlight_worker.gate.errors import Message, Receive, Scope
from pilotlight_worker.gate.limits import Limit, RefusedError

PART_SECONDS = 15.0
WHOLE_SECONDS = 120.0
ALL_BYTES = 512 * 1024 * 1024  # twice the largest that `maxBodyBytes` may be


def has_two_lengths(scope: Scope) -> bool:
    """Whether a proxy before us may have seen another end of this body than our server did.

    h11 lets such a request pass; what follows it on the connection could be smuggled through.
    """
    sized = chunked = False
    for name, _ in scope["headers"]:
        if name == b"content-length":
            sized = True
        elif name == b"transfer-encoding":
            chunked = True
    return sized and chunked


class LeftError(Exception):
    """The client has left before its request was whole."""


@dataclass(slots=True)
class Bodies:
    """All bodies that are here. part, whole: seconds; free: bytes that there is room for."""

    part: float = PART_SECONDS
    whole: float = WHOLE_SECONDS
    free: int = ALL_BYTES

    @contextmanager
    def room(self) -> Iterator[Room]:
        """For one body, until it is answered."""
        room = Room(self)
        try:
            yield room
        finally:
            room.leave()


@dataclass(slots=True)
class Room:
    """What one body takes."""

    _of: Bodies
    _taken: int = 0

    def leave(self) -> None:
        """It is answered."""
        self._of.free += self._taken
        self._taken = 0

    async def read(self, scope: Scope, receive: Receive, most: int) -> bytes:
        """The whole body, of at most so many bytes. Raises RefusedError or LeftError."""
        announced = _announced(scope)
        if announced > most:
            raise _too_large(most)
        parts: list[bytes] = []
        size = 0
        try:
            end = asyncio.get_running_loop().time() + self._of.whole
            async with asyncio.timeout(self._of.part) as patience:
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise LeftError
                    part = message.get("body", b"")
                    size += len(part)
                    self._taken += len(part)
                    self._of.free -= len(part)
                    if size > most:
                        raise _too_large(most)
                    if self._of.free < 0:
                        text = "Too many bodies are here; send the request again later."
                        raise RefusedError(Limit.BODY_MEMORY, text)
                    parts.append(part)
                    if not message.get("more_body", False):
                        return parts[0] if len(parts) == 1 else b"".join(parts)
                    now = asyncio.get_running_loop().time()
                    patience.reschedule(min(end, now + self._of.part))
        except TimeoutError:
            text = f"The body did not arrive in time; {size} bytes of it did."
            raise RefusedError(Limit.BODY_TOO_SLOW, text) from None


class Replay:
    """Stands in for a request's `receive`: the body in one piece, then what comes after it."""

    __slots__ = ("_body", "_receive")

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def receive(self) -> Message:
        """The next message."""
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


def _too_large(most: int) -> RefusedError:
    return RefusedError(Limit.BODY_TOO_LARGE, f"The body is larger than {most} bytes.")


def resized(scope: Scope, body: bytes) -> Scope:
    """The same scope for another body."""
    kept = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    return {**scope, "headers": [*kept, (b"content-length", str(len(body)).encode())]}
