"""Starts a node cluster on a machine that `leftovers` has cleared."""

import shutil
import subprocess
import urllib.request

from e2e.cluster import (
    builds,
    certificates,
    control_plane,
    images,
    kubeconfig,
    leftovers,
    network,
    node,
)
from e2e.cluster.client import Client
from e2e.cluster.components import ControlPlaneSettings
from e2e.cluster.failures import ClusterError
from e2e.cluster.installation import Installation
from e2e.cluster.node import NodeSettings
from e2e.cluster.paths import MANIFESTS
from e2e.cluster.processes import Group

LIMIT = 60.0  # seconds
ROLLOUT_LIMIT = "120s"
WORKLOADS = {"coredns": "kube-system", "prometheus": "monitoring"}


def start(group: Group, parts: Installation) -> None:
    """Return once the node is ready and the cluster's own workloads serve."""
    group.run.mkdir(parents=True, exist_ok=True)
    _set_aside_logs(group)
    network.up()
    parts.node.configuration.mkdir(parents=True, exist_ok=True)
    control_plane.prepare(parts.plane, [network.NODE_ADDRESS], ["localhost", node.NAME])
    _node_credentials(parts.plane, parts.node)
    node.write(parts.node)
    leftovers.make_cgroups()
    _prepare_store(group, parts)
    client = control_plane.admin_client(parts.plane)
    commands = parts.commands()
    group.start(commands["containerd"])
    control_plane.run(parts.plane, group, with_scheduler=True)
    _wait_for_containerd(group, parts.node)
    for name in ("kubelet", "kube-proxy", "volume-provisioner"):
        group.start(commands[name])
    group.wait("kubelet", "a ready node", lambda: node_is_ready(client), LIMIT)
    _install_workloads(parts.plane)


def node_is_ready(client: Client) -> bool:
    """Whether the API server says so."""
    found = client.get(f"/api/v1/nodes/{node.NAME}")
    conditions = found["status"].get("conditions", []) if found else []
    return any(it["type"] == "Ready" and it["status"] == "True" for it in conditions)


def answers(name: str, settings: NodeSettings) -> bool:
    """Whether a component of the node answers itself; of others the API server tells.

    The node stays ready for 40 s without its kubelet, and a kubelet ends when it finds no
    containerd.
    """
    if name == "containerd":
        command = [*settings.ctr, "version"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    if name not in node.HEALTH_PORTS:
        return True
    url = f"http://{network.NODE_ADDRESS}:{node.HEALTH_PORTS[name]}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=1.0):
            return True
    except OSError:
        return False


def advertise_gpus(client: Client, count: int) -> None:
    """Make the node say that it has so many GPUs; kubelet keeps what it does not know of."""
    wanted = {"nvidia.com/gpu": str(count) if count else None}
    changes = {"status": {"capacity": wanted, "allocatable": wanted}}
    client.patch(f"/api/v1/nodes/{node.NAME}/status", changes)


def advertised_gpus(client: Client) -> int:
    """How many GPUs the node says that it has."""
    found = client.get(f"/api/v1/nodes/{node.NAME}")
    return int(found["status"]["capacity"].get("nvidia.com/gpu", 0)) if found else 0


def _prepare_store(group: Group, parts: Installation) -> None:
    """Forget the containers of an earlier cluster and import our images.

    containerd does not serve pods meanwhile, so it never learns of containers whose pods no API
    server knows any more; the images, five gigabytes of them, stay.
    """
    ctr = parts.node.ctr
    group.start(node.containerd(parts.node, serve_pods=False))
    _wait_for_containerd(group, parts.node)
    for kind, remove in (("containers", ["delete"]), ("sandboxes", ["remove", "--force"])):
        for line in _output([*ctr, kind, "list"]).splitlines()[1:]:
            _output([*ctr, kind, *remove, line.split()[0]])
    for image in parts.infrastructure:
        images.load(ctr, image)
    group.stop("containerd", grace=5.0)
    node.CONTAINERD_SOCKET.unlink(missing_ok=True)


def _wait_for_containerd(group: Group, settings: NodeSettings) -> None:
    name = "containerd"
    group.wait(name, "an answer of containerd", lambda: answers(name, settings), LIMIT)


def _node_credentials(plane: ControlPlaneSettings, settings: NodeSettings) -> None:
    authority = certificates.Authority(plane.certificates)
    authority.server("kubelet-server", [network.NODE_ADDRESS], [node.NAME])
    users = {
        "kubelet": (f"system:node:{node.NAME}", "system:nodes"),
        "kube-proxy": ("system:kube-proxy", None),
    }
    for file, (user, group) in users.items():
        pair = authority.client(user, group)
        root = authority.root.certificate
        kubeconfig.write(settings.kubeconfig(file), plane.url, root, pair, name=file)


def _install_workloads(plane: ControlPlaneSettings) -> None:
    kubectl = [str(builds.kubectl()), f"--kubeconfig={plane.kubeconfig('admin')}"]
    _output([*kubectl, "apply", "--server-side", f"--filename={MANIFESTS}"])
    for name, namespace in WORKLOADS.items():
        where = [f"--namespace={namespace}", f"deployment/{name}"]
        try:
            _output([*kubectl, "rollout", "status", *where, f"--timeout={ROLLOUT_LIMIT}"])
        except ClusterError as error:
            described = _output([*kubectl, "describe", "pods", f"--namespace={namespace}"])
            raise ClusterError(f"{error}\n{described}") from error


def _set_aside_logs(group: Group) -> None:
    previous = group.logs.with_name(f"{group.logs.name}.previous")
    shutil.rmtree(previous, ignore_errors=True)
    if group.logs.exists():
        group.logs.rename(previous)


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed: {done.stderr.strip()}")
    return done.stdout
