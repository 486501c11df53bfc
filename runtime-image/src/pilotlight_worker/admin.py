"""The admin port: `GET /state` and `GET /metrics`, from the container's first second, and orders.

Served by the supervisor and not by the engine, so that a download, a crash loop and a hung engine
can be seen. Who may connect is the NetworkPolicy's business. `POST /sleep`, `/wake`, `/drain` and
`/undrain` need the operator's permit besides; who has none gets 403 and the same words every time.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from pilotlight_worker.gate.heads import bound_heads
from pilotlight_worker.guard import Guard
from pilotlight_worker.orders import Reply
from pilotlight_worker.permits import Verb
from pilotlight_worker.reasons import Reason, failed
from pilotlight_worker.state import WorkerState

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: signals are the supervisor's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Admin:
    """Runs while the context is open."""

    def __init__(
        self,
        host: str,
        port: int,
        observe_state: Callable[[], Awaitable[WorkerState]],
        observe_metrics: Callable[[], Awaitable[str]],
        guard: Guard,
        give_order: Callable[[Verb], Awaitable[Reply]],
    ) -> None:
        self._address = (host, port)
        self._observe_state = observe_state
        self._observe_metrics = observe_metrics
        self._guard = guard
        self._give_order = give_order
        orders = [Route(f"/{verb}", self._order, methods=["POST"]) for verb in Verb]
        app = Starlette(
            routes=[Route("/state", self._state), Route("/metrics", self._metrics), *orders],
        )
        bound_heads()
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        listening = _listen(self._address)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._serving is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            await self._serving

    async def _state(self, request: Request) -> JSONResponse:
        del request
        return JSONResponse((await self._observe_state()).as_json())

    async def _metrics(self, request: Request) -> PlainTextResponse:
        del request
        return PlainTextResponse(await self._observe_metrics(), media_type=_TEXT)

    async def _order(self, request: Request) -> JSONResponse:
        verb = Verb(request.url.path.removeprefix("/"))
        if not self._guard.allows(request.headers.get("authorization", ""), verb):
            return JSONResponse({"problem": "forbidden"}, 403)
        reply = await self._give_order(verb)
        state = (await self._observe_state()).as_json()
        return JSONResponse({"problem": reply.problem, "state": state}, reply.status)


def _listen(address: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise failed(
            Reason.ENGINE_CRASHED,
            f"the admin port {address[1]} is taken ({error.strerror}); another container of the "
            "pod must leave it free.",
            permanent=False,
        ) from error
    return listening
