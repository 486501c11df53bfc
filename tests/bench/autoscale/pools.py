"""What a warm pool saves and costs our own law: written runs (`--json`) of several sizes.

  python -m tests.bench.autoscale.pools RUNS.json … --json SUMMARY.json --plots FOLDER

A pool pays off in a cell where the same quality costs fewer GPU-hours with it than without: so
beside the default of each size stands the cheapest of all settings that misses little enough.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench.autoscale.report import Cells, read, write
from tests.bench.autoscale.study import ENOUGH, Row, best
from tests.bench.autoscale.tables import plot, save

Sizes = dict[int, list[Row]]
"""The rows of a cell by the size of the pool."""

_POOL = re.compile(r", warm pool of (\d+)$")


def by_size(cells: Cells) -> dict[str, Sizes]:
    """Cells that differ in nothing but the pool, together."""
    found: dict[str, Sizes] = {}
    for title, rows in cells.items():
        size = _POOL.search(title)
        found.setdefault(_POOL.sub("", title), {})[int(size[1]) if size else 0] = rows
    return found


def table(cells: dict[str, Sizes]) -> str:
    """GPU-hours / misses % (worst seed) by size; medians over the seeds."""
    sizes = sorted({size for of_cell in cells.values() for size in of_cell})
    heads = ["cell", "setting", *(f"pool of {size}" if size else "no pool" for size in sizes)]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for title, of_cell in cells.items():
        defaults = [_numbers(_default(of_cell[size])) for size in sizes]
        cheapest = [_cheapest(of_cell[size]) for size in sizes]
        lines.append(f"| {title} | default | {' | '.join(defaults)} |")
        lines.append(f"| | cheapest up to {ENOUGH:g} % | {' | '.join(cheapest)} |")
    return "\n".join(lines) + "\n"


def _default(rows: Sequence[Row]) -> Row:
    return next(row for row in rows if row.kind == "default")


def _cheapest(rows: Sequence[Row]) -> str:
    row = best(rows)
    if row.middle("misses") > ENOUGH:
        return f"none; {_numbers(row)} at {row.settings['utilization']:g}"
    return f"{_numbers(row)} at {row.settings['utilization']:g}"


def _numbers(row: Row) -> str:
    hours, misses = row.middle("gpu_hours"), row.middle("misses")
    return f"{hours:.1f} / {misses:.2f} ({row.worst('misses'):.2f})"


def points(of_cell: Sizes) -> list[Row]:
    """For one plot: each size as if it were a policy of its own."""
    return [
        replace(row, policy=f"pool {size}", name=f"pool of {size}" if size else "no pool")
        for size, rows in sorted(of_cell.items())
        for row in rows
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print it all; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.autoscale.pools")
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the summary")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="write an SVG per cell")
    options = parser.parse_args(arguments)
    read_cells = read(options.runs)
    cells = by_size(read_cells)
    print(table(cells))
    if options.plots:
        for title, of_cell in cells.items():
            words = "-".join(["warm-pool", *re.findall(r"\w+", title)])
            list(save(plot(title, points(of_cell)), options.plots / words, (".svg",)))
    if options.json:
        write(options.json, read_cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
