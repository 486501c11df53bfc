"""An API server of a few dozen lines, for what must be seen without a real one's timing."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from pilotlight.cluster.client import ApiError
from pilotlight.cluster.resources import Resource
from pilotlight.manifests.manifest import Manifest

Fault = Callable[[str, str], ApiError | None]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


class OpenFence:
    """Every write may pass."""

    def check(self, seconds: float) -> None:
        """Never raises."""


@dataclass(slots=True)
class FakeApi:
    """Stores objects by path, with resourceVersions; stands in for ApiClient.

    `fault` may turn any request into an error before it is carried out, `lost` after it was.
    """

    objects: dict[str, Manifest] = field(default_factory=dict)
    version: int = 100
    fault: Fault = field(default=lambda _verb, _path: None)
    lost: Fault = field(default=lambda _verb, _path: None)
    calls: list[tuple[str, str]] = field(default_factory=list)

    async def request(self, verb: str, path: str, **_: Any) -> Manifest:
        """GET only."""
        self._count(verb, path)
        if path not in self.objects:
            raise ApiError(404, "NotFound", path)
        return self.objects[path]

    async def create(self, resource: Resource, body: Manifest, timeout: float = 3) -> Manifest:  # noqa: ASYNC109
        """409 when it exists."""
        path = resource.path(body["metadata"]["namespace"], body["metadata"]["name"])
        self._count("POST", path)
        if path in self.objects:
            raise ApiError(409, "AlreadyExists", path)
        return self._store("POST", path, body)

    async def replace(self, resource: Resource, body: Manifest, timeout: float) -> Manifest:  # noqa: ASYNC109
        """409 unless the version is the current one, 404 when there is none."""
        path = resource.path(body["metadata"]["namespace"], body["metadata"]["name"])
        self._count("PUT", path)
        if path not in self.objects:
            raise ApiError(404, "NotFound", path)
        found = self.objects[path]["metadata"]["resourceVersion"]
        if body["metadata"].get("resourceVersion") != found:
            raise ApiError(409, "Conflict", path)
        return self._store("PUT", path, body)

    async def get(self, resource: Resource, namespace: str, name: str) -> Manifest | None:
        """None where there is none."""
        path = resource.path(namespace, name)
        self._count("GET", path)
        return self.objects.get(path)

    async def apply(self, resource: Resource, body: Manifest, manager: str) -> Manifest:
        """With an old resourceVersion it fails where there is one already."""
        path = resource.path(body["metadata"]["namespace"], body["metadata"]["name"])
        self._count("PATCH", path)
        if path in self.objects and "resourceVersion" in body["metadata"]:
            raise ApiError(409, "Conflict", path)
        return self._store("PATCH", path, body)

    async def pages(
        self, resource: Resource, namespace: str | None, **_: Any
    ) -> AsyncIterator[tuple[list[Manifest], int]]:
        """Everything of a kind, on one page."""
        self._count("LIST", resource.path(namespace))
        marker = f"/{resource.plural}/"
        items = [it for path, it in self.objects.items() if marker in path]
        yield items, self.version

    def _count(self, verb: str, path: str) -> None:
        self.calls.append((verb, path))
        if (error := self.fault(verb, path)) is not None:
            raise error

    def _store(self, verb: str, path: str, body: Manifest) -> Manifest:
        self.version += 1
        stored = {**body, "metadata": {**body["metadata"], "resourceVersion": str(self.version)}}
        self.objects[path] = stored
        if (error := self.lost(verb, path)) is not None:
            raise error
        return stored
