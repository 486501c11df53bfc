"""The engine's own sleep mode, asked inside its server: vLLM's development routes.

| route | answer |
| --- | --- |
| `POST /sleep?level=1&mode=wait` | 200 once the weights are in host memory, the KV cache gone |
| `POST /wake_up` | 200 once all of the accelerator's memory is back |
| `GET /is_sleeping` | `{"is_sleeping": bool}`; what the other two did is believed by this alone |

Source: vLLM 0.32, `entrypoints/serve/dev/sleep/api_router.py`. `mode=wait` lets the engine finish
what it has (by default it aborts). A call is never given up half-way: a sleep that waits in the
engine's core would come through after the wake that was meant to end it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

# Method and path with query → status and body.
Ask = Callable[[str, str], Awaitable[tuple[int, bytes]]]


class EngineRefusal(Exception):  # noqa: N818 - an answer, not a bug
    """The engine did not do it, and why."""


async def fall_asleep(ask: Ask) -> None:
    """Return when the engine sleeps. Raises EngineRefusal."""
    status, body = await ask("POST", "/sleep?level=1&mode=wait")
    if status != 200:
        raise EngineRefusal(f"/sleep answers {status}: {_text(body)}")
    if not await is_sleeping(ask):
        raise EngineRefusal("the engine says that it does not sleep")


async def wake_up(ask: Ask) -> None:
    """Return when the engine is awake. Raises EngineRefusal."""
    status, body = await ask("POST", "/wake_up")
    if await is_sleeping(ask):
        raise EngineRefusal(f"/wake_up answers {status}, and the engine sleeps on: {_text(body)}")


async def is_sleeping(ask: Ask) -> bool:
    """Whether any of it sleeps; an engine without the route never does. Raises EngineRefusal."""
    status, body = await ask("GET", "/is_sleeping")
    if status == 404:
        return False
    try:
        answer = json.loads(body)["is_sleeping"] if status == 200 else None
    except (ValueError, TypeError, KeyError):
        answer = None
    if not isinstance(answer, bool):
        raise EngineRefusal(f"/is_sleeping answers {status}: {_text(body)}")
    return answer


def _text(body: bytes) -> str:
    return " ".join(body.decode(errors="replace").split())[:200]
