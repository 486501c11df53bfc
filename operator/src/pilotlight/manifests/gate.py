"""ConfigMap with the live settings of the gate: always mounted, re-read, restarts nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pilotlight.api.access import AccessSpec, KeyLimit
from pilotlight.api.limits import RequestLimits
from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest

SETTINGS_VERSION = 1


def gate_settings(
    endpoint: Endpoint,
    active: str | None,
    keys: Sequence[str] = (),
    access: AccessSpec | None = None,
    workers: int = 1,
    limits: RequestLimits | None = None,
) -> Manifest:
    """One JSON document in key `settings.json`.

    Workers of other revisions than the active one close connections with their answers, so that
    every client follows the traffic. None while revisions share it.

    Args:
        keys: public keys in base64 of whoever may give orders to the workers; four at most.
        access: who may ask; None: everybody.
        workers: how many share the budgets.
        limits: what the gate bounds; None: what it bounds by itself.
    """
    optional = {
        "active": active,
        "operatorKeys": list(keys),
        "access": _access(access, workers) if access is not None else None,
        "requestLimits": None if limits is None else _limits(limits),
    }
    settings = {"version": SETTINGS_VERSION, **{key: it for key, it in optional.items() if it}}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(endpoint, names.gate(endpoint.name)),
        "data": {"settings.json": json.dumps(settings, sort_keys=True)},
    }


def _access(access: AccessSpec, workers: int) -> Manifest:
    """Budgets are told whole, with the number of workers; without budgets it does not matter."""
    settings: Manifest = {
        "keys": {key.name: list(key.sha256) for key in access.api_keys},
        "secret": access.secret is not None,
    }
    if access.key_limits:
        settings["limits"] = {limit.name: _limit(limit) for limit in access.key_limits}
        settings["workers"] = workers
    return settings


def _limit(limit: KeyLimit) -> dict[str, Any]:
    return limit.model_dump(by_alias=True, exclude_none=True, exclude={"name"})


def _limits(limits: RequestLimits) -> Mapping[str, Any]:
    """As the gate reads them: those that are set, times in seconds."""
    fields = limits.model_dump(by_alias=True, exclude_none=True, exclude={"timeout"})
    return {**fields, "timeoutSeconds": limits.timeout.total_seconds()}
