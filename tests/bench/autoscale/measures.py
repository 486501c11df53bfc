"""What a run was good for and what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.bench.autoscale.run import Life
from tests.bench.autoscale.server import REJECTED, TIMED_OUT

REVERSAL = 300.0  # seconds: a change of direction within this is a flap


@dataclass(frozen=True, slots=True)
class Measures:
    """From `measured_from` to the end of the trace, over the requests that arrived in it.

    `misses` is the share (%) of them without a first token within the objective: late ones, those
    still waiting for longer than it, those whose client left, and rejected ones. The percentiles of
    the time to first token (seconds) count those without one by their age, or by the time-out if
    their client left: taken over finished requests alone they would look better the worse it is.
    """

    requests: int
    misses: float
    p50: float
    p95: float
    p99: float
    rejected: int
    timed_out: int
    gpu_hours: float
    actions: int
    flaps: int
    preemptions: int
    most: int  # the largest number of replicas that was asked for


def measure(life: Life) -> Measures:
    """The numbers of a run. A replica is one GPU."""
    scenario, end = life.scenario, life.trace.duration
    counted = life.requests.arrival >= scenario.measured_from
    state = life.requests.state[counted]
    waits = waited(life)[counted]
    late = (waits > scenario.objective) | (state == TIMED_OUT) | (state == REJECTED)
    served = waits[state != REJECTED]
    p50, p95, p99 = np.percentile(served, [50, 95, 99]) if len(served) else (0.0, 0.0, 0.0)
    wanted = [(it.now, it.wanted) for it in life.moments if it.now >= scenario.measured_from]
    actions = changes(wanted)
    return Measures(
        requests=len(state),
        misses=100 * float(late.mean()) if len(late) else 0.0,
        p50=float(p50),
        p95=float(p95),
        p99=float(p99),
        rejected=int((state == REJECTED).sum()),
        timed_out=int((state == TIMED_OUT).sum()),
        gpu_hours=life.crew.seconds(scenario.measured_from, end) / 3600,
        actions=len(actions),
        flaps=flaps(actions),
        preemptions=int(life.crew.rows.preemptions.sum()),
        most=max((replicas for _, replicas in wanted), default=0),
    )


def waited(life: Life) -> NDArray[np.float64]:
    """Seconds to the first token, or the age at the end of the run, or the time-out."""
    q = life.requests
    waits = np.where(np.isnan(q.first), life.trace.duration, q.first) - q.arrival
    waits = np.where(q.state == TIMED_OUT, life.scenario.engine.timeout, waits)
    return np.where(q.state == REJECTED, 0.0, waits)


def changes(wanted: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Times and sizes of the steps of a desired number of replicas."""
    return [
        (now, after - before) for (_, before), (now, after) in pairwise(wanted) if after != before
    ]


def flaps(actions: Sequence[tuple[float, int]]) -> int:
    """Changes of direction within five minutes of the change before."""
    return sum(
        (before > 0) != (after > 0) and now - since <= REVERSAL
        for (since, before), (now, after) in pairwise(actions)
    )
