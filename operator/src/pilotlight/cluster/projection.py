"""Raw objects → what is kept of them. A thousand endpoints must fit into 120 MB: no bodies.

Reading is lenient: what another component wrote wrongly must not stop a pass.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from pilotlight.cluster.ownership import owned_digest
from pilotlight.cluster.resources import DERIVED
from pilotlight.core.observed import (
    SIGKILLED,
    DeploymentView,
    PodView,
    RevisionRecord,
    ServiceView,
    SliceView,
    Termination,
)
from pilotlight.manifests.hold import (
    MANAGED_BY,
    MANAGED_BY_LABEL,
    SERVICE_NAME_LABEL,
    read_claim,
    ready_backends,
)
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import (
    ACTIVE_REVISION,
    Marks,
    read_marks,
    read_serving,
    read_switch,
    read_warm,
)
from pilotlight.manifests.names import (
    REVISION_LABEL,
    ROLE_LABEL,
    WORKER_CONTAINER,
)
from pilotlight.manifests.revision import DEPLOYMENT, POD_SPEC
from pilotlight.manifests.role import read_cost, read_since

OUT_OF_MEMORY = "OutOfMemory"
ENGINE_CRASHED = "EngineCrashed"
DERIVED_KINDS = frozenset(resource.kind for resource in DERIVED)


@dataclass(frozen=True, slots=True)
class StoredEndpoint:
    """An InferenceEndpoint; spec and status as JSON text, which is a tenth of their dicts."""

    name: str
    namespace: str
    uid: str
    generation: int
    spec: bytes
    status: bytes
    deleting: bool
    version: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A ControllerRevision; its `data` as JSON text."""

    name: str
    number: int
    data: bytes
    created_at: datetime
    marks: Marks

    def record(self) -> RevisionRecord:
        """The record, decoded; one that somebody else filled decodes to an empty one."""
        data = _mapping(json.loads(self.data))
        return RevisionRecord(
            name=self.name,
            number=self.number,
            pod_spec=_mapping(data.get(POD_SPEC)),
            deployment=dict(_mapping(data.get(DEPLOYMENT))),
            created_at=self.created_at,
            marks=self.marks,
        )


Detail: TypeAlias = DeploymentView | ServiceView | SliceView | StoredRevision | PodView | None


@dataclass(frozen=True, slots=True)
class Stored:
    """One child (or pod, or slice). Equal when nothing that a plan looks at has changed."""

    kind: str
    name: str
    uid: str
    owner_uid: str
    owner: str
    digest: str
    detail: Detail
    version: int = field(compare=False)


def version_of(raw: Manifest) -> int:
    """resourceVersion as the number that it is (comparable by contract since Kubernetes 1.35)."""
    try:
        return int(raw["metadata"]["resourceVersion"])
    except (KeyError, TypeError, ValueError):
        return 0


def endpoint(raw: Manifest) -> StoredEndpoint:
    """An InferenceEndpoint."""
    metadata = raw["metadata"]
    return StoredEndpoint(
        name=metadata["name"],
        namespace=metadata["namespace"],
        uid=metadata["uid"],
        generation=int(metadata.get("generation") or 0),
        spec=_compact(raw.get("spec")),
        status=_compact(raw.get("status")),
        deleting="deletionTimestamp" in metadata,
        version=version_of(raw),
    )


def child(kind: str, raw: Manifest) -> Stored:
    """A child of an endpoint, one of its pods, or a slice of its Service."""
    metadata = raw["metadata"]
    controller = controller_of(raw)
    make = _DETAILS.get(kind)
    detail = make(raw) if make is not None else None
    ours = kind not in DERIVED_KINDS or (isinstance(detail, SliceView) and detail.claim is not None)
    return Stored(
        kind=kind,
        name=metadata["name"],
        uid=metadata["uid"],
        owner_uid=controller.get("uid", ""),
        owner=owner_of(raw),
        # What controllers make has no intent of ours to be compared with.
        digest=owned_digest(raw) if ours else "",
        detail=detail,
        version=version_of(raw),
    )


def controller_of(raw: Manifest) -> Mapping[str, Any]:
    """The controller ownerReference, `{}` without one."""
    for reference in raw["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return _mapping(reference)
    return {}


def owner_of(raw: Manifest) -> str:
    """Who an object belongs to, for people: its controller, else the programs that wrote it."""
    controller = controller_of(raw)
    if controller:
        return f"{controller.get('kind', '')} {controller.get('name', '')}"
    entries = raw["metadata"].get("managedFields") or ()
    managers = sorted({str(entry.get("manager")) for entry in entries if entry.get("manager")})
    return ", ".join(managers) if managers else "someone else"


def _deployment(raw: Manifest) -> DeploymentView:
    conditions = _conditions(raw)
    progressing = conditions.get("Progressing", {})
    failure = conditions.get("ReplicaFailure", {})
    return DeploymentView(
        name=raw["metadata"]["name"],
        replicas=int(_mapping(raw.get("spec")).get("replicas") or 0),
        completed=progressing.get("reason") == "NewReplicaSetAvailable",
        replica_failure=str(failure.get("message", "")) if failure.get("status") == "True" else "",
        serving=read_serving(raw["metadata"].get("annotations") or {}),
        warm=read_warm(raw["metadata"].get("annotations") or {}),
    )


def _service(raw: Manifest) -> ServiceView:
    annotations = raw["metadata"].get("annotations") or {}
    selector = _mapping(raw.get("spec")).get("selector") or {}
    return ServiceView(
        active_revision=annotations.get(ACTIVE_REVISION),
        selected_revision=selector.get(REVISION_LABEL),
        switch=read_switch(annotations),
    )


def _slice(raw: Manifest) -> SliceView:
    pods = (_mapping(entry.get("targetRef")).get("name") for entry in ready_backends(raw))
    labels = raw["metadata"].get("labels") or {}
    claim = read_claim(raw) if labels.get(MANAGED_BY_LABEL) == MANAGED_BY else None
    ready = tuple(sorted(str(pod) for pod in pods if pod))
    return SliceView(labels.get(SERVICE_NAME_LABEL, ""), ready, claim)


def _revision(raw: Manifest) -> StoredRevision:
    return StoredRevision(
        name=raw["metadata"]["name"],
        number=int(raw.get("revision") or 0),
        data=_compact(raw.get("data")),
        created_at=_time(raw["metadata"].get("creationTimestamp"))
        or datetime.fromtimestamp(0, UTC),
        marks=read_marks(raw["metadata"].get("annotations") or {}),
    )


def _pod(raw: Manifest) -> PodView:
    metadata, status = raw["metadata"], _mapping(raw.get("status"))
    labels, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    conditions = _conditions(raw)
    scheduled = conditions.get("PodScheduled", {})
    worker = _worker_status(status)
    state = _mapping(worker.get("state"))
    waiting, running = _mapping(state.get("waiting")), _mapping(state.get("running"))
    refused = scheduled.get("reason") == "Unschedulable" and scheduled.get("status") == "False"
    failed = status.get("phase") == "Failed"
    return PodView(
        name=metadata["name"],
        uid=metadata["uid"],
        revision=labels.get(REVISION_LABEL, ""),
        role=labels.get(ROLE_LABEL, ""),
        created_at=_time(metadata.get("creationTimestamp")) or datetime.fromtimestamp(0, UTC),
        draining_since=read_since(annotations),
        deletion_cost=read_cost(annotations),
        version=str(metadata.get("resourceVersion") or ""),
        ready=conditions.get("Ready", {}).get("status") == "True",
        deleting="deletionTimestamp" in metadata,
        gone_by=_time(metadata.get("deletionTimestamp")),
        phase=str(status.get("phase") or "Pending"),
        ip=status.get("podIP"),
        restarts=int(worker.get("restartCount") or 0),
        scheduled_at=_time(scheduled.get("lastTransitionTime"))
        if scheduled.get("status") == "True"
        else None,
        unschedulable=str(scheduled.get("message") or "") if refused else "",
        refused_at=_time(scheduled.get("lastTransitionTime")) if refused else None,
        started_at=_time(running.get("startedAt")),
        waiting_reason=str(waiting.get("reason") or ""),
        # A pod that the kubelet refused has no container status; its own message says why.
        waiting_message=str(
            waiting.get("message") or (status.get("message") if failed else "") or ""
        ),
        failed_reason=str(status.get("reason") or "Failed") if failed else "",
        termination=_termination(worker),
    )


def _worker_status(status: Mapping[str, Any]) -> Mapping[str, Any]:
    for entry in status.get("containerStatuses") or ():
        if entry.get("name") == WORKER_CONTAINER:
            return _mapping(entry)
    return {}


def _termination(worker: Mapping[str, Any]) -> Termination | None:
    """How the container died: now, or before the kubelet restarted it."""
    ended = _mapping(_mapping(worker.get("state")).get("terminated")) or _mapping(
        _mapping(worker.get("lastState")).get("terminated")
    )
    if not ended:
        return None
    told = _termination_log(str(ended.get("message") or ""))
    code = int(ended.get("exitCode") or 0)
    reason, message = str(told.get("reason") or ""), str(told.get("message") or "")
    permanent = told.get("permanent") is True
    if ended.get("reason") == "OOMKilled" and (code == SIGKILLED or not reason):
        # The kernel left no time for a last word; when only the engine was killed, there is one.
        reason, permanent = OUT_OF_MEMORY, False
        message = (
            "the container was killed for using more memory than its limit;"
            " raise spec.runtime.resources.limits.memory"
        )
    elif not reason:
        if code == 0 and not ended.get("message"):
            return None
        reason = ENGINE_CRASHED
        message = message or f"the worker exited with code {code}"
    return Termination(
        reason=reason,
        message=message,
        exit_code=code,
        permanent=permanent,
        at=_time(ended.get("finishedAt")),
    )


def _termination_log(text: str) -> Mapping[str, Any]:
    """The worker's last word: one line of JSON; anything else becomes a plain message."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return {}
    try:
        told = json.loads(lines[-1])
    except ValueError:
        return {"message": lines[-1][:1024]}
    return told if isinstance(told, dict) else {"message": lines[-1][:1024]}


_DETAILS: dict[str, Callable[[Manifest], Detail]] = {
    "Deployment": _deployment,
    "Service": _service,
    "EndpointSlice": _slice,
    "ControllerRevision": _revision,
    "Pod": _pod,
}


def _conditions(raw: Manifest) -> dict[str, Mapping[str, Any]]:
    entries = _mapping(raw.get("status")).get("conditions") or ()
    return {str(entry.get("type")): _mapping(entry) for entry in entries}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _compact(value: Any) -> bytes:
    return json.dumps(value or {}, separators=(",", ":")).encode()


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
