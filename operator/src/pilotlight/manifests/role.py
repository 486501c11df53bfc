"""The role of a pod, and what is remembered of it on the pod itself.

`pilotlight.dev/role=serving` stands in the template, so that a pod that is made while the operator
is down serves. Only the operator changes it; a ReplicaSet leaves it alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pilotlight.manifests import names
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import PREFIX, read_time, timestamp

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
DRAINING_SINCE = f"{PREFIX}draining-since"

# A ReplicaSet takes the cheapest of its Ready pods. These are the lowest that it can read (int32),
# below whatever a user may have given to others.
DRAINED_COST = -(2**31)
DRAINING_COST = DRAINED_COST + 1
WARM_COST = DRAINED_COST + 2


@dataclass(frozen=True, slots=True)
class Role:
    """name: value of the role label. since: when it began to drain, in whole seconds of UTC, only
    while it drains. cost: deletion cost, of those that do not serve."""

    name: str
    since: datetime | None = None
    cost: int | None = None

    def __str__(self) -> str:
        return "drained" if self.cost == DRAINED_COST else self.name


SERVING = Role(names.ROLE_SERVING)
WARM = Role(names.ROLE_WARM, cost=WARM_COST)
"""Of a pod that is loaded, and that the Service does not select: it goes before one that serves,
whoever asks for fewer replicas."""


def draining(since: datetime, *, drained: bool = False) -> Role:
    """Of a pod that is to go. drained: nothing holds it any more."""
    return Role(names.ROLE_DRAINING, since, DRAINED_COST if drained else DRAINING_COST)


def role_patch(role: Role) -> Manifest:
    """The `metadata` of a JSON merge patch (RFC 7386) that gives a pod this role."""
    return {
        "labels": {names.ROLE_LABEL: role.name},
        "annotations": {
            DRAINING_SINCE: None if role.since is None else timestamp(role.since),
            DELETION_COST: None if role.cost is None else str(role.cost),
        },
    }


def read_since(annotations: Mapping[str, str]) -> datetime | None:
    """Read back, leniently: what cannot be read is as if it were not there."""
    return read_time(annotations.get(DRAINING_SINCE))


def read_cost(annotations: Mapping[str, str]) -> int | None:
    """The same of the deletion cost, whoever gave it."""
    try:
        return int(annotations[DELETION_COST])
    except (KeyError, TypeError, ValueError):
        return None
