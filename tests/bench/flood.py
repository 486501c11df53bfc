"""Does one key that floods slow down another? `python -m tests.bench.flood`.

A whole worker with the simulated engine, whose steps take 30 ms. A calm client streams short
answers, and its times to the first token are taken beside another key (a process of its own) that
uses its budget, beside the same when it asks for ten times as much, and so on, in turn. Target: the
95th percentile moves by at most 10 %.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from pilotlight.manifests.gate import gate_settings
from tests.builders import ENDPOINT, a_parsed_spec
from tests.wiring.worker.rig import Worker, a_model, config, local

CALM, FLOOD = "sk-calm", "sk-flood"
BUDGET = 600  # requests a minute
SECONDS, ROUNDS, EVERY = 8.0, 3, 0.1


def settings() -> str:
    """Two keys, one of them with a budget."""
    keys = [
        {"name": name, "sha256": [hashlib.sha256(key.encode()).hexdigest()]}
        for name, key in (("calm", CALM), ("flood", FLOOD))
    ]
    limits = [{"name": "flood", "requestsPerMinute": BUDGET}]
    spec = a_parsed_spec(access={"apiKeys": keys, "keyLimits": limits})
    text: str = gate_settings(ENDPOINT, None, access=spec.access)["data"]["settings.json"]
    return text


async def first_token(session: aiohttp.ClientSession, url: str, key: str) -> tuple[int, float]:
    """Status, and seconds until the first event."""
    body = {"model": "chat", "prompt": "Hello", "max_tokens": 4, "stream": True}
    headers = {"Authorization": f"Bearer {key}"}
    began = time.perf_counter()
    async with session.post(f"{url}/v1/completions", json=body, headers=headers) as answer:
        await answer.content.readline()
        took = time.perf_counter() - began
        await answer.read()
        return answer.status, took


async def calm(url: str) -> list[float]:
    """Times to first token of who keeps to what is usual."""
    times = []
    async with aiohttp.ClientSession() as session:
        ends = time.perf_counter() + SECONDS
        while time.perf_counter() < ends:
            status, took = await first_token(session, url, CALM)
            assert status == 200
            times.append(took)
            await asyncio.sleep(EVERY)
    return times


async def flood(url: str, times: int) -> None:
    """So many times its budget, evenly, until terminated; prints each status."""

    async def one(session: aiohttp.ClientSession) -> None:
        print((await first_token(session, url, FLOOD))[0], flush=True)

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:
        while True:
            tasks.create_task(one(session))
            await asyncio.sleep(60 / (times * BUDGET))


async def beside(url: str, times: int) -> tuple[list[float], list[str]]:
    """Times to first token beside who asks for so many times its budget, and what that one got."""
    flooding = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.flood", url, str(times)),
        stdout=asyncio.subprocess.PIPE,
    )
    await asyncio.sleep(4)  # it has begun, and used up what it may at once
    found = await calm(url)
    flooding.terminate()
    said, _ = await flooding.communicate()
    return found, said.decode().split()


async def measure(url: str) -> int:
    """Beside both, in turn."""
    usual: list[float] = []
    flooded: list[float] = []
    for _ in range(ROUNDS):
        found, _ = await beside(url, 1)
        usual += found
        found, statuses = await beside(url, 10)
        flooded += found
        print(f"flood: {statuses.count('200')} served, {statuses.count('429')} refused with 429")
    before, after = (statistics.quantiles(it, n=20)[-1] * 1000 for it in (usual, flooded))
    moved = 100 * (after / before - 1)
    print(f"p95 to first token: {before:.1f} ms, with the flood {after:.1f} ms ({moved:+.0f} %)")
    return int(moved > 10)


def main() -> int:
    """Print the result; the exit code is 1 when the target is missed."""
    if sys.argv[1:]:
        asyncio.run(flood(sys.argv[1], int(sys.argv[2])))
    with tempfile.TemporaryDirectory() as folder:
        model = a_model(Path(folder) / "models" / "tiny-a")
        pace = {"PILOTLIGHT_SIM_STEP_MILLISECONDS": "30"}
        worker = Worker(Path(folder) / "worker", config(local(model)), pace)
        worker.folder.mkdir()
        (worker.folder / "settings.json").write_text(settings())
        worker.start()
        try:
            worker.until_ready()
            return asyncio.run(measure(worker.url))
        finally:
            worker.stop()


if __name__ == "__main__":
    sys.exit(main())
