"""An API server that knows EndpointSlices, with real sockets: LIST, WATCH, bookmarks and 410."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from kubernetes.aio.client.configuration import Configuration

from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.resources import ENDPOINT_SLICES
from pilotlight.manifests.names import ENDPOINT_LABEL

Raw = dict[str, Any]
Place = tuple[str, str]


@dataclass
class Slices:
    """What the API server stores. `oldest`: versions before it are answered with 410.

    `away`: nothing is answered, connections are closed; `stuck`: they are not even closed; `brief`:
    watches end at once, and bring nothing. lists, watches: how many were asked for.
    """

    objects: dict[Place, Raw] = field(default_factory=dict)
    history: list[tuple[int, str, Raw]] = field(default_factory=list)
    version: int = 100
    oldest: int = 0
    away: bool = False
    stuck: bool = False
    brief: bool = False
    lists: int = 0
    watches: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _watching: set[asyncio.Transport] = field(default_factory=set)

    def put(self, raw: Raw) -> None:
        """Create or replace."""
        self.version += 1
        place = (raw["metadata"]["namespace"], raw["metadata"]["name"])
        kind = "MODIFIED" if place in self.objects else "ADDED"
        created = self.objects.get(place, {}).get("metadata", {}).get("creationTimestamp")
        made = created or f"2026-01-01T00:00:{self.version % 60:02}Z"
        metadata = {"creationTimestamp": made, **raw["metadata"]}
        raw = {**raw, "metadata": {**metadata, "resourceVersion": str(self.version)}}
        self.objects[place] = raw
        self._tell(kind, raw)

    def delete(self, namespace: str, name: str) -> None:
        """With an event."""
        self.version += 1
        raw = self.objects.pop((namespace, name))
        raw = {**raw, "metadata": {**raw["metadata"], "resourceVersion": str(self.version)}}
        self._tell("DELETED", raw)

    def forget(self) -> None:
        """The history is compacted: whoever watches from before has to list again."""
        self.oldest = self.version
        self.history.clear()
        self.cut()

    def cut(self) -> None:
        """All connections of watches break."""
        for transport in list(self._watching):
            transport.abort()

    def _tell(self, kind: str, raw: Raw) -> None:
        self.history.append((self.version, kind, raw))
        self.changed.set()
        self.changed = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        if self.away:
            assert request.transport is not None
            request.transport.abort()
        if self.stuck:
            await asyncio.Event().wait()
        assert request.query["labelSelector"] == ENDPOINT_LABEL
        parts = request.path.split("/")
        namespace = parts[parts.index("namespaces") + 1] if "namespaces" in parts else None
        assert request.path == ENDPOINT_SLICES.path(namespace)
        if request.query.get("watch") == "true":
            return await self._watch(request, namespace)
        self.lists += 1
        items = [it for (space, _), it in self.objects.items() if namespace in (None, space)]
        return web.json_response(
            {"metadata": {"resourceVersion": str(self.version)}, "items": items}
        )

    async def _watch(self, request: web.Request, namespace: str | None) -> web.StreamResponse:
        self.watches += 1
        seen = int(request.query["resourceVersion"])
        response = web.StreamResponse()
        await response.prepare(request)
        if self.brief:
            return response
        transport = request.transport
        assert transport is not None
        self._watching.add(transport)
        try:
            while True:
                if seen < self.oldest:
                    gone = {"type": "ERROR", "object": {"code": 410, "reason": "Expired"}}
                    await response.write(json.dumps(gone).encode() + b"\n")
                    return response
                changed = self.changed
                for version, kind, raw in list(self.history):
                    if version > seen and namespace in (None, raw["metadata"]["namespace"]):
                        line = json.dumps({"type": kind, "object": raw})
                        await response.write(line.encode() + b"\n")
                seen = self.version
                mark = {"metadata": {"resourceVersion": str(seen)}}
                line = json.dumps({"type": "BOOKMARK", "object": mark})
                await response.write(line.encode() + b"\n")
                await changed.wait()
        finally:
            self._watching.discard(transport)


@contextlib.asynccontextmanager
async def serving(slices: Slices) -> AsyncIterator[Connection]:
    """The API server on a port of this machine."""
    app = web.Application()
    app.router.add_get("/{path:.*}", slices.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield Connection(url, ssl.create_default_context(), Configuration())
    finally:
        await runner.cleanup()
