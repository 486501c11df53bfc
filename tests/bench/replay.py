"""The same writes without the operator: what the API server of this machine can take.

The bodies are the operator's own: what its field manager holds in the objects of an endpoint that
it made *is* what it applied. A plain client sends them for endpoints of other names, several
endpoints at a time, each endpoint's writes one after the other.
"""

import json
import time
from dataclasses import dataclass

from pilotlight.cluster.ownership import owned
from pilotlight.cluster.resources import CHILDREN, ENDPOINTS, EVENTS
from pilotlight.manifests.names import ENDPOINT_LABEL, FIELD_MANAGER, STATUS_FIELD_MANAGER
from tests.bench.api import APPLY, JSON, Api, CallError, Object
from tests.bench.load import endpoint
from tests.bench.tasks import at_most

_TOLD = "told before"


@dataclass(frozen=True, slots=True)
class _Write:
    verb: str
    path: str
    body: str
    content: str


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was written for one endpoint. `statuses` is per endpoint, on average."""

    namespace: str
    name: str
    uid: str
    children: tuple[_Write, ...]
    status: _Write
    events: tuple[_Write, ...]
    statuses: float

    @property
    def writes(self) -> float:
        """Requests per endpoint without its creation."""
        return len(self.children) + len(self.events) + self.statuses


async def record(api: Api, namespace: str, name: str, statuses: float) -> Recording:
    """From the objects of an endpoint that the operator has made."""
    live = await api.call("GET", ENDPOINTS.path(namespace, name))
    children = []
    for resource in CHILDREN.values():
        try:
            found = await api.list(resource, namespace, f"?labelSelector={ENDPOINT_LABEL}={name}")
        except CallError as error:
            if error.status == 404:  # no PodMonitor API
                continue
            raise
        for item in found["items"]:
            place = {"name": item["metadata"]["name"], "namespace": namespace}
            body = owned({"kind": resource.kind, "apiVersion": resource.api_version, **item})
            body |= {"kind": resource.kind, "apiVersion": resource.api_version}
            body["metadata"] = {**body["metadata"], **place, "resourceVersion": "1"}
            path = f"{resource.path(namespace, place['name'])}?{_applied_by(FIELD_MANAGER)}"
            children.append(_Write("PATCH", path, json.dumps(body), APPLY))
    said = await api.list(EVENTS, namespace, f"?fieldSelector=involvedObject.name={name}")
    events = tuple(
        _Write("POST", EVENTS.path(namespace), json.dumps(_fresh(item)), JSON)
        for item in said["items"]
    )
    status: Object = {
        "apiVersion": ENDPOINTS.api_version,
        "kind": ENDPOINTS.kind,
        "metadata": {"name": name, "namespace": namespace, "uid": live["metadata"]["uid"]},
        "status": live["status"],
    }
    path = f"{ENDPOINTS.path(namespace, name, 'status')}?{_applied_by(STATUS_FIELD_MANAGER)}"
    return Recording(
        namespace,
        name,
        live["metadata"]["uid"],
        tuple(children),
        _Write("PATCH", path, json.dumps(status), APPLY),
        events,
        statuses,
    )


def _applied_by(manager: str) -> str:
    return f"fieldManager={manager}&force=true"


def _fresh(event: Object) -> Object:
    named = {key: event["metadata"][key] for key in ("name", "namespace")}
    return {**event, "metadata": named, "kind": EVENTS.kind, "apiVersion": EVENTS.api_version}


@dataclass(slots=True)
class Replay:
    """Plays a recording for endpoints of other names, in another namespace."""

    operator: Api
    load: Api
    recording: Recording
    namespace: str

    async def play(self, names: list[str], at_once: int) -> float:
        """Create the endpoints and everything that belongs to them; seconds."""
        await self.load.namespace(self.namespace)
        started = time.perf_counter()
        await at_most(at_once, enumerate(names), self._one)
        return time.perf_counter() - started

    async def _one(self, numbered: tuple[int, str]) -> None:
        number, name = numbered
        created = await self.load.call("POST", ENDPOINTS.path(self.namespace), endpoint(name))
        uid = created["metadata"]["uid"]
        for write in self.recording.children:
            await self._send(write, name, uid)
        share = self.recording.statuses
        statuses = int((number + 1) * share) - int(number * share)
        for left in reversed(range(statuses)):
            # An identical one would cost the API server less than a change does.
            await self._send(self.recording.status, name, uid, message=left * _TOLD)
        for event in self.recording.events:
            await self._send(event, name, uid)

    async def _send(self, write: _Write, name: str, uid: str, message: str = "") -> None:
        body = self._renamed(write.body, name).replace(self.recording.uid, uid)
        if message:
            body = body.replace('"message": "', f'"message": "{message}', 1)
        await self.operator.call(
            write.verb, self._renamed(write.path, name), body.encode(), write.content
        )

    def _renamed(self, text: str, name: str) -> str:
        recording = self.recording
        return (
            text.replace(recording.name, name)
            .replace(f'"namespace": "{recording.namespace}"', f'"namespace": "{self.namespace}"')
            .replace(f"/namespaces/{recording.namespace}/", f"/namespaces/{self.namespace}/")
        )
