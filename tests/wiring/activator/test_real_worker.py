"""The same with a worker as it runs in a pod: supervisor, gate and the simulated engine."""

import asyncio
import json
from pathlib import Path

import aiohttp

from tests.wiring.activator.stage import LOCAL, Stage, a_stage, worker_slice
from tests.wiring.worker import rig

TOKENS = 30
STREAMS = 20


async def stream(stage: Stage, url: str) -> tuple[int, bool, bool]:
    """Tokens, whether the stream was whole, and whether it was kept alive before."""
    body = {"model": "chat", "prompt": "Hello", "max_tokens": TOKENS, "stream": True}
    tokens, done, kept_alive = 0, False, False
    limit = aiohttp.ClientTimeout(total=rig.PATIENCE + 20)
    async with stage.client.post(f"{url}/v1/completions", json=body, timeout=limit) as answer:
        assert answer.status == 200, await answer.text()
        async for line in answer.content:
            if line.startswith(b":"):
                kept_alive = True
            elif line == b"data: [DONE]\n":
                done = True
            elif line.startswith(b"data: "):
                tokens += len(json.loads(line[6:])["choices"])
    return tokens, done, kept_alive


async def test_streams_that_are_held_while_a_worker_starts_are_answered_whole(
    tmp_path: Path,
) -> None:
    model = rig.a_model(tmp_path / "model")
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        asked = [asyncio.create_task(stream(stage, url)) for _ in range(STREAMS)]
        await stage.until_held(STREAMS)
        worker = rig.Worker(tmp_path / "worker", rig.config(rig.local(model))).start()
        try:
            await asyncio.to_thread(worker.until_ready)
            stage.slices.put(worker_slice("chat", [(LOCAL, worker.http_port)]))
            answers = await asyncio.gather(*asked)
        finally:
            await asyncio.to_thread(worker.stop)

        assert answers == [(TOKENS, True, True)] * STREAMS
        stage.nothing_left()
