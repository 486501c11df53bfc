"""Tells Prometheus which pods to scrape; runs beside it, in its pod.

Debian builds Prometheus without its Kubernetes discovery, but with the one over HTTP. Each
question is answered by a fresh list from the API server's cache, with the labels that the
contract with the operator names.
"""

import http.server
import json
import os
import ssl
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

PORT = 9091
TIMEOUT = 4.0  # seconds
ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


@dataclass(frozen=True)
class Job:
    """Pods with this label, scraped on the port of this name, with labels copied to the metrics."""

    selector: str
    port: str
    copied: dict[str, str]


JOBS = {
    "/workers": Job(
        "pilotlight.dev/endpoint",
        "admin",
        {
            "endpoint": "pilotlight.dev/endpoint",
            "revision": "pilotlight.dev/revision",
            "role": "pilotlight.dev/role",
        },
    ),
    "/operator": Job("app.kubernetes.io/name=pilotlight", "metrics", {}),
}


def targets(pods: list[dict[str, Any]], job: Job) -> list[dict[str, Any]]:
    """Target groups in the format of Prometheus's http_sd, one for each scrapable pod."""
    found = []
    for pod in pods:
        metadata, status = pod["metadata"], pod.get("status", {})
        address = status.get("podIP")
        if not address or status.get("phase") not in {"Pending", "Running"}:
            continue
        labels = metadata.get("labels", {})
        shown = {name: labels[key] for name, key in job.copied.items() if key in labels}
        shown |= {"namespace": metadata["namespace"], "pod": metadata["name"]}
        for container in pod["spec"]["containers"]:
            for port in container.get("ports", []):
                if port.get("name") == job.port:
                    where = f"{address}:{port['containerPort']}"
                    found.append({"targets": [where], "labels": shown})
    return found


def list_pods(selector: str) -> list[dict[str, Any]]:
    """The pods of all namespaces with this label, from the API server's cache."""
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"]
    request = urllib.request.Request(
        f"https://{host}:{port}/api/v1/pods?resourceVersion=0&labelSelector={quote(selector)}",
        # Read each time: kubelet renews the token.
        headers={"Authorization": f"Bearer {(ACCOUNT / 'token').read_text()}"},
    )
    context = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))
    with urllib.request.urlopen(request, timeout=TIMEOUT, context=context) as answer:
        pods: list[dict[str, Any]] = json.load(answer)["items"]
    return pods


class Handler(http.server.BaseHTTPRequestHandler):
    """GET /<job>."""

    def do_GET(self) -> None:
        """Answer with the job's targets; on failure Prometheus keeps the ones that it has."""
        job = JOBS.get(self.path)
        if job is None:
            self.send_error(404)
            return
        try:
            body = json.dumps(targets(list_pods(job.selector), job)).encode()
        except OSError as error:
            self.send_error(502, str(error))
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of requests that come every other second."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
