"""The activator, put together."""

import asyncio
import logging
import resource
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import aiohttp

from pilotlight import __version__
from pilotlight.activator.config import ActivatorConfig
from pilotlight.activator.directory import Directory, Key
from pilotlight.activator.health import Health
from pilotlight.activator.holding import Holding
from pilotlight.activator.listeners import Listeners
from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.activator.proxy import Proxy, session
from pilotlight.activator.waker import Resolve, Resolver, Waker
from pilotlight.cluster.client import ApiClient
from pilotlight.cluster.credentials import Connection, connect
from pilotlight.cluster.reflector import Reflector
from pilotlight.cluster.resources import ENDPOINT_SLICES
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL
from pilotlight.metrics import Metrics

log = logging.getLogger(__name__)

# A port that could not be opened, mostly because something else has it, is tried again.
_LISTEN_AGAIN_SECONDS = 5.0


@dataclass(slots=True)
class Activator:
    """One activator. `run` returns after `stop`. `resolve`: where the operator's pods are."""

    config: ActivatorConfig
    connection: Connection
    resolve: Resolve
    metrics: ActivatorMetrics = field(default_factory=ActivatorMetrics)
    http_port: int = 0
    listeners: Listeners = field(init=False)
    _directory: Directory = field(default_factory=Directory)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """Hold nobody any more, let answers end, and return from `run`."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until stopped.

        Raises:
            ExceptionGroup: with a mistake of ours.
        """
        async with AsyncExitStack() as stack:
            asking = await stack.enter_async_context(aiohttp.ClientSession())
            working = await stack.enter_async_context(session())
            reflectors = await self._reflectors(stack)
            holding = Holding(
                Waker(asking, self.resolve, self.config.pod_name, self.metrics),
                self.metrics,
                max_held=self.config.max_held,
                max_held_bytes=self.config.max_held_bytes,
            )
            proxy = Proxy(holding, working, self.metrics, self.config.keep_alive_seconds)
            self.listeners = Listeners(proxy.serve, self.config.host or None)
            stack.push_async_callback(self.listeners.close)
            health = Health(reflectors, self.metrics, self._stop.is_set)
            stack.push_async_callback(health.close)
            self.http_port = await health.serve(self.config.http_port)
            log.info("activator %s started, http port %d", __version__, self.http_port)
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(it.run()) for it in reflectors]
                running.append(tasks.create_task(holding.run()))
                running.append(tasks.create_task(self.listeners.run()))
                running.append(tasks.create_task(self._follow(reflectors, holding)))
                await self._stop.wait()
                await self._drain(holding, proxy)
                for task in running:
                    task.cancel()
        log.info("stopped")

    async def _drain(self, holding: Holding, proxy: Proxy) -> None:
        """Requests that come meanwhile are passed to a ready worker, or sent away."""
        log.info("stopping, %d requests under way", proxy.in_flight)
        holding.stop()
        await asyncio.sleep(self.config.linger_seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.config.drain_seconds):
                await proxy.idle.wait()
        if proxy.in_flight:
            log.warning("%d answers cut after %g s", proxy.in_flight, self.config.drain_seconds)

    async def _follow(self, reflectors: Sequence[Reflector], holding: Holding) -> None:
        """Bring lines and ports up to what the slices say, whenever that has changed."""
        refused: dict[Key, str] = {}
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not all(it.synced for it in reflectors):
                # Of two claims to a port the older one counts: both must be known.
                continue
            now_refused = dict(self._directory.refused())
            for place, why in now_refused.items():
                if refused.get(place) != why:
                    log.error("slice %s/%s is not honoured: %s", *place, why)
            refused = now_refused
            claims = self._directory.claims()
            holding.update(claims, self._directory.workers())
            lines = {it.port: line for key, it in claims.items() if (line := holding.line(key))}
            await self.listeners.set(lines)
            self.metrics.refused_claims.set(len(refused) + len(self.listeners.failed))
            if self.listeners.failed:
                loop = asyncio.get_running_loop()
                loop.call_later(_LISTEN_AGAIN_SECONDS, self._changed.set)

    async def _reflectors(self, stack: AsyncExitStack) -> list[Reflector]:
        http = await stack.enter_async_context(self.connection.session())
        client = ApiClient(self.connection, http, Metrics())
        return [
            Reflector(
                self.connection,
                client,
                http,
                ENDPOINT_SLICES,
                namespace,
                ENDPOINT_LABEL,
                self._listed(namespace),
                self._event,
            )
            for namespace in (self.config.namespaces or (None,))
        ]

    def _listed(self, namespace: str | None) -> Callable[[Sequence[Manifest]], None]:
        def listed(items: Sequence[Manifest]) -> None:
            for raw in items:
                self._directory.put(raw)
            places = {(it["metadata"]["namespace"], it["metadata"]["name"]) for it in items}
            self._directory.retain(places, namespace)
            self._changed.set()

        return listed

    def _event(self, kind: str, raw: Manifest) -> None:
        if kind == "DELETED":
            self._directory.remove(raw)
        else:
            self._directory.put(raw)
        self._changed.set()


async def run(config: ActivatorConfig) -> int:
    """Run until SIGTERM; the exit code of the process."""
    # Two per request that is passed on; what is given at first is often 1024.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    resolve = Resolver(config.operator_host, config.operator_port)
    activator = Activator(config, await connect(), resolve)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, activator.stop)
    await activator.run()
    return 0
