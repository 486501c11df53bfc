"""What was measured: raw values, one per run, next to what was aimed at."""

import math
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from e2e.cluster import builds


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the table: a value per run, judged by its median against `at_most`."""

    what: str
    unit: str
    values: Sequence[float]
    at_most: float | None = None

    @property
    def median(self) -> float:
        """The number that counts."""
        return statistics.median(self.values)

    @property
    def missed(self) -> bool:
        """Whether there is a target and the median is beyond it."""
        return self.at_most is not None and self.median > self.at_most

    @property
    def verdict(self) -> str:
        """Beside the target."""
        if self.at_most is None:
            return ""
        return "**missed**" if self.missed else "ok"


@dataclass(slots=True)
class Result:
    """One benchmark: its rows, and what the plots and further questions need in `details`."""

    name: str
    title: str
    method: str
    rows: list[Row]
    details: dict[str, Any] = field(default_factory=dict)

    def as_json(self, origin: "Origin") -> dict[str, Any]:
        """Everything, with the medians spelt out."""
        body: dict[str, Any] = {**asdict(origin), **_rounded(asdict(self))}
        for row, written in zip(self.rows, body["rows"], strict=True):
            written["median"] = _rounded(row.median)
        return body

    @classmethod
    def of_json(cls, body: dict[str, Any]) -> "Result":
        """One that was written before."""
        rows = [Row(it["what"], it["unit"], it["values"], it.get("at_most")) for it in body["rows"]]
        return cls(body["name"], body["title"], body["method"], rows, body["details"])


@dataclass(frozen=True, slots=True)
class Origin:
    """What a number is worth nothing without."""

    machine: str
    command: str
    date: str

    @classmethod
    def of(cls, command: str) -> "Origin":
        """This machine, now."""
        return cls(_machine(), command, datetime.now(UTC).strftime("%Y-%m-%d"))


def _machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = [str(builds.kubernetes()), "kube-apiserver", "--version"]
    kubernetes = subprocess.run(version, capture_output=True, text=True, check=True).stdout.strip()
    kernel = platform.release().partition("-")[0]
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}),"
        f" {memory:.0f} GiB, Linux {kernel}, Python {platform.python_version()},"
        f" {kubernetes}, load average {os.getloadavg()[0]:.1f} before the start"
    )


def _rounded(value: Any) -> Any:
    """Four digits are more than any of these numbers is good for."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of all does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
