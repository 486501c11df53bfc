"""NetworkPolicy of the workers: the API for applications, the admin port for us and Prometheus."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.platform import Platform

_NAMESPACE_NAME = "kubernetes.io/metadata.name"


def network_policy(endpoint: Endpoint, platform: Platform) -> Manifest:
    """Ingress only; everything that is not listed is denied.

    `http` is open to all unless the installation limits it to namespaces, and then to these and the
    operator's own, where smoke tests come from; egress is left alone, because workers must reach
    their model's source.
    """
    callers = platform.http_from_namespaces
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(endpoint, endpoint.name),
        "spec": {
            "podSelector": {"matchLabels": {names.ENDPOINT_LABEL: endpoint.name}},
            "policyTypes": ["Ingress"],
            "ingress": [
                {
                    "ports": [{"port": "http", "protocol": "TCP"}],
                    **_from((platform.operator_namespace, *callers) if callers else ()),
                },
                {
                    "ports": [{"port": "admin", "protocol": "TCP"}],
                    **_from((platform.operator_namespace, *platform.metrics_namespaces)),
                },
            ],
        },
    }


def _from(namespaces: tuple[str, ...]) -> Manifest:
    if not namespaces:
        return {}
    expression = {"key": _NAMESPACE_NAME, "operator": "In", "values": sorted(set(namespaces))}
    return {"from": [{"namespaceSelector": {"matchExpressions": [expression]}}]}
