"""The operator, put together: the only module that knows all others."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
import kopf

from pilotlight import __version__
from pilotlight.cluster.activators import Activators
from pilotlight.cluster.capacity import Surveyor
from pilotlight.cluster.client import WRITE_TIMEOUT_SECONDS, ApiClient, ApiError
from pilotlight.cluster.credentials import Connection, connect
from pilotlight.cluster.leadership import LeadershipLostError, Terms
from pilotlight.cluster.lease_thread import LeaseThread
from pilotlight.cluster.orders import Orders
from pilotlight.cluster.permits import ASK
from pilotlight.cluster.recorder import Recorder
from pilotlight.cluster.resources import ENDPOINTS
from pilotlight.cluster.signing import Signer
from pilotlight.cluster.smoke import SmokeTester, smoke_session
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.sync import Sync
from pilotlight.cluster.urgency import is_short
from pilotlight.cluster.view import endpoint_view
from pilotlight.cluster.workers import Workers
from pilotlight.cluster.writer import Writer
from pilotlight.config import OperatorConfig
from pilotlight.core.hold import obstacle
from pilotlight.load.analyst import Analyst
from pilotlight.load.prometheus import Prometheus
from pilotlight.load.scaler import Scaler
from pilotlight.loop import handlers
from pilotlight.loop.health import Health
from pilotlight.loop.queue import KeyQueue, Level
from pilotlight.loop.reconcile import Reconciler
from pilotlight.loop.wakes import Wakes
from pilotlight.manifests.names import ADMIN_PORT
from pilotlight.metrics import Metrics

log = logging.getLogger(__name__)

_CRD_EVERY_SECONDS = 2.0
# SIGTERM → gone in at most 5 s: passes that are under way, then the lease, then kopf.
_FINISH_SECONDS = 2.0
_KOPF_SECONDS = 1.5
# What a thousand workers tell makes a thousand passes more: the first pass over what has just been
# read goes before they are asked, for no longer than this.
_FIRST_LOOK_SECONDS = 5.0


class WatchesEndedError(Exception):
    """kopf gave up, e.g. because the CRD was deleted: a new process waits for what is missing."""


@dataclass(slots=True)
class Operator:
    """One operator. `run` returns after `stop`, and raises when the process must end.

    `resolve` maps the URL of a Service to one that this process can reach.
    """

    config: OperatorConfig
    connection: Connection
    worker_port: int = ADMIN_PORT
    resolve: Callable[[str], str] = lambda url: url
    metrics: Metrics = field(default_factory=Metrics)
    store: Store = field(default_factory=Store)
    queue: KeyQueue[Key] = field(default_factory=KeyQueue)
    http_port: int = 0
    wake_port: int = 0
    health: Health = field(init=False)
    leadership: LeaseThread = field(init=False)
    scaler: Scaler | None = field(init=False, default=None)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _kopf_stop: asyncio.Event = field(default_factory=asyncio.Event)
    _kopf_ready: asyncio.Event = field(default_factory=asyncio.Event)
    _sessions: AsyncExitStack = field(default_factory=AsyncExitStack)

    def stop(self) -> None:
        """Finish what is under way, give the lease back, and return from `run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until stopped.

        Raises:
            ExceptionGroup: with LeadershipLostError, WatchesEndedError or a mistake of ours.
        """
        async with self._sessions:
            self.leadership = LeaseThread(self.connection, self._terms(), self.metrics)
            client = await self._client()
            sync = self._sync(client)
            self.health = Health(sync, self.queue, self.metrics, self._leads)
            self._sessions.push_async_callback(self.health.close)
            self.http_port = await self.health.serve(self.config.http_port)
            log.info("pilotlight %s started, http port %d", __version__, self.http_port)
            wakes = await self._wakes()
            activators = self._activators()
            reconciler = await self._reconciler(client, sync, wakes, activators)
            async with asyncio.TaskGroup() as tasks:
                main = [tasks.create_task(self._serve(sync, reconciler))]
                if activators is not None:
                    main.append(tasks.create_task(self._follow(activators)))
                await self._stopping.wait()
                for task in main:
                    task.cancel()
        log.info("stopped")

    async def _serve(self, sync: Sync, reconciler: Reconciler) -> None:
        """Start up, lead, and wind down in order when cancelled."""
        await self._until_synced(sync)
        lease = asyncio.create_task(self.leadership.run(), name="lease")
        loop = asyncio.create_task(self._lead(reconciler), name="queue")
        sweeps = asyncio.create_task(sync.run(), name="sweeps")
        watches = asyncio.create_task(self._watch(sync), name="watches")
        tasks = {lease, loop, sweeps, watches}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            # None of them ends by itself. kopf, when it fails, also cancels tasks of ours.
            for task in done:
                if not task.cancelled():
                    task.result()
            raise WatchesEndedError(f"{', '.join(task.get_name() for task in done)} ended")
        finally:
            await self._wind_down(lease, loop, sweeps, watches)

    async def _wind_down(
        self,
        lease: asyncio.Task[None],
        loop: asyncio.Task[None],
        sweeps: asyncio.Task[None],
        watches: asyncio.Task[None],
    ) -> None:
        """No new pass; the running ones end or are cut; then the lease goes, then the watches."""
        self.queue.close()
        sweeps.cancel()
        await _at_most(_FINISH_SECONDS, self.queue.idle())
        for task in (loop, lease):
            task.cancel()
        await asyncio.wait({loop, lease})
        self._kopf_stop.set()
        await asyncio.wait({watches}, timeout=_KOPF_SECONDS)
        watches.cancel()
        await asyncio.wait({watches, sweeps}, timeout=_KOPF_SECONDS)

    async def _until_synced(self, sync: Sync) -> None:
        """Wait for the CRD, then read everything. Readiness says what is missing."""
        while True:
            try:
                if await sync.client.serves(ENDPOINTS):
                    self.health.missing = "reading the cluster"
                    await sync.start()
                    break
                self.health.missing = "the InferenceEndpoint CRD is not installed"
            except ApiError as error:
                self.health.missing = f"the API server refuses or is away: {error}"
            log.warning("not ready: %s", self.health.missing)
            await asyncio.sleep(_CRD_EVERY_SECONDS)
        log.info("read %d endpoints", len(self.store.endpoints()))
        self.health.missing = ""

    async def _lead(self, reconciler: Reconciler) -> None:
        """A standby keeps its store warm and waits here."""
        await self.leadership.leading()
        for key in list(self.store.endpoints()):
            self.queue.add(key)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.queue.run(self.config.workers, reconciler))
            await _at_most(_FIRST_LOOK_SECONDS, self.queue.idle())
            for asker in (
                reconciler.workers,
                reconciler.smoke,
                reconciler.analyst,
                reconciler.surveyor,
                reconciler.scaler,
                reconciler.orders,
                reconciler.orders.signer,
            ):
                tasks.create_task(asker.run())

    async def _watch(self, sync: Sync) -> None:
        signals = _Signals(self.stop)
        watching = asyncio.create_task(self._kopf(sync), name="kopf")
        ready = asyncio.create_task(self._kopf_ready.wait())
        await asyncio.wait({watching, ready}, return_when=asyncio.FIRST_COMPLETED)
        # kopf installs handlers of its own while it starts; ours wind down in order.
        signals.install()
        try:
            await watching
        except Exception as error:
            raise WatchesEndedError(f"kopf failed: {error}") from error
        finally:
            ready.cancel()
            watching.cancel()
        if not self._kopf_stop.is_set():
            raise WatchesEndedError("kopf has ended")

    async def _kopf(self, sync: Sync) -> None:
        scope: dict[str, Any] = (
            {"namespaces": list(self.config.namespaces)}
            if self.config.namespaces
            else {"clusterwide": True}
        )
        await kopf.operator(
            registry=handlers.registry(sync.watched, self._kopf_session),
            settings=handlers.settings(sync.watched),
            memories=handlers.Receiver(sync.watched, sync.event),
            stop_flag=self._kopf_stop,
            ready_flag=self._kopf_ready,
            **scope,
        )

    def _kopf_session(self) -> kopf.AiohttpSession:
        """A session of kopf's own: it closes what it was given."""
        return kopf.AiohttpSession(
            server=self.connection.server, aiohttp_session=self.connection.session()
        )

    async def _client(self) -> ApiClient:
        session = await self._sessions.enter_async_context(self.connection.session())
        look = partial(self.leadership.check, WRITE_TIMEOUT_SECONDS)
        return ApiClient(self.connection, session, self.metrics, look)

    def _terms(self) -> Terms:
        return Terms(
            namespace=self.config.operator_namespace,
            name=self.config.lease_name,
            identity=self.config.identity(),
            duration=self.config.lease_duration_seconds,
        )

    def _sync(self, client: ApiClient) -> Sync:
        return Sync(
            client=client,
            store=self.store,
            metrics=self.metrics,
            notify=self._notify,
            namespaces=self.config.namespaces,
            wants_pod_monitors=self.config.pod_monitor,
            interval=self.config.resync_seconds,
        )

    def _leads(self) -> bool:
        return self.leadership.remaining() > 0

    def _notify(self, key: Key) -> None:
        # A standby queues nothing: it looks at every endpoint when it takes over.
        if self._leads():
            report = self.scaler.reports.get(key) if self.scaler is not None else None
            short = is_short(self.store, key, report.decision if report is not None else None)
            self.queue.add(key, Level.URGENT if short else Level.FIRST)

    def _held(self, key: Key, seconds: float) -> None:
        if seconds:
            self.queue.add_after(key, seconds)
        else:
            self._urge(key)

    def _urge(self, key: Key) -> None:
        """Somebody waits for this."""
        if self._leads():
            self.queue.add(key, Level.URGENT)

    async def _wakes(self) -> Wakes | None:
        """Also a follower listens: it has to say that it is none to ask."""
        if not self.config.activator_service:
            return None
        wakes = Wakes(
            notify=self._held,
            failed=self.queue.failed,
            uid_of=self._uid_of,
            leading=self._leads,
            obstacle=self._obstacle,
            metrics=self.metrics,
        )
        self.wake_port = await self._sessions.enter_async_context(
            wakes.serving(self.config.wake_port)
        )
        return wakes

    def _uid_of(self, key: Key) -> str | None:
        stored = self.store.endpoint(key)
        return stored.uid if stored is not None else None

    def _obstacle(self, key: Key) -> str:
        stored = self.store.endpoint(key)
        return obstacle(endpoint_view(stored)) if stored is not None else ""

    def _activators(self) -> Activators | None:
        service = self.config.activator_service
        if not service:
            return None
        return Activators(self.config.operator_namespace, service, self._activators_changed)

    def _activators_changed(self) -> None:
        self._notify_all(b'"scaling"')  # most endpoints have no slice, and never will

    def _key_changed(self) -> None:
        for having in (b'"warmPool"', b'"Asleep"', b'"access"'):
            self._notify_all(having)

    def _notify_all(self, having: bytes) -> None:
        """Endpoints that have this in their specs."""
        for key in list(self.store.endpoints()):
            stored = self.store.endpoint(key)
            if stored is not None and having in stored.spec:
                self._notify(key)

    async def _follow(self, activators: Activators) -> None:
        async with self.connection.session() as session:
            client = ApiClient(self.connection, session, self.metrics)
            await activators.run(self.connection, client, session)

    async def _reconciler(
        self, client: ApiClient, sync: Sync, wakes: Wakes | None, activators: Activators | None
    ) -> Reconciler:
        session = await self._sessions.enter_async_context(aiohttp.ClientSession())
        workers = Workers(client, session, self.store, self._notify, port=self.worker_port)
        recorder = Recorder(
            client, self.leadership, self.metrics, instance=self.leadership.terms.identity
        )
        testing = await self._sessions.enter_async_context(smoke_session())
        prometheus = prometheus_of(self.config)
        signer = Signer(
            client,
            self.config.operator_namespace,
            self.config.signing_secret,
            changed=self._key_changed,
        )
        orders = Orders(
            testing, signer, self.leadership, self._urge, self.metrics, port=self.worker_port
        )
        held = wakes.held if wakes is not None else lambda _: 0
        self.scaler = Scaler(prometheus, self._notify, self.metrics, held=held)
        return Reconciler(
            store=self.store,
            sync=sync,
            writer=Writer(client, self.store, self.leadership, self.metrics),
            recorder=recorder,
            workers=workers,
            smoke=SmokeTester(
                testing,
                self._notify,
                self.resolve,
                permits=lambda key: signer.permits("/".join(key), ASK),
            ),
            analyst=Analyst(prometheus, self._notify),
            surveyor=Surveyor(client, self.store, self._notify),
            scaler=self.scaler,
            orders=orders,
            wakes=wakes,
            activators=lambda: activators.pods if activators is not None else None,
            queue=self.queue,
            metrics=self.metrics,
            platform=lambda: self.config.platform(
                has_pod_monitors=sync.has_pod_monitors, operator_keys=signer.public_keys
            ),
        )


def prometheus_of(config: OperatorConfig) -> Prometheus | None:
    """Where to ask and how, by the settings; None without a URL."""
    if not config.prometheus_url:
        return None
    return Prometheus(config.prometheus_url, config.prometheus_timeout_seconds, config.access())


async def _at_most(seconds: float, awaited: Awaitable[object]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await awaited


class _Signals:
    """SIGTERM and SIGINT end the process in order; in threads there are none."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def install(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(RuntimeError, ValueError, NotImplementedError):
                loop.add_signal_handler(number, self._stop)


async def run(config: OperatorConfig) -> int:
    """Run until SIGTERM; the exit code of the process."""
    operator = Operator(config, await connect())
    _Signals(operator.stop).install()
    code = 0
    try:
        await operator.run()
    except* (LeadershipLostError, WatchesEndedError) as ended:
        # Expected, and said in one line; anything else leaves with its traceback.
        for error in ended.exceptions:
            log.critical("ending: %s", error)
        code = 1
    return code
