"""Which pods a Service had behind it, at every moment that its EndpointSlices tell of."""

from dataclasses import dataclass

from e2e.harness.endpoint import Json
from e2e.harness.watching import Watch


@dataclass(frozen=True, slots=True)
class Routed:
    """The ready pods that a Service led to, by name, from `at` on (monotonic seconds)."""

    at: float
    pods: frozenset[str]


def routed(slices: Watch, service: str, since: float = 0.0) -> list[Routed]:
    """Every state of a Service, oldest first; `since`: and the one that held at that moment."""
    there: dict[str, frozenset[str]] = {}
    told: list[Routed] = []
    for it in tuple(slices.seen):
        if it.object["metadata"]["labels"]["kubernetes.io/service-name"] != service:
            continue
        there[it.name] = frozenset() if it.gone else _ready(it.object)
        told.append(Routed(it.at, frozenset().union(*there.values())))
    earlier = [it for it in told if it.at < since]
    return earlier[-1:] + [it for it in told if it.at >= since]


def fewest_ready(slices: Watch, service: str, since: float = 0.0) -> int:
    """The smallest number of ready pods that a Service had from a moment on."""
    return min(len(it.pods) for it in routed(slices, service, since))


def _ready(piece: Json) -> frozenset[str]:
    return frozenset(
        one["targetRef"]["name"]
        for one in piece.get("endpoints") or []
        if one["conditions"].get("ready")
    )
