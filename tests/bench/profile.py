"""Where the operator's CPU goes: `python -m tests.bench.profile burst|restart [--endpoints N]`.

Prints functions by their own time and by the time below them, in ms per endpoint; `--stacks FILE`
keeps the stacks for a flame graph.
"""

import argparse
import asyncio
import sys
from collections import Counter
from pathlib import Path

from tests.bench.api import Api
from tests.bench.kubelet import Kubelet
from tests.bench.load import Load, names
from tests.bench.operators import OperatorProcess
from tests.bench.plane import NAMESPACE, Plane
from tests.bench.resident import populate, verified
from tests.bench.sampled import SECONDS
from tests.bench.tasks import say
from tests.bench.usage import cpu, quiet

TOP = 45


async def _burst(endpoints: int, stacks: Path) -> float:
    async with (
        Plane() as plane,
        Api.connect(plane.admin) as api,
        _sampled(plane, stacks) as operator,
    ):
        await operator.leads()
        await quiet(operator.pid, 1.0)
        before = cpu(operator.pid)
        load = Load(api, NAMESPACE)
        async with load.watching():
            await load.create_all(names("burst", endpoints))
            await load.settled(quiet=3.0)
        return cpu(operator.pid) - before


async def _restart(endpoints: int, stacks: Path) -> float:
    async with Plane() as plane, Api.connect(plane.admin) as api, Kubelet(api).running():
        await populate(plane, api, endpoints)
        async with _sampled(plane, stacks) as operator:
            await verified(operator, endpoints)
            await quiet(operator.pid, 3.0)
            return cpu(operator.pid)


def _sampled(plane: Plane, stacks: Path) -> OperatorProcess:
    command = ("-m", "tests.bench.sampled", str(stacks))
    return OperatorProcess(plane.operator, plane.folder / "sampled.log", command=command)


def _print(stacks: Path, endpoints: int) -> None:
    own: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for line in stacks.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        own[frames[-1]] += int(count)
        below.update(dict.fromkeys(set(frames), int(count)))
    each = SECONDS * 1000 / endpoints
    print(f"ms of CPU per endpoint, {sum(own.values()) * each:.2f} in all")
    for title, counts in (("itself", own), ("with what it calls", below)):
        print(f"\n{title}")
        for name, count in counts.most_common(TOP):
            print(f"  {count * each:7.3f}  {name}")


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.profile", description=__doc__)
    parser.add_argument("what", choices=("burst", "restart"))
    parser.add_argument("--endpoints", type=int, default=200)
    parser.add_argument("--stacks", metavar="FILE", type=Path, default=Path("stacks.txt"))
    options = parser.parse_args()
    run = _burst if options.what == "burst" else _restart
    seconds = asyncio.run(run(options.endpoints, options.stacks.resolve()))
    say(f"{seconds:.2f} s of CPU in all")
    _print(options.stacks, options.endpoints)
    return 0


if __name__ == "__main__":
    sys.exit(main())
