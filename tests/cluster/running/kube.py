"""A blunt client of the API server for tests: whatever a person could do with kubectl."""

import base64
import json
import socket
import ssl
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from pilotlight.cluster.resources import (
    CHILDREN,
    DEPLOYMENTS,
    ENDPOINTS,
    EVENTS,
    PODS,
    Resource,
)
from pilotlight.manifests.hold import MANAGED_BY_KUBERNETES, MANAGED_BY_LABEL
from pilotlight.manifests.names import ENDPOINT_LABEL
from tests.builders import a_spec

T = TypeVar("T")
Object = dict[str, Any]


def _own_address() -> str:
    """An address of this machine that is not a loopback: EndpointSlices refuse those."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent; the kernel only chooses the address that it would send from.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "192.0.2.1"  # no network at all: a documentation address, where nobody answers


OWN_ADDRESS = _own_address()
NODE = "node-of-tests"
STEP = 0.05
LIMIT = 15.0  # seconds; everything below takes well under a second on an idle machine


def eventually(look: Callable[[], T | None], what: str, limit: float = LIMIT) -> T:
    """The first true answer of `look`; fails with what was last seen when none comes in time."""
    end = time.monotonic() + limit
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {limit:g} s; last seen: {seen!r}")
        time.sleep(STEP)


class Kube:
    """Objects of one namespace, as the administrator."""

    def __init__(self, kubeconfig: Path, namespace: str) -> None:
        config = json.loads(kubeconfig.read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        context = ssl.create_default_context(
            cadata=base64.b64decode(cluster["certificate-authority-data"]).decode()
        )
        with tempfile.TemporaryDirectory() as folder:
            for name in ("client-certificate", "client-key"):
                (Path(folder) / name).write_bytes(base64.b64decode(user[f"{name}-data"]))
            context.load_cert_chain(
                Path(folder) / "client-certificate", Path(folder) / "client-key"
            )
        self._http = httpx.Client(base_url=cluster["server"], verify=context, timeout=10)
        self.namespace = namespace

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def call(
        self, verb: str, path: str, body: Any = None, content: str = "application/json"
    ) -> httpx.Response:
        """One request, whatever comes of it."""
        data = None if body is None else json.dumps(body)
        return self._http.request(verb, path, content=data, headers={"Content-Type": content})

    def _done(self, response: httpx.Response) -> Object:
        assert response.is_success, (
            f"{response.request.method} {response.request.url}: {response.text[:2000]}"
        )
        answer: Object = response.json()
        return answer

    def get(self, resource: Resource, name: str) -> Object | None:
        """The object, or None."""
        response = self.call("GET", resource.path(self.namespace, name))
        return None if response.status_code == 404 else self._done(response)

    def all(self, resource: Resource) -> list[Object]:
        """All objects of the kind in the namespace."""
        items: list[Object] = self._done(self.call("GET", resource.path(self.namespace)))["items"]
        return items

    def create(self, resource: Resource, body: Object) -> Object:
        """POST."""
        body = {"apiVersion": resource.api_version, "kind": resource.kind, **body}
        return self._done(self.call("POST", resource.path(self.namespace), body))

    def apply(self, resource: Resource, body: Object, manager: str = "somebody") -> Object:
        """Server-side apply, with force."""
        path = resource.path(self.namespace, body["metadata"]["name"])
        query = f"?fieldManager={manager}&force=true"
        return self._done(self.call("PATCH", path + query, body, "application/apply-patch+yaml"))

    def patch(
        self, resource: Resource, name: str, changes: Object, subresource: str | None = None
    ) -> Object:
        """Merge patch, as `kubectl patch --type merge`."""
        path = resource.path(self.namespace, name, subresource)
        return self._done(
            self.call(
                "PATCH", f"{path}?fieldManager=somebody", changes, "application/merge-patch+json"
            )
        )

    def delete(self, resource: Resource, name: str) -> None:
        """Delete in the background; gone already is fine."""
        body = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
        self.call("DELETE", resource.path(self.namespace, name), body)

    # What tests about endpoints do all the time.

    def an_endpoint(self, name: str = "chat", **changes: Any) -> Object:
        """Create an InferenceEndpoint."""
        return self.create(ENDPOINTS, {"metadata": {"name": name}, "spec": a_spec(**changes)})

    def edit(self, name: str = "chat", **spec: Any) -> Object:
        """Change the spec, as a person would."""
        return self.patch(ENDPOINTS, name, {"spec": spec})

    def status(self, name: str = "chat") -> Object:
        """The endpoint's status; empty without one."""
        found = self.get(ENDPOINTS, name)
        status: Object = (found or {}).get("status", {})
        return status

    def condition(self, kind: str, name: str = "chat") -> Object:
        """A condition of the endpoint; empty without it."""
        conditions = self.status(name).get("conditions", [])
        return next((it for it in conditions if it["type"] == kind), {})

    def children(self, name: str = "chat") -> dict[tuple[str, str], Object]:
        """What the operator made for an endpoint, by kind and name."""
        found = {}
        for resource in CHILDREN.values():
            response = self.call(
                "GET", f"{resource.path(self.namespace)}?labelSelector={ENDPOINT_LABEL}={name}"
            )
            if response.status_code == 404:
                continue
            for item in self._done(response)["items"]:
                # Of a Service with our labels Kubernetes makes slices with our labels.
                if item["metadata"]["labels"].get(MANAGED_BY_LABEL) != MANAGED_BY_KUBERNETES:
                    found[resource.kind, item["metadata"]["name"]] = item
        return found

    def deployment(self, name: str = "chat") -> Object:
        """The endpoint's only Deployment, once it exists."""

        def look() -> Object | None:
            items = self.all(DEPLOYMENTS)
            ours = (it for it in items if it["metadata"]["labels"].get(ENDPOINT_LABEL) == name)
            return next(ours, None)

        return eventually(look, f"a Deployment of {name}")

    def pods(self, revision: str | None = None) -> list[Object]:
        """Worker pods that are not on their way out."""
        return [
            pod
            for pod in self.all(PODS)
            if "deletionTimestamp" not in pod["metadata"]
            and ENDPOINT_LABEL in pod["metadata"].get("labels", {})
            and (revision or pod["metadata"]["labels"].get("pilotlight.dev/revision"))
            == pod["metadata"]["labels"].get("pilotlight.dev/revision")
        ]

    def run_pods(self, ip: str = OWN_ADDRESS, *, ready: bool = True, node: str = NODE) -> int:
        """What scheduler and kubelet would do: every pending pod runs, every deleted one ends.

        How many there were to run. Pods are on a node because EndpointSlices leave out others.
        """
        waiting = [pod for pod in self.pods() if pod.get("status", {}).get("phase") != "Running"]
        for pod in waiting:
            self.run_pod(pod, ip, ready=ready, node=node)
        self.end_pods()
        return len(waiting)

    def run_pod(
        self, pod: Object, ip: str = OWN_ADDRESS, *, ready: bool = True, node: str = NODE
    ) -> None:
        """The same for one pod, whoever made it."""
        name = pod["metadata"]["name"]
        if "nodeName" not in pod["spec"]:
            self._bind(name, node)
        self.patch(PODS, name, {"status": running(ip, ready=ready)}, "status")

    def end_pods(self) -> None:
        """What a kubelet would do with deleted pods: they are gone."""
        now = {"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0}
        for pod in self.all(PODS):
            if "deletionTimestamp" in pod["metadata"]:
                self.call("DELETE", PODS.path(self.namespace, pod["metadata"]["name"]), now)

    def _bind(self, pod: str, node: str) -> None:
        made = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": node}}
        self.call("POST", "/api/v1/nodes", made)  # one is enough for most tests
        binding = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": pod},
            "target": {"apiVersion": "v1", "kind": "Node", "name": node},
        }
        self._done(self.call("POST", PODS.path(self.namespace, pod, "binding"), binding))

    def events(self, name: str = "chat") -> list[Object]:
        """Events about an endpoint."""
        return [it for it in self.all(EVENTS) if it["involvedObject"]["name"] == name]


def running(ip: str, *, ready: bool) -> Object:
    """Status of a pod whose worker runs."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "phase": "Running",
        "podIP": ip,
        "podIPs": [{"ip": ip}],
        "conditions": [
            {"type": "PodScheduled", "status": "True", "lastTransitionTime": now},
            {"type": "Ready", "status": str(ready), "lastTransitionTime": now},
            {"type": "ContainersReady", "status": str(ready), "lastTransitionTime": now},
        ],
        "containerStatuses": [
            {
                "name": "worker",
                "ready": ready,
                "started": ready,
                "restartCount": 0,
                "image": "x",
                "imageID": "",
                "state": {"running": {"startedAt": now}},
            }
        ],
    }
