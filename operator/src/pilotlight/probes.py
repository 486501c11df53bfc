"""What each process of ours has over HTTP: a port, and on it /healthz, /readyz and /metrics."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.registry import RestrictedRegistry


@dataclass(slots=True)
class Probes(ABC):
    """What a process says of itself."""

    _runners: list[web.AppRunner] = field(init=False, default_factory=list)

    @abstractmethod
    def unhealthy(self) -> str | None:
        """Why only a new process helps, or None."""

    @abstractmethod
    def unready(self) -> str | None:
        """What is missing, or None."""

    @abstractmethod
    async def metrics_of(self, request: web.Request) -> web.Response:
        """The answer to /metrics."""

    async def serve(self, port: int) -> int:
        """Listen on all addresses; the port that was bound.

        Raises:
            OSError: the port cannot be bound.
        """

        async def healthz(_: web.Request) -> web.Response:
            return _answer(self.unhealthy())

        async def readyz(_: web.Request) -> web.Response:
            return _answer(self.unready())

        app = web.Application()
        app.router.add_get("/healthz", healthz)
        app.router.add_get("/readyz", readyz)
        app.router.add_get("/metrics", self.metrics_of)
        runner, bound = await listen(app, port)
        self._runners.append(runner)
        return bound

    async def close(self) -> None:
        """Stop listening."""
        for runner in self._runners:
            await runner.cleanup()


def exposed(registry: CollectorRegistry | RestrictedRegistry) -> web.Response:
    """All its series, as Prometheus reads them."""
    body = generate_latest(registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def listen(app: web.Application, port: int) -> tuple[web.AppRunner, int]:
    """Listen on all addresses, until the runner is cleaned up; with the port that was bound.

    Raises:
        OSError: the port cannot be bound.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
    except BaseException:
        await runner.cleanup()
        raise
    # With port 0 (tests) each address family gets a port of its own.
    return runner, int(min(runner.addresses, key=len)[1])


def _answer(problem: str | None) -> web.Response:
    return web.Response(status=503, text=problem + "\n") if problem else web.Response(text="ok\n")
