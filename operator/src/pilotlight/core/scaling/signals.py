"""One round of samples, reduced to the sums that a law works with; and what is wrong with it.

| a pod's sample | its numbers | the round is in doubt |
| --- | --- | --- |
| as it should be | count | no |
| same `at` as before | gauges count, the rate is the last one | no |
| the pod's first | gauges count, no rate yet | no |
| none, and the pod is not ready or ready for less than 3 scrape intervals | none | no |
| none otherwise | none | MetricsMissing, MetricsPartial if others are there |
| older than 3 scrape intervals | none | MetricsStale |
| of no pod, and `Load.problem` says why | none | MetricsUnavailable, MetricsIncompatible |
| a number that the law needs is absent | none | MetricsMissing, MetricsPartial |
| a number that the law needs is NaN, infinite or negative | none | MetricsInvalid |
| from the future; older than the pod's last one | the rate is the last one | ClockMoved |
| a minute or more after the last one | gauges count, the rate is the last one | MetricsStale |
| a counter lower than before: the engine was restarted | count from 0 | CounterReset |
| counters back where they were before that | the rate is the mean since then | CounterReset |
| twice | the newest, the higher queue | MetricsDuplicated |

In doubt a round may only ask for more. Without a single usable sample it is blind. A pod that is
not ready (it starts or drains) counts as far as it has numbers, and is never a reason to doubt.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pilotlight.core.scaling.decision import Doubt, ScalingReason
from pilotlight.core.scaling.policy import Policy
from pilotlight.core.scaling.samples import Load, Sample
from pilotlight.core.scaling.tracks import Progress, Track, progress, usable


@dataclass(frozen=True, slots=True)
class Tracks:
    """By pod: the last usable sample, or for how many seconds a ready one has had none."""

    seen: Mapping[str, Track] = field(default_factory=dict)
    unseen: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signals:
    """Sums over the usable pods.

    arrivals: requests per second, None before any pod has a second sample. queue: waiting
    requests. running: requests. kv: used shares of the pods' caches, added up (1 is one full
    cache). The last two are None where a pod does not tell. advances: of pods with new numbers.
    partial: the arrivals of some pods are not known yet.
    """

    arrivals: float | None
    queue: float
    running: float | None
    kv: float | None
    advances: tuple[Progress, ...]
    partial: bool
    doubt: Doubt | None


Problem = tuple[ScalingReason, str]


def read(
    policy: Policy, load: Load, tracks: Tracks, elapsed: float, now: datetime
) -> tuple[Signals, Tracks]:
    """The round's sums, and what to know for the next one.

    Args:
        elapsed: seconds since the last round.
    """
    newest, problems = _newest(load.samples)
    seen: dict[str, Track] = {}
    used: list[Track] = []
    advances: list[Progress] = []
    clock, heard = load.clock.timestamp(), now.timestamp()
    patience = policy.law.stale * load.interval.total_seconds()
    for sample in newest.values():
        last = tracks.seen.get(sample.pod)
        problem = _unusable(policy, sample, clock, patience)
        if problem is None:
            track, advance, problem = progress(sample, last, heard, policy.law.outage)
            seen[sample.pod] = track
            used.append(track)
            if advance is not None:
                advances.append(advance)
        elif last is not None:
            seen[sample.pod] = last
        if problem is not None and sample.pod in load.fleet.ready:
            problems.append(problem)
    unseen = {
        pod: tracks.unseen.get(pod, 0.0) + elapsed
        for pod in load.fleet.ready
        if pod not in newest and pod not in tracks.seen
    }
    missing = [pod for pod in load.fleet.ready if pod not in newest]
    overdue = [pod for pod in missing if unseen.get(pod, patience + 1) > patience]
    problems.extend([(ScalingReason.METRICS_MISSING, "no sample")] * len(overdue))
    # Kept, so that a pod that comes back goes on where it was.
    seen.update({pod: tracks.seen[pod] for pod in missing if pod in tracks.seen})
    doubt = _doubt(load, problems, len(used), len(newest) + len(overdue))
    return _sums(used, advances, doubt), Tracks(seen, unseen)


def _newest(samples: Iterable[Sample]) -> tuple[dict[str, Sample], list[Problem]]:
    newest: dict[str, Sample] = {}
    problems: list[Problem] = []
    for sample in samples:
        other = newest.get(sample.pod)
        if other is None:
            newest[sample.pod] = sample
            continue
        problems.append((ScalingReason.METRICS_DUPLICATED, "there twice"))
        newest[sample.pod] = max(other, sample, key=lambda it: (it.at, it.waiting or 0))
    return newest, problems


def _unusable(policy: Policy, sample: Sample, clock: float, patience: float) -> Problem | None:
    """Why nothing of this sample is to be used, or None."""
    age = clock - sample.at.timestamp()
    if age > patience:
        return ScalingReason.METRICS_STALE, f"{age:.0f} s old"
    if age < -patience:
        return ScalingReason.CLOCK_MOVED, f"{-age:.0f} s in the future"
    for name, value in _needed(policy, sample):
        if not usable(value):
            if value is None:
                return ScalingReason.METRICS_MISSING, f"no {name}"
            return ScalingReason.METRICS_INVALID, f"{name} {value:g}"
    return None


def _needed(policy: Policy, sample: Sample) -> Iterable[tuple[str, float | None]]:
    target = policy.target
    if target is None:
        yield "waiting", sample.waiting
        if sample.arrivals is not None:
            yield "arrivals", sample.arrivals
        else:
            yield "completions", sample.completions
            yield "running", sample.running
        return
    if target.queue_depth is not None or target.concurrency is not None:
        yield "waiting", sample.waiting
    if target.concurrency is not None:
        yield "running", sample.running
    if target.kv_cache is not None:
        yield "kv_usage", sample.kv_usage


def _doubt(load: Load, problems: list[Problem], used: int, pods: int) -> Doubt | None:
    if load.problem:
        unknown = load.incompatible
        why = ScalingReason.METRICS_INCOMPATIBLE if unknown else ScalingReason.METRICS_UNAVAILABLE
        return Doubt(why, load.problem, blind=used == 0)
    if not problems:
        if used:
            return None
        return Doubt(ScalingReason.METRICS_MISSING, "no pod has numbers yet", blind=True)
    counts = Counter(reason for reason, _ in problems)
    reason, count = counts.most_common(1)[0]
    example = next(words for it, words in problems if it is reason)
    if reason is ScalingReason.METRICS_MISSING and used:
        reason = ScalingReason.METRICS_PARTIAL
    return Doubt(reason, f"{count} of {pods} pods: {example}", blind=used == 0)


def _sums(used: list[Track], advances: list[Progress], doubt: Doubt | None) -> Signals:
    rates = [track.rate for track in used if track.rate is not None]
    running = [track.running for track in used if track.running is not None]
    kv = [track.kv for track in used if track.kv is not None]
    return Signals(
        # Inferred arrivals of one pod may be a little below 0: its gauges and counters are not
        # read at the same instant.
        arrivals=max(0.0, sum(rates)) if rates else None,
        queue=sum(track.waiting for track in used),
        running=sum(running) if len(running) == len(used) else None,
        kv=sum(kv) if len(kv) == len(used) else None,
        advances=tuple(advances),
        partial=len(rates) < len(used),
        doubt=doubt,
    )
