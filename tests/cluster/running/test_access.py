"""Keys with a running operator: gates are told in place, and nothing of a pod is touched."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster import workers
from pilotlight.cluster.resources import CONFIG_MAPS
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_operator
from tests.cluster.running.worker import Worker

DIGEST, OTHER = "ab" * 32, "cd" * 32


def keys(*digests: str, **more: Any) -> dict[str, Any]:
    return {"apiKeys": [{"name": "team", "sha256": list(digests)}], **more}


def says(required: bool) -> dict[str, Any]:
    access = {"required": required, "keys": int(required), "secretKeys": None}
    return {"phase": "Ready", "access": access}


@pytest.fixture
def worker() -> Iterator[Worker]:
    it = Worker()
    it.state = says(required=False)
    yield it
    it.close()


@pytest.fixture
def operator(
    plane: ControlPlane, kube: Kube, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InThread]:
    """An operator that looks for workers' admin port on this machine, and asks often."""
    monkeypatch.setattr(workers, "ASK_KEYS_EVERY", 1.0)
    with InThread(as_operator(plane), kube.namespace, worker_port=worker.port) as it:
        eventually(it.leads, "a leader")
        yield it


def settings(kube: Kube) -> dict[str, Any]:
    (gate,) = [it for it in kube.all(CONFIG_MAPS) if it["metadata"]["name"] == "chat-gate"]
    told: dict[str, Any] = json.loads(gate["data"]["settings.json"])
    return told


def restricted(kube: Kube) -> tuple[str | None, str | None]:
    found = kube.condition("AccessRestricted")
    return found.get("status"), found.get("reason")


def test_keys_are_exchanged_in_place(kube: Kube, operator: InThread, worker: Worker) -> None:
    kube.an_endpoint()
    eventually(kube.run_pods, "pods")
    eventually(lambda: restricted(kube) == ("False", "Open"), "it is open, and says so", 30)
    assert "access" not in settings(kube)
    before = kube.deployment()["metadata"]["generation"]

    kube.edit(access=keys(DIGEST))
    eventually(lambda: restricted(kube) == ("False", "KeysPending"), "gates do not ask for keys")
    worker.state = says(required=True)
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
