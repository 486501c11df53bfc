"""Answers the traffic orders of plans from Prometheus, in the background.

Whatever is wrong with Prometheus ends in a report's `problem`, never in an exception.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from pilotlight.core.traffic import TrafficOrder, TrafficReport
from pilotlight.load.inquiry import Inquiry
from pilotlight.load.problems import unfinished, unusable
from pilotlight.load.prometheus import Prometheus, PrometheusError

log = logging.getLogger(__name__)

# Namespace and name of an endpoint, as in cluster.store.
Key = tuple[str, str]

# Seconds. With a scrape every 5 s, a gate is told 10 s after what it tells of at the latest.
ASK_EVERY = 5.0
NOT_CONFIGURED = "no Prometheus is configured (chart value prometheus.url)"
_AT_ONCE = 4


@dataclass(slots=True)
class _Watch:
    """Our dealings with one order."""

    inquiry: Inquiry
    asked_at: float | None = None


@dataclass(slots=True)
class Analyst:
    """Reports by endpoint; `notify` after each new one. `prometheus` is None where there is none.

    A report answers the order that it carries: compare before use, the next one may be on its way.
    """

    prometheus: Prometheus | None
    notify: Callable[[Key], None]
    ask_every: float = ASK_EVERY
    reports: dict[Key, TrafficReport] = field(default_factory=dict)
    _watches: dict[Key, _Watch] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    # Threads of our own: one that hangs must not hold up who else uses the loop's (name look-ups).
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="prometheus")
    )

    def ensure(self, key: Key, order: TrafficOrder | None) -> None:
        """Have this order answered until further notice, a new one at once; None: no more."""
        watch = self._watches.get(key)
        if order is None:
            self._watches.pop(key, None)
            self.reports.pop(key, None)
        elif watch is None or watch.inquiry.order != order:
            self.reports.pop(key, None)
            self._watches[key] = _Watch(Inquiry(key[0], order))
            self._wake.set()

    async def run(self) -> None:
        """Answer for ever."""
        while True:
            self._wake.clear()
            try:
                await self.round()
            except Exception:  # without numbers the gates are inconclusive, which is a state
                log.exception("asking Prometheus failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause())

    async def round(self) -> None:
        """Answer every order whose turn it is, a few at the same time."""
        now = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            for key, watch in list(self._watches.items()):
                if watch.asked_at is None or now - watch.asked_at >= self.ask_every:
                    watch.asked_at = now
                    tasks.create_task(self._answer(key, watch))

    def _pause(self) -> float:
        """Seconds until the next turn."""
        asked = [it.asked_at for it in self._watches.values() if it.asked_at is not None]
        return max(0.01, min(asked, default=time.monotonic()) + self.ask_every - time.monotonic())

    async def _answer(self, key: Key, watch: _Watch) -> None:
        async with self._slots:
            report = await self._report(watch)
        if self._watches.get(key) is watch:
            self.reports[key] = report
            self.notify(key)

    async def _report(self, watch: _Watch) -> TrafficReport:
        order = watch.inquiry.order
        if self.prometheus is None:
            return TrafficReport(order, datetime.now(UTC), problem=NOT_CONFIGURED)
        # Two questions at least, each with a connect and a read.
        patience = self.prometheus.timeout
        limit = 4 * patience
        ask = partial(watch.inquiry.ask, self.prometheus, patience)
        try:
            answer = asyncio.get_running_loop().run_in_executor(self._threads, ask)
            return await asyncio.wait_for(answer, limit)
        except TimeoutError:
            # Its thread may still be at work on the old one.
            watch.inquiry = Inquiry(watch.inquiry.namespace, order)
            problem = unfinished(limit)
        except PrometheusError as error:
            problem = str(error)
        except Exception as error:  # an answer that nobody thought of
            log.exception("what Prometheus answered could not be used")
            problem = unusable(error)
        return TrafficReport(order, datetime.now(UTC), problem=problem)
