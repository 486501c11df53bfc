"""The first request, asked by the worker itself so that no user waits for it.

Compilation and memory pools are filled by the first tokens; a pod that is Ready answers fast. Not
every model completes text: one that refuses completions is asked for an embedding, and one that
refuses both (rerankers, classifiers) is warm enough, because a refusal came from a living engine.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from pilotlight_worker.channel import ChannelError
from pilotlight_worker.gateway import Gateway
from pilotlight_worker.logs import log

RETRY_SECONDS = 1.0
# The supervisor's startup budget ends it earlier; compiling kernels may take minutes.
REQUEST_SECONDS = 600.0


async def warm_up(gateway: Gateway, model: str, say: Callable[[str], None]) -> None:
    """Return once the engine has answered. `say` gets what is wrong meanwhile."""
    while True:
        try:
            problem = await _once(gateway, model)
        except ChannelError as error:
            problem = str(error)
        if problem is None:
            return
        say(f"warm-up: {problem}")
        log("supervisor", "warm-up failed", level="warning", problem=problem)
        await asyncio.sleep(RETRY_SECONDS)


async def _once(gateway: Gateway, model: str) -> str | None:
    status, _ = await gateway.request("GET", "/health")
    if status != 200:
        return f"the engine's health is {status}"
    return await ask_one_token(gateway, model, REQUEST_SECONDS)


async def ask_one_token(gateway: Gateway, model: str, within: float) -> str | None:
    """The smallest request that the model answers: what is wrong with the answer, or None.

    Raises:
        ChannelError: when none came in so many seconds.
    """
    completion = {"model": model, "prompt": "Hello", "max_tokens": 1, "temperature": 0}
    embedding = {"model": model, "input": "Hello"}
    for path, body in (("/v1/completions", completion), ("/v1/embeddings", embedding)):
        status, text = await gateway.request("POST", path, body=json.dumps(body), within=within)
        if status < 400:
            return None
        if status >= 500 and status != 501:
            return f"{path} answers {status}: {text[:200]}"
    log("supervisor", "warm-up skipped: the model neither completes nor embeds")
    return None
