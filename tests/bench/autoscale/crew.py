"""Replicas from their creation to their end: cold starts, the warm pool, drains.

Up: a loaded replica of the pool, then one that is being loaded for the pool, then a new one; then
the pool is refilled. Down: the latest that is still starting, then the ready one with the fewest
requests; it gets no more requests and goes when it has none. A drained replica does not return to
the pool.

Where `Scenario.pool_waits` it is as in the operator (`core/pool.py`): the pool is refilled only
once all that serve are ready, and who is too many goes to the pool if that is short.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from tests.bench.autoscale.fleet import no_replicas
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.server import NEVER, NOBODY, Replicas

STARTING, READY, DRAINING, LOADING, POOLED, GONE = range(6)


@dataclass(slots=True)
class Member:
    """One replica. LOADING and POOLED ones belong to the pool; `row` is where its arrays are."""

    name: str
    row: int
    state: int
    born: float
    ready_at: float
    gone: float = NEVER
    loaded: bool = False  # promoted from the pool after it had started


@dataclass(slots=True)
class Crew:
    """All replicas there ever were; `members` are those that are not gone."""

    scenario: Scenario
    chance: Generator
    rows: Replicas
    free: list[int]
    members: list[Member] = field(default_factory=list)
    ended: list[Member] = field(default_factory=list)
    created: int = 0
    last_start: float | None = None  # the newest cold start, in seconds

    @classmethod
    def of(cls, scenario: Scenario, chance: Generator) -> "Crew":
        """As many ready replicas, and as full a pool, as the scenario starts with."""
        # Those that drain come on top of those that serve, for as long as an answer takes. While
        # three whole fleets drain nothing can start, as in a cluster that is full.
        rows = 4 * (scenario.maximum + scenario.pool) + scenario.start
        replicas = no_replicas(rows, scenario.engine.slots)
        crew = cls(scenario, chance, replicas, list(range(rows))[::-1])
        if scenario.start + scenario.pool:
            crew.last_start = scenario.cold_start
        for number in range(scenario.start + scenario.pool):
            crew._create(READY if number < scenario.start else POOLED, 0.0, 0.0)
        return crew

    def count(self, *states: int) -> int:
        """How many are in one of these states."""
        return sum(it.state in states for it in self.members)

    def next_change(self) -> float:
        """When the next replica will have started."""
        return min(
            (it.ready_at for it in self.members if it.state in (STARTING, LOADING)), default=NEVER
        )

    def update(self, now: float) -> bool:
        """Who has started is ready, who is drained is gone; whether more serve than before."""
        new = False
        for member in self.members:
            if member.ready_at <= now and member.state in (STARTING, LOADING):
                new |= member.state == STARTING
                if not member.loaded:
                    self.last_start = member.ready_at - member.born
                self._enter(member, READY if member.state == STARTING else POOLED)
            elif member.state == DRAINING and self._empty(member):
                self._end(member, max(member.ready_at, float(self.rows.idle[member.row])))
        self.members = [it for it in self.members if it.state != GONE]
        return new

    def scale(self, wanted: int, now: float) -> None:
        """Have so many that serve or will."""
        while self.count(READY, STARTING) < wanted and self.free:
            self._grow(now)
        while self.count(READY, STARTING) > wanted:
            self._shrink(now)
        waits = self.scenario.pool_waits and self.count(STARTING)
        while not waits and self.count(LOADING, POOLED) < self.scenario.pool and self.free:
            self._create(LOADING, now, now + self._cold_start())
        self.members = [it for it in self.members if it.state != GONE]

    def seconds(self, since: float, until: float) -> float:
        """Replica seconds that were paid for, from creation to the end of the drain."""
        everybody = [*self.members, *self.ended]
        return sum(max(0.0, min(it.gone, until) - max(it.born, since)) for it in everybody)

    def _grow(self, now: float) -> None:
        if pooled := [it for it in self.members if it.state == POOLED]:
            pooled[0].state, pooled[0].ready_at = STARTING, now + self.scenario.promotion
            pooled[0].loaded = True
        elif loading := [it for it in self.members if it.state == LOADING]:
            min(loading, key=lambda it: it.ready_at).state = STARTING
        else:
            self._create(STARTING, now, now + self._cold_start())

    def _shrink(self, now: float) -> None:
        if starting := [it for it in self.members if it.state == STARTING]:
            self._end(max(starting, key=lambda it: it.ready_at), now)
            return
        ready = [it for it in self.members if it.state == READY]
        load = self.rows.batch + self.rows.waiting
        victim = min(ready, key=lambda it: (load[it.row], -it.born))
        if self.scenario.pool_waits and self.count(POOLED) < self.scenario.pool:
            if loading := [it for it in self.members if it.state == LOADING]:
                self._end(max(loading, key=lambda it: it.ready_at), now)
            self._enter(victim, POOLED)
            return
        self.rows.open[victim.row] = False
        victim.state, victim.ready_at = DRAINING, now

    def _create(self, state: int, now: float, ready_at: float) -> None:
        row = self.free.pop()
        for column in self.rows:
            if column is not self.rows.preemptions:  # all there ever were
                column[row] = 0
        self.rows.ends[row], self.rows.head[row], self.rows.tail[row] = NEVER, NOBODY, NOBODY
        member = Member(f"r{self.created}", row, state, now, ready_at)
        self.created += 1
        self.members.append(member)
        self._enter(member, state)

    def _enter(self, member: Member, state: int) -> None:
        member.state = state
        self.rows.open[member.row] = state == READY

    def _end(self, member: Member, now: float) -> None:
        member.state, member.gone = GONE, now
        self.free.append(member.row)
        self.ended.append(member)

    def _empty(self, member: Member) -> bool:
        return bool(self.rows.ends[member.row] == NEVER and self.rows.head[member.row] == NOBODY)

    def _cold_start(self) -> float:
        mean, sigma = self.scenario.cold_start, self.scenario.cold_sigma
        return float(mean * np.exp(sigma * self.chance.standard_normal() - sigma**2 / 2))
