"""Worker pods and Events, as `status` shows them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pilotlight.cli import raw
from pilotlight.manifests.names import REVISION_LABEL, ROLE_LABEL, WORKER_CONTAINER


@dataclass(frozen=True, slots=True)
class Worker:
    """One pod. `trouble` says why it is not ready, or how it died last."""

    name: str
    revision: str
    role: str
    state: str
    ready: bool
    restarts: int
    created_at: datetime | None
    node: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One Event about the endpoint. `version` orders those of one second."""

    at: datetime | None
    warning: bool
    reason: str
    message: str
    count: int = 1
    version: int = 0


def worker(found: Mapping[str, Any]) -> Worker:
    """From a Pod."""
    metadata, status = raw.mapping(found.get("metadata")), raw.mapping(found.get("status"))
    labels = raw.mapping(metadata.get("labels"))
    conditions = {raw.text(it.get("type")): it for it in raw.entries(status.get("conditions"))}
    container = _container(status)
    ready = raw.mapping(conditions.get("Ready")).get("status") == "True"
    deleting = "deletionTimestamp" in metadata
    waiting = raw.mapping(raw.mapping(container.get("state")).get("waiting"))
    state = "Terminating" if deleting else raw.text(status.get("phase")) or "Pending"
    if not deleting and waiting:
        state = raw.text(waiting.get("reason")) or state
    return Worker(
        name=raw.text(metadata.get("name")),
        revision=raw.text(labels.get(REVISION_LABEL)),
        role=raw.text(labels.get(ROLE_LABEL)),
        state=state,
        ready=ready,
        restarts=raw.count(container.get("restartCount")),
        created_at=raw.time(metadata.get("creationTimestamp")),
        node=raw.text(raw.mapping(found.get("spec")).get("nodeName")),
        trouble=_trouble(status, conditions, container, waiting),
    )


def event(found: Mapping[str, Any]) -> Event:
    """From an Event of either API: those of events.k8s.io have no lastTimestamp."""
    series, metadata = raw.mapping(found.get("series")), raw.mapping(found.get("metadata"))
    version = raw.text(metadata.get("resourceVersion"))
    at = (
        raw.time(series.get("lastObservedTime"))
        or raw.time(found.get("lastTimestamp"))
        or raw.time(found.get("eventTime"))
        or raw.time(metadata.get("creationTimestamp"))
    )
    return Event(
        at=at,
        warning=found.get("type") == "Warning",
        reason=raw.text(found.get("reason")),
        message=raw.text(found.get("message")),
        count=raw.count(series.get("count")) or raw.count(found.get("count")) or 1,
        version=int(version) if version.isdecimal() else 0,
    )


def _container(status: Mapping[str, Any]) -> Mapping[str, Any]:
    """The worker's; an init container instead while that has not ended well."""
    for entry in raw.entries(status.get("initContainerStatuses")):
        ended = raw.mapping(raw.mapping(entry.get("state")).get("terminated"))
        if not entry.get("ready") and ended.get("exitCode") != 0:
            return entry
    for entry in raw.entries(status.get("containerStatuses")):
        if entry.get("name") == WORKER_CONTAINER:
            return entry
    return {}


def _trouble(
    status: Mapping[str, Any],
    conditions: Mapping[str, Mapping[str, Any]],
    container: Mapping[str, Any],
    waiting: Mapping[str, Any],
) -> str:
    scheduled = raw.mapping(conditions.get("PodScheduled"))
    parts = []
    if scheduled.get("status") == "False":
        parts.append(raw.text(scheduled.get("message")))
    if status.get("phase") == "Failed":
        parts.append(_said(status))
    parts.append(raw.text(waiting.get("message")))
    now = raw.mapping(raw.mapping(container.get("state")).get("terminated"))
    before = raw.mapping(raw.mapping(container.get("lastState")).get("terminated"))
    if ended := now or before:
        parts.append(f"{'ended' if now else 'last end'}: {_end(ended)}")
    return "; ".join(part for part in parts if part)


def _said(told: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (raw.text(told.get("reason")), raw.text(told.get("message")))))


def _end(ended: Mapping[str, Any]) -> str:
    """`OutOfMemory (code 1): …`: the worker's last word is a line of JSON."""
    code = raw.count(ended.get("exitCode"))
    last = raw.text(ended.get("message")).strip().rpartition("\n")[2]
    try:
        told = raw.mapping(json.loads(last)) if last else {}
    except ValueError:
        told = {"message": last}
    reason = raw.text(told.get("reason")) or raw.text(ended.get("reason")) or "ended"
    message = raw.text(told.get("message"))
    return f"{reason} (code {code}){': ' if message else ''}{message}"
