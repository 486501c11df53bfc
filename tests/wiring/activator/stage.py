"""An activator with everything around it, each with real sockets: slices, operator, workers."""

import asyncio
import contextlib
import itertools
import json
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
from aiohttp import web

from pilotlight.activator.config import ActivatorConfig
from pilotlight.activator.service import Activator
from pilotlight.activator.workers import Address
from pilotlight.loop.wakes import Wakes
from pilotlight.manifests import hold, names
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import Hold
from tests.wiring.activator.kube import Raw, Slices, serving

PATIENCE = 20.0  # seconds; two busy cores
LOCAL = "127.0.0.1"
SHORT = b'{"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":"Hello"}]}'


def free_port() -> int:
    """One that an endpoint may have."""
    while True:
        with socket.socket() as listening, contextlib.suppress(OSError):
            listening.bind((LOCAL, port := random.choice(hold.PORT_RANGE)))
            return port


async def until(look: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until it is so."""
    end = asyncio.get_running_loop().time() + patience
    while not look():
        assert asyncio.get_running_loop().time() < end, f"not within {patience:g} s: {what}"
        await asyncio.sleep(0.01)


@dataclass
class Worker:
    """A worker's port, with an answer that a test may replace. heard: (method, path, body)."""

    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None
    heard: list[tuple[str, str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: int = 0
    host: str = LOCAL
    port: int = 0
    _runner: web.AppRunner | None = None

    @property
    def address(self) -> Address:
        return self.host, self.port

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            self.headers.append(dict(request.headers))
            if self.answer is not None:
                return await self.answer(request)
            self.heard.append((request.method, request.path_qs, await request.read()))
            return web.Response(body=SHORT, content_type="application/json")
        except asyncio.CancelledError:
            self.left += 1
            raise

    async def start(self) -> "Worker":
        app = web.Application(client_max_size=2**30)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, backlog=4096)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def worker_slice(endpoint: str, addresses: Iterable[Address], namespace: str = "demo") -> Raw:
    """As the EndpointSlice controller writes it for the endpoint's Service."""
    addresses = list(addresses)
    port = addresses[0][1] if addresses else 8000
    return {
        "metadata": {
            "namespace": namespace,
            "name": f"{endpoint}-{port}",
            "labels": {
                **names.labels(endpoint),
                hold.SERVICE_NAME_LABEL: endpoint,
                hold.MANAGED_BY_LABEL: hold.MANAGED_BY_KUBERNETES,
            },
        },
        "addressType": "IPv4",
        "endpoints": [
            {"addresses": [ip], "conditions": {"ready": True, "serving": True}}
            for ip, _ in addresses
        ],
        "ports": [{"name": "http", "port": port, "protocol": "TCP"}],
    }


@dataclass
class Operator:
    """Pods of the operator: followers refuse, and there may be no leader.

    resolved: how often its addresses were asked for. told: of whom it was told that somebody waits,
    or nobody any more; told_at: when.
    """

    uids: dict[tuple[str, str], str]
    leading: bool = True
    obstacle: str = ""
    broken: bool = False
    resolved: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)
    told_at: list[float] = field(default_factory=list)
    wakes: Wakes = field(init=False)
    addresses: list[Address] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wakes = Wakes(
            self._notify,
            lambda _: False,
            self.uids.get,
            lambda: self.leading,
            lambda _: self.obstacle,
        )

    def _notify(self, key: tuple[str, str], _: float) -> None:
        self.told.append(key)
        self.told_at.append(asyncio.get_running_loop().time())

    async def resolve(self) -> list[Address]:
        if self.broken:
            raise LookupError("a mistake")
        self.resolved += 1
        return self.addresses

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """A dead pod, a follower and the one that may lead."""
        follower = Wakes(self._notify, lambda _: False, self.uids.get, lambda: False)
        async with contextlib.AsyncExitStack() as stack:
            self.addresses = [(LOCAL, free_port())]
            for wakes in (follower, self.wakes):
                app = web.Application()
                app.add_routes(wakes.routes())
                runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
                await runner.setup()
                stack.push_async_callback(runner.cleanup)
                await web.TCPSite(runner, LOCAL, 0).start()
                self.addresses.append((LOCAL, runner.addresses[0][1]))
            yield


class Stage:
    """What a test plays on."""

    def __init__(
        self, slices: Slices, operator: Operator, activator: Activator | None = None
    ) -> None:
        self.slices = slices
        self.operator = operator
        self._activator = activator
        self.workers: list[Worker] = []
        self.ports: dict[tuple[str, str], int] = {}
        self.client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
        )

    @property
    def activator(self) -> Activator:
        """The one in this process."""
        assert self._activator is not None
        return self._activator

    async def until_listens(
        self, name: str = "chat", namespace: str = "demo", host: str = LOCAL
    ) -> None:
        """Until an activator has the endpoint's port."""
        port = self.ports[namespace, name]
        await until(lambda: listens(host, port), f"port {port} of {name} on {host}")

    async def an_endpoint(
        self,
        name: str = "chat",
        namespace: str = "demo",
        port: int | None = None,
        *,
        wait: bool = True,
        **bounds: Any,
    ) -> str:
        """One that holds requests; the URL of its port."""
        bounds.setdefault("max_wait", timedelta(seconds=PATIENCE))
        key, port = (namespace, name), port or free_port()
        self.operator.uids[key] = f"uid-of-{namespace}-{name}"
        endpoint = Endpoint(name, namespace, self.operator.uids[key])
        self.slices.put(hold.activator_slice(endpoint, Hold(**bounds), port, ()))
        self.ports[key] = port
        if wait:
            await self.until_listens(name, namespace)
        return f"http://{LOCAL}:{port}"

    async def a_worker(self, endpoint: str = "chat", **answers: Any) -> Worker:
        """A worker that is ready from now on."""
        worker = await Worker(**answers).start()
        self.workers.append(worker)
        self.slices.put(worker_slice(endpoint, [worker.address]))
        return worker

    async def worker_known(self, url: str) -> None:
        """Wait until requests are passed on at once: `/health` is never held."""

        async def known() -> bool:
            async with self.client.get(f"{url}/health") as answer:
                return answer.status != 503

        end = asyncio.get_running_loop().time() + PATIENCE
        while not await known():
            assert asyncio.get_running_loop().time() < end
            await asyncio.sleep(0.01)

    def no_worker(self, worker: Worker, endpoint: str = "chat") -> None:
        """It is not ready any more."""
        self.slices.delete("demo", f"{endpoint}-{worker.port}")

    async def post(
        self, url: str, path: str = "/v1/completions", **more: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of the answer."""
        more.setdefault("json", {"model": "chat", "prompt": "Hello"})
        async with self.client.post(url + path, **more) as answer:
            return answer.status, await answer.read(), dict(answer.headers)

    def metric(self, name: str, /, **labels: str) -> float:
        """A sample of the activator's own metrics; 0 when there is none."""
        found = self.activator.metrics.registry.get_sample_value(
            f"pilotlight_activator_{name}", labels
        )
        return found or 0.0

    def held(self, name: str = "chat", namespace: str = "demo") -> int:
        return int(self.metric("held_requests", namespace=namespace, name=name))

    async def until_held(self, count: int, name: str = "chat") -> None:
        await until(lambda: self.held(name) == count, f"{count} held, {self.held(name)} are")

    def nothing_left(self) -> None:
        """No request, no byte and no place is kept."""
        assert self.metric("in_flight_requests") == 0
        assert self.metric("held_bytes") == 0
        for namespace, name in self.ports:
            assert self.held(name, namespace) == 0


def listens(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


_numbers = itertools.count()


@contextlib.asynccontextmanager
async def a_stage(slices: Slices | None = None, **settings: Any) -> AsyncIterator[Stage]:
    """An activator that runs, with those of its settings."""
    slices, operator = slices or Slices(), Operator({})
    config = ActivatorConfig(
        http_port=0,
        pod_name=f"activator-{next(_numbers)}",
        **{
            "host": LOCAL,
            "keep_alive_seconds": 0.2,
            "linger_seconds": 0,
            "drain_seconds": 5.0,
            **settings,
        },
    )
    async with operator.serving(), serving(slices) as connection:
        activator = Activator(config, connection, operator.resolve)
        stage = Stage(slices, operator, activator)
        task = asyncio.create_task(activator.run())
        try:
            await until(lambda: activator.http_port or task.done(), "the activator runs")
            yield stage
            assert not task.done() or task.exception() is None, task
        finally:
            await stage.client.close()
            activator.stop()
            await asyncio.wait({task}, timeout=PATIENCE)
            for worker in stage.workers:
                await worker.stop()
        task.result()


def code(body: bytes) -> str:
    """The code of an error in OpenAI's shape, which is checked."""
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    found: str = error["code"]
    return found
