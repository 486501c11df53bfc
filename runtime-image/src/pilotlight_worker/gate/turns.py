"""Turns at the engine: so many requests at a time, so many more that wait, in their order."""

from __future__ import annotations

import asyncio
from collections import deque


class Turns:
    """Counts also while there is no limit, so that one can be set at any time."""

    def __init__(self) -> None:
        self._most: int | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.taken = 0

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn."""
        return len(self._waiting)

    def limit(self, most: int | None) -> None:
        """Turns that there are from now on; None: as many as are asked for."""
        self._most = most
        self._let_in()

    def take(self) -> bool:
        """Have a turn at once, if there is one and nobody waits for it."""
        if self._most is not None and (self.taken >= self._most or self._waiting):
            return False
        self.taken += 1
        return True

    def wait(self) -> asyncio.Future[None]:
        """Stand in the line; done once the turn has come. Who does not want it any more leaves."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        return turn

    def leave(self, turn: asyncio.Future[None]) -> None:
        """Whether or not it has come."""
        if turn.done():
            self.give_back()
        else:
            self._waiting.remove(turn)
            turn.cancel()

    def give_back(self) -> None:
        """One request is over."""
        self.taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and (self._most is None or self.taken < self._most):
            self.taken += 1
            self._waiting.popleft().set_result(None)
