"""PodDisruptionBudget of what serves."""

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest


def disruption_budget(
    endpoint: Endpoint, revision: str, min_available: int, *, shared: bool = False
) -> Manifest:
    """Evictions leave so many serving pods, and never does a sick one block a node drain.

    `minAvailable` is an integer over serving pods: `maxUnavailable` would count warm pods through
    the Deployment's scale. `shared`: the pods of all revisions count.
    """
    selector = names.serving_selector(endpoint.name, None if shared else revision)
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(endpoint, revision, revision=revision),
        "spec": {
            "minAvailable": min_available,
            "selector": {"matchLabels": selector},
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
    }
