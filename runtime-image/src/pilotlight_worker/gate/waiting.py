"""A request that waits: is its client still there?

Only reading tells, and what was read has to reach the engine later. So a waiting request reads
ahead, not more than `READ_AHEAD` bytes of its body (beyond them it is taken to be there), and
gives back what it read, in order.
"""

from __future__ import annotations

import asyncio
from collections import deque

from pilotlight_worker.gate.errors import Message, Receive

READ_AHEAD = 1024 * 1024


class ReadAhead:
    """Stands in for a request's `receive`."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read: deque[Message] = deque()

    async def receive(self) -> Message:
        """The next message, of those that were read ahead first."""
        return self._read.popleft() if self._read else await self._receive()

    async def until_gone(self) -> None:
        """Return when the client has left; may be cancelled at any time without losing anything."""
        size = 0
        while size <= READ_AHEAD:
            message = await self._receive()
            self._read.append(message)
            if message["type"] == "http.disconnect":
                return
            size += len(message.get("body", b""))
        await asyncio.get_running_loop().create_future()
