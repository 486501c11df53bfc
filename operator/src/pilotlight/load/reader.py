"""One round of numbers for all autoscaled endpoints, and why an endpoint has none.

A round is a question for Prometheus' clock and one for the numbers, in portions when pods are so
many that one answer would take much memory. It asks for what it takes only:

| | usually | for revisions that lacked something in the last round |
| --- | --- | --- |
| names | those that were found to be there | all that may be |
| time | 3.5 scrape intervals | 105 s |

Buckets of first tokens are those next to the objectives; which there are is asked once. Where the
ready pods of a revision have had no number for a while, one more question tells why.
"""

import logging
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pilotlight.core.scaling.samples import Sample
from pilotlight.load.engines import LONGEST, NAMES, SIGNALS, Place, Reading, listed, read
from pilotlight.load.problems import NONSENSE, unfinished
from pilotlight.load.prometheus import Prometheus, PrometheusError
from pilotlight.load.question import TARGETS, buckets, numbers, targets
from pilotlight.load.workload import Workload

log = logging.getLogger(__name__)

PODS_AT_ONCE = 1000
"""About 5 MB of JSON, and for a moment 20 MB of memory."""
INTERVALS = 3.5
"""Scrape intervals that are read: what is older than three is stale, and should be seen as that."""
UNSEEN_FOR = 12.0
"""Seconds without any number from ready pods before it is asked why: a new pod is not scraped yet.
With the question it is told within half a minute."""
_AGAIN = 15.0
"""Seconds until it is asked again which buckets a revision has that had none."""
USUAL_INTERVAL = 15.0
"""Seconds between scrapes while it cannot be seen."""
_UP, _ENGINE_UP = TARGETS
_INF = "+Inf"
_MEND = (
    "where the pods' /metrics has it, see what Prometheus' job drops or renames, the label pod"
    " included; where not, change the version of vLLM (runtime.image) or of Pilotlight"
)


class Problem(NamedTuple):
    """Why a revision has no numbers. incompatible: its pods are scraped, and what the law needs is
    not there by any name that is known."""

    words: str
    incompatible: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """What Prometheus answered. `problem`: why there is nothing at all; `problems`: of revisions.

    clock: its own, seconds since 1970; of the last answer when there was none now.
    """

    clock: float
    readings: Mapping[Place, Reading] = field(default_factory=dict)
    problems: Mapping[Place, Problem] = field(default_factory=dict)
    problem: str = ""


@dataclass(slots=True)
class _Bounds:
    """Buckets next to an objective: as labels say them, and as numbers."""

    limit: float
    labels: frozenset[str]
    asked_at: float

    @property
    def numbers(self) -> frozenset[float]:
        return frozenset(float(it) for it in self.labels)


@dataclass(slots=True)
class Reader:
    """Blocking, and used by one thread at a time.

    names: of metrics that are asked for. intervals: seconds between scrapes, by revision.
    """

    prometheus: Prometheus
    names: frozenset[str] = frozenset(NAMES)
    intervals: dict[Place, float] = field(default_factory=dict)
    _bounds: dict[Place, _Bounds] = field(default_factory=dict)
    _seen: set[Place] = field(default_factory=set)
    _lacking: set[Place] = field(default_factory=set)
    _unseen: dict[Place, float] = field(default_factory=dict)
    _clock: float = 0.0
    _told: frozenset[str] = frozenset()

    def round(self, workloads: Sequence[Workload]) -> Round:
        """The newest numbers of all their pods. Never raises what Prometheus is to blame for."""
        within = 2 * self.prometheus.timeout
        give_up = time.monotonic() + within
        try:
            self._clock = clock = self.prometheus.clock(within)
            self._forget({place for it in workloads for place in it.places})
            self._learn_bounds(workloads, clock, give_up)
            thorough_ones = frozenset(self._lacking)
            readings: dict[Place, Reading] = {}
            for portion, thorough in self._portions(workloads):
                readings |= self._read(portion, clock, give_up, thorough=thorough)
            self._choose(readings)
            problems = self._unknown(workloads, readings, thorough_ones)
            problems |= self._check(workloads, readings, clock, give_up)
        except PrometheusError as error:
            return Round(self._clock, problem=str(error))
        return Round(clock, readings, problems)

    def _interval(self, places: Iterable[Place]) -> float:
        known = [self.intervals[place] for place in places if place in self.intervals]
        return max(known or self.intervals.values(), default=USUAL_INTERVAL)

    def _forget(self, places: set[Place]) -> None:
        for known in (self.intervals, self._bounds, self._unseen):
            for place in known.keys() - places:
                del known[place]
        self._lacking &= places
        self._seen &= places

    def _portions(self, workloads: Sequence[Workload]) -> Iterator[tuple[list[Workload], bool]]:
        lacking = [it for it in workloads if not self._lacking.isdisjoint(it.places)]
        others = [it for it in workloads if self._lacking.isdisjoint(it.places)]
        for group, thorough in ((others, False), (lacking, True)):
            for portion in portions(group, PODS_AT_ONCE // 4 if thorough else PODS_AT_ONCE):
                yield portion, thorough

    def _read(
        self, portion: Sequence[Workload], clock: float, give_up: float, *, thorough: bool
    ) -> dict[Place, Reading]:
        places = [place for it in portion for place in it.places]
        known = [self._bounds[place] for place in places if place in self._bounds]
        labels = frozenset(label for it in known for label in it.labels)
        names = NAMES if thorough else sorted(self.names)
        span = INTERVALS * (LONGEST if thorough else self._interval(places))
        query = f"{numbers(places, names, labels)}[{round(span * 1000)}ms]"
        result = self._ask(query, clock, give_up)
        bounds = {place: self._bounds[place].numbers for place in places if place in self._bounds}
        try:
            readings = read(result, {place: bounds.get(place, frozenset()) for place in places})
        except ValueError as error:
            raise PrometheusError(NONSENSE) from error
        for workload in portion:
            self._note(workload, readings)
        return readings

    def _note(self, workload: Workload, readings: Mapping[Place, Reading]) -> None:
        """What is known of its revisions by now, and whether more is to be asked next time."""
        complete: set[str] = set()
        timed = True
        for place in workload.places:
            reading = readings[place]
            # What a pod that has ended left behind is no queue any more.
            reading.samples = tuple(it for it in reading.samples if it.pod in workload.pods)
            complete |= {
                it.pod
                for it in reading.samples
                if all(getattr(it, need) is not None for need in workload.needs)
            }
            if reading.samples:
                self._seen.add(place)
            if reading.interval is not None:
                self.intervals[place] = reading.interval
            elif reading.samples:
                timed = timed and place in self.intervals
            reading.interval = self._interval((place,))
        if timed and workload.fleet.ready <= complete:
            self._lacking.difference_update(workload.places)
        else:
            self._lacking.update(workload.places)

    def _ask(self, query: str, clock: float, give_up: float) -> Any:
        left = round(give_up - time.monotonic(), 1)
        if left <= 0:
            raise PrometheusError(unfinished(2 * self.prometheus.timeout))
        return self.prometheus.ask(query, clock, left)

    # First tokens

    def _learn_bounds(self, workloads: Sequence[Workload], clock: float, give_up: float) -> None:
        now = time.monotonic()
        limits: dict[Place, float] = {}
        for workload in workloads:
            limit = workload.first_token_limit
            for place in workload.places:
                known = self._bounds.get(place)
                if limit is None:
                    self._bounds.pop(place, None)
                    continue
                late = known is not None and not known.labels and now - known.asked_at > _AGAIN
                # Before its first numbers are there, there are no buckets either.
                if place in self._seen and (known is None or known.limit != limit or late):
                    limits[place] = limit
        if not limits:
            return
        found = _labels(self._ask(buckets(limits), clock, give_up))
        for place, limit in limits.items():
            self._bounds[place] = _Bounds(limit, _next_to(limit, found.get(place, ())), now)

    # Self-check

    def _check(
        self,
        workloads: Sequence[Workload],
        readings: Mapping[Place, Reading],
        clock: float,
        give_up: float,
    ) -> dict[Place, Problem]:
        """Why revisions have no numbers, of those that should have had some for a while."""
        now = time.monotonic()
        asked: dict[Place, Workload] = {}
        for workload in workloads:
            place, ready = workload.places[0], workload.fleet.ready
            samples = _samples(workload, readings)
            if not ready or any(it.pod in ready for it in samples):
                self._unseen.pop(place, None)
            elif now - self._unseen.setdefault(place, now) >= UNSEEN_FOR:
                asked[place] = workload
        if not asked:
            return {}
        told = _targets(self._ask(targets(asked), clock, give_up))
        return {place: _why(it, told.get(place, {})) for place, it in asked.items()}

    def _unknown(
        self,
        workloads: Sequence[Workload],
        readings: Mapping[Place, Reading],
        thorough: Collection[Place],
    ) -> dict[Place, Problem]:
        """Which numbers that its law needs no pod has, where all names of them were asked for."""
        problems: dict[Place, Problem] = {}
        for workload in workloads:
            samples, place = _samples(workload, readings), workload.places[0]
            if place not in thorough or not samples:
                continue
            absent = [
                need for need in workload.needs if all(getattr(it, need) is None for it in samples)
            ]
            if absent:
                problems[place] = _strange(place[1], absent)
        return problems

    def _choose(self, readings: Mapping[Place, Reading]) -> None:
        """The names that are asked for from now on: all of a signal that none was found for."""
        found = frozenset(name for it in readings.values() for name in it.chosen)
        names = {
            name
            for candidates in SIGNALS.values()
            for name in (found.intersection(candidates) or candidates)
        }
        self.names = frozenset(names)
        if found and found != self._told:
            self._told = found
            log.info("autoscaling reads %s", ", ".join(sorted(found)))


def portions(workloads: Iterable[Workload], pods: int) -> Iterator[list[Workload]]:
    """Groups with about so many pods each."""
    portion: list[Workload] = []
    count = 0
    for workload in workloads:
        portion.append(workload)
        count += len(workload.pods)
        if count >= pods:
            yield portion
            portion, count = [], 0
    if portion:
        yield portion


def _labels(result: object) -> dict[Place, set[str]]:
    """The buckets that each revision has."""
    found: dict[Place, set[str]] = {}
    try:
        for item in listed(result):
            labels = item["metric"]
            if "le" in labels and not math.isnan(float(labels["le"])):
                found.setdefault((labels["namespace"], labels["revision"]), set()).add(labels["le"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PrometheusError(NONSENSE) from error
    return found


def _next_to(limit: float, labels: Collection[str]) -> frozenset[str]:
    """The bucket at the limit or those on both sides of it, and the one with everything."""
    if _INF not in labels:
        return frozenset()
    ordered = sorted(labels, key=float)
    above = next(label for label in ordered if float(label) >= limit)
    below = [label for label in ordered if float(label) < limit]
    near = {above} if float(above) == limit else {above, *below[-1:]}
    return frozenset({*near, _INF})


def _targets(result: object) -> dict[Place, dict[str, list[float]]]:
    """By revision and metric: what it says of each pod."""
    found: dict[Place, dict[str, list[float]]] = {}
    try:
        for item in listed(result):
            labels = item["metric"]
            place = (labels["namespace"], labels["revision"])
            values = found.setdefault(place, {}).setdefault(labels["__name__"], [])
            values.append(float(item["value"][1]))
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise PrometheusError(NONSENSE) from error
    return found


def _why(workload: Workload, told: Mapping[str, list[float]]) -> Problem:
    revision = workload.revisions[0]
    if not told:
        return Problem(
            f"Prometheus does not scrape the pods of {revision}: it has no target with the labels"
            " namespace and revision of them"
        )
    if told.get(_UP) and not any(told[_UP]):
        return Problem(
            f"Prometheus cannot scrape the pods of {revision} (up is 0): its namespace has to be"
            " among endpoints.metricsFromNamespaces"
        )
    if _ENGINE_UP in told and not any(told[_ENGINE_UP]):
        return Problem(f"the engines of {revision} do not tell their metrics")
    return _strange(revision, workload.needs)


def _strange(revision: str, absent: Iterable[str]) -> Problem:
    """Scraped, but without these fields of `Sample`."""
    tried = ", no ".join(" or ".join(SIGNALS[it]) for it in absent)
    return Problem(
        f"the names of the metrics of {revision} are not known: its pods are scraped, but have no"
        f" {tried}: {_MEND}",
        incompatible=True,
    )


def _samples(workload: Workload, readings: Mapping[Place, Reading]) -> list[Sample]:
    return [it for place in workload.places for it in readings[place].samples]
