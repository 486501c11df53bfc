"""The node cluster of this machine: up, down, status."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from e2e.cluster import (
    builds,
    cache,
    certificates,
    control_plane,
    images,
    kubeconfig,
    leftovers,
    network,
    node,
    packages,
)
from e2e.cluster.client import Client
from e2e.cluster.components import ControlPlaneSettings
from e2e.cluster.failures import ClusterError
from e2e.cluster.lock import machine_lock
from e2e.cluster.node import NodeSettings
from e2e.cluster.oci import Image
from e2e.cluster.paths import KUBECONFIG, MANIFESTS, PACKAGE, RUN, STATE, cache_root, logs
from e2e.cluster.processes import Group
from e2e.cluster.progress import say, step

API_PORT = 16443  # not 6443: another Kubernetes on this machine may have that one
COMPONENTS = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "containerd",
    "kubelet",
    "kube-proxy",
)
RECORD = RUN / "cluster.json"
ADMIN = STATE / "admin.kubeconfig"
GROUP = Group(run=RUN, logs=logs() / "cluster")
NODE_LIMIT = 60.0  # seconds
WORKLOAD_LIMIT = "120s"
CONFIGURATION = STATE / "node"


@dataclass(frozen=True, slots=True)
class Record:
    """What runs now: written last by `up`, so a half-started cluster has none."""

    build: str
    image_store: str
    ctr: list[str]

    def save(self) -> None:
        """Write it down, in one piece."""
        part = RECORD.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)))
        part.rename(RECORD)

    @staticmethod
    def load() -> "Record | None":
        """The record of the running cluster, if there is one."""
        try:
            return Record(**json.loads(RECORD.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None


def up(*, gpus: int | None = None, fresh: bool = False) -> None:
    """Have a healthy cluster of the present build, by reusing the running one or starting one."""
    _require_root()
    packages.ensure(packages.NODE)
    programs = builds.control_plane_programs()
    containerd = builds.containerd()
    infrastructure = [make() for make in images.INFRASTRUCTURE]
    builds.link_for_people()
    build = _build(programs, containerd, infrastructure)
    with machine_lock():
        running = Record.load()
        if running and running.build == build and not fresh and healthy():
            say("reusing the running cluster: it is healthy and of this build")
        else:
            if running or GROUP.alive("kubelet"):
                say(f"replacing the running cluster: {_why_replace(running, build, fresh)}")
            with step("starting the cluster"):
                leftovers.remove_all(GROUP)
                try:
                    _start(programs, containerd, infrastructure, build)
                except BaseException:
                    leftovers.remove_all(GROUP)
                    raise
        if gpus is not None:
            advertise_gpus(gpus)
        _leave_kubeconfig()


def down() -> None:
    """Remove the cluster and every trace of it but its logs and the cache."""
    _require_root()
    with machine_lock():
        with step("removing the cluster"):
            leftovers.remove_all(GROUP)
        KUBECONFIG.unlink(missing_ok=True)


def healthy() -> bool:
    """Whether every component runs, the API server answers and the node is ready."""
    if not all(GROUP.alive(name) for name in COMPONENTS):
        return False
    try:
        return _client().ready() and _node_is_ready()
    except (ClusterError, OSError):
        return False


def status() -> dict[str, str]:
    """Each component and whether it runs."""
    report = {}
    for name in COMPONENTS:
        pid = GROUP.pid(name)
        report[name] = f"running, pid {pid}" if pid else "not running"
    report["cluster"] = "healthy" if healthy() else "down" if not RUN.exists() else "not healthy"
    return report


def restart(name: str) -> None:
    """Stop and start kubelet or kube-proxy; pods live through it."""
    with machine_lock():
        if Record.load() is None:
            raise ClusterError("no cluster is running")
        gpus = _advertised_gpus()
        settings = _node_settings(builds.kubernetes(), builds.containerd())
        commands = {it.name: it for it in (node.kubelet(settings), node.kube_proxy(settings))}
        GROUP.stop(name, grace=5.0)
        GROUP.start(commands[name])
        GROUP.wait(name, f"an answering {name}", lambda: _healthz(name), NODE_LIMIT)
        GROUP.wait(name, "a ready node", _node_is_ready, NODE_LIMIT)
        advertise_gpus(gpus)


def load(wanted: Sequence[Image]) -> None:
    """Import images into the running cluster."""
    with machine_lock():
        running = Record.load()
        if running is None:
            raise ClusterError("no cluster is running")
        for image in wanted:
            images.load(running.ctr, image)


def running() -> bool:
    """Whether `up` has completed and `down` has not been called."""
    return Record.load() is not None and GROUP.alive("containerd")


def advertise_gpus(count: int) -> None:
    """Make the node say that it has so many GPUs; kubelet keeps what it does not know."""
    path = f"/api/v1/nodes/{node.NAME}/status"
    _client().patch(
        path, {"status": {"capacity": {"nvidia.com/gpu": str(count) if count else None}}}
    )


def _advertised_gpus() -> int:
    found = _client().get(f"/api/v1/nodes/{node.NAME}")
    return int(found["status"]["capacity"].get("nvidia.com/gpu", 0)) if found else 0


def _healthz(name: str) -> bool:
    address = (network.NODE_ADDRESS, node.HEALTH_PORTS[name])
    with contextlib.suppress(OSError), socket.create_connection(address, timeout=1.0):
        return True
    return False


def _start(
    programs: builds.ControlPlanePrograms,
    containerd: Path,
    infrastructure: Sequence[Image],
    build: str,
) -> None:
    GROUP.run.mkdir(parents=True, exist_ok=True)
    _rotate_logs()
    network.up()
    plane = ControlPlaneSettings(
        programs=programs,
        directory=STATE,
        run=RUN,
        address=network.NODE_ADDRESS,
        port=API_PORT,
        kubelet_client=True,
        # Volumes of the class `local` are made by the controller manager itself.
        controller_manager_flags=("--enable-hostpath-provisioner=true",),
    )
    control_plane.prepare(plane, [network.NODE_ADDRESS], ["localhost", node.NAME])
    settings = _node_settings(programs.kubernetes, containerd)
    _node_credentials(plane, settings)
    node.write(settings)
    leftovers.make_cgroups()
    _prepare_store(settings, infrastructure)
    GROUP.start(node.containerd(settings))
    control_plane.run(plane, GROUP, with_scheduler=True)
    GROUP.wait("containerd", "containerd's socket", node.CONTAINERD_SOCKET.exists, NODE_LIMIT)
    GROUP.start(node.kubelet(settings))
    GROUP.start(node.kube_proxy(settings))
    GROUP.wait("kubelet", "a ready node", _node_is_ready, NODE_LIMIT)
    _install_workloads()
    Record(build, str(settings.image_store), settings.ctr).save()


def _prepare_store(settings: NodeSettings, infrastructure: Sequence[Image]) -> None:
    """Forget the containers of an earlier cluster and import our images.

    containerd does not serve pods meanwhile, so it never learns of containers whose pods no API
    server knows any more; the images, five gigabytes of them, stay.
    """
    GROUP.start(node.containerd(settings, serve_pods=False))
    GROUP.wait("containerd", "containerd's socket", lambda: _answers(settings.ctr), NODE_LIMIT)
    for kind, remove in (("containers", ["delete"]), ("sandboxes", ["remove", "--force"])):
        for line in _lines([*settings.ctr, kind, "list"])[1:]:
            _lines([*settings.ctr, kind, *remove, line.split()[0]])
    for image in infrastructure:
        images.load(settings.ctr, image)
    GROUP.stop("containerd", grace=5.0)
    node.CONTAINERD_SOCKET.unlink(missing_ok=True)


def _node_settings(kubernetes: Path, containerd: Path) -> NodeSettings:
    CONFIGURATION.mkdir(parents=True, exist_ok=True)
    return NodeSettings(
        kubernetes=kubernetes,
        containerd=containerd,
        image_store=cache_root() / f"image-store-{cache.key(builds.CONTAINERD)}",
        certificates=STATE / "certificates",
        configuration=CONFIGURATION,
    )


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


def _install_workloads() -> None:
    kubectl = [str(builds.kubectl()), f"--kubeconfig={ADMIN}"]
    _lines([*kubectl, "apply", "--server-side", f"--filename={MANIFESTS}"])
    for namespace, name in (("kube-system", "coredns"), ("monitoring", "prometheus")):
        command = ["rollout", "status", f"--namespace={namespace}", f"deployment/{name}"]
        _lines([*kubectl, *command, f"--timeout={WORKLOAD_LIMIT}"])


def _client() -> Client:
    authority = certificates.Authority(STATE / "certificates")
    url = f"https://{network.NODE_ADDRESS}:{API_PORT}"
    return Client.of(url, authority.root.certificate, authority.pair("pilotlight-admin"))


def _node_is_ready() -> bool:
    found = _client().get(f"/api/v1/nodes/{node.NAME}")
    conditions = found["status"].get("conditions", []) if found else []
    return any(it["type"] == "Ready" and it["status"] == "True" for it in conditions)


def _build(
    programs: builds.ControlPlanePrograms, containerd: Path, infrastructure: Sequence[Image]
) -> str:
    sources = [it for it in sorted(PACKAGE.glob("*.py")) if it.name != "cli.py"]
    return cache.key(
        *sources,
        MANIFESTS,
        str(programs.kubernetes),
        str(containerd),
        *(it.digest for it in infrastructure),
    )


def _why_replace(running: Record | None, build: str, fresh: bool) -> str:
    if fresh:
        return "a fresh one was asked for"
    if running is None:
        return "it was not completely started"
    if running.build != build:
        return "it is of another build"
    return "it is not healthy"


def _leave_kubeconfig() -> None:
    KUBECONFIG.parent.mkdir(parents=True, exist_ok=True)
    part = KUBECONFIG.with_name(f".{KUBECONFIG.name}.part")
    shutil.copy(ADMIN, part)
    part.rename(KUBECONFIG)


def _rotate_logs() -> None:
    previous = GROUP.logs.with_name("cluster.previous")
    shutil.rmtree(previous, ignore_errors=True)
    if GROUP.logs.exists():
        GROUP.logs.rename(previous)


def _require_root() -> None:
    if os.geteuid() != 0:
        raise ClusterError(
            "a cluster with a node needs root: it makes network devices, mounts and cgroups."
            " Without root there is `control-plane up`, or name a cluster of your own by KUBECONFIG"
        )


def _answers(ctr: list[str]) -> bool:
    return subprocess.run([*ctr, "version"], capture_output=True, check=False).returncode == 0


def _lines(command: list[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed: {done.stderr.strip()}")
    return done.stdout.split("\n")[:-1]
