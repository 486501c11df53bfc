"""The newest numbers of engines, from raw series: what `core.scaling` calls samples.

| metric | becomes | several in one scrape (engines of a pod) |
| --- | --- | --- |
| vllm:num_requests_waiting, and pilotlight_gate_requests_queued | waiting | sum |
| vllm:num_requests_running | running | sum |
| vllm:e2e_request_latency_seconds_count, vllm:request_success_total | completions | sum |
| vllm:prompt_tokens_total | prompt_tokens | sum |
| vllm:generation_tokens_total | generated_tokens | sum |
| vllm:kv_cache_usage_perc, vllm:gpu_cache_usage_perc | kv_usage | mean |
| vllm:time_to_first_token_seconds_bucket | ttft | sum per bucket |

Of several names the first that a pod has is taken. A histogram's count is one series where
`request_success_total` is one per reason. What waits at the gate for its turn waits like what waits
in the engine; a gate without that metric has no such queue. Names are matched as a whole: a queue
by reasons (`num_requests_waiting_by_reason`) must not be added to the queue.

Only numbers of a pod's newest scrape count; they all have its time. The labels that say how it was
scraped (job, instance, role, replica of Prometheus) tell one source from another:

| a pod has | then |
| --- | --- |
| one source | one sample |
| one that ends before another begins (a role changed, a container began anew) | the newer one |
| two at the same time (two jobs, two replicas of Prometheus) | both: the law doubts such numbers |
"""

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from pilotlight.core.scaling.samples import Sample

Place = tuple[str, str]
"""Namespace and revision, whose name is unique in it."""

SIGNALS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("vllm:num_requests_waiting",),
    "queued": ("pilotlight_gate_requests_queued",),
    "running": ("vllm:num_requests_running",),
    "completions": ("vllm:e2e_request_latency_seconds_count", "vllm:request_success_total"),
    "prompt_tokens": ("vllm:prompt_tokens_total",),
    "generated_tokens": ("vllm:generation_tokens_total",),
    # vLLM renamed it in 0.11.
    "kv_usage": ("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
}
"""Fields of `Sample`, and the metrics that tell them, best first; `queued` is part of `waiting`."""
FIRST_TOKENS = "vllm:time_to_first_token_seconds_bucket"
NAMES = tuple(name for names in SIGNALS.values() for name in names)
_INDEX = {name: index for index, name in enumerate(NAMES)}
_FIRST_TOKENS_INDEX = len(NAMES)
_ALL = {**_INDEX, FIRST_TOKENS: _FIRST_TOKENS_INDEX}
_FIELDS = {field: tuple(_INDEX[name] for name in names) for field, names in SIGNALS.items()}
_KV = _FIELDS["kv_usage"]
# What tells one engine, model or outcome from another in a pod, where a source has them all.
_WITHIN = ("engine", "model_name", "finished_reason")

# Seconds between scrapes that are believed.
SHORTEST, LONGEST = 1.0, 30.0


class Series(NamedTuple):
    """What the labels of a series mean.

    metric: its number in `NAMES`. source: who scraped it, and how.
    """

    metric: int
    place: Place
    pod: str
    le: float | None
    source: tuple[str, ...]


def listed(result: object) -> Iterable[Any]:
    """The items of a result.

    Raises:
        TypeError: it is neither a list nor an iterator of them.
    """
    if not isinstance(result, (list, Iterator)):
        raise TypeError("the result is not a list")
    return result


def series_of(labels: dict[str, str]) -> Series | None:
    """None for a series that is none of ours. The labels are used up."""
    index = _ALL.get(labels.pop("__name__", ""))
    place = (labels.pop("namespace", ""), labels.pop("revision", ""))
    pod = labels.pop("pod", "")
    if index is None or not pod:
        return None
    le = float(labels.pop("le")) if index == _FIRST_TOKENS_INDEX else None
    for name in _WITHIN:
        labels.pop(name, None)
    # Prometheus sorts labels by name.
    return Series(index, place, pod, le, tuple(labels.values()))


@dataclass(slots=True)
class Scrape:
    """The newest scrape of a pod by one source; `first` is the time of the oldest one read."""

    first: float
    at: float
    values: list[float | None] = field(default_factory=lambda: [None] * len(NAMES))
    counts: list[int] = field(default_factory=lambda: [0] * len(NAMES))
    buckets: dict[float, float] = field(default_factory=dict)

    def take(self, index: int, le: float | None, at: float, value: float) -> None:
        """One number; what is not of the newest scrape is left out."""
        if at != self.at:
            if at < self.at:
                return
            self.at = at
            self.values, self.counts = [None] * len(NAMES), [0] * len(NAMES)
            self.buckets = {}
        if le is not None:
            self.buckets[le] = self.buckets.get(le, 0.0) + value
        elif index < _FIRST_TOKENS_INDEX:
            before = self.values[index]
            self.values[index] = value if before is None else before + value
            self.counts[index] += 1

    def sample(self, pod: str) -> Sample:
        """In the words of the law."""
        return Sample(
            pod,
            datetime.fromtimestamp(self.at, UTC),
            running=self._first_of("running"),
            waiting=self._waiting(),
            completions=self._first_of("completions"),
            prompt_tokens=self._first_of("prompt_tokens"),
            generated_tokens=self._first_of("generated_tokens"),
            kv_usage=self._kv(),
            # Without the last one nobody knows how many there are.
            ttft=tuple(sorted(self.buckets.items())) if math.inf in self.buckets else (),
        )

    def chosen(self) -> Iterable[str]:
        """The names that were taken."""
        for indices in _FIELDS.values():
            found = (NAMES[index] for index in indices if self.counts[index])
            if (name := next(found, None)) is not None:
                yield name

    def _first_of(self, signal: str) -> float | None:
        for index in _FIELDS[signal]:
            if self.counts[index]:
                return self.values[index]
        return None

    def _waiting(self) -> float | None:
        waiting = self._first_of("waiting")
        return None if waiting is None else waiting + (self._first_of("queued") or 0.0)

    def _kv(self) -> float | None:
        for index in _KV:
            total = self.values[index]
            if total is not None:
                return total / self.counts[index]
        return None


@dataclass(slots=True)
class Reading:
    """What Prometheus has of one revision.

    bounds: of buckets that are wanted. interval: seconds between scrapes, None when not to be seen.
    chosen: names of metrics that were taken.
    """

    bounds: frozenset[float] = frozenset((math.inf,))
    samples: tuple[Sample, ...] = ()
    interval: float | None = None
    chosen: frozenset[str] = frozenset()


def read(result: object, bounds: Mapping[Place, frozenset[float]]) -> dict[Place, Reading]:
    """The `data.result` of a range selector, by revision. The result is used up.

    Args:
        bounds: the revisions that are wanted, and which buckets of each.

    Raises:
        ValueError: when it is anything else; also when a value is no number.
    """
    readings = {place: Reading(wanted) for place, wanted in bounds.items()}
    scrapes: dict[Place, dict[str, dict[tuple[str, ...], Scrape]]] = {place: {} for place in bounds}
    try:
        for item in listed(result):
            _take(item["metric"], item["values"], readings, scrapes)
        for place, pods in scrapes.items():
            _conclude(readings[place], pods)
    except (AttributeError, KeyError, TypeError, IndexError, OverflowError, OSError) as error:
        raise ValueError("a series is not of the form of the API") from error
    return readings


def _take(
    labels: dict[str, str],
    values: list[tuple[float, str]],
    readings: Mapping[Place, Reading],
    scrapes: Mapping[Place, dict[str, dict[tuple[str, ...], Scrape]]],
) -> None:
    series = series_of(labels)
    if series is None or (reading := readings.get(series.place)) is None:
        return
    if series.le is not None and series.le not in reading.bounds:
        return
    first, (at, value) = values[0][0], values[-1]
    sources = scrapes[series.place].setdefault(series.pod, {})
    scrape = sources.get(series.source)
    if scrape is None:
        scrape = sources[series.source] = Scrape(first, at)
        if reading.interval is None and len(values) > 1:
            reading.interval = _interval(values)
    elif first < scrape.first:
        scrape.first = first
    scrape.take(series.metric, series.le, at, float(value))


def _interval(values: list[tuple[float, str]]) -> float:
    gaps = [after[0] - before[0] for before, after in pairwise(values)]
    return min(LONGEST, max(SHORTEST, statistics.median(gaps)))


def _conclude(reading: Reading, pods: Mapping[str, dict[tuple[str, ...], Scrape]]) -> None:
    samples: list[Sample] = []
    chosen: set[str] = set()
    for pod, sources in pods.items():
        for scrape in _at_the_same_time(sources):
            samples.append(scrape.sample(pod))
            chosen.update(scrape.chosen())
    reading.samples, reading.chosen = tuple(samples), frozenset(chosen)


def _at_the_same_time(sources: Mapping[Any, Scrape]) -> list[Scrape]:
    """The newest, and one more if there is any that it does not succeed."""
    if len(sources) == 1:
        return list(sources.values())
    newest, *others = sorted(sources.values(), key=lambda it: it.at, reverse=True)
    return [newest, *[it for it in others if it.at >= newest.first][:1]]
