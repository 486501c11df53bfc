"""Written runs (`--json`), put together: tables, the aims, plots and a summary.

  python -m tests.bench.autoscale.report RUNS.json … --json SUMMARY.json --plots FOLDER

Policies may have been run apart, as long as cells and seeds are the same. The aims are judged by
the recorded traces whose copies are shifted within a minute; the rest is printed beside.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.autoscale import overall
from tests.bench.autoscale.catalogue import POLICIES
from tests.bench.autoscale.measures import Measures
from tests.bench.autoscale.study import ENOUGH, Row, best, shown
from tests.bench.autoscale.tables import plot, save, settings, table

Cells = dict[str, list[Row]]


def read(paths: Iterable[Path]) -> Cells:
    """The rows of each cell, by its title. ValueError when the seeds of a cell differ."""
    cells: Cells = {}
    seeds: dict[str, list[int]] = {}
    for path in paths:
        for cell in json.loads(path.read_text()):
            title = _title(cell)
            if seeds.setdefault(title, cell["seeds"]) != cell["seeds"]:
                raise ValueError(f"{path}: other seeds in {title}")
            cells.setdefault(title, []).extend(_row(it) for it in cell["rows"])
    return {title: sorted(rows, key=_place) for title, rows in cells.items()}


def _title(cell: dict[str, Any]) -> str:
    scenario = cell["scenario"]
    words = [cell["trace"], f"cold start {scenario['cold_start']:g} s"]
    if cell["spread"] is not None:
        words.append(f"shifts within {cell['spread']:g} s")
    words += [f"no metrics from {since:g} to {until:g} s" for since, until in scenario["gaps"]]
    if scenario["pool"]:
        words.append(f"warm pool of {scenario['pool']}")
    return ", ".join(words)


def _row(it: dict[str, Any]) -> Row:
    runs = tuple(Measures(**run) for run in it["runs"])
    reference = POLICIES[it["policy"]].reference
    return Row(it["policy"], it["name"], it["kind"], reference, it["settings"], runs)


def _place(row: Row) -> tuple[bool, bool]:
    return (row.reference, row.policy != "ours")


def judged(cells: Cells) -> Cells:
    """Those that the aims are about."""
    return {title: rows for title, rows in cells.items() if "shifts within" in title}


def verdicts(cells: Cells) -> str:
    """Per cell: our default, the best of ours, the best of the peers, and who beats us in both."""
    lines = [
        "| cell | default of ours | ours, best | peers, best | ours / peers | beaten in both by |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for title, rows in cells.items():
        ours = [row for row in rows if row.policy == "ours"]
        peers = [row for row in rows if row.policy != "ours" and not row.reference]
        default = next(row for row in ours if row.kind == "default")
        first, second = best(ours), best(peers)
        lines.append(
            f"| {title} | {_numbers(default)} | {_numbers(first)}, {settings(first)} |"
            f" {_numbers(second)}, {second.name} {settings(second)} | {_share(first, second)} |"
            f" {', '.join(row.name for row in peers if _beats(row, default)) or 'none'} |"
        )
    return "\n".join(lines) + "\n"


def _share(ours: Row, peers: Row) -> str:
    """GPU-hours, where both are good enough; else they bought something else with them."""
    if max(ours.middle("misses"), peers.middle("misses")) > ENOUGH:
        return "—"
    return f"{100 * (ours.middle('gpu_hours') / peers.middle('gpu_hours') - 1):+.1f} %"


def _beats(row: Row, ours: Row) -> bool:
    return row.kind == "default" and all(
        row.middle(what) < ours.middle(what) for what in ("gpu_hours", "misses")
    )


def _numbers(row: Row) -> str:
    return f"{row.middle('gpu_hours'):.2f} h, {row.middle('misses'):.2f} %"


def summary(cells: Cells) -> list[dict[str, Any]]:
    """What the tables show, for machines."""
    whats = ("gpu_hours", "misses", "p50", "p95", "p99", "actions", "flaps", "most")
    return [
        {
            "cell": title,
            "policy": row.policy,
            "kind": kind,
            "settings": dict(row.settings),
            **{what: round(row.middle(what), 3) for what in whats},
            "worst_misses": round(row.worst("misses"), 3),
        }
        for title, rows in cells.items()
        for kind, row in shown(rows)
    ]


def write(path: Path, cells: Cells) -> None:
    """The summary, a row a line."""
    lines = ",\n ".join(json.dumps(it, ensure_ascii=False) for it in summary(cells))
    path.write_text(f"[\n {lines}\n]\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print it all; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.autoscale.report")
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the summary")
    parser.add_argument(
        "--plots", type=Path, metavar="FOLDER", help="write a PNG and an SVG per cell"
    )
    options = parser.parse_args(arguments)
    cells = read(options.runs)
    for title, rows in cells.items():
        print(table(title, rows))
        if options.plots:
            words = re.findall(r"\w+", title)
            list(save(plot(title, rows), options.plots / "-".join(["autoscaling", *words])))
    if aims := judged(cells):
        print(overall.table(overall.across(aims.values())))
        print(verdicts(aims))
    others = {title: rows for title, rows in cells.items() if title not in aims}
    if others:
        print(verdicts(others))
    print(f"At most {ENOUGH:g} % of misses make a setting good enough to be a best one.")
    if options.json:
        write(options.json, cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
