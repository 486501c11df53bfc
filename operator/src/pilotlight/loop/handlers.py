"""kopf's part: watches. `on.event` only, so that nothing is written into anybody's object.

kopf prepares loggers, memories, differences and patches for each event, 0.5 ms of them, for
handlers that we do not have. So its processing of an event is replaced by handing the event on,
which takes a hundredth of that; all else of kopf (discovery, LIST, watches, gaps) is as it was.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import kopf
from kopf._core.reactor import inventory, processing

from pilotlight.cluster.resources import ENDPOINTS, Resource
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL

log = logging.getLogger(__name__)

Seen: TypeAlias = Callable[[Resource, str | None, Manifest], None]


def registry(resources: Iterable[Resource], login: Callable[[], Any]) -> kopf.OperatorRegistry:
    """What is watched, and the log-in with our own credentials."""
    handlers = kopf.OperatorRegistry()

    @kopf.on.login(registry=handlers)
    async def log_in(
        **_: Any,
    ) -> Any:  # in a thread, as kopf calls plain functions, there is no loop
        return login()

    for resource in resources:
        # kopf watches what has a handler.
        place = (resource.group, resource.version, resource.plural)
        kopf.on.event(*place, registry=handlers, id=resource.kind.lower())(_never_called)
    return handlers


async def _never_called(**_: Any) -> None:
    """The receiver has every event."""


class Receiver(inventory.ResourceMemories):
    """Takes the events, in the one place where kopf passes an object of ours along with each."""

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


async def _hand_on(*, memories: Receiver, resource: Any, raw_event: Any, **_: Any) -> None:
    memories.take(resource, raw_event)


processing.process_resource_event = _hand_on  # type: ignore[assignment]


def settings(resources: Iterable[Resource]) -> kopf.OperatorSettings:
    """kopf as a watch runtime and nothing else."""
    chosen = kopf.OperatorSettings()
    chosen.scanning.disabled = True
    chosen.posting.enabled = False
    chosen.peering.standalone = True
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
