"""Fixtures of all stories: a cluster, kubectl, and a namespace of one's own.

A cluster that is named explicitly, by PILOTLIGHT_KUBECONFIG or KUBECONFIG, is used as it is:
nothing is built, started or imported. Otherwise the local cluster is brought up, or reused.
"""

import os
import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from e2e import operator
from e2e.cluster import builds, images, paths
from e2e.harness.fixtures import client, installed
from e2e.kubectl import Kubectl

__all__ = ["client", "installed"]

DELETION_LIMIT = "120s"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster that the stories are told against."""

    kubeconfig: Path
    is_local: bool


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """A cluster with our images in it."""
    if not operator.is_local():
        return Cluster(operator.kubeconfig(), is_local=False)
    if os.geteuid() != 0:
        pytest.skip("the local cluster needs root; or name a cluster by PILOTLIGHT_KUBECONFIG")
    operator.prepare_local(tuple(images.PRODUCT))
    return Cluster(paths.KUBECONFIG, is_local=True)


@pytest.fixture(scope="session")
def kubectl(cluster: Cluster) -> Kubectl:
    """kubectl of the right version, for this cluster."""
    return Kubectl(builds.kubectl(), cluster.kubeconfig)


@pytest.fixture(scope="session")
def namespaces(kubectl: Kubectl) -> Iterator[list[str]]:
    """Those of this run. They go at its end, once their pods are gone: a namespace in which pods
    still drain is looked at again only after half of their grace period, a minute."""
    names: list[str] = []
    yield names
    limit = f"--timeout={DELETION_LIMIT}"
    for name in names:
        kubectl.attempt("wait", "--for=delete", "pods", "--all", "-n", name, limit)
    if names:
        kubectl("delete", "namespace", *names, "--wait", "--ignore-not-found", limit)


@pytest.fixture
def namespace(
    kubectl: Kubectl, namespaces: list[str], request: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh namespace that admits only what Pod Security calls restricted."""
    name = f"e2e-{secrets.token_hex(4)}"
    namespaces.append(name)
    level = {"pod-security.kubernetes.io/enforce": "restricted"}
    metadata = {"name": name, "labels": level, "annotations": {"test": request.node.nodeid}}
    kubectl.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    # Without it the API server refuses pods, and a controller makes it a moment later.
    kubectl("wait", "serviceaccount/default", "-n", name, "--for=create", "--timeout=30s")
    yield name
    if request.node.stash.get(FAILED, False):
        print(describe(kubectl, name))
    # What serves drains while the next test begins. Before the operator is installed there is no
    # such kind, so this is an attempt.
    kubectl.attempt("delete", "inferenceendpoints", "--all", "-n", name, "--wait=false")
    others = "--selector=!pilotlight.dev/endpoint"
    kubectl("delete", "pods", others, "-n", name, "--wait=false")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that end the local cluster run before all that live on it. Told side by side, those
    that share a vLLM stay together."""
    for item in items:
        if item.path.parent.name == "worker_faults":
            item.add_marker(pytest.mark.xdist_group("worker_faults"))
    items.sort(
        key=lambda item: item.path.parent.name != "local_cluster" or item.path.stem != "test_life"
    )


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember which test failed, so that its namespace is shown before it goes."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def describe(kubectl: Kubectl, namespace: str) -> str:
    """What a person would look at first."""
    wanted = (
        ("-n", namespace, "get", "all,pvc,configmaps,inferenceendpoints"),
        ("-n", namespace, "get", "events", "--sort-by=.lastTimestamp"),
        ("-n", namespace, "describe", "pods"),
        ("-n", operator.NAMESPACE, "get", "pods", "-o", "wide"),
        (
            "-n", operator.NAMESPACE, "logs", "--prefix", "--since=3m", "--tail=40",
            "-l", f"app.kubernetes.io/instance={operator.RELEASE}",
        ),
    )  # fmt: skip
    parts = [f"namespace {namespace} when the test failed:"]
    for command in wanted:
        done = kubectl.attempt(*command)
        parts.append(f"$ kubectl {' '.join(command)}\n{done.stdout}{done.stderr}")
    return "\n".join(parts)
