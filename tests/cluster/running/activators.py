"""An activator for tests: a process that holds requests, and pods that the API server knows."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Self

import httpx

from pilotlight.cluster.resources import PODS, SERVICES
from tests.cluster.running.kube import OWN_ADDRESS, Kube, eventually
from tests.cluster.running.operators import START_LIMIT

SERVICE = "pilotlight-activator"
_LABELS = {"app": SERVICE}
_LISTENING = re.compile(r"started, http port (\d+)")


class ActivatorProcess:
    """`python -m pilotlight activator` on this machine. `wake_port`: the operator's, on it too."""

    def __init__(self, kubeconfig: Path, namespace: str, log: Path, wake_port: int) -> None:
        environment = {
            **os.environ,
            "KUBECONFIG": str(kubeconfig),
            "PILOTLIGHT_ACTIVATOR_NAMESPACES": namespace,
            "PILOTLIGHT_ACTIVATOR_HOST": OWN_ADDRESS,
            "PILOTLIGHT_ACTIVATOR_HTTP_PORT": "0",
            "PILOTLIGHT_ACTIVATOR_LINGER_SECONDS": "0",
            "PILOTLIGHT_ACTIVATOR_OPERATOR_HOST": "127.0.0.1",
            "PILOTLIGHT_ACTIVATOR_OPERATOR_PORT": str(wake_port),
        }
        environment.pop("KUBERNETES_SERVICE_HOST", None)
        self._log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pilotlight", "activator"],
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        """What it has said."""
        return self._log.read_text(errors="replace")

    def ready(self) -> bool:
        """Whether a kubelet would find it ready."""
        answer = self._get("/readyz")
        return answer is not None and answer.is_success

    def sample(self, name: str) -> float | None:
        """One of its metrics that has no labels."""
        answer = self._get("/metrics")
        text = answer.text if answer is not None else ""
        found = re.search(rf"^pilotlight_activator_{name} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else None

    def __enter__(self) -> Self:
        eventually(self.ready, "a ready activator", START_LIMIT)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            code = self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        assert code == 0, self.log

    def _get(self, path: str) -> httpx.Response | None:
        """None before it listens."""
        assert self._process.poll() is None, self.log
        if (port := _LISTENING.search(self.log)) is None:
            return None
        try:
            return httpx.get(f"http://127.0.0.1:{port[1]}{path}")
        except httpx.HTTPError:
            return None


def activator_service(kube: Kube) -> None:
    """The Service that tells the operator which of the activator's pods are ready."""
    spec = {"clusterIP": "None", "selector": _LABELS, "ports": [{"name": "metrics", "port": 8080}]}
    kube.create(SERVICES, {"metadata": {"name": SERVICE}, "spec": spec})


def activator_pod(
    kube: Kube, name: str, ip: str = OWN_ADDRESS, labels: dict[str, str] | None = None
) -> None:
    """A ready pod at this address, with the labels that its Service selects."""
    ports = [{"name": "metrics", "containerPort": 8080}]
    containers = [{"name": "activator", "image": "x", "ports": ports}]
    metadata = {"name": name, "labels": labels or _LABELS}
    made = {"metadata": metadata, "spec": {"containers": containers}}
    kube.run_pod(kube.create(PODS, made), ip)
