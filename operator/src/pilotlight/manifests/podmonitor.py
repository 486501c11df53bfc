"""PodMonitor for the Prometheus Operator, where that API exists."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest

API_VERSION = "monitoring.coreos.com/v1"


def pod_monitor(endpoint: Endpoint) -> Manifest:
    """Scrapes the merged metrics of gate and engine from every worker, whatever its role."""
    return {
        "apiVersion": API_VERSION,
        "kind": "PodMonitor",
        "metadata": metadata(endpoint, endpoint.name),
        "spec": {
            "selector": {"matchLabels": {names.ENDPOINT_LABEL: endpoint.name}},
            "podTargetLabels": [names.ENDPOINT_LABEL, names.REVISION_LABEL, names.ROLE_LABEL],
            "podMetricsEndpoints": [{"port": "admin", "path": "/metrics", "interval": "5s"}],
        },
    }
