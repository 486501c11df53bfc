"""Writes: server-side apply of full intents, each behind the leadership fence.

Facts of a real API server (1.36) that this stands on: an apply with `resourceVersion: "1"` creates
an object that is not there (201) and answers 409 when one is, in one atomic call; with a `uid` it
answers 409 when the object is gone and 422 when another one has its name; `force` never conflicts;
an identical apply changes nothing; a field that the API server does not know answers 500. A merge
patch with another uid or an older resourceVersion than the object's answers 409.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Protocol

from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import API_VERSION, KIND
from pilotlight.cluster import projection
from pilotlight.cluster.client import WRITE_TIMEOUT_SECONDS, ApiClient, ApiError
from pilotlight.cluster.ownership import owned_digest
from pilotlight.cluster.resources import CHILDREN, DELETABLE, ENDPOINTS, PODS, Resource
from pilotlight.cluster.store import Store
from pilotlight.core.actions import Action, Apply, Delete, Relabel
from pilotlight.core.observed import EndpointView, WriteProblem
from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.names import FIELD_MANAGER, STATUS_FIELD_MANAGER
from pilotlight.manifests.role import role_patch
from pilotlight.metrics import Metrics

log = logging.getLogger(__name__)

# Creates, or fails: no live object ever has this version.
MUST_NOT_EXIST = "1"


class Fence(Protocol):
    """Says whether a write may be sent."""

    def check(self, seconds: float) -> None:
        """Raise unless we surely lead for that long."""


class RefusedError(Exception):
    """The API server will not have this write; trying again alone does not mend it."""

    def __init__(self, problem: WriteProblem) -> None:
        super().__init__(f"{problem.kind} {problem.name}: {problem.message}")
        self.problem = problem


class OutdatedError(Exception):
    """The view that the plan was made from was old; the store has been brought up to date."""


class NamespaceEndingError(Exception):
    """The namespace is being deleted, and the endpoint with it: nothing is to be made or said."""


class Writer:
    """Carries out actions, and puts what the API server answers into the store."""

    def __init__(self, client: ApiClient, store: Store, fence: Fence, metrics: Metrics) -> None:
        self._client = client
        self._store = store
        self._fence = fence
        self._metrics = metrics

    async def carry_out(self, action: Action, endpoint: EndpointView) -> None:
        """Write one action.

        Raises:
            NotLeadingError: when the fence is closed.
            RefusedError: when it cannot be done as asked.
            NamespaceEndingError: when its namespace is going.
            OutdatedError: when the object has changed since it was seen.
            ApiError: when the API server fails to answer; the write may have happened.
        """
        if isinstance(action, Delete):
            await self._delete(action, endpoint)
        elif isinstance(action, Relabel):
            await self._relabel(action, endpoint)
        elif action.uid is None:
            await self._create(action, endpoint)
        else:
            await self._apply(action, action.uid, endpoint)

    async def write_status(
        self, endpoint: EndpointView, status: EndpointStatus, schema: Mapping[str, Any] | None
    ) -> None:
        """Replace the status, of exactly this endpoint: a successor of its name does not get it.

        `schema` is what the installed CRD allows; what it lacks is left out, because a field that
        the API server does not know would lose the whole status. An endpoint that is gone is fine.
        """
        body = {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "metadata": {
                "name": endpoint.name,
                "namespace": endpoint.namespace,
                "uid": endpoint.uid,
            },
            "status": _allowed(
                status.model_dump(mode="json", by_alias=True, exclude_none=True), schema
            ),
        }
        try:
            live = await self._send(ENDPOINTS, body, STATUS_FIELD_MANAGER, "status")
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT and await self.confirm(endpoint):
                self._count(KIND, "status", "outdated")
                raise OutdatedError(f"{KIND} {endpoint.name} has changed") from error
            gone = error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
            self._count(KIND, "status", "gone" if gone or _other_uid(error) else "failed")
            if gone or _other_uid(error):
                return
            raise
        self._count(KIND, "status", "ok")
        self._store.put(ENDPOINTS, live)

    async def confirm(self, endpoint: EndpointView) -> bool:
        """Whether the endpoint still exists, asked of the API server; the store learns it too."""
        live = await self._client.get(ENDPOINTS, endpoint.namespace, endpoint.name)
        if live is not None and live["metadata"]["uid"] == endpoint.uid:
            self._store.put(ENDPOINTS, live)
            self._store.confirmed((endpoint.namespace, endpoint.name))
            return True
        self._store.remove(ENDPOINTS, endpoint.namespace, endpoint.name, endpoint.uid)
        return False

    async def _create(self, action: Apply, endpoint: EndpointView) -> None:
        resource = CHILDREN[action.kind]
        try:
            body = _with(action.manifest, resourceVersion=MUST_NOT_EXIST)
            live = await self._send(resource, body)
        except ApiError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise self._refusal(action, "create", error) from error
            self._count(action.kind, "create", "exists")
            await self._adopt(action, endpoint, resource)
            return
        self._count(action.kind, "create", "ok")
        self._store.put(resource, live)

    async def _adopt(self, action: Apply, endpoint: EndpointView, resource: Resource) -> None:
        """Something has the name: ours when an answer was lost or the watch lags behind."""
        live = await self._client.get(resource, endpoint.namespace, action.name)
        if live is None:
            raise OutdatedError(f"{action.kind} {action.name} came and went")
        controller = projection.controller_of(live)
        if controller.get("uid") == endpoint.uid:
            self._store.put(resource, live)
            if owned_digest(live) != digest(action.manifest):
                await self._apply(action, live["metadata"]["uid"], endpoint)
            return
        if controller.get("kind") == KIND and controller.get("name") == endpoint.name:
            raise RefusedError(
                WriteProblem(
                    action.kind,
                    action.name,
                    "still belongs to a deleted InferenceEndpoint of the same name;"
                    " waiting for its garbage collection",
                )
            )
        raise RefusedError(
            WriteProblem(
                action.kind,
                action.name,
                f"{action.kind} {action.name} exists and belongs to {projection.owner_of(live)};"
                " delete it, or give the endpoint another name",
                conflict=True,
            )
        )

    async def _apply(self, action: Apply, uid: str, endpoint: EndpointView) -> None:
        resource = CHILDREN[action.kind]
        try:
            live = await self._send(resource, _with(action.manifest, uid=uid))
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT or _other_uid(error):
                self._count(action.kind, "apply", "outdated")
                await self._refresh(resource, endpoint.namespace, action.name)
                raise OutdatedError(f"{action.kind} {action.name} has changed") from error
            raise self._refusal(action, "apply", error) from error
        self._count(action.kind, "apply", "ok")
        self._store.put(resource, live)

    async def _delete(self, action: Delete, endpoint: EndpointView) -> None:
        resource = DELETABLE[action.kind]
        self._fence.check(WRITE_TIMEOUT_SECONDS)
        try:
            await self._client.delete(resource, endpoint.namespace, action.name, action.uid)
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT:
                live = await self._refresh(resource, endpoint.namespace, action.name)
                if live is not None and live["metadata"]["uid"] == action.uid:
                    self._count(action.kind, "delete", "outdated")
                    raise OutdatedError(f"{action.kind} {action.name} has changed") from error
            elif error.status != HTTPStatus.NOT_FOUND:
                raise self._refusal(action, "delete", error) from error
            # Gone, or gone and succeeded by another object of the same name: done either way.
        self._count(action.kind, "delete", "ok")
        self._store.remove(resource, endpoint.namespace, action.name, action.uid)
        self._store.expected((endpoint.namespace, endpoint.name), action.kind, action.name)

    async def _relabel(self, action: Relabel, endpoint: EndpointView) -> None:
        patch = role_patch(action.role)
        patch |= {"uid": action.uid, "resourceVersion": action.version}
        self._fence.check(WRITE_TIMEOUT_SECONDS)
        try:
            live = await self._client.merge(
                PODS, endpoint.namespace, action.name, {"metadata": patch}, FIELD_MANAGER
            )
        except ApiError as error:
            gone = error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
            if gone or _other_uid(error):
                self._count(action.kind, "label", "outdated")
                await self._refresh(PODS, endpoint.namespace, action.name)
                raise OutdatedError(f"Pod {action.name} has changed") from error
            raise self._refusal(action, "label", error) from error
        self._count(action.kind, "label", "ok")
        self._store.put(PODS, live)

    async def _send(
        self,
        resource: Resource,
        body: Manifest,
        manager: str = FIELD_MANAGER,
        subresource: str | None = None,
    ) -> Manifest:
        """An apply, if we surely lead for as long as it may take."""
        self._fence.check(WRITE_TIMEOUT_SECONDS)
        return await self._client.apply(resource, body, manager, subresource)

    async def _refresh(self, resource: Resource, namespace: str, name: str) -> Manifest | None:
        """What is there now, stored; None when nothing is."""
        live = await self._client.get(resource, namespace, name)
        if live is None:
            self._store.remove(resource, namespace, name)
        else:
            self._store.put(resource, live)
        return live

    def _refusal(self, action: Action, verb: str, error: ApiError) -> Exception:
        """Expected refusals become a problem that the status shows; the rest stays an error."""
        if error.status == HTTPStatus.FORBIDDEN and "is being terminated" in error.message:
            self._count(action.kind, verb, "refused")
            return NamespaceEndingError(error.message)
        unknown_field = "field not declared in schema" in error.message
        if error.transient and not unknown_field:
            self._count(action.kind, verb, "failed")
            return error
        self._count(action.kind, verb, "refused")
        return RefusedError(WriteProblem(action.kind, action.name, error.message))

    def _count(self, kind: str, verb: str, outcome: str) -> None:
        self._metrics.writes.labels(kind, verb, outcome).inc()


def _with(manifest: Manifest, **metadata: str) -> Manifest:
    return {**manifest, "metadata": {**manifest["metadata"], **metadata}}


def _other_uid(error: ApiError) -> bool:
    """An apply with the uid of an object whose name another one has by now."""
    return error.status == HTTPStatus.UNPROCESSABLE_ENTITY and "metadata.uid" in error.message


def _allowed(value: Any, schema: Mapping[str, Any] | None) -> Any:
    """The part of a status that the CRD's schema knows."""
    if not schema:
        return value
    if isinstance(value, list):
        return [_allowed(item, schema.get("items")) for item in value]
    properties = schema.get("properties")
    if not isinstance(value, dict) or not properties:
        return value
    unknown = value.keys() - properties.keys()
    if unknown:
        _warn_once(tuple(sorted(unknown)))
    return {
        key: _allowed(item, properties[key]) for key, item in value.items() if key in properties
    }


_warned: set[tuple[str, ...]] = set()


def _warn_once(unknown: tuple[str, ...]) -> None:
    if unknown not in _warned:
        _warned.add(unknown)
        log.warning(
            "the installed CRD is older than this operator: status fields left out: %s",
            ", ".join(unknown),
        )
