"""Replicas behind a service: who gets a request, and what happens next (the compiled part)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.bench.autoscale.compiled import compiled
from tests.bench.autoscale.server import (
    HELD,
    NEVER,
    NOBODY,
    REJECTED,
    TIMED_OUT,
    TO_COME,
    TTFT_BOUNDS,
    Engine,
    Replicas,
    Requests,
    arrive,
    begin_step,
    end_step,
)
from tests.bench.autoscale.trace import Trace

RANDOM, LEAST_LOADED = range(2)


class Arrivals(NamedTuple):
    """How far the trace is, and who is held because no replica is ready."""

    next: NDArray[np.int64]  # one element: the next request to come
    held: NDArray[np.int64]  # first, last, how many
    routing: int


def requests_of(trace: Trace, chance: NDArray[np.float64]) -> Requests:
    """A trace nothing of which has arrived yet."""
    size = len(trace)
    return Requests(
        arrival=trace.arrivals,
        prompt=trace.prompts,
        output=trace.outputs,
        chance=chance,
        state=np.full(size, TO_COME),
        first=np.full(size, np.nan),
        generated=np.zeros(size, np.int64),
        left=np.zeros(size, np.int64),
        kv=np.zeros(size, np.int64),
        behind=np.full(size, NOBODY),
    )


def no_replicas(rows: int, slots: int) -> Replicas:
    """Space for so many replicas at once."""

    def zeros() -> NDArray[np.int64]:
        return np.zeros(rows, np.int64)

    return Replicas(
        open=np.zeros(rows, np.bool_),
        ends=np.full(rows, NEVER),
        began=np.zeros(rows),
        length=np.zeros(rows),
        steps=zeros(),
        idle=np.zeros(rows),
        running=np.zeros((rows, slots), np.int64),
        chunk=np.zeros((rows, slots), np.int64),
        batch=zeros(),
        head=np.full(rows, NOBODY),
        tail=np.full(rows, NOBODY),
        waiting=zeros(),
        kv=zeros(),
        arrivals=zeros(),
        completions=zeros(),
        prompt_tokens=zeros(),
        generation_tokens=zeros(),
        preemptions=zeros(),
        ttft=np.zeros((rows, len(TTFT_BOUNDS)), np.int64),
    )


@compiled
def _random(r: Replicas, chance: float) -> int:
    """Any open replica, as kube-proxy picks one; NOBODY if there is none."""
    ready = 0
    for who in range(len(r.open)):
        ready += r.open[who]
    skip = int(chance * ready)
    for who in range(len(r.open)):
        if r.open[who]:
            if skip == 0:
                return who
            skip -= 1
    return NOBODY


@compiled
def _least_loaded(r: Replicas, chance: float) -> int:
    """The open replica with the fewest requests; the search starts anywhere, for ties."""
    rows = len(r.open)
    best, fewest = NOBODY, 1 << 60
    for step in range(rows):
        who = (int(chance * rows) + step) % rows
        load = r.batch[who] + r.waiting[who]
        if r.open[who] and load < fewest:
            best, fewest = who, load
    return best


@compiled
def _hold(q: Requests, a: Arrivals, request: int) -> None:
    q.state[request] = HELD
    q.behind[request] = NOBODY
    if a.held[0] == NOBODY:
        a.held[0] = request
    else:
        q.behind[a.held[1]] = request
    a.held[1] = request
    a.held[2] += 1


@compiled
def _route(q: Requests, r: Replicas, e: Engine, a: Arrivals, request: int, now: float) -> None:
    if q.prompt[request] + q.output[request] > e.kv_tokens:
        q.state[request] = REJECTED  # longer than the model's context: HTTP 400
        return
    chance = q.chance[request]
    who = _random(r, chance) if a.routing == RANDOM else _least_loaded(r, chance)
    if who == NOBODY:
        _hold(q, a, request)
        return
    r.arrivals[who] += 1
    if e.queue_limit > 0 and r.waiting[who] >= e.queue_limit:
        q.state[request] = REJECTED  # HTTP 503
        return
    arrive(q, r, e, who, request, now)


@compiled
def release_held(q: Requests, r: Replicas, e: Engine, a: Arrivals, now: float) -> None:
    """Route those that waited for any replica, or see them gone."""
    if not r.open.any():
        return
    request = a.held[0]
    a.held[0], a.held[1], a.held[2] = NOBODY, NOBODY, 0
    while request != NOBODY:
        behind = q.behind[request]
        if now - q.arrival[request] > e.timeout:
            q.state[request] = TIMED_OUT
        else:
            _route(q, r, e, a, request, now)
        request = behind


@compiled
def advance(q: Requests, r: Replicas, e: Engine, a: Arrivals, until: float) -> None:
    """Everything that happens up to an instant, in order; an arrival before a step's end."""
    while True:
        who = int(np.argmin(r.ends))
        coming = q.arrival[a.next[0]] if a.next[0] < len(q.arrival) else NEVER
        now = min(r.ends[who], coming)
        if now > until or now == NEVER:
            return
        if coming <= r.ends[who]:
            a.next[0] += 1
            _route(q, r, e, a, a.next[0] - 1, now)
        else:
            end_step(q, r, who, now)
            begin_step(q, r, e, who, now)
