"""Names of objects, labels, annotations and ports: deterministic, so twice done is once done."""

import hashlib
import json
from typing import Any

FIELD_MANAGER = "pilotlight"
STATUS_FIELD_MANAGER = "pilotlight-status"

ENDPOINT_LABEL = "pilotlight.dev/endpoint"
REVISION_LABEL = "pilotlight.dev/revision"
ROLE_LABEL = "pilotlight.dev/role"
ROLE_SERVING = "serving"
ROLE_DRAINING = "draining"
ROLE_WARM = "warm"

WORKER_ANNOTATION = "pilotlight.dev/worker"
PREVIEW_SUFFIX = "-preview"

WORKER_CONTAINER = "worker"
HTTP_PORT = 8000
ADMIN_PORT = 8081
SERVICE_PORT = 80

HASH_LENGTH = 10


def revision(endpoint: str, pod_spec: dict[str, Any], collisions: int = 0) -> str:
    """`<endpoint>-<10 hex>`: names the normalised pod-affecting spec; `collisions` breaks ties."""
    text = json.dumps([pod_spec, collisions], sort_keys=True, separators=(",", ":"))
    return f"{endpoint}-{hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]}"


def service(endpoint: str) -> str:
    """The active Service carries the endpoint's own name: it is the URL."""
    return endpoint


def preview_service(endpoint: str) -> str:
    """The Service of the revision that is being brought up; endpoints cannot have such a name."""
    return f"{endpoint}{PREVIEW_SUFFIX}"


def gate(endpoint: str) -> str:
    """ConfigMap with the live settings of the gate."""
    return f"{endpoint}-gate"


def service_account(endpoint: str) -> str:
    """ServiceAccount of the workers when the user names none."""
    return endpoint


def url(endpoint: str, namespace: str, cluster_domain: str) -> str:
    """Base URL of the OpenAI API inside the cluster."""
    return f"http://{service(endpoint)}.{namespace}.svc.{cluster_domain}/v1"


def in_url(address: str) -> str:
    """An IP address or a host, as it stands in a URL."""
    return f"[{address}]" if ":" in address else address


def preview_url(endpoint: str, namespace: str, cluster_domain: str) -> str:
    """Base URL of the revision that is being brought up."""
    return f"http://{preview_service(endpoint)}.{namespace}.svc.{cluster_domain}/v1"


def labels(endpoint: str, revision: str | None = None) -> dict[str, str]:
    """Labels of every child; with a revision those of what belongs to it."""
    common = {
        "app.kubernetes.io/name": "inference-endpoint",
        "app.kubernetes.io/instance": endpoint,
        "app.kubernetes.io/managed-by": "pilotlight",
        ENDPOINT_LABEL: endpoint,
    }
    return common if revision is None else {**common, REVISION_LABEL: revision}


def pod_selector(endpoint: str, revision: str) -> dict[str, str]:
    """Selector of a revision's Deployment: never the role, which changes during a pod's life."""
    return {ENDPOINT_LABEL: endpoint, REVISION_LABEL: revision}


def serving_selector(endpoint: str, revision: str | None) -> dict[str, str]:
    """What the active Service selects; without a revision the serving pods of all of them."""
    chosen = {ENDPOINT_LABEL: endpoint} if revision is None else pod_selector(endpoint, revision)
    return {**chosen, ROLE_LABEL: ROLE_SERVING}


def selector_text(selector: dict[str, str]) -> str:
    """A selector as `kubectl -l` and the scale subresource write it."""
    return ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
