"""What the container's kernel tells about memory kills."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_COUNTERS = (
    Path("/sys/fs/cgroup/memory.events"),  # cgroup v2
    Path("/sys/fs/cgroup/memory/memory.oom_control"),  # cgroup v1
)


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
