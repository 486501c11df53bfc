"""Debian packages: installed on the machine, or only unpacked into the cache.

etcd and Prometheus are unpacked, because installing them would start services of the machine's
own on their ports; libfaketime is, because only a test loads it. What is installed starts nothing.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from e2e.cluster import cache, progress
from e2e.cluster.failures import ClusterError

# Package → a program or file that shows that it is there.
CONTROL_PLANE = {"openssl": "openssl", "ca-certificates": "/etc/ssl/certs/ca-certificates.crt"}
NODE = {
    **CONTROL_PLANE,
    "runc": "runc",
    "containernetworking-plugins": "/usr/lib/cni/bridge",
    "nftables": "nft",
    "conntrack": "conntrack",
    "iptables": "iptables",
    "ethtool": "ethtool",
    "socat": "socat",
    "iproute2": "ip",
    "kmod": "modprobe",
}
IMAGES = {
    **CONTROL_PLANE,
    "debootstrap": "debootstrap",
    "debian-archive-keyring": "/usr/share/keyrings/debian-archive-keyring.gpg",
    "gcc": "gcc",
    "libc6-dev": "/usr/include/stdio.h",
    "zstd": "zstd",
    "util-linux": "unshare",
}


def ensure(wanted: dict[str, str]) -> None:
    """Install what is missing of these packages; root is needed only when something is."""
    missing = [package for package, sign in wanted.items() if not _present(sign)]
    if not missing:
        return
    names = " ".join(missing)
    if shutil.which("apt-get") is None:
        raise ClusterError(f"install these first, there is no apt-get here to do it: {names}")
    if os.geteuid() != 0:
        raise ClusterError(f"not root: run `apt-get install {names}` as root, or run this as root")
    with cache.lock("apt"), progress.step(f"installing Debian packages: {names}"):
        _refresh_lists()
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)


def ensure_venv() -> None:
    """Install what `python3 -m venv` needs, which Debian splits off its Python."""
    probe = ["python3", "-c", "import ensurepip"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        ensure({"python3-venv": "/nonexistent"})


def unpacked(package: str) -> Path:
    """The files of a Debian package, in the cache, without installing it."""

    def make(folder: Path) -> None:
        with cache.lock("apt"), tempfile.TemporaryDirectory() as scratch:
            _refresh_lists()
            # apt drops its rights to the user _apt, who must be able to write here.
            Path(scratch).chmod(0o777)
            _run("apt-get", "download", "-qq", package, cwd=Path(scratch))
            (archive,) = Path(scratch).glob("*.deb")
            _run("dpkg-deb", "--extract", str(archive), str(folder))

    return cache.entry(
        package, cache.key(package, _release()), f"unpacking the Debian package {package}", make
    )


def _present(sign: str) -> bool:
    if sign.startswith("/"):
        return Path(sign).exists()
    return shutil.which(sign, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def _release() -> str:
    return Path("/etc/os-release").read_text()


def _refresh_lists() -> None:
    """Fetch the package lists once per process: a fresh machine has none or old ones.

    Only root can; without root the lists of the last time have to do.
    """
    global _lists_are_fresh  # noqa: PLW0603 - the machine's state, not ours
    if not _lists_are_fresh and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _lists_are_fresh = True


_lists_are_fresh = False


def _run(*command: str, cwd: Path | None = None) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")
