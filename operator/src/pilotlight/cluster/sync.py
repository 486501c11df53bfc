"""Keeps the store true: LIST first, then watch events, then a sweep now and then.

An object that is deleted while a watch is away never gets its DELETED event, so every kind is
listed again every ten minutes, and soon after a watch had to start over (a 410 gap shows as events
of type None). A LIST also tells whether the watch is alive: what it has, the watch must have
delivered a moment later.
"""

import asyncio
import logging
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pilotlight.cluster import projection
from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.leadership import boot_time
from pilotlight.cluster.resources import ENDPOINTS, POD_MONITORS, WATCHED, Resource
from pilotlight.cluster.store import Key, Store
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL
from pilotlight.metrics import Metrics

log = logging.getLogger(__name__)

# How far a watch may lag behind a LIST before it counts as dead, seconds. API server watch caches
# are some 100 ms behind; a reconnect takes up to 3 s.
WATCH_GRACE = 30.0
_RETRY_SECONDS = 15.0
_TOLERATED_FAILURES = 2
_FIRST_SECONDS = 60.0
_GAP_SECONDS = 2.0
_GAP_ROUNDS = 5
# Projecting an object takes 0.2 ms; the event loop must get a turn for the lease in between.
_BREATHE_EVERY = 50


@dataclass(slots=True)
class _Watch:
    """What the watch of one kind has delivered."""

    newest: int = 0
    dead: bool = False
    failures: int = 0

    @property
    def failed(self) -> bool:
        """A moment of outage hides nothing: the watch goes on where it was."""
        return self.failures > _TOLERATED_FAILURES


@dataclass(slots=True)
class Sync:
    """Feeds the store. `notify` is called with each endpoint whose view has changed.

    `watched` is what existed at the start: the PodMonitor API, when it comes later, is swept only
    (its loss or drift for ten minutes harms nobody) and watched from the next start on.
    """

    client: ApiClient
    store: Store
    metrics: Metrics
    notify: Callable[[Key], None]
    namespaces: tuple[str, ...] = ()
    wants_pod_monitors: bool = True
    interval: float = 600.0
    has_pod_monitors: bool = False
    watched: tuple[Resource, ...] = ()
    status_schema: dict[str, Any] | None = None
    synced: bool = False
    attempted_at: float = field(default_factory=boot_time)
    _watches: dict[str, _Watch] = field(default_factory=dict)
    _sweep_now: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Everything that is read; PodMonitors only where that API exists."""
        return (*WATCHED, POD_MONITORS) if self.has_pod_monitors else WATCHED

    @property
    def scopes(self) -> tuple[str | None, ...]:
        """Namespaces to list, or None for the whole cluster."""
        return self.namespaces or (None,)

    @property
    def unseen(self) -> frozenset[str]:
        """Kinds whose stored state cannot be trusted now."""
        return frozenset(
            kind for kind, watch in self._watches.items() if watch.dead or watch.failed
        )

    def dead_watches(self) -> tuple[str, ...]:
        """Kinds whose watch has stopped delivering: only a new process helps."""
        return tuple(kind for kind, watch in self._watches.items() if watch.dead)

    async def start(self) -> None:
        """Read everything once.

        Raises:
            ApiError: when a mandatory kind cannot be listed.
        """
        await self._discover()
        for resource in self.resources:
            await self._list(resource)
        self.watched = self.resources
        self.synced = True

    def event(self, resource: Resource, kind: str | None, raw: Manifest) -> None:
        """One watch event; `kind` None is kopf's own LIST, at its start and after a gap."""
        watch = self._watches.setdefault(resource.kind, _Watch())
        watch.newest = max(watch.newest, projection.version_of(raw))
        if kind is None:
            self._sweep_now.set()
        metadata = raw["metadata"]
        if kind == "DELETED":
            self._tell(
                self.store.remove(
                    resource,
                    metadata["namespace"],
                    metadata["name"],
                    metadata["uid"],
                    projection.version_of(raw),
                )
            )
        else:
            self._tell(self._put(resource, raw))

    async def run(self) -> None:
        """Sweep for ever: every interval (± 20 %), and a moment after kopf has listed.

        kopf lists at its start and after a gap; what was deleted since our LIST, or in the gap, is
        a ghost until the sweep. When kopf finds nothing at all, the first one comes early anyhow.
        """
        pause = min(self.interval, _FIRST_SECONDS)
        while True:
            try:
                async with asyncio.timeout(pause * random.uniform(0.8, 1.2)):  # noqa: S311
                    await self._sweep_now.wait()
            except TimeoutError:
                pass
            else:
                # kopf delivers its LIST object by object; one sweep after the last is enough.
                for _ in range(_GAP_ROUNDS):
                    self._sweep_now.clear()
                    await asyncio.sleep(_GAP_SECONDS)
                    if not self._sweep_now.is_set():
                        break
            await self.sweep()
            pause = min(self.interval, _RETRY_SECONDS) if self._failing() else self.interval

    async def sweep(self) -> None:
        """List everything again, and see whether the watches bring the same within their grace."""
        self.attempted_at = boot_time()
        before, hidden = self.has_pod_monitors, self.unseen
        try:
            await self._discover()
        except ApiError as error:
            log.warning("discovery failed: %s", error)
        if before != self.has_pod_monitors:
            log.info("PodMonitor API %s", "found" if self.has_pod_monitors else "gone")
            if not self.has_pod_monitors:
                self.store.retain(POD_MONITORS, None, (), sys.maxsize)
            self._tell(self.store.endpoints())
        missed: dict[str, int] = {}
        for resource in self.resources:
            watch = self._watches.setdefault(resource.kind, _Watch())
            try:
                newest = await self._list(resource)
            except ApiError as error:
                watch.failures += 1 if error.transient else 1 + _TOLERATED_FAILURES
                log.warning("cannot list %s: %s", resource.plural, error)
                continue
            watch.failures = 0
            if newest > watch.newest and resource in self.watched:
                missed[resource.kind] = newest
        for kind in self._watches.keys() - missed.keys():
            self._watches[kind].dead = False
        if missed:
            # Not waited for: another gap, and what was deleted in it, must not wait either.
            asyncio.get_running_loop().call_later(WATCH_GRACE, self._judge, missed)
        self._tell_if_seen_again(hidden)

    def _judge(self, missed: dict[str, int]) -> None:
        """After the grace: which watch has still not delivered what a LIST had."""
        hidden = self.unseen
        for kind, version in missed.items():
            watch = self._watches[kind]
            late = watch.newest < version
            if late and not watch.dead:
                log.error("the watch of %s has stopped delivering", kind)
            watch.dead = late
        self._tell_if_seen_again(hidden)

    def _tell_if_seen_again(self, hidden: frozenset[str]) -> None:
        """What was Unknown, or put off, for want of a view is decided anew."""
        if hidden - self.unseen:
            self._tell(self.store.endpoints())

    def _failing(self) -> bool:
        return any(watch.failures for watch in self._watches.values())

    async def _discover(self) -> None:
        """Which optional API exists, and which status fields the installed CRD has.

        Both by discovery documents, which every authenticated client may read.
        """
        self.has_pod_monitors = self.wants_pod_monitors and await self.client.serves(POD_MONITORS)
        document = await self.client.request("GET", f"/openapi/v3{ENDPOINTS.discovery}")
        self.status_schema = _status_schema(document)

    async def _list(self, resource: Resource) -> int:
        """Take in a whole LIST; the highest version that was news and not a write of our own."""
        newest = 0
        for namespace in self.scopes:
            listed: set[Key] = set()
            listed_at = 0
            selector = "" if resource is ENDPOINTS else ENDPOINT_LABEL
            pages = self.client.pages(resource, namespace, label_selector=selector)
            try:
                async for items, version in pages:
                    newest = max(newest, await self._take(resource, items, listed))
                    listed_at = version
            except ApiError as error:
                if resource is not POD_MONITORS or error.status != HTTPStatus.FORBIDDEN:
                    raise
                log.warning("PodMonitors are left out: %s", error)
                self.has_pod_monitors = self.wants_pod_monitors = False
                return 0
            gone = self.store.retain(resource, namespace, listed, listed_at)
            self._count_missed(resource, len(gone))
            self._tell(gone)
        return newest

    async def _take(self, resource: Resource, items: list[Manifest], listed: set[Key]) -> int:
        newest = 0
        for index, raw in enumerate(items):
            if index % _BREATHE_EVERY == 0:
                await asyncio.sleep(0)
            metadata = raw["metadata"]
            place = (metadata["namespace"], metadata["name"])
            listed.add(place)
            version = projection.version_of(raw)
            if version > self.store.version(resource, *place):
                newest = max(newest, version)
                changed = self._put(resource, raw)
                self._count_missed(resource, len(changed))
                self._tell(changed)
        return newest

    def _put(self, resource: Resource, raw: Manifest) -> set[Key]:
        """One object that cannot be read must not keep the others from being seen."""
        try:
            return self.store.put(resource, raw)
        except Exception:
            log.exception("cannot read %s %s", resource.kind, raw["metadata"].get("name"))
            return set()

    def _count_missed(self, resource: Resource, count: int) -> None:
        if self.synced and count:
            self.metrics.missed_by_watch.labels(resource.kind).inc(count)

    def _tell(self, keys: Iterable[Key]) -> None:
        for key in list(keys):
            self.notify(key)


def _status_schema(document: Manifest) -> dict[str, Any] | None:
    """The status part of our kind in an OpenAPI v3 document."""
    for schema in document.get("components", {}).get("schemas", {}).values():
        kinds = schema.get("x-kubernetes-group-version-kind") or ()
        if any(kind.get("kind") == ENDPOINTS.kind for kind in kinds):
            status = schema.get("properties", {}).get("status")
            return status if isinstance(status, dict) else None
    return None
