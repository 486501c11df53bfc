"""/healthz, /readyz and /metrics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.cluster.leadership import boot_time
from pilotlight.cluster.reflector import WATCH_SECONDS, Reflector
from pilotlight.probes import Probes, exposed

# The API server may be away for a while, and what is known stays good; a reflector that has not
# even tried is stuck.
STUCK_SECONDS = 10.0 * WATCH_SECONDS


@dataclass(slots=True)
class Health(Probes):
    """Alive: the cluster is followed. Ready: it was read once, and this process does not stop."""

    reflectors: Sequence[Reflector]
    metrics: ActivatorMetrics
    stopping: Callable[[], bool]
    clock: Callable[[], float] = boot_time

    def unhealthy(self) -> str | None:
        """Why only a new process helps, or None."""
        silent = max(self.clock() - it.tried_at for it in self.reflectors)
        return f"no watch for {silent:.0f} s" if silent > STUCK_SECONDS else None

    def unready(self) -> str | None:
        """What is missing, or None."""
        if self.stopping():
            return "stopping"
        if not all(it.synced for it in self.reflectors):
            return "reading the cluster"
        return None

    async def metrics_of(self, _: web.Request) -> web.Response:
        return exposed(self.metrics.registry)
