"""Requests as they arrive: recorded ones, superposed copies of them, and made-up ones.

Open loop: a slow answer delays nobody's next request.
"""

import csv
import gzip
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent / "traces"
HOUR = 3600.0

# Copies that make a fleet of about ten replicas of the server model out of a recorded trace.
RECORDED = {
    "conv": ("AzureLLMInferenceTrace_conv.csv.gz", 8),
    "code": ("AzureLLMInferenceTrace_code.csv.gz", 10),
}


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Requests in the order of arrival: seconds since the start, and tokens of each."""

    name: str
    arrivals: NDArray[np.float64]
    prompts: NDArray[np.int64]
    outputs: NDArray[np.int64]
    duration: float

    def __len__(self) -> int:
        return len(self.arrivals)


def read(path: Path) -> Trace:
    """A CSV with the columns TIMESTAMP, ContextTokens and GeneratedTokens, gzipped or not.

    TIMESTAMP is ISO 8601 or seconds; the first one becomes 0. ValueError says what is missing.
    """
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        rows = csv.DictReader(file)
        wanted = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")
        if missing := [it for it in wanted if it not in (rows.fieldnames or ())]:
            raise ValueError(f"{path} has no column {', '.join(missing)}")
        table = [
            (_seconds(row[wanted[0]]), int(row[wanted[1]]), int(row[wanted[2]])) for row in rows
        ]
    if not table:
        raise ValueError(f"{path} has no requests")
    times, prompts, outputs = (np.array(column) for column in zip(*sorted(table), strict=True))
    times = times - times[0]
    return of(path.name.partition(".")[0], times, prompts, outputs, np.ceil(times[-1] + 1e-9))


def of(
    name: str,
    times: NDArray[np.float64],
    prompts: NDArray[np.int64],
    outputs: NDArray[np.int64],
    duration: float,
) -> Trace:
    """A trace in order, whatever the order of its requests; nobody asks for nothing."""
    order = np.argsort(times, kind="stable")
    return Trace(
        name,
        np.ascontiguousarray(times[order], np.float64),
        np.maximum(1, prompts[order]).astype(np.int64),
        np.maximum(1, outputs[order]).astype(np.int64),
        float(duration),
    )


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        # Seven digits of a second are more than fromisoformat knows before Python 3.11.
        return datetime.fromisoformat(text[:26]).timestamp()


def superposed(trace: Trace, copies: int, seed: int, spread: float | None = None) -> Trace:
    """So many copies, each rotated by a random time: the seed is the shifts, nothing else.

    Keeps the lengths and the burstiness within a copy. Shifts within the whole trace (the default)
    let bursts of different copies fall together only by chance, as those of independent customers
    do; a `spread` of a few seconds or minutes keeps them together, and the load as bursty as one
    copy's.
    """
    within = trace.duration if spread is None else spread
    shifts = np.random.default_rng(seed).uniform(0, within, copies)
    times = np.concatenate([(trace.arrivals + shift) % trace.duration for shift in shifts])
    prompts, outputs = np.tile(trace.prompts, copies), np.tile(trace.outputs, copies)
    return of(trace.name, times, prompts, outputs, trace.duration)
