"""ConfigMap with the live settings of the gate: always mounted, re-read, restarts nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pilotlight.api.limits import RequestLimits
from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest

SETTINGS_VERSION = 1


def gate_settings(
    endpoint: Endpoint,
    active: str | None,
    keys: Sequence[str] = (),
    limits: RequestLimits | None = None,
) -> Manifest:
    """One JSON document in key `settings.json`.

    Workers of other revisions than the active one close connections with their answers, so that
    every client follows the traffic. None while revisions share it.

    Args:
        keys: public keys in base64 of whoever may give orders to the workers; four at most.
        limits: what the gate bounds; None: what it bounds by itself.
    """
    optional = {
        "active": active,
        "operatorKeys": list(keys),
        "requestLimits": None if limits is None else _limits(limits),
    }
    settings = {"version": SETTINGS_VERSION, **{key: it for key, it in optional.items() if it}}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(endpoint, names.gate(endpoint.name)),
        "data": {"settings.json": json.dumps(settings, sort_keys=True)},
    }


def _limits(limits: RequestLimits) -> Mapping[str, Any]:
    """As the gate reads them: those that are set, times in seconds."""
    fields = limits.model_dump(by_alias=True, exclude_none=True, exclude={"timeout"})
    return {**fields, "timeoutSeconds": limits.timeout.total_seconds()}
