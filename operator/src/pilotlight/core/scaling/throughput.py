"""What one replica of a revision can do, learnt from what its pods did.

Requests differ in length by orders of magnitude, so work is counted in tokens: computed prompt
tokens, and generated ones that weigh more. Where an engine tells no tokens, a request is the unit.

    requests/s of one replica = work/s of one replica / work per request

Work per second is learnt in two ways. While requests wait, an engine does what it can: the mean of
that. At any time it does r at an occupancy x (of its slots or its KV cache, whichever is
fuller). A step of a batching engine costs a fixed time, one for each sequence, and one for each
prompt token that it computes; so throughput rises with occupancy, but less and less:

    full throughput = r / f(x),  f(x) = x (1 + g) / (x + g)
    g = fixed / slots / (per sequence + per prompt token × prompt tokens per generated token)

Example: 5.5 prompt tokens per generated one give g = 0.44; an engine that has 0.23 of its slots
full (f = 0.49) and serves 3.8 requests/s would serve 7.7. Only the ratios of the three times
matter. The second estimate counts as much as a few observations of the first, and less than many.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pilotlight.core.scaling.tracks import Progress

FIXED, SEQUENCE, PROMPT = 12.0, 0.15, 0.05
"""Milliseconds of a step, per sequence in it, per prompt token (study: an 8B model)."""
SLOTS = 64.0
"""Sequences of the engine that these hold for (study)."""
GENERATED = (FIXED / SLOTS + SEQUENCE) / PROMPT
"""Prompt tokens that one generated token weighs, in a full engine: 6.75. It matters only when the
mix changes. The prices of hosted models say 3 to 5."""
USUAL_SHARE = 0.44
"""g where the mix is not known: that of Azure's conversations (study)."""
LEAST_GAIN = 0.03
"""A new observation of a full engine counts at least so much (study)."""
FIRST_GAINS = 2.0
"""The n-th observation of a full engine counts 1 / (n + 1) before that (study)."""
PRIOR = 10.0
"""Observations of a full engine that the estimate of one that is not counts for (chosen on the
simulator: a few engines look full for a moment that are not, see `tracks.FULL_FOR`; ones that are
full give ten in half a minute)."""
LEAST_SHARE = 0.02
"""Below it is not extrapolated: an idle engine's throughput says nothing (reasoned)."""
ENOUGH = 10.0
"""Requests before which nothing is believed of lengths (reasoned: the first interval after long
quiet, of one request, made a replica look three times too weak)."""
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
    unknown. partial_*: of all engines: work, pod-seconds, and f(occupancy) × pod-seconds.
    work, done: of completed requests. prompt: of this work, that of prompt tokens.
    by_tokens: the unit of work is a token.
    """

    full: float = 0.0
    observations: float = 0.0
    batch: float = 0.0
    partial_work: float = 0.0
    partial_seconds: float = 0.0
    partial_busy: float = 0.0
    work: float = 0.0
    done: float = 0.0
    prompt: float = 0.0
    by_tokens: bool = False

    def capacity(self) -> float | None:
        """Requests per second of one replica, None before anything is known."""
        rate = self._work_rate()
        if rate <= 0 or self.done < ENOUGH or self.work <= 0:
            return None
        return rate * self.done / self.work

    def inherited(self) -> "Throughput":
        """A first guess for another revision, which its own observations soon outweigh."""
        kept = min(1.0, GUESS / self.partial_seconds) if self.partial_seconds > 0 else 0.0
        return replace(
            self,
            observations=min(self.observations, FIRST_GAINS),
            partial_work=kept * self.partial_work,
            partial_seconds=kept * self.partial_seconds,
            partial_busy=kept * self.partial_busy,
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
        share = max(LEAST_SHARE, self.partial_busy / self.partial_seconds)
        partial = self.partial_work / self.partial_seconds / share
        weight = self.observations
        return (weight * self.full + PRIOR * partial) / (weight + PRIOR)

    def fixed_share(self) -> float:
        """g, for the present mix of prompt and generated tokens."""
        generated = (self.work - self.prompt) / GENERATED
        if not self.by_tokens or generated <= 0:
            return USUAL_SHARE
        return FIXED / SLOTS / (SEQUENCE + PROMPT * self.prompt / generated)


def _work(advance: Progress, by_tokens: bool) -> float:
    if not by_tokens:
        return advance.done or 0.0
    return (advance.prompt or 0.0) + GENERATED * (advance.generated or 0.0)


def _with_lengths(learnt: Throughput, advances: list[Progress]) -> Throughput:
    """A request that runs has on average half of its work behind it; else the first minute of a
    fleet, when much is begun and little completed, would make requests look long."""
    done = sum(it.done or 0.0 for it in advances)
    if learnt.by_tokens:
        done += sum(it.begun for it in advances) / 2
    work = sum(_work(it, learnt.by_tokens) for it in advances)
    kept = REQUESTS / (REQUESTS + max(0.0, done))
    return replace(
        learnt,
        work=learnt.work * kept + work,
        done=learnt.done * kept + done,
        prompt=learnt.prompt * kept + sum(it.prompt or 0.0 for it in advances),
    )


def _with_full(learnt: Throughput, advances: list[Progress]) -> Throughput:
    full, seen, batch = learnt.full, learnt.observations, learnt.batch
    for advance in advances:
        if not advance.full or advance.seconds <= 0:
            continue
        gain = max(LEAST_GAIN, 1 / (FIRST_GAINS + seen))
        rate = _work(advance, learnt.by_tokens) / advance.seconds
        full = rate if seen == 0 else full + gain * (rate - full)
        running = advance.running or 0.0
        batch = running if batch == 0 else batch + gain * (running - batch)
        seen = min(seen + 1, 1 / LEAST_GAIN)
    return replace(learnt, full=full, observations=seen, batch=batch)


def _with_partial(learnt: Throughput, advances: list[Progress], slots: int | None) -> Throughput:
    """Occupancy is an instant's, throughput an interval's: only their means are compared. The mean
    of f(x), not f of the mean: bursty load keeps engines empty most of the time."""
    work = seconds = busy = 0.0
    g = learnt.fixed_share()
    for advance in advances:
        x = _occupancy(advance, slots or learnt.batch)
        if x is None:
            continue
        work += _work(advance, learnt.by_tokens)
        seconds += advance.seconds
        busy += x * (1 + g) / (x + g) * advance.seconds
    kept = POD_SECONDS / (POD_SECONDS + seconds)
    return replace(
        learnt,
        partial_work=learnt.partial_work * kept + work,
        partial_seconds=learnt.partial_seconds * kept + seconds,
        partial_busy=learnt.partial_busy * kept + busy,
    )


def _occupancy(advance: Progress, slots: float) -> float | None:
    """0 to 1: how full an engine is, None when it does not tell."""
    shares = []
    if advance.kv is not None:
        shares.append(advance.kv)
    if advance.running is not None and slots > 0:
        shares.append(advance.running / slots)
    return min(1.0, max(shares)) if shares else None
