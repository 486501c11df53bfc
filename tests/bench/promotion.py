"""How fast a warm replica serves: `python -m tests.bench promotion`. Needs the local cluster, root.

On a real Kubernetes with kube-proxy and the simulated engine, one promotion after the other, as
`e2e.harness.promoting` says. The targets: from the edit to the first answer 0.5 s at the 99th
percentile, from the label to it 0.2 s.
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence

from e2e.harness import client as clients
from e2e.harness.promoting import (
    DEMAND_TO_ANSWER,
    LABEL_TO_ANSWER,
    Promotion,
    benched,
    quantile,
    table,
)
from tests.bench import local
from tests.bench.tasks import say

SHARE = 0.99
SAY_EVERY = 20


def measure(runs: int) -> list[Promotion]:
    """All of one endpoint, in a namespace of its own."""
    found: list[Promotion] = []
    with local.namespace() as (kubectl, namespace):
        client = clients.start(kubectl, namespace)
        with benched(kubectl, namespace, client) as bench:
            for number in range(1, runs + 1):
                found.append(bench.promote())
                if found[-1].answered > DEMAND_TO_ANSWER:
                    say(f"promotion {number} is late: {found[-1]}")
                if not number % SAY_EVERY:
                    slowest = max(it.answered for it in found[-SAY_EVERY:])
                    say(f"promotion {number}: an answer after {slowest:.3f} s at the latest")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the result; the exit code is 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    found = measure(parser.parse_args(arguments).runs)
    print(
        f"promotions of a warm replica, local cluster, Python {platform.python_version()},"
        f" {os.cpu_count()} CPUs"
    )
    print(table(found))
    missed = False
    for name, target, values in (
        ("edit → first answer", DEMAND_TO_ANSWER, [it.answered for it in found]),
        ("label → first answer", LABEL_TO_ANSWER, [it.after_label for it in found]),
    ):
        reached = quantile(values, SHARE)
        missed |= reached > target
        verdict = "ok" if reached <= target else "MISSED"
        print(f"{name}, p99: {reached:.3f} s  (target ≤ {target:g} s: {verdict})")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
