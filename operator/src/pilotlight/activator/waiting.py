"""The requests that wait for a worker of one endpoint: first come, first served, and bounded."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pilotlight.manifests.hold import Hold

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Ticket(Generic[T]):
    """One request that waits. `arrived` in seconds by a monotonic clock; `handle` is the caller's:
    how to tell it that it may go. `counts_from`: its wait does, once the operator has agreed."""

    arrived: float
    handle: T
    counts_from: float | None = None


@dataclass(slots=True)
class Waiting(Generic[T]):
    """`asked_at`: since when a replica has been asked for, None while the operator has not agreed
    to that. All instants by one clock, which the caller reads."""

    hold: Hold
    asked_at: float | None = None
    _line: OrderedDict[Ticket[T], None] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._line)

    @property
    def full(self) -> bool:
        """Whether the bound on requests is reached."""
        return len(self._line) >= self.hold.max_pending

    def join(self, ticket: Ticket[T]) -> None:
        """At the end of the line."""
        self._line[ticket] = None
        self._begin(ticket)

    def rejoin(self, ticket: Ticket[T]) -> None:
        """At the head: it had its turn, and the worker did not take it. Not bounded: it was in."""
        self._line[ticket] = None
        self._line.move_to_end(ticket, last=False)
        self._begin(ticket)

    def agreed(self, asked_at: float) -> None:
        """The operator has a replica started, since that instant."""
        self.asked_at = asked_at
        for ticket in self._line:
            self._begin(ticket)

    def leave(self, ticket: Ticket[T]) -> None:
        """Its client has gone, or it has waited for too long; nothing when it was let go before."""
        self._line.pop(ticket, None)

    def let_go(self) -> Ticket[T] | None:
        """The first in the line; None when there is none."""
        return self._line.popitem(last=False)[0] if self._line else None

    def deadline(self, ticket: Ticket[T]) -> float:
        """Until when a request waits.

        | the operator agreed to a replica | the wait counts from |
        | --- | --- |
        | not yet | the request's arrival: without an operator nobody waits for ever |
        | before the request came | the request's arrival |
        | after it came | that moment |

        The first agreement counts, also when a worker was ready and is lost again: neither is a
        wait cut short by that, nor does it begin anew.
        """
        started = ticket.arrived if ticket.counts_from is None else ticket.counts_from
        return started + self.hold.max_wait.total_seconds()

    def _begin(self, ticket: Ticket[T]) -> None:
        if self.asked_at is not None and ticket.counts_from is None:
            ticket.counts_from = max(ticket.arrived, self.asked_at)
