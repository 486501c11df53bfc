"""The one decision: from an observed world to a plan."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pilotlight.api.v1alpha1 import EndpointStatus
from pilotlight.core.actions import Action, Event
from pilotlight.core.observed import Observed


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now.

    actions: in execution order; empty on a converged world.
    status: complete, never a patch; None when what is stored is already right.
    events: transitions only.
    requeue_after: when to look again without an event; None when only events matter.
    notes: one sentence per decision: logs, events and story tests read the same words.
    """

    actions: tuple[Action, ...] = ()
    status: EndpointStatus | None = None
    events: tuple[Event, ...] = ()
    requeue_after: timedelta | None = None
    notes: tuple[str, ...] = ()


def plan(observed: Observed, now: datetime) -> Plan:
    """Decide what happens next for one endpoint."""
    raise NotImplementedError
