"""The gate's end of the supervisor's socket.

The gate connects when the engine's server starts, which is how the supervisor learns that the
engine has loaded, and connects again should the socket break. Without a supervisor the gate is
never ready and keeps every other rule.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pilotlight_worker.channel import Channel, ChannelError, connect
from pilotlight_worker.logs import log

RETRY_SECONDS = 0.25

Operation = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class SupervisorLink:
    """Answers the supervisor's questions from a table of operations."""

    def __init__(self, socket_path: str, operations: Mapping[str, Operation]) -> None:
        self._path = socket_path
        self._operations = operations

    async def run(self) -> None:
        """Stay connected, for ever."""
        missing_said = False
        while True:
            try:
                channel = await connect(self._path, self._answer)
            except OSError as error:
                if not missing_said:
                    log("gate", "no supervisor", level="warning", socket=self._path, problem=error)
                    missing_said = True
            else:
                missing_said = False
                await self._stay(channel)
            await asyncio.sleep(RETRY_SECONDS)

    async def _stay(self, channel: Channel) -> None:
        serving = asyncio.create_task(channel.run())
        try:
            with contextlib.suppress(ChannelError):
                await channel.call("hello", within=10, role="gate", pid=os.getpid())
            await asyncio.wait([serving])
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving

    async def _answer(self, op: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        operation = self._operations.get(op)
        if operation is None:
            raise ChannelError(f"the gate does not know '{op}'")
        return await operation(params)
