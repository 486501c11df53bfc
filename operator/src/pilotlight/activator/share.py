"""How a bounded good (memory, places) is shared among endpoints, so that none takes it all."""

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Share(Generic[K]):
    """A holder may have as much as is free: of `total`, one alone gets a half, and n that flood
    get total / (n + 1) each, which leaves the same for a newcomer.

    These are the dynamic thresholds, with a factor of 1, of Choudhury and Hahne, "Dynamic queue
    length thresholds for shared-memory packet switches", IEEE/ACM Transactions on Networking 6(2),
    1998. They need no list of holders, and no share is reserved for who does not come.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.used = 0
        self._of: dict[K, int] = {}

    def of(self, holder: K) -> int:
        """What a holder has."""
        return self._of.get(holder, 0)

    def take(self, holder: K, amount: int = 1) -> bool:
        """Take it, unless that is more than the holder may have."""
        has = self.of(holder)
        if has + amount > self.total - self.used - amount:
            return False
        self._of[holder] = has + amount
        self.used += amount
        return True

    def give_back(self, holder: K, amount: int = 1) -> None:
        """Of what was taken."""
        left = self._of[holder] - amount
        self.used -= amount
        if left:
            self._of[holder] = left
        else:
            del self._of[holder]
