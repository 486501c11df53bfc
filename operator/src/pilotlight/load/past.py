"""What an operator that has just started would know by now, had it been there: read and replayed.

One question for the longest window, every 30 s of it: `last_over_time` over just as long, because
a plain selector would show the numbers of a pod for five minutes after Prometheus lost sight of
it. The law's own `remember` goes over the answer, so that windows and learnt capacity are filled
as they would have been; only bursts of seconds are not in it, for which `Memory.found` stands.

Where a pod has no number for a time between its first and its last one, the round is in doubt, as
it would have been. Buckets of first tokens are left out: they matter for a minute only.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Policy
from pilotlight.core.scaling.policy_of import policy_of
from pilotlight.core.scaling.remember import remember
from pilotlight.core.scaling.samples import Fleet, Load, Sample
from pilotlight.load.engines import Place, Scrape, listed, series_of
from pilotlight.load.problems import NONSENSE
from pilotlight.load.prometheus import Prometheus, PrometheusError
from pilotlight.load.question import numbers
from pilotlight.load.workload import Workload

PODS_AT_ONCE = 250
"""About 4 MB of JSON for half an hour, and for a moment 40 MB of memory."""
STEP, LONG_STEP = 30, 60
"""Seconds. The longer one where scrapes are further apart than half of the shorter one; what is
more than a minute apart is no rate any more."""
_MARGIN = 120.0


@dataclass(slots=True)
class _Pod:
    """The scrapes of one pod by time, each of one source."""

    scrapes: dict[float, Scrape] = field(default_factory=dict)
    sources: dict[float, tuple[str, ...]] = field(default_factory=dict)

    def take(self, source: tuple[str, ...], index: int, at: float, value: float) -> None:
        """One number; of two sources at the same time the first one counts."""
        if self.sources.setdefault(at, source) == source:
            scrape = self.scrapes.get(at)
            if scrape is None:
                scrape = self.scrapes[at] = Scrape(at, at)
            scrape.take(index, None, at, value)


def remembered(
    prometheus: Prometheus, workloads: Sequence[Workload], names: Collection[str], interval: float
) -> list[Memory]:
    """The memory of each; an empty one where Prometheus knows nothing. Blocking.

    Args:
        interval: seconds between scrapes.

    Raises:
        PrometheusError: when nothing can be had.
    """
    clock, now = math.floor(prometheus.clock(4 * prometheus.timeout)), datetime.now(UTC)
    policies = [policy_of(it.scaling, it.platform, now) for it in workloads]
    longest = max(map(_reach, policies))
    step = STEP if interval <= STEP / 2 else LONG_STEP
    places = [place for it in workloads for place in it.places]
    query = f"last_over_time({numbers(places, names, ())}[{step}s])"
    # The newest scrape may not be stored yet.
    end = clock - math.ceil(interval)
    start = end - step * math.ceil(longest / step)
    result = prometheus.history(query, start, end, step, 4 * prometheus.timeout)
    try:
        pods = _pods(result, places)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise PrometheusError(NONSENSE) from error
    return [
        _replayed(workload, policy, pods, clock, now, step)
        for workload, policy in zip(workloads, policies, strict=True)
    ]


def _reach(policy: Policy) -> float:
    """Seconds of the longest window that has to be full."""
    return policy.hold + _MARGIN


def _pods(result: object, places: Collection[Place]) -> Mapping[Place, dict[str, _Pod]]:
    found: dict[Place, dict[str, _Pod]] = {place: {} for place in places}
    for item in listed(result):
        series = series_of(item["metric"])
        if series is None or series.place not in found:
            continue
        pod = found[series.place].setdefault(series.pod, _Pod())
        for at, value in item["values"]:
            pod.take(series.source, series.metric, float(at), float(value))
    return found


def _replayed(
    workload: Workload,
    policy: Policy,
    pods: Mapping[Place, dict[str, _Pod]],
    clock: float,
    now: datetime,
    step: int,
) -> Memory:
    ours = {name: it for place in workload.places for name, it in pods[place].items()}
    start = clock - _reach(policy) - step
    if workload.since is not None:
        # Before, its pods had next to nothing to do.
        start = max(start, clock - (now - workload.since).total_seconds())
    memory = Memory()
    for at, there, samples in _rounds(ours, start):
        load = Load(
            workload.revisions[0],
            datetime.fromtimestamp(at, UTC),
            Fleet(desired=len(there), ready=there),
            samples,
            timedelta(seconds=step),
            workload.slots,
        )
        _, _, memory = remember(policy, load, memory, now - timedelta(seconds=clock - at))
    return memory


def _rounds(
    pods: Mapping[str, _Pod], start: float
) -> Iterator[tuple[float, frozenset[str], tuple[Sample, ...]]]:
    """By time: which pods were there, and their numbers."""
    spans = {name: (min(pod.scrapes), max(pod.scrapes)) for name, pod in pods.items()}
    times = sorted({at for pod in pods.values() for at in pod.scrapes if at >= start})
    for at in times:
        there = frozenset(name for name, (first, last) in spans.items() if first <= at <= last)
        samples = tuple(
            pods[name].scrapes[at].sample(name) for name in there if at in pods[name].scrapes
        )
        yield at, there, samples


def merged(past: Memory, live: Memory) -> Memory:
    """The past with what was asked for since, while it was being read.

    Of the past nobody is sure that it was quiet to its end.
    """
    shift = past.passed - live.passed
    asked = tuple((at + shift, replicas) for at, replicas in live.asked)
    count, since = live.starting
    found = None if live.found is None else (live.found[0], live.found[1] + shift)
    return replace(past, asked=asked, starting=(count, since + shift), found=found, idle=live.idle)
