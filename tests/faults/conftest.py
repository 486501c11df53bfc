"""The control plane and the namespaces of the cluster tests."""

from tests.cluster.running.conftest import granted, kube, plane, record

__all__ = ["granted", "kube", "plane", "record"]
