"""What must hold at every write, however the world got there. The numbers are those of all tiers:

1 the operator never takes serving capacity below `minAvailable`, 2 no traffic to an untested pod,
5 no accelerator is asked for that was not found free.

Each is judged on the world itself after each single write, because the operator may die there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TYPE_CHECKING

from pilotlight.api.rollout import Strategy
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.actions import Action, Apply
from pilotlight.core.capacity import (
    Claim,
    accelerators,
    given_back,
    need_of,
    room,
)
from pilotlight.core.placement import Need, Node
from pilotlight.core.plan import Plan
from pilotlight.manifests import names
from pilotlight.manifests.marks import ACTIVE_REVISION, read_marks, read_switch

if TYPE_CHECKING:
    from tests.story.world import World


@dataclass
class Watch:
    """Looks on. stranded: pods beside those that serve which found no accelerator, and when.
    strays: what was written on a stale view."""

    stranded: list[str] = field(default_factory=list)
    strays: set[str] = field(default_factory=set)
    floor: int = 0
    chosen: frozenset[str] = frozenset()
    replicas: dict[str, int] = field(default_factory=dict)
    planned: dict[str, int] = field(default_factory=dict)
    pinned: str | None = None
    known: frozenset[str | None] = frozenset()

    def begins(self, world: World, decided: Plan) -> None:
        """Before the first write of a pass."""
        self._notes_the_stranded(world)
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
        self.floor = min(min_available(world), capacity(world))
        self.known = frozenset({active(world), origin(world)})
        service = world.objects.get(("Service", "chat"))
        if service is not None and origin(world) is not None:
            shared = world.active() is None
            assert not shared or self.chosen <= self.known | self.strays, "2: no third revision"

    def wrote(self, world: World, action: Action) -> None:
        """After each write of a pass."""
        if not isinstance(world.parsed(), EndpointSpec):
            return
        if not self._is_excused(world):
            assert capacity(world) >= self.floor, f"1: {action}"
        for revision in sorted(chosen(world) - self.chosen):
            assert self._is_proven(world, revision), f"2: {action} leads to {revision}"
        self.chosen = chosen(world)
        if isinstance(action, Apply) and action.kind == "Deployment":
            self._asks_for_what_is_free(world, action)
        self.replicas = replicas(world)

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
        """2: all replicas of it that have a node are ready and tested, or it has proven itself
        before, or it is that or nothing."""
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
        asked = replicas(world).get(revision, 0)
        complete = ready == asked or ready == len(placed) < asked
        proven = complete and ready >= min(spec.replicas, 1) and (tested or not asked)
        nothing_else = not self.floor or self._is_excused(world)
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
        if self.pinned == action.name or not self.chosen:
            return  # what serves alone gets what the spec says
        assert world.survey is not None, f"5: {action} without a look at the nodes"
        if world.survey.problem:
            return  # the scheduler has to say it
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
        if any(pod.deleted_at is not None for pod in world.pods):
            return
        self.stranded += [
            f"{world.now:%H:%M:%S} {pod.name}"
            for pod in world.pods
            if pod.unschedulable and pod.counts and not _alone(world, pod.revision)
        ]


def needs(world: World, revision: str) -> Need:
    """Of one replica of a revision."""
    return need_of(world.objects["ControllerRevision", revision]["data"]["deployment"])


def _gpus(world: World, revision: str) -> int:
    return sum(accelerators(needs(world, revision)).values())


def min_available(world: World) -> int:
    """The floor that the spec asks for."""
    spec = world.parsed()
    if not isinstance(spec, EndpointSpec):
        return 0
    asked = spec.rollout.min_available
    return min(spec.replicas, max(spec.replicas - 1, 1) if asked is None else asked)


def replicas(world: World) -> dict[str, int]:
    """What each Deployment asks for."""
    return {
        name: manifest["spec"]["replicas"]
        for (kind, name), manifest in world.objects.items()
        if kind == "Deployment"
    }


def capacity(world: World) -> int:
    """Ready pods that get traffic and that no Deployment is about to delete."""
    routed = world.routed()
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
