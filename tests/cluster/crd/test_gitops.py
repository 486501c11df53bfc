"""What is in git stays what is in the cluster, while the operator works."""

import json
from collections.abc import Iterator

import pytest

from tests.cluster.crd.kubectl import Kubectl, Manifest
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread

NAMESPACE = "from-git"
# As somebody writes it who knows the defaults, and writes some of them in another spelling.
WRITTEN: Manifest = {
    "apiVersion": "pilotlight.dev/v1alpha1",
    "kind": "InferenceEndpoint",
    "metadata": {"name": "chat", "namespace": NAMESPACE, "labels": {"team": "ml"}},
    "spec": {
        "model": {"uri": "file:///models/tiny-a"},
        "replicas": 1,
        "runtime": {
            "startupTimeout": "60m",
            "env": [{"name": "A", "value": "b"}],
            "resources": {"limits": {"nvidia.com/gpu": 0, "cpu": "1000m"}},
        },
    },
}

# kubectl diff reads twice, and what is written to the status between that differs, too.
LOOKS = 5


@pytest.fixture
def working(kubectl: Kubectl) -> Iterator[Kube]:
    """A namespace in which an operator leads."""
    kubectl.run("create", "namespace", NAMESPACE)
    client = Kube(kubectl.kubeconfig, NAMESPACE)
    with InThread(kubectl.kubeconfig, NAMESPACE) as operator:
        eventually(operator.leads, "a leader")
        yield client
    client.close()
    kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")
    # No kubelet ends the pods that the test has bound to a node.
    kubectl.run("delete", "pods", "--all", "-n", NAMESPACE, "--force", "--grace-period=0")
    kubectl.run("wait", "--for=delete", f"namespace/{NAMESPACE}")


@pytest.mark.parametrize("flags", [(), ("--server-side",)], ids=["client-side", "server-side"])
def test_nothing_differs_from_git_while_the_operator_works(
    kubectl: Kubectl, working: Kube, flags: tuple[str, ...]
) -> None:
    def assert_same() -> None:
        for _ in range(LOOKS):
            diff = ("diff", *flags, "-f", "-")
            if not (told := kubectl.run(*diff, input=json.dumps(WRITTEN), codes=(0, 1))):
                return
        raise AssertionError(told)

    kubectl.apply(WRITTEN, *flags)
    assert_same()
    eventually(working.status, "a first status")
    assert_same()

    def serves() -> bool:
        working.run_pods()
        return bool(working.condition("Ready").get("status") == "True")

    eventually(serves, "a Ready endpoint", 30)
    assert_same()

    found = kubectl.get("iep", "chat", "-n", NAMESPACE, "--show-managed-fields")
    metadata = found["metadata"]
    assert "finalizers" not in metadata
    assert set(metadata.get("annotations", {})) <= {
        "kubectl.kubernetes.io/last-applied-configuration"
    }
    assert metadata["labels"] == {"team": "ml"}
    assert metadata["generation"] == 1
    ours = [it for it in metadata["managedFields"] if "pilotlight" in it["manager"]]
    assert [it.get("subresource") for it in ours] == ["status"]
