"""An API server that knows nodes, pods and quotas, with real sockets."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from kubernetes.aio.client.configuration import Configuration

from pilotlight.cluster.capacity import Surveyor
from pilotlight.cluster.client import ApiClient
from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.store import Key, Store
from pilotlight.metrics import Metrics

PATIENCE = 10.0
GPU = "nvidia.com/gpu"
Raw = dict[str, Any]


def a_node(name: str, gpus: int = 8, *, resource: str = GPU, **spec: Any) -> Raw:
    conditions = [{"type": "Ready", "status": "True"}]
    allocatable = {"pods": "110", **({resource: str(gpus)} if gpus else {})}
    return {
        "metadata": {"name": name},
        "spec": spec,
        "status": {"allocatable": allocatable, "conditions": conditions},
    }


def a_pod(node: str, gpus: int = 1, *, revision: str = "", namespace: str = "demo") -> Raw:
    labels = {"pilotlight.dev/endpoint": "chat", "pilotlight.dev/revision": revision}
    requests = {"resources": {"requests": {GPU: str(gpus)}}}
    return {
        "metadata": {"namespace": namespace, "labels": labels if revision else {}},
        "spec": {"nodeName": node, "containers": [requests]},
    }


def a_quota(gpus: int) -> Raw:
    hard = {"requests.nvidia.com/gpu": str(gpus)}
    return {"metadata": {"name": "q"}, "spec": {"hard": hard}, "status": {"hard": hard}}


@dataclass
class Cluster:
    """`asked`: paths with the node of a field selector, `asked_at`: when nodes were, by page.

    `statuses` by kind: what is answered. `instead` may answer otherwise.
    """

    nodes: list[Raw] = field(default_factory=list)
    pods: list[Raw] = field(default_factory=list)
    quotas: dict[str, list[Raw]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    instead: Callable[[web.Request], web.Response | None] = lambda _: None
    held: asyncio.Event | None = None
    now: int = 0
    most: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        kind = request.path.rpartition("/")[2]
        selector = request.query.get("fieldSelector", "")
        node = selector.partition(",")[0].removeprefix("spec.nodeName=")
        self.asked.append(f"{request.path} {node}".strip())
        self.queries.append(dict(request.query))
        if kind == "nodes":
            self.asked_at.append(asyncio.get_running_loop().time())
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if self.held is not None and kind == "pods":
                await self.held.wait()
        finally:
            self.now -= 1
        if (other := self.instead(request)) is not None:
            return other
        if (status := self.statuses.get(kind, 200)) != 200:
            return web.json_response({"reason": "Refused", "message": f"{kind}: no"}, status=status)
        match kind:
            case "nodes":
                items = self.nodes
            case "pods":
                items = [it for it in self.pods if it["spec"]["nodeName"] == node]
            case _:
                items = self.quotas.get(request.path.split("/")[4], [])
        return web.json_response(_page(items, request.query))

    def count(self, kind: str) -> int:
        return sum(path.split()[0].endswith(f"/{kind}") for path in self.asked)


def _page(items: list[Raw], query: Any) -> Raw:
    if "resourceVersion" in query:
        return {"metadata": {"resourceVersion": "7"}, "items": items}
    start, limit = int(query.get("continue", 0)), int(query["limit"])
    end = start + limit
    more = {"continue": str(end)} if end < len(items) else {}
    return {"metadata": {"resourceVersion": "7", **more}, "items": items[start:end]}


class Rig:
    """A surveyor; `told` has each key that was notified."""

    def __init__(self, client: ApiClient, every: float, **settings: Any) -> None:
        self.store = Store()
        self.surveyor = Surveyor(client, self.store, self.notify, every, **settings)
        self.told: list[Key] = []
        self.changed = asyncio.Event()

    def notify(self, key: Key) -> None:
        self.told.append(key)
        self.changed.set()

    async def until(self, reached: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not reached():
                self.changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.changed.wait(), 0.02)


@contextlib.asynccontextmanager
async def surveying(cluster: Cluster, every: float = 600, **settings: Any) -> AsyncIterator[Rig]:
    """A surveyor that runs, with those of its settings."""
    async with a_client(cluster) as client:
        rig = Rig(client, every, **settings)
        task = asyncio.create_task(rig.surveyor.run())
        try:
            yield rig
        finally:
            task.cancel()
            await asyncio.wait({task})
        assert task.cancelled(), task


@contextlib.asynccontextmanager
async def a_client(cluster: Cluster) -> AsyncIterator[ApiClient]:
    app = web.Application()
    app.router.add_get("/{path:.*}", cluster.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    connection = Connection(url, ssl.create_default_context(), Configuration())
    try:
        async with connection.session() as session:
            yield ApiClient(connection, session, Metrics())
    finally:
        await runner.cleanup()
