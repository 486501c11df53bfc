"""The load's and the measurement's own client: JSON over one session, and watches with times."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp

from pilotlight.cluster.credentials import connect
from pilotlight.cluster.resources import Resource

Object = dict[str, Any]

JSON = "application/json"
APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
# Half of the time of watching Deployments would go into decoding pod templates.
METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
_LINE_BYTES = 2**20
_LATER = 429
_LATER_SECONDS = 0.2


class CallError(Exception):
    """The API server answered something else than 2xx."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Seen:
    """A watch event. `at` is when it was here, on the clock of `time.perf_counter`."""

    at: float
    type: str
    object: Object

    @property
    def name(self) -> str:
        """The object's name."""
        return str(self.object["metadata"]["name"])


class Api:
    """One user of one API server."""

    def __init__(self, server: str, session: aiohttp.ClientSession) -> None:
        self._server = server
        self._session = session

    @classmethod
    @asynccontextmanager
    async def connect(cls, kubeconfig: Path) -> AsyncIterator[Self]:
        """A session that ends with the block."""
        connection = await connect(str(kubeconfig))
        async with connection.session() as session:
            yield cls(connection.server, session)

    async def call(
        self, verb: str, path: str, body: Object | bytes | None = None, content: str = JSON
    ) -> Object:
        """One request.

        Raises:
            CallError: on any answer but 2xx.
        """
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"Content-Type": content, "Accept": JSON}
        async with self._session.request(
            verb, self._server + path, data=data, headers=headers
        ) as response:
            text = await response.read()
            if not response.ok:
                raise CallError(response.status, f"{verb} {path}: {text[:500].decode()}")
            answer: Object = json.loads(text)
            return answer

    async def namespace(self, name: str) -> None:
        """Make a namespace."""
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        await self.call("POST", "/api/v1/namespaces", body)

    async def list(self, resource: Resource, namespace: str | None, query: str = "") -> Object:
        """A whole LIST."""
        return await self.call("GET", f"{resource.path(namespace)}{query}")

    async def watch(
        self,
        resource: Resource,
        namespace: str | None,
        query: str = "",
        *,
        accept: str = JSON,
    ) -> AsyncIterator[Seen]:
        """What there is and what happens, until the caller goes."""
        url = f"{self._server}{resource.path(namespace)}?watch=true&resourceVersion=0{query}"
        while True:
            async with self._session.get(
                url,
                headers={"Accept": accept},
                timeout=aiohttp.ClientTimeout(total=None),
                read_bufsize=_LINE_BYTES,
            ) as response:
                # The storage of a CRD takes a moment longer than its being established.
                if response.status == _LATER:
                    await asyncio.sleep(_LATER_SECONDS)
                    continue
                if not response.ok:
                    raise CallError(response.status, f"watch {url}: {await response.text()}")
                async for line in response.content:
                    at = time.perf_counter()
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        raise CallError(event["object"]["code"], event["object"]["message"])
                    yield Seen(at, event["type"], event["object"])
                raise CallError(0, f"watch {url} has ended")
