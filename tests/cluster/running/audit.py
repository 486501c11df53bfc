"""Who wrote what, and when: the API server's own record, not what operators say of themselves."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from e2e.cluster import kubeconfig
from e2e.cluster.certificates import Authority
from e2e.cluster.control_plane import ControlPlane

LEASES = "leases"
WRITES = ["create", "update", "patch", "delete", "deletecollection"]
# Of a Lease the body is kept, because it says whether it was taken or given back.
POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [
        {
            "level": "Request",
            "verbs": WRITES,
            "resources": [{"group": "coordination.k8s.io", "resources": [LEASES]}],
        },
        {"level": "Metadata", "verbs": WRITES},
        {"level": "None"},
    ],
}


@dataclass(frozen=True, slots=True)
class Write:
    """One request that asked for a change, received so many seconds after the epoch."""

    user: str
    verb: str
    resource: str
    name: str
    code: int
    received: float
    holder: str

    @classmethod
    def of(cls, event: dict[str, Any]) -> Self:
        """From an audit event."""
        what = event.get("objectRef", {})
        subresource = f"/{it}" if (it := what.get("subresource")) else ""
        lease = event.get("requestObject") or {}
        return cls(
            user=event["user"]["username"],
            verb=event["verb"],
            resource=what.get("resource", "") + subresource,
            name=what.get("name", ""),
            code=event["responseStatus"]["code"],
            received=datetime.fromisoformat(event["requestReceivedTimestamp"]).timestamp(),
            holder=(lease.get("spec") or {}).get("holderIdentity") or "",
        )

    @property
    def done(self) -> bool:
        """The API server did it."""
        return self.code < 300

    @property
    def takes_lease(self) -> bool:
        """From now on its user leads, or goes on to."""
        return self.resource == LEASES and self.done and bool(self.holder)


@dataclass(frozen=True, slots=True)
class Audit:
    """The record of one API server, in a folder."""

    folder: Path

    def flags(self) -> tuple[str, ...]:
        """What makes an API server keep it."""
        policy = self.folder / "policy.json"
        policy.write_text(json.dumps(POLICY))
        return f"--audit-policy-file={policy}", f"--audit-log-path={self._log}"

    def writes(self, namespace: str) -> list[Write]:
        """Requests in a namespace that asked for a change, in the order of their arrival."""
        # The last line may be half written.
        lines = self._log.read_text().split("\n")[:-1]
        events = (json.loads(line) for line in lines)
        ours = (it for it in events if it.get("objectRef", {}).get("namespace") == namespace)
        return sorted(map(Write.of, ours), key=lambda write: write.received)

    @property
    def _log(self) -> Path:
        return self.folder / "audit.log"


def user(plane: ControlPlane, name: str) -> Path:
    """A kubeconfig of an administrator of this name, by which the record knows its requests."""
    authority = Authority(plane.directory / "certificates")
    pair = authority.client(name, "system:masters")
    file = plane.directory / f"{name}.kubeconfig"
    kubeconfig.write(file, plane.url, authority.root.certificate, pair, name=name)
    return file


def taken(writes: list[Write], user: str) -> Write:
    """How this user came to lead."""
    return next(write for write in writes if write.user == user and write.takes_lease)


def by(writes: list[Write], user: str, since: float = 0.0) -> list[Write]:
    """What a user asked for, the Lease apart."""
    return [
        it
        for it in writes
        if (it.user, it.resource) != (user, LEASES) and it.user == user and it.received >= since
    ]


def out_of_turn(writes: list[Write], users: tuple[str, ...]) -> list[Write]:
    """What these users asked for while another one held the Lease, or nobody did."""
    leader, found = "", []
    for write in writes:
        if write.resource == LEASES and write.done:
            leader = write.user if write.holder else ""
        elif write.user in users and write.user != leader and write.resource != LEASES:
            found.append(write)
    return found
