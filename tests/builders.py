"""Short ways to say what a test is about."""

from typing import Any

from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.platform import Platform

PLATFORM = Platform(worker_image="registry.example/worker:1")
ENDPOINT = Endpoint("chat", "demo", "uid-of-chat")


def a_spec(**changes: Any) -> dict[str, Any]:
    """The user's JSON: tiny model, two replicas; `runtime`, `model` and others override.

    What was replaced goes at once, so that only tests of `keepFor` wait for it.
    """
    spec: dict[str, Any] = {
        "model": {"uri": "file:///models/tiny-a"},
        "replicas": 2,
        "rollout": {"previousRevision": {"keepFor": "0s"}},
    }
    return {**spec, **changes}


def a_parsed_spec(**changes: Any) -> EndpointSpec:
    """The same, parsed."""
    return EndpointSpec.model_validate(a_spec(**changes))
