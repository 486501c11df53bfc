"""Questions and answers over a Unix socket: supervisor, gate and preStop share one.

Both sides may ask. A message is one line of JSON: `{"id": 3, "op": "state", "params": {}}` asks,
`{"id": 3, "ok": {…}}` or `{"id": 3, "error": "…"}` answers. The socket lies in a folder that only
the container sees, and is what gives the supervisor rights that no network client has: through it
the gate runs requests inside the engine's server (metrics, warm-up, sleep and wake) that the
port refuses, so no token has to be made, passed or kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

# Engine metrics with many models and histograms are a few hundred kilobytes in one line.
MAX_LINE_BYTES: Final = 32 * 1024 * 1024

Handler = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class ChannelError(Exception):
    """The other side is gone, too slow, or answered that it could not."""


class Channel:
    """One connection. `run` must be running for anything to be answered or to arrive."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._ids = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._closed = False

    async def run(self) -> None:
        """Read until the other side closes; each question is answered in a task of its own."""
        try:
            async with asyncio.TaskGroup() as tasks:
                answering: set[asyncio.Task[None]] = set()
                while (message := await self._read_message()) is not None:
                    if "op" in message:
                        task = tasks.create_task(self._answer(message))
                        answering.add(task)
                        task.add_done_callback(answering.discard)
                    else:
                        self._settle(message)
                for task in answering:
                    task.cancel()
        finally:
            self._closed = True
            for future in self._asked.values():
                if not future.done():
                    future.set_exception(ChannelError("the other side closed the socket"))
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def call(self, op: str, *, within: float, **params: object) -> Mapping[str, Any]:
        """Ask and wait at most `within` seconds. Raises ChannelError."""
        if self._closed:
            raise ChannelError("the socket is closed")
        number = next(self._ids)
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = future
        try:
            async with asyncio.timeout(within):
                await self._send({"id": number, "op": op, "params": params})
                return await future
        except TimeoutError:
            raise ChannelError(f"no answer to '{op}' within {within:g} s") from None
        except OSError as error:
            raise ChannelError(str(error)) from error
        finally:
            del self._asked[number]
            if future.done() and not future.cancelled():
                future.exception()  # marked as seen: a late answer is nobody's problem

    async def _read_message(self) -> dict[str, Any] | None:
        try:
            line = await self._reader.readline()
            message = json.loads(line) if line else None
        except (OSError, ValueError):  # ValueError: beyond the limit, or not JSON
            return None
        return message if isinstance(message, dict) else None

    def _settle(self, message: Mapping[str, Any]) -> None:
        future = self._asked.get(message["id"])
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(ChannelError(str(message["error"])))
        else:
            future.set_result(message["ok"])

    async def _answer(self, message: Mapping[str, Any]) -> None:
        try:
            answer = await self._handler(message["op"], message.get("params") or {})
            reply: dict[str, Any] = {"id": message["id"], "ok": dict(answer)}
        except ChannelError as error:
            reply = {"id": message["id"], "error": str(error)}
        except Exception as error:  # noqa: BLE001 - the asker gets it; the connection lives on
            reply = {"id": message["id"], "error": f"{type(error).__name__}: {error}"}
        with contextlib.suppress(OSError):
            await self._send(reply)

    async def _send(self, message: Mapping[str, Any]) -> None:
        self._writer.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
        await self._writer.drain()


async def connect(path: str, handler: Handler) -> Channel:
    """Connect to the socket at `path`. Raises OSError."""
    reader, writer = await asyncio.open_unix_connection(path, limit=MAX_LINE_BYTES)
    return Channel(reader, writer, handler)
