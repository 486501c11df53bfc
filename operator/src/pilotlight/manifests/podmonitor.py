"""PodMonitor for the Prometheus Operator, where that API exists."""

import re

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest

API_VERSION = "monitoring.coreos.com/v1"


def pod_monitor(endpoint: Endpoint) -> Manifest:
    """Scrapes the merged metrics of gate and engine from every worker, whatever its role.

    The series have the labels `namespace` and `pod`, which the Prometheus Operator sets, and
    `revision` and `role`: the names by which the operator asks for them, and dashboards can.
    """
    return {
        "apiVersion": API_VERSION,
        "kind": "PodMonitor",
        "metadata": metadata(endpoint, endpoint.name),
        "spec": {
            "selector": {"matchLabels": {names.ENDPOINT_LABEL: endpoint.name}},
            "podTargetLabels": [names.ENDPOINT_LABEL],
            "podMetricsEndpoints": [
                {
                    "port": "admin",
                    "path": "/metrics",
                    "interval": "5s",
                    "relabelings": [
                        _copied(names.REVISION_LABEL, "revision"),
                        _copied(names.ROLE_LABEL, "role"),
                    ],
                }
            ],
        },
    }


def _copied(label: str, name: str) -> dict[str, object]:
    """A label of the pod as a label of its series; the discovery writes `_` for what is no name."""
    found = "__meta_kubernetes_pod_label_" + re.sub(r"[^a-zA-Z0-9_]", "_", label)
    return {"sourceLabels": [found], "targetLabel": name}
