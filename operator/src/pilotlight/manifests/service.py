"""The active Service is the endpoint's URL: traffic follows its selector. The preview Service leads
to the revision that is being brought up."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import NO_SWITCH, Switch, of_service


def active_service(endpoint: Endpoint, revision: str, switch: Switch = NO_SWITCH) -> Manifest:
    """Selects the serving pods of one revision, and says in annotations how it got the traffic.

    While the traffic is shared it selects those of all revisions, and two of them have pods.
    """
    annotations = of_service(revision, switch)
    return _service(
        metadata(endpoint, names.service(endpoint.name), annotations=annotations),
        names.serving_selector(endpoint.name, None if switch.shared else revision),
    )


def preview_service(endpoint: Endpoint, revision: str) -> Manifest:
    """Selects the serving pods of one revision, for tests and for people."""
    return _service(
        metadata(endpoint, names.preview_service(endpoint.name)),
        names.serving_selector(endpoint.name, revision),
    )


def _service(metadata: Manifest, selector: dict[str, str]) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {
            "type": "ClusterIP",
            "selector": selector,
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
