"""The cluster's network on this machine: two bridges, three address ranges, one nftables table.

Ranges and names are fixed because there is one node cluster per machine. Whatever is changed here
is put back by `down`, also when `up` was killed half way.
"""

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

from e2e.cluster.components import SERVICE_RANGE
from e2e.cluster.failures import ClusterError
from e2e.cluster.paths import RUN, STATE

NODE_DEVICE = "pilotlight0"
NODE_ADDRESS = "10.200.0.1"
POD_DEVICE = "pilotlight-pods"  # 15 characters, the most that a device's name may have
POD_RANGE = "10.244.0.0/16"
NODE_POD_RANGE = "10.244.0.0/24"
NETWORK_NAME = "pilotlight"
CNI_BINARIES = Path("/usr/lib/cni")
CNI_RESULTS = Path("/var/lib/cni")
CNI_FOLDER = STATE / "cni"
SYSCTL_BACKUP = RUN / "sysctls.json"

# Pods are routed, and what one pod sends another over the bridge passes the Services' rules.
SYSCTLS = {
    "net/ipv4/ip_forward": "1",
    "net/bridge/bridge-nf-call-iptables": "1",
    "net/bridge/bridge-nf-call-ip6tables": "1",
}
TABLES = ("ip pilotlight", "ip kube-proxy", "ip6 kube-proxy")
MASQUERADE = f"""
table ip pilotlight {{
  chain postrouting {{
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr {POD_RANGE} ip daddr != {POD_RANGE} oifname != "{POD_DEVICE}" masquerade
  }}
}}
"""
# A machine with Docker drops what it forwards unless somebody says otherwise.
FORWARD_RULES = (("-i", POD_DEVICE, "-j", "ACCEPT"), ("-o", POD_DEVICE, "-j", "ACCEPT"))


def up() -> None:
    """Devices, routes, masquerading and the configuration of the pods' network."""
    _set_sysctls()
    _run("ip", "link", "add", NODE_DEVICE, "type", "bridge")
    _run("ip", "address", "add", f"{NODE_ADDRESS}/24", "dev", NODE_DEVICE)
    _run("ip", "link", "set", NODE_DEVICE, "up")
    # Services are reached from this machine too, with or without a default route.
    _run("ip", "route", "add", SERVICE_RANGE, "dev", NODE_DEVICE)
    _run("nft", "-f", "-", stdin=MASQUERADE)
    if _forwarding_is_dropped():
        for rule in FORWARD_RULES:
            _run("iptables", "-I", "FORWARD", *rule)
    CNI_FOLDER.mkdir(parents=True, exist_ok=True)
    (CNI_FOLDER / "10-pilotlight.conflist").write_text(json.dumps(cni_configuration(), indent=2))


def down() -> None:
    """Undo `up`, and what the CNI plugins and kube-proxy have added to it."""
    if shutil.which("ip"):
        for device in (POD_DEVICE, NODE_DEVICE):
            _attempt("ip", "link", "delete", device)
    if shutil.which("nft"):
        for table in TABLES:
            _attempt("nft", "delete", "table", *table.split())
    if shutil.which("iptables") and _forwarding_is_dropped():
        for rule in FORWARD_RULES:
            while _attempt("iptables", "-D", "FORWARD", *rule):
                pass
    for result in CNI_RESULTS.glob(f"results/{NETWORK_NAME}-*"):
        result.unlink(missing_ok=True)
    for folder in (CNI_RESULTS / "results", CNI_RESULTS):
        with contextlib.suppress(OSError):
            folder.rmdir()  # only when nobody else's things are in it
    _restore_sysctls()


def cni_configuration() -> dict[str, object]:
    """A bridge per node. No port mapping: a pod's hostPort is not supported here."""
    return {
        "cniVersion": "1.0.0",
        "name": NETWORK_NAME,
        "plugins": [
            {
                "type": "bridge",
                "bridge": POD_DEVICE,
                "isGateway": True,
                "hairpinMode": True,
                "ipMasq": False,  # the table `ip pilotlight` does it, and goes in one piece
                "ipam": {
                    "type": "host-local",
                    "ranges": [[{"subnet": NODE_POD_RANGE}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                    "dataDir": str(RUN / "cni"),
                },
            }
        ],
    }


def _set_sysctls() -> None:
    _attempt("modprobe", "br_netfilter")
    files = {name: Path("/proc/sys") / name for name in SYSCTLS}
    missing = [name for name, file in files.items() if not file.exists()]
    if missing:
        raise ClusterError(f"this kernel lacks {', '.join(missing)}: load the module br_netfilter")
    RUN.mkdir(parents=True, exist_ok=True)
    before = {name: file.read_text().strip() for name, file in files.items()}
    SYSCTL_BACKUP.write_text(json.dumps(before))
    for name, file in files.items():
        file.write_text(SYSCTLS[name])


def _restore_sysctls() -> None:
    try:
        before = json.loads(SYSCTL_BACKUP.read_text())
    except (FileNotFoundError, ValueError):
        return
    for name, value in before.items():
        with contextlib.suppress(OSError):
            (Path("/proc/sys") / name).write_text(value)
    SYSCTL_BACKUP.unlink()


def _forwarding_is_dropped() -> bool:
    done = subprocess.run(
        ["iptables", "-S", "FORWARD"], capture_output=True, text=True, check=False
    )
    return "-P FORWARD DROP" in done.stdout


def _attempt(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(*command: str, stdin: str | None = None) -> None:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed: {done.stderr.strip()}")
