"""A small ASGI server and engine for tests of the gate: no sockets, no clocks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pilotlight_worker.gate import Gate
from pilotlight_worker.gate.errors import App, Message, Receive, Scope, Send


@dataclass
class Answer:
    """Everything that one request got back."""

    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        start = next(m for m in self.messages if m["type"] == "http.response.start")
        return int(start["status"])

    @property
    def headers(self) -> dict[str, str]:
        start = next(m for m in self.messages if m["type"] == "http.response.start")
        return {name.decode().lower(): value.decode() for name, value in start["headers"]}

    @property
    def body(self) -> bytes:
        bodies = (m for m in self.messages if m["type"] == "http.response.body")
        return b"".join(m.get("body", b"") for m in bodies)


def http_scope(method: str, path: str) -> Scope:
    return {"type": "http", "method": method, "path": path, "headers": [], "http_version": "1.1"}


async def ask(app: App, method: str, path: str, body: bytes = b"{}") -> Answer:
    """One request through `app`."""
    answer = Answer()
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if pending:
            return pending.pop()
        return await asyncio.Future()

    async def send(message: Message) -> None:
        answer.messages.append(dict(message))

    await app(http_scope(method, path), receive, send)
    return answer


class FakeEngine:
    """An engine's application whose answers the test decides."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.answer: Callable[[Scope, Receive, Send], Any] = self.ok
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        self.seen.append((scope["method"], scope["path"]))
        await self.answer(scope, receive, send)

    async def ok(self, scope: Scope, receive: Receive, send: Send) -> None:
        await reply(send, 200, b"{}")

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Two events, the second once the test says so."""
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await self.go_on.wait()
        await send({"type": "http.response.body", "body": b"data: 2\n\n", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "lifespan.startup"
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        await send({"type": "lifespan.shutdown.complete"})


async def reply(send: Send, status: int, body: bytes, kind: bytes = b"application/json") -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def living(gate: Gate) -> AsyncIterator[None]:
    """Run the gate's lifespan as a server does."""
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    started = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            started.set()

    task = asyncio.ensure_future(gate({"type": "lifespan"}, inbox.get, send))
    await inbox.put({"type": "lifespan.startup"})
    await started.wait()
    try:
        yield
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await task
