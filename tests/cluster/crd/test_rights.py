"""The rights that the chart grants, as the API server sees them."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.cluster.crd.kubectl import Kubectl
from tests.cluster.crd.releases import NAMESPACE, OPERATOR, Releases
from tests.golden.chart.helm import Helm

ENDPOINTS = "inferenceendpoints.pilotlight.dev"
ALLOWED = (
    *((verb, ENDPOINTS) for verb in ("get", "list", "watch")),
    ("patch", f"{ENDPOINTS}/status"),
    *(
        (verb, resource)
        for resource in (
            "controllerrevisions.apps",
            "deployments.apps",
            "services",
            "poddisruptionbudgets.policy",
        )
        for verb in ("get", "list", "watch", "create", "patch", "delete")
    ),
    *(
        (verb, resource)
        for resource in ("configmaps", "serviceaccounts", "networkpolicies.networking.k8s.io")
        for verb in ("get", "list", "watch", "create", "patch")
    ),
    *((verb, "pods") for verb in ("get", "list", "watch", "patch", "delete")),
    ("list", "nodes"),
    ("list", "resourcequotas"),
    *((verb, "events") for verb in ("list", "create")),
)
FORBIDDEN = (
    *((verb, "secrets") for verb in ("get", "list", "watch", "create")),
    *((verb, ENDPOINTS) for verb in ("create", "update", "patch", "delete", "deletecollection")),
    ("update", f"{ENDPOINTS}/status"),
    *(
        ("delete", resource)
        for resource in ("configmaps", "serviceaccounts", "networkpolicies.networking.k8s.io")
    ),
    ("create", "pods"),
    ("deletecollection", "pods"),
    ("create", "pods/exec"),
    ("get", "pods/log"),
    ("update", "deployments.apps"),
    ("deletecollection", "deployments.apps"),
    *((verb, "nodes") for verb in ("get", "watch", "patch")),
    *((verb, "resourcequotas") for verb in ("get", "patch")),
    ("list", "namespaces"),
    ("get", "persistentvolumeclaims"),
    ("create", "serviceaccounts/token"),
    ("create", "roles.rbac.authorization.k8s.io"),
    ("escalate", "roles.rbac.authorization.k8s.io"),
    ("impersonate", "serviceaccounts"),
    ("list", "customresourcedefinitions.apiextensions.k8s.io"),
    ("patch", "customresourcedefinitions.apiextensions.k8s.io"),
)


@pytest.fixture(scope="module")
def installed(helm: Helm, kubectl: Kubectl) -> Iterator[Kubectl]:
    """A cluster-wide release."""
    releases = Releases(helm, kubectl)
    releases.uninstall()
    releases.install({"crds": {"enabled": False}})
    yield kubectl
    releases.uninstall()


@pytest.mark.parametrize(("verb", "what"), ALLOWED, ids=lambda it: it)
def test_the_operator_may(installed: Kubectl, verb: str, what: str) -> None:
    assert installed.can(OPERATOR, verb, what)


@pytest.mark.parametrize(("verb", "what"), FORBIDDEN, ids=lambda it: it)
def test_the_operator_may_not(installed: Kubectl, verb: str, what: str) -> None:
    assert not installed.can(OPERATOR, verb, what)


def test_the_operator_may_hold_its_lease_and_no_other(installed: Kubectl) -> None:
    lease = "leases.coordination.k8s.io"
    assert installed.can(OPERATOR, "create", lease, NAMESPACE)
    assert not installed.can(OPERATOR, "create", lease)
    assert not installed.can(OPERATOR, "update", lease, NAMESPACE)
    for verb, name, expected in (("update", "pilotlight", "yes"), ("update", "other", "no")):
        said = installed.run(
            *("auth", "can-i", verb, f"{lease}/{name}", "--as", OPERATOR, "-n", NAMESPACE),
            codes=(0, 1),
        )
        assert said.startswith(expected)


@pytest.mark.parametrize("verb", ["get", "create", "patch"])
def test_the_operator_may_keep_its_signing_key_and_no_other_secret(
    installed: Kubectl, verb: str
) -> None:
    for name, expected in (("pilotlight-signing-key", "yes"), ("other", "no")):
        said = installed.run(
            *("auth", "can-i", verb, f"secrets/{name}", "--as", OPERATOR, "-n", NAMESPACE),
            codes=(0, 1),
        )
        assert said.startswith(expected)


def _eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"did not come true in {seconds:g} s"
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("role", "allowed", "forbidden"),
    [
        ("view", ("get", "list", "watch"), ("create", "patch", "delete")),
        ("edit", ("get", "list", "watch", "create", "update", "patch", "delete"), ()),
        ("admin", ("get", "create", "update", "patch", "delete"), ()),
    ],
)
def test_users_get_endpoints_with_the_roles_that_they_have(
    installed: Kubectl, role: str, allowed: tuple[str, ...], forbidden: tuple[str, ...]
) -> None:
    user = f"{role}er"
    installed.run("create", "rolebinding", user, f"--clusterrole={role}", f"--user={user}")
    try:
        # A controller aggregates roles; it takes a moment after an install.
        _eventually(lambda: installed.can(user, allowed[0], ENDPOINTS, "default"))
        assert all(installed.can(user, verb, ENDPOINTS, "default") for verb in allowed)
        assert not any(installed.can(user, verb, ENDPOINTS, "default") for verb in forbidden)
        assert not installed.can(user, "patch", f"{ENDPOINTS}/status", "default")
        scales = installed.can(user, "patch", f"{ENDPOINTS}/scale", "default")
        assert scales is ("patch" in allowed)
    finally:
        installed.run("delete", "rolebinding", user)
