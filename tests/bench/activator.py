"""What the activator costs: `python -m tests.bench activator`.

The activator is a process of its own; clients, workers, operator and API server are in this one,
with real sockets, and as cheap as they can be. A request is a short completion over a connection of
its own, as all are that come this way.

- CPU per request: of the activator's process, for requests that a ready worker answers, eight at a
  time. Target: 2.5 ms.
- Overhead: one request at a time, to the worker and through the activator alternately, so that
  drift of the machine cancels out; the difference of the percentiles.
- Held: so many at a time, each with a body of 4 KiB and each asking for a stream, so that comments
  are sent meanwhile; then a worker appears, and all must be answered whole. Memory is what the
  process has grown by since before it held any. Target: 64 KiB for each.
- Word: from the first request until the operator's leader hears of it. Target: 0.2 s.
"""

import argparse
import asyncio
import gc
import json
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.bench.results import Origin, Result, Row, percentile
from tests.bench.tasks import say
from tests.bench.usage import cpu, usage
from tests.wiring.activator.kube import Slices
from tests.wiring.activator.processes import a_process
from tests.wiring.activator.stage import LOCAL, Operator, Stage, until, worker_slice

CPU_TARGET = 2.5
MEMORY_TARGET = 64.0
WORD_TARGET = 200.0
AT_A_TIME = 8
BODY = 4096
CHAT = ("demo", "chat")

_ANSWER = b'{"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":"Hello"}]}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nserver: uvicorn\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_ANSWER), _ANSWER)
)
_EVENTS = b'data: {"choices":[{"index":0,"text":" word"}]}\n\n' * 20 + b"data: [DONE]\n\n"
STREAM = (
    b"HTTP/1.1 200 OK\r\nserver: uvicorn\r\ncontent-type: text/event-stream\r\n"
    b"connection: close\r\n\r\n" + _EVENTS
)


def a_request(size: int, *, stream: bool) -> bytes:
    """With a body of so many bytes."""
    asked = {"model": "chat", "prompt": "", "stream": stream}
    asked["prompt"] = "x" * max(1, size - len(json.dumps(asked)))
    body = json.dumps(asked).encode()
    head = (
        "POST /v1/completions HTTP/1.1\r\nHost: chat.demo\r\nUser-Agent: bench\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


async def ask(port: int, request: bytes) -> bytes:
    """The whole answer, over a connection of its own."""
    reader, writer = await asyncio.open_connection(LOCAL, port)
    writer.write(request)
    try:
        return await reader.read()
    finally:
        writer.close()


class _Worker(asyncio.Protocol):
    """Answers each request with the same bytes, when all of it has come."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._text = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._text += data
        head, end, body = self._text.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().partition(b"content-length: ")[2].split()[0]):
            self._transport.write(self._answer)
            self._transport.close()


@asynccontextmanager
async def a_worker(answer: bytes) -> AsyncIterator[int]:
    """Its port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Worker(answer), LOCAL, 0, backlog=4096)
    async with server:
        yield server.sockets[0].getsockname()[1]


@dataclass
class Bench:
    """One activator, and the endpoint's port there."""

    stage: Stage
    slices: Slices
    operator: Operator
    pid: int
    port: int

    async def costs(self, requests: int) -> float:
        """Milliseconds of CPU per request."""
        text = a_request(300, stream=False)
        left = iter(range(requests))

        async def some() -> None:
            for _ in left:
                assert (await ask(self.port, text)).endswith(_ANSWER)

        before = cpu(self.pid)
        await asyncio.gather(*(some() for _ in range(AT_A_TIME)))
        return (cpu(self.pid) - before) / requests * 1000

    async def overhead(self, worker: int, requests: int) -> tuple[float, float]:
        """Milliseconds that it adds, at p50 and p99."""
        text = a_request(300, stream=False)
        took: dict[int, list[float]] = {worker: [], self.port: []}
        gc.collect()
        for turn in range(requests):
            for port in (worker, self.port) if turn % 2 else (self.port, worker):
                started = perf_counter()
                assert (await ask(port, text)).endswith(_ANSWER)
                took[port].append((perf_counter() - started) * 1000)
        direct, through = took[worker], took[self.port]
        p50, p99 = (percentile(through, q) - percentile(direct, q) for q in (0.5, 0.99))
        return p50, p99

    async def holds(self, count: int, seconds: float, idle: float) -> dict[str, float]:
        """Hold so many for so long, and have all answered. idle: MiB before any was held."""
        text = a_request(BODY, stream=True)
        heard = len(self.operator.told_at)
        first = asyncio.get_running_loop().time()
        asked = [asyncio.create_task(ask(self.port, text))]
        await until(lambda: len(self.operator.told_at) > heard, "the leader hears of it")
        word = self.operator.told_at[heard] - first
        asked += [asyncio.create_task(ask(self.port, text)) for _ in range(count - 1)]
        started = perf_counter()
        while self.operator.wakes.held(CHAT) < count:
            assert perf_counter() - started < 120, self.operator.wakes.held(CHAT)
            await asyncio.sleep(0.05)
        begun = cpu(self.pid)
        await asyncio.sleep(seconds)
        held = usage(self.pid)
        busy = (held.cpu - begun) / seconds
        async with a_worker(STREAM) as worker:
            self.slices.put(worker_slice("chat", [(LOCAL, worker)]))
            started = perf_counter()
            answers = await asyncio.gather(*asked)
            took = perf_counter() - started
            self.slices.delete("demo", f"chat-{worker}")
            await asyncio.sleep(1)
        whole = sum(b"[DONE]" in it and b": keep-alive" in it for it in answers)
        assert whole == count, f"{whole} of {count} answered whole"
        return {
            "memory": (held.rss - idle) * 1024 / count,
            "peak": usage(self.pid).peak_rss,
            "seconds": took,
            "word": word * 1000,
            "cpu": busy,
        }


@asynccontextmanager
async def bench(folder: Path, held: int) -> AsyncIterator[Bench]:
    """Everything that is needed for it."""
    slices, operator = Slices(), Operator({})
    settings = {"keep_alive_seconds": "5"}
    async with a_process(folder, slices, operator, **settings) as process:
        stage = Stage(slices, operator)
        try:
            await stage.an_endpoint(max_pending=held)
            yield Bench(stage, slices, operator, process.pid, stage.ports[CHAT])
        finally:
            await stage.client.close()


async def measure(runs: int, requests: int, held: int, seconds: float) -> Result:
    """All of it."""
    costs: list[float] = []
    p50s: list[float] = []
    p99s: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with bench(Path(folder), held) as it:
            async with a_worker(ANSWER) as worker:
                it.slices.put(worker_slice("chat", [(LOCAL, worker)]))
                await it.costs(200)
                idle = usage(it.pid).rss
                for _ in range(runs):
                    costs.append(await it.costs(requests))
                    p50, p99 = await it.overhead(worker, requests // 2)
                    p50s.append(p50)
                    p99s.append(p99)
                it.slices.delete("demo", f"chat-{worker}")
            await asyncio.sleep(0.5)
            holds = [await it.holds(held, seconds, idle) for _ in range(runs)]
    return Result(
        "activator",
        "The activator",
        __doc__ or "",
        [
            Row("CPU per proxied request", "ms", costs, CPU_TARGET),
            Row("overhead at p50", "ms", p50s),
            Row("overhead at p99", "ms", p99s),
            Row("until the leader hears of the first", "ms", [it["word"] for it in holds],
                WORD_TARGET),
            Row(f"memory for each of {held} held", "KiB", [it["memory"] for it in holds],
                MEMORY_TARGET),
            Row(f"answering {held} after a worker is ready", "s", [it["seconds"] for it in holds]),
            Row(f"CPU while {held} are held", "cores", [it["cpu"] for it in holds]),
            Row("memory before any is held", "MiB", [idle]),
            Row("largest memory of all", "MiB", [it["peak"] for it in holds]),
        ],
    )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code is 1 when a target is missed."""
    from tests.bench.report import show

    parser = argparse.ArgumentParser(prog="python -m tests.bench activator", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--held", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=15.0)
    options = parser.parse_args(arguments)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    result = asyncio.run(measure(options.runs, options.requests, options.held, options.seconds))
    say(str(Origin.of("python -m tests.bench activator")))
    show(result)
    return int(any(row.missed for row in result.rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
