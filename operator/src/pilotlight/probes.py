"""What each process of ours has over HTTP: a port, and on it /healthz, /readyz and /metrics."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.registry import RestrictedRegistry

Problem = Callable[[], str | None]
"""What is wrong, or None."""


def probes(
    unhealthy: Problem,
    unready: Problem,
    metrics: Callable[[web.Request], Awaitable[web.Response]],
) -> web.Application:
    """Answers 503 with the problem, or 200."""

    async def healthz(_: web.Request) -> web.Response:
        return _answer(unhealthy())

    async def readyz(_: web.Request) -> web.Response:
        return _answer(unready())

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


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
