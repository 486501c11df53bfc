"""Any history of edits, decisions, faults of pods and nodes, blind moments, stale views and dying
operators.

The numbers are those of the invariants that every test tier shares:
2 never switch to a revision without ready pods, 3 lack of numbers never lowers the number of
replicas, nor does a restart or a lost status, 4 idempotent, deterministic, no delete when blind,
6 every False condition says why, 7 convergence and then silence, 8 the user's object is never
written (actions name children only). 1 the floor, 2 no untested pod, 3 the bounds and 5
accelerators, and 9 who is promoted, are watched by the world itself at each write
(tests.story.invariants).
"""

import copy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pilotlight.api.rollout import Strategy
from pilotlight.api.scaling import ScalingMode
from pilotlight.api.status import ConditionStatus, EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.core.actions import Apply, Delete, Relabel
from pilotlight.core.capacity import Claim
from pilotlight.core.lost import without_lost
from pilotlight.core.placement import Need
from pilotlight.core.plan import Plan, plan
from pilotlight.core.policy import denied
from pilotlight.core.scaling.bounds import bounds_of
from pilotlight.core.scaling.decision import Decision, Doubt, ScalingReason
from pilotlight.core.scaling.report import ScalingReport
from pilotlight.core.serving import has_pods
from pilotlight.manifests import names
from pilotlight.manifests.hold import ActivatorPod
from pilotlight.manifests.marks import FAILED
from pilotlight.manifests.platform import Platform, Policy
from pilotlight.manifests.resources import GPU
from tests.builders import PLATFORM
from tests.story.holding import PODS
from tests.story.world import World, converged

GOOD = "registry.example/worker:good"
BROKEN = "registry.example/worker:missing"
CRASHING = "registry.example/worker:crashing"
GARBAGE = "registry.example/worker:garbage"
ERRING = "registry.example/worker:erring"
SLOW = "registry.example/worker:slow"
BRIEF = {"drainTimeout": "20s"}
RUNTIMES: tuple[dict[str, Any], ...] = (
    BRIEF,
    *({"image": image, **BRIEF} for image in (GOOD, BROKEN, CRASHING, GARBAGE, ERRING, SLOW)),
    {"engine": {"tensorParallelSize": 2}, **BRIEF},
    {"resources": {"limits": {GPU: "0"}}, **BRIEF},
)
COUNTED = replace(PLATFORM, reads_nodes=True)
GROWING = replace(COUNTED, node_autoscaling=True)
NODES: tuple[dict[str, int], ...] = (
    {},
    {"a": 2},
    {"a": 3},
    {"a": 4},
    {"a": 2, "b": 2},
    {"a": 2, "b": 2},
    {"a": 1, "b": 1, "c": 1},
    {"a": 1, "b": 1, "c": 1},
)

SMOKE = {"smokeTest": {"expect": "Paris"}}
ANALYSIS = {
    "bake": "30s",
    "gates": [
        {"metric": "ErrorRate", "maxPercent": 1},
        {"metric": "TimeToFirstToken", "percentile": 95, "maxRatioPercent": 130},
    ],
}
RULES: tuple[dict[str, Any], ...] = (
    {},
    {"previousRevision": {"keepFor": "0s"}},
    {**SMOKE, "progressDeadline": "60s"},
    {"promotion": "Manual", **SMOKE},
    {"analysis": ANALYSIS, "previousRevision": {"keepFor": "0s"}},
    {"analysis": {**ANALYSIS, "onInconclusive": "Hold"}, **SMOKE},
    {"analysis": {**ANALYSIS, "onInconclusive": "RollBack"}, "revisionHistoryLimit": 0},
    {"strategy": "Recreate"},
    {"capacity": "Stepwise", **SMOKE},
    {"capacity": "Surge", "minAvailable": 1},
    {"minAvailable": 2, "analysis": ANALYSIS},
    {"minAvailable": 1, "previousRevision": {"keepFor": "0s"}},
    {"previousRevision": {"keepFor": "90s", "tier": "Asleep"}},
    {"previousRevision": {"keepFor": "90s", "tier": "Asleep"}, "analysis": ANALYSIS},
)

CALM = {"behavior": {"scaleDown": {"stabilizationWindow": "10s"}}}
# The first of January, from midnight on, is when everything happens.
SOMETIMES = {"name": "sometimes", "cron": "*/3 * * * *", "duration": "1m"}
SCALING: tuple[dict[str, Any], ...] = (
    {"maxReplicas": 3, "target": {"concurrency": 4}, **CALM},
    {"maxReplicas": 4},
    {"minReplicas": 2, "maxReplicas": 3},
    {"minReplicas": 3, "maxReplicas": 3, "target": {"queueDepth": 2}},
    {"mode": "Observe", "minReplicas": 1, "maxReplicas": 3, "target": {"concurrency": 4}},
    {"maxReplicas": 4, "schedules": [{**SOMETIMES, "minReplicas": 2}]},
    {
        "minReplicas": 2,
        "maxReplicas": 4,
        "schedules": [{**SOMETIMES, "maxReplicas": 1, "minReplicas": 1}],
        "target": {"concurrency": 4},
        **CALM,
    },
    {
        "minReplicas": 0,
        "maxReplicas": 3,
        "target": {"concurrency": 4},
        "behavior": {**CALM["behavior"], "scaleToZeroAfter": "10s"},
    },
    {"minReplicas": 0, "maxReplicas": 2, "schedules": [{**SOMETIMES, "minReplicas": 1}]},
)
FIXED = st.integers(0, 3).map(lambda it: {"replicas": it, "scaling": None})
AUTOSCALED = st.sampled_from(SCALING).map(lambda it: {"replicas": None, "scaling": it})
LOADS = st.sampled_from([0.0, 3.0, 9.0, 9.0, 30.0, None])
BETWEEN: dict[str, Any] = {"replicas": None, "scaling": {"minReplicas": 2, "maxReplicas": 2}}
DOUBTS = (
    ScalingReason.METRICS_UNAVAILABLE,
    ScalingReason.METRICS_PARTIAL,
    ScalingReason.METRICS_INCOMPATIBLE,
)

CHILD_KINDS = {
    "ConfigMap",
    "ControllerRevision",
    "Deployment",
    "EndpointSlice",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "PodMonitor",
    "Service",
    "ServiceAccount",
}


class Endpoint(RuleBasedStateMachine):
    """One endpoint's life; every rule is something that happens in real clusters."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(
            broken_images={BROKEN},
            crashing_images={CRASHING},
            garbage_images={GARBAGE},
            erring_images={ERRING},
            slow_images={SLOW},
            tolerated=timedelta(seconds=20),
        )
        self.stale: Any = None
        self.rest: dict[str, Any] = BETWEEN
        self.last: tuple[int, int] | None = None
        """Generation of the last complete pass, and the number that it went for."""

    @initialize(
        size=st.one_of(FIXED, AUTOSCALED, AUTOSCALED),
        requests=LOADS,
        rest=st.sampled_from([{"replicas": 2, "scaling": None}, BETWEEN]),
        nodes=st.sampled_from(NODES),
        platform=st.sampled_from([COUNTED, COUNTED, PLATFORM, GROWING]),
    )
    def created(
        self,
        size: dict[str, Any],
        requests: float | None,
        rest: dict[str, Any],
        nodes: dict[str, int],
        platform: Platform,
    ) -> None:
        self.rest, self.world.requests = rest, requests
        self.world.nodes = dict(nodes)
        self.world.platform = platform
        self.world.spec |= {**size, "runtime": BRIEF}
        self.life_goes_on(60)

    @rule(replicas=st.integers(0, 3))
    def scaled(self, replicas: int) -> None:
        self.world.edit(replicas=replicas, scaling=None)

    @rule(scaling=st.sampled_from(SCALING))
    def autoscaled(self, scaling: dict[str, Any]) -> None:
        self.world.edit(replicas=None, scaling=scaling)

    @rule(pods=st.sampled_from([None, (), PODS[:1], PODS]))
    def activators_changed(self, pods: tuple[ActivatorPod, ...] | None) -> None:
        """Those that are ready; None: nobody knows."""
        self.world.activators = pods

    @rule(there=st.booleans())
    def activator_installed(self, there: bool) -> None:
        self.world.platform = replace(self.world.platform, activator=there)

    @rule(requests=LOADS)
    def load_changed(self, requests: float | None) -> None:
        self.world.requests = requests

    @precondition(lambda self: self.world.spec.get("scaling"))
    @rule(
        desired=st.integers(0, 9),
        current=st.integers(0, 4),
        reason=st.sampled_from(ScalingReason),
        doubt=st.sampled_from([None, *DOUBTS]),
        blind=st.booleans(),
        old=st.booleans(),
    )
    def anything_is_decided(
        self,
        desired: int,
        current: int,
        reason: ScalingReason,
        doubt: ScalingReason | None,
        *,
        blind: bool,
        old: bool,
    ) -> None:
        """Whatever the law may say, also of another policy than the present one."""
        why = None if doubt is None else Doubt(doubt, "because", blind=blind)
        made = Decision(self.world.now, desired, current, reason, "because", doubt=why)
        self.world.scaling = ScalingReport(made, self.world.generation - old)
        self.operator_passes(None)

    @rule(size=st.sampled_from([None, 1, 1, 2]), tier=st.sampled_from(["Awake", "Asleep"]))
    def pool_changed(self, size: int | None, tier: str) -> None:
        self.world.edit(warmPool={"size": size, "tier": tier} if size is not None else None)

    @rule()
    def stray_request_wakes_a_sleeper(self) -> None:
        for pod in self.world.pods:
            if pod.sleep == "Asleep":
                pod.sleep = "Awake"

    @rule()
    def sleeper_will_not_wake(self) -> None:
        self.world.sound |= {pod.uid for pod in self.world.pods if pod.sleep == "Asleep"}

    @rule(answer=st.booleans())
    def workers_take_orders_or_do_not(self, answer: bool) -> None:
        self.world.deaf = not answer

    @rule(answer=st.booleans())
    def others_lack_accelerators_or_do_not(self, answer: bool) -> None:
        self.world.lacking = {GPU: "demo/other"} if answer else {}

    @rule()
    def status_lost(self) -> None:
        self.world.status = EndpointStatus()

    @rule(rules=st.sampled_from(RULES))
    def rules_changed(self, rules: dict[str, Any]) -> None:
        self.world.edit(rollout=rules)

    @precondition(lambda self: self.world.spec["rollout"].get("promotion") == "Manual")
    @rule()
    def promoted(self) -> None:
        rules = {**self.world.spec["rollout"], "promote": self.world.preview()}
        self.world.edit(rollout=rules)

    @rule()
    def retried(self) -> None:
        self.world.retry()

    @rule(rps=st.sampled_from([0.0, 0.01, 10.0]))
    def traffic_changed(self, rps: float) -> None:
        self.world.rps = rps

    @rule(problem=st.sampled_from(["", "Prometheus does not answer"]))
    def prometheus_changed(self, problem: str) -> None:
        self.world.prometheus = problem

    @rule()
    def operator_restarted(self) -> None:
        self.world.restart_operator()

    @rule(runtime=st.sampled_from(RUNTIMES))
    def runtime_changed(self, runtime: dict[str, Any]) -> None:
        self.world.edit(runtime=runtime)

    @precondition(lambda self: self.world.nodes)
    @rule(name=st.sampled_from("abc"), accelerators=st.integers(1, 2))
    def accelerators_come(self, name: str, accelerators: int) -> None:
        nodes = self.world.nodes
        nodes[name] = min(nodes.get(name, 0) + accelerators, 4)

    @precondition(lambda self: self.world.nodes)
    @rule(data=st.data(), count=st.integers(0, 2))
    def strangers_come_and_go(self, data: st.DataObject, count: int) -> None:
        node = data.draw(st.sampled_from(sorted(self.world.nodes)))
        held = self.world.foreign.get(node, 0)
        self.world.foreign[node] = min(count, held + max(self.world.free(node), 0))

    @rule()
    def a_stranger_lies_in_wait(self) -> None:
        self.world.snatchers = 1

    @rule(count=st.integers(0, 2))
    def others_are_promised(self, count: int) -> None:
        claim = Claim(Need({GPU: Decimal(1)}, {}), count)
        self.world.claims = [claim] if count else []

    @rule(quota=st.sampled_from([None, 2, 4]))
    def quota_changed(self, quota: int | None) -> None:
        self.world.quota = quota

    @rule(model=st.sampled_from(["tiny-a", "tiny-b"]))
    def model_changed(self, model: str) -> None:
        self.world.edit(model={"uri": f"file:///models/{model}"})

    @rule(seconds=st.integers(1, 40))
    def paused_for_a_while(self, seconds: int) -> None:
        self.world.edit(paused=True)
        self.life_goes_on(seconds)
        self.world.edit(paused=False)

    @rule(seconds=st.integers(1, 40))
    def spec_broken_for_a_while(self, seconds: int) -> None:
        runtime = self.world.spec.get("runtime", {})
        self.world.edit(runtime={"engine": {"maxModelLen": "long"}})
        self.life_goes_on(seconds)
        self.world.edit(runtime=runtime)

    @rule(seconds=st.integers(1, 40), kind=st.sampled_from(["Pod", "Service", "EndpointSlice"]))
    def blind_for_a_while(self, seconds: int, kind: str) -> None:
        self.world.unseen = frozenset({kind})
        self.life_goes_on(seconds)
        self.world.unseen = frozenset()

    @rule(seconds=st.integers(1, 60))
    def slices_stand_still_for_a_while(self, seconds: int) -> None:
        self.world.frozen_slices = self.world.routed()
        self.life_goes_on(seconds)
        self.world.frozen_slices = None

    @rule(seconds=st.integers(0, 3))
    def slices_fall_behind(self, seconds: int) -> None:
        self.world.slices_fall_behind(seconds)

    @rule(answer=st.booleans())
    def counts_fail_or_do_not(self, answer: bool) -> None:
        self.world.survey_down = answer

    @precondition(lambda self: self.world.nodes)
    @rule(data=st.data(), seconds=st.sampled_from([1, 60, 90, 240]))
    def node_dies(self, data: st.DataObject, seconds: int) -> None:
        self.world.node_dies(data.draw(st.sampled_from(sorted(self.world.nodes))))
        self.life_goes_on(seconds)

    @precondition(lambda self: self.world.silent)
    @rule(data=st.data())
    def node_returns(self, data: st.DataObject) -> None:
        self.world.node_returns(data.draw(st.sampled_from(sorted(self.world.silent))))

    @rule(seconds=st.integers(1, 60))
    def life_goes_on(self, seconds: int) -> None:
        self.world.run(seconds, passes=self._pass)

    @rule(seconds=st.integers(1, 40))
    def time_passes(self, seconds: int) -> None:
        self.world.tick(seconds)

    @precondition(lambda self: self.world.pods)
    @rule(data=st.data())
    def pod_lost(self, data: st.DataObject) -> None:
        self.world.pods.remove(data.draw(st.sampled_from(self.world.pods)))

    @precondition(lambda self: self.world.evictable())
    @rule(data=st.data())
    def pod_evicted(self, data: st.DataObject) -> None:
        self.world.pod_fails(data.draw(st.sampled_from(self.world.evictable())))

    @precondition(lambda self: self.world.objects)
    @rule(data=st.data())
    def child_deleted_by_someone(self, data: st.DataObject) -> None:
        children = sorted(key for key in self.world.objects if key[0] != "ControllerRevision")
        if children:
            self.world.forget(data.draw(st.sampled_from(children)))
            self.last = None

    @rule()
    def view_gets_stale(self) -> None:
        self.stale = copy.deepcopy(self.world)

    @rule(writes=st.sampled_from([None, 0, 1, 2, 5]))
    def operator_passes(self, writes: int | None) -> None:
        self._pass(self.world, writes)

    @precondition(lambda self: self.stale is not None)
    @rule()
    def operator_decides_on_a_stale_view(self) -> None:
        """Writes of a stale plan that the API server would take: uids still match."""
        decided = plan(self.stale.observe(), self.world.now)
        self.last = None
        for action in decided.actions:
            seen = self.world.uids.get((action.kind, action.name))
            if (action.uid or None) == seen:
                self.world.carry_out(action)
                self.world.watch.strays.add(action.name)
        self.stale = None

    def _pass(self, world: World, writes: int | None = None) -> Plan:
        observed = world.observe()
        self._checked(observed)
        decided = world.reconcile(writes=writes)
        self._number_is_safe(observed, decided)
        complete = writes is None and not observed.unseen and world.spec.get("scaling")
        self.last = (world.generation, world.watch.number) if complete else None
        return decided

    def _number_is_safe(self, observed: Any, decided: Plan) -> None:
        """3: without a decision it is what it was, within the present bounds."""
        spec = observed.endpoint.spec
        if not isinstance(spec, EndpointSpec) or spec.scaling is None or spec.paused:
            return
        number = self.world.watch.number
        limits = bounds_of(spec.scaling, observed.platform, self.world.now)
        nobody_decides = observed.scaling is None or spec.scaling.mode is ScalingMode.OBSERVE
        if self.last is not None and nobody_decides and self.last[0] == self.world.generation:
            woken = number == 1 and observed.wake is not None and observed.wake.held > 0
            same = number == limits.clamp(self.last[1])
            assert same or (woken and not self.last[1]), "3: nobody decided anything"
        if observed.scaling is not None and not nobody_decides:
            decision = observed.scaling.decision
            # What is held wakes it; a first revision proves itself; none at all is only for idling.
            first = observed.service is None or observed.wake is not None
            highest = max(limits.clamp(decision.desired), self.world.watch.before, int(first))
            idle = decision.reason is ScalingReason.IDLE
            assert number or idle or not self.world.watch.before, "3: not seen to be idle"
            assert number <= highest, "3: more than was decided"
            least = limits.clamp(observed.scaling.decision.desired)
            counted = decided.capacity is not None or not self.world.platform.reads_nodes
            assert number >= min(least, self.world.watch.before), "3: fewer than was decided"
            assert number >= least or counted, "3: held for no reason"

    def _checked(self, observed: Any) -> Plan:
        decided = plan(observed, self.world.now)
        assert decided == plan(observed, self.world.now), "4: deterministic"
        for action in decided.actions:
            written = CHILD_KINDS | ({"Pod"} if isinstance(action, (Delete, Relabel)) else set())
            assert action.kind in written, "8: only children are written"
            if isinstance(action, Delete):
                assert not observed.unseen, "4: nothing is deleted blind"
            elif (action.kind, action.name) == ("Service", "chat"):
                assert "Service" not in observed.unseen, "2: traffic is not moved blind"
                self._switch_is_safe(observed, action, decided)
            elif action.kind == "Deployment":
                self._scaling_is_safe(observed, action)
        return decided

    def _scaling_is_safe(self, observed: Any, action: Apply) -> None:
        live = observed.deployments.get(action.name)
        wanted = action.manifest["spec"]["replicas"]
        if live is None or wanted >= live.replicas:
            return
        assert not observed.unseen, "4: nothing shrinks blind"
        service = observed.service
        pinned = service is not None and service.selected_revision is not None
        if pinned and action.name != service.active_revision:
            routed = {pod.name for pod in observed.pods if pod.revision == action.name}
            assert not routed & observed.routed, "1: what still gets traffic is not drained"

    def _switch_is_safe(self, observed: Any, action: Apply, decided: Plan) -> None:
        """2: a revision that serves loses the traffic only to one that is ready."""
        if observed.service is None or observed.service.active_revision is None:
            return
        target = action.manifest["spec"]["selector"].get(names.REVISION_LABEL)
        before = observed.service.active_revision
        shared = observed.service.selected_revision is None
        if target in (None, before) or shared:
            return
        ready = dict.fromkeys((target, before), 0)
        for pod in observed.pods:
            if pod.ready and pod.revision in ready:
                ready[pod.revision] += 1
        wanted = (decided.status or observed.endpoint.status).desired_replicas or 0
        live = observed.deployments.get(before)
        had_served = live is not None and live.completed
        gone = before not in {record.name for record in observed.records} and live is None
        records = {record.name: record for record in observed.records}
        # Nobody waits for pods of a node that has died: they would never end (`core.lost`).
        stopped = not has_pods(without_lost(observed, self.world.now), before)
        recreated = observed.endpoint.spec.rollout.strategy is Strategy.RECREATE and stopped
        failed = self._fails(observed, before)
        back = failed and observed.service.switch.origin == target
        least = min(wanted, 1) if back else wanted
        enough = ready[target] >= least
        assert enough or gone or recreated or not (ready[before] or had_served), "2"
        if back or gone or recreated or not (ready[before] or had_served):
            return
        tested = observed.endpoint.spec.rollout.smoke_test is None or wanted == 0
        tested |= target in records and records[target].marks.tested_at is not None
        tested |= observed.smoke is not None and observed.smoke.passed is True
        tested |= observed.service.switch.origin == target
        assert tested, "2: what gets the traffic was tested"

    def _fails(self, observed: Any, revision: str) -> bool:
        """Whether this pass marks the revision as failed, or an earlier one did."""
        decided = plan(observed, self.world.now)
        marked = [
            action.manifest["metadata"].get("annotations", {})
            for action in decided.actions
            if isinstance(action, Apply)
            and (action.kind, action.name) == ("ControllerRevision", revision)
        ]
        records = {record.name: record for record in observed.records}
        known = revision in records and records[revision].marks.failure is not None
        return known or any(FAILED in annotations for annotations in marked)

    @invariant()
    def every_false_condition_says_why(self) -> None:
        for condition in self.world.status.conditions:
            assert condition.reason, "6"
            if condition.status is not ConditionStatus.TRUE:
                assert condition.message, "6"

    @invariant()
    def revisions_are_never_lost_while_they_run(self) -> None:
        for pod in self.world.pods:
            if pod.deleted_at is None and ("Deployment", pod.revision) in self.world.objects:
                assert ("ControllerRevision", pod.revision) in self.world.objects

    def teardown(self) -> None:
        """7: once inputs stop changing, everything converges and then falls silent."""
        self.world.unseen, self.world.frozen_slices = frozenset(), None
        self.world.survey_down = False
        self.world.prometheus, self.world.deaf = "", False
        for node in list(self.world.silent):
            self.world.node_returns(node)
        self.world.foreign, self.world.snatchers = {}, 0
        self.world.claims, self.world.quota, self.world.lacking = [], None, {}
        if self.world.nodes and self.world.platform != COUNTED:
            # Pods in want of accelerators make nodes come, or nobody can know that there are none.
            self.world.nodes["d"] = 8
        self.world.retry()
        self.world.requests = None
        self.world.edit(
            rollout={},
            paused=False,
            runtime={"image": GOOD},
            **self.rest,
            model={"uri": "file:///models/tiny-a"},
        )
        self.world.run(600)
        assert self.world.serving() == 2, "7: serves in the end"
        assert converged(self.world), "7: silence"
        pods = [pod for pod in self.world.pods if pod.counts]
        asleep = {pod.role.name for pod in pods if pod.sleep == "Asleep"}
        awake = {pod.role.name for pod in pods if pod.sleep == "Awake"}
        tier = (self.world.spec.get("warmPool") or {}).get("tier")
        assert asleep <= {"warm"}, "9: who serves is awake"
        assert tier != "Asleep" or awake <= {"serving"}, "9: who is warm sleeps"
        told = {c.type: c for c in self.world.status.conditions}
        assert told["Ready"].status is ConditionStatus.TRUE
        pool = told.get("WarmPoolReady")
        assert pool is None or pool.reason in ("PoolReady", "NoCapacity"), "7: a pool, or no room"
        live = [key for key in self.world.objects if key[0] == "Deployment"]
        assert len(live) == 1, "7: nothing is left over"
        undisturbed = World(spec=dict(self.world.spec))
        undisturbed.run(200)
        assert undisturbed.serving() == self.world.serving()


Endpoint.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestEndpoint = Endpoint.TestCase


SLEEPERS = tuple(it for it in SCALING if it.get("minReplicas") == 0)


class Sleeper(Endpoint):
    """The life of one that may be scaled to zero, where more often than not somebody would have it
    there."""

    @initialize(requests=LOADS, nodes=st.sampled_from(NODES), scaling=st.sampled_from(SLEEPERS))
    def created(  # type: ignore[override]
        self, requests: float | None, nodes: dict[str, int], scaling: dict[str, Any]
    ) -> None:
        self.world.requests, self.world.nodes = requests, dict(nodes)
        self.world.platform, self.world.activators = replace(COUNTED, activator=True), PODS
        self.world.spec |= {"replicas": None, "scaling": scaling, "runtime": BRIEF}
        self.life_goes_on(60)

    @rule(scaling=st.sampled_from(SLEEPERS))
    def put_to_sleep(self, scaling: dict[str, Any]) -> None:
        self.world.edit(replicas=None, scaling=scaling)

    @rule(reason=st.sampled_from([ScalingReason.IDLE, *ScalingReason]))
    def none_is_decided(self, reason: ScalingReason) -> None:
        """Whatever was seen, and whoever has come since."""
        made = Decision(self.world.now, 0, 1, reason, "because")
        self.world.scaling = ScalingReport(made, self.world.generation)
        self.operator_passes(None)


Sleeper.TestCase.settings = settings(Endpoint.TestCase.settings, max_examples=30)
TestSleeper = Sleeper.TestCase


POLICIES = (
    Policy(),
    Policy(allowed_models=("file:///models/tiny-a",)),
    Policy(allowed_models=("file:///models/tiny-b",)),
    Policy(allowed_images=(GOOD, SLOW)),
)


class Restricted(Endpoint):
    """The life of one whose installation changes its mind about what is allowed."""

    @rule(policy=st.sampled_from(POLICIES))
    def policy_changed(self, policy: Policy) -> None:
        self.world.platform = replace(self.world.platform, policy=policy)

    def _checked(self, observed: Any) -> Plan:
        decided = super()._checked(observed)
        spec = observed.endpoint.spec
        if isinstance(spec, EndpointSpec) and denied(spec, observed.platform):
            made = [it.name for it in decided.actions if it.kind == "ControllerRevision"]
            known = {record.name for record in observed.records}
            assert set(made) <= known, "10: nothing new begins that is denied"
        return decided

    def teardown(self) -> None:
        """What it says in the end is on no list, and what is on none serves on."""
        self.policy_changed(Policy())
        super().teardown()
        before = self.world.fingerprint()[:2]
        self.policy_changed(Policy(allowed_models=("hf://nobody/*",)))
        self.world.run(120)
        assert self.world.fingerprint()[:2] == before, "10: what serves goes on"
        told = {c.type: c for c in self.world.status.conditions}
        assert told["Accepted"].reason == "PolicyDenied"


Restricted.TestCase.settings = settings(Endpoint.TestCase.settings, max_examples=40)
TestRestricted = Restricted.TestCase
