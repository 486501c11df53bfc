"""All runs of a comparison, and what is taken from them.

A cell is a trace in a scenario. Within it every setting of every policy sees the same requests,
cold starts and routing, seed by seed. "Tuned" is chosen per cell on the very seeds that it is
judged by; that favours the peers, whose winner's curse is not taken off.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from tests.bench.autoscale.catalogue import Entry
from tests.bench.autoscale.measures import Measures, measure
from tests.bench.autoscale.run import simulate
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.trace import Trace

ENOUGH = 1.0
"""Misses (%) up to which a setting counts as good enough, and the cheapest such one as best."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A trace, drawn anew by seed, in a scenario."""

    trace: str
    draw: Callable[[int], Trace]
    scenario: Scenario

    @property
    def title(self) -> str:
        """What is different from cell to cell."""
        pool = f", warm pool of {self.scenario.pool}" if self.scenario.pool else ""
        return f"{self.trace}, cold start {self.scenario.cold_start:g} s{pool}"


@dataclass(frozen=True, slots=True)
class Row:
    """A setting of a policy in a cell: its measures by seed."""

    policy: str
    name: str
    kind: str  # "default" or "tried"
    reference: bool
    settings: Mapping[str, float]
    runs: tuple[Measures, ...]

    def middle(self, what: str) -> float:
        """The median over the seeds."""
        return float(median(getattr(it, what) for it in self.runs))

    def worst(self, what: str) -> float:
        """The largest over the seeds."""
        return float(max(getattr(it, what) for it in self.runs))

    def as_json(self) -> dict[str, Any]:
        """Everything, with medians."""
        runs = [{k: round(v, 4) for k, v in asdict(it).items()} for it in self.runs]
        medians = {key: round(self.middle(key), 4) for key in runs[0]}
        return {
            "policy": self.policy,
            "name": self.name,
            "kind": self.kind,
            "settings": dict(self.settings),
            "median": medians,
            "runs": runs,
        }


def rows_of(cell: Cell, entries: Iterable[Entry], seeds: Iterable[int]) -> list[Row]:
    """Every setting of these policies in one cell."""
    drawn = [(seed, cell.draw(seed)) for seed in seeds]
    rows = []
    for entry in entries:
        for kind, settings in entry.settings():
            policies = [entry.make(trace, cell.scenario, settings) for _, trace in drawn]
            runs = tuple(
                measure(simulate(trace, policy, cell.scenario, seed))
                for (seed, trace), policy in zip(drawn, policies, strict=True)
            )
            named = policies[0]
            reference = entry.reference
            rows.append(Row(entry.name, named.name, kind, reference, named.settings, runs))
    return rows


def best(rows: Iterable[Row]) -> Row:
    """The cheapest with few enough misses, else the one with the fewest; by medians."""
    return min(
        rows,
        key=lambda row: (
            max(ENOUGH, row.middle("misses")),
            row.middle("gpu_hours"),
            row.middle("misses"),
        ),
    )


def shown(rows: Iterable[Row]) -> list[tuple[str, Row]]:
    """What a table shows: each policy's default, and the best of what was tried."""
    by_policy: dict[str, list[Row]] = {}
    for row in rows:
        by_policy.setdefault(row.policy, []).append(row)
    found = []
    for tried in by_policy.values():
        found += [("default", row) for row in tried if row.kind == "default"]
        if any(row.kind == "tried" for row in tried):
            found.append(("best of " + str(len(tried)), best(tried)))
    return found
