"""Whose children are built: the endpoint's identity, and the metadata that every child carries."""

from dataclasses import dataclass

from pilotlight.api.v1alpha1 import API_VERSION, KIND
from pilotlight.manifests import names
from pilotlight.manifests.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Identity of an `InferenceEndpoint`."""

    name: str
    namespace: str
    uid: str


def metadata(
    endpoint: Endpoint,
    name: str,
    *,
    revision: str | None = None,
    annotations: dict[str, str] | None = None,
) -> Manifest:
    """Metadata of a child: our labels, and the controller reference that garbage collects it.

    `blockOwnerDeletion` is false, so that no rights on finalizers of endpoints are needed.
    """
    return {
        "name": name,
        "namespace": endpoint.namespace,
        "labels": names.labels(endpoint.name, revision),
        **({"annotations": annotations} if annotations else {}),
        "ownerReferences": [
            {
                "apiVersion": API_VERSION,
                "kind": KIND,
                "name": endpoint.name,
                "uid": endpoint.uid,
                "controller": True,
                "blockOwnerDeletion": False,
            }
        ],
    }
