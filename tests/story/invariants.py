"""What must hold at every write, however the world got there. The numbers are those of all tiers:

1 the operator never takes serving capacity below `minAvailable`, 2 no traffic to an untested pod,
3 the number of replicas is within its bounds, and lack of numbers never lowers it, 5 no accelerator
is asked for that was not found free. And no revision is late because accelerators
are waited for, counted, or about to come free.

Each is judged on the world itself after each single write, because the operator may die there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING

from pilotlight.api.rollout import Strategy
from pilotlight.api.status import RolloutPhase
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.actions import Action, Apply, Relabel
from pilotlight.core.capacity import (
    Claim,
    accelerators,
    given_back,
    need_of,
    room,
)
from pilotlight.core.placement import Need, Node
from pilotlight.core.plan import Plan
from pilotlight.core.scaling.bounds import bounds_of
from pilotlight.core.scaling.wanted import asked_of
from pilotlight.manifests import names
from pilotlight.manifests.marks import ACTIVE_REVISION, read_marks, read_switch, read_warm
from pilotlight.manifests.role import SERVING

if TYPE_CHECKING:
    from tests.story.world import Pod, World

A_MOMENT = timedelta(seconds=5)
"""What a count takes that nothing is wrong with."""


@dataclass
class Watch:
    """Looks on. stranded: pods beside those that serve which found no accelerator, and when.
    strays: what was written on a stale view. floor: the fewest pods that have to get traffic, by
    the EndpointSlices as they are, and as they will be. started: revisions of which a pod has had
    a node. stopped: until when a revision could not be late. before, number: serving replicas that
    were wanted, and that the plan goes for. roles: of each pod, by name. pools: what each
    Deployment asks for its pool. coming: the revision that is brought up. excused: this pass may go
    below the floor."""

    stranded: list[str] = field(default_factory=list)
    strays: set[str] = field(default_factory=set)
    floor: tuple[int, int] = (0, 0)
    started: set[str] = field(default_factory=set)
    stopped: dict[str, datetime] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    replicas: dict[str, int] = field(default_factory=dict)
    planned: dict[str, int] = field(default_factory=dict)
    pinned: str | None = None
    known: frozenset[str | None] = frozenset()
    roles: dict[str, str] = field(default_factory=dict)
    pools: dict[str, int] = field(default_factory=dict)
    coming: str | None = None
    before: int = 0
    number: int = 0
    excused: bool = False

    def begins(self, world: World, decided: Plan) -> None:
        """Before the first write of a pass."""
        self._notes_the_stranded(world)
        self._minds_the_deadline(world, decided)
        self.roles = {pod.name: pod.role.name for pod in world.pods}
        self.pools = pools(world)
        self.coming = (decided.status or world.status).preview_revision
        self.chosen = chosen(world)
        self.replicas = replicas(world)
        self.planned = dict(self.replicas)
        for action in decided.actions:
            if isinstance(action, Apply) and action.kind == "Deployment":
                self.planned[action.name] = action.manifest["spec"]["replicas"]
        self.pinned = next(
            (
                action.manifest["spec"]["selector"].get(names.REVISION_LABEL)
                for action in decided.actions
                if isinstance(action, Apply) and (action.kind, action.name) == ("Service", "chat")
            ),
            world.active(),
        )
        self.excused = False
        self.before, self.number = asked_of(world.observe()), wanted(world, decided)
        now, soon = capacities(world)
        least = min_available(world, self.number)
        self.floor = min(least, now), min(least, soon)
        self.known = frozenset({active(world), origin(world)})
        service = world.objects.get(("Service", "chat"))
        if service is not None and origin(world) is not None:
            shared = world.active() is None
            assert not shared or self.chosen <= self.known | self.strays, "2: no third revision"

    def wrote(self, world: World, action: Action) -> None:
        """After each write of a pass."""
        if not isinstance(world.parsed(), EndpointSpec):
            return
        self.excused = self.excused or self._is_excused(world)
        if not self.excused:
            now, soon = capacities(world)
            assert now >= self.floor[0], f"1: {action}"
            assert soon >= self.floor[1], f"1: {action}, once the EndpointSlices have caught up"
        for revision in sorted(chosen(world) - self.chosen):
            assert self._is_proven(world, revision), f"2: {action} leads to {revision}"
        self.chosen = chosen(world)
        if isinstance(action, Apply) and action.kind == "Deployment":
            self._asks_for_what_is_free(world, action)
            self._fills_a_pool_last(world, action)
        if (action.kind, action.name) == ("Service", "chat"):
            asleep = [pod.name for pod in world.selected() if pod.sleep != "Awake"]
            assert not asleep, f"9: {action} leads to {asleep}, asleep"
        if isinstance(action, Relabel) and action.role == SERVING:
            self._promotes(world, action)
        self.replicas = replicas(world)

    def takes(self, world: World, gone: Collection[Pod], stay: Collection[Pod]) -> None:
        """When a ReplicaSet lowers the number of its pods: 9 none that serves goes while one drains
        that could go; and none that still answers somebody, but to make room or when its time is
        over."""
        serving = [pod for pod in gone if world.is_ready(pod) and pod.serves]
        spared = [pod for pod in stay if not pod.serves]
        assert not serving or not spared, f"9: {serving[0].name} went, {spared[0].name} does not"
        spec = world.parsed()
        revisions = [name for kind, name in world.objects if kind == "ControllerRevision"]
        seen = world.scaling is not None and not world.prometheus
        if not seen or len(revisions) > 1 or not isinstance(spec, EndpointSpec):
            return
        for pod in gone:
            since = pod.role.since
            late = since is not None and world.now - since >= spec.runtime.drain_timeout
            busy = world.is_busy(pod) and world.is_ready(pod)
            assert late or not busy, f"9: {pod.name} is busy"

    def _promotes(self, world: World, action: Relabel) -> None:
        """9: a pod of a revision that was replaced never gets out of its pool, unless it sleeps for
        going back to it."""
        was_warm = self.roles.get(action.name) == names.ROLE_WARM
        pod = next((it for it in world.pods if it.name == action.name), None)
        if was_warm and pod is not None:
            kept = origin(world) if world.has_sleep_mode(pod) else None
            assert pod.revision in (active(world), self.coming, kept), f"9: {action}"
        if pod is not None and world.is_ready(pod):
            assert pod.sleep == "Awake", f"9: {action}, which is {pod.sleep}"

    def puts_to_sleep(self, world: World, pod: Pod) -> None:
        """9: nobody is told to sleep that gets traffic, or is about to."""
        assert pod.role.name == names.ROLE_WARM, f"9: {pod.name} is {pod.role.name}, and sleeps"
        assert pod.name not in world.routed(), f"9: {pod.name} gets traffic, and sleeps"

    def _fills_a_pool_last(self, world: World, action: Apply) -> None:
        """9: no pod is asked for that would only wait, while one that is to serve is missing."""
        before, now = self.pools.get(action.name, 0), pools(world)[action.name]
        asked = action.manifest["spec"]["replicas"]
        if now <= before or asked <= self.replicas.get(action.name, 0):
            return
        pods = [pod for pod in world.pods if pod.counts and pod.revision == action.name]
        ready = sum(world.is_ready(pod) for pod in pods)
        assert ready >= asked - now, f"9: {action} with {ready} Ready"
        assert not world.lacking, f"9: {action} while {world.lacking} lacks a replica"

    def _is_excused(self, world: World) -> bool:
        """Recreate stops what serves; and what has failed gives way to what little there is."""
        spec = world.parsed()
        recreates = isinstance(spec, EndpointSpec) and spec.rollout.strategy is Strategy.RECREATE
        failed = {
            name
            for (kind, name), manifest in world.objects.items()
            if kind == "ControllerRevision"
            and read_marks(manifest["metadata"].get("annotations", {})).failure is not None
        }
        return recreates or bool(failed & self.chosen)

    def _is_proven(self, world: World, revision: str) -> bool:
        """2: all replicas of it that have a node are ready and tested, but for its pool, or it has
        proven itself before, or it is that or nothing."""
        spec = world.parsed()
        assert isinstance(spec, EndpointSpec)
        pods = [pod for pod in world.pods if pod.counts and pod.revision == revision]
        placed = [pod for pod in pods if pod.scheduled_at is not None]
        ready = sum(world.is_ready(pod) for pod in pods)
        record = world.objects.get(("ControllerRevision", revision))
        annotations = record["metadata"].get("annotations", {}) if record is not None else {}
        passed = world.smoke is not None and world.smoke.order.revision == revision
        tested = (
            spec.rollout.smoke_test is None
            or read_marks(annotations).tested_at is not None
            or (passed and world.smoke is not None and world.smoke.passed is True)
        )
        asked = replicas(world).get(revision, 0) - pools(world).get(revision, 0)
        complete = ready >= asked or ready == len(placed) < asked
        proven = complete and ready >= min(self.number, 1) and (tested or not asked)
        nothing_else = not self.floor[0] or self._is_excused(world)
        return proven or nothing_else or revision in self.known

    def _asks_for_what_is_free(self, world: World, action: Apply) -> None:
        """5: what does not serve alone grows only into room that was seen, and not promised, or
        that the same plan makes."""
        need = need_of(action.manifest["spec"])
        asked = self.planned[action.name]
        counted = world.platform.reads_nodes and not world.platform.node_autoscaling
        grows = asked > self.replicas.get(action.name, 0)
        if not counted or not accelerators(need) or not grows:
            return
        alone = self.pinned == action.name or not self.chosen
        if alone and asked <= max(self.before, _asked_by_spec(world)):
            return  # what serves alone gets what the spec says, but not what is decided beyond that
        assert world.survey is not None, f"5: {action} without a look at the nodes"
        if world.survey.problem or world.claimed:
            return  # the scheduler has to say it
        assert not world.survey.outdated, f"5: {action} on an outdated look at the nodes"
        spots = {name: nodes for (_, name), nodes in world.survey.placed.items()}
        others = self.planned.keys() - {action.name}
        claims = [
            Claim(needs(world, name), max(0, self.planned[name] - len(spots.get(name, ()))))
            for name in sorted(others)
        ]
        free = min(
            room(nodes, [*claims, *world.claims], need) for nodes in self._left(world, others)
        )
        if world.quota is not None:
            total = sum(_gpus(world, name) * count for name, count in self.planned.items())
            assert total <= max(world.quota, self._asked(world)), f"5: {action} beyond the quota"
        assert asked <= len(spots.get(action.name, ())) + free, f"5: {action}"

    def _asked(self, world: World) -> int:
        return sum(_gpus(world, name) * count for name, count in self.replicas.items())

    def _left(self, world: World, others: Collection[str]) -> list[list[Node]]:
        """The nodes as they were seen, without what drains, and without those pods that the plan
        takes away: a list for each choice of them that a ReplicaSet may make."""
        assert world.survey is not None
        nodes = {node.name: node for node in world.survey.nodes}
        for pod in world.pods:
            if pod.deleted_at is not None and pod.node in nodes:
                nodes[pod.node] = given_back(nodes[pod.node], needs(world, pod.revision))
        choices = [
            combinations(
                [(name, spot) for spot in spots], max(0, len(spots) - self.planned.get(name, 0))
            )
            for (_, name), spots in sorted(world.survey.placed.items())
            if name in others
        ]
        found = []
        for choice in product(*choices):
            left = dict(nodes)
            for name, spot in (pod for pods in choice for pod in pods):
                left[spot] = given_back(left[spot], needs(world, name))
            found.append(list(left.values()))
        return found

    def _notes_the_stranded(self, world: World) -> None:
        """A pod may wait for one of its own endpoint that drains: that is promised to nobody."""
        if any(pod.deleted_at is not None and not world.is_lost(pod) for pod in world.pods):
            return
        self.stranded += [
            f"{world.now:%H:%M:%S} {pod.name}"
            for pod in world.pods
            if pod.unschedulable and pod.counts and not _alone(world, pod.revision)
        ]

    def _minds_the_deadline(self, world: World, decided: Plan) -> None:
        up = {name for name, count in replicas(world).items() if count}
        self.started &= up
        self.started |= {pod.revision for pod in world.pods if pod.scheduled_at is not None} & up
        told = world.status.rollout
        waits = told is not None and told.phase is RolloutPhase.WAITING_FOR_GPU
        if told is not None and (waits or self._halts(world, decided)):
            self.stopped[told.revision] = world.now
        for action in decided.actions:
            if not isinstance(action, Apply) or action.kind != "ControllerRevision":
                continue
            failure = read_marks(action.manifest["metadata"].get("annotations", {})).failure
            late = failure is not None and failure.message.startswith("not ready within")
            if failure is None or not late or failure.at != world.now:
                continue
            spec = world.parsed()
            assert isinstance(spec, EndpointSpec)
            stopped = self.stopped.get(action.name)
            ran = None if stopped is None else world.now - stopped + A_MOMENT
            assert ran is None or ran >= spec.rollout.progress_deadline, f"late after {ran}"

    def _halts(self, world: World, decided: Plan) -> bool:
        """Nothing was asked for yet, or what was waits for those that drain."""
        told = world.status.rollout
        if told is None or told.revision in self.started:
            return False
        draining = any(pod.deleted_at is not None and not world.is_lost(pod) for pod in world.pods)
        return draining or (decided.capacity is not None and world.survey is None)


def needs(world: World, revision: str) -> Need:
    """Of one replica of a revision."""
    return need_of(world.objects["ControllerRevision", revision]["data"]["deployment"])


def _gpus(world: World, revision: str) -> int:
    return sum(accelerators(needs(world, revision)).values())


def min_available(world: World, count: int) -> int:
    """The floor that the spec asks for, with so many replicas."""
    spec = world.parsed()
    if not isinstance(spec, EndpointSpec):
        return 0
    asked = spec.rollout.min_available
    return min(count, max(count - 1, 1) if asked is None else asked)


def wanted(world: World, decided: Plan) -> int:
    """Serving replicas that shall be: as the spec says, or as was decided and there is room for."""
    spec = world.parsed()
    if not isinstance(spec, EndpointSpec):
        return 0
    told = (decided.status or world.status).desired_replicas or 0
    if spec.scaling is None:
        assert told == spec.replicas, "3: a fixed number is the one of the spec"
    elif not spec.paused:
        limits = bounds_of(spec.scaling, world.platform, world.now)
        assert limits.minimum <= told <= limits.maximum, "3: within the bounds"
    return told


def _asked_by_spec(world: World) -> int:
    spec = world.parsed()
    assert isinstance(spec, EndpointSpec)
    if spec.scaling is None:
        return spec.replicas or 0
    # The first replica is always asked for: somebody waits for it, or it is to be proven.
    return max(1, bounds_of(spec.scaling, world.platform, world.now).minimum)


def replicas(world: World) -> dict[str, int]:
    """What each Deployment asks for."""
    return {
        name: manifest["spec"]["replicas"]
        for (kind, name), manifest in world.objects.items()
        if kind == "Deployment"
    }


def pools(world: World) -> dict[str, int]:
    """What each Deployment asks for its pool."""
    return {
        name: read_warm(manifest["metadata"].get("annotations", {})) or 0
        for (kind, name), manifest in world.objects.items()
        if kind == "Deployment"
    }


def capacities(world: World) -> tuple[int, int]:
    """Ready pods that get traffic and that no Deployment is about to delete; and how many these
    are once the EndpointSlices have caught up with what is there."""
    return _capacity(world, world.routed()), _capacity(world, world.listed())


def _capacity(world: World, routed: Collection[str]) -> int:
    ready = Counter(pod.revision for pod in world.pods if pod.name in routed and pod.counts)
    return sum(min(count, replicas(world).get(name, 0)) for name, count in ready.items())


def chosen(world: World) -> frozenset[str]:
    """Revisions that the Service selects: those with pods, now or soon."""
    if ("Service", "chat") not in world.objects:
        return frozenset()
    if (pinned := world.active()) is not None:
        return frozenset({pinned})
    asked = {name for name, count in replicas(world).items() if count}
    return frozenset(asked | {pod.revision for pod in world.selected()})


def active(world: World) -> str | None:
    """The revision that the Service's annotation names."""
    service = world.objects.get(("Service", "chat"))
    annotations = service["metadata"]["annotations"] if service is not None else {}
    return annotations.get(ACTIVE_REVISION)


def origin(world: World) -> str | None:
    """The revision that had the traffic before."""
    service = world.objects.get(("Service", "chat"))
    return read_switch(service["metadata"]["annotations"]).origin if service is not None else None


def _alone(world: World, revision: str) -> bool:
    return chosen(world) <= {revision}
