"""The command lines of the control plane's components.

Rendering only: settings in, commands out. A control plane without nodes and the one of the node
cluster differ in their settings, not in their flags, so a test against the first one holds for
the second.
"""

from dataclasses import dataclass
from pathlib import Path

from e2e.cluster.builds import ControlPlanePrograms
from e2e.cluster.processes import Command

SERVICE_RANGE = "10.96.0.0/16"
SERVICE_API_SERVER = "10.96.0.1"
CLUSTER_DOMAIN = "cluster.local"
ETCD_SOCKET = "etcd:0"

# The controller manager's and the scheduler's own limits (20 and 50 requests per second) would
# otherwise be the speed that a benchmark of the operator measures.
CLIENT_RATE = ("--kube-api-qps=200", "--kube-api-burst=400")


@dataclass(frozen=True, slots=True)
class ControlPlaneSettings:
    """Where a control plane listens and where it keeps its things."""

    programs: ControlPlanePrograms
    directory: Path
    address: str
    port: int
    run: Path
    kubelet_client: bool = False
    api_server_flags: tuple[str, ...] = ()
    controller_manager_flags: tuple[str, ...] = ()

    @property
    def certificates(self) -> Path:
        """The folder of the certificate authority."""
        return self.directory / "certificates"

    @property
    def etcd_socket(self) -> Path:
        """Where etcd listens."""
        return self.run / ETCD_SOCKET

    @property
    def url(self) -> str:
        """The API server's address."""
        return f"https://{self.address}:{self.port}"

    def kubeconfig(self, user: str) -> Path:
        """The kubeconfig of one of the components, or of `admin`."""
        return self.directory / f"{user}.kubeconfig"


def etcd(settings: ControlPlaneSettings) -> Command:
    """etcd on a Unix socket: no port to choose, and nobody else on the machine can reach it."""
    # etcd accepts only host:port after unix://, and makes a socket of that name where it runs.
    client, peer = (f"unix://{name}" for name in (ETCD_SOCKET, "etcd-peer:0"))
    return Command(
        "etcd",
        [
            *("/usr/bin/env", f"--chdir={settings.run}"),
            str(settings.programs.etcd),
            f"--data-dir={settings.directory}/etcd",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            # The data lives as long as the cluster; waiting for the disk would protect nothing.
            "--unsafe-no-fsync",
            "--auto-compaction-retention=5m",
            "--quota-backend-bytes=4294967296",
            "--log-level=warn",
        ],
    )


def api_server(settings: ControlPlaneSettings) -> Command:
    """kube-apiserver with the defaults of its version, RBAC and the Node authorizer."""
    own = settings.certificates
    kubelet = [
        f"--kubelet-client-certificate={own}/kube-apiserver-kubelet-client.crt",
        f"--kubelet-client-key={own}/kube-apiserver-kubelet-client.key",
        f"--kubelet-certificate-authority={own}/ca.crt",
        "--kubelet-preferred-address-types=InternalIP",
    ]
    return Command(
        "kube-apiserver",
        [
            str(settings.programs.kubernetes),
            "kube-apiserver",
            f"--etcd-servers=unix://{settings.etcd_socket}",
            f"--bind-address={settings.address}",
            f"--advertise-address={settings.address}",
            f"--secure-port={settings.port}",
            f"--service-cluster-ip-range={SERVICE_RANGE}",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--allow-privileged=true",
            f"--client-ca-file={own}/ca.crt",
            f"--tls-cert-file={own}/kube-apiserver.crt",
            f"--tls-private-key-file={own}/kube-apiserver.key",
            f"--service-account-issuer=https://kubernetes.default.svc.{CLUSTER_DOMAIN}",
            f"--service-account-key-file={own}/service-accounts.key",
            f"--service-account-signing-key-file={own}/service-accounts.key",
            f"--requestheader-client-ca-file={own}/ca.crt",
            "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-username-headers=X-Remote-User",
            f"--proxy-client-cert-file={own}/front-proxy-client.crt",
            f"--proxy-client-key-file={own}/front-proxy-client.key",
            # Tests read back Events and delete many objects: the default of one hour is plenty.
            "--event-ttl=1h",
            *(kubelet if settings.kubelet_client else []),
            *settings.api_server_flags,
        ],
    )


def controller_manager(settings: ControlPlaneSettings) -> Command:
    """kube-controller-manager with all its controllers."""
    own = settings.certificates
    return Command(
        "kube-controller-manager",
        [
            str(settings.programs.kubernetes),
            "kube-controller-manager",
            f"--kubeconfig={settings.kubeconfig('kube-controller-manager')}",
            "--secure-port=0",
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            f"--service-account-private-key-file={own}/service-accounts.key",
            f"--root-ca-file={own}/ca.crt",
            f"--cluster-signing-cert-file={own}/ca.crt",
            f"--cluster-signing-key-file={own}/ca.key",
            f"--service-cluster-ip-range={SERVICE_RANGE}",
            *CLIENT_RATE,
            *settings.controller_manager_flags,
        ],
    )


def scheduler(settings: ControlPlaneSettings) -> Command:
    """kube-scheduler."""
    return Command(
        "kube-scheduler",
        [
            str(settings.programs.kubernetes),
            "kube-scheduler",
            f"--kubeconfig={settings.kubeconfig('kube-scheduler')}",
            "--secure-port=0",
            "--leader-elect=false",
            *CLIENT_RATE,
        ],
    )
