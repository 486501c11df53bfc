"""A server that answers /v1/completions as a test says, with real sockets."""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PATIENCE = 10.0
Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """Each request gets the next reply; the last one is given again and again."""

    replies: list[Reply]
    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    peers: list[object] = field(default_factory=list)
    now: int = 0
    most: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_asked(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.bodies) < times:
                self.came.clear()
                await self.came.wait()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        assert request.transport is not None
        self.peers.append(request.transport.get_extra_info("peername"))
        self.now += 1
        self.most = max(self.most, self.now)
        self.came.set()
        try:
            return await self.replies[min(len(self.bodies), len(self.replies)) - 1](request)
        finally:
            self.now -= 1


@contextlib.asynccontextmanager
async def serving(*replies: Reply, port: int = 0) -> AsyncIterator[Server]:
    server = Server(list(replies))
    app = web.Application()
    app.router.add_post("/v1/completions", server.answer)
    # A client that leaves ends its handler, as it does in vLLM.
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


@contextlib.contextmanager
def serving_in_thread(*replies: Reply) -> Iterator[Server]:
    """The same, for a test that is no coroutine."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True, name="completions")
    thread.start()
    opened = serving(*replies)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result(PATIENCE)
    finally:
        asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


def event(document: Any) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def token(text: str, finish_reason: str | None = None) -> bytes:
    return event({"choices": [{"index": 0, "text": text, "finish_reason": finish_reason}]})


def usage(tokens: int) -> bytes:
    return event({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": tokens}})


DONE = b"data: [DONE]\n\n"
WHOLE = (token(" Paris"), token(".", "stop"), usage(2), DONE)


def stream(*chunks: bytes, content_type: str = "text/event-stream", cut: bool = False) -> Reply:
    """These bytes, one chunk of the transfer each. cut: then the connection is aborted."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        for chunk in chunks:
            await response.write(chunk)
        if cut:
            assert request.transport is not None
            request.transport.close()
        else:
            await response.write_eof()
        return response

    return reply


def hang(*chunks: bytes) -> Reply:
    """These bytes, and then nothing more until the client leaves; without any, no header either."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        if chunks:
            await response.prepare(request)
            for chunk in chunks:
                await response.write(chunk)
        await asyncio.get_running_loop().create_future()
        return response

    return reply


def endless(chunk: bytes, sent: list[int]) -> Reply:
    """The same bytes for ever; `sent` counts them."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while True:
            await response.write(chunk)
            sent.append(len(chunk))

    return reply


def status(code: int, body: Any = None, **headers: str) -> Reply:
    """A whole answer: a document as JSON, text as it is."""

    async def reply(request: web.Request) -> web.StreamResponse:
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        return web.Response(status=code, text=text, headers=headers)

    return reply


def refusal(code: int, message: str, word: Any = None) -> Reply:
    """An error in OpenAI's shape; `word`: what it has for a code, the status as vLLM without."""
    return status(code, error(message, code if word is None else word))


def error(message: str, code: Any) -> dict[str, Any]:
    """The body of one, and the data of one in a stream."""
    return {"error": {"message": message, "type": "x", "param": None, "code": code}}


async def slam(request: web.Request) -> web.StreamResponse:
    """Closes the connection without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()
