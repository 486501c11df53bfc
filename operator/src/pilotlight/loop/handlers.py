"""kopf's part: watches. `on.event` only, so that nothing is written into anybody's object.

Errors in such handlers are logged and dropped by kopf, so they do no more than hand the event on.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, cast

import kopf
from kopf._core.reactor import inventory, processing

from pilotlight.cluster.resources import ENDPOINTS, Resource
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL

log = logging.getLogger(__name__)

Seen: TypeAlias = Callable[[Resource, str | None, Manifest], None]


def registry(
    resources: Iterable[Resource], seen: Seen, login: Callable[[], Any]
) -> kopf.OperatorRegistry:
    """Handlers for the given resources, and the log-in with our own credentials."""
    handlers = kopf.OperatorRegistry()

    @kopf.on.login(registry=handlers)
    async def log_in(
        **_: Any,
    ) -> Any:  # in a thread, as kopf calls plain functions, there is no loop
        return login()

    for resource in resources:
        _watch(handlers, resource, seen)
    return handlers


def _watch(handlers: kopf.OperatorRegistry, resource: Resource, seen: Seen) -> None:
    @kopf.on.event(
        resource.group,
        resource.version,
        resource.plural,
        registry=handlers,
        id=resource.kind.lower(),
    )
    async def told(event: Any, **_: Any) -> None:
        seen(resource, event["type"], event["object"])


_process = processing.process_resource_event


async def _hand_on(
    *,
    memories: inventory.ResourceMemories,
    resource: Any,
    raw_event: Any,
    **more: Any,
) -> str | None:
    """kopf's processing of one event, without what finds nothing to do for `on.event` alone.

    It takes 0.5 ms per event to build loggers, memories, patches, differences and handler states;
    handing the event on takes a hundredth of that.
    """
    if isinstance(memories, Forgetful):
        memories.take(resource, raw_event)
        return None
    return await _process(memories=memories, resource=resource, raw_event=raw_event, **more)


processing.process_resource_event = _hand_on  # type: ignore[assignment]


class Forgetful(inventory.ResourceMemories):
    """kopf keeps a kilobyte about every object it ever saw, for handlers that we do not have."""

    def __init__(self, resources: Iterable[Resource], seen: Seen) -> None:
        super().__init__()
        self._resources = {(it.group, it.version, it.plural): it for it in resources}
        self._seen = seen

    def take(self, resource: Any, event: Any) -> None:
        """Hand an event on. An error here would end kopf, so it is told and dropped."""
        ours = self._resources[resource.group, resource.version, resource.plural]
        try:
            self._seen(ours, event["type"], event["object"])
        except Exception:
            log.exception("cannot take in an event of %s", ours.plural)


class _NoEssence(kopf.DiffBaseStorage):
    """kopf copies each object twice per event to see what changed; we do not ask it to."""

    def build(self, **_: Any) -> kopf.BodyEssence:
        return cast(kopf.BodyEssence, {})

    def fetch(self, **_: Any) -> None:
        return None

    def store(self, **_: Any) -> None:
        return None


def settings(resources: Iterable[Resource]) -> kopf.OperatorSettings:
    """kopf as a watch runtime and nothing else."""
    chosen = kopf.OperatorSettings()
    chosen.scanning.disabled = True
    chosen.posting.enabled = False
    chosen.peering.standalone = True
    chosen.persistence.diffbase_storage = _NoEssence()
    chosen.persistence.progress_storage = kopf.MultiProgressStorage([])
    # Each object of a page waits in a task of its own: 100 of every kind are 15 MB, 500 were 60.
    chosen.watching.chunk_size = 50
    chosen.watching.connect_timeout = 5
    chosen.networking.request_timeout = 30
    # Per-object tasks of kopf's end soon: a thousand endpoints start eight thousand of them.
    chosen.queueing.idle_timeout = 0.02
    chosen.queueing.exit_timeout = 0.5
    for resource in resources:
        if resource is not ENDPOINTS:
            place = (resource.group, resource.version, resource.plural)
            chosen.watching.label_selectors[place] = ENDPOINT_LABEL
    return chosen
