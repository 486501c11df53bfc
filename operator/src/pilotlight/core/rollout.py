"""What becomes of an endpoint's revisions: the decision, as plan and status read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pilotlight.api.rollout import CapacityMode
from pilotlight.api.status import RolloutPhase
from pilotlight.core.analysis import Assessment
from pilotlight.core.capacity import CapacityOrder
from pilotlight.core.observed import Observed
from pilotlight.core.serving import sharer
from pilotlight.core.smoke import SmokeOrder
from pilotlight.core.targets import Targets
from pilotlight.core.traffic import TrafficOrder
from pilotlight.manifests.marks import NO_SWITCH, Failure, Marks, Switch


@dataclass(frozen=True, slots=True)
class Rollout:
    """The decision.

    active: revision that the Service shall select from now on. wanted: the one that the spec asks
    for. preview: the one that is being brought up, if it is not the active one. previous: the one
    that is kept for going back.
    switched_from: the revision that loses the traffic, or a part of it, in this very pass.
    sharer: the one that shares the traffic with the active one. pinned: it did, until this pass.
    turned: the exchange goes the other way from now on.
    switch: how the active revision got the traffic. marks: of the revision that is brought up, and
    of those that fail; all others have none but that they have failed.
    failure: why the revision `failed` is not tried (any more).
    deadline: when the phase is over at the latest. until: when the fate of the previous revision
    is looked at again. smoke, traffic, capacity: what has to be found out.
    capacity_mode: how much room the change takes.
    proven: why the active revision is taken for proven, in the pass in which it is.
    words: the state in a sentence for people. note: what was decided, for logs and stories.
    asks_preview: a test or a person asks the revision that is brought up.
    frees_pool: the active revision's pool makes room for it.
    """

    phase: RolloutPhase
    active: str
    wanted: str
    targets: Targets
    note: str
    preview: str | None = None
    previous: str | None = None
    switched_from: str | None = None
    sharer: str | None = None
    pinned: bool = False
    turned: bool = False
    capacity_mode: CapacityMode | None = None
    switch: Switch = NO_SWITCH
    marks: Mapping[str, Marks] = field(default_factory=dict)
    failed: str | None = None
    failure: Failure | None = None
    deadline: datetime | None = None
    until: datetime | None = None
    smoke: SmokeOrder | None = None
    traffic: TrafficOrder | None = None
    capacity: CapacityOrder | None = None
    assessment: Assessment | None = None
    proven: str = ""
    words: str = ""
    asks_preview: bool = False
    frees_pool: bool = False

    @property
    def waits_to_go_back(self) -> bool:
        """What has the traffic has failed, and keeps it until the previous revision is ready."""
        return self.failed == self.active

    @property
    def preview_service(self) -> str | None:
        """The revision of the preview Service. There is one only where a test or a person asks, for
        it costs two writes, and its endpoints would hold up those of the switch."""
        return self.preview if self.asks_preview else None


def unmoved(observed: Observed, rollout: Rollout) -> Rollout:
    """The same, told by an operator that must not act: the traffic is where it was."""
    if rollout.switched_from is None:
        return rollout
    active = rollout.active if rollout.pinned else rollout.switched_from
    if (other := sharer(observed, active)) is not None:
        return replace(
            rollout,
            phase=RolloutPhase.EXCHANGING,
            active=active,
            sharer=other,
            previous=other,
            switched_from=None,
            pinned=False,
            words="it would get all the traffic now" if rollout.pinned else rollout.words,
        )
    return replace(
        rollout,
        phase=RolloutPhase.STARTING,
        active=rollout.switched_from,
        preview=rollout.active,
        switched_from=None,
        sharer=None,
        words="it would get the traffic now",
    )
