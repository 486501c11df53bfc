"""One trace, one policy, one scenario: what happened."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.autoscale.crew import DRAINING, POOLED, READY, STARTING, Crew
from tests.bench.autoscale.fleet import Arrivals, advance, release_held, requests_of
from tests.bench.autoscale.policy import Policy, Replica, Scrape
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.server import NOBODY, Requests, settle
from tests.bench.autoscale.trace import Trace


@dataclass(frozen=True, slots=True)
class Moment:
    """The fleet just after a decision; seconds and replicas."""

    now: float
    wanted: int
    ready: int
    starting: int
    queued: int


@dataclass(slots=True)
class Life:
    """A finished run: every request, every replica, every decision."""

    trace: Trace
    scenario: Scenario
    requests: Requests
    crew: Crew
    moments: list[Moment] = field(default_factory=list)


@dataclass(slots=True)
class Clock:
    """When the next scrape, its arrival and the next decision are."""

    every: float
    scrape_every: float
    scrape: float = 0.0
    decision: float = 0.0

    def next(self, crew: Crew, end: float) -> float:
        """The next instant at which something other than requests happens."""
        return min(self.scrape, self.decision, crew.next_change(), end)


class Simulation:
    """A run in progress.

    The seed decides cold starts and random routing; it decides them alike for every policy. The
    requests' lengths and times are the trace's.
    """

    def __init__(self, trace: Trace, scenario: Scenario, seed: int) -> None:
        routing, starts = (np.random.default_rng([seed, purpose]) for purpose in (1, 2))
        self.crew = Crew.of(scenario, starts)
        self.life = Life(trace, scenario, requests_of(trace, routing.random(len(trace))), self.crew)
        nobody = np.array([NOBODY, NOBODY, 0])
        self.arrivals = Arrivals(np.zeros(1, np.int64), nobody, scenario.routing)
        self._engine = scenario.engine.typed()
        self._scrapes: deque[tuple[float, tuple[Replica, ...], int]] = deque()
        self._latest: tuple[float, tuple[Replica, ...], int] = (0.0, (), 0)

    def run(self, policy: Policy) -> Life:
        """From 0 to the end of the trace. What is unfinished then stays so."""
        scenario, end = self.life.scenario, self.life.trace.duration
        clock = Clock(policy.every, policy.settings.get("scrape", scenario.scrape_every))
        now = 0.0
        while now < end:
            now = clock.next(self.crew, end)
            self._advance(now)
            if clock.scrape <= now:
                self._scrape(now)
                clock.scrape += clock.scrape_every
            if clock.decision <= now:
                self._decide(policy, now)
                clock.decision += clock.every
        return self.life

    def _advance(self, now: float) -> None:
        q, r, e = self.life.requests, self.crew.rows, self._engine
        advance(q, r, e, self.arrivals, now)
        if self.crew.update(now) or self.arrivals.held[2]:
            release_held(q, r, e, self.arrivals, now)

    def _decide(self, policy: Policy, now: float) -> None:
        scenario, crew = self.life.scenario, self.crew
        wanted = policy.decide(self.known(now))
        wanted = min(max(wanted, scenario.minimum), scenario.maximum)
        crew.scale(wanted, now)
        queued = int(crew.rows.waiting.sum() + self.arrivals.held[2])
        self.life.moments.append(
            Moment(now, wanted, crew.count(READY), crew.count(STARTING), queued)
        )

    def known(self, now: float) -> Scrape:
        """What a policy can know at this instant."""
        while self._scrapes and self._scrapes[0][0] + self.life.scenario.scrape_delay <= now:
            self._latest = self._scrapes.popleft()
        at, replicas, held = self._latest
        pods = tuple(it.name for it in self.crew.members if it.state == READY)
        return Scrape(
            now,
            at,
            replicas,
            ready=len(pods),
            starting=self.crew.count(STARTING),
            pool=self.crew.count(POOLED),
            held=held,
            pods=pods,
            cold_start=self.crew.last_start,
        )

    def _scrape(self, now: float) -> None:
        if any(since <= now < until for since, until in self.life.scenario.gaps):
            self._scrapes.append((now, (), 0))
            return
        members = [it for it in self.crew.members if it.state in (READY, DRAINING)]
        for member in members:
            settle(self.life.requests, self.crew.rows, member.row, now)
        rows = [it.row for it in members]
        replicas = tuple(
            Replica(member.name, member.state == READY, *numbers)
            for member, numbers in zip(members, self._numbers(rows), strict=True)
        )
        self._scrapes.append((now, replicas, int(self.arrivals.held[2])))

    def _numbers(self, rows: list[int]) -> Iterator[tuple[Any, ...]]:
        r, kv_tokens = self.crew.rows, self.life.scenario.engine.kv_tokens

        def column(values: NDArray[np.int64]) -> Iterable[int]:
            found: list[int] = values[rows].tolist()
            return found

        return zip(
            column(r.batch),
            column(r.waiting),
            column(r.arrivals),
            column(r.completions),
            map(tuple, np.cumsum(r.ttft[rows], axis=1).tolist()),
            column(r.prompt_tokens),
            column(r.generation_tokens),
            (r.kv[rows] / kv_tokens).tolist(),
            strict=True,
        )


def simulate(trace: Trace, policy: Policy, scenario: Scenario, seed: int) -> Life:
    """Run a policy that was used for nothing else yet."""
    return Simulation(trace, scenario, seed).run(policy)
