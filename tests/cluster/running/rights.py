"""The accounts of the chart's release, the rights that it grants them, and what was used of those.

Operators and activators of these tests have exactly the rights of an installation. The API server
records each of their requests, so that at the end it can be said what no test needed.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from e2e.cluster import kubeconfig
from e2e.cluster.certificates import Authority
from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import Resource
from tests.cluster.running.kube import Kube, eventually
from tests.golden.chart.helm import NAMESPACE, RELEASE, Helm, Manifest

OPERATOR = f"system:serviceaccount:{NAMESPACE}:{RELEASE}"
ACTIVATOR = f"{OPERATOR}-activator"
_USERS = {"operator": OPERATOR, "activator": ACTIVATOR}
_RBAC = "rbac.authorization.k8s.io"
_ROLES = Resource(_RBAC, "v1", "clusterroles", "ClusterRole")
_BINDINGS = Resource(_RBAC, "v1", "clusterrolebindings", "ClusterRoleBinding")
_KINDS = {
    "ClusterRole": _ROLES,
    "ClusterRoleBinding": _BINDINGS,
    "Role": _ROLES,
    "RoleBinding": _BINDINGS,
}
POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived", "ResponseStarted"],
    "rules": [{"level": "Metadata", "users": list(_USERS.values())}, {"level": "None"}],
}


class Right(NamedTuple):
    """One thing that may be done: to any object of the resource, or to the one of that name."""

    group: str
    resource: str
    verb: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a release with an activator grants, cluster-wide."""

    manifests: tuple[Manifest, ...]

    @classmethod
    def rendered(cls, helm: Helm) -> "Granted":
        """From the chart, less what it grants to people."""
        return cls(
            tuple(
                it
                for it in helm.render({"activator": {"enabled": True}})
                if it["kind"] in _KINDS and not it["metadata"]["name"].endswith(("-view", "-edit"))
            )
        )

    def to(self, user: str) -> set[Right]:
        """The rights of this user."""
        _, _, namespace, name = user.split(":")
        subject = {"kind": "ServiceAccount", "namespace": namespace, "name": name}
        bound = {
            it["roleRef"]["name"]
            for it in self.manifests
            if it["kind"].endswith("Binding") and subject in it["subjects"]
        }
        return {
            Right(group, resource, verb, name)
            for role in self.manifests
            if role["kind"].endswith("Role") and role["metadata"]["name"] in bound
            for rule in role["rules"]
            for group in rule["apiGroups"]
            for resource in rule["resources"]
            for verb in rule["verbs"]
            for name in rule.get("resourceNames", [""])
        }

    def grant(self, kube: Kube) -> None:
        """Make all of it on an API server.

        Also what is granted in the release's namespace is granted in all, because each test has an
        operator of its own namespace.
        """
        for it in self.manifests:
            _apply(kube, it)
        for user in _USERS.values():
            _until_granted(kube, user, "endpointslices", "discovery.k8s.io", "watch")
        _until_granted(kube, OPERATOR, "leases", "coordination.k8s.io", "create")


def as_operator(plane: ControlPlane) -> Path:
    """The kubeconfig of the release's operator on this API server."""
    return _kubeconfig(plane, "operator")


def as_activator(plane: ControlPlane) -> Path:
    """The same of its activator."""
    return _kubeconfig(plane, "activator")


@dataclass(frozen=True, slots=True)
class Record:
    """What the two accounts asked of one API server, in a folder."""

    folder: Path

    def flags(self) -> tuple[str, ...]:
        """What makes an API server keep it."""
        policy = self.folder / "policy.json"
        policy.write_text(json.dumps(POLICY))
        return f"--audit-policy-file={policy}", f"--audit-log-path={self._log}"

    def used(self, user: str, granted: set[Right]) -> set[Right]:
        """The rights by which requests of the user were let through.

        An apply is a patch, and a create where there was nothing (201). Requests that no right
        fits, such as discovery, which everybody may, are left out.
        """
        found = set()
        for event in self._events(user):
            what, code = event["objectRef"], event["responseStatus"]["code"]
            if code == HTTPStatus.FORBIDDEN:
                continue
            verbs = {event["verb"], *({"create"} if code == HTTPStatus.CREATED else ())}
            resource = "/".join(filter(None, (what["resource"], what.get("subresource"))))
            for verb in verbs:
                right = Right(what.get("apiGroup", ""), resource, verb)
                found |= {right, right._replace(name=what.get("name", ""))} & granted
        return found

    def refused(self, user: str) -> set[tuple[str, str]]:
        """Verb and resource of what RBAC did not let through."""
        return {
            (event["verb"], event["objectRef"]["resource"])
            for event in self._events(user)
            if event["annotations"].get("authorization.k8s.io/decision") == "forbid"
        }

    def _events(self, user: str) -> list[dict[str, Any]]:
        # The last line may be half written.
        lines = self._log.read_text().split("\n")[:-1]
        events = (json.loads(line) for line in lines)
        return [it for it in events if it["user"]["username"] == user and "objectRef" in it]

    @property
    def _log(self) -> Path:
        return self.folder / "audit.log"


def _kubeconfig(plane: ControlPlane, name: str) -> Path:
    file = plane.directory / f"{name}.kubeconfig"
    if not file.exists():
        authority = Authority(plane.directory / "certificates")
        pair = authority.client(_USERS[name])
        kubeconfig.write(file, plane.url, authority.root.certificate, pair, name=name)
    return file


def _apply(kube: Kube, manifest: Manifest) -> None:
    kind, name = _KINDS[manifest["kind"]], manifest["metadata"]["name"]
    path = kind.path(None, name)
    body = {**manifest, "kind": kind.kind, "metadata": {"name": name}}
    if "roleRef" in body:
        body["roleRef"] = {**body["roleRef"], "kind": _ROLES.kind}
    content = "application/apply-patch+yaml"
    answer = kube.call("PATCH", f"{path}?fieldManager=tests&force=true", body, content)
    assert answer.is_success, answer.text


def _until_granted(kube: Kube, user: str, resource: str, group: str, verb: str) -> None:
    """The API server goes by new roles and bindings a moment after they are there."""
    attributes = {"resource": resource, "group": group, "verb": verb}
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {"user": user, "resourceAttributes": attributes},
    }

    def may() -> bool:
        path = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
        return bool(kube.call("POST", path, review).json()["status"]["allowed"])

    eventually(may, f"the right to {verb} {resource}")
