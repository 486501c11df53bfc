"""An HTTP proxy between an operator and its API server that can misbehave.

It speaks plain HTTP on a port of this machine, understands which verb of which resource a request
is, streams watches through as they come, and does what its faults say. They are set and lifted
while it runs, and the new ones hold for watches that are already open.

    with Proxy(plane.kubeconfig) as proxy, InThread(proxy.kubeconfig, namespace):
        with proxy.under(Answers(503)):
            ...
"""

import asyncio
import base64
import contextlib
import json
import math
import socket
import ssl
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import aiohttp
from aiohttp import web

START_LIMIT = 10.0  # seconds, for a thread and a socket
PIECE = 0.1  # seconds of a slow answer that are sent at once
READ, WRITE = (
    frozenset({"get", "list", "watch"}),
    frozenset({"create", "update", "patch", "delete"}),
)
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_HOP = {"host", "connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `verb` is that of RBAC, or `discover` for paths without a resource."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    verb: str
    resource: str = ""
    name: str = ""
    subresource: str = ""

    @classmethod
    def of(cls, request: web.Request, body: bytes) -> Self:
        """What the API server would make of it."""
        parts = request.path.strip("/").split("/")
        rest = parts[2:] if parts[0] == "api" else parts[3:] if parts[0] == "apis" else []
        if len(rest) > 2 and rest[0] == "namespaces":
            rest = rest[2:]
        resource, name, subresource = (*rest, "", "", "")[:3]
        verb = _VERBS.get(request.method, "get" if name else "list")
        if request.method == "GET" and request.query.get("watch") in ("1", "true"):
            verb = "watch"
        headers = {key: it for key, it in request.headers.items() if key.lower() not in _HOP}
        return cls(
            request.method,
            request.path,
            dict(request.query),
            headers,
            body,
            verb if resource else "discover",
            resource,
            name,
            subresource,
        )


@dataclass(slots=True)
class Answer:
    """What goes back; a watch has a stream for a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes | AsyncIterator[bytes]


Onward: TypeAlias = Callable[[Call], Awaitable[Answer]]
About: TypeAlias = Callable[[Call], bool]


def everything(_: Call) -> bool:
    """Every request."""
    return True


def writes(call: Call) -> bool:
    """Writes of any object; of the Lease, too."""
    return call.verb in WRITE


def writes_beside_the_lease(call: Call) -> bool:
    """Writes of any object but the Lease."""
    return writes(call) and call.resource != "leases"


def watches(call: Call) -> bool:
    """Watches."""
    return call.verb == "watch"


def any_of(resource: str, *verbs: str) -> About:
    """Some verbs of one resource, named in the plural."""
    return lambda call: call.resource == resource and call.verb in verbs


@dataclass(slots=True)
class First:
    """Only the first `times` calls: of each verb of each object, or with `of_all` altogether."""

    about: About
    times: int = 1
    of_all: bool = False
    _seen: Counter[str] = field(default_factory=Counter)

    def __call__(self, call: Call) -> bool:
        if not self.about(call):
            return False
        place = "" if self.of_all else f"{call.method} {call.path}"
        self._seen[place] += 1
        return self._seen[place] <= self.times


@dataclass(slots=True)
class Fault:
    """Something that goes wrong with the calls that it is about.

    `hits` counts by resource the calls, parts of answers and open watches that have felt it;
    connections without a call count as of no resource.
    """

    about: About = everything
    hits: Counter[str] = field(default_factory=Counter, init=False)

    async def around(self, call: Call, onward: Onward) -> Answer:
        """The answer to a call; asked only for calls that it is about."""
        return await onward(call)

    def lag(self, call: Call) -> float:
        """By how much each part of the answer comes late, seconds."""
        return 0.0

    def lifetime(self, call: Call) -> float:
        """How old a watch may become, seconds."""
        return math.inf

    def rate(self, call: Call) -> float:
        """Bytes per second of answers."""
        return math.inf


@dataclass(slots=True)
class Answers(Fault):
    """The API server is not asked; a status comes back instead, to new and to open watches too."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    reason: str = ""
    retry_after: int | None = None

    async def around(self, call: Call, onward: Onward) -> Answer:
        return _status(self.status, self.reason, call, self.retry_after)

    def lifetime(self, call: Call) -> float:
        return 0.0 if self.about(call) else math.inf


@dataclass(slots=True)
class LosesAnswers(Fault):
    """The API server does what it is asked, and 504 comes back."""

    async def around(self, call: Call, onward: Onward) -> Answer:
        await onward(call)
        return _status(HTTPStatus.GATEWAY_TIMEOUT, "Timeout", call)


@dataclass(slots=True)
class NeverAnswers(Fault):
    """No answer until the client gives up; with `arrives` the API server did what it was asked."""

    arrives: bool = False

    async def around(self, call: Call, onward: Onward) -> Answer:
        if self.arrives:
            await onward(call)
        never: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        return await never


@dataclass(slots=True)
class Waits(Fault):
    """Each call reaches the API server late."""

    seconds: float = 0.5

    async def around(self, call: Call, onward: Onward) -> Answer:
        await asyncio.sleep(self.seconds)
        return await onward(call)


@dataclass(slots=True)
class TrickleAnswers(Fault):
    """Answers come slowly, in bytes per second; those of watches as well."""

    bytes_per_second: float = 20_000

    def rate(self, call: Call) -> float:
        return self.bytes_per_second if self.about(call) else math.inf


@dataclass(slots=True)
class LateEvents(Fault):
    """Events of watches come late, in their order."""

    about: About = watches
    seconds: float = 3.0

    def lag(self, call: Call) -> float:
        return self.seconds if call.verb == "watch" and self.about(call) else 0.0


@dataclass(slots=True)
class CutWatches(Fault):
    """The connection of a watch is reset when it has reached this age."""

    about: About = watches
    every: float = 5.0

    def lifetime(self, call: Call) -> float:
        return self.every if self.about(call) else math.inf


@dataclass(slots=True)
class ExpiredWatches(Fault):
    """Open watches are cut, and new ones told at once that their version is gone (410).

    With `times` that often in a row for each resource.
    """

    about: About = watches
    times: float = math.inf
    _told: Counter[str] = field(default_factory=Counter, init=False)

    async def around(self, call: Call, onward: Onward) -> Answer:
        if self._told[call.path] >= self.times:
            return await onward(call)
        self._told[call.path] += 1
        told = json.loads(_text(HTTPStatus.GONE, "Expired", "too old resource version", call))
        body = json.dumps({"type": "ERROR", "object": told}).encode() + b"\n"
        return Answer(HTTPStatus.OK, {"Content-Type": "application/json"}, body)

    def lifetime(self, call: Call) -> float:
        over = self._told[call.path] >= self.times or not self.about(call)
        return math.inf if over else 0.0


@dataclass(slots=True)
class StaleLists(Fault):
    """LISTs are those of an older resourceVersion; what a watch tells from there comes late."""

    about: About = field(default=lambda call: call.verb in ("list", "watch"))
    version: str = ""
    seconds: float = 3.0

    async def around(self, call: Call, onward: Onward) -> Answer:
        if call.verb == "list" and "continue" not in call.query:
            pinned = {"resourceVersion": self.version, "resourceVersionMatch": "Exact"}
            call = replace(call, query={**call.query, **pinned})
        return await onward(call)

    def lag(self, call: Call) -> float:
        return self.seconds if call.verb == "watch" and self.about(call) else 0.0


@dataclass(slots=True)
class Silence(Fault):
    """Nothing is passed on in either direction, on open connections too; later it goes on.

    A request whose client has given up meanwhile is never passed on.
    """


@dataclass(slots=True)
class Refusal(Fault):
    """Open connections are reset, and new ones refused."""


class Proxy:
    """Between one client and the API server of a kubeconfig, for as long as its `with` block.

    Requests go on with the credentials of that kubeconfig, or with the client's own when it sends
    an Authorization header; `token` puts one into the client's kubeconfig.
    """

    def __init__(self, upstream: Path, token: str = "") -> None:
        config = json.loads(upstream.read_text())
        self._cluster = config["clusters"][0]["cluster"]
        self._user = config["users"][0]["user"]
        self._token = token
        self._faults: tuple[Fault, ...] = ()
        self._folder = tempfile.TemporaryDirectory()
        self._thread = threading.Thread(target=self._run, daemon=True, name="proxy")
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._watches: set[_Watch] = set()
        # Bound and never listening: the port stays ours, and refuses, while nobody listens on it.
        self._reserved = _bound(0)
        self.port: int = self._reserved.getsockname()[1]

    @property
    def kubeconfig(self) -> Path:
        """For the client."""
        return Path(self._folder.name) / "kubeconfig"

    def set(self, *faults: Fault) -> None:
        """Have exactly these faults, from when this returns on."""
        self._do(self._set(faults))

    def hang(self) -> None:
        """Pass nothing on any more."""
        self.set(Silence())

    def refuse(self) -> None:
        """Reset all connections and refuse new ones."""
        self.set(Refusal())

    def heal(self) -> None:
        """Have no fault."""
        self.set()

    @contextlib.contextmanager
    def under(self, *faults: Fault) -> Iterator[None]:
        """Faults for the length of a block."""
        self.set(*faults)
        try:
            yield
        finally:
            self.heal()

    def __enter__(self) -> Self:
        self.kubeconfig.write_text(json.dumps(self._client_config()))
        self._thread.start()
        assert self._started.wait(START_LIMIT), "the proxy did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_LIMIT)
        self._loop.close()
        self._reserved.close()
        self._folder.cleanup()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(START_LIMIT)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._started.set()
        self._loop.run_forever()

    async def _open(self) -> None:
        self._flowing = asyncio.Event()
        self._flowing.set()
        # The API server prefers a certificate to a token: whoever sends one comes without ours.
        self._as_ourselves = _session(self._cluster, self._user)
        self._as_the_client = _session(self._cluster, {})
        app = web.Application(client_max_size=0)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0
        )
        await self._runner.setup()
        await self._listen()

    async def _close(self) -> None:
        self._reset()
        await self._runner.cleanup()
        await self._as_ourselves.close()
        await self._as_the_client.close()

    async def _listen(self) -> None:
        self._site: web.SockSite | None = web.SockSite(self._runner, _bound(self.port), backlog=128)
        await self._site.start()

    async def _set(self, faults: tuple[Fault, ...]) -> None:
        self._faults = faults
        if not any(isinstance(it, Silence) for it in faults):
            self._flowing.set()
        else:
            self._flowing.clear()
        refuse = any(isinstance(it, Refusal) for it in faults)
        if refuse and self._site is not None:
            await self._site.stop()
            self._site = None
            self._reset(faults)
        elif not refuse and self._site is None:
            await self._listen()
        for watch in self._watches:
            self._limit(watch)

    def _reset(self, faults: tuple[Fault, ...] = ()) -> None:
        """Reset all connections."""
        server = self._runner.server
        for connection in server.connections if server is not None else ():
            if (transport := connection.transport) is not None:
                transport.abort()
                for fault in faults:
                    fault.hits[""] += isinstance(fault, Refusal)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        call = Call.of(request, await request.read())
        async with contextlib.AsyncExitStack() as upstream:

            async def last(changed: Call) -> Answer:
                return await self._forward(changed, upstream)

            onward: Onward = last
            for fault in self._faults:
                if fault.about(call):
                    fault.hits[call.resource] += 1
                    onward = _through(fault, onward)
            await self._flowing.wait()
            try:
                return await self._reply(request, call, await onward(call))
            except (aiohttp.ClientError, OSError):
                # The API server is away, or has cut us off: so have we our client.
                return _cut(request)

    async def _forward(self, call: Call, upstream: contextlib.AsyncExitStack) -> Answer:
        own = "Authorization" in call.headers
        response = await upstream.enter_async_context(
            (self._as_the_client if own else self._as_ourselves).request(
                call.method,
                self._cluster["server"] + call.path,
                params=call.query,
                headers=call.headers,
                data=call.body or None,
                allow_redirects=False,
            )
        )
        headers = {key: it for key, it in response.headers.items() if key.lower() not in _HOP}
        stream = call.verb == "watch" and response.status == HTTPStatus.OK
        body = response.content.iter_any() if stream else await response.read()
        return Answer(response.status, headers, body)

    async def _reply(self, request: web.Request, call: Call, answer: Answer) -> web.StreamResponse:
        await self._flowing.wait()
        response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
        if isinstance(answer.body, bytes):
            response.content_length = len(answer.body)
            await response.prepare(request)
            await self._write(response, call, answer.body)
        else:
            response.enable_chunked_encoding()
            await response.prepare(request)
            if not await self._stream(request, response, call, answer.body):
                return _cut(request)
        await response.write_eof()
        return response

    async def _stream(
        self,
        request: web.Request,
        response: web.StreamResponse,
        call: Call,
        body: AsyncIterator[bytes],
    ) -> bool:
        """Pass a watch on; False when it was cut."""
        watch = _Watch(call, self._loop.time())
        self._watches.add(watch)
        self._limit(watch)
        tasks = {
            asyncio.create_task(self._receive(watch, body)),
            asyncio.create_task(self._deliver(watch, response)),
            asyncio.create_task(watch.cut.wait()),
        }
        try:
            while tasks:
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                if watch.cut.is_set():
                    return False
                for task in done:
                    if task.result() == "delivered":
                        return True
            return True
        finally:
            self._watches.discard(watch)
            for task in tasks:
                task.cancel()

    async def _receive(self, watch: "_Watch", body: AsyncIterator[bytes]) -> None:
        async for chunk in body:
            watch.parts.put_nowait((self._loop.time(), chunk))
        watch.parts.put_nowait((self._loop.time(), b""))

    async def _deliver(self, watch: "_Watch", response: web.StreamResponse) -> str:
        while True:
            arrived, chunk = await watch.parts.get()
            for fault in self._faults:
                if isinstance(fault, Silence) or fault.lag(watch.call) > 0:
                    fault.hits[watch.call.resource] += 1
            lag = max((it.lag(watch.call) for it in self._faults), default=0.0)
            while (left := arrived + lag - self._loop.time()) > 0:
                await asyncio.sleep(min(left, 0.1))
                # Lifted meanwhile: what was held back comes at once.
                lag = max((it.lag(watch.call) for it in self._faults), default=0.0)
            await self._flowing.wait()
            if not chunk:
                return "delivered"
            await self._write(response, watch.call, chunk)

    async def _write(self, response: web.StreamResponse, call: Call, data: bytes) -> None:
        while data:
            slow = [it for it in self._faults if it.rate(call) < math.inf]
            if not slow:
                await response.write(data)
                return
            for fault in slow:
                fault.hits[call.resource] += 1
            piece = max(1, int(min(it.rate(call) for it in slow) * PIECE))
            await response.write(data[:piece])
            data = data[piece:]
            await asyncio.sleep(PIECE)

    def _limit(self, watch: "_Watch") -> None:
        """Cut a watch once it is too old under the faults that there are then."""
        age = self._loop.time() - watch.opened
        left = min((it.lifetime(watch.call) for it in self._faults), default=math.inf) - age
        if left <= 0 and not watch.cut.is_set():
            for fault in self._faults:
                fault.hits[watch.call.resource] += fault.lifetime(watch.call) <= age
            watch.cut.set()
        elif left < math.inf:
            self._loop.call_later(left, self._limit, watch)

    def _client_config(self) -> dict[str, Any]:
        user = {"token": self._token} if self._token else {}
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "proxy", "cluster": {"server": f"http://127.0.0.1:{self.port}"}}],
            "users": [{"name": "proxy", "user": user}],
            "contexts": [{"name": "proxy", "context": {"cluster": "proxy", "user": "proxy"}}],
            "current-context": "proxy",
        }


@dataclass(slots=True, eq=False)
class _Watch:
    """An open watch: what has arrived of it, and when."""

    call: Call
    opened: float
    parts: asyncio.Queue[tuple[float, bytes]] = field(default_factory=asyncio.Queue)
    cut: asyncio.Event = field(default_factory=asyncio.Event)


def _through(fault: Fault, onward: Onward) -> Onward:
    return lambda call: fault.around(call, onward)


def _status(status: int, reason: str, call: Call, retry_after: int | None = None) -> Answer:
    headers = {"Content-Type": "application/json"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    phrase = HTTPStatus(status).phrase
    reason = reason or phrase.title().replace(" ", "")
    message = f'{call.resource} "{call.name}" is forbidden' if status == 403 else phrase
    return Answer(status, headers, _text(status, reason, message, call))


def _text(status: int, reason: str, message: str, call: Call) -> bytes:
    return json.dumps(
        {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": f"{message} (fault proxy, {call.verb} {call.resource})",
            "reason": reason,
            "code": int(status),
        }
    ).encode()


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


def _session(cluster: Mapping[str, str], user: Mapping[str, str]) -> aiohttp.ClientSession:
    authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
    context = ssl.create_default_context(cadata=authority)
    if user:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("client-certificate", "client-key"):
                (Path(folder) / name).write_bytes(base64.b64decode(user[f"{name}-data"]))
            context.load_cert_chain(
                Path(folder) / "client-certificate", Path(folder) / "client-key"
            )
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=context),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
    )
