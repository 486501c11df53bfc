"""One model server, iteration by iteration, as vLLM's V1 scheduler batches (the compiled part).

A step takes 12 ms + 0.15 ms per running sequence + 0.05 ms per prefill token; it holds at most
2,048 prefill tokens (chunked prefill), 64 sequences and 120,000 tokens of KV cache. These constants
are reasoned for an 8B model on a data-centre GPU, not measured: 16 GB of weights at about 1.5 TB/s
give 11 ms for a decode step, 16 GFLOP a token at 320 TFLOP/s give 0.05 ms for a prefill token, and
reading some hundred KB of KV cache a token makes a sequence cost about 0.15 ms.

The order of one scheduling, from vLLM's documentation of V1: sequences that run get their next
tokens first, in order of admission; then waiting ones are admitted, first come first served, while
tokens, slots and KV cache for their whole context are left. When the cache is full the latest
admitted sequence is preempted: its cache is dropped, it goes to the head of the queue, and its
prompt and what it had generated are prefilled again. A step with a preemption admits nobody.

Steps in which everybody decodes and nothing else can happen are alike, so they are taken as one run
of steps; an arrival that can be admitted cuts the run at the end of the step it falls into. This
changes no result and makes the simulation ten times as fast.

Not modelled: prefix caching, speculative decoding, growth of a step with the length of contexts.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.bench.autoscale.compiled import compiled

NOBODY = -1
NEVER = np.inf

# States of a request.
TO_COME, HELD, WAITING, RUNNING, DONE, TIMED_OUT, REJECTED = range(7)

# Upper bounds of vLLM's `vllm:time_to_first_token_seconds` up to 160 s; the last one is +Inf.
_BOUNDS = "0.001 0.005 0.01 0.02 0.04 0.06 0.08 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10 20 40 80 160 inf"
TTFT_BOUNDS = np.array([float(bound) for bound in _BOUNDS.split()])


class Engine(NamedTuple):
    """What a server can do; times in seconds, sizes in tokens and sequences."""

    slots: int = 64
    kv_tokens: int = 120_000
    prefill_tokens: int = 2048
    base: float = 0.012
    per_sequence: float = 0.000_15
    per_prefill_token: float = 0.000_05
    queue_limit: int = 0  # more waiting than this is refused (HTTP 503); 0: no limit
    timeout: float = 60.0  # a client without a first token leaves after so long

    def typed(self) -> "Engine":
        """The same with the types above: numba compiles once more for a time-out of 60."""
        defaults = self._field_defaults
        return Engine(*(type(defaults[it])(value) for it, value in self._asdict().items()))


class Requests(NamedTuple):
    """All requests of a run, one element each."""

    arrival: NDArray[np.float64]
    prompt: NDArray[np.int64]
    output: NDArray[np.int64]
    chance: NDArray[np.float64]  # decides random routing, whatever the policy does
    state: NDArray[np.int64]
    first: NDArray[np.float64]  # when the first token was there, or NaN
    generated: NDArray[np.int64]
    left: NDArray[np.int64]  # tokens to prefill before the next token can come
    kv: NDArray[np.int64]
    behind: NDArray[np.int64]  # who is next in the same queue


class Replicas(NamedTuple):
    """All replicas that there may be at once, one row each; a row is used again."""

    open: NDArray[np.bool_]  # gets new requests
    ends: NDArray[np.float64]  # when the run of steps in progress ends, or never
    began: NDArray[np.float64]
    length: NDArray[np.float64]  # of one step of the run
    steps: NDArray[np.int64]
    idle: NDArray[np.float64]  # since when it has had nothing to do
    running: NDArray[np.int64]  # requests by slot, in order of admission
    chunk: NDArray[np.int64]  # by slot, tokens that the step in progress prefills
    batch: NDArray[np.int64]  # how many slots are taken
    head: NDArray[np.int64]
    tail: NDArray[np.int64]
    waiting: NDArray[np.int64]
    kv: NDArray[np.int64]
    arrivals: NDArray[np.int64]  # counters, from here on
    completions: NDArray[np.int64]
    prompt_tokens: NDArray[np.int64]
    generation_tokens: NDArray[np.int64]
    preemptions: NDArray[np.int64]
    ttft: NDArray[np.int64]  # by bucket, not cumulative


@compiled
def enqueue(q: Requests, r: Replicas, who: int, request: int) -> None:
    """The end of a replica's queue."""
    q.state[request] = WAITING
    q.behind[request] = NOBODY
    if r.head[who] == NOBODY:
        r.head[who] = request
    else:
        q.behind[r.tail[who]] = request
    r.tail[who] = request
    r.waiting[who] += 1


@compiled
def _dequeue(q: Requests, r: Replicas, who: int) -> int:
    request = r.head[who]
    r.head[who] = q.behind[request]
    if r.head[who] == NOBODY:
        r.tail[who] = NOBODY
    r.waiting[who] -= 1
    return int(request)


@compiled
def _preempt(q: Requests, r: Replicas, who: int) -> None:
    """The latest admitted sequence loses its cache and heads the queue."""
    r.batch[who] -= 1
    request = r.running[who, r.batch[who]]
    r.kv[who] -= q.kv[request]
    q.kv[request] = 0
    q.state[request] = WAITING
    q.behind[request] = r.head[who]
    if r.head[who] == NOBODY:
        r.tail[who] = request
    r.head[who] = request
    r.waiting[who] += 1
    r.preemptions[who] += 1


@compiled
def _room_to_decode(q: Requests, r: Replicas, e: Engine, who: int) -> bool:
    """Take a token of cache for every sequence that decodes; whether it took a preemption."""
    decoding = 0
    for slot in range(r.batch[who]):
        decoding += q.left[r.running[who, slot]] == 0
    preempted = False
    while r.kv[who] + decoding > e.kv_tokens:
        last = r.running[who, r.batch[who] - 1]
        decoding -= q.left[last] == 0
        _preempt(q, r, who)
        preempted = True
    for slot in range(r.batch[who]):
        request = r.running[who, slot]
        if q.left[request] == 0:
            q.kv[request] += 1
    r.kv[who] += decoding
    return preempted


@compiled
def _leave(q: Requests, r: Replicas, e: Engine, who: int, now: float) -> None:
    """Clients at the head of the queue that waited too long for a first token are gone."""
    while r.head[who] != NOBODY:
        request = r.head[who]
        if not np.isnan(q.first[request]) or now - q.arrival[request] <= e.timeout:
            return
        q.state[_dequeue(q, r, who)] = TIMED_OUT


@compiled
def _admit(q: Requests, r: Replicas, e: Engine, who: int, budget: int) -> int:
    """Waiting requests into free slots; the prefill tokens that are left."""
    while r.head[who] != NOBODY and r.batch[who] < e.slots and budget > 0:
        context = q.prompt[r.head[who]] + q.generated[r.head[who]]
        if r.kv[who] + context > e.kv_tokens:
            break
        request = _dequeue(q, r, who)
        q.state[request] = RUNNING
        q.kv[request] = context
        r.kv[who] += context
        q.left[request] = context
        r.running[who, r.batch[who]] = request
        chunk = min(budget, context)
        r.chunk[who, r.batch[who]] = chunk
        budget -= chunk
        r.batch[who] += 1
    return budget


@compiled
def _steps_alike(q: Requests, r: Replicas, e: Engine, who: int) -> int:
    """How many steps pass until a sequence is finished or the cache is full."""
    count = r.batch[who]
    alike = 1 + (e.kv_tokens - r.kv[who]) // count
    for slot in range(count):
        request = r.running[who, slot]
        alike = min(alike, q.output[request] - q.generated[request])
    return int(alike)


@compiled
def begin_step(q: Requests, r: Replicas, e: Engine, who: int, now: float) -> None:
    """Schedule the next step of a replica, or leave it idle."""
    preempted = _room_to_decode(q, r, e, who)
    budget = e.prefill_tokens
    for slot in range(r.batch[who]):
        chunk = min(budget, q.left[r.running[who, slot]])
        r.chunk[who, slot] = chunk
        budget -= chunk
    _leave(q, r, e, who, now)
    if not preempted:
        budget = _admit(q, r, e, who, budget)
    if r.batch[who] == 0:
        if r.ends[who] != NEVER:
            r.idle[who] = now
        r.ends[who] = NEVER
        return
    prefill = e.prefill_tokens - budget
    r.prompt_tokens[who] += prefill
    r.began[who] = now
    r.length[who] = e.base + e.per_sequence * r.batch[who] + e.per_prefill_token * prefill
    r.steps[who] = 1 if prefill > 0 or preempted else _steps_alike(q, r, e, who)
    r.ends[who] = now + r.length[who] * r.steps[who]


@compiled
def settle(q: Requests, r: Replicas, who: int, now: float) -> None:
    """Book the steps of the run in progress that are over, all but the last of the run."""
    if r.ends[who] == NEVER or r.steps[who] == 1:
        return
    over = min(int((now - r.began[who]) / r.length[who]), r.steps[who] - 1)
    for slot in range(r.batch[who]):
        request = r.running[who, slot]
        q.generated[request] += over
        q.kv[request] += over
    r.kv[who] += over * r.batch[who]
    r.generation_tokens[who] += over * r.batch[who]
    r.began[who] += over * r.length[who]
    r.steps[who] -= over


@compiled
def arrive(q: Requests, r: Replicas, e: Engine, who: int, request: int, now: float) -> None:
    """A request at a replica: at once if it is idle, in the next step if there is room."""
    enqueue(q, r, who, request)
    if r.ends[who] == NEVER:
        begin_step(q, r, e, who, now)
    elif r.steps[who] > 1 and r.head[who] == request and r.batch[who] < e.slots:
        settle(q, r, who, now)
        if r.kv[who] + q.prompt[request] <= e.kv_tokens:
            r.ends[who] = r.began[who] + r.length[who]
            r.steps[who] = 1


@compiled
def _token(q: Requests, r: Replicas, who: int, request: int, now: float) -> bool:
    """One token more; whether it was the last."""
    q.generated[request] += 1
    r.generation_tokens[who] += 1
    if np.isnan(q.first[request]):
        q.first[request] = now
        bucket = np.searchsorted(TTFT_BOUNDS, now - q.arrival[request])
        r.ttft[who, bucket] += 1
    if q.generated[request] < q.output[request]:
        return False
    q.state[request] = DONE
    r.completions[who] += 1
    r.kv[who] -= q.kv[request]
    return True


@compiled
def end_step(q: Requests, r: Replicas, who: int, now: float) -> None:
    """What the run in progress has brought: prefilled chunks, tokens, finished requests."""
    settle(q, r, who, now)
    kept = 0
    for slot in range(r.batch[who]):
        request = r.running[who, slot]
        chunk = r.chunk[who, slot]
        decodes = q.left[request] == 0
        q.left[request] -= chunk
        ready = decodes or (chunk > 0 and q.left[request] == 0)
        if not ready or not _token(q, r, who, request, now):
            r.running[who, kept] = request
            kept += 1
    r.batch[who] = kept
