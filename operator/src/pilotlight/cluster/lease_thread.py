"""The Lease in a thread and event loop of its own.

A burst of events, or a LIST of some megabytes to decode, keeps the main loop busy for seconds on a
machine that is short of CPU; with the renewals in that same loop an operator under load lost its
Lease (seen with 1,000 new endpoints at a load of nine per core). The fence stays in the main loop:
it compares numbers.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from pilotlight.cluster.client import ApiClient
from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.leadership import Leadership, NotLeadingError, Terms
from pilotlight.metrics import Metrics

# For giving the Lease back, seconds: two requests of at most one.
_RELEASE_SECONDS = 2.5


class LeaseThread:
    """`Leadership` from another thread's point of view; the fence of the writers."""

    def __init__(self, connection: Connection, terms: Terms, metrics: Metrics) -> None:
        self.terms = terms
        self._connection = connection
        self._metrics = metrics
        self._leadership: Leadership | None = None
        self._leading = asyncio.Event()
        self._stop: Callable[[], object] = lambda: None

    def remaining(self) -> float:
        """For how long we surely lead, seconds; 0 when we do not."""
        return self._leadership.remaining() if self._leadership is not None else 0.0

    def check(self, seconds: float) -> None:
        """The fence; see `Leadership.check`."""
        if self._leadership is None:
            raise NotLeadingError("the lease has not been asked for yet")
        self._leadership.check(seconds)

    async def leading(self) -> None:
        """Wait until we lead."""
        await self._leading.wait()

    async def run(self) -> None:
        """Acquire and keep the Lease; give it back when cancelled.

        Raises:
            LeadershipLostError: once it cannot be kept.
        """
        loop = asyncio.get_running_loop()
        done: Future[None] = Future()

        def lead() -> None:
            loop.call_soon_threadsafe(self._leading.set)

        def work() -> None:
            try:
                asyncio.run(self._work(lead))
            except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
                done.set_exception(error)
            else:
                done.set_result(None)

        # A daemon: a request that hangs must not keep a process alive that has lost its lease.
        threading.Thread(target=work, name="lease", daemon=True).start()
        ended = asyncio.wrap_future(done)
        try:
            await asyncio.shield(ended)
        except asyncio.CancelledError:
            self._stop()
            with suppress(TimeoutError, asyncio.CancelledError):
                async with asyncio.timeout(_RELEASE_SECONDS):
                    await asyncio.shield(ended)
            raise

    async def _work(self, lead: Callable[[], None]) -> None:
        """In the thread."""
        loop = asyncio.get_running_loop()
        async with self._connection.session() as session:
            client = ApiClient(self._connection, session, self._metrics)
            self._leadership = leadership = Leadership(client, self.terms)
            keeping = asyncio.create_task(leadership.run(lead))
            self._stop = lambda: loop.call_soon_threadsafe(keeping.cancel)
            try:
                await keeping
            except asyncio.CancelledError:
                await leadership.release()
