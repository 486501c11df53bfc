"""Requests that the supervisor runs inside the engine's server, past the port.

`/metrics`, the warm-up, sleep and wake are asked this way: the application is called in
process with a scope of our own, so the port can refuse those paths to everybody without exception.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from pilotlight_worker.gate.errors import App, Message, Scope


@dataclass(slots=True)
class InternalAnswer:
    """Status and whole body of an internal request."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Collect the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def ask(app: App, method: str, path: str, body: bytes, base: Scope) -> InternalAnswer:
    """Run one request through `app`. Cancelling the caller cancels the request.

    `path` may have a query. `base` is what the server put into every scope: vLLM's handlers read
    `scope["app"]`, which Starlette sets before it calls any middleware.
    """
    answer = InternalAnswer()
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if pending:
            return pending.pop()
        # A client that waits for its answer and never leaves.
        await asyncio.get_running_loop().create_future()
        raise AssertionError("unreachable")

    await app({**base, **_scope(method, path, len(body))}, receive, answer.send)
    return answer


def _scope(method: str, target: str, length: int) -> Scope:
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/json"),
            (b"content-length", str(length).encode()),
        ],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "extensions": {},
    }
