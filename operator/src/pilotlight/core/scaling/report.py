"""What was decided last for one endpoint: where the law's answer enters the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pilotlight.core.scaling.decision import Decision
from pilotlight.core.scaling.samples import Load
from pilotlight.core.scaling.tracks import usable


@dataclass(frozen=True, slots=True)
class InFlight:
    """Requests that a pod runs and has in its queue. at: when, by the operator's clock."""

    requests: float
    at: datetime


@dataclass(frozen=True, slots=True)
class ScalingReport:
    """The newest decision; the one before it has no say any more.

    `decision.desired` is absolute, and stays right however often the report is read.
    generation: of the spec by whose policy it was decided. It may be older than the spec by one
    round: the plan keeps to the present bounds all the same.
    in_flight: by name of the pod, of the same round; without those whose numbers are not known.
    """

    decision: Decision
    generation: int
    in_flight: Mapping[str, InFlight] = field(default_factory=dict)


def in_flight(load: Load, now: datetime) -> dict[str, InFlight]:
    """Of each pod the newest; of two at the same time the higher one.

    Args:
        now: when Prometheus answered, by the operator's clock.
    """
    found: dict[str, InFlight] = {}
    for sample in load.samples:
        running, waiting = sample.running, sample.waiting
        if running is None or waiting is None or not (usable(running) and usable(waiting)):
            continue
        new = InFlight(running + waiting, now - (load.clock - sample.at))
        old = found.get(sample.pod)
        if old is None or (old.at, old.requests) < (new.at, new.requests):
            found[sample.pod] = new
    return found
