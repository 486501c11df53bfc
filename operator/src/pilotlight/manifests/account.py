"""ServiceAccount of the workers: an identity without a token and without rights."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest


def service_account(endpoint: Endpoint) -> Manifest:
    """Made when the user names no account of their own."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(endpoint, names.service_account(endpoint.name)),
        "automountServiceAccountToken": False,
    }
