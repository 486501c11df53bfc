"""A Kubernetes control plane without nodes: API server, etcd, controller manager.

Enough for everything that an operator does through the API: CRDs, admission, server-side apply,
RBAC, garbage collection, Leases. Each instance has a folder and ports of its own, so several run
beside one another and beside the node cluster, and none needs root.
"""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from e2e.cluster import builds, components, kubeconfig
from e2e.cluster.certificates import Authority
from e2e.cluster.client import Client
from e2e.cluster.components import CLUSTER_DOMAIN, SERVICE_API_SERVER, ControlPlaneSettings
from e2e.cluster.failures import ClusterError
from e2e.cluster.paths import REPOSITORY
from e2e.cluster.processes import Command, Group

START_LIMIT = 60.0  # seconds; it takes about 6 on two idle cores
ATTEMPTS = 3  # a free port may be taken by somebody else before the API server listens on it
# A test that wants a node makes the object; there is no kubelet that would keep it alive.
NO_NODE_LIFECYCLE = "--controllers=*,-node-lifecycle-controller,-taint-eviction-controller"
SERVER_NAMES = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"]


class ControlPlane:
    """A control plane that lives as long as its `with` block, or as this process at most.

        with ControlPlane() as plane:
            load_kube_config(plane.kubeconfig)

    With `detached=True` it lives on until somebody calls `stop` on an instance with the same
    directory, in this process or another.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        scheduler: bool = False,
        detached: bool = False,
        api_server_flags: Sequence[str] = (),
    ) -> None:
        self._temporary = directory is None
        # Short whatever the machine's TMPDIR: the path of etcd's socket must fit 107 characters.
        self.directory = directory or Path(tempfile.mkdtemp(prefix="pilotlight-", dir="/tmp"))
        self._scheduler = scheduler
        self._detached = detached
        self._flags = tuple(api_server_flags)
        self._group = Group(run=self.directory / "run", logs=self.directory / "logs")
        self._settings: ControlPlaneSettings | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig."""
        return self.directory / "admin.kubeconfig"

    @property
    def url(self) -> str:
        """The API server's address."""
        return self._running().url

    def start(self) -> Self:
        """Return once the API server is ready and the controllers have made the default account."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._group.stop_all()
        programs = builds.control_plane_programs()
        self._start_guard()
        try:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    self._start_on_a_free_port(programs)
                except ClusterError:
                    if attempt == ATTEMPTS or not self._port_was_taken():
                        raise
                else:
                    return self
        except BaseException:
            self.stop()
            raise
        raise AssertionError  # the loop returns or raises

    def stop(self) -> None:
        """End all processes. The folder stays when the caller chose it."""
        self._group.stop_all()
        self._stop_guard()
        if self._temporary:
            shutil.rmtree(self.directory, ignore_errors=True)

    def start_component(self, name: str) -> None:
        """Start a component again after `stop_component`, with the same port and data."""
        commands = {it.name: it for it in _commands(self._running())}
        self._group.start(commands[name])
        if name != "kube-scheduler":
            self._wait_until_ready()

    def stop_component(self, name: str, *, grace: float = 0.0) -> None:
        """End one component, with SIGKILL unless given time: for tests of outages."""
        self._group.stop(name, grace=grace)

    def log(self, name: str) -> Path:
        """The log file of a component."""
        return self._group.log(name)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start_on_a_free_port(self, programs: builds.ControlPlanePrograms) -> None:
        self._group.stop_all()
        for stale in ("etcd", "certificates", "logs"):
            shutil.rmtree(self.directory / stale, ignore_errors=True)
        for stale_socket in self._group.run.glob("etcd*:0"):
            stale_socket.unlink()
        self._settings = ControlPlaneSettings(
            programs=programs,
            directory=self.directory,
            address="127.0.0.1",
            port=_free_port(),
            run=self._group.run,
            api_server_flags=self._flags,
            controller_manager_flags=(NO_NODE_LIFECYCLE,),
        )
        prepare(self._settings, server_addresses=[], names=["localhost"])
        run(self._settings, self._group, with_scheduler=self._scheduler)

    def _wait_until_ready(self) -> None:
        settings = self._running()
        self._group.wait(
            "kube-apiserver", "a ready API server", admin_client(settings).ready, START_LIMIT
        )

    def _running(self) -> ControlPlaneSettings:
        if self._settings is None:
            raise ClusterError("this control plane has not been started")
        return self._settings

    def _port_was_taken(self) -> bool:
        log = self._group.log("kube-apiserver")
        return log.exists() and "address already in use" in log.read_text(errors="replace")

    def _start_guard(self) -> None:
        """A process that ends the components when this one is gone, however it went."""
        if self._detached:
            return
        command = [sys.executable, "-m", "e2e.cluster.guard", str(self.directory)]
        if self._temporary:
            command.append("--remove")
        self._guard = subprocess.Popen(
            command, stdin=subprocess.PIPE, start_new_session=True, cwd=REPOSITORY
        )

    def _stop_guard(self) -> None:
        if self._guard is None:
            return
        self._guard.kill()
        self._guard.wait()
        if self._guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()
        self._guard = None


def prepare(settings: ControlPlaneSettings, server_addresses: list[str], names: list[str]) -> None:
    """Certificates and kubeconfigs of a new control plane."""
    authority = Authority(settings.certificates)
    authority.create()
    authority.server(
        "kube-apiserver",
        ["127.0.0.1", SERVICE_API_SERVER, *server_addresses],
        [*SERVER_NAMES, f"kubernetes.default.svc.{CLUSTER_DOMAIN}", *names],
    )
    authority.client("front-proxy-client")
    if settings.kubelet_client:
        authority.client("kube-apiserver-kubelet-client", "system:masters")
    for user in ("kube-controller-manager", "kube-scheduler"):
        _kubeconfig(settings, authority, user, f"system:{user}", None)
    _kubeconfig(settings, authority, "admin", "pilotlight-admin", "system:masters")


def run(settings: ControlPlaneSettings, group: Group, *, with_scheduler: bool) -> None:
    """Start the components and wait until they answer."""
    client = admin_client(settings)
    group.start(components.etcd(settings))
    group.wait("etcd", "etcd's socket", settings.etcd_socket.exists, START_LIMIT)
    group.start(components.api_server(settings))
    group.wait("kube-apiserver", "a ready API server", client.ready, START_LIMIT)
    group.start(components.controller_manager(settings))
    if with_scheduler:
        group.start(components.scheduler(settings))
    account = "/api/v1/namespaces/default/serviceaccounts/default"
    group.wait(
        "kube-controller-manager",
        "the default service account",
        lambda: client.get(account) is not None,
        START_LIMIT,
    )


def admin_client(settings: ControlPlaneSettings) -> Client:
    """A client with all rights."""
    authority = Authority(settings.certificates)
    return Client.of(settings.url, authority.root.certificate, authority.pair("pilotlight-admin"))


def _commands(settings: ControlPlaneSettings) -> list[Command]:
    return [
        components.etcd(settings),
        components.api_server(settings),
        components.controller_manager(settings),
        components.scheduler(settings),
    ]


def _kubeconfig(
    settings: ControlPlaneSettings, authority: Authority, file: str, user: str, group: str | None
) -> None:
    pair = authority.client(user, group)
    target = settings.kubeconfig(file)
    kubeconfig.write(
        target, settings.url, authority.root.certificate, pair, name="pilotlight-local"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
