"""What the watches have told, by endpoint.

kopf's own index is not used: its start-up barrier took 21 s with 1,000 endpoints, and it keeps
objects that were deleted while the watch was away. This store takes the same object from four
sides (LIST, watch, sweep, answers to our own writes) and keeps the newest by resourceVersion.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from pilotlight.cluster import projection
from pilotlight.cluster.ports import Ports
from pilotlight.cluster.projection import Stored, StoredEndpoint
from pilotlight.cluster.resources import DERIVED, ENDPOINTS, Resource
from pilotlight.core.observed import PodView, SliceView
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL

Key: TypeAlias = tuple[str, str]
"""Namespace and name of an endpoint."""

_Place: TypeAlias = tuple[str, str, str]
"""Kind, namespace and name of any object."""


class Store:
    """Projections of the watched objects. Methods return the keys whose view has changed."""

    def __init__(self) -> None:
        self._endpoints: dict[Key, StoredEndpoint] = {}
        self._children: dict[Key, dict[tuple[str, str], Stored]] = {}
        self._keys: dict[_Place, Key] = {}
        self._pods: set[_Place] = set()
        self._vanished: dict[Key, set[tuple[str, str]]] = {}
        # resourceVersions of deletions: a LIST that was made before one may arrive after it.
        self._deleted: dict[_Place, int] = {}
        self._newest: dict[str, int] = {}
        self.ports = Ports()

    def endpoint(self, key: Key) -> StoredEndpoint | None:
        """The user's object, if it is known."""
        return self._endpoints.get(key)

    def endpoints(self) -> Collection[Key]:
        """All known endpoints."""
        return self._endpoints.keys()

    def children(self, key: Key) -> Mapping[tuple[str, str], Stored]:
        """Everything that carries the endpoint's label, by kind and name; pods and slices, too."""
        return self._children.get(key, {})

    def pods(self) -> Iterator[tuple[Key, PodView]]:
        """All pods with the endpoint that they belong to."""
        for place in list(self._pods):
            key = self._keys[place]
            detail = self._children[key]["Pod", place[2]].detail
            if isinstance(detail, PodView):
                yield key, detail

    def vanished(self, key: Key) -> Collection[tuple[str, str]]:
        """Children that existed and were deleted while their endpoint was (or seemed) alive."""
        return self._vanished.get(key, ())

    def version(self, resource: Resource, namespace: str, name: str) -> int:
        """resourceVersion of what is stored, or of its deletion; 0 when neither is known."""
        place = (resource.kind, namespace, name)
        deleted = self._deleted.get(place, 0)
        if resource is ENDPOINTS:
            known = self._endpoints.get((namespace, name))
            return known.version if known is not None else deleted
        key = self._keys.get(place)
        return self._children[key][resource.kind, name].version if key is not None else deleted

    def newest(self, resource: Resource) -> int:
        """The highest resourceVersion of the kind that was told of, deletions included."""
        return self._newest.get(resource.kind, 0)

    def put(self, resource: Resource, raw: Manifest) -> set[Key]:
        """Take an object in, unless the same or a newer version of it is stored."""
        metadata = raw["metadata"]
        namespace, name = metadata["namespace"], metadata["name"]
        version = projection.version_of(raw)
        if version <= self.version(resource, namespace, name):
            return set()
        self._heard(resource, version)
        if resource is ENDPOINTS:
            return self._put_endpoint(projection.endpoint(raw))
        label = (metadata.get("labels") or {}).get(ENDPOINT_LABEL)
        if not label:
            # Only our own writes and GETs bring such an object: its label was just taken away.
            return self.remove(resource, namespace, name)
        return self._put_child(namespace, label, projection.child(resource.kind, raw))

    def remove(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        uid: str | None = None,
        version: int = 0,
    ) -> set[Key]:
        """An object is gone, at a resourceVersion if that is known: what is older stays gone.

        With a uid only if it is that one, not a successor of its name.
        """
        if version:
            self._deleted[resource.kind, namespace, name] = version
            self._heard(resource, version)
        if resource is ENDPOINTS:
            return self._remove_endpoint((namespace, name), uid)
        place = (resource.kind, namespace, name)
        key = self._keys.get(place)
        if key is None:
            return set()
        stored = self._children[key][resource.kind, name]
        if uid is not None and stored.uid != uid:
            return set()
        del self._keys[place]
        self._pods.discard(place)
        if isinstance(stored.detail, SliceView):
            self.ports.put((namespace, name), None)
        del self._children[key][resource.kind, name]
        if not self._children[key]:
            del self._children[key]
        if key in self._endpoints and (resource not in DERIVED or stored.digest):
            self._vanished.setdefault(key, set()).add((resource.kind, name))
        return {key}

    def retain(
        self, resource: Resource, namespace: str | None, listed: Collection[Key], version: int
    ) -> set[Key]:
        """Drop what a complete LIST at `version` did not have: its DELETED event was missed.

        What is newer than the list was created after it, and stays. What was deleted before it is
        in no later list, and need not be remembered.
        """
        for gone, deleted in list(self._deleted.items()):
            here = gone[0] == resource.kind and namespace in (None, gone[1])
            if here and deleted <= version:
                del self._deleted[gone]
        changed: set[Key] = set()
        for place in [*self._places(resource, namespace)]:
            if place not in listed and self.version(resource, *place) <= version:
                changed |= self.remove(resource, *place)
        return changed

    def expected(self, key: Key, kind: str, name: str) -> None:
        """We deleted this child ourselves: its absence says nothing about the endpoint."""
        if key in self._vanished:
            self._vanished[key].discard((kind, name))

    def confirmed(self, key: Key) -> None:
        """The endpoint was just seen alive: its vanished children may be made again."""
        self._vanished.pop(key, None)

    def _heard(self, resource: Resource, version: int) -> None:
        self._newest[resource.kind] = max(version, self.newest(resource))

    def _places(self, resource: Resource, namespace: str | None) -> Iterator[Key]:
        if resource is ENDPOINTS:
            yield from (key for key in self._endpoints if namespace in (None, key[0]))
            return
        for kind, space, name in self._keys:
            if kind == resource.kind and namespace in (None, space):
                yield space, name

    def _put_endpoint(self, new: StoredEndpoint) -> set[Key]:
        key = (new.namespace, new.name)
        old = self._endpoints.get(key)
        self._endpoints[key] = new
        return {key} if new != old else set()

    def _remove_endpoint(self, key: Key, uid: str | None) -> set[Key]:
        stored = self._endpoints.get(key)
        if stored is None or (uid is not None and stored.uid != uid):
            return set()
        del self._endpoints[key]
        self._vanished.pop(key, None)
        return {key}

    def _put_child(self, namespace: str, label: str, new: Stored) -> set[Key]:
        key = (namespace, label)
        place = (new.kind, namespace, new.name)
        before = self._keys.get(place)
        changed: set[Key] = set()
        if before is not None and before != key:
            del self._children[before][new.kind, new.name]
            changed.add(before)
        children = self._children.setdefault(key, {})
        if children.get((new.kind, new.name)) != new:
            changed.add(key)
        children[new.kind, new.name] = new
        self._keys[place] = key
        if new.kind == "Pod":
            self._pods.add(place)
        if isinstance(new.detail, SliceView):
            self.ports.put((namespace, new.name), new.detail.claim)
        if key in self._vanished:
            self._vanished[key].discard((new.kind, new.name))
        return changed
