"""A simulated cluster with a clock of its own: API server, Deployment controller and kubelet in a
few lines, so that whole rollouts run in milliseconds and can be killed at any write.

It stores exactly what the plan applies, and lets pods start, crash and drain at set speeds. It is
an environment, not a double of our own code: everything that decides is the real `plan`.
"""

import copy
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.actions import Action, Apply, Delete, Relabel
from pilotlight.core.capacity import (
    Capacity,
    CapacityOrder,
    CapacityReport,
    Claim,
    Quota,
    need_of,
)
from pilotlight.core.hold import holds
from pilotlight.core.observed import (
    Child,
    DeploymentView,
    EndpointView,
    InvalidSpec,
    Observed,
    PodView,
    RevisionRecord,
    ServiceView,
    Termination,
    WorkerReport,
)
from pilotlight.core.orders import (
    ASLEEP,
    AWAKE,
    DRAINING,
    WAKE_WITHIN,
    WAKING,
    Order,
    OrderReport,
    SleepReport,
    Verb,
)
from pilotlight.core.placement import Node, Taint
from pilotlight.core.plan import Plan, plan
from pilotlight.core.scaling.autoscale import decide
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy_of import policy_of
from pilotlight.core.scaling.report import ScalingReport, in_flight
from pilotlight.core.scaling.samples import Fleet, Load, Sample
from pilotlight.core.scaling.wake import Wake
from pilotlight.core.scaling.wanted import asked_of
from pilotlight.core.smoke import SmokeOrder, SmokeReport
from pilotlight.core.traffic import Histogram, Traffic, TrafficOrder, TrafficReport
from pilotlight.manifests import names
from pilotlight.manifests.deployment import image_of
from pilotlight.manifests.hold import ActivatorPod
from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.marks import (
    ACTIVE_REVISION,
    ACTIVE_SINCE,
    FAILED,
    PROVEN_AT,
    read_marks,
    read_serving,
    read_switch,
    read_warm,
)
from pilotlight.manifests.platform import Platform
from pilotlight.manifests.resources import GPU
from pilotlight.manifests.role import SERVING, Role
from tests.builders import PLATFORM, a_spec
from tests.story.invariants import Watch

START = datetime(2026, 1, 1, tzinfo=UTC)
LOAD = timedelta(seconds=20)
DRAIN = timedelta(seconds=10)
DOZES = timedelta(seconds=6)
"""From the order to sleep until the engine sleeps: nothing in flight, and no request any more."""
WAKES = timedelta(seconds=3)
TEST = timedelta(seconds=2)
ASKED_EVERY = timedelta(seconds=10)
SURVEYED_EVERY = timedelta(seconds=5)
DECIDED_EVERY = timedelta(seconds=5)
REJECTED = "UnexpectedAdmissionError"
EVICTED = "Evicted"
UNREACHABLE = "node.kubernetes.io/unreachable"
NOTICED = timedelta(seconds=50)
"""Without a heartbeat a node is not Ready any more, and none of its pods is
(kube-controller-manager `--node-monitor-grace-period`)."""
TOLERATED = timedelta(seconds=300)
"""From then on until its pods are deleted, by what DefaultTolerationSeconds writes into them."""
LOST = timedelta(minutes=1)
"""After its grace period a pod that is not gone has nobody who would stop it."""


@dataclass
class Pod:
    """What scheduler and kubelet know of a pod. `node` is "" where accelerators are plentiful.

    grace: its `terminationGracePeriodSeconds`. begun: since when its engine loads. refused_at: when
    the scheduler first found no node for it. gone_by: its `deletionTimestamp`. deleted_at: when its
    kubelet has stopped it, if there is one. role: as its labels and annotations say, their version.
    busy_until: when the last stream ends of one that has left the Service. sleep: the phase of its
    worker's, since when.
    """

    name: str
    uid: str
    revision: str
    image: str
    gpus: int
    created_at: datetime
    grace: timedelta = timedelta()
    node: str | None = None
    scheduled_at: datetime | None = None
    begun: datetime | None = None
    unschedulable: str = ""
    refused_at: datetime | None = None
    failed: str = ""
    restarts: int = 0
    crashed: Termination | None = None
    gone_by: datetime | None = None
    deleted_at: datetime | None = None
    role: Role = SERVING
    version: int = 1
    busy_until: datetime | None = None
    sleep: str = AWAKE
    sleep_since: datetime = START

    @property
    def serves(self) -> bool:
        """The Service selects it."""
        return self.counts and self.role.name == names.ROLE_SERVING

    @property
    def counts(self) -> bool:
        """Its ReplicaSet makes no other one in its place."""
        return self.deleted_at is None and not self.failed


@dataclass
class World:
    """The cluster around one endpoint.

    broken_images: cannot be pulled. crashing_images: the engine dies 5 s after its start.
    frozen_slices: what the EndpointSlices list while their controller is away.
    garbage_images: Ready, but no smoke test passes. erring_images, slow_images: half of the
    answers are errors, or ten times slower. rps: requests per second that come. prometheus: what
    is the matter with it, empty when nothing is.
    requests: that run at a time, on all pods together; None where nobody decides how many replicas
    there are. While none is ready the activators hold them, if there are any: `wake`.
    nodes: accelerators of each node; without any they are plentiful. foreign: those that strangers
    hold. snatchers: strangers who take one in the moment in which a pod of ours asks for it.
    claims: what other endpoints were promised. lacking: one of them that lacks some to serve with.
    quota: accelerators that the namespace may have.
    uncountable: why nodes cannot be listed, empty when they can be. survey_down: the API server
    gives no answer to who lists them.
    silent: nodes that died, or whose network did, and since when. tolerated: how long pods stay on
    them. drain: how long a pod that served takes to stop.
    apart: required anti-affinity keeps any two pods of the endpoint off one node. claimed: dynamic
    resource allocation hands the accelerators out, and no node lists them (KEP-5004).
    lag: seconds that the EndpointSlices are behind.
    orders: what became of those to workers; ordered: those, and since when; both by uid. sound:
    uids of workers that never wake. deaf: workers take no orders.
    required: what Ready workers say of keys, whether they ask for them; None: they do not answer.
    rejecting: the kubelets refuse every new pod. deleting: the user has deleted the endpoint.
    """

    spec: dict[str, Any] = field(default_factory=a_spec)
    generation: int = 1
    status: EndpointStatus = field(default_factory=EndpointStatus)
    now: datetime = START
    platform: Platform = PLATFORM
    objects: dict[tuple[str, str], Manifest] = field(default_factory=dict)
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    uids: dict[tuple[str, str], str] = field(default_factory=dict)
    created: dict[tuple[str, str], datetime] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    pods: list[Pod] = field(default_factory=list)
    broken_images: set[str] = field(default_factory=set)
    crashing_images: set[str] = field(default_factory=set)
    garbage_images: set[str] = field(default_factory=set)
    erring_images: set[str] = field(default_factory=set)
    slow_images: set[str] = field(default_factory=set)
    rps: float = 10.0
    prometheus: str = ""
    requests: float | None = None
    scaling: ScalingReport | None = None
    activators: tuple[ActivatorPod, ...] | None = None
    wake: Wake | None = None
    arrived: Counter[str] = field(default_factory=Counter)
    memory: Memory = field(default_factory=Memory)
    smoke: SmokeReport | None = None
    smoke_since: tuple[SmokeOrder, datetime] | None = None
    orders: dict[str, OrderReport] = field(default_factory=dict)
    ordered: dict[str, tuple[Order, datetime]] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)
    deaf: bool = False
    traffic: TrafficReport | None = None
    nodes: dict[str, int] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    snatchers: int = 0
    claims: list[Claim] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)
    quota: int | None = None
    uncountable: str = ""
    survey_down: bool = False
    silent: dict[str, datetime] = field(default_factory=dict)
    tolerated: timedelta = TOLERATED
    drain: timedelta = DRAIN
    apart: bool = False
    claimed: bool = False
    lag: int = 0
    required: bool | None = None
    rejecting: bool = False
    refused: set[str] = field(default_factory=set)
    surveying: CapacityOrder | None = None
    survey: CapacityReport | None = None
    deleting: bool = False
    watch: Watch = field(default_factory=Watch)
    unseen: frozenset[str] = frozenset()
    frozen_slices: frozenset[str] | None = None
    late_slices: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)
    writes: int = 0
    serial: int = 0

    # What the user does

    def edit(self, **changes: Any) -> None:
        """An edit of the spec, as `kubectl apply` would send it."""
        self.spec = {**self.spec, **changes}
        self.generation += 1

    def retry(self) -> None:
        """`kubectl pilotlight rollout retry`: no revision is quarantined any more."""
        for key, manifest in list(self.objects.items()):
            annotations = manifest["metadata"].get("annotations", {})
            if FAILED in annotations:
                kept = {name: it for name, it in annotations.items() if name != FAILED}
                metadata = {**manifest["metadata"], "annotations": kept}
                self.store(key, {**manifest, "metadata": metadata})

    def delete(self) -> None:
        """The endpoint is deleted, and its children with it."""
        self.deleting = True
        for key in list(self.objects):
            self.forget(key)

    # What fate does

    def node_dies(self, name: str) -> None:
        """Its kubelet says nothing any more, and stops nothing."""
        self.silent.setdefault(name, self.now)

    def node_returns(self, name: str) -> None:
        """Its kubelet was away, the engines on it were not. It stops what has to go, and starts
        what it was given meanwhile."""
        self.silent.pop(name, None)
        for pod in self.pods:
            if pod.node == name and pod.begun is None:
                pod.begun = self.now

    def evictable(self) -> list[Pod]:
        """Pods whose kubelet may evict them."""
        there = (pod for pod in self.pods if pod.begun is not None and pod.counts)
        return [pod for pod in there if pod.node not in self.silent]

    def pod_fails(self, pod: Pod) -> None:
        """Its kubelet evicts it: it is as good as gone, but stays to be looked at."""
        pod.failed = EVICTED

    def node_is_removed(self, name: str) -> None:
        """As the cloud's controller does once its machine is gone; then its pods are collected."""
        self.silent.pop(name, None)
        del self.nodes[name]

    def slices_fall_behind(self, seconds: int) -> None:
        """From now on by so much, from what they list now."""
        self.late_slices = [(self.now, self.routed())]
        self.lag = seconds

    def preview(self) -> str | None:
        """The revision that the preview Service selects."""
        manifest = self.objects.get(("Service", "chat-preview"))
        return manifest["spec"]["selector"][names.REVISION_LABEL] if manifest else None

    # What the operator sees

    def observe(self) -> Observed:
        """The world as the real view would show it."""
        endpoint = EndpointView(
            "chat",
            "demo",
            "uid-of-chat",
            self.generation,
            self.parsed(),
            self.status,
            deleting=self.deleting,
        )
        return Observed(
            endpoint=endpoint,
            platform=self.platform,
            children={
                key: Child(*key, self.uids[key], self.digests[key])
                for key in self.objects
                if key[0] not in self.unseen
            },
            records=tuple(self._records()),
            deployments={
                name: DeploymentView(
                    name,
                    m["spec"]["replicas"],
                    name in self.completed,
                    self._refusal(name),
                    read_serving(m["metadata"].get("annotations", {})),
                    read_warm(m["metadata"].get("annotations", {})),
                )
                for (kind, name), m in self.objects.items()
                if kind == "Deployment"
            },
            service=self._service() if "Service" not in self.unseen else None,
            pods=tuple(self._pod_view(pod) for pod in self.pods),
            routed=self.routed(),
            smoke=self.smoke,
            traffic=self.traffic,
            capacity=self.capacity(),
            scaling=self.scaling,
            lacking=self.lacking,
            orders=dict(self.orders),
            wake=self.wake,
            activators=self.activators,
            hold_port=20_001,
            unseen=self.unseen,
        )

    def capacity(self) -> Capacity | None:
        """The newest survey, with what others were promised."""
        return Capacity(self.survey, tuple(self.claims)) if self.survey is not None else None

    def _refusal(self, deployment: str) -> str:
        if deployment not in self.refused:
            return ""
        return f'pods "{deployment}-x" is forbidden: exceeded quota: gpus'

    def parsed(self) -> EndpointSpec | InvalidSpec:
        """The spec as the operator reads it."""
        try:
            return EndpointSpec.model_validate(self.spec)
        except ValidationError as error:
            return InvalidSpec(f"spec.{'.'.join(map(str, error.errors()[0]['loc']))}: wrong")

    def _records(self) -> list[RevisionRecord]:
        return [
            RevisionRecord(
                name,
                manifest["revision"],
                manifest["data"]["podSpec"],
                manifest["data"]["deployment"],
                self.created["ControllerRevision", name],
                read_marks(manifest["metadata"].get("annotations", {})),
            )
            for (kind, name), manifest in self.objects.items()
            if kind == "ControllerRevision"
        ]

    def _service(self) -> ServiceView | None:
        manifest = self.objects.get(("Service", "chat"))
        if manifest is None:
            return None
        return ServiceView(
            manifest["metadata"]["annotations"].get(ACTIVE_REVISION),
            manifest["spec"]["selector"].get(names.REVISION_LABEL),
            read_switch(manifest["metadata"]["annotations"]),
        )

    def is_ready(self, pod: Pod) -> bool:
        """Ready: its image exists, its engine lives, and it had the time to load."""
        bad = pod.failed or pod.image in self.broken_images | self.crashing_images
        if bad or pod.begun is None or self._is_unreachable(pod.node):
            return False
        # Until a silent node is missed, its pods are as it last said.
        return self.silent.get(pod.node or "", self.now) - pod.begun >= LOAD

    def _is_unreachable(self, node: str | None) -> bool:
        """Its silence was noticed."""
        return node in self.silent and self.now - self.silent[node] >= NOTICED

    def _pod_view(self, pod: Pod) -> PodView:
        view = PodView(
            pod.name,
            pod.uid,
            pod.revision,
            pod.role.name,
            pod.created_at,
            pod.role.since,
            pod.role.cost,
            str(pod.version),
            ready=self.is_ready(pod) and pod.deleted_at is None,
            deleting=pod.deleted_at is not None,
            gone_by=pod.gone_by,
            scheduled_at=pod.scheduled_at,
            unschedulable=pod.unschedulable,
            refused_at=pod.refused_at,
            restarts=pod.restarts,
            termination=pod.crashed,
        )
        if pod.failed:
            why = "The node was low on resource: memory." if pod.failed == EVICTED else ""
            return replace(view, phase="Failed", failed_reason=pod.failed, waiting_message=why)
        if pod.begun is None:
            return view
        if pod.image in self.broken_images:
            return replace(view, waiting_reason="ImagePullBackOff", waiting_message="not found")
        started = replace(view, phase="Running", started_at=pod.begun, ip=f"10.0.0.{pod.uid}")
        if view.ready and self.has_sleep_mode(pod):
            return replace(started, worker=WorkerReport("Ready", sleep=SleepReport(pod.sleep)))
        if view.ready and self.required is not None:
            said = WorkerReport("Ready", checks_keys=True, keys_required=self.required)
            return replace(started, worker=said)
        if view.ready or view.deleting or pod.node in self.silent:
            return started
        share = (self.now - pod.begun) / LOAD
        return replace(started, worker=WorkerReport("Downloading", min(int(share * 100), 100)))

    # What the operator does

    def carry_out(self, action: Action) -> None:
        """One write, as the API server would take it."""
        self.writes += 1
        key = (action.kind, action.name)
        if isinstance(action, Relabel):
            self._relabel(action)
            return
        if action.kind == "Pod":
            self.pods = [p for p in self.pods if (p.name, p.uid) != (action.name, action.uid)]
            return
        if isinstance(action, Delete):
            assert self.uids.get(key) in (None, action.uid), "deletes only what it saw"
            self.forget(key)
            return
        assert isinstance(action, Apply)
        if key not in self.objects:
            self.serial += 1
            self.uids[key] = f"uid-{self.serial}"
            self.created[key] = self.now
        self.store(key, copy.deepcopy(action.manifest))

    def _relabel(self, action: Relabel) -> None:
        for pod in self.pods:
            if (pod.name, pod.uid, str(pod.version)) == (action.name, action.uid, action.version):
                if action.role == SERVING:
                    pod.busy_until = None
                elif pod.busy_until is None:
                    pod.busy_until = self.now + self.drain
                pod.role, pod.version = action.role, pod.version + 1

    def store(self, key: tuple[str, str], manifest: Manifest) -> None:
        """An object as somebody wrote it."""
        self.objects[key] = manifest
        self.digests[key] = digest(manifest)

    def forget(self, key: tuple[str, str]) -> None:
        """An object is gone."""
        self.objects.pop(key, None)
        self.uids.pop(key, None)
        self.completed.discard(key[1])

    def reconcile(self, *, writes: int | None = None) -> Plan:
        """One pass; with `writes` the operator dies after so many, status included."""
        decided = plan(self.observe(), self.now)
        self.watch.begins(self, decided)
        self._order(decided.orders)
        for action in decided.actions[:writes]:
            self.carry_out(action)
            self.watch.wrote(self, action)
        survived = writes is None or writes > len(decided.actions)
        if survived and decided.status is not None:
            self.writes += 1
            self.status = decided.status
        if survived and not decided.actions:
            self._find_out(decided)
        return decided

    # What the operator finds out

    def restart_operator(self) -> None:
        """What was only in memory is gone."""
        self.smoke, self.smoke_since, self.traffic = None, None, None
        self.surveying, self.survey = None, None
        self.scaling, self.memory, self.wake = None, Memory(), None
        self.orders, self.ordered = {}, {}

    def has_sleep_mode(self, pod: Pod) -> bool:
        """Its worker can be put to sleep."""
        record = self.objects.get(("ControllerRevision", pod.revision))
        if record is None:
            return False
        annotations = record["data"]["deployment"]["template"]["metadata"]["annotations"]
        return bool(json.loads(annotations[names.WORKER_ANNOTATION]).get("sleepMode"))

    def _order(self, orders: Collection[Order]) -> None:
        """As the client of the workers does: each once, and again now and then; no others."""
        for uid in self.ordered.keys() - {order.uid for order in orders}:
            del self.ordered[uid], self.orders[uid]
        for order in orders:
            known = self.ordered.get(order.uid)
            if known is None or known[0] != order:
                self.ordered[order.uid] = order, self.now
                self.orders[order.uid] = OrderReport(order.verb)
        self._obey()

    def _obey(self) -> None:
        """What workers do of what they are told, and answer."""
        pods = {pod.uid: pod for pod in self.pods if pod.counts}
        for uid, (order, since) in self.ordered.items():
            pod, report = pods.get(uid), self.orders[uid]
            if report.done is None and pod is not None and self.is_ready(pod) and not self.deaf:
                done = self._told_to_sleep(pod) if order.verb is Verb.SLEEP else self._woken(pod)
                self.orders[uid] = report = OrderReport(order.verb, done)
            if report.done is None and (self.deaf or self.now - since >= WAKE_WITHIN):
                late = order.verb is Verb.SLEEP or self.now - since >= WAKE_WITHIN
                problem = "it takes no orders" if self.deaf else "it did not wake"
                self.orders[uid] = OrderReport(order.verb, False if late else None, problem)
            again = timedelta(seconds=10)
            if report.done is not None and self.now - since >= again:
                self.ordered[uid] = order, self.now
                self.orders[uid] = replace(report, done=report.done or None)

    def _told_to_sleep(self, pod: Pod) -> bool:
        self.watch.puts_to_sleep(self, pod)
        if pod.sleep == AWAKE:
            pod.sleep, pod.sleep_since = DRAINING, self.now
        return True

    def _woken(self, pod: Pod) -> bool | None:
        if pod.sleep in (AWAKE, DRAINING):
            pod.sleep = AWAKE
        elif pod.sleep == ASLEEP:
            pod.sleep, pod.sleep_since = WAKING, self.now
        return True if pod.sleep == AWAKE else None

    def _doze(self, pod: Pod) -> None:
        """Time passes for its engine."""
        passed = self.now - pod.sleep_since
        if pod.sleep == DRAINING and passed >= DOZES:
            pod.sleep = ASLEEP
        if pod.sleep == WAKING and passed >= WAKES and pod.uid not in self.sound:
            pod.sleep = AWAKE

    def _hold(self) -> None:
        """What comes while no pod is ready waits for one, and the activators say so."""
        waits = bool(self.requests) and not self.listed() and holds(self.observe())
        if waits:
            self.wake = Wake(math.ceil(self.requests or 0), self.now)
        elif self.wake is not None:
            self.wake = replace(self.wake, held=0)

    def _size_up(self) -> None:
        """A round of the autoscaler, every few seconds: what it sees, and what it decides."""
        spec = self.parsed()
        scales = isinstance(spec, EndpointSpec) and spec.scaling is not None
        if not scales or self.requests is None:
            self.scaling, self.memory = None, Memory()
            return
        known = self.scaling
        if known is not None and self.now - known.decision.at < DECIDED_EVERY:
            return
        assert isinstance(spec, EndpointSpec)
        assert spec.scaling is not None
        policy = policy_of(spec.scaling, self.platform, self.now)
        load = self._load(self.requests)
        decision, self.memory = decide(policy, load, self.memory, self.now)
        self.scaling = ScalingReport(decision, self.generation, in_flight(load, self.now))

    def _load(self, requests: float) -> Load:
        there = [pod for pod in self.selected() if pod.name in self.listed()]
        others = [pod for pod in self.selected() if pod not in there]
        stuck = [pod for pod in others if pod.unschedulable]
        fleet = Fleet(
            desired=asked_of(self.observe()),
            ready=frozenset(pod.name for pod in there),
            starting=len(others) - len(stuck),
            stuck=len(stuck),
            stuck_because=stuck[0].unschedulable if stuck else "",
        )
        running = {pod.name: float(self.is_busy(pod)) for pod in self.pods if pod.role.since}
        left = max(0.0, requests - sum(running.values()))
        running |= {pod.name: left / len(there) for pod in there}
        for name, count in running.items():
            self.arrived[name] += math.ceil(count)
        counted = self.platform.activator
        samples = tuple(
            Sample(
                name,
                self.now,
                running=count,
                waiting=0.0,
                arrivals=float(self.arrived[name]) if counted else None,
            )
            for name, count in running.items()
            if not self.prometheus
        )
        revision = self.active() or "shared"
        held = self.wake.held if self.wake is not None else 0
        return Load(
            revision,
            self.now,
            fleet,
            samples,
            problem=self.prometheus,
            held=held,
            holds=holds(self.observe()),
        )

    def is_busy(self, pod: Pod) -> bool:
        """It has left the Service, and still answers somebody."""
        return pod.counts and pod.busy_until is not None and self.now < pod.busy_until

    def _find_out(self, decided: Plan) -> None:
        order = decided.smoke
        if order is None or (self.smoke_since and self.smoke_since[0] != order):
            self.smoke, self.smoke_since = None, None
        if order is not None and self.smoke_since is None:
            self.smoke_since = order, self.now
        if decided.traffic is None:
            self.traffic = None
        elif self._stale(decided.traffic):
            self.traffic = self._ask_prometheus(decided.traffic)
        self.surveying = decided.capacity
        if decided.capacity is None:
            self.survey = None

    def _stale(self, order: TrafficOrder) -> bool:
        known = self.traffic
        return known is None or known.order != order or self.now - known.at >= ASKED_EVERY

    def _ask_prometheus(self, order: TrafficOrder) -> TrafficReport:
        if self.prometheus:
            return TrafficReport(order, self.now, problem=self.prometheus)
        seconds = (self.now - order.since).total_seconds()
        before = self._traffic(order.previous, seconds) if order.previous else Traffic()
        return TrafficReport(
            order, self.now, current=self._traffic(order.revision, seconds), before=before
        )

    def _traffic(self, revision: str, seconds: float) -> Traffic:
        record = self.objects["ControllerRevision", revision]
        image = image_of(record["data"]["deployment"])
        requests = self.rps * seconds
        latency = 2.5 if image in self.slow_images else 0.25
        times = Histogram(
            tuple((bound, requests if bound >= latency else 0.0) for bound in (0.5, 5.0, math.inf)),
            requests * latency,
        )
        return Traffic(
            requests=requests,
            errors=requests / 2 if image in self.erring_images else 0.0,
            rejections=0.0,
            generated=requests * 100,
            ttft=times,
            itl=times,
            e2e=times,
        )

    def _test(self) -> None:
        """The smoke test that was ordered comes to its end."""
        if self.smoke_since is None or self.smoke is not None:
            return
        order, since = self.smoke_since
        record = self.objects.get(("ControllerRevision", order.revision))
        if self.now - since < TEST or record is None:
            return
        bad = image_of(record["data"]["deployment"]) in self.garbage_images
        told = (
            "attempt 3 of 3 failed: no match for 'Paris' in the answer 'zzz'" if bad else "answered"
        )
        self.smoke = SmokeReport(order, not bad, told)

    def free(self, node: str) -> int:
        """Accelerators of a node that nobody holds. What drains holds until it is gone."""
        held = sum(pod.gpus for pod in self.pods if pod.node == node and not pod.failed)
        return self.nodes[node] - self.foreign.get(node, 0) - held

    def _look_around(self) -> None:
        """The survey that was ordered, anew every few seconds."""
        order, known = self.surveying, self.survey
        if order is None:
            return
        if known is not None and known.order == order and self.now - known.at < SURVEYED_EVERY:
            return
        if self.survey_down:
            self.survey = replace(known, outdated=True) if known is not None else None
            return
        if self.uncountable:
            self.survey = CapacityReport(order, self.now, problem=self.uncountable)
            return
        listed = {} if self.claimed else self.nodes or {"endless": 1000}
        others = {"pods": Decimal(100), "cpu": Decimal(100), "memory": Decimal(2**40)}
        placed: dict[tuple[str, str], tuple[str, ...]] = {}
        for pod in self.pods:
            if pod.scheduled_at is not None and pod.counts and not self.claimed:
                before = placed.get(("demo", pod.revision), ())
                placed["demo", pod.revision] = (*before, pod.node or "endless")
        self.survey = CapacityReport(
            order,
            self.now,
            nodes=tuple(
                Node(
                    name,
                    {**others, GPU: Decimal(self.free(name) if self.nodes else gpus)},
                    {},
                    self._taints(name),
                    usable=not self._is_unreachable(name),
                )
                for name, gpus in listed.items()
            ),
            placed=placed,
            quotas=() if self.quota is None else (Quota("gpus", {GPU: Decimal(self._left())}),),
        )

    def _taints(self, node: str) -> tuple[Taint, ...]:
        if not self._is_unreachable(node):
            return ()
        return Taint(UNREACHABLE, "NoSchedule"), Taint(UNREACHABLE, "NoExecute")

    def _left(self) -> int:
        """Of the quota, which counts neither what has ended nor what should have (QuotaV1Pod)."""
        late = {pod.uid for pod in self.pods if pod.gone_by is not None and self.now > pod.gone_by}
        held = sum(pod.gpus for pod in self.pods if not pod.failed and pod.uid not in late)
        return (self.quota or 0) - held

    # What the cluster does

    def tick(self, seconds: float = 1, chance: random.Random | None = None) -> None:
        """Time passes: controllers and kubelets catch up."""
        if self.lag:
            self.late_slices.append((self.now, self.listed()))
        self.now += timedelta(seconds=seconds)
        while len(self.late_slices) > 1 and self._age_of(self.late_slices[1][0]) >= self.lag:
            self.late_slices.pop(0)
        self._test()
        early = chance is not None and bool(self.nodes) and chance.random() < 0.5
        if early:
            self._look_around()
        for pod in self.pods:
            self._age(pod)
            self._doze(pod)
        self._obey()
        self._collect()
        deployments = [(n, m) for (kind, n), m in self.objects.items() if kind == "Deployment"]
        if chance is not None:
            chance.shuffle(deployments)
        for name, manifest in deployments:
            self._replicate(name, manifest, chance)
        for pod in self.pods:
            if ("Deployment", pod.revision) not in self.objects or self._is_evicted(pod):
                self._terminate(pod)
        self._collect()
        self._schedule(chance)
        if not early:
            self._look_around()
        self._hold()
        self._size_up()

    def _age_of(self, moment: datetime) -> float:
        return (self.now - moment).total_seconds()

    def _collect(self) -> None:
        self.pods = [pod for pod in self.pods if not self._is_gone(pod)]

    def _is_gone(self, pod: Pod) -> bool:
        """What its kubelet has stopped, and what is left of nodes that are no more."""
        if pod.node and pod.node not in self.nodes:
            return True
        stopped = pod.deleted_at is not None and self.now >= pod.deleted_at
        return stopped and (pod.node not in self.silent or bool(pod.failed))

    def _is_evicted(self, pod: Pod) -> bool:
        """Its node is silent for longer than it tolerates."""
        since = self.silent.get(pod.node or "")
        return since is not None and self.now - since >= NOTICED + self.tolerated

    def _schedule(self, chance: random.Random | None) -> None:
        """Each pod goes to the node with most room, the oldest first."""
        waiting = [pod for pod in self.pods if pod.scheduled_at is None and pod.counts]
        if chance is not None and self.nodes:
            chance.shuffle(waiting)
        for pod in waiting:
            node = self._place_for(pod, chance)
            if node is not None and self.snatchers and pod.gpus:
                self.snatchers -= 1
                self.foreign[node] = self.foreign.get(node, 0) + 1
                node = self._place_for(pod, chance)
            if node is None:
                pod.unschedulable = self._refused(pod)
                pod.refused_at = pod.refused_at or self.now
                continue
            pod.node, pod.scheduled_at = node, self.now
            pod.unschedulable, pod.refused_at = "", None
            pod.begun = self.now if node not in self.silent else None
            pod.failed = REJECTED if self.rejecting and node not in self.silent else ""

    def _refused(self, pod: Pod) -> str:
        """In the scheduler's words (`FitError.Error`)."""
        reasons = Counter(self._unfit(pod, node) for node in self.nodes)
        told = ", ".join(sorted(f"{count} {reason}" for reason, count in reasons.items()))
        return f"0/{len(self.nodes)} nodes are available: {told}."

    def _unfit(self, pod: Pod, node: str) -> str:
        """The first of the scheduler's filters that rules the node out, in their order."""
        if self._is_unreachable(node):
            return f"node(s) had untolerated taint {{{UNREACHABLE}: }}"
        if self.free(node) < pod.gpus and not self.claimed:
            return f"Insufficient {GPU}"
        # Pods on their way out still count.
        if self.apart and any(it.node == node and not it.failed for it in self.pods):
            return "node(s) didn't match pod anti-affinity rules"
        return "cannot allocate all claims" if self.free(node) < pod.gpus else ""

    def _place_for(self, pod: Pod, chance: random.Random | None) -> str | None:
        if not self.nodes:
            return ""
        open_to = [name for name in self.nodes if not self._unfit(pod, name)]
        if chance is not None and open_to:
            return chance.choice(open_to)
        return max(open_to, key=self.free, default=None)

    def _age(self, pod: Pod) -> None:
        starts = timedelta(seconds=5 * (pod.restarts + 1))
        since = pod.begun if pod.node not in self.silent else None
        if since and pod.image in self.crashing_images and self.now - since >= starts:
            pod.restarts += 1
            message = "the engine refused --nonsense"
            pod.crashed = Termination("BadArguments", message, 2, permanent=True, at=self.now)

    def _replicate(
        self, name: str, manifest: Manifest, chance: random.Random | None = None
    ) -> None:
        want = manifest["spec"]["replicas"]
        gpus = int(need_of(manifest["spec"]).requests.get(GPU, 0))
        grace = manifest["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        have = [pod for pod in self.pods if pod.revision == name and pod.counts]
        self.refused.discard(name)
        for _ in range(want - len(have)):
            if self.quota is not None and self._left() < gpus:
                self.refused.add(name)
                break
            self.serial += 1
            uid = f"{self.serial}"
            image = image_of(manifest["spec"])
            self.pods.append(
                Pod(f"{name}-{uid}", uid, name, image, gpus, self.now, timedelta(seconds=grace))
            )
        if chance is not None and self.nodes:
            chance.shuffle(have)
        else:
            have.reverse()
        # ActivePodsWithRanks of the ReplicaSet controller. Of equals it takes the youngest, but
        # first one that shares its node with most others, and ages differ by orders of magnitude.
        have.sort(
            key=lambda pod: (pod.scheduled_at is not None, self.is_ready(pod), pod.role.cost or 0)
        )
        gone = have[: max(len(have) - want, 0)]
        self.watch.takes(self, gone, have[len(gone) :])
        for pod in gone:
            self._terminate(pod)
        if len(have) == want and all(self.is_ready(pod) for pod in have):
            self.completed.add(name)

    def _terminate(self, pod: Pod) -> None:
        if pod.deleted_at is not None:
            return
        if pod.scheduled_at is None or pod.failed:
            # Nothing runs that would need its grace (the API server's `CheckGracefulDelete`).
            pod.gone_by = pod.deleted_at = self.now
            return
        pod.gone_by = self.now + pod.grace
        pod.deleted_at = self.now + (self.drain if self._holds(pod) else timedelta(seconds=1))

    def _holds(self, pod: Pod) -> bool:
        """Somebody may still be answered by it."""
        return self.is_ready(pod) and (pod.busy_until is None or self.is_busy(pod))

    # What a test asks

    def active(self) -> str | None:
        """The revision that the Service really selects; None where it selects all of them."""
        service = self._service()
        return service.selected_revision if service is not None else None

    def selected(self) -> list[Pod]:
        """Pods that the Service's selector matches, but for those on their way out."""
        if ("Service", "chat") not in self.objects:
            return []
        pinned = self.active()
        return [p for p in self.pods if p.serves and pinned in (None, p.revision)]

    def routed(self) -> frozenset[str]:
        """Pods in the Service's EndpointSlices: those that get new connections."""
        if self.frozen_slices is not None:
            return self.frozen_slices
        return self.late_slices[0][1] if self.lag else self.listed()

    def listed(self) -> frozenset[str]:
        """What they list once they are no longer behind."""
        return frozenset(pod.name for pod in self.selected() if self.is_ready(pod))

    def serving(self) -> int:
        """Ready pods behind the Service."""
        return sum(self.is_ready(pod) for pod in self.selected())

    def fingerprint(self) -> object:
        """What must be equal at the end, however long one took to get there."""
        intents = {
            key: digest(_without_times(manifest))
            for key, manifest in self.objects.items()
            if key[0] != "ControllerRevision"
        }
        pods = sorted(
            (p.revision, p.role.name, self.is_ready(p), p.sleep) for p in self.pods if p.counts
        )
        conditions = [(c.type, c.status, c.reason) for c in self.status.conditions]
        return intents, pods, conditions

    def run(
        self,
        seconds: int = 120,
        each: Callable[["World", Plan], None] | None = None,
        passes: Callable[["World"], Plan] = lambda world: world.reconcile(),
    ) -> None:
        """Pass and tick in turn until the time is over; time in which nothing moves is skipped, but
        for the passes that each survey or round of the autoscaler brings about."""
        quiet = 0
        end = self.now + timedelta(seconds=seconds)
        while self.now < end and (quiet < 3 or self.surveying or self.requests is not None):
            decided = passes(self)
            if each is not None:
                each(self, decided)
            quiet = quiet + 1 if self._is_quiet(decided) else 0
            self.tick(1 if quiet < 10 else SURVEYED_EVERY.total_seconds())
        self.now = max(self.now, end)

    def _is_quiet(self, decided: Plan) -> bool:
        orders = decided.smoke or decided.traffic
        said = decided.actions or decided.status is not None or decided.requeue_after is not None
        late = self.lag and self.routed() != self.listed()
        return not said and not orders and not late and not self._is_something_ahead()

    def _is_something_ahead(self) -> bool:
        """Time alone brings about what nobody does."""
        draining = any(pod.deleted_at is not None and not self.is_lost(pod) for pod in self.pods)
        dozes = any(pod.sleep not in (AWAKE, ASLEEP) for pod in self.pods) or bool(self.ordered)
        missed = any(self.now - since < NOTICED for since in self.silent.values())
        evicted = any(
            pod.node in self.silent and pod.counts and not self._is_evicted(pod)
            for pod in self.pods
        )
        return draining or dozes or missed or evicted

    def is_lost(self, pod: Pod) -> bool:
        """It should be gone for long, and is not."""
        return pod.gone_by is not None and self.now >= pod.gone_by + LOST


def _without_times(manifest: Manifest) -> Manifest:
    metadata = manifest["metadata"]
    kept = {
        key: value
        for key, value in metadata.get("annotations", {}).items()
        if key not in (ACTIVE_SINCE, PROVEN_AT)
    }
    return {**manifest, "metadata": {**metadata, "annotations": kept}}


def converged(world: World) -> bool:
    """A plan on the world as it is has nothing to do and nothing to say."""
    decided = plan(world.observe(), world.now)
    return not decided.actions and decided.status is None and not decided.events
