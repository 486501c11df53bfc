"""Keys with a running operator: gates are told in place, and nothing of a pod is touched."""

import json
from typing import Any

from pilotlight.cluster.resources import CONFIG_MAPS
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread

DIGEST, OTHER = "ab" * 32, "cd" * 32


def keys(*digests: str, **more: Any) -> dict[str, Any]:
    return {"apiKeys": [{"name": "team", "sha256": list(digests)}], **more}


def settings(kube: Kube) -> dict[str, Any]:
    (gate,) = [it for it in kube.all(CONFIG_MAPS) if it["metadata"]["name"] == "chat-gate"]
    told: dict[str, Any] = json.loads(gate["data"]["settings.json"])
    return told


def restricted(kube: Kube) -> tuple[str | None, str | None]:
    found = kube.condition("AccessRestricted")
    return found.get("status"), found.get("reason")


def test_keys_are_exchanged_in_place(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint()
    kube.run_pods()
    eventually(lambda: restricted(kube) == ("False", "Open"), "it is open, and says so", 30)
    assert "access" not in settings(kube)
    before = kube.deployment()["metadata"]["generation"]

    kube.edit(access=keys(DIGEST))
    eventually(lambda: restricted(kube) == ("True", "KeysRequired"), "keys are required")
    told = settings(kube)
    assert told["access"] == {"keys": {"team": [DIGEST]}, "secret": False}
    assert len(told["operatorKeys"]) == 1, "for smoke tests"

    limits = [{"name": "team", "tokensPerMinute": 1000}]
    kube.edit(access=keys(DIGEST, OTHER, keyLimits=limits))
    eventually(lambda: "limits" in settings(kube)["access"], "budgets")
    assert settings(kube)["access"]["keys"] == {"team": [DIGEST, OTHER]}

    kube.edit(access=None)
    eventually(lambda: restricted(kube) == ("False", "Open"), "open again")
    eventually(lambda: "access" not in settings(kube), "and so are the gates")
    assert kube.deployment()["metadata"]["generation"] == before
