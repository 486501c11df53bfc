"""/healthz, /readyz and /metrics.

Alive means that passes end and watches deliver, not that this HTTP task runs: an operator whose
watch is dead looks healthy and serves nothing. Ready means that the CRD is there and everything
was read once; a standby is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from pilotlight.cluster.leadership import boot_time
from pilotlight.cluster.store import Key
from pilotlight.cluster.sync import Sync
from pilotlight.loop.queue import KeyQueue
from pilotlight.metrics import Metrics
from pilotlight.probes import Probes, exposed

# A pass has about ten writes of at most 3 s; one that runs or waits longer than this is stuck.
STUCK_SECONDS = 120.0


@dataclass(slots=True)
class Health(Probes):
    """Reads the loop's heartbeat. `missing` says what start-up waits for; empty once started."""

    sync: Sync
    queue: KeyQueue[Key]
    metrics: Metrics
    leading: Callable[[], bool]
    clock: Callable[[], float] = boot_time
    missing: str = "starting"

    def unhealthy(self) -> str | None:
        """Why only a new process helps, or None."""
        if self.queue.longest_pass > STUCK_SECONDS:
            return f"a pass has been running for {self.queue.longest_pass:.0f} s"
        if self.leading() and self.queue.oldest > STUCK_SECONDS:
            return f"a key has been waiting for {self.queue.oldest:.0f} s"
        if dead := self.sync.dead_watches():
            return f"the watches of {', '.join(dead)} have stopped delivering"
        silent = self.clock() - self.sync.attempted_at
        if self.sync.synced and silent > 3 * self.sync.interval + STUCK_SECONDS:
            return f"no sweep for {silent:.0f} s"
        return None

    def unready(self) -> str | None:
        """What is missing, or None."""
        return self.missing or None

    async def metrics_of(self, request: web.Request) -> web.Response:
        """All series, or with `?name[]=` those asked for, as Prometheus clients have it."""
        self.metrics.queue_depth.set(self.queue.depth)
        self.metrics.queue_oldest.set(self.queue.oldest)
        self.metrics.leader.set(1 if self.leading() else 0)
        names = request.query.getall("name[]", [])
        registry = self.metrics.registry.restricted_registry(names) if names else None
        return exposed(registry or self.metrics.registry)
