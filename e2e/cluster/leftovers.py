"""Takes a node cluster apart, whatever is left of it.

Every step works on what it finds, not on what should be there, so the same code ends a healthy
cluster and tidies up after one whose every process was killed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from e2e.cluster import network
from e2e.cluster.failures import ClusterError
from e2e.cluster.node import CGROUP
from e2e.cluster.paths import RUN, STATE
from e2e.cluster.processes import Group

CGROUP_ROOT = Path("/sys/fs/cgroup")
CONTAINER_LOG_LINKS = Path("/var/log/containers")
KILL_LIMIT = 30.0  # seconds


def remove_all(group: Group) -> None:
    """End all processes and remove all devices, mounts, cgroups, rules and folders."""
    # kubelet first: it would start again what is ended next.
    for name in ("kubelet", "kube-proxy"):
        group.stop(name)
    group.stop_all()
    kill_pods()
    unmount_below(RUN, STATE)
    remove_cgroups()
    network.down()
    _remove_log_links()
    for folder in (RUN, STATE):
        shutil.rmtree(folder, ignore_errors=True)
    if RUN.exists() or STATE.exists():
        raise ClusterError(f"could not remove {RUN} and {STATE}: is something mounted in them?")


def kill_pods() -> None:
    """SIGKILL to every process in the pods' cgroup."""
    deadline = time.monotonic() + KILL_LIMIT
    while pids := _pod_processes():
        if time.monotonic() > deadline:
            raise ClusterError(f"processes of pods survive SIGKILL: {sorted(pids)}")
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def unmount_below(*folders: Path) -> None:
    """Detach all mounts below these folders, the innermost first."""
    for point in reversed(mount_points(Path("/proc/self/mountinfo").read_text())):
        if any(point == folder or folder in point.parents for folder in folders):
            subprocess.run(["umount", "--lazy", str(point)], capture_output=True, check=False)


def mount_points(mountinfo: str) -> list[Path]:
    """The mount points of a mountinfo file in the order in which they were mounted."""
    fields = (line.split(" ")[4] for line in mountinfo.splitlines())
    # Blanks and the like are written as octal escapes.
    return [Path(it.encode().decode("unicode_escape")) for it in fields]


def remove_cgroups() -> None:
    """Remove the pods' cgroups from every hierarchy."""
    for root in cgroups():
        for folder, _, _ in os.walk(root, topdown=False):
            with contextlib.suppress(FileNotFoundError):
                Path(folder).rmdir()


def cgroups() -> list[Path]:
    """Our cgroup in each hierarchy of cgroup v1, or in the one of v2."""
    candidates = [CGROUP_ROOT / CGROUP, *CGROUP_ROOT.glob(f"*/{CGROUP}")]
    return [it for it in candidates if it.is_dir() and not it.is_symlink()]


def make_cgroups() -> None:
    """kubelet wants the folder of its pods to be there in every hierarchy."""
    if (CGROUP_ROOT / "cgroup.controllers").exists():
        (CGROUP_ROOT / CGROUP).mkdir(exist_ok=True)
        return
    for hierarchy in CGROUP_ROOT.iterdir():
        if hierarchy.is_dir() and not hierarchy.is_symlink() and (hierarchy / "tasks").exists():
            (hierarchy / CGROUP).mkdir(exist_ok=True)


def _pod_processes() -> set[int]:
    pids: set[int] = set()
    for root in cgroups():
        for file in root.rglob("cgroup.procs"):
            # A cgroup may go while it is being read.
            with contextlib.suppress(OSError):
                pids |= {int(line) for line in file.read_text().split()}
    return pids - {0}


def _remove_log_links() -> None:
    for link in CONTAINER_LOG_LINKS.glob("*.log"):
        if link.is_symlink() and str(link.readlink()).startswith(str(STATE)):
            link.unlink()
    with contextlib.suppress(OSError):
        CONTAINER_LOG_LINKS.rmdir()
