"""An endpoint and its revisions, as the commands look at them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilotlight.cli import raw
from pilotlight.manifests.marks import Failure, read_marks
from pilotlight.manifests.names import WORKER_CONTAINER
from pilotlight.manifests.revision import DEPLOYMENT, POD_SPEC


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the status."""

    type: str
    status: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision that runs, from the status."""

    name: str
    role: str
    model: str
    image: str
    replicas: int
    ready: int
    created_at: datetime | None
    outdated: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate says."""

    metric: str
    percentile: int
    verdict: str
    message: str

    @property
    def name(self) -> str:
        """`TimeToFirstToken p95`."""
        return f"{self.metric} p{self.percentile}" if self.percentile else self.metric

    @property
    def why(self) -> str:
        """Its message without its name, which stands beside it."""
        return self.message.removeprefix(self.name).lstrip(": ")


@dataclass(frozen=True, slots=True)
class Rollout:
    """The change that is under way. Phases are text: a newer operator may have more of them."""

    phase: str
    since: datetime | None = None
    deadline: datetime | None = None
    revision: str = ""
    capacity: str = ""
    previous: str = ""
    preview_url: str = ""
    gates: tuple[Gate, ...] = ()
    message: str = ""

    @property
    def shares(self) -> bool:
        """The revision before has a part of the traffic, while replicas are exchanged."""
        stepwise = self.capacity == "Stepwise" and self.phase in ("Baking", "Exchanging")
        return bool(self.previous) and stepwise


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An InferenceEndpoint. `spec` is as it is stored; `managers` wrote some of it."""

    name: str
    namespace: str
    uid: str
    generation: int
    version: str
    spec: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    managers: frozenset[str] = frozenset()
    observed_generation: int = 0
    message: str = ""
    url: str = ""
    ready: int = 0
    desired: int = 0
    active: str = ""
    preview: str = ""
    revisions: tuple[RevisionRow, ...] = ()
    rollout: Rollout | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def phase(self) -> str:
        """Where the rollout stands; empty when the operator has not said."""
        return self.rollout.phase if self.rollout is not None else ""

    @property
    def seen(self) -> bool:
        """The operator has acted on the newest spec."""
        return self.observed_generation == self.generation

    @property
    def paused(self) -> bool:
        """The operator only reports."""
        return self.spec.get("paused") is True

    @property
    def waits_for_people(self) -> bool:
        """Promotion is Manual."""
        return raw.mapping(self.spec.get("rollout")).get("promotion") == "Manual"

    def condition(self, kind: str) -> Condition | None:
        """One condition."""
        return next((it for it in self.conditions if it.type == kind), None)

    def row(self, revision: str) -> RevisionRow | None:
        """A revision that runs."""
        return next((it for it in self.revisions if it.name == revision), None)


@dataclass(frozen=True, slots=True)
class Revision:
    """A ControllerRevision: `pod_spec` is what was asked for, defaults written out."""

    name: str
    number: int
    pod_spec: Mapping[str, Any]
    image: str
    created_at: datetime | None
    failure: Failure | None = None

    @property
    def model(self) -> str:
        """The model URI with its revision."""
        source = raw.mapping(self.pod_spec.get("model"))
        uri, label = raw.text(source.get("uri")), raw.text(source.get("revision"))
        return f"{uri}@{label}" if label else uri


def endpoint(found: Mapping[str, Any]) -> Endpoint:
    """From the object."""
    metadata, status = raw.mapping(found.get("metadata")), raw.mapping(found.get("status"))
    told = status.get("rollout")
    return Endpoint(
        name=raw.text(metadata.get("name")),
        namespace=raw.text(metadata.get("namespace")),
        uid=raw.text(metadata.get("uid")),
        generation=raw.count(metadata.get("generation")),
        version=raw.text(metadata.get("resourceVersion")),
        spec=raw.mapping(found.get("spec")),
        labels=raw.mapping(metadata.get("labels")),
        annotations=raw.mapping(metadata.get("annotations")),
        managers=frozenset(
            raw.text(it.get("manager")) for it in raw.entries(metadata.get("managedFields"))
        ),
        observed_generation=raw.count(status.get("observedGeneration")),
        message=raw.text(status.get("message")),
        url=raw.text(status.get("url")),
        ready=raw.count(status.get("readyReplicas")),
        desired=raw.count(status.get("desiredReplicas")),
        active=raw.text(status.get("activeRevision")),
        preview=raw.text(status.get("previewRevision")),
        revisions=tuple(_row(it) for it in raw.entries(status.get("revisions"))),
        rollout=_rollout(raw.mapping(told)) if told else None,
        conditions=tuple(_condition(it) for it in raw.entries(status.get("conditions"))),
    )


def revision(found: Mapping[str, Any]) -> Revision:
    """From a ControllerRevision."""
    metadata, data = raw.mapping(found.get("metadata")), raw.mapping(found.get("data"))
    return Revision(
        name=raw.text(metadata.get("name")),
        number=raw.count(found.get("revision")),
        pod_spec=raw.mapping(data.get(POD_SPEC)),
        image=_image(raw.mapping(data.get(DEPLOYMENT))),
        created_at=raw.time(metadata.get("creationTimestamp")),
        failure=read_marks(raw.mapping(metadata.get("annotations"))).failure,
    )


def _row(told: Mapping[str, Any]) -> RevisionRow:
    return RevisionRow(
        name=raw.text(told.get("name")),
        role=raw.text(told.get("role")),
        model=raw.text(told.get("model")),
        image=raw.text(told.get("image")),
        replicas=raw.count(told.get("replicas")),
        ready=raw.count(told.get("readyReplicas")),
        created_at=raw.time(told.get("createdAt")),
        outdated=raw.text(told.get("outdated")),
    )


def _rollout(told: Mapping[str, Any]) -> Rollout:
    return Rollout(
        phase=raw.text(told.get("phase")),
        since=raw.time(told.get("since")),
        deadline=raw.time(told.get("deadline")),
        revision=raw.text(told.get("revision")),
        capacity=raw.text(told.get("capacityMode")),
        previous=raw.text(told.get("previousRevision")),
        preview_url=raw.text(told.get("previewUrl")),
        gates=tuple(
            Gate(
                raw.text(it.get("metric")),
                raw.count(it.get("percentile")),
                raw.text(it.get("verdict")),
                raw.text(it.get("message")),
            )
            for it in raw.entries(told.get("gates"))
        ),
        message=raw.text(told.get("message")),
    )


def _condition(told: Mapping[str, Any]) -> Condition:
    return Condition(
        raw.text(told.get("type")),
        raw.text(told.get("status")),
        raw.text(told.get("reason")),
        raw.text(told.get("message")),
    )


def _image(deployment: Mapping[str, Any]) -> str:
    template = raw.mapping(raw.mapping(deployment.get("template")).get("spec"))
    for container in raw.entries(template.get("containers")):
        if container.get("name") == WORKER_CONTAINER:
            return raw.text(container.get("image"))
    return ""
