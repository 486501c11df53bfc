"""What a plan may ask for. Absolute targets: carrying an action out twice changes nothing more."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.role import Role


class Stage(IntEnum):
    """Urgency across endpoints: what makes pods exist comes first for everyone."""

    PODS = 0
    TRAFFIC = 1
    REST = 2
    OPTIONAL = 3


@dataclass(frozen=True, slots=True)
class Apply:
    """Server-side apply of a full manifest.

    `uid` is that of the child as it was seen, sent as a precondition; None means the object must
    not exist yet: one that is found under this name and is not ours is a conflict. A refusal stops
    what may depend on it: in stage PODS the rest of the plan, in later ones all deletes, in stage
    OPTIONAL nothing.
    """

    manifest: Manifest
    uid: str | None
    stage: Stage

    @property
    def kind(self) -> str:
        """Kind of the object."""
        return str(self.manifest["kind"])

    @property
    def name(self) -> str:
        """Name of the object."""
        return str(self.manifest["metadata"]["name"])

    @property
    def is_new(self) -> bool:
        """True when the object was not there."""
        return self.uid is None

    def __str__(self) -> str:
        spec = self.manifest.get("spec", {})
        replicas = f" replicas={spec['replicas']}" if "replicas" in spec else ""
        return f"{'create' if self.is_new else 'apply'} {self.kind} {self.name}{replicas}"


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete one object of ours; the uid is sent as a precondition. Gone already is done."""

    kind: str
    name: str
    uid: str
    stage: Stage = Stage.REST

    @property
    def is_new(self) -> bool:
        """Never: only what was seen is deleted."""
        return False

    def __str__(self) -> str:
        return f"delete {self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Relabel:
    """Give a pod a role. Only to that very pod (`uid`), and only while nothing of it has changed
    since it was seen (`version`, its resourceVersion).

    Who is to serve is as urgent as a pod that is made; but nothing depends on it.
    """

    name: str
    uid: str
    version: str
    role: Role
    stage: Stage = Stage.TRAFFIC

    @property
    def kind(self) -> str:
        """Kind of the object."""
        return "Pod"

    @property
    def is_new(self) -> bool:
        """Never: a ReplicaSet makes pods."""
        return False

    def __str__(self) -> str:
        return f"label Pod {self.name} {self.role}"


Action: TypeAlias = Apply | Delete | Relabel


@dataclass(frozen=True, slots=True)
class Event:
    """A Kubernetes Event about the endpoint. `warning` sets its type; past tense.

    relabelled: uid of the pod whose new role it tells of: not before that is written.
    """

    reason: str
    message: str
    warning: bool = False
    relabelled: str = ""
