"""The world of one endpoint, as seen in one instant.

`None` in a field that could be unseen means "could not be observed", never "is not there".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.capacity import Capacity
from pilotlight.core.orders import OrderReport, SleepReport
from pilotlight.core.scaling.report import ScalingReport
from pilotlight.core.scaling.wake import Wake
from pilotlight.core.smoke import SmokeOrder, SmokeReport
from pilotlight.core.traffic import TrafficOrder, TrafficReport
from pilotlight.manifests.hold import ActivatorPod, Claim
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import NO_MARKS, NO_SWITCH, Marks, Switch
from pilotlight.manifests.platform import Platform

SIGKILLED = 128 + 9
"""Exit code of a process that SIGKILL ended: there was no time for a last word."""

OPTIONAL_KINDS = frozenset({"PodMonitor", "Pod"})
"""An endpoint serves as asked without them, or with pods as they are labelled: what is refused of
them never pulls Ready down."""


@dataclass(frozen=True, slots=True)
class InvalidSpec:
    """A stored spec that this operator cannot read; `problem` names the field and the mend."""

    problem: str


@dataclass(frozen=True, slots=True)
class EndpointView:
    """The user's object."""

    name: str
    namespace: str
    uid: str
    generation: int
    spec: EndpointSpec | InvalidSpec
    status: EndpointStatus
    deleting: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """Any object that carries our endpoint label under a name of ours.

    `digest` is the fingerprint of the values that our own field manager holds in it (compare with
    `manifests.manifest.digest` of an intent). `controlled` says that its controller ownerReference
    is this very endpoint (by uid); `owner` names who holds it otherwise.
    """

    kind: str
    name: str
    uid: str
    digest: str
    controlled: bool = True
    owner: str = ""

    @property
    def in_the_way(self) -> bool:
        """Someone else's object under a name that the endpoint cannot do without."""
        return not self.controlled and self.kind not in OPTIONAL_KINDS


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """What a ControllerRevision stores: immutable but for its annotations.

    `pod_spec` is the user's pod-affecting spec, defaults written out;
    `deployment` is the rendered Deployment spec without replicas; `marks` are its annotations.
    """

    name: str
    number: int
    pod_spec: Mapping[str, Any]
    deployment: Manifest
    created_at: datetime
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """One revision's Deployment. `completed`: it was fully available once, so it is proven.

    serving: what is remembered of how many replicas were decided, where these are others. warm: of
    how many of them are for the pool; None where that is lost, or there is none.
    """

    name: str
    replicas: int
    completed: bool = False
    replica_failure: str = ""
    serving: int | None = None
    warm: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The active Service: its annotations, and the revision in its selector."""

    active_revision: str | None
    selected_revision: str | None
    switch: Switch = NO_SWITCH


@dataclass(frozen=True, slots=True)
class SliceView:
    """One EndpointSlice: the Service that it belongs to, and the pods that get its traffic; of one
    that is ours what it says."""

    service: str
    ready_pods: tuple[str, ...]
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """Answer of a worker's `GET /state`. Durations in seconds, by stage of the cold start. sleep:
    None without sleep mode. checks_keys: it knows of keys; older images do not. keys_required:
    whether a request needs one there; None: it has not said. secret_keys: names that have a key in
    the Secret that it mounts; None without one."""

    phase: str
    percent: int | None = None
    in_flight: int = 0
    cold_start: Mapping[str, float] = field(default_factory=dict)
    resolved_commit: str | None = None
    message: str = ""
    sleep: SleepReport | None = None
    checks_keys: bool = False
    keys_required: bool | None = None
    secret_keys: int | None = None


@dataclass(frozen=True, slots=True)
class Termination:
    """How the worker container died last; `reason` and `message` come from its termination log."""

    reason: str
    message: str
    exit_code: int
    permanent: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PodView:
    """One worker pod.

    role, draining_since, deletion_cost: as `manifests.role` writes them, or somebody else did.
    version: its resourceVersion. gone_by: when a pod on its way out has to have ended, its grace
    period included. refused_at: when the scheduler first found no node for it (`unschedulable`
    says why). worker: what its worker said last; mute: it is Ready and has never said anything,
    though it was asked.
    """

    name: str
    uid: str
    revision: str
    role: str
    created_at: datetime
    draining_since: datetime | None = None
    deletion_cost: int | None = None
    version: str = field(default="", compare=False)
    ready: bool = False
    deleting: bool = False
    gone_by: datetime | None = None
    phase: str = "Pending"
    ip: str | None = None
    restarts: int = 0
    scheduled_at: datetime | None = None
    unschedulable: str = ""
    refused_at: datetime | None = None
    started_at: datetime | None = None
    waiting_reason: str = ""
    waiting_message: str = ""
    mount_problem: str = ""
    failed_reason: str = ""
    termination: Termination | None = None
    worker: WorkerReport | None = None
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Promoted:
    """A pod of the warm pool has begun to serve. took: from the decision to then."""

    at: datetime
    took: timedelta


@dataclass(frozen=True, slots=True)
class WriteProblem:
    """A write of an earlier pass that the API server refused, and that holds until it succeeds.

    `conflict`: the name is taken by an object that is not ours; `message` names its owner.
    """

    kind: str
    name: str
    message: str
    conflict: bool = False

    @property
    def optional(self) -> bool:
        """The endpoint serves as asked all the same."""
        return self.kind in OPTIONAL_KINDS


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything `plan` may look at, but for the time.

    `children` by (kind, name). `routed` has the names of the pods that the Service's EndpointSlices
    list as ready: those that get new connections. `smoke`, `traffic` and `capacity` are the
    newest answers to what a plan ordered. `scaling` is the newest decision about the number of
    replicas: None without `spec.scaling`, and until the first one. `lacking`: another endpoint that
    waits for accelerators to serve with, by their resource name. `promoted`: the last one that this
    operator has seen. `orders`: what became of those to workers, by uid of the pod. `wake`:
    requests that are held for it; None when none ever were, as far as this operator knows.
    `activators`: their Ready pods, None when they could not be observed. `hold_port`: the
    endpoint's own port on them, the one to be given when it has none; None when none is left.
    `hold_cold_start`: as its slice tells it. `unseen` names the kinds that could not be observed:
    as long as it is not empty nothing is deleted or scaled down, and no traffic is moved.
    """

    endpoint: EndpointView
    platform: Platform
    children: Mapping[tuple[str, str], Child] = field(default_factory=dict)
    records: tuple[RevisionRecord, ...] = ()
    deployments: Mapping[str, DeploymentView] = field(default_factory=dict)
    service: ServiceView | None = None
    pods: tuple[PodView, ...] = ()
    routed: frozenset[str] = frozenset()
    problems: tuple[WriteProblem, ...] = ()
    smoke: SmokeReport | None = None
    traffic: TrafficReport | None = None
    capacity: Capacity | None = None
    scaling: ScalingReport | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)
    promoted: Promoted | None = None
    orders: Mapping[str, OrderReport] = field(default_factory=dict)
    wake: Wake | None = None
    activators: tuple[ActivatorPod, ...] | None = None
    hold_port: int | None = None
    hold_cold_start: timedelta | None = None
    unseen: frozenset[str] = frozenset()

    def smoke_for(self, order: SmokeOrder | None) -> SmokeReport | None:
        """The answer to this very order, if it is here."""
        return self.smoke if self.smoke is not None and self.smoke.order == order else None

    def traffic_for(self, order: TrafficOrder) -> TrafficReport | None:
        """The answer to this very order, if it is here."""
        return self.traffic if self.traffic is not None and self.traffic.order == order else None
