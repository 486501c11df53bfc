"""Every kind of pod that we make, and pods that nobody should: for the Pod Security profiles."""

from copy import deepcopy
from itertools import product
from typing import Any

from pilotlight.manifests.deployment import deployment_spec
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec
from tests.golden.chart.helm import Helm, Manifest
from tests.golden.chart.test_render import ROWS

MODELS: dict[str, dict[str, Any]] = {
    "file": {"uri": "file:///models/tiny-a"},
    "hub": {
        "uri": "hf://Qwen/Qwen2.5-0.5B-Instruct",
        "revision": "0" * 40,
        "credentialsSecretRef": {"name": "hub"},
        "trustRemoteCode": True,
    },
    "claim": {"uri": "pvc://models/qwen", "cache": {"claimName": "cache"}},
    "image": {"uri": "oci://registry.example.com/qwen:1"},
}
RUNTIMES: dict[str, dict[str, Any]] = {
    "plain": {},
    "all": {
        "image": "registry.example.com/worker:1",
        "imagePullSecrets": [{"name": "registry"}],
        "env": [
            {"name": "A", "value": "1"},
            {"name": "B", "valueFrom": {"secretKeyRef": {"name": "b", "key": "b"}}},
        ],
        "engine": {"tensorParallelSize": 2, "extraArgs": ["--enforce-eager"]},
        "resources": {"limits": {"nvidia.com/gpu": "2", "memory": "64Gi"}},
        "nodeSelector": {"pool": "gpu"},
        "tolerations": [{"operator": "Exists"}],
        "affinity": {"podAntiAffinity": {}},
        "topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
        ],
        "priorityClassName": "high",
        "runtimeClassName": "gvisor",
        "schedulerName": "volcano",
        "serviceAccountName": "mine",
        "podLabels": {"team": "ml"},
        "podAnnotations": {"example.com/note": "x"},
    },
}


def workers() -> dict[str, Manifest]:
    """Pod templates of workers, for all ways to get a model and to run it."""
    found = {}
    for model, runtime, sleeps in product(MODELS, RUNTIMES, (False, True)):
        spec = a_parsed_spec(model=MODELS[model], runtime=RUNTIMES[runtime])
        made = deployment_spec(
            ENDPOINT, "chat-a", spec.model, spec.runtime, PLATFORM, sleeps=sleeps
        )
        found[f"worker-{model}-{runtime}{'-sleeps' if sleeps else ''}"] = made["template"]
    return found


def of_chart(helm: Helm) -> dict[str, Manifest]:
    """Pod templates of operators and activators, for all ways to install them."""
    return {
        f"{row.id}-{it['metadata']['name']}": it["spec"]["template"]
        for row in ROWS
        for it in helm.render(row.values, apis=row.apis)
        if "template" in it.get("spec", {})
    }


def _in_pod(**fields: Any) -> Manifest:
    return {"spec": fields}


def _in_context(**fields: Any) -> Manifest:
    return _in_pod(securityContext=fields)


def _in_container(**fields: Any) -> Manifest:
    return _in_pod(containers=[fields])


def _in_its_context(**fields: Any) -> Manifest:
    return _in_container(securityContext=fields)


# What is laid over a good pod → a word of the complaint; None takes a field away.
BAD: dict[str, tuple[Manifest, str]] = {
    "host network": (_in_pod(hostNetwork=True), "hostNetwork"),
    "host processes": (_in_pod(hostPID=True), "hostPID"),
    "host ipc": (_in_pod(hostIPC=True), "hostIPC"),
    "host path": (_in_pod(volumes=[{"name": "x", "hostPath": {"path": "/"}}]), "hostPath"),
    "nfs": (_in_pod(volumes=[{"name": "x", "nfs": {"server": "x", "path": "/"}}]), "nfs"),
    "sysctl": (_in_context(sysctls=[{"name": "kernel.msgmax", "value": "1"}]), "sysctls"),
    "root": (_in_context(runAsUser=0), "runAsUser"),
    "perhaps root": (_in_context(runAsNonRoot=None), "runAsNonRoot"),
    "root in one container": (_in_its_context(runAsNonRoot=False), "runAsNonRoot"),
    "no seccomp": (_in_context(seccompProfile=None), "seccompProfile"),
    "unconfined": (_in_its_context(seccompProfile={"type": "Unconfined"}), "seccompProfile"),
    "no apparmor": (_in_context(appArmorProfile={"type": "Unconfined"}), "appArmorProfile"),
    "no apparmor, the old way": (
        {
            "metadata": {
                "annotations": {
                    "container.apparmor.security.beta.kubernetes.io/worker": "unconfined"
                }
            }
        },
        "apparmor",
    ),
    "selinux": (_in_context(seLinuxOptions={"type": "spc_t"}), "seLinuxOptions"),
    "escalation": (
        _in_its_context(allowPrivilegeEscalation=None),
        "allowPrivilegeEscalation",
    ),
    "privileged": (
        _in_its_context(privileged=True, allowPrivilegeEscalation=True),
        "privileged",
    ),
    "capabilities kept": (_in_its_context(capabilities={"drop": ["CHOWN"]}), "capabilities"),
    "capabilities added": (_in_its_context(capabilities={"add": ["SYS_ADMIN"]}), "capabilities"),
    "host port": (
        _in_container(ports=[{"containerPort": 80, "hostPort": 80}]),
        "hostPort",
    ),
    "a probe elsewhere": (
        _in_container(readinessProbe={"httpGet": {"host": "192.0.2.1"}}),
        "host",
    ),
}


def bad(change: Manifest) -> Manifest:
    """A worker's pod with this laid over."""
    return _laid(deepcopy(workers()["worker-file-plain"]), change)


def _laid(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        for key, value in over.items():
            if value is None:
                base.pop(key)
            else:
                base[key] = _laid(base.get(key), value)
        return base
    if isinstance(base, list) and isinstance(over, list):
        # Another one, or what is to be different in the first.
        another = "name" in over[0]
        return [*base, *over] if another else [_laid(base[0], over[0]), *base[1:]]
    return over
