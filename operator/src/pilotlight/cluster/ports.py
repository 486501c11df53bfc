"""Which endpoint has which port on the activators' pods, by the slices that say so.

Two passes that run at the same time may choose the same port. Then the older slice has it, as the
activators see it too, and the endpoint of the other chooses anew.
"""

from dataclasses import dataclass, field
from typing import TypeVar

from pilotlight.manifests.hold import Claim, choose_port

K = TypeVar("K", int, tuple[str, str])

_Key = tuple[str, str]
_Place = tuple[str, str]
"""Namespace and name of an endpoint, or of a slice."""


@dataclass(slots=True)
class Ports:
    """Claims by slice, and the slices by port and by endpoint."""

    _claims: dict[_Place, Claim] = field(default_factory=dict)
    _by_port: dict[int, set[_Place]] = field(default_factory=dict)
    _by_key: dict[_Key, set[_Place]] = field(default_factory=dict)

    def put(self, place: _Place, claim: Claim | None) -> None:
        """What a slice says now; None when it is gone or claims nothing."""
        if (old := self._claims.pop(place, None)) is not None:
            _discard(self._by_port, old.port, place)
            _discard(self._by_key, old.key, place)
        if claim is not None:
            self._claims[place] = claim
            self._by_port.setdefault(claim.port, set()).add(place)
            self._by_key.setdefault(claim.key, set()).add(place)

    def of(self, key: _Key, uid: str) -> int | None:
        """The port of an endpoint, or the one to give it; None when all are taken."""
        ours = [self._claims[place] for place in self._by_key.get(key, ())]
        for own in sorted((it for it in ours if it.uid == uid), key=lambda it: it.rank):
            rivals = [self._claims[place] for place in self._by_port[own.port]]
            if all(it.key == key or own.rank < it.rank for it in rivals):
                return own.port
        return choose_port(uid, self._by_port.keys())


def _discard(index: dict[K, set[_Place]], at: K, place: _Place) -> None:
    index[at].discard(place)
    if not index[at]:
        del index[at]
