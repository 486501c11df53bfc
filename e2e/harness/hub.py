"""A model hub in the story's namespace: small, real in what it speaks, and faulty on request."""

from e2e.harness.client import SECURITY, Client
from e2e.harness.endpoint import SIM_IMAGE, Json
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

PORT = 8090
TOKEN = "hf_letmein"
ANSWERS_WITHIN = 15.0  # seconds


def url(name: str = "hub") -> str:
    """What HF_ENDPOINT must be."""
    return f"http://{name}:{PORT}"


def start(kubectl: Kubectl, client: Client, name: str = "hub", **faults: object) -> None:
    """Have a hub run and answer, with these faults."""
    kubectl.apply(*manifests(name), namespace=client.namespace)
    ready = ("--for=condition=Ready", "--timeout=60s")
    kubectl("wait", f"pod/{name}", "-n", client.namespace, *ready)
    # Ready is not yet routed: kube-proxy follows a moment later.
    until(f"{name} answers", lambda: _control(client, name, faults) == 200, ANSWERS_WITHIN)


def fault(client: Client, name: str = "hub", **faults: object) -> None:
    """From now on these faults and no others."""
    assert _control(client, name, faults) == 200


def told(client: Client, name: str = "hub") -> Json:
    """The faults that are left, and what was served."""
    found = client.get(f"{url(name)}/sim/hub").json()
    assert isinstance(found, dict)
    return found


def manifests(name: str = "hub") -> tuple[Json, Json]:
    """The hub, and its address."""
    command = [
        "python3", "-m", "pilotlight_sim.hub", f"--port={PORT}", f"--token={TOKEN}",
        "--repo=demo/tiny-a=/models/tiny-a", "--gated=demo/secret=/models/tiny-b",
    ]  # fmt: skip
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": {"app": name}, "ports": [{"port": PORT}]},
    }
    probe = {"tcpSocket": {"port": PORT}, "periodSeconds": 1}
    return pod(name, {"command": command, "readinessProbe": probe}), service


def pod(name: str, container: Json) -> Json:
    """A pod of the simulated engine's image, as a user who is not the worker's."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 0,
            "securityContext": {"runAsUser": 2000, "runAsGroup": 2000},
            "containers": [
                {"name": name, "image": SIM_IMAGE, "securityContext": SECURITY, **container}
            ],
        },
    }


def _control(client: Client, name: str, faults: Json) -> int:
    return client.send("PUT", f"{url(name)}/sim/hub", faults).status
