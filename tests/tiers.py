"""Runs the test tiers and says at the end what ran, failed or was skipped.

They run one after the other, but for neighbours that mostly wait: those run at the same time, and
each shows what it printed once it has ended.

`python -m tests.tiers test` runs all, `check` the inner loop, `run NAME…` some. A tier that cannot
run here (no root) is skipped by name; with CI=true that is a failure unless `.ci/allowed-skips`
names it with a reason.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TextIO

from e2e import operator

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
ALLOWED_SKIPS = ROOT / ".ci" / "allowed-skips"


def needs_root() -> str | None:
    """Why tests that start Kubernetes components cannot run, or None."""
    return None if os.geteuid() == 0 else "needs root (it starts Kubernetes components)"


def needs_cluster() -> str | None:
    """Another cluster that is named explicitly will do instead of root."""
    return needs_root() if operator.is_local() else None


@dataclass(frozen=True)
class Tier:
    """One kind of tests: either pytest folders, or commands that pass or fail as a whole. `spread`:
    over all cores; for tests that compute, and neither wait nor watch a clock. `abreast`: waits
    most of the time, and does not mind what else runs. `options`: of pytest."""

    name: str
    what: str
    paths: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    blocked: Callable[[], str | None] = lambda: None
    prepare: tuple[tuple[str, ...], ...] = ()
    spread: bool = False
    abreast: bool = False
    options: tuple[str, ...] = ()


CLUSTER = (sys.executable, "-m", "e2e.cluster")
NODE_CLUSTER = ((*CLUSTER, "up"), (*CLUSTER, "images", "all")) if operator.is_local() else ()

TIERS = (
    Tier(
        "build",
        "programs, tools and images that this machine lacks",
        commands=((*CLUSTER, "build"),),
        blocked=needs_cluster,
    ),
    Tier(
        "static",
        "format, lint, types, layers, generated files",
        commands=(
            (str(BIN / "ruff"), "format", "--check", "--quiet", "."),
            (str(BIN / "ruff"), "check", "--quiet", "."),
            (str(BIN / "mypy"), "operator/src/pilotlight"),
            (str(BIN / "mypy"), "runtime-image/src", "runtime-image/sim/src"),
            (str(BIN / "lint-imports"),),
            (sys.executable, "-m", "pilotlight.codegen", "--check"),
        ),
    ),
    Tier(
        "unit", "decisions, manifests, models, gate, supervisor", paths=("tests/unit",), spread=True
    ),
    Tier("golden", "manifests, CRD and rendered chart", paths=("tests/golden",)),
    Tier("story", "whole lives on a simulated cluster", paths=("tests/story",), spread=True),
    Tier("property", "invariants under any history", paths=("tests/property",), spread=True),
    Tier(
        "wiring",
        "queue, writer, leadership, worker processes",
        paths=("tests/wiring",),
        abreast=True,
    ),
    Tier(
        "cluster",
        "a real API server without nodes",
        paths=("tests/cluster",),
        blocked=needs_root,
        abreast=True,
    ),
    Tier(
        "faults",
        "killed at every write, and an API server that misbehaves",
        paths=("tests/faults",),
        blocked=needs_root,
    ),
    Tier(
        "e2e-alone",
        "a real node: stories that take operator, node or Prometheus away",
        paths=("e2e",),
        options=("-m", "alone"),
        blocked=needs_cluster,
        prepare=NODE_CLUSTER,
    ),
    Tier(
        "e2e",
        "a real node, the simulated engine and real vLLM: all other stories, two at a time",
        paths=("e2e",),
        options=("-m", "not alone", "--numprocesses=2", "--dist=loadgroup"),
        blocked=needs_cluster,
        prepare=NODE_CLUSTER,
    ),
)
INNER_LOOP = ("static", "unit", "golden", "story")


@dataclass
class Outcome:
    """What became of a tier. `skipped` holds the reason."""

    tier: Tier
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    not_run: str | None = None


def run(tier: Tier, extra: Sequence[str], out: TextIO | None = None) -> Outcome:
    """Runs one tier to its end. `out`: what takes its output, a real file; else it is printed."""
    outcome = Outcome(tier)
    outcome.not_run = tier.blocked()
    if outcome.not_run is not None:
        return outcome
    print(f"\n=== {tier.name}: {tier.what}", file=out, flush=True)
    started = time.monotonic()
    for command in tier.prepare:
        if _code(command, out) != 0:
            print(f"    failed: {' '.join(command)}", file=out, flush=True)
            outcome.failed += 1
    if not outcome.failed:
        for command in tier.commands:
            passed = _code(command, out) == 0
            outcome.passed += passed
            outcome.failed += not passed
        if tier.paths:
            _pytest(tier, extra, outcome, out)
    outcome.seconds = time.monotonic() - started
    return outcome


def run_abreast(tiers: Sequence[Tier], extra: Sequence[str]) -> list[Outcome]:
    """Runs some at the same time; each is shown whole when it has ended."""
    names = ", ".join(tier.name for tier in tiers)
    print(f"\n=== {names}: at the same time, shown as each ends", flush=True)
    shown = threading.Lock()

    def captured(tier: Tier) -> Outcome:
        with tempfile.TemporaryFile("w+") as out:
            outcome = run(tier, extra, out)
            out.seek(0)
            with shown:
                sys.stdout.write(out.read())
                sys.stdout.flush()
        return outcome

    with ThreadPoolExecutor(len(tiers)) as pool:
        return list(pool.map(captured, tiers))


def run_all(tiers: Sequence[Tier], extra: Sequence[str]) -> list[Outcome]:
    """Runs them in this order, neighbours at the same time where both may."""
    outcomes: list[Outcome] = []
    for abreast, group in groupby(tiers, key=lambda tier: tier.abreast):
        some = list(group)
        if abreast and len(some) > 1:
            outcomes += run_abreast(some, extra)
        else:
            outcomes += [run(tier, extra) for tier in some]
    return outcomes


def _code(command: Sequence[str], out: TextIO | None) -> int:
    return subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False).returncode


def _pytest(tier: Tier, extra: Sequence[str], outcome: Outcome, out: TextIO | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
        if tier.spread and (cores := len(os.sched_getaffinity(0))) > 1:
            command += [f"--numprocesses={cores}", "--dist=worksteal"]
        code = _code([*command, *tier.options, *extra, *tier.paths], out)
        if not report.exists():
            outcome.failed += 1
            return
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314
            total, bad = int(suite.get("tests", 0)), 0
            for kind in ("failures", "errors"):
                bad += int(suite.get(kind, 0))
            skips = [
                f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}"
                for case in suite.iter("testcase")
                for skip in case.iter("skipped")
            ]
            outcome.skipped += skips
            outcome.failed += bad
            outcome.passed += total - bad - len(skips)
    if code != 0 and not outcome.failed:
        # No test was collected, or pytest itself broke: never a success.
        outcome.failed += 1


def allowed_skips() -> dict[str, str]:
    """Tier or test name → reason, from `.ci/allowed-skips`."""
    lines = ALLOWED_SKIPS.read_text().splitlines() if ALLOWED_SKIPS.exists() else []
    pairs = (line.partition(": ") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def forbidden_skips(outcomes: Sequence[Outcome]) -> list[str]:
    """Skips that CI does not accept."""
    if os.environ.get("CI", "").lower() not in ("1", "true"):
        return []
    allowed = allowed_skips()
    skips = [(o.tier.name, o.not_run) for o in outcomes if o.not_run is not None]
    skips += [tuple(s.split(": ", 1)) for o in outcomes for s in o.skipped]  # type: ignore[misc]
    return [f"{name}: {reason}" for name, reason in skips if name not in allowed]


def report(outcomes: Sequence[Outcome]) -> int:
    """Prints the table; returns the exit status."""
    print("\n=== what ran")
    for o in outcomes:
        result = f"skipped: {o.not_run}" if o.not_run else f"{o.passed} passed, {o.failed} failed"
        if o.skipped:
            result += f", {len(o.skipped)} skipped"
        print(f"  {o.tier.name:<10} {o.seconds:7.1f} s  {result}")
        for skip in o.skipped:
            print(f"             skipped {skip}")
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    skipped = sum(len(o.skipped) + (o.not_run is not None) for o in outcomes)
    refused = forbidden_skips(outcomes)
    for line in refused:
        print(f"not allowed to be skipped in CI: {line}")
    print(f"{passed} passed, {failed + len(refused)} failed, {skipped} skipped")
    return 1 if failed or refused or not passed else 0


def main() -> int:
    """Parses the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.tiers", description=__doc__)
    parser.add_argument("what", choices=("check", "test", "run"))
    parser.add_argument("names", nargs="*", help="with run: tiers, e.g. unit cluster")
    parser.add_argument("--pytest", default="", help="more options for pytest, e.g. '-k drift -x'")
    options = parser.parse_args()
    chosen = {"check": INNER_LOOP, "test": tuple(t.name for t in TIERS), "run": options.names}
    known = {tier.name: tier for tier in TIERS}
    if unknown := [name for name in chosen[options.what] if name not in known]:
        parser.error(f"no such tier: {', '.join(unknown)}; there are {', '.join(known)}")
    extra = shlex.split(options.pytest)
    return report(run_all([known[name] for name in chosen[options.what]], extra))


if __name__ == "__main__":
    sys.exit(main())
