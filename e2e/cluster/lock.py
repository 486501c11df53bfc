"""One node cluster per machine: two kube-proxies would own the same nftables tables, and two
kubelets would remove each other's cgroups."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from e2e.cluster.paths import LOCK
from e2e.cluster.progress import say


@contextmanager
def machine_lock() -> Iterator[None]:
    """Hold the right to change this machine's node cluster; waits for whoever has it."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another command is working on this machine's cluster, waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
