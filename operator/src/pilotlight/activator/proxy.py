"""One request, from its arrival to the last byte of its answer."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp
from aiohttp import web
from yarl import URL

from pilotlight.activator import keys, preflight, refusal
from pilotlight.activator.body import KEPT_ALWAYS, KEPT_MOST, Body
from pilotlight.activator.headers import passed_on
from pilotlight.activator.holding import Held, Holding, Line
from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.activator.refusal import RefusedError
from pilotlight.activator.reply import Reply, read_refusal
from pilotlight.activator.workers import Address
from pilotlight.manifests.names import in_url

log = logging.getLogger(__name__)

# Held, and worth starting a worker for.
HELD_BELOW = "/v1/"
# The gate's words for a request that it did not take.
_NOT_TAKEN = {"worker_stopping": "stopping", "engine_asleep": "asleep"}
_ERROR_MOST = 4096
_CONNECT_SECONDS = 2.0
# A worker may think for long; one whose node has died is noticed by the probes of TCP.
_SILENT_SECONDS = 3600.0
_PROBE_AFTER, _PROBE_EVERY, _PROBES = 15, 5, 3


def session() -> aiohttp.ClientSession:
    """For requests to workers, which change nothing that passes.

    A connection is used once: on one that the worker may just be closing, nobody could tell whether
    it took the request.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, force_close=True, socket_factory=_socket),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENT_SECONDS
        ),
        max_line_size=64 * 2**10,
        max_field_size=64 * 2**10,
    )


def _socket(info: aiohttp.AddrInfoType) -> socket.socket:
    family, kind, protocol, *_ = info
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _PROBE_AFTER)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _PROBE_EVERY)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)
    return made


@dataclass(slots=True)
class Proxy:
    """Serves all endpoints. `idle` is set while nothing is under way."""

    holding: Holding
    session: aiohttp.ClientSession
    metrics: ActivatorMetrics
    keep_alive_seconds: float
    in_flight: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    async def serve(self, line: Line, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request to an endpoint's port."""
        with self._counted():
            exchange = _Exchange(self, line, request)
            outcome = "failed"
            try:
                response = await exchange.answer()
                outcome = exchange.outcome
            except asyncio.CancelledError:
                outcome = exchange.broken()
                raise
            except aiohttp.ClientConnectionResetError:
                outcome = exchange.broken()
                response = exchange.reply.hang_up()
            finally:
                exchange.body.release()
                if not line.gone:
                    self.metrics.ended(*line.claim.key, outcome)
            return response

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.in_flight += 1
        self.idle.clear()
        self.metrics.in_flight.set(self.in_flight)
        try:
            yield
        finally:
            self.in_flight -= 1
            self.metrics.in_flight.set(self.in_flight)
            if not self.in_flight:
                self.idle.set()


class _Exchange:
    """One request on its way. `outcome`: what became of it, if it was answered."""

    def __init__(self, proxy: Proxy, line: Line, request: web.BaseRequest) -> None:
        self._proxy = proxy
        self._holding = proxy.holding
        self._line = line
        self._request = request
        self.outcome = "answered"
        self.reply = Reply(request)
        self.body = Body(
            request,
            lambda size: proxy.holding.charge(line, size),
            lambda size: proxy.holding.refund(line, size),
        )

    async def answer(self) -> web.StreamResponse:
        """That of a worker, or why there is none."""
        try:
            return await self._run()
        except RefusedError as error:
            self.outcome = error.refusal.outcome
            return await self.reply.refuse(error.refusal)

    def broken(self) -> str:
        """The outcome where an answer was broken off, by the client or by us."""
        return "client_gone" if self.body.client_left() else "cut"

    async def _run(self) -> web.StreamResponse:
        """Find a worker, waiting for one if need be, until one takes the request.

        Raises:
            RefusedError: none did.
        """
        self._check()
        if len(self._line.workers):
            # Before one is chosen: its address may be another's when a slow client is done. Who
            # waits is read meanwhile.
            await self.body.read_ahead(KEPT_ALWAYS)
        with ExitStack() as place:
            ticket: Held | None = None
            arrived = asyncio.get_running_loop().time()
            while True:
                address = self._worker(ticket)
                if address is None:
                    if preflight.is_preflight(self._request):
                        return self._preflight()
                    if ticket is None:
                        ticket = self._wait(place)
                    else:
                        self._holding.again(self._line, ticket)
                    await self._turn(ticket)
                    continue
                response = await self._forward(address, place, arrived if ticket else None)
                if response is not None:
                    return response

    def _check(self) -> None:
        if not self._request.raw_path.startswith("/"):
            raise refusal.malformed("The request's target must be a path.")
        allowed = self._line.claim.hold.api_keys
        if not allowed or preflight.is_preflight(self._request):
            return
        if not keys.admitted(self._request.headers.get("Authorization", ""), allowed):
            raise refusal.stranger()

    def _preflight(self) -> web.StreamResponse:
        self._check_path()
        self.outcome = "preflight"
        return preflight.answer(self._request)

    def _worker(self, ticket: Held | None) -> Address | None:
        if ticket is None:
            return self._holding.pick(self._line)
        # It has had its turn: those that wait are behind it.
        now = asyncio.get_running_loop().time()
        return self._line.workers.pick(now) if ticket.handle.done() else None

    def _check_path(self) -> None:
        if not self._request.path.startswith(HELD_BELOW):
            raise refusal.asleep()

    def _wait(self, place: ExitStack) -> Held:
        self._check_path()
        return place.enter_context(self._holding.place(self._line))

    async def _turn(self, ticket: Held) -> None:
        """Keep the body, and wait; a client that streams is told that it is not forgotten.

        Raises:
            RefusedError: it has waited for too long, or will never go.
        """
        now, handle = asyncio.get_running_loop().time, ticket.handle
        deadline = self._line.waiting.deadline
        try:
            async with asyncio.timeout(deadline(ticket) - now()):
                if not await self.body.hold(KEPT_MOST):
                    raise refusal.crowded(self._line.retry_after())
        except TimeoutError:
            raise self._too_long() from None
        events = self.body.asks_for_events()
        while not handle.done():
            if (left := deadline(ticket) - now()) <= 0:
                raise self._too_long()
            await asyncio.wait({handle}, timeout=min(left, self._proxy.keep_alive_seconds))
            if handle.done():
                break
            if events:
                await self.reply.keep_alive()
            elif not self.body.complete and self.body.client_left():
                raise aiohttp.ClientConnectionResetError("the client left while it waited")
        handle.result()

    def _too_long(self) -> RefusedError:
        seconds = self._line.claim.hold.max_wait.total_seconds()
        return refusal.waited(seconds, self._line.message, self._line.retry_after())

    async def _forward(
        self, address: Address, place: ExitStack, waited_since: float | None
    ) -> web.StreamResponse | None:
        """Have a worker answer; None when it did not take the request, which can go to another.

        Raises:
            RefusedError: it took the request and did not answer.
        """
        workers, metrics = self._line.workers, self._proxy.metrics
        try:
            async with await self._ask(address) as upstream:
                read = await upstream.read() if self._may_not_be_taken(upstream) else b""
                reason = _NOT_TAKEN.get(read_refusal(upstream.status, read).code)
                # Asked again: a part of the body may have followed while that was read.
                if reason is not None and self.body.replayable:
                    metrics.not_taken.labels(reason).inc()
                    self._holding.shun(self._line, address)
                    return None
                workers.reached(address)
                place.close()
                self.body.release()
                if waited_since is not None:
                    now = asyncio.get_running_loop().time()
                    metrics.hold_seconds.observe(now - waited_since)
                return await self.reply.relay(upstream, read)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            log.warning("worker %s:%d not reached: %s", *address, error)
            metrics.not_taken.labels("unreachable").inc()
            self._holding.shun(self._line, address)
            return None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return await self._lost(address, error)
        finally:
            workers.done(address)

    async def _ask(self, address: Address) -> aiohttp.ClientResponse:
        host, port = address
        request = self._request
        # A stream that has begun takes no other encoding than none.
        without = frozenset({"accept-encoding"} if self.reply.begun else ())
        return await self._proxy.session.request(
            request.method,
            URL(f"http://{in_url(host)}:{port}{request.raw_path}", encoded=True),
            headers=passed_on(request.headers, without=without),
            data=self.body.data(),
            allow_redirects=False,
        )

    def _may_not_be_taken(self, upstream: aiohttp.ClientResponse) -> bool:
        """Whether the gate may be saying that it took nothing, and it can be sent again."""
        return (
            upstream.status == HTTPStatus.SERVICE_UNAVAILABLE
            and self.body.replayable
            and upstream.content_length is not None
            and upstream.content_length <= _ERROR_MOST
        )

    async def _lost(self, address: Address, error: Exception) -> web.StreamResponse:
        """The connection broke, the worker's or the client's; or the rest of the body is bad."""
        if isinstance(error.__cause__, RefusedError) and not self.reply.begun:
            raise error.__cause__
        if self.body.client_left():
            raise aiohttp.ClientConnectionResetError("the client left") from error
        log.warning("worker %s:%d lost: %r", *address, error)
        lost = refusal.lost().refusal
        self.outcome = lost.outcome
        return await self.reply.break_off(lost)
