"""A change of an endpoint that is scaled to zero.

The new revision proves itself with one replica, as anywhere; the active one stays at none, because
nobody asks it for anything. Until the change is over the endpoint does not go to zero: what has
just got the traffic is watched, and what is kept for going back is not needed later.

| replicas that shall be | a change is under way | then |
| --- | --- | --- |
| some | | so many |
| none | no | none |
| none | yes, and there are some of the active revision | one |
| none | yes, and there are none | none; one of the new revision |
"""

from dataclasses import dataclass, replace

from pilotlight.core.observed import Observed
from pilotlight.core.rollout import Rollout
from pilotlight.core.scaling.wanted import Size
from pilotlight.core.serving import kept_previous, marks_of, replicas_of


@dataclass(frozen=True, slots=True)
class Dormancy:
    """size: replicas that the active revision shall have. proof: those of a new one.
    active: the revision that stays at none; None where there is no such."""

    size: Size
    proof: int
    active: str | None = None

    def number(self, rollout: Rollout) -> int:
        """Serving replicas that shall be."""
        return 0 if rollout.active == self.active else self.proof

    def spare(self, observed: Observed, rollout: Rollout) -> Rollout:
        """The decision without replicas of the revision that nobody asks for anything."""
        if self.active is None or rollout.active != self.active:
            return rollout
        left = replicas_of(observed, self.active) if observed.unseen else 0
        replicas = {**rollout.targets.replicas, self.active: left}
        return replace(rollout, targets=replace(rollout.targets, replicas=replicas))


def dormancy(observed: Observed, size: Size, active: str | None, wanted: str) -> Dormancy:
    """`size`, as far as no change is in its way."""
    if size.replicas or size.limits is None or active is None:
        return Dormancy(size, size.replicas)
    comes = active != wanted and marks_of(observed, wanted).failure is None
    if not comes and kept_previous(observed, active) is None:
        return Dormancy(size, 0)
    if size.before:
        return Dormancy(replace(size, replicas=1, decision=None), 1)
    return Dormancy(size, 1, active)
