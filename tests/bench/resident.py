"""A thousand endpoints that serve: an operator that starts among them, and one that idles."""

import asyncio
import time
from collections import Counter
from dataclasses import asdict, dataclass

from tests.bench.api import Api
from tests.bench.kubelet import Kubelet
from tests.bench.load import Load, names
from tests.bench.operators import LOOK, OperatorProcess
from tests.bench.plane import NAMESPACE, Plane
from tests.bench.results import Result, Row
from tests.bench.tasks import say
from tests.bench.usage import cpu, quiet, usage

SAMPLE_SECONDS = 2.0
RESTART_LIMIT = 120.0
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class _Start:
    """Of one operator. Seconds since the start of its process."""

    ready: float
    verified: float
    cpu: float
    writes: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Idle:
    """Of one stretch without any change. Samples are (second, percent of a core, MiB)."""

    seconds: float
    cpu_percent: float
    rss: float
    peak_rss: float
    pss: float
    writes: dict[str, int]
    requests: dict[str, int]
    samples: list[tuple[float, float, float]]

    @property
    def gets(self) -> int:
        """Reads of single objects."""
        return sum(n for what, n in self.requests.items() if what.startswith("get "))

    @property
    def sweeps(self) -> int:
        """Pages of LISTs and discovery documents."""
        reads = ("list ", "get /")
        return sum(n for what, n in self.requests.items() if what.startswith(reads))


async def resident(runs: int, endpoints: int, short: float, long: float) -> list[Result]:
    """One population for all: restarts with a short silence each, and one long silence."""
    async with (
        Plane(audited=True) as plane,
        Api.connect(plane.admin) as api,
        Kubelet(api).running(),
    ):
        await populate(plane, api, endpoints)
        starts, silences = [], []
        for number in range(runs):
            log = plane.folder / f"operator-{number}.log"
            async with OperatorProcess(plane.operator, log) as operator:
                start = await verified(operator, endpoints)
                say(
                    f"restart {number + 1} of {runs}: ready {start.ready:.2f} s, all verified"
                    f" {start.verified:.2f} s, {sum(start.writes.values())} writes"
                )
                await quiet(operator.pid, _PATIENCE)
                last = number == runs - 1
                silence = await _silence(plane, operator, long if last else short)
                say(
                    f"idle for {silence.seconds:.0f} s: {silence.rss:.0f} MiB,"
                    f" {silence.cpu_percent:.2f} % of a core, {silence.requests}"
                )
            starts.append(start)
            silences.append(silence)
    return [_restart(starts, endpoints), _idle(silences, endpoints)]


def _restart(starts: list[_Start], endpoints: int) -> Result:
    return Result(
        "restart",
        f"Restart of the operator with {endpoints} endpoints",
        "From the start of the process until each endpoint has had a pass that found it as"
        " intended. The one before it has ended and given back its lease.",
        [
            Row("all verified", "s", [it.verified for it in starts], 8),
            Row("ready", "s", [it.ready for it in starts]),
            Row("CPU until verified", "s", [it.cpu for it in starts]),
            Row("writes", "", [sum(it.writes.values()) for it in starts], 0),
        ],
        {"starts": [asdict(it) for it in starts]},
    )


def _idle(silences: list[_Idle], endpoints: int) -> Result:
    return Result(
        "idle",
        f"{endpoints} idle endpoints",
        "Every endpoint has one replica, and its pod is Ready; the nodes are heartbeats in the"
        f" API only. Silences of {silences[0].seconds:.0f} s after each restart, the last"
        f" of {silences[-1].seconds:.0f} s. Requests are counted by the API server's audit log. A"
        " moment after the start and then every ten minutes the operator lists everything again:"
        " these LISTs and their discovery documents are shown apart, and are its only requests but"
        " the renewals of its lease and the watches.",
        [
            Row("memory (RSS)", "MiB", [it.rss for it in silences], 120),
            Row("memory at most (RSS)", "MiB", [it.peak_rss for it in silences]),
            Row("memory (PSS)", "MiB", [it.pss for it in silences]),
            Row("CPU", "% of a core", [it.cpu_percent for it in silences], 2),
            Row("writes", "", [sum(it.writes.values()) for it in silences], 0),
            Row("GETs of objects", "", [it.gets - _documents(it) for it in silences], 0),
            Row("pages and documents of sweeps", "", [it.sweeps for it in silences]),
        ],
        {"silences": [asdict(it) for it in silences]},
    )


def _documents(silence: _Idle) -> int:
    """Discovery documents, which have no resource but a path."""
    return sum(n for what, n in silence.requests.items() if what.startswith("get /"))


async def populate(plane: Plane, api: Api, endpoints: int) -> None:
    """Create everything, have it served, and let the controllers finish."""
    say(f"making {endpoints} endpoints that serve")
    load = Load(api, NAMESPACE)
    async with (
        OperatorProcess(plane.operator, plane.folder / "first.log") as operator,
        load.watching(),
    ):
        await operator.leads()
        await load.create_all(names("chat", endpoints))
        say("all are created")
        await load.ready()
        say("all are Ready")
        await load.settled(_PATIENCE)
        await plane.calm()


async def verified(operator: OperatorProcess, endpoints: int) -> _Start:
    ready = 0.0
    async with asyncio.timeout(RESTART_LIMIT):
        while await operator.sample("pilotlight_reconcile_total", result="unchanged") < endpoints:
            if not ready and await operator.is_ready():
                ready = time.perf_counter() - operator.started_at
            await asyncio.sleep(LOOK)
    verified = time.perf_counter() - operator.started_at
    return _Start(ready or verified, verified, cpu(operator.pid), dict(await operator.writes()))


async def _silence(plane: Plane, operator: OperatorProcess, seconds: float) -> _Idle:
    since = plane.audited_bytes()
    writes = await operator.writes()
    started, used = time.perf_counter(), cpu(operator.pid)
    samples = []
    at, before = started, used
    while (left := started + seconds - time.perf_counter()) > 0:
        await asyncio.sleep(min(left, SAMPLE_SECONDS))
        now, spent = time.perf_counter(), cpu(operator.pid)
        share = 100 * (spent - before) / (now - at)
        samples.append((now - started, share, usage(operator.pid).rss))
        at, before = now, spent
    end = usage(operator.pid)
    return _Idle(
        seconds=at - started,
        cpu_percent=100 * (before - used) / (at - started),
        rss=end.rss,
        peak_rss=end.peak_rss,
        pss=end.pss,
        writes=dict(await operator.writes() - writes),
        requests=dict(_without_lease(plane.requests(since))),
        samples=samples,
    )


def _without_lease(requests: Counter[str]) -> Counter[str]:
    return Counter({what: n for what, n in requests.items() if not what.endswith(" leases")})
