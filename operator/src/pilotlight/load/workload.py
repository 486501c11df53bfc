"""One endpoint as its autoscaling sees it: its wishes, its replicas, and whose numbers to ask for.

| a pod that has not ended, of a revision with traffic | counts as |
| --- | --- |
| Ready, and in the EndpointSlices of the Service | ready |
| no node takes it, and none will come | stuck |
| not Ready, for a reason that will not pass by itself | stuck |
| otherwise | starting |
| draining, or warm | no replica, but its numbers count |
| asked for and not made yet | starting; stuck when the API server refuses to make it |
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pilotlight.api.scaling import ScalingObjective, ScalingSpec
from pilotlight.core.coldstart import last_cold_start
from pilotlight.core.diagnosis import Trouble, diagnose, pod_trouble
from pilotlight.core.hold import holds
from pilotlight.core.observed import InvalidSpec, Observed, PodView, RevisionRecord
from pilotlight.core.revision import Revision
from pilotlight.core.scaling.samples import Fleet
from pilotlight.core.scaling.wanted import asked_of
from pilotlight.core.serving import (
    active_revision,
    runs,
    serves,
    sharer,
    stands,
    switch_of,
)
from pilotlight.load.engines import Place
from pilotlight.manifests.names import WORKER_CONTAINER
from pilotlight.manifests.platform import Platform


@dataclass(frozen=True, slots=True)
class Workload:
    """What a round needs of one endpoint; made when something of it changes, not every round.

    revisions: those with traffic, the active one first; two while replicas are exchanged.
    pods: names of theirs that have not ended, also of those that drain. slots: requests that one
    engine runs at a time. since: when the active revision got the traffic, None for the first.
    holds: whether requests would be held if there were no replica.
    """

    uid: str
    generation: int
    namespace: str
    scaling: ScalingSpec
    platform: Platform
    paused: bool
    revisions: tuple[str, ...]
    pods: frozenset[str]
    fleet: Fleet
    slots: int | None
    since: datetime | None
    holds: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its numbers are to be found."""
        return tuple((self.namespace, revision) for revision in self.revisions)

    @property
    def first_token_limit(self) -> float | None:
        """The objective for the time to first token in seconds; None where there is none."""
        if self.scaling.target is not None:
            return None
        objective = self.scaling.objective
        if objective is None:
            objective = ScalingObjective()
        return objective.time_to_first_token.max_duration.total_seconds()

    @property
    def needs(self) -> tuple[str, ...]:
        """Fields of `Sample` without which its law cannot decide."""
        target = self.scaling.target
        if target is None:
            return ("waiting", "running", "completions")
        found = []
        if target.queue_depth is not None or target.concurrency is not None:
            found.append("waiting")
        if target.concurrency is not None:
            found.append("running")
        if target.kv_cache_utilization_percent is not None:
            found.append("kv_usage")
        return tuple(found)


def workload(observed: Observed) -> Workload | None:
    """None where nothing is to be decided: no `spec.scaling`, or nothing runs yet."""
    endpoint = observed.endpoint
    spec = endpoint.spec
    if isinstance(spec, InvalidSpec) or spec.scaling is None or endpoint.deleting:
        return None
    active = active_revision(observed, wanted="") or _first(observed)
    desired = asked_of(observed)
    if active is None:
        return None
    other = sharer(observed, active)
    revisions = (active,) if other is None else (active, other)
    pods = [pod for pod in observed.pods if pod.revision in revisions and runs(pod)]
    return Workload(
        uid=endpoint.uid,
        generation=endpoint.generation,
        namespace=endpoint.namespace,
        scaling=spec.scaling,
        platform=observed.platform,
        paused=spec.paused,
        revisions=revisions,
        pods=frozenset(pod.name for pod in pods),
        fleet=_fleet(observed, revisions, desired, pods),
        slots=_slots(observed, active),
        since=switch_of(observed, active).since,
        holds=holds(observed),
    )


def _first(observed: Observed) -> str | None:
    """The revision that is brought up while there is none that serves yet."""
    asked = [it for it in observed.deployments.values() if it.replicas > 0]
    return max(asked, key=lambda it: it.replicas).name if asked else None


def _fleet(
    observed: Observed, revisions: tuple[str, ...], desired: int, pods: list[PodView]
) -> Fleet:
    there = [pod for pod in pods if stands(pod) and serves(pod)]
    ready = frozenset(pod.name for pod in there if pod.ready and pod.name in observed.routed)
    troubles = list(_troubles(observed, revisions, [it for it in there if it.name not in ready]))
    # Replicas that are exchanged are there twice.
    absent = max(0, desired - len(ready))
    stuck = min(absent, len(troubles))
    worst = max(troubles, key=lambda it: (it.blocking, it.severity), default=None)
    return Fleet(
        desired=desired,
        ready=ready,
        starting=absent - stuck,
        stuck=stuck,
        stuck_because=worst.message if worst is not None and stuck else "",
        cold_start=last_cold_start(observed, revisions[0]),
    )


def _troubles(
    observed: Observed, revisions: tuple[str, ...], pods: list[PodView]
) -> Iterator[Trouble]:
    """One for each replica that will not come by itself."""
    for name in revisions:
        revision = _revision(observed, name)
        ours = [pod for pod in pods if pod.revision == name]
        for pod in ours:
            trouble = pod_trouble(revision, pod)
            homeless = bool(pod.unschedulable) and not observed.platform.node_autoscaling
            if trouble is not None and (trouble.blocking or homeless):
                yield trouble
        deployment = observed.deployments.get(name)
        refused = diagnose(revision, deployment, ())
        if deployment is not None and refused is not None:
            standing = sum(pod.revision == name and stands(pod) for pod in observed.pods)
            yield from [refused] * max(0, deployment.replicas - standing)


def _revision(observed: Observed, name: str) -> Revision:
    record = _record(observed, name)
    if record is None:
        template = {"spec": {"containers": [{"name": WORKER_CONTAINER, "image": "unknown"}]}}
        return Revision(name, 0, {}, {"template": template}, None)
    return Revision(name, record.number, record.pod_spec, record.deployment, record.created_at)


def _record(observed: Observed, name: str) -> RevisionRecord | None:
    return next((it for it in observed.records if it.name == name), None)


def _slots(observed: Observed, name: str) -> int | None:
    record = _record(observed, name)
    runtime = record.pod_spec.get("runtime", {}) if record is not None else {}
    engine = runtime.get("engine", {}) if isinstance(runtime, dict) else {}
    found = engine.get("maxNumSeqs") if isinstance(engine, dict) else None
    return found if isinstance(found, int) else None
