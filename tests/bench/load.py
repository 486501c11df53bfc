"""Endpoints that are created, and when their Deployment and statuses were there to be seen."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pilotlight.api.reasons import ConditionType
from pilotlight.cluster.resources import DEPLOYMENTS, ENDPOINTS
from pilotlight.manifests.names import ENDPOINT_LABEL
from tests.bench.api import METADATA_ONLY, Api, Object, Seen
from tests.bench.tasks import at_most, beside

# As in the README, with one replica.
SPEC: Object = {
    "model": {
        "uri": "hf://meta-llama/Llama-3.1-8B-Instruct",
        "revision": "0e9e39f249a16976918f6564b8830bc894c89659",
    },
    "replicas": 1,
}
LIMIT = 1800.0
CREATORS = 8


@dataclass(slots=True)
class Life:
    """Of one endpoint; moments on the clock of `time.perf_counter`, 0 for not yet.

    accepted: the API server's answer to its creation. complete: the first status with every
    condition, for the present generation. settled: the last change of its status.
    """

    accepted: float = 0.0
    deployment: float = 0.0
    complete: float = 0.0
    settled: float = 0.0
    ready: bool = False
    statuses: int = 0
    _status: Object = field(default_factory=dict)

    def take_status(self, seen: Seen) -> None:
        """What a watch event says of the status."""
        status = seen.object.get("status") or {}
        if status == self._status:
            return
        self._status = status
        self.settled = seen.at
        self.statuses += 1
        conditions = {it["type"]: it["status"] for it in status.get("conditions", ())}
        current = status.get("observedGeneration") == seen.object["metadata"]["generation"]
        if not self.complete and current and conditions.keys() >= _told_of(seen.object["spec"]):
            self.complete = seen.at
        self.ready = conditions.get(ConditionType.READY) == "True"


class Load:
    """Endpoints of one namespace. `lives` has them by name."""

    def __init__(self, api: Api, namespace: str) -> None:
        self._api = api
        self._namespace = namespace
        self.lives: dict[str, Life] = {}

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watch Deployments and endpoints while the block is open."""
        async with beside(self._deployments(), self._endpoints()):
            yield

    async def create(self, name: str) -> None:
        """Create one endpoint."""
        self.lives.setdefault(name, Life())
        await self._api.call("POST", ENDPOINTS.path(self._namespace), endpoint(name))
        self.lives[name].accepted = time.perf_counter()

    async def create_all(self, names: Sequence[str]) -> float:
        """As fast as the API server takes them; when the first was sent."""
        started = time.perf_counter()
        await at_most(CREATORS, names, self.create)
        return started

    async def settled(self, quiet: float) -> None:
        """Wait until each has its Deployment and a complete status, and no status moves."""
        async with asyncio.timeout(LIMIT):
            while True:
                lives = self.lives.values()
                newest = max((life.settled for life in lives), default=0.0)
                there = all(life.deployment and life.complete for life in lives)
                if there and time.perf_counter() - newest > quiet:
                    return
                await asyncio.sleep(0.1)

    async def ready(self) -> None:
        """Wait until each is Ready."""
        async with asyncio.timeout(LIMIT):
            while not all(life.ready for life in self.lives.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def _deployments(self) -> None:
        query = f"&labelSelector={ENDPOINT_LABEL}"
        async for seen in self._api.watch(
            DEPLOYMENTS, self._namespace, query, accept=METADATA_ONLY
        ):
            name = seen.object["metadata"]["labels"][ENDPOINT_LABEL]
            life = self.lives.setdefault(name, Life())
            life.deployment = life.deployment or seen.at

    async def _endpoints(self) -> None:
        async for seen in self._api.watch(ENDPOINTS, self._namespace):
            self.lives.setdefault(seen.name, Life()).take_status(seen)


def _told_of(spec: Object) -> set[ConditionType]:
    """Conditions that an endpoint has: some only with what they are about."""
    parts = {ConditionType.AUTOSCALING_ACTIVE: "scaling", ConditionType.WARM_POOL_READY: "warmPool"}
    return {it for it in ConditionType if it not in parts or parts[it] in spec}


def endpoint(name: str) -> Object:
    """The manifest that a user applies."""
    return {
        "apiVersion": ENDPOINTS.api_version,
        "kind": ENDPOINTS.kind,
        "metadata": {"name": name},
        "spec": SPEC,
    }


def names(prefix: str, count: int) -> list[str]:
    """All of one length, so that bodies of other endpoints can be made by replacing the name."""
    return [f"{prefix}-{number:04d}" for number in range(count)]


def moments(lives: Iterable[Life], what: str, since: float) -> list[float]:
    """When each had reached something, seconds since a moment, sorted."""
    return sorted(getattr(life, what) - since for life in lives)
