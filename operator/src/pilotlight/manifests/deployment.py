"""One revision's Deployment: rendered once, stored in the ControllerRevision, never rolled."""

import json
from datetime import timedelta
from math import ceil
from typing import Any

from pilotlight.api.v1alpha1 import ModelSource, Runtime
from pilotlight.manifests import model as models
from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.engine_args import engine_args
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import of_deployment
from pilotlight.manifests.platform import Platform
from pilotlight.manifests.resources import container_resources

# After the drain the engine gets SIGTERM and its own time-out; the rest is for the kubelet.
SHUTDOWN_MARGIN_SECONDS = 60
# The worker's own start-up time-out must fire first: it can say why.
STARTUP_MARGIN_SECONDS = 30
STARTUP_PERIOD_SECONDS = 2
# Beyond this the Deployment's condition says that it does not get on; nothing is done about it.
PROGRESS_MARGIN_SECONDS = 600
WORKER_UID = 1000
POD_UID = "PILOTLIGHT_POD_UID"
KEYS_PATH = "/etc/pilotlight/keys"

_WRITABLE = {"cache": "/cache", "tmp": "/tmp", "run": "/run/pilotlight", "shm": "/dev/shm"}  # noqa: S108


def deployment(
    endpoint: Endpoint,
    revision: str,
    spec: Manifest,
    replicas: int,
    serving: int | None = None,
    warm: int | None = None,
) -> Manifest:
    """The Deployment of a stored revision; `spec` is what `deployment_spec` once rendered.

    Args:
        serving: replicas that the endpoint shall have, to be remembered where that is a decision
            and these are others.
        warm: those of `replicas` that are for the pool; None without one.
    """
    annotations = of_deployment(serving, warm)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(endpoint, revision, revision=revision, annotations=annotations),
        "spec": {**spec, "replicas": replicas},
    }


def deployment_spec(
    endpoint: Endpoint,
    revision: str,
    model: ModelSource,
    runtime: Runtime,
    platform: Platform,
    *,
    sleeps: bool = False,
    keys_secret: str | None = None,
) -> Manifest:
    """Spec of a revision's Deployment, without replicas. `sleeps`: its workers can be put to sleep.
    `keys_secret`: where their gates find keys.

    Without these nothing of them is there: they are in the hash of no other template.
    """
    pod_spec = _pod_spec(endpoint, model, _with_uid(runtime) if sleeps else runtime, platform)
    if keys_secret is not None:
        _mount_keys(pod_spec, keys_secret)
    startup = ceil(runtime.startup_timeout.total_seconds())
    return {
        "selector": {"matchLabels": names.pod_selector(endpoint.name, revision)},
        "strategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
        },
        "revisionHistoryLimit": 1,
        "progressDeadlineSeconds": startup + PROGRESS_MARGIN_SECONDS,
        "template": {
            "metadata": {
                "labels": {
                    **runtime.pod_labels,
                    **names.labels(endpoint.name, revision),
                    names.ROLE_LABEL: names.ROLE_SERVING,
                },
                "annotations": {
                    **runtime.pod_annotations,
                    names.WORKER_ANNOTATION: json.dumps(
                        _worker_config(endpoint, revision, model, runtime)
                        | ({"sleepMode": True} if sleeps else {}),
                        sort_keys=True,
                        separators=(",", ":"),
                    ),
                },
            },
            "spec": pod_spec,
        },
    }


def _mount_keys(pod_spec: Manifest, secret: str) -> None:
    """Optional: without the Secret workers start, and let nobody pass."""
    source = {"secretName": secret, "optional": True, "defaultMode": 0o440}
    pod_spec["volumes"].append({"name": "keys", "secret": source})
    mount = {"name": "keys", "mountPath": KEYS_PATH, "readOnly": True}
    pod_spec["containers"][0]["volumeMounts"].append(mount)


def _with_uid(runtime: Runtime) -> Runtime:
    """An order names the pod that it is for. What a worker finds out by itself, a sandboxed
    container runtime may hide."""
    uid = {"name": POD_UID, "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}}
    return runtime.model_copy(update={"env": [*runtime.env, uid]})


def drain_timeout_of(spec: Manifest) -> timedelta:
    """The longest stream that a worker of a rendered Deployment spec waits for when it stops."""
    grace = spec.get("template", {}).get("spec", {}).get("terminationGracePeriodSeconds", 0)
    return timedelta(seconds=max(0, grace - SHUTDOWN_MARGIN_SECONDS))


def image_of(spec: Manifest) -> str:
    """The worker image of a rendered Deployment spec."""
    containers = spec["template"]["spec"]["containers"]
    return str(next(c["image"] for c in containers if c["name"] == names.WORKER_CONTAINER))


def _worker_config(
    endpoint: Endpoint, revision: str, model: ModelSource, runtime: Runtime
) -> Manifest:
    """What the supervisor reads, through the downward API: atomic with the template."""
    return {
        "endpoint": endpoint.name,
        "namespace": endpoint.namespace,
        "revision": revision,
        "model": models.worker_model(model, endpoint.name),
        "engineArgs": engine_args(runtime.engine),
        "startupTimeoutSeconds": ceil(runtime.startup_timeout.total_seconds()),
        "drainTimeoutSeconds": ceil(runtime.drain_timeout.total_seconds()),
    }


def _pod_spec(
    endpoint: Endpoint, model: ModelSource, runtime: Runtime, platform: Platform
) -> Manifest:
    optional: dict[str, Any] = {
        "imagePullSecrets": [{"name": secret.name} for secret in runtime.image_pull_secrets],
        "nodeSelector": runtime.node_selector,
        "tolerations": runtime.tolerations,
        "affinity": runtime.affinity,
        "topologySpreadConstraints": runtime.topology_spread_constraints,
        "priorityClassName": runtime.priority_class_name,
        "runtimeClassName": runtime.runtime_class_name,
        "schedulerName": runtime.scheduler_name,
    }
    drain = ceil(runtime.drain_timeout.total_seconds())
    account = runtime.service_account_name or names.service_account(endpoint.name)
    return {
        "serviceAccountName": account,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": drain + SHUTDOWN_MARGIN_SECONDS,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": WORKER_UID,
            "runAsGroup": WORKER_UID,
            "fsGroup": WORKER_UID,
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_worker(endpoint, model, runtime, platform)],
        "volumes": _volumes(endpoint, model),
        **{key: value for key, value in optional.items() if value},
    }


def _worker(
    endpoint: Endpoint, model: ModelSource, runtime: Runtime, platform: Platform
) -> Manifest:
    return {
        "name": names.WORKER_CONTAINER,
        "image": runtime.image or platform.worker_image,
        "imagePullPolicy": platform.image_pull_policy,
        "args": ["serve"],
        **({"env": runtime.env} if runtime.env else {}),
        "ports": [
            {"name": "http", "containerPort": names.HTTP_PORT, "protocol": "TCP"},
            {"name": "admin", "containerPort": names.ADMIN_PORT, "protocol": "TCP"},
        ],
        "resources": container_resources(runtime),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "terminationMessagePolicy": "File",
        **_probes(ceil(runtime.startup_timeout.total_seconds())),
        "lifecycle": {
            "preStop": {"exec": {"command": ["python3", "-m", "pilotlight_worker", "drain"]}}
        },
        "volumeMounts": _mounts(endpoint, model),
    }


def _probes(startup_seconds: int) -> Manifest:
    """Liveness is patient (one minute) and has a short grace of its own: a hung engine would
    otherwise wait out the whole drain."""
    ready = {"path": "/ready", "port": "http"}
    return {
        "startupProbe": {
            "httpGet": ready,
            "periodSeconds": STARTUP_PERIOD_SECONDS,
            "timeoutSeconds": 2,
            "failureThreshold": ceil(
                (startup_seconds + STARTUP_MARGIN_SECONDS) / STARTUP_PERIOD_SECONDS
            ),
        },
        "readinessProbe": {
            "httpGet": ready,
            "periodSeconds": 2,
            "timeoutSeconds": 2,
            "failureThreshold": 3,
        },
        "livenessProbe": {
            "httpGet": {"path": "/health", "port": "http"},
            "periodSeconds": 10,
            "timeoutSeconds": 5,
            "failureThreshold": 6,
            "terminationGracePeriodSeconds": 30,
        },
    }


def _volumes(endpoint: Endpoint, model: ModelSource) -> list[Manifest]:
    cache: Manifest = {"name": "cache", "emptyDir": {}}
    if model.cache is not None:
        cache = {"name": "cache", "persistentVolumeClaim": {"claimName": model.cache.claim_name}}
    annotation = f"metadata.annotations['{names.WORKER_ANNOTATION}']"
    volumes: list[Manifest] = [
        cache,
        {"name": "tmp", "emptyDir": {}},
        {"name": "run", "emptyDir": {}},
        {"name": "shm", "emptyDir": {"medium": "Memory"}},
        {
            "name": "config",
            "downwardAPI": {
                "items": [{"path": "config.json", "fieldRef": {"fieldPath": annotation}}]
            },
        },
        {"name": "gate", "configMap": {"name": names.gate(endpoint.name), "optional": True}},
    ]
    if model.credentials_secret_ref is not None:
        secret = {"secretName": model.credentials_secret_ref.name}
        volumes.append({"name": "credentials", "secret": secret})
    if (weights := models.volume(model)) is not None:
        volumes.append(weights)
    return volumes


def _mounts(endpoint: Endpoint, model: ModelSource) -> list[Manifest]:
    mounts: list[Manifest] = [{"name": name, "mountPath": path} for name, path in _WRITABLE.items()]
    if model.cache is not None:
        # A claim may be shared by several endpoints; compiled kernels must not be.
        mounts[0]["subPath"] = endpoint.name
    mounts += [
        {"name": "config", "mountPath": "/etc/pilotlight/worker", "readOnly": True},
        {"name": "gate", "mountPath": "/etc/pilotlight/gate", "readOnly": True},
    ]
    if model.credentials_secret_ref is not None:
        path = "/etc/pilotlight/credentials"
        mounts.append({"name": "credentials", "mountPath": path, "readOnly": True})
    if models.volume(model) is not None:
        mounts.append({"name": models.VOLUME, "mountPath": models.MOUNT_PATH, "readOnly": True})
    return mounts
