"""Carries out smoke tests: each order once, in the background, some at a time.

A pass says with `ensure` what is to be tested and reads `reports`; it never waits. Orders are not
remembered over a restart: the next leader's pass orders again, and one test more does no harm.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import aiohttp

from pilotlight.cluster.completion import Verdict, attempt
from pilotlight.cluster.store import Key
from pilotlight.core.smoke import SmokeOrder, SmokeReport

log = logging.getLogger(__name__)

# Attempts at the same time, over all endpoints. One may take 10 minutes, so a few that hang must
# not keep all others waiting; each is a connection and at most 1 MiB.
_AT_ONCE = 64
_NOT_ACCEPTED = "the operator showed a permit, and the worker does not know its key"
_NO_PERMIT = "the operator has no key to sign a permit with; its log says why"


@dataclass(frozen=True, slots=True)
class Pace:
    """Times between attempts, seconds.

    grace: a new Service is not everywhere at once (rules of kube-proxy, negative answers that DNS
    remembers), so for so long after the first attempt began, one without a connection is repeated
    after `grace_pause` and does not count. first_pause: after the first failed attempt; each
    further pause is twice as long, `longest_pause` at most.
    """

    grace: float = 15.0
    grace_pause: float = 0.5
    first_pause: float = 1.0
    longest_pause: float = 8.0

    def pause(self, failed: int) -> float:
        """How long to wait after so many failed attempts, at least one."""
        return min(self.first_pause * 2.0 ** (failed - 1), self.longest_pause)


def smoke_session() -> aiohttp.ClientSession:
    """A session that keeps nothing from one request for the next: no connection, name or cookie."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True, use_dns_cache=False, limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def _unchanged(url: str) -> str:
    return url


def _none(_: Key) -> Iterator[str]:
    return iter(())


@dataclass(slots=True)
class SmokeTester:
    """What became of the latest order of each endpoint; `notify` when a report has changed.

    session: as `smoke_session` makes it. resolve: from an order's URL to the one that is dialled.
    permits: to ask an endpoint that needs keys, the likeliest first.
    """

    session: aiohttp.ClientSession
    notify: Callable[[Key], None]
    resolve: Callable[[str], str] = _unchanged
    pace: Pace = field(default_factory=Pace)
    permits: Callable[[Key], Iterator[str]] = _none
    reports: dict[Key, SmokeReport] = field(default_factory=dict)
    _orders: dict[Key, SmokeOrder] = field(default_factory=dict)
    _running: dict[Key, asyncio.Task[None]] = field(default_factory=dict)
    _group: asyncio.TaskGroup | None = None
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def ensure(self, key: Key, order: SmokeOrder | None) -> None:
        """Have this order carried out, once, and no other one; None: none, e.g. of a deleted key.

        An order that is replaced is cancelled and its report forgotten, without `notify`. Orders
        that come while `run` does not are kept for it.
        """
        if self._orders.get(key) == order:
            return
        self._orders.pop(key, None)
        self.reports.pop(key, None)
        if (task := self._running.pop(key, None)) is not None:
            task.cancel()
        if order is not None:
            self._orders[key] = order
            self._start(key, order)

    async def run(self) -> None:
        """Carry out orders for ever. What a cancellation cuts is begun anew by the next `run`."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                for key, order in self._orders.items():
                    report = self.reports.get(key)
                    if report is None or report.passed is None:
                        self._start(key, order)
                await asyncio.get_running_loop().create_future()
            finally:
                self._group = None
                self._running.clear()

    def _start(self, key: Key, order: SmokeOrder) -> None:
        if self._group is not None:
            name = f"smoke test of {key[0]}/{key[1]}"
            self._running[key] = self._group.create_task(self._guarded(key, order), name=name)

    async def _guarded(self, key: Key, order: SmokeOrder) -> None:
        try:
            await self._carry_out(key, order)
        except Exception:  # one endpoint's test must not end those of the others
            log.exception("the smoke test of %s/%s ended early", *key)

    async def _carry_out(self, key: Key, order: SmokeOrder) -> None:
        clock = asyncio.get_running_loop().time
        began: float | None = None
        failed = 0
        while True:
            async with self._slots:
                began = clock() if began is None else began
                verdict = await self._attempt(key, order)
            if verdict.passed:
                self._report(key, SmokeReport(order, True, verdict.message))
                return
            if not verdict.connected and clock() - began < self.pace.grace:
                await asyncio.sleep(self.pace.grace_pause)
                continue
            failed += 1
            final = failed >= order.attempts
            message = f"attempt {failed} of {order.attempts} failed: {verdict.message}"
            self._report(key, SmokeReport(order, False if final else None, message))
            if final:
                return
            await asyncio.sleep(self.pace.pause(failed))

    async def _attempt(self, key: Key, order: SmokeOrder) -> Verdict:
        try:
            return await self._ask(key, order)
        except Exception as error:
            log.exception("a smoke test of %s/%s went wrong", *key)
            kind = type(error).__name__
            return Verdict(False, f"the operator failed to carry out the test ({kind})")

    async def _ask(self, key: Key, order: SmokeOrder) -> Verdict:
        """With the newest permit that the worker accepts: it may know an older key only."""
        url, verdict = self.resolve(order.url), None
        for permit in self.permits(key) if order.keyed else ():
            verdict = await attempt(self.session, url, order, permit)
            if not verdict.needs_key:
                return verdict
        if verdict is not None:
            return replace(verdict, message=f"{verdict.message}; {_NOT_ACCEPTED}")
        verdict = await attempt(self.session, url, order)
        if verdict.needs_key:
            return replace(verdict, message=f"{verdict.message}; {_NO_PERMIT}")
        return verdict

    def _report(self, key: Key, report: SmokeReport) -> None:
        if self._running.get(key) is asyncio.current_task():
            self.reports[key] = report
            self.notify(key)
