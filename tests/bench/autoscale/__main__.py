"""Compares autoscaling policies on traces of requests, in a simulator.

  python -m tests.bench.autoscale --trace conv code --cold-start 60 120 300
  python -m tests.bench.autoscale --trace FILE.csv --policy llmd fixed --seeds 3
  python -m tests.bench.autoscale --trace flash --pool 2 --json runs.json --plots docs/benchmarks

A trace is one of the recorded ones (conv, code: Azure, an hour, superposed), a made-up one (flash,
diurnal, heavy, step, steady) or a CSV with the columns TIMESTAMP, ContextTokens, GeneratedTokens. A
seed is the shifts of the superposed copies, or the draw of a made-up trace, and the cold starts.
Tables go to standard output, progress to standard error. A run takes about half a second.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.autoscale import overall
from tests.bench.autoscale.catalogue import POLICIES, Entry
from tests.bench.autoscale.fleet import LEAST_LOADED, RANDOM
from tests.bench.autoscale.made_up import MADE_UP
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.server import Engine
from tests.bench.autoscale.study import Cell, Row, rows_of
from tests.bench.autoscale.tables import plot, save, table
from tests.bench.autoscale.trace import HERE, RECORDED, Trace, read, superposed
from tests.bench.tasks import say

ROUTING = {"random": RANDOM, "least-loaded": LEAST_LOADED}


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate and report; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    chosen = list(POLICIES) if "all" in options.policy else options.policy
    entries = [POLICIES[name] for name in chosen]
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    try:
        cells = [
            Cell(Path(name).stem.partition(".")[0], draw, scenario)
            for name in options.trace
            for draw in [drawing(name, options.copies, options.spread)]
            for scenario in _scenarios(options)
        ]
    except (OSError, ValueError) as wrong:
        parser.error(str(wrong))
    runs = len(cells) * len(seeds) * sum(len(entry.settings()) for entry in entries)
    say(f"{len(cells)} cells, {len(seeds)} seeds from {seeds[0]}, {runs} runs")
    written, of_cells = [], []
    for cell in cells:
        rows = _run(cell, entries, seeds)
        print(table(cell.title, rows), flush=True)
        written.append(_as_json(cell, rows, seeds, options.spread))
        of_cells.append(rows)
        if options.plots:
            stem = Path(options.plots) / f"autoscale-{cell.trace}-{cell.scenario.cold_start:g}"
            if cell.scenario.pool:
                stem = stem.with_name(f"{stem.name}-pool{cell.scenario.pool}")
            for path in save(plot(cell.title, rows), stem):
                say(f"written: {path}")
    if len(cells) > 1:
        print(overall.table(overall.across(of_cells)), flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
        say(f"written: {options.json}")
    return 0


def drawing(name: str, copies: int | None, spread: float | None) -> Callable[[int], Trace]:
    """What makes a trace of a seed, by the name or path of the trace."""
    if name in MADE_UP:
        return MADE_UP[name]
    file, usual = RECORDED.get(name, (name, 1))
    recorded = read(HERE / file if name in RECORDED else Path(file))
    return partial(_superposed, recorded, copies or usual, spread)


def _superposed(trace: Trace, copies: int, spread: float | None, seed: int) -> Trace:
    return superposed(trace, copies, seed, spread)


def _run(cell: Cell, entries: Sequence[Entry], seeds: range) -> list[Row]:
    rows = []
    for entry in entries:
        rows += rows_of(cell, [entry], seeds)
        say(f"{cell.title}: {entry.name}, {len(entry.settings())} settings")
    return rows


def _as_json(cell: Cell, rows: Sequence[Row], seeds: range, spread: float | None) -> dict[str, Any]:
    return {
        "trace": cell.trace,
        "spread": spread,
        "scenario": asdict(cell.scenario) | {"engine": cell.scenario.engine._asdict()},
        "seeds": list(seeds),
        "rows": [row.as_json() for row in rows],
    }


def _scenarios(options: argparse.Namespace) -> list[Scenario]:
    return [
        Scenario(
            start=options.start,
            minimum=options.minimum,
            maximum=options.maximum,
            cold_start=cold_start,
            routing=ROUTING[options.routing],
            pool=pool,
            pool_waits=options.pool_waits,
            gaps=tuple((since, since + length) for since, length in options.gap),
            engine=Engine(timeout=options.timeout, queue_limit=options.queue_limit),
        )
        for cold_start in options.cold_start
        for pool in options.pool
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.autoscale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    names = ", ".join((*RECORDED, *MADE_UP))
    add("--trace", nargs="+", required=True, metavar="FILE.csv", help=f"a file, or {names}")
    add("--copies", type=int, help="superposed copies (conv 8, code 10, a file 1)")
    add("--spread", type=float, metavar="S", help="shifts of the copies (the whole trace)")
    add("--cold-start", nargs="+", type=float, default=[120.0], metavar="S", help="mean (120)")
    add("--seeds", type=int, default=5, metavar="N", help="how many (5)")
    add("--first-seed", type=int, default=1, metavar="N", help="the first of them (1)")
    add("--policy", nargs="+", default=["all"], choices=("all", *POLICIES), metavar="P",
        help=f"all, or {', '.join(POLICIES)}")  # fmt: skip
    add("--routing", choices=tuple(ROUTING), default="random", help="random as kube-proxy's is")
    add("--pool", nargs="+", type=int, default=[0], metavar="K", help="warm replicas (0)")
    add("--pool-waits", action="store_true", help="fill it after what serves, as the operator does")
    add("--gap", nargs=2, action="append", type=float, default=[], metavar=("FROM", "LENGTH"),
        help="seconds in which every scrape fails; may be repeated")  # fmt: skip
    add("--timeout", type=float, default=60.0, metavar="S", help="clients without a token go (60)")
    add("--queue-limit", type=int, default=0, metavar="N", help="per replica, else 503 (0: none)")
    add("--start", type=int, default=8, metavar="N", help="replicas at the start (8)")
    add("--minimum", type=int, default=1, metavar="N", help="replicas (1)")
    add("--maximum", type=int, default=24, metavar="N", help="replicas (24)")
    add("--json", metavar="OUT", help="write every run")
    add("--plots", metavar="FOLDER", help="write a PNG and an SVG per cell")
    return parser


if __name__ == "__main__":
    sys.exit(main())
