"""In which order endpoints let held requests go: one each, round and round."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Turns(Generic[K]):
    """Who has something to let go. A thousand requests of one endpoint do not delay the five of
    another by more than five turns."""

    def __init__(self) -> None:
        self._ring: OrderedDict[K, None] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._ring)

    def add(self, who: K) -> None:
        """At the end of the round, unless it stands there already."""
        self._ring.setdefault(who)

    def take(self, most: int, let_go: Callable[[K], T | None]) -> list[T]:
        """Up to `most` things, one at each turn; who has nothing left (None) leaves the round."""
        taken: list[T] = []
        while self._ring and len(taken) < most:
            who, _ = self._ring.popitem(last=False)
            if (thing := let_go(who)) is not None:
                taken.append(thing)
                self._ring[who] = None
        return taken
