"""An operator that dies at a chosen write.

Dying means what it means to a killed process as seen from the API server: at that moment nothing
more is sent, not even the end of the Lease, and no line of code after it is executed. Every
request of every session of the operator passes one place; there the dead one hangs.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.resources import EVENTS, LEASES
from tests.cluster.running.operators import InThread, connected

LEASE = 30.0  # seconds; nobody waits for the end of one, and a busy machine shall not bring it
WRITES = frozenset({"PATCH", "POST", "PUT", "DELETE"})
# Differs from one attempt to the next although the same is written.
VOLATILE = frozenset({"uid", "resourceVersion", "lastTransitionTime"})


class Side(StrEnum):
    """When the operator dies: the write has not been sent, or it is done and not answered."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Doom:
    """Which write is the last one: the `number`-th (from 1) of its kind, and which side of it."""

    kind: str
    number: int
    side: Side

    def __str__(self) -> str:
        return f"killed {self.side} {self.kind} #{self.number}"


@dataclass
class Write:
    """One request that changes something. `status` is that of the answer; 0 without one."""

    verb: str
    plural: str
    name: str
    content: str
    status: int = 0

    @property
    def kind(self) -> str:
        """Verb and plural, with the subresource: what any two tellings of a story share."""
        return f"{self.verb} {self.plural}"

    @property
    def done(self) -> bool:
        """Whether the API server has done it."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({self.status or 'not sent'})"


@dataclass
class Wire:
    """Middleware of all of an operator's requests.

    after_reading: what happens once after the first GET of a plural, before the operator goes on.
    """

    writes: list[Write] = field(default_factory=list)
    doom: Doom | None = None
    dead: threading.Event = field(default_factory=threading.Event)
    last: float = field(default_factory=time.monotonic)
    after_reading: dict[str, Callable[[], None]] = field(default_factory=dict)

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Send a request, or die."""
        await self._alive()
        if request.method not in WRITES or LEASES.plural in request.url.path.split("/"):
            return await self._answered(request, handler)
        write = await _write(request)
        self.writes.append(write)
        self.last = time.monotonic()
        await self._dies(write, Side.BEFORE)
        response = await self._answered(request, handler)
        write.status = response.status
        await self._dies(write, Side.AFTER)
        return response

    async def _answered(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        response = await handler(request)
        await self._alive()
        if request.method == "GET":
            plural = request.url.path.rpartition("/")[2]
            if (then := self.after_reading.pop(plural, None)) is not None:
                await asyncio.to_thread(then)
        return response

    async def _dies(self, write: Write, side: Side) -> None:
        number = sum(it.kind == write.kind for it in self.writes)
        if self.doom == Doom(write.kind, number, side):
            self.dead.set()
        await self._alive()

    async def _alive(self) -> None:
        """The dead go no further."""
        if self.dead.is_set():
            await asyncio.Event().wait()


async def _write(request: aiohttp.ClientRequest) -> Write:
    """What a request writes; its content is equal for two requests that want the same."""
    sent = request.body
    body = json.loads(await sent.as_bytes()) if isinstance(sent, aiohttp.Payload) else {}
    _, _, rest = request.url.path.partition("/namespaces/")
    _, plural, *place = rest.split("/")
    if plural == EVENTS.plural:
        body = {key: body[key] for key in ("involvedObject", "reason", "message", "type")}
    name, *subresource = place or [""]
    content = json.dumps(_steady(body), sort_keys=True)
    return Write(request.method, "/".join([plural, *subresource]), name, content)


def _steady(value: Any) -> Any:
    if isinstance(value, list):
        return [_steady(item) for item in value]
    if isinstance(value, dict):
        return {key: _steady(item) for key, item in value.items() if key not in VOLATILE}
    return value


@dataclass(frozen=True)
class Wired(Connection):
    """A connection whose sessions send through a wire."""

    wire: Callable[..., Any]

    def session(self) -> aiohttp.ClientSession:
        """A new session."""
        session = super().session()
        session._middlewares = (*session._middlewares, self.wire)
        return session


class Mortal(InThread):
    """An operator in a thread whose writes are recorded, and that may be doomed."""

    def __init__(self, kubeconfig: Path, namespace: str, **settings: Any) -> None:
        super().__init__(kubeconfig, namespace, lease_duration_seconds=LEASE, **settings)
        self.wire = Wire()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        real = await connected(self._kubeconfig)
        await self._serve(Wired(real.server, real.ssl, real.source, wire=self.wire))

    def begin(self, doom: Doom | None) -> None:
        """Count writes from here on, and die at the chosen one."""
        self.wire.writes = []
        self.wire.doom = doom

    def bury(self) -> None:
        """Have a dead one's tasks end, in the background: none of them can reach anything."""
        assert self.wire.dead.is_set()
        if self._loop is not None and self.operator is not None:
            self._loop.call_soon_threadsafe(self.operator.stop)
