"""Where the activators are: the Ready pods behind their own Service, from its EndpointSlices.

These know what is Ready and which address families there are, and reading them takes no right
that the operator does not have elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from pilotlight.cluster.client import ApiClient
from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.reflector import Reflector
from pilotlight.cluster.resources import ENDPOINT_SLICES
from pilotlight.manifests.hold import SERVICE_NAME_LABEL, ActivatorPod, ready_backends
from pilotlight.manifests.manifest import Manifest

Pods = tuple[ActivatorPod, ...]


@dataclass(slots=True)
class Activators:
    """pods: None until they are known. They stay as they were while the API server is away.

    service: the name of theirs, in the operator's own namespace. changed: called when they are
    others.
    """

    namespace: str
    service: str
    changed: Callable[[], None]
    pods: Pods | None = None
    _slices: dict[str, Pods] = field(default_factory=dict)

    def listed(self, items: Sequence[Manifest]) -> None:
        """All slices of the Service."""
        self._slices = {raw["metadata"]["name"]: tuple(_ready(raw)) for raw in items}
        self._tell()

    def event(self, kind: str, raw: Manifest) -> None:
        """One of them has changed."""
        name = raw["metadata"]["name"]
        if kind == "DELETED":
            self._slices.pop(name, None)
        else:
            self._slices[name] = tuple(_ready(raw))
        self._tell()

    async def run(
        self, connection: Connection, client: ApiClient, session: aiohttp.ClientSession
    ) -> None:
        """Follow them for ever."""
        await Reflector(
            connection,
            client,
            session,
            ENDPOINT_SLICES,
            self.namespace,
            f"{SERVICE_NAME_LABEL}={self.service}",
            self.listed,
            self.event,
        ).run()

    def _tell(self) -> None:
        # A pod may be in two slices for a moment.
        found = {(pod.name, pod.address): pod for pods in self._slices.values() for pod in pods}
        pods = tuple(found[place] for place in sorted(found))
        if pods != self.pods:
            self.pods = pods
            self.changed()


def _ready(raw: Manifest) -> Iterator[ActivatorPod]:
    for entry in ready_backends(raw):
        target: Mapping[str, Any] = entry.get("targetRef") or {}
        addresses = entry.get("addresses") or ()
        if target.get("kind") != "Pod" or not addresses:
            continue
        yield ActivatorPod(
            str(target.get("name") or ""),
            str(target.get("namespace") or raw["metadata"]["namespace"]),
            str(target.get("uid") or ""),
            # All addresses of an entry are the same backend.
            str(addresses[0]),
            str(entry.get("nodeName") or ""),
        )
