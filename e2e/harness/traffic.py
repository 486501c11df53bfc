"""Runs inside the cluster, from the operator's image: asks a model as applications do.

    python traffic.py '{"url": "http://chat.demo.svc/v1", "model": "chat", "tokens": 200}'

Streams chat completions of an exact length until standard input ends: `clients` ask back to back,
or, with `rate`, requests begin so many times a second whatever became of the earlier ones. Without
`stream` the answers are whole documents. One JSON line tells that a request began and one how it
ended. Connections are kept and used again, which is what makes a switch of traffic hard.
"""

import asyncio
import contextlib
import itertools
import json
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp

SILENCE = 60.0  # seconds without a byte, after which a request counts as lost
# Far below the servers' own 5 s: a request must not go out on a connection that is being closed.
KEEP_ALIVE = 2.0  # seconds
BEAT = 0.1  # seconds
# What is tested is not whether a busy machine knows a name at once.
NAME_TRIES = 10
WITHOUT_END = 1 << 30


@dataclass
class Order:
    """What is asked for, and how often. `requests`: stop after so many. `host`: what is
    sent as Host instead of the URL's own."""

    url: str
    model: str
    tokens: int = 64
    clients: int = 2
    rate: float = 0.0
    requests: int = WITHOUT_END
    prompt: str = "Is anybody there?"
    keep_alive: float = KEEP_ALIVE
    stream: bool = True
    host: str = ""


@dataclass
class Ended:
    """How one request ended. `problem` is None when the stream was whole, as far as HTTP goes.

    reused: it went out on a connection that an earlier one had opened.
    stalled: the longest time that this client stood still during it, seconds. What went wrong on a
    reused connection of a client that stood still may be the client's own doing.
    comments: lines of the stream that only kept it alive. retry_after: the header, seconds.
    """

    id: int
    status: int | None = None
    tokens: int | None = None
    finish: str | None = None
    done: bool = False
    text: str = ""
    seconds: float = 0.0
    problem: str | None = None
    reused: bool = False
    stalled: float = 0.0
    comments: int = 0
    retry_after: int | None = None
    event: str = field(default="ended")


class Resolver(aiohttp.ThreadedResolver):
    """Asks for a name again, once a second."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        """As the base class; OSError when it was in vain `NAME_TRIES` times."""
        for _ in range(NAME_TRIES - 1):
            with contextlib.suppress(OSError):
                return await super().resolve(host, port, family)
            await asyncio.sleep(1)
        return await super().resolve(host, port, family)


class Pulse:
    """How long this process has stood still, by moments of its clock."""

    def __init__(self) -> None:
        self._stalls: list[tuple[float, float]] = []

    async def run(self) -> None:
        """Notice every beat that comes late."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(BEAT)
            late = time.monotonic() - before - BEAT
            if late > BEAT:
                self._stalls.append((before, late))

    def longest_since(self, moment: float) -> float:
        """The longest stall that ended after a moment, seconds."""
        return max((late for at, late in self._stalls if at + late > moment), default=0.0)


def say(document: dict[str, object]) -> None:
    """One line, at once."""
    print(json.dumps(document), flush=True)


def tracing() -> aiohttp.TraceConfig:
    """Marks the requests that go out on a connection that was open."""
    trace = aiohttp.TraceConfig()

    async def reused(_: object, context: Any, __: object) -> None:
        context.trace_request_ctx.reused = True

    trace.on_connection_reuseconn.append(reused)
    return trace


async def ask(session: aiohttp.ClientSession, pulse: Pulse, order: Order, number: int) -> None:
    """One chat completion of exactly `tokens` tokens."""
    ended, started = Ended(number), time.monotonic()
    say({"event": "began", "id": number})
    body: dict[str, Any] = {
        "model": order.model,
        "messages": [{"role": "user", "content": order.prompt}],
        "max_tokens": order.tokens,
        "ignore_eos": True,
    }
    if order.stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    headers = {"Host": order.host} if order.host else {}
    try:
        url = f"{order.url}/chat/completions"
        sent = session.post(url, json=body, headers=headers, trace_request_ctx=ended)
        async with sent as answer:
            ended.status = answer.status
            if answer.status != 200:
                ended.problem = (await answer.text())[:500]
                ended.retry_after = int(answer.headers.get("Retry-After", 0)) or None
            elif order.stream:
                await read(answer, ended)
            else:
                take(await answer.json(), ended)
                ended.done = True
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        ended.problem = f"{type(error).__name__}: {error}"
    ended.seconds = round(time.monotonic() - started, 3)
    ended.stalled = round(pulse.longest_since(started - order.keep_alive), 3)
    say(asdict(ended))


async def read(answer: aiohttp.ClientResponse, ended: Ended) -> None:
    """Server-sent events up to [DONE]."""
    async for line in answer.content:
        text = line.decode().strip()
        ended.comments += text.startswith(":")
        if not text.startswith("data: "):
            continue
        if text == "data: [DONE]":
            ended.done = True
            continue
        event = json.loads(text.removeprefix("data: "))
        if "error" in event:
            ended.problem = json.dumps(event["error"])
        take(event, ended)


def take(event: dict[str, Any], ended: Ended) -> None:
    """A part of an answer, or the whole."""
    if event.get("usage"):
        ended.tokens = event["usage"]["completion_tokens"]
    for choice in event.get("choices", []):
        ended.text += (choice.get("delta") or choice.get("message") or {}).get("content") or ""
        ended.finish = choice.get("finish_reason") or ended.finish


async def back_to_back(
    session: aiohttp.ClientSession,
    pulse: Pulse,
    order: Order,
    numbers: "itertools.count[int]",
    stop: asyncio.Event,
) -> None:
    """One client: the next request follows the last answer."""
    while not stop.is_set() and (number := next(numbers)) < order.requests:
        await ask(session, pulse, order, number)


async def at_a_rate(
    session: aiohttp.ClientSession,
    pulse: Pulse,
    order: Order,
    numbers: "itertools.count[int]",
    stop: asyncio.Event,
) -> None:
    """Requests that do not wait for each other."""
    running = set()
    while not stop.is_set() and (number := next(numbers)) < order.requests:
        task = asyncio.create_task(ask(session, pulse, order, number))
        running.add(task)
        task.add_done_callback(running.discard)
        await asyncio.sleep(1 / order.rate)
    await asyncio.gather(*running)


async def main(order: Order) -> None:
    """Ask until standard input ends."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    reader = loop.run_in_executor(None, sys.stdin.read)
    reader.add_done_callback(lambda _: stop.set())
    numbers = itertools.count()
    # The address of a Service stays the same, so its name is asked for once.
    connector = aiohttp.TCPConnector(
        limit=0, keepalive_timeout=order.keep_alive, resolver=Resolver(), ttl_dns_cache=None
    )
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=SILENCE, sock_read=SILENCE)
    pulse = Pulse()
    beating = asyncio.create_task(pulse.run())
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, trace_configs=[tracing()]
    ) as session:
        if order.rate:
            await at_a_rate(session, pulse, order, numbers, stop)
        else:
            clients = (
                back_to_back(session, pulse, order, numbers, stop) for _ in range(order.clients)
            )
            await asyncio.gather(*clients)
    beating.cancel()
    say({"event": "finished"})


if __name__ == "__main__":
    asyncio.run(main(Order(**json.loads(sys.argv[1]))))
