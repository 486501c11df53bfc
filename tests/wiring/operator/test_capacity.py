"""What a survey of the cluster asks, and what is told of it."""

import asyncio
from typing import Any

import pytest

from pilotlight.cluster.resources import PODS
from pilotlight.core.capacity import CapacityOrder, CapacityReport
from tests.unit.cluster.raw import a_child
from tests.wiring.operator.surveys import (
    GPU,
    Cluster,
    Raw,
    Rig,
    a_client,
    a_node,
    a_pod,
    a_quota,
    surveying,
)

KEY, OTHER, ELSEWHERE = ("demo", "chat"), ("demo", "other"), ("apart", "chat")
ORDER = CapacityOrder(frozenset({GPU}))
AMD = CapacityOrder(frozenset({"amd.com/gpu"}))
SOON = 0.02


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(
        nodes=[a_node("n1"), a_node("n2", 4), a_node("cpu", 0)],
        pods=[
            a_pod("n1", 2, revision="chat-a"),
            a_pod("n1", 1, namespace="others"),
            a_pod("n2", 1, revision="chat-a"),
            a_pod("cpu", 0),
        ],
        quotas={"demo": [a_quota(6)]},
    )


async def reported(rig: Rig, order: CapacityOrder = ORDER) -> CapacityReport:
    rig.surveyor.ensure(KEY, order)
    await rig.until(lambda: KEY in rig.surveyor.reports)
    return rig.surveyor.reports[KEY]


def free(report: CapacityReport) -> dict[str, int]:
    return {node.name: int(node.free[GPU]) for node in report.nodes}


async def test_an_order_is_answered_at_once(cluster: Cluster) -> None:
    async with surveying(cluster) as rig:
        report = await reported(rig)

    assert (report.order, report.problem) == (ORDER, "")
    assert free(report) == {"n1": 5, "n2": 3}
    assert report.placed == {("demo", "chat-a"): ("n1", "n2")}
    assert [(quota.name, quota.left) for quota in report.quotas] == [("q", {GPU: 6})]
    assert rig.told == [KEY]


async def test_pods_are_read_of_nodes_with_accelerators_only_and_out_of_memory(
    cluster: Cluster,
) -> None:
    async with surveying(cluster) as rig:
        await reported(rig)

    assert sorted(cluster.asked) == [
        "/api/v1/namespaces/demo/resourcequotas",
        "/api/v1/nodes",
        "/api/v1/pods n1",
        "/api/v1/pods n2",
    ]
    (selector,) = (it for it in cluster.queries if "n2" in it.get("fieldSelector", ""))
    assert selector == {
        "fieldSelector": "spec.nodeName=n2,status.phase!=Succeeded,status.phase!=Failed",
        "resourceVersion": "0",
    }


async def test_cordoned_and_lost_nodes_are_told_of(cluster: Cluster) -> None:
    cluster.nodes[0]["spec"]["unschedulable"] = True
    cluster.nodes[1]["status"]["conditions"][0]["status"] = "Unknown"
    async with surveying(cluster) as rig:
        report = await reported(rig)

    assert {node.name: node.usable for node in report.nodes} == {"n1": False, "n2": False}


async def test_no_node_with_the_accelerator_is_an_answer(cluster: Cluster) -> None:
    async with surveying(cluster) as rig:
        report = await reported(rig, AMD)

    assert (report.nodes, report.placed, report.problem) == ((), {}, "")


async def test_all_pages_of_nodes_are_read(cluster: Cluster) -> None:
    cluster.nodes = [a_node(f"n{number}", number % 3) for number in range(123)]
    cluster.pods = [a_pod("n122", 1)]
    async with surveying(cluster) as rig:
        report = await reported(rig)

    assert cluster.count("nodes") == 3
    assert len(report.nodes) == 82
    assert free(report)["n122"] == 1


async def test_one_survey_answers_all_orders(cluster: Cluster) -> None:
    cluster.nodes.append(a_node("n3", 2, resource="amd.com/gpu"))
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        for key, order in ((KEY, ORDER), (OTHER, AMD), (ELSEWHERE, ORDER)):
            rig.surveyor.ensure(key, order)
        await rig.surveyor.round()

    reports = rig.surveyor.reports
    names = {key: [node.name for node in it.nodes] for key, it in reports.items()}
    assert names == {KEY: ["n1", "n2"], OTHER: ["n3"], ELSEWHERE: ["n1", "n2"]}
    assert [len(reports[key].quotas) for key in (KEY, OTHER, ELSEWHERE)] == [1, 1, 0]
    assert reports[OTHER].placed == {}
    assert [cluster.count(kind) for kind in ("nodes", "pods", "resourcequotas")] == [1, 3, 2]
    assert rig.told == [KEY, OTHER, ELSEWHERE]


async def test_nothing_is_asked_while_nobody_wants_to_know(cluster: Cluster) -> None:
    async with surveying(cluster, every=SOON) as rig:
        await asyncio.sleep(5 * SOON)
        assert cluster.asked == []
        await reported(rig)
        rig.surveyor.ensure(KEY, None)
        assert rig.surveyor.reports == {}
        await asyncio.sleep(5 * SOON)
        told, asked = len(rig.told), len(cluster.asked)
        await asyncio.sleep(5 * SOON)

    assert (len(rig.told), len(cluster.asked)) == (told, asked)
    assert rig.surveyor.reports == {}


async def test_an_order_is_answered_anew_until_it_ends(cluster: Cluster) -> None:
    async with surveying(cluster, every=SOON) as rig:
        first = await reported(rig)
        cluster.pods.clear()
        await rig.until(lambda: free(rig.surveyor.reports[KEY]) == {"n1": 8, "n2": 4})

    assert rig.surveyor.reports[KEY].at > first.at


async def test_it_is_told_each_time_because_others_may_have_claimed_less(cluster: Cluster) -> None:
    async with surveying(cluster, every=SOON) as rig:
        await reported(rig)
        await rig.until(lambda: len(rig.told) >= 3)


async def test_the_same_order_asks_nothing_new(cluster: Cluster) -> None:
    async with surveying(cluster) as rig:
        report = await reported(rig)
        rig.surveyor.ensure(KEY, CapacityOrder(frozenset({GPU})))
        await asyncio.sleep(0.05)

    assert rig.surveyor.reports[KEY] is report
    assert cluster.count("nodes") == 1


async def test_another_order_is_answered_soon_and_the_last_count_stands_until_then(
    cluster: Cluster,
) -> None:
    later = CapacityOrder(frozenset({GPU}), frozenset({"uid-of-a-pod"}))
    async with surveying(cluster) as rig:
        report = await reported(rig)
        rig.surveyor.ensure(KEY, later)
        assert rig.surveyor.reports[KEY] is report
        await rig.until(lambda: rig.surveyor.reports[KEY].order == later)

    assert len(rig.told) == 2


async def test_what_is_counted_is_no_older_than_what_plans_have_seen(cluster: Cluster) -> None:
    def versions() -> set[str | None]:
        return {it.get("resourceVersion") for it in cluster.queries}

    async with surveying(cluster, every=SOON) as rig:
        await reported(rig)
        rig.store.put(PODS, a_child("chat-1", version=41))
        await rig.until(lambda: "41" in versions())
        rig.store.remove(PODS, "demo", "chat-1", version=43)
        await rig.until(lambda: "43" in versions())


@pytest.mark.parametrize("now", [None, AMD], ids=["ended", "changed"])
async def test_an_order_that_went_during_a_survey_is_not_answered_by_it(
    cluster: Cluster, now: CapacityOrder | None
) -> None:
    cluster.held = asyncio.Event()
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        rig.surveyor.ensure(KEY, ORDER)
        rig.surveyor.ensure(OTHER, ORDER)
        survey = asyncio.create_task(rig.surveyor.round())
        await rig.until(lambda: cluster.count("pods"))
        rig.surveyor.ensure(KEY, now)
        cluster.held.set()
        await survey

    assert rig.told == [OTHER]
    assert rig.surveyor.reports.keys() == {OTHER}


async def test_a_few_nodes_are_asked_for_at_the_same_time(cluster: Cluster) -> None:
    cluster.nodes = [a_node(f"n{number}") for number in range(12)]
    cluster.held = asyncio.Event()
    async with surveying(cluster) as rig:
        rig.surveyor.ensure(KEY, ORDER)
        await rig.until(lambda: cluster.now == 4)
        await asyncio.sleep(0.05)
        cluster.held.set()
        await rig.until(lambda: KEY in rig.surveyor.reports)

    assert cluster.most == 4
    assert len(rig.surveyor.reports[KEY].nodes) == 12


@pytest.mark.parametrize("kind", ["nodes", "pods"])
async def test_a_missing_right_is_told_and_asked_for_again(cluster: Cluster, kind: str) -> None:
    cluster.statuses[kind] = 403
    async with surveying(cluster, every=SOON) as rig:
        report = await reported(rig)
        assert (report.problem, report.nodes) == (f"{kind}: no", ())
        cluster.statuses.clear()
        await rig.until(lambda: not rig.surveyor.reports[KEY].problem)

    assert free(rig.surveyor.reports[KEY]) == {"n1": 5, "n2": 3}


async def test_without_the_right_to_read_quotas_there_are_none(cluster: Cluster) -> None:
    cluster.statuses["resourcequotas"] = 403
    async with surveying(cluster) as rig:
        report = await reported(rig)

    assert (report.problem, report.quotas) == ("", ())
    assert free(report) == {"n1": 5, "n2": 3}


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"metadata": {}, "status": {"allocatable": {GPU: "1"}}}, id="no name"),
        pytest.param(
            {"metadata": {"name": "n"}, "status": {"allocatable": {GPU: "1"}, "conditions": [1]}},
            id="conditions that are none",
        ),
    ],
)
async def test_an_answer_that_makes_no_sense_is_a_problem_and_no_end(
    cluster: Cluster, odd: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    nodes, cluster.nodes = cluster.nodes, [odd]
    async with surveying(cluster, every=SOON) as rig:
        report = await reported(rig)
        assert "what the API server answered could not be used" in report.problem
        assert "Traceback" in caplog.text
        cluster.nodes = nodes
        await rig.until(lambda: not rig.surveyor.reports[KEY].problem)


async def test_nothing_is_left_when_run_is_cancelled(cluster: Cluster) -> None:
    cluster.held = asyncio.Event()
    before: set[asyncio.Task[Any]] = asyncio.all_tasks()
    async with surveying(cluster) as rig:
        rig.surveyor.ensure(KEY, ORDER)
        await rig.until(lambda: cluster.now)
    assert asyncio.all_tasks() == before
