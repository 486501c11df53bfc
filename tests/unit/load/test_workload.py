"""What a round is told of an endpoint's replicas."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from pilotlight.core.observed import (
    DeploymentView,
    Observed,
    ServiceView,
    Termination,
    WorkerReport,
)
from pilotlight.load.workload import Workload, workload
from pilotlight.manifests.marks import Switch
from tests.builders import a_parsed_spec
from tests.unit.load.workloads import NOON, REVISION, a_pod, an_observed

NEW = "chat-abcdef0123"
NO_NODE = {"ready": False, "phase": "Pending", "unschedulable": "0/3 nodes: 3 Insufficient cpu."}
STARTS: dict[str, Any] = {"ready": False, "scheduled_at": NOON, "started_at": NOON}
DIED = Termination("BadArgument", "no such model", 1, permanent=True)


def the_workload(observed: Observed) -> Workload:
    found = workload(observed)
    assert found is not None
    return found


@dataclass(frozen=True)
class Row:
    """A fleet: (ready, starting, stuck)."""

    id: str
    observed: Observed
    counts: tuple[int, int, int]
    because: str = ""


ROWS = (
    Row("ready is who gets requests", an_observed(a_pod("a"), a_pod("b")), (2, 0, 0)),
    Row("Ready, and not in the Service yet",
        an_observed(a_pod("a"), a_pod("b"), routed=["a"]), (1, 1, 0)),
    Row("a pod that loads", an_observed(a_pod("a"), a_pod("b", **STARTS)), (1, 1, 0)),
    Row("a pod that is not made yet", an_observed(a_pod("a")), (1, 1, 0)),
    Row("a pod that drains is none of them",
        an_observed(a_pod("a"), a_pod("b", deleting=True), asked=1), (1, 0, 0)),
    Row("nor is one that may be called back",
        an_observed(a_pod("a"), a_pod("b", role="draining"), asked=2), (1, 0, 0)),
    Row("nor is one that died while it drained",
        an_observed(a_pod("a"), a_pod("b", **STARTS, role="draining", termination=DIED), asked=2),
        (1, 0, 0)),
    Row("no node takes it", an_observed(a_pod("a"), a_pod("b", **NO_NODE)), (1, 0, 1),
        "no node takes the pod: 0/3 nodes: 3 Insufficient cpu."),
    Row("it dies for good",
        an_observed(a_pod("a"), a_pod("b", **STARTS, termination=DIED)), (1, 0, 1),
        "the worker died: no such model"),
    Row("the quota is full",
        an_observed(a_pod("a"), asked=3, refused="exceeded quota: pods"), (1, 0, 2),
        "exceeded quota: pods"),
    Row("what failed and was made good",
        an_observed(a_pod("a"), a_pod("b"), a_pod("c", ready=False, phase="Failed")), (2, 0, 0)),
    Row("exchanged replicas are there twice",
        an_observed(
            a_pod("a"), a_pod("b"), a_pod("c", revision=NEW), a_pod("d", **STARTS, revision=NEW),
            deployments=(DeploymentView(REVISION, 2), DeploymentView(NEW, 2)),
            service=ServiceView(NEW, None, Switch(NOON, REVISION, shared=True)),
        ), (3, 0, 0)),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_fleet_is_counted(row: Row) -> None:
    fleet = the_workload(row.observed).fleet
    assert (len(fleet.ready), fleet.starting, fleet.stuck) == row.counts
    assert fleet.stuck_because.startswith(row.because)
    assert bool(fleet.stuck_because) is bool(fleet.stuck)


def test_where_nodes_come_on_demand_a_pod_without_one_is_on_its_way() -> None:
    observed = an_observed(a_pod("a"), a_pod("b", **NO_NODE))
    observed = replace(observed, platform=replace(observed.platform, node_autoscaling=True))
    fleet = the_workload(observed).fleet
    assert (fleet.starting, fleet.stuck) == (1, 0)


def test_the_numbers_of_the_revision_with_the_traffic_are_asked_for() -> None:
    deployments = (DeploymentView(REVISION, 2), DeploymentView(NEW, 2))
    pods = (a_pod("a"), a_pod("b", deleting=True), a_pod("c", revision=NEW))
    found = the_workload(an_observed(*pods, deployments=deployments))
    assert found.places == (("demo", REVISION),)
    assert found.pods == {"a", "b"}


def test_of_both_while_replicas_are_exchanged() -> None:
    deployments = (DeploymentView(REVISION, 1), DeploymentView(NEW, 1))
    service = ServiceView(NEW, None, Switch(NOON, REVISION, shared=True))
    pods = (a_pod("a"), a_pod("c", revision=NEW))
    found = the_workload(an_observed(*pods, deployments=deployments, service=service))
    assert found.revisions == (NEW, REVISION)
    assert (found.pods, found.fleet.ready) == ({"a", "c"}, {"a", "c"})
    assert found.since == NOON


def test_the_cold_start_is_that_of_the_newest_pod() -> None:
    times = {"scheduled_at": NOON + timedelta(seconds=2), "started_at": NOON + timedelta(seconds=9)}
    report = WorkerReport("Ready", cold_start={"download": 20.0, "load": 30.0, "warmUp": 1.5})
    found = the_workload(an_observed(a_pod("a", **times, worker=report)))
    assert found.fleet.cold_start == timedelta(seconds=2 + 7 + 20 + 30 + 1.5)


def test_an_engine_runs_as_many_requests_as_the_spec_says() -> None:
    assert the_workload(an_observed(a_pod("a"), engine={"maxNumSeqs": 48})).slots == 48
    assert the_workload(an_observed(a_pod("a"))).slots is None


@pytest.mark.parametrize(
    ("scaling", "needs", "limit"),
    [
        ({}, ("waiting", "running", "completions"), 2.0),
        ({"objective": {"timeToFirstToken": {"maxDuration": "500ms"}}}, None, 0.5),
        ({"target": {"queueDepth": 3}}, ("waiting",), None),
        ({"target": {"concurrency": 3}}, ("waiting", "running"), None),
        ({"target": {"kvCacheUtilizationPercent": 70}}, ("kv_usage",), None),
    ],
)
def test_what_its_law_needs(
    scaling: dict[str, Any], needs: tuple[str, ...] | None, limit: float | None
) -> None:
    found = the_workload(an_observed(a_pod("a"), scaling={"maxReplicas": 8, **scaling}))
    assert needs is None or found.needs == needs
    assert found.first_token_limit == limit


def test_nothing_is_decided_without_wishes_or_without_replicas() -> None:
    fixed = an_observed(a_pod("a"))
    spec = replace(fixed.endpoint, spec=a_parsed_spec(replicas=2))
    assert workload(replace(fixed, endpoint=spec)) is None
    assert workload(an_observed(service=None, asked=0)) is None


def test_a_first_revision_is_decided_for_while_it_comes_up() -> None:
    found = the_workload(an_observed(a_pod("a", **STARTS), service=None))
    assert (found.fleet.desired, found.fleet.starting) == (2, 2)
