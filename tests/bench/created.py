"""From the creation of an endpoint to its Deployment, at a steady rate."""

import asyncio
import time

from tests.bench.api import Api
from tests.bench.load import Load, names
from tests.bench.operators import OperatorProcess
from tests.bench.plane import NAMESPACE, Plane
from tests.bench.results import Result, Row, percentile
from tests.bench.tasks import say

PER_SECOND = 5.0
WARM_UP = 5


async def created(runs: int, endpoints: int) -> Result:
    """Each run on a control plane of its own."""
    latencies = []
    for number in range(runs):
        latencies.append(await _run(endpoints))
        p50, p99 = percentile(latencies[-1], 0.5), percentile(latencies[-1], 0.99)
        say(f"created, run {number + 1} of {runs}: p50 {p50:.0f} ms, p99 {p99:.0f} ms")
    return Result(
        "created",
        f"Endpoint created → Deployment exists, {PER_SECOND:g} endpoints per second",
        f"{endpoints} endpoints per run, after {WARM_UP} to warm up. From the API server's answer"
        " to the creation until a watch shows the Deployment.",
        [
            Row("p50", "ms", [percentile(it, 0.5) for it in latencies], 100),
            Row("p99", "ms", [percentile(it, 0.99) for it in latencies], 300),
            Row("slowest", "ms", [max(it) for it in latencies]),
        ],
        {"milliseconds": latencies},
    )


async def _run(endpoints: int) -> list[float]:
    async with (
        Plane() as plane,
        Api.connect(plane.admin) as api,
        OperatorProcess(plane.operator, plane.folder / "operator.log") as operator,
    ):
        await operator.leads()
        load = Load(api, NAMESPACE)
        async with load.watching():
            await load.create_all(names("warm", WARM_UP))
            await load.settled(quiet=1.0)
            wanted = names("new", endpoints)
            await _at_rate(load, wanted)
            await load.settled(quiet=1.0)
        lives = [load.lives[name] for name in wanted]
        return [(life.deployment - life.accepted) * 1000 for life in lives]


async def _at_rate(load: Load, wanted: list[str]) -> None:
    """Each at its time, whether or not the one before has been answered."""
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, name in enumerate(wanted):
            await asyncio.sleep(started + number / PER_SECOND - time.perf_counter())
            group.create_task(load.create(name))
