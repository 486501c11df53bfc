"""Who waits for accelerators to serve with, and whose warm pools stand back for that.

In memory only: it is found out anew by the first pass over each endpoint.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pilotlight.cluster.store import Key


@dataclass(slots=True)
class Scarcity:
    """`notify` the endpoints whose pools are not full when what others lack has changed."""

    notify: Callable[[Key], None]
    _lacks: dict[Key, frozenset[str]] = field(default_factory=dict)
    _filling: set[Key] = field(default_factory=set)

    def tell(self, key: Key, lacks: frozenset[str], *, fills: bool) -> None:
        """What a plan found: accelerators that it waits for, and whether its pool is not full."""
        (self._filling.add if fills else self._filling.discard)(key)
        before = self._lacks.pop(key, frozenset())
        if lacks:
            self._lacks[key] = lacks
        if lacks != before:
            for other in self._filling - {key}:
                self.notify(other)

    def lacking(self, key: Key) -> Mapping[str, str]:
        """An endpoint other than this one that waits, by what it waits for."""
        others = sorted(self._lacks.keys() - {key}, reverse=True)
        return {device: "/".join(other) for other in others for device in self._lacks[other]}
