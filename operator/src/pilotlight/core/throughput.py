"""What one replica of a revision can do, learnt from what its pods did.

Requests differ in length by orders of magnitude, so work is counted in tokens: computed prompt
tokens, and generated ones that weigh more. Where an engine tells no tokens, a request is the unit.

    requests/s of one replica = work/s of one replica / work per request

Work per second is learnt in two ways. While requests wait, an engine does what it can: the mean of
that. While none wait, it does r at an occupancy x (of its slots or its KV cache, whichever is
fuller); a batching engine's throughput rises with x, but less and less, because a step costs a
fixed time on top of a time per sequence. With g = fixed / (per sequence × slots):

    full throughput = r / f(x),  f(x) = x (1 + g) / (x + g)

Example: 465 tokens/s with 6 of 64 slots and g = 1.25: f = 0.157, so 2,960 tokens/s.
The second estimate counts as much as a few observations of the first, and less than many.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pilotlight.core.tracks import Progress

GENERATED = 4.0
"""Prompt tokens that one generated token weighs (reasoned: between the price ratio 3 to 5 of hosted
models and the 7 of the study's full engine; it matters only when the mix changes)."""
FIXED_SHARE = 1.25
"""g: 12 ms a step + 0.15 ms for each of 64 sequences (study)."""
LEAST_GAIN = 0.03
"""A new observation of a full engine counts at least so much (study)."""
PRIOR = 2.0
"""Observations of a full engine that the estimate of one that is not counts for (study: the first
gain is 1/2)."""
LEAST_OCCUPANCY = 0.05
"""Below it is not extrapolated: an idle engine's throughput says nothing (reasoned)."""
REQUESTS = 1000.0
"""Completed requests over which lengths are averaged: 5 % error at a coefficient of variation
of 1.5 (reasoned)."""
GUESS = 60.0
"""Pod-seconds that a guess from another revision counts for (reasoned: a minute of its own)."""
POD_SECONDS = 1800.0
"""Seconds of a pod over which the throughput of engines that are not full is averaged: half an
hour of one, 3 minutes of ten (reasoned)."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """Sums that forget, in work and seconds.

    full: work/s of a full engine, after `observations`. batch: requests that it then ran, 0 when
    unknown. partial_*: of engines that are not full: work, pod-seconds, occupancy × pod-seconds.
    work, done: of completed requests.
    by_tokens: the unit of work is a token.
    """

    full: float = 0.0
    observations: float = 0.0
    batch: float = 0.0
    partial_work: float = 0.0
    partial_seconds: float = 0.0
    partial_occupied: float = 0.0
    work: float = 0.0
    done: float = 0.0
    by_tokens: bool = False

    def capacity(self) -> float | None:
        """Requests per second of one replica, None before anything is known."""
        rate = self._work_rate()
        if rate <= 0 or self.done < 1 or self.work <= 0:
            return None
        return rate * self.done / self.work

    def inherited(self) -> "Throughput":
        """A first guess for another revision, which its own observations soon outweigh."""
        kept = min(1.0, GUESS / self.partial_seconds) if self.partial_seconds > 0 else 0.0
        return replace(
            self,
            observations=min(self.observations, PRIOR),
            partial_work=kept * self.partial_work,
            partial_seconds=kept * self.partial_seconds,
            partial_occupied=kept * self.partial_occupied,
        )

    def learn(self, advances: Iterable[Progress], slots: int | None) -> "Throughput":
        """With what pods did since.

        Args:
            slots: requests that an engine runs at a time, None when not known.
        """
        known = [it for it in advances if it.done is not None]
        if not known:
            return self
        by_tokens = all(it.prompt is not None and it.generated is not None for it in known)
        learnt = Throughput(by_tokens=True) if by_tokens and not self.by_tokens else self
        if learnt.by_tokens and not by_tokens:
            # A pod without token counters cannot be compared with what is known in tokens.
            return self
        return _with_partial(_with_full(_with_lengths(learnt, known), known), known, slots)

    def _work_rate(self) -> float:
        """Work per second of a full engine, 0 when unknown."""
        if self.partial_seconds <= 0 or self.partial_work <= 0:
            return self.full
        occupancy = max(LEAST_OCCUPANCY, min(1.0, self.partial_occupied / self.partial_seconds))
        share = occupancy * (1 + FIXED_SHARE) / (occupancy + FIXED_SHARE)
        partial = self.partial_work / self.partial_seconds / share
        weight = self.observations
        return (weight * self.full + PRIOR * partial) / (weight + PRIOR)


def _work(advance: Progress, by_tokens: bool) -> float:
    if not by_tokens:
        return advance.done or 0.0
    return (advance.prompt or 0.0) + GENERATED * (advance.generated or 0.0)


def _with_lengths(learnt: Throughput, advances: list[Progress]) -> Throughput:
    done = sum(it.done or 0.0 for it in advances)
    work = sum(_work(it, learnt.by_tokens) for it in advances)
    kept = REQUESTS / (REQUESTS + done)
    return replace(learnt, work=learnt.work * kept + work, done=learnt.done * kept + done)


def _with_full(learnt: Throughput, advances: list[Progress]) -> Throughput:
    full, seen, batch = learnt.full, learnt.observations, learnt.batch
    for advance in advances:
        if not advance.full or advance.seconds <= 0:
            continue
        gain = max(LEAST_GAIN, 1 / (PRIOR + seen))
        rate = _work(advance, learnt.by_tokens) / advance.seconds
        full = rate if seen == 0 else full + gain * (rate - full)
        running = advance.running or 0.0
        batch = running if batch == 0 else batch + gain * (running - batch)
        seen = min(seen + 1, 1 / LEAST_GAIN)
    return replace(learnt, full=full, observations=seen, batch=batch)


def _with_partial(learnt: Throughput, advances: list[Progress], slots: int | None) -> Throughput:
    work = seconds = occupied = 0.0
    for advance in advances:
        occupancy = _occupancy(advance, slots or learnt.batch)
        if advance.full or occupancy is None or occupancy <= 0:
            continue
        work += _work(advance, learnt.by_tokens)
        seconds += advance.seconds
        occupied += occupancy * advance.seconds
    kept = POD_SECONDS / (POD_SECONDS + seconds)
    return replace(
        learnt,
        partial_work=learnt.partial_work * kept + work,
        partial_seconds=learnt.partial_seconds * kept + seconds,
        partial_occupied=learnt.partial_occupied * kept + occupied,
    )


def _occupancy(advance: Progress, slots: float) -> float | None:
    """0 to 1: how full an engine is, None when it does not tell."""
    shares = []
    if advance.kv is not None:
        shares.append(advance.kv)
    if advance.running is not None and slots > 0:
        shares.append(advance.running / slots)
    return min(1.0, max(shares)) if shares else None
