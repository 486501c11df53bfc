"""Many endpoints at once, against the same writes without the operator on the same API server."""

from dataclasses import asdict, dataclass

from tests.bench.api import Api
from tests.bench.load import Load, moments, names
from tests.bench.operators import OperatorProcess
from tests.bench.plane import NAMESPACE, Plane
from tests.bench.replay import Recording, Replay, record
from tests.bench.results import Result, Row
from tests.bench.tasks import say
from tests.bench.usage import cpu, quiet

CONCURRENCIES = (4, 8, 16)
QUIET = 3.0  # seconds without a change of any status


@dataclass(frozen=True, slots=True)
class _Burst:
    """Moments since the first creation, in seconds, sorted."""

    accepted: list[float]
    deployments: list[float]
    complete: list[float]
    settled: list[float]
    writes: dict[str, int]
    passes: float
    operator_cpu: float


async def burst(runs: int, endpoints: int) -> Result:
    """Each run on a control plane of its own; what comes first alternates."""
    recording, at_once, tried = await _rehearsal(endpoints)
    say(f"burst: {recording.writes:.1f} writes per endpoint, the limit is at {at_once} at a time")
    bursts: list[_Burst] = []
    limits: list[float] = []
    for number in range(runs):
        async with Plane() as plane:
            if number % 2:
                limits.append(await _limit(plane, recording, endpoints, at_once))
                bursts.append(await _burst(plane, endpoints))
            else:
                bursts.append(await _burst(plane, endpoints))
                limits.append(await _limit(plane, recording, endpoints, at_once))
        say(
            f"burst, run {number + 1} of {runs}: Deployments {bursts[-1].deployments[-1]:.2f} s,"
            f" statuses {bursts[-1].complete[-1]:.2f} s, all quiet {bursts[-1].settled[-1]:.2f} s,"
            f" the writes alone {limits[-1]:.2f} s"
        )
    pairs = list(zip(bursts, limits, strict=True))
    sent = [sum(it.writes.values()) + endpoints for it in bursts]
    return Result(
        "burst",
        f"Burst of {endpoints} endpoints",
        "The endpoints are created as fast as the API server takes them. A status is complete when"
        " it has every condition for the present generation; all quiet is the last change of any"
        " status, with the pods that the controller manager makes. The same writes alone: the"
        " bodies that the operator applied, its Events, and the creations, sent by a plain client"
        f" for other endpoints of the same control plane, {at_once} at a time (the best of"
        f" {', '.join(map(str, CONCURRENCIES))}).",
        [
            Row("all Deployments exist", "s", [it.deployments[-1] for it in bursts], 5),
            Row("all statuses complete", "s", [it.complete[-1] for it in bursts]),
            Row("all quiet", "s", [it.settled[-1] for it in bursts]),
            Row("the same writes alone", "s", limits),
            Row("complete / alone", "", [it.complete[-1] / limit for it, limit in pairs], 1.25),
            Row("quiet / alone", "", [it.settled[-1] / limit for it, limit in pairs]),
            Row("writes per second until quiet", "1/s", _rates(sent, bursts)),
            Row("passes per endpoint", "", [it.passes for it in bursts]),
            Row("operator's CPU per endpoint", "ms", _costs(bursts, endpoints)),
        ],
        {
            "bursts": [asdict(it) for it in bursts],
            "limits": limits,
            "seconds by concurrency": tried,
            "writes per endpoint in the limit": recording.writes,
        },
    )


def _rates(sent: list[int], bursts: list[_Burst]) -> list[float]:
    return [count / it.settled[-1] for count, it in zip(sent, bursts, strict=True)]


def _costs(bursts: list[_Burst], endpoints: int) -> list[float]:
    return [it.operator_cpu * 1000 / endpoints for it in bursts]


async def _rehearsal(endpoints: int) -> tuple[Recording, int, dict[str, float]]:
    """What is written for an endpoint in a burst, and how many at a time are fastest."""
    async with Plane() as plane, Api.connect(plane.admin) as api:
        first = await _burst(plane, endpoints)
        statuses = first.writes["status InferenceEndpoint"] / endpoints
        recording = await record(api, NAMESPACE, names("burst", endpoints)[0], statuses)
        tried = {
            at_once: await _limit(plane, recording, endpoints, at_once) for at_once in CONCURRENCIES
        }
    best = min(tried, key=lambda at_once: tried[at_once])
    return recording, best, {str(at_once): seconds for at_once, seconds in tried.items()}


async def _burst(plane: Plane, endpoints: int) -> _Burst:
    log = plane.folder / "operator.log"
    async with (
        Api.connect(plane.admin) as api,
        OperatorProcess(plane.operator, log, namespaces=NAMESPACE) as operator,
    ):
        await operator.leads()
        await quiet(operator.pid, 1.0)
        load = Load(api, NAMESPACE)
        before = cpu(operator.pid)
        async with load.watching():
            started = await load.create_all(names("burst", endpoints))
            await load.settled(QUIET)
        lives = load.lives.values()
        return _Burst(
            *(moments(lives, it, started) for it in ("accepted", "deployment", "complete")),
            settled=moments(lives, "settled", started),
            writes=dict(await operator.writes()),
            passes=await operator.sample("pilotlight_reconcile_total") / endpoints,
            operator_cpu=cpu(operator.pid) - before,
        )


async def _limit(plane: Plane, recording: Recording, endpoints: int, at_once: int) -> float:
    async with Api.connect(plane.admin) as load, Api.connect(plane.operator) as operator:
        replay = Replay(operator, load, recording, f"alone-{at_once}")
        seconds = await replay.play(names("alone", endpoints), at_once)
        await plane.calm()
        return seconds
