"""Which metrics make a `Traffic`, and when a number is not to be trusted.

A number is None when the metric is absent, when a counter's last sample is NaN, infinite or
negative, or when a pod that takes part has no such metric: part of the pods would pass for all.
"""

import math
from collections.abc import Iterable

from pilotlight.core.traffic import Histogram, Traffic
from pilotlight.load.ledger import Ledger

REQUESTS = "pilotlight_gate_requests_total"
STREAMS = "pilotlight_gate_streams_total"
TOKENS = "vllm:generation_tokens_total"
TTFT = "vllm:time_to_first_token_seconds"
# Newest name first. vLLM renamed it in 0.11; a deprecated metric is hidden one minor later.
ITL = ("vllm:inter_token_latency_seconds", "vllm:time_per_output_token_seconds")
E2E = "vllm:e2e_request_latency_seconds"
# What is asked for. `_count` is the bucket to +Inf.
METRICS = (
    REQUESTS,
    STREAMS,
    TOKENS,
    *(f"{name}_{part}" for name in (TTFT, *ITL, E2E) for part in ("bucket", "sum")),
)
_GATE = (REQUESTS, STREAMS)
_ENGINE = tuple(name for name in METRICS if name not in _GATE)
_REJECTED = ("429", "503")


def traffic(ledger: Ledger) -> Traffic:
    """What the ledger's revision did in its window."""
    gated = _pods(ledger, _GATE)
    # A gate that answered nothing has no counter of requests yet, but always those of streams.
    has_gates = bool(gated) and _pods(ledger, _ENGINE) <= gated
    requests = _by_code(ledger) if has_gates and not ledger.is_doubtful(REQUESTS) else None
    cut = _cut(ledger) if has_gates else None
    busy = {counter.pod for counter, rise in ledger.rises(REQUESTS) if rise > 0}
    itl = next((name for name in ITL if _pods(ledger, (f"{name}_bucket",))), ITL[0])
    return Traffic(
        requests=None if requests is None else sum(requests.values()),
        errors=None if requests is None or cut is None else _failed(requests) + cut,
        rejections=None if requests is None else sum(requests.get(it, 0) for it in _REJECTED),
        generated=_total(ledger, TOKENS, busy),
        ttft=_histogram(ledger, TTFT, busy),
        itl=_histogram(ledger, itl, busy),
        e2e=_histogram(ledger, E2E, busy),
    )


def _pods(ledger: Ledger, names: Iterable[str]) -> set[str]:
    return {counter.pod for name in names for counter, _ in ledger.rises(name)}


def _by_code(ledger: Ledger) -> dict[str, float]:
    codes: dict[str, float] = {}
    for counter, rise in ledger.rises(REQUESTS):
        code = counter.label("code")
        codes[code] = codes.get(code, 0.0) + rise
    return codes


def _failed(requests: dict[str, float]) -> float:
    return sum(
        count for code, count in requests.items() if code.startswith("5") and code not in _REJECTED
    )


def _cut(ledger: Ledger) -> float | None:
    """Streams that the engine cut, or that took too long; the gate has answered 200 to them."""
    if ledger.is_doubtful(STREAMS) or not _pods(ledger, (STREAMS,)):
        return None
    return sum(
        rise
        for counter, rise in ledger.rises(STREAMS)
        if counter.label("end") in ("truncated", "timeout")
    )


def _total(ledger: Ledger, name: str, busy: set[str]) -> float | None:
    pods = _pods(ledger, (name,))
    if ledger.is_doubtful(name) or not pods or not busy <= pods:
        return None
    return sum(rise for _, rise in ledger.rises(name))


def _histogram(ledger: Ledger, name: str, busy: set[str]) -> Histogram | None:
    """All pods together; None also when their buckets are not the same ones."""
    total = _total(ledger, f"{name}_sum", busy)
    if total is None or _total(ledger, f"{name}_bucket", busy) is None:
        return None
    pods: dict[str, dict[float, float]] = {}
    for counter, rise in ledger.rises(f"{name}_bucket"):
        if counter.le is not None:
            buckets = pods.setdefault(counter.pod, {})
            buckets[counter.le] = buckets.get(counter.le, 0.0) + rise
    bounds = {frozenset(buckets) for buckets in pods.values()}
    if len(bounds) != 1 or math.inf not in next(iter(bounds)):
        return None
    summed = [
        (bound, sum(buckets[bound] for buckets in pods.values())) for bound in next(iter(bounds))
    ]
    return Histogram(tuple(sorted(summed)), total)
