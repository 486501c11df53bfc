"""What the container's kernel tells about memory kills."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_COUNTERS = (
    Path("/sys/fs/cgroup/memory.events"),  # cgroup v2
    Path("/sys/fs/cgroup/memory/memory.oom_control"),  # cgroup v1
)


def oom_kills() -> int:
    """How many processes of this container the kernel has killed for their memory; 0 if unknown."""
    for path in _COUNTERS:
        with contextlib.suppress(OSError):
            if match := re.search(r"^oom_kill (\d+)$", path.read_text(), re.MULTILINE):
                return int(match.group(1))
    return 0
