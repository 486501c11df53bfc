"""What the profile `restricted` of the Pod Security Standards says against a pod.

As k8s.io/pod-security-admission v1.36 checks Linux pods; the cluster tier asks the API server the
same (tests/cluster/running/test_pod_security.py), so that these two cannot differ.
"""

from collections.abc import Iterator
from typing import Any

Manifest = dict[str, Any]

VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    }
)
SELINUX_TYPES = frozenset(
    {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
)
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def violations(template: Manifest) -> list[str]:
    """Each as the field and what is wrong with it; `template` has metadata and spec."""
    return [*_of_pod(template), *(it for c in _containers(template) for it in _of_container(*c))]


def _of_pod(template: Manifest) -> Iterator[str]:
    spec, context = template["spec"], template["spec"].get("securityContext", {})
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field):
            yield f"{field}: it is set"
    for volume in spec.get("volumes", []):
        if kinds := volume.keys() - {"name"} - VOLUMES:
            yield f"volumes[{volume['name']}]: {', '.join(sorted(kinds))}"
    for sysctl in context.get("sysctls", []):
        if sysctl["name"] not in SYSCTLS:
            yield f"sysctls: {sysctl['name']}"
    for key, value in template.get("metadata", {}).get("annotations", {}).items():
        local = value.startswith("localhost/")
        if key.startswith(_APPARMOR) and value not in ("", "runtime/default") and not local:
            yield f"annotations[{key}]: {value}"
    yield from _of_either("pod", context)


def _of_container(kind: str, container: Manifest, pod: Manifest) -> Iterator[str]:
    name = f"{kind}[{container['name']}]"
    own = container.get("securityContext", {})
    effective = {**pod, **own}
    if effective.get("runAsNonRoot") is not True:
        yield f"{name}: runAsNonRoot is not true"
    if effective.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield f"{name}: no seccompProfile"
    if own.get("allowPrivilegeEscalation") is not False:
        yield f"{name}: allowPrivilegeEscalation is not false"
    if own.get("privileged"):
        yield f"{name}: it is privileged"
    if own.get("procMount", "Default") != "Default":
        yield f"{name}: procMount"
    capabilities = own.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", []):
        yield f"{name}: not all capabilities are dropped"
    if set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
        yield f"{name}: capabilities are added"
    if any(port.get("hostPort") for port in container.get("ports", [])):
        yield f"{name}: hostPort"
    if any(handler.get("host") for handler in _handlers(container)):
        yield f"{name}: a probe or hook names a host"
    yield from _of_either(name, own)


def _of_either(name: str, context: Manifest) -> Iterator[str]:
    if context.get("runAsUser") == 0:
        yield f"{name}: runAsUser is 0"
    if context.get("appArmorProfile", {}).get("type") == "Unconfined":
        yield f"{name}: appArmorProfile"
    if context.get("windowsOptions", {}).get("hostProcess"):
        yield f"{name}: hostProcess"
    selinux = context.get("seLinuxOptions", {})
    if selinux.get("type", "") not in SELINUX_TYPES or selinux.get("user") or selinux.get("role"):
        yield f"{name}: seLinuxOptions"


def _containers(template: Manifest) -> Iterator[tuple[str, Manifest, Manifest]]:
    spec = template["spec"]
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        for container in spec.get(kind, []):
            yield kind, container, spec.get("securityContext", {})


def _handlers(container: Manifest) -> Iterator[Manifest]:
    probes = (container.get(f"{it}Probe", {}) for it in ("startup", "readiness", "liveness"))
    for where in (*probes, *container.get("lifecycle", {}).values()):
        yield from (where[it] for it in ("httpGet", "tcpSocket") if it in where)
