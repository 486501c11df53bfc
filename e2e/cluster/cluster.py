"""The node cluster of this machine: up, down, status, and what a running one can be asked for."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from e2e.cluster import builds, certificates, images, leftovers, network, packages, startup
from e2e.cluster.client import Client
from e2e.cluster.failures import ClusterError
from e2e.cluster.installation import API_PORT, Installation
from e2e.cluster.lock import machine_lock
from e2e.cluster.oci import Image
from e2e.cluster.paths import KUBECONFIG, RUN, STATE, logs
from e2e.cluster.processes import Group
from e2e.cluster.progress import say, step

COMPONENTS = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "containerd",
    "kubelet",
    "kube-proxy",
    "volume-provisioner",
)
RECORD = RUN / "cluster.json"
GROUP = Group(run=RUN, logs=logs() / "cluster")
STOP_GRACE = 5.0  # seconds
# A node that was taken for lost in between is believed again only with its next report.
RESTART_LIMIT = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Record:
    """What runs now: written last by `up`, so a half-started cluster has none."""

    build: str
    ctr: list[str]

    def save(self) -> None:
        """Write it down, in one piece."""
        part = RECORD.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)))
        part.rename(RECORD)

    @classmethod
    def load(cls) -> Self | None:
        """The record of the running cluster, if there is one."""
        try:
            return cls(**json.loads(RECORD.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None


def up(*, gpus: int | None = None, fresh: bool = False) -> None:
    """Have a healthy cluster of the present build, by reusing the running one or starting one.

    `gpus` is how many GPUs the node pretends to have; None leaves that as it is.
    """
    _require_root()
    packages.ensure(packages.NODE)
    parts = Installation.of_this_machine()
    builds.link_for_people()
    with machine_lock():
        if reason := _replaced_because(parts.build, fresh):
            if RUN.exists():
                say(f"replacing what runs: {reason}")
            _start(parts)
        else:
            say("reusing the running cluster: it is healthy and of this build")
        if gpus is not None:
            startup.advertise_gpus(_client(), gpus)
        _leave_kubeconfig(parts.plane.kubeconfig("admin"))


def down() -> None:
    """Remove the cluster and every trace of it but its logs and the cache."""
    _require_root()
    with machine_lock():
        with step("removing the cluster"):
            leftovers.remove_all(GROUP)
        KUBECONFIG.unlink(missing_ok=True)


def status() -> dict[str, str]:
    """Each component and whether it runs."""
    report = {}
    for name in COMPONENTS:
        pid = GROUP.pid(name)
        report[name] = f"running, pid {pid}" if pid else "not running"
    unwell = _unwell_because()
    report["cluster"] = "healthy" if unwell is None else unwell
    report["logs"] = str(GROUP.logs)
    return report


def restart(name: str) -> None:
    """Stop and start one component; pods live through it, and the GPUs stay."""
    _require_root()
    with machine_lock():
        if Record.load() is None:
            raise ClusterError("no cluster is running")
        parts = Installation.of_this_machine()
        gpus = startup.advertised_gpus(_client())
        GROUP.stop(name, grace=STOP_GRACE)
        GROUP.start(parts.commands()[name])

        def well() -> bool:
            return startup.answers(name, parts.node) and _unwell_because() is None

        try:
            GROUP.wait(name, "a healthy cluster", well, RESTART_LIMIT)
        except ClusterError as error:
            raise ClusterError(f"{_unwell_because() or 'healthy by now'}: {error}") from error
        startup.advertise_gpus(_client(), gpus)


def load(wanted: Sequence[Image]) -> None:
    """Import images into the running cluster."""
    with machine_lock():
        record = Record.load()
        if record is None:
            raise ClusterError("no cluster is running")
        for image in wanted:
            images.load(record.ctr, image)


def running() -> bool:
    """Whether `up` has completed and `down` has not been called."""
    return Record.load() is not None and GROUP.alive("containerd")


def _start(parts: Installation) -> None:
    with step("starting the cluster"):
        leftovers.remove_all(GROUP)
        try:
            startup.start(GROUP, parts)
        except BaseException:
            leftovers.remove_all(GROUP)
            raise
        Record(parts.build, parts.node.ctr).save()


def _replaced_because(build: str, fresh: bool) -> str | None:
    """Why the running cluster will not do, or None."""
    record = Record.load()
    if record is None:
        return "no cluster was completely started"
    if record.build != build:
        return "it is of another build"
    if fresh:
        return "a fresh one was asked for"
    return _unwell_because()


def _unwell_because() -> str | None:
    """What is wrong with the running cluster, or None."""
    if not RUN.exists():
        return "no cluster is running"
    dead = [name for name in COMPONENTS if not GROUP.alive(name)]
    if dead:
        return f"not running: {', '.join(dead)}"
    try:
        client = _client()
        if not client.ready():
            return "the API server is not ready"
        return None if startup.node_is_ready(client) else "the node is not ready"
    except (ClusterError, OSError) as error:
        return str(error)


def _client() -> Client:
    authority = certificates.Authority(STATE / "certificates")
    url = f"https://{network.NODE_ADDRESS}:{API_PORT}"
    return Client.of(url, authority.root.certificate, authority.pair("pilotlight-admin"))


def _leave_kubeconfig(admin: Path) -> None:
    KUBECONFIG.parent.mkdir(parents=True, exist_ok=True)
    part = KUBECONFIG.with_name(f".{KUBECONFIG.name}.part")
    shutil.copy(admin, part)
    part.rename(KUBECONFIG)


def _require_root() -> None:
    if os.geteuid() != 0:
        raise ClusterError(
            "a cluster with a node needs root: it makes network devices, mounts and cgroups."
            " Without root there is `control-plane up`, or name a cluster of your own by KUBECONFIG"
        )
