"""PodDisruptionBudget of the serving revision."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest


def disruption_budget(endpoint: Endpoint, revision: str, serving: int) -> Manifest:
    """One serving pod at a time may be evicted, never a sick one that blocks a node drain.

    `minAvailable` is an integer over serving pods: `maxUnavailable` would count warm pods through
    the Deployment's scale.
    """
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(endpoint, revision, revision=revision),
        "spec": {
            "minAvailable": max(serving - 1, 0),
            "selector": {"matchLabels": names.serving_selector(endpoint.name, revision)},
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
    }
