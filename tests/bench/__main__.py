"""Measures what docs/benchmarks publishes.

  python -m tests.bench all --publish     everything, into docs/benchmarks (`make bench`)
  python -m tests.bench burst             one of them, printed
  python -m tests.bench burst --quick     a small one, to see whether it works

`gate` is a measurement in process; `overhead`, `switch` and `promotion` need the local cluster, and
root; `scaling-cost` starts a Prometheus, and `activator` one activator. The others start control
planes of their own (API server, etcd, controller manager; no nodes or root) and an operator in a
process of its own; `restart` and `idle` share one population and come together. At full size
everything takes about an hour on two cores, and nothing else should run on the machine. The exit
code is 1 when a target is missed.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench import activator, gate, overhead, promotion, scaling_cost, switch
from tests.bench.burst import burst
from tests.bench.created import created
from tests.bench.report import publish, show, write
from tests.bench.resident import resident
from tests.bench.results import Origin, Result
from tests.bench.tasks import say
from tests.bench.writes import writes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks" / "operator.md"
ALONE = ("gate", "overhead", "activator", "switch", "promotion", "scaling-cost")
NAMES = (*ALONE, "created", "burst", "writes", "restart", "idle")
MINUTES = {
    "gate": 1, "overhead": 8, "activator": 3, "switch": 7, "promotion": 14, "scaling-cost": 3,
    "created": 3, "burst": 5, "writes": 2, "restart": 25,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; the exit code."""
    options = _parser().parse_args(arguments)
    chosen = set(NAMES if "all" in options.what else options.what)
    if "idle" in chosen:
        chosen = chosen - {"idle"} | {"restart"}
    origin = Origin.of(f"python -m tests.bench {' '.join(arguments or sys.argv[1:])}")
    minutes = sum(MINUTES[name] for name in chosen)
    how_long = "a few minutes" if options.quick else f"about {minutes} minutes"
    say(f"{', '.join(it for it in NAMES if it in chosen)}: {how_long} on {origin.machine}")
    missed = bool(gate.main(["--runs", str(options.runs + 2)])) if "gate" in chosen else False
    if "overhead" in chosen:
        overhead.main(["--blocks", "5" if options.quick else str(8 * options.runs)])
    if "activator" in chosen:
        few = ["--requests", "500", "--held", "200", "--seconds", "6"] if options.quick else []
        missed |= bool(activator.main(["--runs", str(options.runs), *few]))
    if "switch" in chosen:
        missed |= bool(switch.main(["--runs", str(3 if options.quick else 2 * options.runs)]))
    if "promotion" in chosen:
        missed |= bool(
            promotion.main(["--runs", "20" if options.quick else str(60 * options.runs)])
        )
    if "scaling-cost" in chosen:
        size = options.endpoints or (50 if options.quick else 1000)
        missed |= bool(scaling_cost.main(["--endpoints", str(size)]))
    results = asyncio.run(_measure(chosen.difference(ALONE), options))
    for result in results:
        show(result)
    if options.json:
        write(Path(options.json), {result.name: result.as_json(origin) for result in results})
    if options.publish:
        publish(PAGE, {result.name: result.as_json(origin) for result in results})
        say(f"written: {PAGE}")
    return int(missed or any(row.missed for result in results for row in result.rows))


async def _measure(chosen: set[str], options: argparse.Namespace) -> list[Result]:
    runs, quick = options.runs, options.quick

    def size(full: int, small: int) -> int:
        return options.endpoints or (small if quick else full)

    results = []
    if "created" in chosen:
        results.append(await created(runs, size(100, 20)))
    if "burst" in chosen:
        results.append(await burst(runs, size(200, 30)))
    if "writes" in chosen:
        results.append(await writes(runs))
    if "restart" in chosen:
        short, long = (10.0, 20.0) if quick else (120.0, options.seconds)
        results += await resident(runs, size(1000, 50), short, long)
    return results


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="+", choices=(*NAMES, "all"))
    parser.add_argument("--runs", type=int, default=5, help="values per number (5)")
    parser.add_argument("--endpoints", type=int, help="instead of the published sizes")
    parser.add_argument("--seconds", type=float, default=600.0, help="of the long silence (600)")
    parser.add_argument("--quick", action="store_true", help="small sizes, short silences")
    parser.add_argument("--json", metavar="FILE", help="write the raw values")
    parser.add_argument("--publish", action="store_true", help=f"write {PAGE.name} and its plots")
    return parser


if __name__ == "__main__":
    sys.exit(main())
