"""All that a rule of autoscaling may look at, and what a rule answers."""

import math
from dataclasses import dataclass

from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.demand import Demand, capacity_of, start_of
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Law, Policy, Rate
from pilotlight.core.scaling.samples import Fleet, Load
from pilotlight.core.scaling.signals import Signals

OVERDUE = 600.0
"""Seconds for which starting replicas are counted on at least; 3 cold starts if that is more."""
COLD_STARTS = 3.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """So many replicas, for this reason. `held`: something stands in the way of another number."""

    replicas: int
    reason: ScalingReason
    message: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One round, as it is in memory already."""

    policy: Policy
    load: Load
    signals: Signals
    demand: Demand
    memory: Memory

    @property
    def law(self) -> Law:
        """The constants."""
        return self.policy.law

    @property
    def fleet(self) -> Fleet:
        """The replicas."""
        return self.load.fleet

    @property
    def current(self) -> int:
        """Replicas that are asked for."""
        return self.load.fleet.desired

    @property
    def awaited(self) -> bool:
        """Whether replicas start that can still be counted on."""
        count, since = self.memory.starting
        patience = max(OVERDUE, COLD_STARTS * start_of(self.fleet, self.law))
        return count > 0 and self.memory.passed - since <= patience

    def whole(self, amount: float, slack: float = 0.0) -> int | None:
        """Replicas that take this much; None when it is not known what one takes.

        Args:
            slack: so much of a replica too few is not noticed.
        """
        replicas = self.demand.replicas(amount)
        return None if replicas is None else max(0, math.ceil(replicas - slack))

    def within(self, rate: Rate) -> list[int]:
        """The numbers of replicas that were asked for in its period, with the present one."""
        start = self.memory.passed - rate.period.total_seconds()
        before = [replicas for at, replicas in self.memory.asked if at <= start]
        since = [replicas for at, replicas in self.memory.asked if at > start]
        return [*before[-1:], *since, self.current]

    def needs(self, amount: float) -> str:
        """The numbers behind a decision, e.g. `3.2 requests/s and 12 waiting need 3.6 replicas of
        1 request/s at 90 %`."""
        replicas = self.demand.replicas(amount)
        need = "an unknown number of replicas" if replicas is None else f"{replicas:.1f} replicas"
        if self.policy.target is not None:
            return f"the targets need {need}"
        capacity = capacity_of(self.policy, self.load, self.memory)
        of = "" if capacity is None else f" of {capacity:.3g} requests/s"
        return (
            f"{self.demand.rate:.3g} requests/s and {self.signals.queue:.0f} waiting"
            f" need {need}{of} at {self.policy.objective.utilization:g} %"
        )
