"""What the gate costs, in process: `python -m tests.bench gate`.

The same application is called with and without the gate, alternating, with stub `receive` and
`send`, so that nothing but the gate differs. Per request: a short JSON answer. Per chunk: a stream
of 2,000 chunks, its difference divided by 2,000. It is CPU time, which neighbours do not change.
Once with no limit set, where the targets are at most 50 µs and 3 µs, and once with all of them.
With `--keys N` requests need one of so many, which has budgets of requests and tokens, and there is
no target.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import hashlib
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from pilotlight_worker.gate import Gate
from pilotlight_worker.gate.errors import App, Message, Receive, Scope, Send
from pilotlight_worker.gate.limits import RequestLimits

REQUESTS = 20_000
STREAMS = 20
CHUNKS = 2_000
REQUEST_TARGET = 50.0
CHUNK_TARGET = 3.0

HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"2")]
EVENT_STREAM = [(b"content-type", b"text/event-stream; charset=utf-8")]
KEYED = [(b"content-type", b"application/json"), (b"authorization", b"Bearer 0")]
CHUNK = b'data: {"choices":[{"index":0,"delta":{"content":" word"}}]}\n\n'


async def short(scope: Scope, receive: Receive, send: Send) -> None:
    """An engine that answers at once."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"{}"})


async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
    """An engine that streams."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": EVENT_STREAM})
    for _ in range(CHUNKS):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


BODY = (
    b'{"model":"chat","messages":[{"role":"user","content":"Write a poem about the sea."}],'
    b'"max_tokens":900,"n":1,"temperature":0.7,"stream":true}'
)
LENGTH = (b"content-length", str(len(BODY)).encode())
LIMITS = RequestLimits(
    max_input_tokens=100, max_output_tokens=512, timeout_seconds=600, max_concurrent=8,
    max_queued=8,
)  # fmt: skip


async def receive() -> Message:
    """A request that is all there."""
    return {"type": "http.request", "body": BODY, "more_body": False}


async def send(message: Message) -> None:
    """A socket that takes everything."""


async def seconds(app: App, times: int) -> float:
    """CPU time of so many requests, one after the other."""
    gc.collect()
    started = process_time()
    for _ in range(times):
        scope = {
            "type": "http", "method": "POST", "path": "/v1/chat/completions",
            "headers": [LENGTH, *KEYED],
            "query_string": b"", "http_version": "1.1",
        }  # fmt: skip
        await app(scope, receive, send)
    return process_time() - started


@dataclass
class Costs:
    """Added microseconds, one number per run."""

    per_request: list[float]
    per_chunk: list[float]


async def measure(runs: int, limits: RequestLimits) -> Costs:
    """Bare, gated, gated, bare: drift of the machine cancels out."""
    costs = Costs([], [])
    gated_short, gated_stream = Gate(short), Gate(streaming)
    for gate in (gated_short, gated_stream):
        gate._settings.refresh()
        gate._limiter.apply(limits)
    await seconds(gated_short, 1000)
    await seconds(gated_stream, 2)
    for _ in range(runs):
        bare, gated = await abba(lambda gate: gated_short if gate else short, REQUESTS // 2)
        costs.per_request.append((gated - bare) / REQUESTS * 1e6)
        bare, gated = await abba(lambda gate: gated_stream if gate else streaming, STREAMS // 2)
        costs.per_chunk.append((gated - bare) / (STREAMS * CHUNKS) * 1e6)
    return costs


async def abba(app: Callable[[bool], App], times: int) -> tuple[float, float]:
    """Seconds without and with the gate, for twice so many requests each."""
    bare = await seconds(app(False), times)
    gated = await seconds(app(True), times)
    gated += await seconds(app(True), times)
    bare += await seconds(app(False), times)
    return bare, gated


def guarded(keys: int) -> dict[str, object]:
    """Settings of the gate, with a budget that nobody uses up."""
    digests = {str(it): [hashlib.sha256(str(it).encode()).hexdigest()] for it in range(keys)}
    budget = {"requestsPerMinute": 10**12, "tokensPerMinute": 10**12}
    return {"version": 1, "access": {"keys": digests, "limits": {"0": budget}}}


def line(name: str, values: list[float], target: float | None) -> str:
    """One row of the result."""
    median = statistics.median(values)
    verdict = ""
    if target is not None:
        verdict = f"  (target ≤ {target:g} µs: {'ok' if median <= target else 'MISSED'})"
    low, high = min(values), max(values)
    return f"{name:<26} min {low:6.2f}  median {median:6.2f}  max {high:6.2f} µs{verdict}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the result; the exit code is 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--keys", type=int, default=0)
    asked = parser.parse_args(arguments)
    runs = asked.runs
    if asked.keys:
        settings = Path(tempfile.mkdtemp()) / "settings.json"
        settings.write_text(json.dumps(guarded(asked.keys)))
        os.environ["PILOTLIGHT_GATE_SETTINGS"] = str(settings)
    os.environ.setdefault("PILOTLIGHT_SOCKET", "/nonexistent/worker.sock")
    off = asyncio.run(measure(runs, RequestLimits()))
    on = asyncio.run(measure(runs, LIMITS))
    print(
        f"gate, in process, {runs} runs, Python {platform.python_version()}, {os.cpu_count()} CPUs"
        + (f", {asked.keys} keys" if asked.keys else "")
    )
    targets = (None, None) if asked.keys else (REQUEST_TARGET, CHUNK_TARGET)
    print(line("per request", off.per_request, targets[0]))
    print(line("per chunk", off.per_chunk, targets[1]))
    print(line("per request, all limits", on.per_request, None))
    print(line("per chunk, all limits", on.per_chunk, None))
    medians = statistics.median(off.per_request), statistics.median(off.per_chunk)
    return int(not asked.keys and (medians[0] > REQUEST_TARGET or medians[1] > CHUNK_TARGET))


if __name__ == "__main__":
    sys.exit(main())
