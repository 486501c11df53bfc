"""Pilotlight's own law: the very functions of the operator, told what the simulator knows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pilotlight.core.scaling.autoscale import decide
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import FirstToken, Objective, Policy
from pilotlight.core.scaling.samples import Fleet, Load, Sample
from tests.bench.autoscale.policy import Replica, Scrape
from tests.bench.autoscale.server import TTFT_BOUNDS

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
BOUNDS: tuple[float, ...] = tuple(TTFT_BOUNDS.tolist())


class Ours:
    """By objective. Settings that are left out are the operator's defaults.

    `utilization` in percent, `queue_drain` in seconds. It knows `slots`, the engine's max-num-seqs,
    as the operator does from the arguments of the engine.
    """

    every = 5.0

    def __init__(
        self,
        minimum: int = 1,
        maximum: int = 24,
        objective: float = 2.0,
        slots: int = 64,
        utilization: float = Objective().utilization,
        queue_drain: float = Objective().queue_drain.total_seconds(),
    ) -> None:
        self.name = "Pilotlight"
        self.settings: Mapping[str, float] = {
            "utilization": utilization,
            "queue_drain": queue_drain,
            "scrape": 5.0,
        }
        first_token = FirstToken(limit=timedelta(seconds=objective))
        wanted = Objective(utilization, timedelta(seconds=queue_drain), first_token)
        self._policy = Policy(minimum, maximum, wanted)
        self._slots = slots
        self._memory = Memory()

    def decide(self, scrape: Scrape) -> int:
        """One round of the operator."""
        now = EPOCH + timedelta(seconds=scrape.now)
        decision, self._memory = decide(self._policy, self._load(scrape, now), self._memory, now)
        return decision.desired

    def _load(self, scrape: Scrape, now: datetime) -> Load:
        start = scrape.cold_start
        fleet = Fleet(
            desired=scrape.ready + scrape.starting,
            ready=frozenset(scrape.pods),
            starting=scrape.starting,
            cold_start=None if start is None else timedelta(seconds=start),
        )
        at = EPOCH + timedelta(seconds=scrape.at)
        samples = tuple(_sample(it, at) for it in scrape.replicas)
        interval = timedelta(seconds=self.settings["scrape"])
        return Load("blue", now, fleet, samples, interval, self._slots)


def _sample(replica: Replica, at: datetime) -> Sample:
    return Sample(
        replica.name,
        at,
        running=replica.running,
        waiting=replica.waiting,
        arrivals=replica.arrivals,
        completions=replica.completions,
        prompt_tokens=replica.prompt_tokens,
        generated_tokens=replica.generation_tokens,
        kv_usage=replica.kv_usage,
        ttft=tuple(zip(BOUNDS, replica.ttft, strict=True)),
    )
