"""What is written for one endpoint: until everything of it exists, and on until it serves."""

import asyncio
from collections import Counter

from tests.bench.api import Api
from tests.bench.kubelet import Kubelet
from tests.bench.load import Load, names
from tests.bench.operators import OperatorProcess
from tests.bench.plane import NAMESPACE, Plane
from tests.bench.results import Result, Row
from tests.bench.tasks import say

ENDPOINTS = 10
PAUSE = 0.5  # seconds between two creations
QUIET = 3.0  # seconds without a change of any status
_EVENT = "create Event"


async def writes(runs: int) -> Result:
    """All runs on one control plane, of which each endpoint takes up little."""
    made, served = [], []
    async with (
        Plane() as plane,
        Api.connect(plane.admin) as api,
        OperatorProcess(plane.operator, plane.folder / "operator.log") as operator,
        (kubelet := Kubelet(api)).running(),
    ):
        await operator.leads()
        for number in range(runs):
            load = Load(api, NAMESPACE)
            before = await operator.writes()
            kubelet.hold()
            async with load.watching():
                for name in names(f"run{number}", ENDPOINTS):
                    await load.create(name)
                    await asyncio.sleep(PAUSE)
                await load.settled(QUIET)
                made.append(await operator.writes() - before)
                kubelet.go_on()
                await load.ready()
                await load.settled(QUIET)
            served.append(await operator.writes() - before)
            say(f"writes, run {number + 1} of {runs}: {dict(served[-1])} for {ENDPOINTS}")
    return Result(
        "writes",
        "Writes per created endpoint",
        f"{ENDPOINTS} endpoints with one replica per run, one every {PAUSE:g} s. First no node has"
        " room, until nothing moves; then their pods are scheduled and become Ready at once, until"
        " all serve. A worker that loads for longer tells how far it is, which is one more status"
        " every few seconds. Events are apart.",
        [
            Row("until all its objects exist", "", _each(made), 8),
            Row("until it serves", "", _each(served)),
            *(
                Row(
                    "apart: Events" if what == _EVENT else f"of these: {what}",
                    "",
                    [count[what] / ENDPOINTS for count in served],
                )
                for what in _ordered(served)
            ),
        ],
        {"made": [dict(it) for it in made], "served": [dict(it) for it in served]},
    )


def _each(counted: list[Counter[str]]) -> list[float]:
    return [(count.total() - count[_EVENT]) / ENDPOINTS for count in counted]


def _ordered(counted: list[Counter[str]]) -> list[str]:
    """Objects in the order of their first write, then statuses, then Events."""
    seen = dict.fromkeys(what for count in counted for what in count)
    return sorted(seen, key=lambda what: (what.startswith("status"), what == _EVENT))
