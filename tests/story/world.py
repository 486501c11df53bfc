"""A simulated cluster with a clock of its own: API server, Deployment controller and kubelet in a
few lines, so that whole rollouts run in milliseconds and can be killed at any write.

It stores exactly what the plan applies, and lets pods start, crash and drain at set speeds. It is
an environment, not a double of our own code: everything that decides is the real `plan`.
"""

import copy
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.actions import Action, Apply, Delete
from pilotlight.core.capacity import (
    Capacity,
    CapacityOrder,
    CapacityReport,
    Claim,
    Quota,
    need_of,
)
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
from pilotlight.core.placement import Node
from pilotlight.core.plan import Plan, plan
from pilotlight.core.smoke import SmokeOrder, SmokeReport
from pilotlight.core.traffic import Histogram, Traffic, TrafficOrder, TrafficReport
from pilotlight.manifests import names
from pilotlight.manifests.deployment import image_of
from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.marks import (
    ACTIVE_REVISION,
    ACTIVE_SINCE,
    FAILED,
    PROVEN_AT,
    read_marks,
    read_switch,
)
from pilotlight.manifests.platform import Platform
from pilotlight.manifests.resources import GPU
from tests.builders import PLATFORM, a_spec
from tests.story.invariants import Watch

START = datetime(2026, 1, 1, tzinfo=UTC)
LOAD = timedelta(seconds=20)
DRAIN = timedelta(seconds=10)
TEST = timedelta(seconds=2)
ASKED_EVERY = timedelta(seconds=10)
SURVEYED_EVERY = timedelta(seconds=5)
REJECTED = "UnexpectedAdmissionError"


@dataclass
class Pod:
    """What scheduler and kubelet know of a pod. `node` is "" where accelerators are plentiful."""

    name: str
    uid: str
    revision: str
    image: str
    gpus: int
    created_at: datetime
    node: str | None = None
    scheduled_at: datetime | None = None
    unschedulable: str = ""
    failed: str = ""
    restarts: int = 0
    crashed: Termination | None = None
    deleted_at: datetime | None = None

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
    nodes: accelerators of each node; without any they are plentiful. foreign: those that strangers
    hold. snatchers: strangers who take one in the moment in which a pod of ours asks for it.
    claims: what other endpoints were promised. quota: accelerators that the namespace may have.
    uncountable: why nodes cannot be listed, empty when they can be.
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
    smoke: SmokeReport | None = None
    smoke_since: tuple[SmokeOrder, datetime] | None = None
    traffic: TrafficReport | None = None
    nodes: dict[str, int] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    snatchers: int = 0
    claims: list[Claim] = field(default_factory=list)
    quota: int | None = None
    uncountable: str = ""
    rejecting: bool = False
    refused: set[str] = field(default_factory=set)
    surveying: CapacityOrder | None = None
    survey: CapacityReport | None = None
    deleting: bool = False
    watch: Watch = field(default_factory=Watch)
    unseen: frozenset[str] = frozenset()
    frozen_slices: frozenset[str] | None = None
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
                    name, m["spec"]["replicas"], name in self.completed, self._refusal(name)
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
        return not bad and pod.scheduled_at is not None and self.now - pod.scheduled_at >= LOAD

    def _pod_view(self, pod: Pod) -> PodView:
        view = PodView(
            pod.name,
            pod.uid,
            pod.revision,
            names.ROLE_SERVING,
            pod.created_at,
            ready=self.is_ready(pod) and pod.deleted_at is None,
            deleting=pod.deleted_at is not None,
            scheduled_at=pod.scheduled_at,
            unschedulable=pod.unschedulable,
            restarts=pod.restarts,
            termination=pod.crashed,
        )
        if pod.failed:
            return replace(view, phase="Failed", failed_reason=pod.failed)
        if pod.scheduled_at is None:
            return view
        if pod.image in self.broken_images:
            return replace(view, waiting_reason="ImagePullBackOff", waiting_message="not found")
        started = replace(view, phase="Running", started_at=pod.scheduled_at)
        if view.ready or view.deleting:
            return started
        share = (self.now - pod.scheduled_at) / LOAD
        return replace(started, worker=WorkerReport("Downloading", min(int(share * 100), 100)))

    # What the operator does

    def carry_out(self, action: Action) -> None:
        """One write, as the API server would take it."""
        self.writes += 1
        key = (action.kind, action.name)
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
        told = "the answer 'zzz' does not match" if bad else "answered"
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
        if self.uncountable:
            self.survey = CapacityReport(order, self.now, problem=self.uncountable)
            return
        free = {name: self.free(name) for name in self.nodes} or {"endless": 1000}
        others = {"pods": Decimal(100), "cpu": Decimal(100), "memory": Decimal(2**40)}
        placed: dict[tuple[str, str], tuple[str, ...]] = {}
        for pod in self.pods:
            if pod.scheduled_at is not None and pod.counts:
                before = placed.get(("demo", pod.revision), ())
                placed["demo", pod.revision] = (*before, pod.node or "endless")
        self.survey = CapacityReport(
            order,
            self.now,
            nodes=tuple(
                Node(name, {**others, GPU: Decimal(gpus)}, {}) for name, gpus in free.items()
            ),
            placed=placed,
            quotas=() if self.quota is None else (Quota("gpus", {GPU: Decimal(self._left())}),),
        )

    def _left(self) -> int:
        """Of the quota."""
        held = sum(pod.gpus for pod in self.pods if not pod.failed)
        return (self.quota or 0) - held

    # What the cluster does

    def tick(self, seconds: float = 1, chance: random.Random | None = None) -> None:
        """Time passes: controllers and kubelets catch up."""
        self.now += timedelta(seconds=seconds)
        self._test()
        early = chance is not None and bool(self.nodes) and chance.random() < 0.5
        if early:
            self._look_around()
        for pod in self.pods:
            self._age(pod)
        self.pods = [p for p in self.pods if p.deleted_at is None or self.now < p.deleted_at]
        deployments = [(n, m) for (kind, n), m in self.objects.items() if kind == "Deployment"]
        if chance is not None:
            chance.shuffle(deployments)
        for name, manifest in deployments:
            self._replicate(name, manifest, chance)
        for pod in self.pods:
            if ("Deployment", pod.revision) not in self.objects:
                self._terminate(pod)
        self._schedule(chance)
        if not early:
            self._look_around()

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
                count = len(self.nodes)
                pod.unschedulable = f"0/{count} nodes are available: {count} Insufficient {GPU}."
                continue
            pod.node, pod.scheduled_at, pod.unschedulable = node, self.now, ""
            pod.failed = REJECTED if self.rejecting else ""

    def _place_for(self, pod: Pod, chance: random.Random | None) -> str | None:
        if not self.nodes:
            return ""
        open_to = [name for name in self.nodes if self.free(name) >= pod.gpus]
        if chance is not None and open_to:
            return chance.choice(open_to)
        return max(open_to, key=self.free, default=None)

    def _age(self, pod: Pod) -> None:
        starts = timedelta(seconds=5 * (pod.restarts + 1))
        since = pod.scheduled_at
        if since and pod.image in self.crashing_images and self.now - since >= starts:
            pod.restarts += 1
            message = "the engine refused --nonsense"
            pod.crashed = Termination("BadArguments", message, 2, permanent=True, at=self.now)

    def _replicate(
        self, name: str, manifest: Manifest, chance: random.Random | None = None
    ) -> None:
        want = manifest["spec"]["replicas"]
        gpus = int(need_of(manifest["spec"]).requests.get(GPU, 0))
        have = [pod for pod in self.pods if pod.revision == name and pod.counts]
        self.refused.discard(name)
        for _ in range(want - len(have)):
            if self.quota is not None and self._left() < gpus:
                self.refused.add(name)
                break
            self.serial += 1
            uid = f"{self.serial}"
            image = image_of(manifest["spec"])
            self.pods.append(Pod(f"{name}-{uid}", uid, name, image, gpus, self.now))
        if chance is not None and self.nodes:
            chance.shuffle(have)
        have.sort(key=lambda pod: (pod.scheduled_at is not None, self.is_ready(pod)))
        for pod in have[: max(len(have) - want, 0)]:
            self._terminate(pod)
        if len(have) == want and all(self.is_ready(pod) for pod in have):
            self.completed.add(name)

    def _terminate(self, pod: Pod) -> None:
        if pod.deleted_at is None:
            pod.deleted_at = self.now + (DRAIN if self.is_ready(pod) else timedelta(seconds=1))

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
        return [p for p in self.pods if p.counts and pinned in (None, p.revision)]

    def routed(self) -> frozenset[str]:
        """Pods in the Service's EndpointSlices: those that get new connections."""
        if self.frozen_slices is not None:
            return self.frozen_slices
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
        pods = sorted((p.revision, self.is_ready(p)) for p in self.pods if p.counts)
        conditions = [(c.type, c.status, c.reason) for c in self.status.conditions]
        return intents, pods, conditions

    def run(
        self,
        seconds: int = 120,
        each: Callable[["World", Plan], None] | None = None,
        passes: Callable[["World"], Plan] = lambda world: world.reconcile(),
    ) -> None:
        """Pass and tick in turn until the time is over; time in which nothing moves is skipped."""
        quiet = 0
        end = self.now + timedelta(seconds=seconds)
        while self.now < end and quiet < (10 if self.surveying else 3):
            decided = passes(self)
            if each is not None:
                each(self, decided)
            quiet = quiet + 1 if self._is_quiet(decided) else 0
            self.tick()
        self.now = end

    def _is_quiet(self, decided: Plan) -> bool:
        orders = decided.smoke or decided.traffic
        said = decided.actions or decided.status is not None or decided.requeue_after is not None
        return not said and not orders and all(pod.deleted_at is None for pod in self.pods)


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
