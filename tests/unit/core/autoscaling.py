"""A fleet of engines in fluid approximation, scaled by `decide`, on a fake clock.

Requests flow evenly to the ready pods; each serves `capacity` requests per second at most, and
queues what is more. Every request has 1,000 prompt tokens, computed when it begins, and 200
generated ones, half of which a running one has. An engine that is not full runs as many requests,
of four at most, as a batching engine would (`throughput`'s f).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pilotlight.core.scaling.autoscale import decide
from pilotlight.core.scaling.decision import Decision
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Policy
from pilotlight.core.scaling.samples import Buckets, Fleet, Load, Sample

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
SLOTS = 4
FIXED_SHARE = 0.46875
"""g of `throughput` for this mix: 12 ms / 64 / (0.15 ms + 0.05 ms × 1,000 / 200)."""
BOUNDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, math.inf)

Spoil = Callable[[Load], Load]


@dataclass
class Engine:
    """One pod: `ready_at` in seconds, requests as fluid."""

    name: str
    ready_at: float
    waiting: float = 0.0
    running: float = 0.0
    arrived: float = 0.0
    done: float = 0.0
    begun: float = 0.0
    answers: float = 0.0
    first_tokens: dict[float, float] = field(default_factory=lambda: dict.fromkeys(BOUNDS, 0.0))

    def serve(self, arriving: float, seconds: float, capacity: float) -> None:
        """Takes `arriving` requests in `seconds`."""
        todo = self.waiting + arriving
        served = min(todo, capacity * seconds)
        waited = 0.1 + self.waiting / capacity
        self.arrived += arriving
        self.begun += served
        self.waiting = todo - served
        share = served / (capacity * seconds)
        self.running = SLOTS * share * FIXED_SHARE / (1 + FIXED_SHARE - share)
        self.done = max(self.done, self.begun - self.running)
        self.answers = max(self.answers, self.begun - self.running / 2)
        for bound in BOUNDS:
            self.first_tokens[bound] += served if waited <= bound else 0.0

    def sample(self, at: datetime) -> Sample:
        """As a scrape finds it."""
        return Sample(
            pod=self.name,
            at=at,
            running=self.running,
            waiting=self.waiting,
            arrivals=self.arrived,
            completions=self.done,
            prompt_tokens=1000 * self.begun,
            generated_tokens=200 * self.answers,
            kv_usage=self.running / SLOTS,
            ttft=self._buckets(),
        )

    def _buckets(self) -> Buckets:
        return tuple(self.first_tokens.items())


@dataclass
class Endpoint:
    """Engines, their load, and the decisions about them. `rate`: requests/s by seconds."""

    policy: Policy
    rate: Callable[[float], float]
    replicas: int = 2
    capacity: float = 1.0
    cold_start: float = 120.0
    interval: float = 5.0
    memory: Memory = field(default_factory=Memory)
    revision: str = "chat-a"
    never_starts: Callable[[str], bool] = lambda name: False
    clock_error: float = 0.0
    seconds: float = 0.0
    engines: list[Engine] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engines = [Engine(f"pod-{n}", 0.0) for n in range(self.replicas)]
        self._made = self.replicas

    @property
    def desired(self) -> int:
        """Replicas that were asked for last."""
        return len(self.engines)

    @property
    def last(self) -> Decision:
        """The newest decision."""
        return self.decisions[-1]

    @property
    def changes(self) -> list[Decision]:
        """The decisions that changed something."""
        return [it for it in self.decisions if it.desired != it.current]

    def run(self, seconds: float, spoil: Spoil | None = None) -> "Endpoint":
        """Lives on for so long; `spoil` is what happens to the metrics."""
        for _ in range(round(seconds / self.interval)):
            self.step(spoil)
        return self

    def step(self, spoil: Spoil | None = None) -> Decision:
        """One scrape, one decision, carried out."""
        self._serve()
        load = self.load() if spoil is None else spoil(self.load())
        now = START + timedelta(seconds=self.seconds + self.clock_error)
        decision, self.memory = decide(self.policy, load, self.memory, now)
        self.decisions.append(decision)
        if decision.acts:
            self._scale(decision.desired)
        return decision

    def load(self) -> Load:
        """What Prometheus would answer now."""
        ready = [it for it in self.engines if self._is_ready(it)]
        stuck = [it for it in self.engines if self.never_starts(it.name)]
        at = START + timedelta(seconds=self.seconds)
        fleet = Fleet(
            desired=self.desired,
            ready=frozenset(it.name for it in ready),
            starting=self.desired - len(ready) - len(stuck),
            stuck=len(stuck),
            stuck_because="0 of 4 nodes fit" if stuck else "",
            cold_start=timedelta(seconds=self.cold_start),
        )
        interval = timedelta(seconds=self.interval)
        samples = tuple(it.sample(at) for it in ready)
        return Load(self.revision, at, fleet, samples, interval, slots=SLOTS)

    def restarted(self) -> None:
        """The operator has forgotten everything."""
        self.memory = Memory()

    def _serve(self) -> None:
        self.seconds += self.interval
        ready = [it for it in self.engines if self._is_ready(it)]
        for engine in ready:
            arriving = self.rate(self.seconds) * self.interval / len(ready)
            engine.serve(arriving, self.interval, self.capacity)

    def _is_ready(self, engine: Engine) -> bool:
        return engine.ready_at <= self.seconds and not self.never_starts(engine.name)

    def _scale(self, replicas: int) -> None:
        for _ in range(self.desired - replicas):
            # Newest unready first, then the newest.
            unready = [it for it in self.engines if not self._is_ready(it)]
            self.engines.remove((unready or self.engines)[-1])
        for _ in range(replicas - self.desired):
            self.engines.append(Engine(f"pod-{self._made}", self.seconds + self.cold_start))
            self._made += 1


def a_policy(minimum: int = 1, maximum: int = 10, **changes: object) -> Policy:
    return replace(Policy(minimum, maximum), **changes)  # type: ignore[arg-type]


def steady(rate: float) -> Callable[[float], float]:
    return lambda seconds: rate


def step(before: float, after: float, at: float) -> Callable[[float], float]:
    return lambda seconds: before if seconds < at else after
