"""What the gate costs over sockets, beside bare vLLM: `python -m tests.bench overhead`.

Needs the local cluster, and root. A worker of the first tutorial serves a tiny model on real vLLM.
A second vLLM is started in the same container, with the same arguments and environment but for
`--middleware` and the port. A client in that container asks both over loopback, each on one kept
connection, one request at a time: gated, bare, bare, gated, and the other way round in the next
block, so that drift cancels out. Each block gives one difference of its median times; from these
come the mean and its 95 % confidence interval (bootstrap over blocks). Once with nothing set, and
once with a key, budgets and every field of `requestLimits`.

A tiny model makes the share of the gate as large as it can be: what counts is the difference.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import yaml

from e2e import operator
from e2e.harness import client as clients
from e2e.harness.client import Client
from e2e.harness.endpoint import Endpoint, Json
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl
from tests.bench import local
from tests.bench.tasks import say

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
SHOWN_WITHIN = 120.0  # seconds; until a kubelet shows changed settings
KEY = "sk-bench"
GATED_PORT, BARE_PORT = 8000, 8001
BARE_URL = f"http://127.0.0.1:{BARE_PORT}"
WARM_UP = 20
SHORT, STREAMS, TOKENS = 20, 2, 64  # requests and streams of so many tokens in each quarter block
BUDGET = 10**7  # a minute; nobody uses it up
GUARDED: Json = {
    "access": {
        "apiKeys": [{"name": "bench", "sha256": [hashlib.sha256(KEY.encode()).hexdigest()]}],
        "keyLimits": [{"name": "bench", "requestsPerMinute": BUDGET, "tokensPerMinute": BUDGET}],
    },
    "requestLimits": {
        "maxBodyBytes": 1 << 20,
        "maxInputTokens": 400,
        "maxOutputTokens": 100,
        "timeout": "600s",
        "maxConcurrent": 8,
        "maxQueued": 8,
    },
}

# Starts vLLM once more beside the gated one, without the gate. It prints nothing and stays.
BARE = """
import os, pathlib, sys
for process in pathlib.Path("/proc").glob("[0-9]*"):
    words = (process / "cmdline").read_bytes().split(b"\\0")[:-1]
    if any(it.startswith(b"--middleware=") for it in words):
        break
else:
    sys.exit("no engine runs here")
lines = (process / "environ").read_bytes().split(b"\\0")[:-1]
environment = dict(line.split(b"=", 1) for line in lines)
words = [it for it in words if not it.startswith((b"--middleware=", b"--port="))]
os.execvpe(words[0], [*words, b"--port=" + sys.argv[1].encode()], environment)
"""

# Asks both in turn, and prints a line per block: [[gated, bare] of short, of streams per token].
ASK = """
import asyncio, json, statistics, sys, time
import aiohttp
order = json.loads(sys.argv[1])
headers = {"authorization": "Bearer " + order["key"]}
def body(tokens, stream):
    return {"model": order["model"], "prompt": "Hello", "max_tokens": tokens, "stream": stream,
            "ignore_eos": True, "temperature": 0}
async def short(session, port):
    began = time.perf_counter()
    url = f"http://127.0.0.1:{port}/v1/completions"
    async with session.post(url, json=body(1, False), headers=headers) as answer:
        text = await answer.text()
        assert answer.status == 200, text
    return time.perf_counter() - began
async def stream(session, port):
    url = f"http://127.0.0.1:{port}/v1/completions"
    async with session.post(url, json=body(order["tokens"], True), headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        events = []
        async for line in answer.content:
            if line.startswith(b"data: {"):
                events.append(time.perf_counter())
    return (events[-1] - events[0]) / (len(events) - 1)
async def main():
    gated, bare = order["ports"]
    async with aiohttp.ClientSession() as session:
        for ask, times in ((short, order["warm"]), (stream, 2)):
            for port in (gated, bare) * times:
                await ask(session, port)
        for block in range(order["blocks"]):
            turns = (gated, bare, bare, gated) if block % 2 else (bare, gated, gated, bare)
            found = []
            for ask, times in ((short, order["short"]), (stream, order["streams"])):
                taken = {gated: [], bare: []}
                for port in turns:
                    for _ in range(times):
                        taken[port].append(await ask(session, port))
                found.append([statistics.median(taken[it]) for it in (gated, bare)])
            print(json.dumps(found), flush=True)
asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Median seconds of one block."""

    gated: float
    bare: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Pairs of the same blocks: a short request, and the time between two tokens of a stream."""

    short: list[Pair]
    streams: list[Pair]


@dataclass(frozen=True, slots=True)
class Interval:
    """Seconds that the gate adds."""

    mean: float
    low: float
    high: float


def measure(blocks: int) -> Iterator[tuple[str, Measured]]:
    """Pairs of short requests and of streams, with nothing set and with everything."""
    with local.namespace() as (kubectl, namespace):
        chat = Endpoint(kubectl, namespace, "chat")
        chat.apply(yaml.safe_load(MANIFEST.read_text()))
        say("the model loads, twice")
        chat.wait_ready(READY_WITHIN)
        (pod,) = (it["metadata"]["name"] for it in chat.pods())
        with bare_engine(kubectl, namespace, pod):
            yield "nothing set", ask_both(kubectl, namespace, pod, blocks)
            chat.patch(GUARDED)
            wait_guarded(chat, clients.start(kubectl, namespace))
            yield "a key and all limits", ask_both(kubectl, namespace, pod, blocks)


@contextmanager
def bare_engine(kubectl: Kubectl, namespace: str, pod: str) -> Iterator[None]:
    """vLLM without the gate, in the worker's container, for as long as the pod lives."""
    command = [str(kubectl.program), *_inside(namespace, pod, BARE, str(BARE_PORT))]
    with subprocess.Popen(
        command, env=kubectl.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as engine:

        def answers() -> bool:
            if engine.poll() is not None:
                raise RuntimeError(
                    "the bare engine has ended; see what vLLM needs in the container"
                )
            asked = f"import urllib.request; urllib.request.urlopen('{BARE_URL}/health', timeout=5)"
            done = kubectl.attempt(*_inside(namespace, pod, asked))
            return done.returncode == 0

        try:
            until("the bare engine answers", answers, READY_WITHIN)
            yield
        finally:
            engine.kill()


def ask_both(kubectl: Kubectl, namespace: str, pod: str, blocks: int) -> Measured:
    """Ask in turn; one pair per block."""
    order = {
        "model": "chat", "key": KEY, "ports": [GATED_PORT, BARE_PORT], "blocks": blocks,
        "warm": WARM_UP, "short": SHORT, "streams": STREAMS, "tokens": TOKENS,
    }  # fmt: skip
    command = [str(kubectl.program), *_inside(namespace, pod, ASK, json.dumps(order))]
    short: list[Pair] = []
    streams: list[Pair] = []
    with subprocess.Popen(
        command, env=kubectl.environment(), stdout=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdout
        for said in asking.stdout:
            for pairs, times in zip((short, streams), json.loads(said), strict=True):
                pairs.append(Pair(*times))
            if len(short) % 10 == 0:
                say(f"block {len(short)} of {blocks}")
    if len(short) != blocks:
        raise RuntimeError(f"the client ended with code {asking.returncode}")
    return Measured(short, streams)


def wait_guarded(chat: Endpoint, client: Client) -> None:
    """Until the gate asks for the key."""
    until("a key is required", lambda: client.get(f"{chat.url}/models").status == 401, SHOWN_WITHIN)


def interval(differences: Sequence[float], *, seed: int = 1, draws: int = 10_000) -> Interval:
    """Mean and its 95 % confidence interval, by the percentiles of the means of `draws` resamples
    (Efron, 1979)."""
    draw = random.Random(seed)
    means = sorted(
        statistics.fmean(draw.choices(differences, k=len(differences))) for _ in range(draws)
    )
    return Interval(
        statistics.fmean(differences), means[int(0.025 * draws)], means[int(0.975 * draws)]
    )


def line(name: str, pairs: Sequence[Pair]) -> str:
    """One row of the result, in microseconds."""
    it = interval([pair.gated - pair.bare for pair in pairs])
    bare = statistics.fmean(pair.bare for pair in pairs)
    micro = [f"{1e6 * number:+7.0f}" for number in (it.mean, it.low, it.high)]
    return (
        f"{name:<46} bare {1e6 * bare:7.0f} µs  gate {micro[0]} µs"
        f"  (95 %: {micro[1]} to {micro[2]})  {100 * it.mean / bare:+.1f} %"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the result. There is no target: it is as much as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=40, help="pairs per number (40)")
    blocks = parser.parse_args(arguments).blocks
    print(
        f"gate beside bare vLLM, tiny model on CPU, loopback, {blocks} blocks,"
        f" Python {platform.python_version()}, {os.cpu_count()} CPUs"
    )
    for name, found in measure(blocks):
        print(line(f"short request, {name}", found.short))
        print(line(f"per token of a stream, {name}", found.streams))
    return 0


def _inside(namespace: str, pod: str, program: str, *words: str) -> list[str]:
    """What kubectl is told, to run a Python program in the worker's container."""
    where = ("-n", namespace, pod, "-c", "worker")
    return ["exec", *where, "--", "python3", "-c", program, *words]


if __name__ == "__main__":
    sys.exit(main())
