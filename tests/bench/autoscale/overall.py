"""One setting over all cells: what somebody gets who does not tune per trace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from tests.bench.autoscale.study import ENOUGH, Row
from tests.bench.autoscale.tables import settings


@dataclass(frozen=True, slots=True)
class Overall:
    """A setting in every cell: the means of the cells' medians."""

    first: Row
    gpu_hours: float
    misses: float
    worst: float

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Overall":
        """From its row of every cell."""
        hours = mean(row.middle("gpu_hours") for row in rows)
        misses = mean(row.middle("misses") for row in rows)
        return cls(rows[0], hours, misses, max(row.worst("misses") for row in rows))


def across(cells: Iterable[Sequence[Row]]) -> list[Overall]:
    """Every setting that is the same in all cells, in the order of the first cell."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    number = 0
    for rows in cells:
        number += 1
        for row in rows:
            found.setdefault((row.policy, row.kind, settings(row)), []).append(row)
    return [Overall.of(rows) for rows in found.values() if len(rows) == number]


def cheapest(overalls: Iterable[Overall], misses: float) -> Overall | None:
    """With mean misses of at most so many percent, or None."""
    good = [it for it in overalls if it.misses <= misses]
    return min(good, key=lambda it: (it.gpu_hours, it.misses), default=None)


def table(overalls: Sequence[Overall]) -> str:
    """Each policy's default, and its cheapest single settings: up to 1 %, and up to our misses."""
    ours = next(
        (it for it in overalls if it.first.policy == "ours" and it.first.kind == "default"), None
    )
    lines = [
        "### One setting over all cells",
        "",
        "| policy | settings | mean GPU-hours | mean misses % | worst % |",
        "| --- | --- | --- | --- | --- |",
    ]
    for policy in dict.fromkeys(it.first.policy for it in overalls):
        of_policy = [it for it in overalls if it.first.policy == policy]
        chosen: list[tuple[str, Overall | None]] = [
            ("default", it) for it in of_policy if it.first.kind == "default"
        ]
        chosen += [(f"cheapest up to {ENOUGH:g} %", cheapest(of_policy, ENOUGH))]
        if ours is not None:
            chosen += [("cheapest up to our misses", cheapest(of_policy, ours.misses))]
        lines += [_line(words, it) for words, it in chosen if it is not None]
    return "\n".join(lines) + "\n"


def _line(words: str, it: Overall) -> str:
    numbers = f"{it.gpu_hours:.2f} | {it.misses:.2f} | {it.worst:.2f}"
    return f"| {it.first.name}, {words} | {settings(it.first)} | {numbers} |"
