"""Tells the operator that requests are held. Its leader agrees; the others refuse."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

import aiohttp
from pydantic import ValidationError

from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.activator.workers import Address
from pilotlight.api.wake import WakeAnswer, WakeRequest
from pilotlight.manifests.hold import WAKE_PATH, Claim
from pilotlight.manifests.names import in_url

log = logging.getLogger(__name__)

# The whole of one question, and the part of it that makes the connection, seconds.
_TOTAL = 2.0
_CONNECT = 0.5

# Of the leader. Another answer may come from anybody.
_REFUSALS = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
# What was resolved is good for so long, seconds.
_RESOLVED_SECONDS = 1.0

Resolve: TypeAlias = Callable[[], Awaitable[Sequence[Address]]]


@dataclass(slots=True)
class Resolver:
    """All addresses of a headless Service, asked for again and again: pods come and go. A thousand
    endpoints that ask at a time are one question."""

    host: str
    port: int
    _asked: asyncio.Task[Sequence[Address]] | None = None
    _good_until: float = 0.0

    async def __call__(self) -> Sequence[Address]:
        """None, while they cannot be known."""
        now = asyncio.get_running_loop().time()
        if self._asked is None or (self._asked.done() and now >= self._good_until):
            self._asked = asyncio.create_task(self._resolve())
        try:
            async with asyncio.timeout(_TOTAL):
                return await asyncio.shield(self._asked)
        except TimeoutError:
            log.warning("cannot resolve %s within %g s", self.host, _TOTAL)
            return ()

    async def _resolve(self) -> Sequence[Address]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except OSError as error:
            log.warning("cannot resolve %s: %s", self.host, error)
            return ()
        finally:
            self._good_until = loop.time() + _RESOLVED_SECONDS
        return tuple(dict.fromkeys((str(it[4][0]), self.port) for it in found))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the leader says: None where it refuses, which nobody else can mend."""

    answer: WakeAnswer | None


@dataclass(slots=True)
class Waker:
    """`source` names this process to the operator, which adds up what each of us holds."""

    session: aiohttp.ClientSession
    resolve: Resolve
    source: str
    metrics: ActivatorMetrics
    _leader: Address | None = None

    async def tell(self, claim: Claim, held: int) -> WakeAnswer | None:
        """So many requests are held for an endpoint; what the leader says, None if none did.

        The one that agreed last is asked first; all others at once, if it does not.
        """
        started = asyncio.get_running_loop().time()
        namespace, name = claim.key
        body = WakeRequest(
            namespace=namespace, name=name, uid=claim.uid, held=held, source=self.source
        )
        text = body.model_dump_json(by_alias=True).encode()
        heard = None
        if self._leader is not None:
            heard = await self._ask(self._leader, text)
        if heard is None:
            others = [it for it in await self.resolve() if it != self._leader]
            self._leader = None
            heard = await self._first(others, text)
        answer = heard.answer if heard is not None else None
        self.metrics.wakes.labels("accepted" if answer else "failed").inc()
        if answer is not None:
            took = asyncio.get_running_loop().time() - started
            self.metrics.wake_seconds.observe(took)
        return answer

    async def _first(self, addresses: Sequence[Address], text: bytes) -> _Heard | None:
        """One that hangs must not keep us from the leader."""
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(self._ask(address, text)) for address in addresses]
            heard = None
            for done in asyncio.as_completed(asked):
                if (heard := await done) is not None:
                    break
            for task in asked:
                task.cancel()
        return heard

    async def _ask(self, address: Address, text: bytes) -> _Heard | None:
        host, port = address
        shown = in_url(host)
        try:
            async with self.session.post(
                f"http://{shown}:{port}{WAKE_PATH}",
                data=text,
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=_TOTAL, sock_connect=_CONNECT),
                allow_redirects=False,
            ) as response:
                heard = None
                if response.status == HTTPStatus.OK:
                    heard = _Heard(WakeAnswer.model_validate_json(await response.read()))
                elif response.status != HTTPStatus.MISDIRECTED_REQUEST:
                    log.warning("operator %s answers %d", shown, response.status)
                    if response.status in _REFUSALS:
                        heard = _Heard(None)
                if heard is not None:
                    self._leader = address
                return heard
        except (aiohttp.ClientError, OSError, TimeoutError, ValidationError) as error:
            log.warning("operator %s not told: %r", shown, error)
        return None
