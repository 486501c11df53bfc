"""What the container's kernel tells: memory kills, and which pod this is."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_COUNTERS = (
    Path("/sys/fs/cgroup/memory.events"),  # cgroup v2
    Path("/sys/fs/cgroup/memory/memory.oom_control"),  # cgroup v1
)
_MOUNTS = Path("/proc/self/mountinfo")
# kubelet mounts a file of the pod's own folder at /etc/hosts, whatever the pod's template says.
_HOSTS = re.compile(r"/pods/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/etc-hosts /etc/hosts ")


def pod_uid(mounts: Path = _MOUNTS) -> str | None:
    """The uid of the pod that this container is in; None where the runtime hides it."""
    with contextlib.suppress(OSError):
        if match := _HOSTS.search(mounts.read_text()):
            return match.group(1)
    return None


def oom_kills() -> int | None:
    """How many processes of this container the kernel has killed for memory; None: unknown."""
    for path in _COUNTERS:
        with contextlib.suppress(OSError):
            if match := re.search(r"^oom_kill (\d+)$", path.read_text(), re.MULTILINE):
                return int(match.group(1))
    return None


def more(before: int | None, now: int | None) -> bool | None:
    """Whether a count has grown; None when it was not known both times."""
    return None if before is None or now is None else now > before
