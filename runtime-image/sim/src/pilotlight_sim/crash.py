"""Deaths as real engines die them: last words of vLLM and PyTorch, exit codes of the kernel."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from pilotlight_sim.settings import CrashKind

_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),  # cgroup v2
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),  # cgroup v1
)
_TOO_MUCH = 2**30  # bytes; more is no container of a test
_PIECE = 2**23
_TRACEBACK = (
    "(EngineCore pid={pid}) ERROR 11-21 05:00:00 [core.py:1500] EngineCore encountered a fatal "
    "error.\n(EngineCore pid={pid}) ERROR 11-21 05:00:00 [core.py:1500] Traceback (most recent "
    'call last):\n(EngineCore pid={pid}) ERROR 11-21 05:00:00 [core.py:1500]   File "core.py", '
    "line 1, in run_busy_loop\n(EngineCore pid={pid}) ERROR 11-21 05:00:00 [core.py:1500] {words}\n"
)
_WORDS: dict[CrashKind, str] = {
    "traceback": "RuntimeError: simulated crash",
    "cuda_oom": "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 "
    "has a total capacity of 79.25 GiB of which 1.12 GiB is free.",
    "kv_cache": "ValueError: No available memory for the cache blocks. Try increasing "
    "`gpu_memory_utilization` when initializing the engine.",
    "nccl": "RuntimeError: NCCL error: unhandled cuda error (run with NCCL_DEBUG=INFO for details)",
}


def crash(kind: CrashKind) -> NoReturn:
    """End this process in the way of `kind`."""
    if kind == "oom":
        _exhaust()
        os.kill(os.getpid(), signal.SIGKILL)
    if kind in _WORDS:
        sys.stderr.write(_TRACEBACK.format(pid=os.getpid(), words=_WORDS[kind]))
        sys.stderr.flush()
    os._exit(1)


def _exhaust() -> None:
    """Use up the container's memory, so that the kernel kills; without a limit, do nothing."""
    limit = 0
    for path in _LIMITS:
        with contextlib.suppress(OSError, ValueError):
            limit = int(path.read_text())
    hoard = [b"\1" * _PIECE for _ in range(limit // _PIECE)] if limit < _TOO_MUCH else []
    del hoard
