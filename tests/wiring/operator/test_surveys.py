"""How often the cluster is surveyed, and what is told of it while it cannot be."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from aiohttp import web

from pilotlight.cluster.pace import Pace
from pilotlight.cluster.resources import DEPLOYMENTS, ENDPOINTS, PODS
from pilotlight.core.capacity import CapacityOrder
from tests.unit.cluster.raw import a_child, an_endpoint
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

KEY, OTHER = ("demo", "chat"), ("demo", "other")
ORDER = CapacityOrder(frozenset({GPU}))
LATER = CapacityOrder(frozenset({GPU}), pods=frozenset({"uid-of-a-pod"}))
SOON = 0.02
COMPLETE = {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}
EAGER = {"rest": 0.0, "apart": 0.0}
# After one survey without a change it pauses for longer than a test has patience.
a_lazy_pace = partial(Pace, share=1e6, longest=600.0, **EAGER)
LOGGER = "pilotlight.cluster.capacity"


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(
        nodes=[a_node("n1"), a_node("n2", 4)],
        pods=[a_pod("n1", 2, revision="chat-a")],
        quotas={"demo": [a_quota(6)]},
    )


# Surveys that fail


def part_of_an_answer(_: web.Request) -> web.Response:
    return web.Response(text='{"metadata": {}, "items": [{"metada', content_type="application/json")


def expired_after_a_page(request: web.Request) -> web.Response | None:
    if "continue" not in request.query:
        return None
    body = {"reason": "Expired", "message": "The provided continue parameter is too old"}
    return web.json_response(body, status=410)


def refused(kind: str, status: int) -> Callable[[web.Request], web.Response | None]:
    def answer(request: web.Request) -> web.Response | None:
        if not request.path.endswith(f"/{kind}"):
            return None
        return web.json_response({"reason": "No", "message": "not now"}, status=status)

    return answer


OUTAGES = [
    *(
        pytest.param(refused(kind, status), id=f"{kind} {status}")
        for kind in ("nodes", "pods", "resourcequotas")
        for status in (410, 429, 500, 503)
    ),
    pytest.param(part_of_an_answer, id="cut off"),
    pytest.param(expired_after_a_page, id="410 in the middle of the pages"),
]


@pytest.mark.parametrize("outage", OUTAGES)
async def test_what_was_counted_stands_as_outdated_until_it_is_counted_again(
    cluster: Cluster, outage: Callable[[web.Request], web.Response | None]
) -> None:
    cluster.nodes += [a_node(f"m{number}") for number in range(60)]
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        rig.surveyor.ensure(KEY, ORDER)
        await rig.surveyor.round()
        counted = rig.surveyor.reports[KEY]
        assert (len(counted.nodes), counted.outdated) == (62, False)

        cluster.instead = outage
        for _ in range(3):
            await rig.surveyor.round()
        left = rig.surveyor.reports[KEY]
        assert (left.at, left.nodes, left.outdated) == (counted.at, counted.nodes, True)
        assert rig.told == [KEY, KEY], "it is told once that they are outdated"

        cluster.instead = lambda _: None
        await rig.surveyor.round()

    again = rig.surveyor.reports[KEY]
    assert (again.at > counted.at, again.nodes, again.outdated) == (True, counted.nodes, False)
    assert rig.told == [KEY, KEY, KEY]


async def test_an_order_that_has_no_report_gets_none_from_a_survey_that_fails(
    cluster: Cluster,
) -> None:
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        cluster.statuses["pods"] = 503
        rig.surveyor.ensure(KEY, ORDER)
        await rig.surveyor.round()

    assert (rig.surveyor.reports, rig.told) == ({}, [])


@pytest.mark.parametrize("now", [None, LATER], ids=["ended", "changed"])
async def test_what_is_outdated_is_so_whatever_is_ordered_by_now(
    cluster: Cluster, now: CapacityOrder | None
) -> None:
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        for key in (KEY, OTHER):
            rig.surveyor.ensure(key, ORDER)
        await rig.surveyor.round()

        cluster.held, cluster.statuses["pods"] = asyncio.Event(), 503
        asked = cluster.count("pods")
        survey = asyncio.create_task(rig.surveyor.round())
        await rig.until(lambda: cluster.count("pods") > asked)
        rig.surveyor.ensure(KEY, now)
        cluster.held.set()
        await survey

    outdated = {key: (it.order, it.outdated) for key, it in rig.surveyor.reports.items()}
    assert outdated == {OTHER: (ORDER, True)} | ({KEY: (ORDER, True)} if now else {})


async def test_a_right_that_is_taken_away_is_told_at_once(cluster: Cluster) -> None:
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        rig.surveyor.ensure(KEY, ORDER)
        await rig.surveyor.round()
        cluster.statuses["nodes"] = 403
        await rig.surveyor.round()

    report = rig.surveyor.reports[KEY]
    assert (report.problem, report.nodes, report.outdated) == ("nodes: no", (), False)


async def test_a_survey_that_does_not_end_is_given_up(cluster: Cluster) -> None:
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        rig.surveyor.ensure(KEY, ORDER)
        await rig.surveyor.round()

        rig.surveyor.timeout = 0.2
        cluster.held = asyncio.Event()
        async with asyncio.timeout(5):
            await rig.surveyor.round()
        assert rig.surveyor.reports[KEY].outdated

        # All that it held is free again.
        rig.surveyor.timeout = 10
        cluster.held = None
        await rig.surveyor.round()
        assert not rig.surveyor.reports[KEY].outdated


async def test_an_outage_is_logged_when_it_begins_and_when_it_ends(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        rig.surveyor.ensure(KEY, ORDER)
        for status in (503, 500, 429, 200, 200, 503, 503, 200):
            cluster.statuses["nodes"] = status
            await rig.surveyor.round()

    said = [(it.levelno, it.message) for it in caplog.records if it.name == LOGGER]
    assert [level for level, _ in said] == [logging.WARNING, logging.INFO] * 2
    assert ["503 Refused: nodes: no" in message for _, message in said] == [True, False] * 2


async def test_an_answer_that_makes_no_sense_is_logged_once(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    cluster.nodes = [{"metadata": {}, "status": {"allocatable": {GPU: "1"}}}]
    async with a_client(cluster) as client:
        rig = Rig(client, every=600)
        rig.surveyor.ensure(KEY, ORDER)
        for _ in range(3):
            await rig.surveyor.round()

    assert [it.name for it in caplog.records if it.levelno >= logging.WARNING] == [LOGGER]


# How often


def gaps(cluster: Cluster) -> list[float]:
    return [b - a for a, b in zip(cluster.asked_at, cluster.asked_at[1:], strict=False)]


async def at_rest(cluster: Cluster, rig: Rig) -> int:
    """Until it pauses for a long time. The surveys so far."""
    rig.surveyor.ensure(KEY, ORDER)
    await rig.until(lambda: KEY in rig.surveyor.reports)
    while True:
        surveys = cluster.count("nodes")
        await asyncio.sleep(0.5)
        if cluster.count("nodes") == surveys:
            return surveys


async def test_the_pauses_grow_while_nothing_changes(cluster: Cluster) -> None:
    async with surveying(cluster, SOON, pace=Pace(share=1.0, **EAGER)) as rig:
        await at_rest(cluster, rig)

    assert len(cluster.asked_at) <= 12
    *before, last = gaps(cluster)
    assert last > sum(before) / 2, "each pause is as long as all before it"


def a_deployment(replicas: int, version: int, **status: Any) -> Raw:
    """Of another endpoint."""
    spec = {"replicas": replicas}
    return a_child("other-a", of="other", version=version, spec=spec, status=status)


def a_node_is_added(cluster: Cluster, _: Rig) -> None:
    # Only a survey tells of it.
    cluster.nodes.append(a_node("n3"))


def a_pod_of_another_endpoint_gets_a_node(_: Cluster, rig: Rig) -> None:
    bound = {"type": "PodScheduled", "status": "True", "lastTransitionTime": "2025-01-01T00:00:00Z"}
    metadata = {"creationTimestamp": "2025-01-01T00:00:00Z"}
    pod = a_child("other-1", of="other", version=41, status={"conditions": [bound]})
    rig.store.put(PODS, {**pod, "metadata": {**pod["metadata"], **metadata}})


def another_endpoint_is_scaled(_: Cluster, rig: Rig) -> None:
    rig.store.put(DEPLOYMENTS, a_deployment(1, version=42))


def another_endpoint_asks_no_more(_: Cluster, rig: Rig) -> None:
    rig.surveyor.ensure(OTHER, None)


def another_endpoint_asks(_: Cluster, rig: Rig) -> None:
    rig.surveyor.ensure(("demo", "third"), ORDER)


@pytest.mark.parametrize(
    "change",
    [
        a_pod_of_another_endpoint_gets_a_node,
        another_endpoint_is_scaled,
        another_endpoint_asks_no_more,
        another_endpoint_asks,
    ],
)
async def test_what_we_know_of_ends_a_long_pause(
    cluster: Cluster, change: Callable[[Cluster, Rig], None]
) -> None:
    async with surveying(cluster, SOON, pace=a_lazy_pace()) as rig:
        rig.store.put(ENDPOINTS, an_endpoint("other"))
        rig.store.put(DEPLOYMENTS, a_deployment(2, version=41))
        rig.surveyor.ensure(OTHER, ORDER)
        surveys = await at_rest(cluster, rig)
        change(cluster, rig)
        await rig.until(lambda: cluster.count("nodes") > surveys)


async def test_what_does_not_concern_accelerators_ends_no_pause(cluster: Cluster) -> None:
    async with surveying(cluster, SOON, pace=a_lazy_pace()) as rig:
        rig.store.put(ENDPOINTS, an_endpoint("other"))
        rig.store.put(DEPLOYMENTS, a_deployment(2, version=41))
        surveys = await at_rest(cluster, rig)
        rig.store.put(DEPLOYMENTS, a_deployment(2, version=42, conditions=[COMPLETE]))
        rig.surveyor.ensure(KEY, CapacityOrder(frozenset({GPU})))
        await asyncio.sleep(0.3)

    assert cluster.count("nodes") == surveys


async def test_what_a_survey_finds_changed_makes_the_next_pause_short(cluster: Cluster) -> None:
    async with surveying(cluster, SOON, pace=Pace(share=1.0, **EAGER)) as rig:
        surveys = await at_rest(cluster, rig)
        a_node_is_added(cluster, rig)
        await rig.until(lambda: cluster.count("nodes") >= surveys + 4)

    long, *short = gaps(cluster)[surveys - 1 :]
    assert min(short) < long / 4


async def test_a_burst_of_orders_is_answered_by_one_survey(cluster: Cluster) -> None:
    keys = [("demo", f"e{number}") for number in range(50)]
    async with surveying(cluster, pace=Pace(apart=0.5)) as rig:
        rig.surveyor.ensure(KEY, ORDER)
        await rig.until(lambda: KEY in rig.surveyor.reports)
        for key in keys:
            rig.surveyor.ensure(key, ORDER)
            await asyncio.sleep(0)
        await rig.until(lambda: rig.surveyor.reports.keys() == {KEY, *keys})

    assert cluster.count("nodes") == 2
    assert gaps(cluster)[0] > 0.25


# Many who wait


def an_order(number: int) -> CapacityOrder:
    return CapacityOrder(frozenset({GPU}), pods=frozenset({f"uid-{number}"}))


async def test_a_thousand_that_wait_share_one_count_and_may_all_go(cluster: Cluster) -> None:
    keys = [("demo", f"e{number}") for number in range(1000)]
    async with surveying(cluster, SOON, pace=Pace(**EAGER)) as rig:
        for number, key in enumerate(keys):
            rig.surveyor.ensure(key, an_order(number))
        await rig.until(lambda: len(rig.surveyor.reports) == 1000)
        reports = rig.surveyor.reports
        assert all(reports[key].order == an_order(n) for n, key in enumerate(keys))
        assert len({id(it.nodes) for it in reports.values()}) == 1

        gone, *rest = keys
        rig.surveyor.ensure(gone, None)
        before = len(rig.told)
        await rig.until(lambda: len(rig.told) >= before + 2 * len(rest))
        assert (gone in reports, gone in rig.told[before:]) == (False, False)

        for key in rest:
            rig.surveyor.ensure(key, None)
        await asyncio.sleep(0.5)
        asked = len(cluster.asked)
        await asyncio.sleep(0.3)
        assert (reports, len(cluster.asked)) == ({}, asked)

        rig.surveyor.ensure(KEY, ORDER)
        await rig.until(lambda: KEY in reports)


async def test_who_comes_and_goes_at_once_has_nothing_asked(cluster: Cluster) -> None:
    async with surveying(cluster, SOON) as rig:
        await asyncio.sleep(SOON)
        rig.surveyor.ensure(KEY, ORDER)
        rig.surveyor.ensure(KEY, None)
        await asyncio.sleep(5 * SOON)
        assert cluster.asked == []
        rig.surveyor.ensure(KEY, ORDER)
        await rig.until(lambda: KEY in rig.surveyor.reports)


async def test_all_that_wait_may_go_during_a_survey(cluster: Cluster) -> None:
    cluster.held = asyncio.Event()
    async with surveying(cluster, SOON) as rig:
        rig.surveyor.ensure(KEY, ORDER)
        await rig.until(lambda: cluster.now)
        rig.surveyor.ensure(KEY, None)
        cluster.held.set()
        await asyncio.sleep(0.3)
        asked = len(cluster.asked)
        await asyncio.sleep(0.3)

    assert (rig.surveyor.reports, rig.told, len(cluster.asked)) == ({}, [], asked)
