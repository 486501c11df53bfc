"""The active Service: the endpoint's URL. Its selector is what traffic follows."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest


def active_service(endpoint: Endpoint, revision: str) -> Manifest:
    """Selects the serving pods of one revision, and names it in an annotation."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(
            endpoint,
            names.service(endpoint.name),
            annotations={names.ACTIVE_REVISION_ANNOTATION: revision},
        ),
        "spec": {
            "type": "ClusterIP",
            "selector": names.serving_selector(endpoint.name, revision),
            "ports": [
                {
                    "name": "http",
                    "port": names.SERVICE_PORT,
                    "targetPort": "http",
                    "protocol": "TCP",
                    "appProtocol": "http",
                }
            ],
        },
    }
