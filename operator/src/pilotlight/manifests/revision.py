"""ControllerRevision: what a revision was asked to be, and what it was rendered to, once."""

from collections.abc import Mapping
from typing import Any

from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import NO_MARKS, Marks, of_revision

POD_SPEC = "podSpec"
DEPLOYMENT = "deployment"


def controller_revision(
    endpoint: Endpoint,
    name: str,
    number: int,
    pod_spec: Mapping[str, Any],
    deployment_spec: Manifest,
    marks: Marks = NO_MARKS,
) -> Manifest:
    """Immutable but for its marks: a newer operator with a newer renderer reads both halves back
    as they are."""
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": metadata(endpoint, name, revision=name, annotations=of_revision(marks)),
        "revision": number,
        "data": {POD_SPEC: dict(pod_spec), DEPLOYMENT: deployment_spec},
    }
