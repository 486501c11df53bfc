"""The control plane and the namespaces of the cluster tests."""

from tests.cluster.running.conftest import kube, plane

__all__ = ["kube", "plane"]
