"""The small commands: one question to the supervisor over its socket.

`drain` is the preStop hook. Without a supervisor there is nothing to drain, and a hook that fails
only makes an Event, so it says what it saw and succeeds.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

from pilotlight_worker.channel import ChannelError, connect

# Kubelet's grace period ends preStop in any case; a day is "as long as it takes".
DRAIN_SECONDS = 86400.0
STATE_SECONDS = 5.0


async def ask(socket_path: str, op: str, within: float) -> Mapping[str, Any]:
    """Ask the supervisor one thing. Raises ChannelError."""
    try:
        channel = await connect(socket_path, _no_questions)
    except OSError as error:
        raise ChannelError(f"no supervisor: {error.strerror}") from error
    running = asyncio.create_task(channel.run())
    try:
        return await channel.call(op, within=within)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _no_questions(op: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    del params
    raise ChannelError(f"'{op}' cannot be asked here")


def drain_command(socket_path: str) -> int:
    """`python3 -m pilotlight_worker drain`: returns when the worker may be stopped."""
    try:
        answer = asyncio.run(ask(socket_path, "drain", DRAIN_SECONDS))
        said = f"drained in {answer['seconds']:.1f} s: {answer['why']}"
    except ChannelError as error:
        said = f"not drained: {error}"
    sys.stdout.write(said + "\n")
    return 0


def state_command(socket_path: str) -> int:
    """`python3 -m pilotlight_worker state`: prints what `GET /state` answers."""
    try:
        answer = asyncio.run(ask(socket_path, "state", STATE_SECONDS))
    except ChannelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(dict(answer)) + "\n")
    return 0
