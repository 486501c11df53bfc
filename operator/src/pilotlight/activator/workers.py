"""Which worker gets the next request."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeAlias

Address: TypeAlias = tuple[str, int]
"""IP address and port of a worker's API."""

# A worker that could not be reached is left alone for so long, doubled with each time in a row.
SHUN_FIRST = 0.1
SHUN_MOST = 2.0


@dataclass(slots=True)
class _Load:
    in_flight: int = 0
    turn: int = 0
    failures: int = 0
    shunned_until: float = 0.0


@dataclass(slots=True)
class Workers:
    """The ready workers of one endpoint, with what this process has under way on each."""

    _ready: dict[Address, _Load] = field(default_factory=dict)
    # Of those that are ready no more, while something is under way.
    _past: dict[Address, _Load] = field(default_factory=dict)
    _turns: int = 0

    def __len__(self) -> int:
        return len(self._ready)

    def set(self, ready: Collection[Address]) -> None:
        """What the slices say now."""
        before = self._past | self._ready
        self._ready = {address: before.get(address, _Load()) for address in ready}
        self._past = {
            address: load
            for address, load in before.items()
            if load.in_flight and address not in self._ready
        }

    def usable(self, now: float) -> bool:
        """Whether there is one to try."""
        return any(load.shunned_until <= now for load in self._ready.values())

    def pick(self, now: float) -> Address | None:
        """Least in flight, then longest not chosen; it counts as in flight until `done`."""
        usable = [it for it in self._ready.items() if it[1].shunned_until <= now]
        if not usable:
            return None
        address, load = min(usable, key=lambda it: (it[1].in_flight, it[1].turn))
        self._turns += 1
        load.turn = self._turns
        load.in_flight += 1
        return address

    def done(self, address: Address) -> None:
        """An answer has ended, or there was none."""
        if (load := self._ready.get(address)) is not None:
            load.in_flight -= 1
        elif (load := self._past.get(address)) is not None:
            load.in_flight -= 1
            if not load.in_flight:
                del self._past[address]

    def reached(self, address: Address) -> None:
        """It has answered."""
        if (load := self._ready.get(address)) is not None:
            load.failures = 0

    def shun(self, address: Address, now: float) -> float:
        """It could not be reached; for how many seconds it is not tried again.

        Those that were under way together have failed together: that is one failure.
        """
        load = self._ready.get(address)
        if load is None:
            return 0.0
        if load.shunned_until <= now:
            pause = min(SHUN_MOST, SHUN_FIRST * 2**load.failures)
            load.failures += 1
            load.shunned_until = now + pause
        return load.shunned_until - now
