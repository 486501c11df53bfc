"""Continuous batching with slots and a KV budget: what makes the gauges true.

One step does what vLLM's scheduler does: running sequences each get one token if the KV cache has a
block for it (else the youngest is preempted and waits again); waiting requests are admitted while
there are slots (`--max-num-seqs`), blocks and prefill tokens (`--max-num-batched-tokens`) left. A
step's duration grows with the batch and the prefill. `waiting` and `running` are therefore real
queues, not configured numbers.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.settings import Faults, Timing


@dataclass(slots=True, eq=False)
class Sequence:
    """One request in the engine. `tokens` receives each token, then None."""

    prompt_tokens: int
    max_tokens: int
    ends_with: str  # finish_reason once max_tokens are out: "length", or "stop"
    words: Iterator[str]
    tokens: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    arrived: float = field(default_factory=perf_counter)
    scheduled: float | None = None
    last_token: float | None = None
    produced: int = 0
    prefilled: int = 0
    blocks: int = 0
    finish_reason: str | None = None


class Scheduler:
    """Owns all sequences. `run` is the engine's loop."""

    def __init__(
        self,
        *,
        slots: int,
        batched_tokens: int,
        blocks: int,
        block_size: int,
        timing: Timing,
        faults: Faults,
        metrics: EngineMetrics,
    ) -> None:
        self._slots = slots
        self._batched_tokens = batched_tokens
        self._blocks = blocks
        self._block_size = block_size
        self._timing = timing
        self._metrics = metrics
        self._waiting: deque[Sequence] = deque()
        self._running: list[Sequence] = []
        self._used = 0
        self._work = asyncio.Event()
        self.idle = asyncio.Event()  # no request is in the engine
        self.idle.set()
        self.faults = faults
        self.closed = False
        self.paused = False  # nothing is admitted; what runs may finish
        self._frozen = False  # nothing runs
        self._drained = asyncio.Event()  # paused, and nothing runs any more

    @property
    def unfinished(self) -> int:
        """Requests in the engine."""
        return len(self._waiting) + len(self._running)

    @property
    def _has_work(self) -> bool:
        return not self._frozen and bool(self._running or (self._waiting and not self.paused))

    def add(self, sequence: Sequence) -> None:
        """Queue a request. Raises RuntimeError after shutdown, with vLLM 0.32's words."""
        if self.closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        self._waiting.append(sequence)
        self._publish()
        self._work.set()
        self.idle.clear()

    def abort(self, sequence: Sequence) -> None:
        """The client left, or the shutdown time-out is over."""
        if sequence.finish_reason is not None:
            return
        if sequence in self._running:
            self._running.remove(sequence)
            self._release(sequence)
        elif sequence in self._waiting:
            self._waiting.remove(sequence)
        self._finish(sequence, "abort")
        self._publish()

    async def pause(self, mode: str) -> None:
        """Admit nothing more, and return once nothing is computed: what runs is aborted, waited
        for, or kept for later (`abort`, `wait`, `keep`).
        """
        self.paused = True
        if mode == "abort":
            self.abort_all()
        if mode == "wait":
            while self._running:
                self._drained.clear()
                await self._drained.wait()
        self._frozen = True

    def resume(self) -> None:
        """Go on, with what has queued up first."""
        self.paused = self._frozen = False
        self._work.set()

    def abort_all(self) -> None:
        """End everything that is left."""
        for sequence in (*self._running, *self._waiting):
            self.abort(sequence)

    async def run(self) -> None:
        """Step while there is work, for ever."""
        while True:
            if not self._has_work or self.faults.stall:
                self._work.clear()
                await self._pause()
                continue
            prefill = self._admit()
            duration = self._timing.step + self._timing.per_sequence * len(self._running)
            duration += self._timing.per_prompt_token * prefill
            await asyncio.sleep(duration * self.faults.slow_factor)
            self._emit(prefill)
            self._publish()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(0.05):  # a stall is lifted without an event
                await self._work.wait()
        except TimeoutError:
            return

    def _admit(self) -> int:
        """Fill free slots; returns the prompt tokens of this step."""
        budget = self._batched_tokens - len(self._running)
        prefill = 0
        for sequence in self._running:
            prefill += self._prefill(sequence, budget - prefill)
        while self._waiting and len(self._running) < self._slots and budget > prefill:
            if self.paused:
                break
            sequence = self._waiting[0]
            needed = self._blocks_for(sequence.prompt_tokens + sequence.produced + 1)
            if self._used + needed > self._blocks:
                break
            self._waiting.popleft()
            sequence.blocks = needed
            self._used += needed
            self._running.append(sequence)
            if sequence.scheduled is None:
                sequence.scheduled = perf_counter()
                self._metrics.queue_time(sequence.scheduled - sequence.arrived)
            prefill += self._prefill(sequence, budget - prefill)
        return prefill

    def _prefill(self, sequence: Sequence, budget: int) -> int:
        """Chunked prefill: as many prompt tokens as the step has left."""
        chunk = max(0, min(sequence.prompt_tokens - sequence.prefilled, budget))
        sequence.prefilled += chunk
        return chunk

    def _emit(self, prefill: int) -> None:
        now = perf_counter()
        produced = 0
        for sequence in tuple(self._running):
            if sequence not in self._running or sequence.prefilled < sequence.prompt_tokens:
                continue
            if not self._grow(sequence):
                continue
            produced += 1
            self._token(sequence, now)
        self._metrics.step(prefill + produced)

    def _token(self, sequence: Sequence, now: float) -> None:
        sequence.produced += 1
        if sequence.last_token is None:
            self._metrics.first_token(now - sequence.arrived, sequence.prompt_tokens)
        else:
            self._metrics.next_token(now - sequence.last_token)
        sequence.last_token = now
        sequence.tokens.put_nowait(next(sequence.words))
        if sequence.produced >= sequence.max_tokens:
            self._running.remove(sequence)
            self._release(sequence)
            self._finish(sequence, sequence.ends_with)

    def _grow(self, sequence: Sequence) -> bool:
        """Take a block for the next token; preempt the youngest when there is none."""
        needed = self._blocks_for(sequence.prompt_tokens + sequence.produced + 1)
        while self._used + needed - sequence.blocks > self._blocks:
            victim = self._running.pop()
            self._release(victim)
            victim.prefilled = 0
            self._waiting.appendleft(victim)
            self._metrics.preempted()
            if victim is sequence:
                return False
        self._used += needed - sequence.blocks
        sequence.blocks = needed
        return True

    def _release(self, sequence: Sequence) -> None:
        self._used -= sequence.blocks
        sequence.blocks = 0

    def _finish(self, sequence: Sequence, reason: str) -> None:
        sequence.finish_reason = reason
        sequence.tokens.put_nowait(None)
        self._metrics.finished(reason, perf_counter() - sequence.arrived)

    def _blocks_for(self, tokens: int) -> int:
        return -(-tokens // self._block_size)

    def _publish(self) -> None:
        self._metrics.queues(len(self._running), len(self._waiting), self._used / self._blocks)
        if not self._running:
            self._drained.set()
        if not self.unfinished:
            self.idle.set()
