"""Builders of scraped series."""

from typing import Any

from pilotlight.load.counts import E2E, ITL, REQUESTS, STREAMS, TOKENS, TTFT
from pilotlight.load.ledger import Ledger
from pilotlight.load.series import Counter, Series

REVISION = "chat-0123456789"

Samples = tuple[tuple[float, float], ...]


def a_series(
    *samples: tuple[float, float],
    name: str = REQUESTS,
    pod: str = "a",
    source: str = "job=workers",
    le: float | None = None,
    **labels: str,
) -> Series:
    """Samples are (seconds, value)."""
    counter = Counter(name, pod, tuple(sorted(labels.items())), le)
    return Series(counter, REVISION, source, samples)


def a_pod(pod: str, end: float, **changes: tuple[float, ...] | None) -> list[Series]:
    """All that a pod exposes, at 0 and at `end`: 7 answers of 200, one each of 500, 429 and 503,
    a stream that was cut, 160 tokens, and ten of each latency, half below 1 s and half below 2 s.

    `changes` replace the values at `end` of a metric, in the order below; None leaves it out.
    """
    wanted: dict[str, tuple[float, ...] | None] = {
        "requests": (7, 1, 1, 1), "streams": (7, 0, 1), "tokens": (160,), "ttft": (5, 10, 10, 12.5),
        "itl": (5, 10, 10, 12.5), "e2e": (5, 10, 10, 12.5),
    }  # fmt: skip
    wanted |= changes
    found = []
    for metric, values in wanted.items():
        for shape, value in zip(_SHAPES[metric], values or (), strict=False):
            found.append(a_series((0.0, 0.0), (end, value), pod=pod, **shape))
    return found


def _buckets(name: str) -> list[dict[str, Any]]:
    bounds = (1.0, 2.0, float("inf"))
    return [*({"name": f"{name}_bucket", "le": it} for it in bounds), {"name": f"{name}_sum"}]


_SHAPES: dict[str, list[dict[str, Any]]] = {
    "requests": [{"name": REQUESTS, "code": code} for code in ("200", "500", "429", "503")],
    "streams": [
        {"name": STREAMS, "end": it} for it in ("complete", "client_gone", "truncated", "timeout")
    ],
    "tokens": [{"name": TOKENS}],
    "ttft": _buckets(TTFT),
    "itl": _buckets(ITL[0]),
    "old_itl": _buckets(ITL[1]),
    "e2e": _buckets(E2E),
}


def a_ledger(*series: Series) -> Ledger:
    """Has read these at once; its window begins at 1 s."""
    ledger = Ledger(1.0)
    ledger.feed(series)
    return ledger
