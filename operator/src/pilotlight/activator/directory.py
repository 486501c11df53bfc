"""EndpointSlices → which port belongs to which endpoint, and where its ready workers are.

Two kinds of slices carry our label: the permanent ones that the operator writes, see
`manifests.hold`, and those that Kubernetes makes of the endpoint's Service.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pilotlight.activator.workers import Address
from pilotlight.manifests.hold import (
    MANAGED_BY,
    MANAGED_BY_KUBERNETES,
    MANAGED_BY_LABEL,
    SERVICE_NAME_LABEL,
    Claim,
    read_claim,
    read_port,
    ready_backends,
)
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL, service

Key: TypeAlias = tuple[str, str]
"""Namespace and name, of an endpoint or a slice."""


@dataclass(slots=True)
class Directory:
    """What the slices say. `refused`: claims that are not honoured, and why."""

    _claims: dict[Key, Claim] = field(default_factory=dict)
    _workers: dict[Key, tuple[Key, frozenset[Address]]] = field(default_factory=dict)
    _unread: dict[Key, str] = field(default_factory=dict)

    def put(self, raw: Manifest) -> None:
        """Take a slice in."""
        place = _place(raw)
        self._forget(place)
        labels = raw["metadata"].get("labels") or {}
        endpoint = labels.get(ENDPOINT_LABEL, "")
        # The preview's Service carries the label, too, and is another one.
        if not endpoint or labels.get(SERVICE_NAME_LABEL) != service(endpoint):
            return
        key = (place[0], endpoint)
        match labels.get(MANAGED_BY_LABEL):
            case label if label == MANAGED_BY:
                claim = read_claim(raw)
                if claim is None:
                    self._unread[place] = "its port, bounds or owner cannot be read"
                else:
                    self._claims[place] = claim
            case label if label == MANAGED_BY_KUBERNETES:
                self._workers[place] = (key, frozenset(_ready(raw)))

    def remove(self, raw: Manifest) -> None:
        """A slice is gone."""
        self._forget(_place(raw))

    def retain(self, places: Collection[Key], namespace: str | None) -> None:
        """Forget the slices of the namespace (None: of all) that a LIST did not have."""
        for known in [*self._claims, *self._workers, *self._unread]:
            if namespace in (None, known[0]) and known not in places:
                self._forget(known)

    def claims(self) -> Mapping[Key, Claim]:
        """Endpoints that hold requests. Of two on the same port the older has it.

        So nobody takes over another's port by writing a slice. The slices of both address families
        of one endpoint are one claim.
        """
        owners = self._owners()
        return {claim.key: claim for claim in owners.values()}

    def refused(self) -> Mapping[Key, str]:
        """Slice → why no requests are held for its endpoint."""
        owners = self._owners()
        taken = {
            place: f"port {claim.port} belongs to {'/'.join(owners[claim.port].key)}"
            for place, claim in self._claims.items()
            if owners[claim.port].key != claim.key
        }
        return {**self._unread, **taken}

    def workers(self) -> Mapping[Key, frozenset[Address]]:
        """Where the ready workers are, of the endpoints that have any."""
        found: dict[Key, frozenset[Address]] = {}
        for key, addresses in self._workers.values():
            if addresses:
                found[key] = found.get(key, frozenset()) | addresses
        return found

    def _owners(self) -> Mapping[int, Claim]:
        owners: dict[int, Claim] = {}
        for claim in sorted(self._claims.values(), key=lambda it: it.rank, reverse=True):
            owners[claim.port] = claim
        return owners

    def _forget(self, place: Key) -> None:
        for known in (self._claims, self._workers, self._unread):
            known.pop(place, None)


def _place(raw: Manifest) -> Key:
    return raw["metadata"]["namespace"], raw["metadata"]["name"]


def _ready(raw: Manifest) -> Iterable[Address]:
    port = read_port(raw)
    if port is None:
        return
    for entry in ready_backends(raw):
        # All addresses of an entry are the same backend.
        yield from ((str(address), port) for address in (entry.get("addresses") or ())[:1])
