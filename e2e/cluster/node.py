"""The node's components: containerd, kubelet and kube-proxy, and their configuration files.

Rendering only, but for `write`. The options that look odd are explained in README.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from e2e.cluster.components import CLUSTER_DOMAIN
from e2e.cluster.images import PREFIX, TAG
from e2e.cluster.network import CNI_BINARIES, CNI_FOLDER, NODE_ADDRESS, POD_RANGE
from e2e.cluster.paths import RUN, STATE
from e2e.cluster.processes import Command

NAME = "local"
DNS_ADDRESS = "10.96.0.10"
# One cgroup for all pods: what is left in it after a crash is ours, and ours alone.
CGROUP = "pilotlight"
CONTAINERD_SOCKET = RUN / "containerd.sock"
CONTAINERD_STATE = RUN / "containerd"
KUBELET_ROOT = STATE / "kubelet"
POD_LOGS = STATE / "pod-logs"
HEALTH_PORTS = {"kubelet": 10248, "kube-proxy": 10256}
RESOLVER_FILES = (Path("/run/systemd/resolve/resolv.conf"), Path("/etc/resolv.conf"))
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """The programs of a node, its image store, and the folder of the cluster's certificates."""

    kubernetes: Path
    containerd: Path  # the folder with the shim and ctr beside it
    image_store: Path
    certificates: Path
    configuration: Path

    def kubeconfig(self, user: str) -> Path:
        """The kubeconfig of one of the node's components."""
        return self.configuration / f"{user}.kubeconfig"

    @property
    def ctr(self) -> list[str]:
        """The containerd client, in the namespace that kubelet's images are in."""
        program = str(self.containerd / "ctr")
        return [program, f"--address={CONTAINERD_SOCKET}", "--namespace=k8s.io"]


def containerd(settings: NodeSettings, *, serve_pods: bool = True) -> Command:
    """containerd; without serving pods it only keeps its store, for cleaning it and importing."""
    file = "containerd.toml" if serve_pods else "containerd-store.toml"
    return Command(
        "containerd",
        [str(settings.containerd / "containerd"), f"--config={settings.configuration / file}"],
        {"PATH": f"{settings.containerd}:{SYSTEM_PATH}"},
    )


def kubelet(settings: NodeSettings) -> Command:
    """kubelet, registered under the node's own address."""
    return Command(
        "kubelet",
        [
            str(settings.kubernetes),
            "kubelet",
            f"--config={settings.configuration}/kubelet.json",
            f"--kubeconfig={settings.kubeconfig('kubelet')}",
            f"--root-dir={KUBELET_ROOT}",
            f"--hostname-override={NAME}",
            f"--node-ip={NODE_ADDRESS}",
        ],
        {"PATH": SYSTEM_PATH},
    )


def kube_proxy(settings: NodeSettings) -> Command:
    """kube-proxy, by nftables."""
    return Command(
        "kube-proxy",
        [
            str(settings.kubernetes),
            "kube-proxy",
            f"--config={settings.configuration}/kube-proxy.json",
        ],
        {"PATH": SYSTEM_PATH},
    )


def write(settings: NodeSettings) -> None:
    """Write the configuration files."""
    files = {
        "containerd.toml": containerd_configuration(settings, serve_pods=True),
        "containerd-store.toml": containerd_configuration(settings, serve_pods=False),
        "kubelet.json": json.dumps(kubelet_configuration(settings), indent=2),
        "kube-proxy.json": json.dumps(kube_proxy_configuration(settings), indent=2),
    }
    for name, text in files.items():
        (settings.configuration / name).write_text(text)
    KUBELET_ROOT.mkdir(parents=True, exist_ok=True)
    POD_LOGS.mkdir(parents=True, exist_ok=True)
    settings.image_store.mkdir(parents=True, exist_ok=True)


def containerd_configuration(settings: NodeSettings, *, serve_pods: bool) -> str:
    """containerd's TOML."""
    disabled = [] if serve_pods else ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.runtime"]
    return f"""version = 3
root = "{settings.image_store}"
state = "{CONTAINERD_STATE}"
disabled_plugins = {json.dumps(disabled)}

[grpc]
  address = "{CONTAINERD_SOCKET}"

[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "{PREFIX}pause{TAG}"

[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["{CNI_BINARIES}"]
    conf_dir = "{CNI_FOLDER}"
  [plugins."io.containerd.cri.v1.runtime".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
        SystemdCgroup = false
"""


def kubelet_configuration(settings: NodeSettings) -> Mapping[str, object]:
    """KubeletConfiguration."""
    own = settings.certificates
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": NODE_ADDRESS,
        "healthzBindAddress": NODE_ADDRESS,
        "healthzPort": HEALTH_PORTS["kubelet"],
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": f"{own}/ca.crt"},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": f"{own}/kubelet-server.crt",
        "tlsPrivateKeyFile": f"{own}/kubelet-server.key",
        "containerRuntimeEndpoint": f"unix://{CONTAINERD_SOCKET}",
        "clusterDNS": [DNS_ADDRESS],
        "clusterDomain": CLUSTER_DOMAIN,
        "resolvConf": str(resolver_file()),
        "podLogsDir": str(POD_LOGS),
        "volumePluginDir": str(KUBELET_ROOT / "volume-plugins"),
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{CGROUP}",
        "failCgroupV1": False,
        "enforceNodeAllocatable": [],
        "failSwapOn": False,
        "makeIPTablesUtilChains": False,
        "serializeImagePulls": False,
        "maxPods": 200,
        "kubeAPIQPS": 200,
        "kubeAPIBurst": 400,
        # There is no registry to pull an image from again: never collect one.
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "evictionHard": {
            "memory.available": "100Mi",
            "nodefs.available": "1%",
            "nodefs.inodesFree": "1%",
            "imagefs.available": "1%",
            "imagefs.inodesFree": "1%",
        },
    }


def kube_proxy_configuration(settings: NodeSettings) -> Mapping[str, object]:
    """KubeProxyConfiguration."""
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "nftables",
        "clusterCIDR": POD_RANGE,
        "hostnameOverride": NAME,
        "healthzBindAddress": f"{NODE_ADDRESS}:{HEALTH_PORTS['kube-proxy']}",
        "metricsBindAddress": f"{NODE_ADDRESS}:10249",
        "clientConnection": {"kubeconfig": str(settings.kubeconfig("kube-proxy"))},
        # Writing the machine's conntrack limits needs rights that a container or a VM may lack.
        "conntrack": {"maxPerCore": 0},
    }


def resolver_file() -> Path:
    """What pods forward other names to: not systemd's stub, which only this machine can reach."""
    return next((it for it in RESOLVER_FILES if it.exists()), RESOLVER_FILES[-1])
