"""A listening socket per endpoint. Which socket a request came through says whose it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from pilotlight.activator.holding import Line

log = logging.getLogger(__name__)

_BACKLOG = 4096
# A connection may be silent for so long, twice that at most, before a request's headers have come.
SILENT_SECONDS = 15.0
# After an answer that came before the end of a body, for the client to read it.
_LINGER_SECONDS = 5.0
# aiohttp takes 0 for "for ever".
_CUT_SECONDS = 0.1
_HEADERS_MOST = 64 * 2**10

Serve = Callable[[Line, web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class _Listener:
    """asking: connections with a request under way. silent: those without one, when last seen."""

    line: Line
    server: web.Server
    socket: asyncio.Server
    asking: set[web.RequestHandler]
    silent: set[web.RequestHandler] = field(default_factory=set)

    def hang_up(self) -> None:
        """Close connections that have no request under way, and had none the last time."""
        silent = set(self.server.connections) - self.asking
        for connection in silent & self.silent:
            connection.force_close()
        self.silent = silent

    def close(self) -> None:
        """Answers go on, and close their connections themselves. (aiohttp's own `pre_shutdown`
        would stop reading the bodies of requests that are under way.)"""
        self.socket.close()
        self.silent = set(self.server.connections)
        self.hang_up()


@dataclass(slots=True)
class Listeners:
    """Opens and closes ports. `failed`: those that could not be opened, with the reason."""

    serve: Serve
    host: str | None = None
    failed: dict[int, str] = field(default_factory=dict)
    _open: dict[int, _Listener] = field(default_factory=dict)
    # Those that were closed while answers were under way.
    _past: list[_Listener] = field(default_factory=list)

    async def set(self, lines: Mapping[int, Line]) -> None:
        """Listen on these ports and on no others."""
        for port in [port for port, it in self._open.items() if lines.get(port) is not it.line]:
            self._close(self._open.pop(port))
        self._past = [it for it in self._past if it.server.connections]
        self.failed = {}
        for port, line in lines.items():
            if port not in self._open:
                try:
                    self._open[port] = await self._listen(port, line)
                except OSError as error:
                    self.failed[port] = str(error)
                    log.warning("cannot listen on port %d: %s", port, error)

    async def run(self) -> None:
        """Hang up on who connects and says nothing, until cancelled. (aiohttp waits for ever.)"""
        while True:
            await asyncio.sleep(SILENT_SECONDS)
            for listener in [*self._open.values(), *self._past]:
                listener.hang_up()

    async def close(self) -> None:
        """Close everything, answers that are under way, too."""
        for listener in self._open.values():
            self._close(listener)
        self._open.clear()
        for listener in self._past:
            await listener.server.shutdown(_CUT_SECONDS)
        self._past.clear()

    async def _listen(self, port: int, line: Line) -> _Listener:
        asking: set[web.RequestHandler] = set()

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            asking.add(request.protocol)
            try:
                return await self.serve(line, request)
            finally:
                asking.discard(request.protocol)

        server = web.Server(
            handle,
            handler_cancellation=True,
            access_log=None,
            auto_decompress=False,
            lingering_time=_LINGER_SECONDS,
            max_line_size=_HEADERS_MOST,
            max_field_size=_HEADERS_MOST,
        )
        loop = asyncio.get_running_loop()
        socket = await loop.create_server(server, self.host, port, backlog=_BACKLOG)
        return _Listener(line, server, socket, asking)

    def _close(self, listener: _Listener) -> None:
        listener.close()
        self._past.append(listener)
