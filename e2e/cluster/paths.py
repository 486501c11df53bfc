"""Where things lie.

Three places, by how long their content lives: what is slow to build stays in the cache, what a
running node cluster works on is below STATE and RUN and goes when the cluster goes, and the
kubeconfig that people use is in the repository, ignored by git.
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
REPOSITORY = PACKAGE.parents[1]
MANIFESTS = PACKAGE / "manifests"
KUBECONFIG = REPOSITORY / ".local" / "kubeconfig"

# Fixed, not configurable: there is one node cluster per machine, so whoever wants to start one
# must meet the same lock. Short, because sockets below them may be 107 characters long.
RUN = Path("/run/pilotlight")
STATE = Path("/var/lib/pilotlight")
LOCK = Path("/run/lock/pilotlight-cluster.lock")


def cache_root() -> Path:
    """The folder of everything built, outside any work tree so that only the first run pays."""
    if chosen := os.environ.get("PILOTLIGHT_CACHE"):
        return Path(chosen).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().resolve() / "pilotlight"


def logs() -> Path:
    """Logs of the node cluster's components; they outlive `down`, for whoever has a question."""
    return cache_root() / "logs"
