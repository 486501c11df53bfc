"""What pods find on the local cluster: names, volumes, models as images, GPUs that are none."""

import json
import time
import urllib.request
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from e2e.conftest import Cluster
from e2e.harness.client import ROUTED_WITHIN
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


@pytest.fixture(autouse=True)
def only_the_local_one(cluster: Cluster) -> None:
    """Other clusters have classes, images and addresses of their own."""
    if not cluster.is_local:
        pytest.skip("another cluster is named")


def a_pod(name: str, command: list[str], **spec: Any) -> dict[str, Any]:
    """A pod that Pod Security admits as restricted."""
    mounts = [{"name": it["name"], "mountPath": f"/{it['name']}"} for it in spec.get("volumes", [])]
    container = {
        "name": "main",
        "image": "localhost/pilotlight-sim:dev",
        "imagePullPolicy": "IfNotPresent",
        "command": command,
        "securityContext": RESTRICTED,
        "volumeMounts": mounts,
        "ports": [{"containerPort": 8000}],
        "resources": {"limits": spec.pop("limits", {})},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 0,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": 1000,
                "fsGroup": 1000,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [container],
            **spec,
        },
    }


def said(kubectl: Kubectl, namespace: str, pod: dict[str, Any]) -> str:
    """What a pod printed until it ended well."""
    name = pod["metadata"]["name"]
    kubectl.apply(pod, namespace=namespace)
    done = "--for=jsonpath={.status.phase}=Succeeded"
    kubectl("wait", "-n", namespace, done, f"pod/{name}", "--timeout=60s")
    return kubectl("logs", "-n", namespace, name)


def test_an_image_is_mounted_as_a_volume(kubectl: Kubectl, namespace: str) -> None:
    reference = {"reference": "localhost/pilotlight-model-tiny-a:dev", "pullPolicy": "IfNotPresent"}
    pod = a_pod("reader", ["ls", "/model"], volumes=[{"name": "model", "image": reference}])
    assert {"config.json", "model.safetensors"} <= set(said(kubectl, namespace, pod).split())


def test_a_claim_of_the_default_class_is_filled_by_one_pod_and_read_by_another(
    kubectl: Kubectl, namespace: str
) -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "models"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    kubectl.apply(claim, namespace=namespace)
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "models"}}]
    said(kubectl, namespace, a_pod("w", ["cp", "-r", "/models/tiny-a", "/data"], volumes=volumes))
    listing = said(kubectl, namespace, a_pod("r", ["ls", "/data/tiny-a"], volumes=volumes))
    assert "config.json" in listing


def test_a_pod_with_a_gpu_runs_and_one_with_too_many_waits(
    kubectl: Kubectl, namespace: str
) -> None:
    status = kubectl.json("get", "node", "local")["status"]
    there = int(status["allocatable"]["nvidia.com/gpu"])
    said(kubectl, namespace, a_pod("one", ["true"], limits={"nvidia.com/gpu": "1"}))
    kubectl.apply(
        a_pod("many", ["true"], limits={"nvidia.com/gpu": there + 1}), namespace=namespace
    )
    condition = "--for=jsonpath={.status.conditions[0].reason}=Unschedulable"
    kubectl("wait", "-n", namespace, condition, "pod/many", "--timeout=30s")


def test_a_service_is_reached_by_name_from_a_pod_and_by_address_from_the_host(
    kubectl: Kubectl, namespace: str
) -> None:
    server = a_pod("web", ["python3", "-m", "http.server", "8000", "--directory", "/models"])
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8000}]},
    }
    kubectl.apply(server, service, namespace=namespace)
    kubectl("wait", "-n", namespace, "--for=condition=Ready", "pod/web", "--timeout=60s")
    address = kubectl.json("get", "service", "web", "-n", namespace)["spec"]["clusterIP"]
    # Ready is not yet routed: kube-proxy follows a moment later.
    listing = until("an answer", partial(answered, f"http://{address}/tiny-a/"), ROUTED_WITHIN)
    assert "config.json" in listing
    url = f"http://web.{namespace}.svc.cluster.local/tiny-a/"
    ask = f"import urllib.request; print(urllib.request.urlopen('{url}').read().decode())"
    assert "config.json" in said(kubectl, namespace, a_pod("asker", ["python3", "-c", ask]))


def test_a_pod_that_is_not_restricted_is_refused(kubectl: Kubectl, namespace: str) -> None:
    pod = a_pod("root", ["true"])
    pod["spec"]["securityContext"] = {}
    done = kubectl.attempt("apply", "-n", namespace, "-f", "-", stdin=json.dumps(pod))
    assert done.returncode != 0
    assert "violates PodSecurity" in done.stderr


def test_prometheus_scrapes_a_worker_within_seconds(kubectl: Kubectl, namespace: str) -> None:
    pod = a_pod("worker", ["python3", "-m", "http.server", "8081"])
    pod["metadata"]["labels"] = {"pilotlight.dev/endpoint": "chat"}
    pod["spec"]["containers"][0]["ports"] = [{"name": "admin", "containerPort": 8081}]
    kubectl.apply(pod, namespace=namespace)
    address = kubectl.json("get", "service", "prometheus", "-n", "monitoring")["spec"]["clusterIP"]
    query = f'up{{job="workers",namespace="{namespace}",endpoint="chat",pod="worker"}}'
    url = f"http://{address}:9090/api/v1/query?{urlencode({'query': query})}"
    deadline = time.monotonic() + 30
    while not json.loads(fetched(url))["data"]["result"]:
        assert time.monotonic() < deadline, "Prometheus has not scraped the pod for 30 s"
        time.sleep(0.5)


def answered(url: str) -> str:
    """The same; empty while nobody answers."""
    try:
        return fetched(url)
    except OSError:
        return ""


def fetched(url: str) -> str:
    """The body of an answer to this machine."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
    return body.decode()
