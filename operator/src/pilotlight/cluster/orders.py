"""Gives orders to workers: to each pod one at a time, for as long as plans ask for it.

A pass says with `ensure` what each worker is to do and reads `reports`; it never waits. An order
that has left is never cut off: it might arrive after its successor. Nothing is remembered over a
restart: the next leader's pass orders again.

| order | may take | answer | then |
| --- | --- | --- | --- |
| sleep | 5 s | 202 | done: what comes of it is in the worker's state |
| sleep | | another one, or none | failed |
| wake | what is left of 30 s | 200 | done |
| wake | | 504, or 30 s are over | failed |
| wake | | another one, or none | tried again after a second |

What is still asked for 10 s after it was done, or has failed, is ordered again.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

from pilotlight.cluster.client import WRITE_TIMEOUT_SECONDS
from pilotlight.cluster.leadership import NotLeadingError
from pilotlight.cluster.signing import Signer
from pilotlight.cluster.store import Key
from pilotlight.cluster.writer import Fence
from pilotlight.core.orders import WAKE_WITHIN, Order, OrderReport, Verb
from pilotlight.manifests.names import ADMIN_PORT, in_url
from pilotlight.metrics import Metrics

log = logging.getLogger(__name__)

_LONGEST_ANSWER = 4096
_UNKNOWN_KEY = "the worker knows no key of the operator yet; its kubelet shows it within 90 s"


@dataclass(frozen=True, slots=True)
class OrderPace:
    """Times, seconds. within: for a wake, all attempts together; a worker gives up after the same.
    answer: for what is answered at once. retry, again: after an attempt, after an end."""

    within: float = WAKE_WITHIN.total_seconds()
    answer: float = 5.0
    retry: float = 1.0
    again: float = 10.0


@dataclass(slots=True)
class _Line:
    """To one pod. order: what is asked for; None when nothing is any more."""

    order: Order | None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    running: bool = False


@dataclass(slots=True)
class Orders:
    """What became of the orders of each endpoint, by uid of the pod; `notify` when that changed.

    `session` keeps nothing for the next request. `fence`: only a leader gives orders.
    """

    session: aiohttp.ClientSession
    signer: Signer
    fence: Fence
    notify: Callable[[Key], None]
    metrics: Metrics
    port: int = ADMIN_PORT
    pace: OrderPace = field(default_factory=OrderPace)
    reports: dict[Key, dict[str, OrderReport]] = field(default_factory=dict)
    _lines: dict[Key, dict[str, _Line]] = field(default_factory=dict)
    _group: asyncio.TaskGroup | None = None

    def __post_init__(self) -> None:
        for verb in Verb:
            for outcome in ("ok", "failed"):
                self.metrics.orders.labels(str(verb), outcome)

    def ensure(self, key: Key, orders: Iterable[Order]) -> None:
        """Have these orders given, and no others. What became of those that go is forgotten."""
        wanted = {order.uid: order for order in orders}
        if not wanted and key not in self._lines:
            return
        lines = self._lines.setdefault(key, {})
        reports = self.reports.setdefault(key, {})
        for uid in lines.keys() | wanted.keys():
            line = lines.setdefault(uid, _Line(None))
            order = wanted.get(uid)
            if line.order == order:
                continue
            line.order = order
            line.changed.set()
            if order is None:
                reports.pop(uid, None)
            else:
                reports[uid] = OrderReport(order.verb)
                self._start(key, uid, line)
        self._clear(key)

    async def run(self) -> None:
        """Give orders for ever."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                for key, lines in self._lines.items():
                    for uid, line in lines.items():
                        self._start(key, uid, line)
                await asyncio.get_running_loop().create_future()
            finally:
                self._group = None

    def _start(self, key: Key, uid: str, line: _Line) -> None:
        if self._group is not None and not line.running:
            line.running = True
            self._group.create_task(self._follow(key, uid, line), name=f"orders to {uid}")

    def _clear(self, key: Key) -> None:
        """Nothing is kept of pods that are told nothing, and do nothing that they were told."""
        lines = self._lines.get(key, {})
        for uid in [uid for uid, line in lines.items() if line.order is None and not line.running]:
            del lines[uid]
        if not lines:
            self._lines.pop(key, None)
            self.reports.pop(key, None)

    async def _follow(self, key: Key, uid: str, line: _Line) -> None:
        try:
            while (order := line.order) is not None:
                line.changed.clear()
                await self._pursue(key, line, order)
        except Exception:  # one pod's orders must not end those of the others
            log.exception("orders to pod %s of %s/%s ended early", uid, *key)
            line.order = None
        finally:
            line.running = False
            self._clear(key)

    async def _pursue(self, key: Key, line: _Line, order: Order) -> None:
        """Until something else is asked for."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while line.order == order:
            left = began + self.pace.within - clock()
            report = await self._give(order, left)
            if report.done is None and clock() - began >= self.pace.within:
                report = OrderReport(order.verb, False, report.problem)
            if line.order != order:
                return
            self._tell(key, order, report)
            ended = report.done is not None
            await _at_most(self.pace.again if ended else self.pace.retry, line.changed.wait())
            began = clock() if ended else began

    def _tell(self, key: Key, order: Order, report: OrderReport) -> None:
        if report.done is not None:
            outcome = "ok" if report.done else "failed"
            self.metrics.orders.labels(str(order.verb), outcome).inc()
        if self.reports[key].get(order.uid) == report:
            return
        if report.problem:
            log.warning("order key=%s/%s %s %s: %s", *key, order.verb, order.pod, report.problem)
        self.reports[key][order.uid] = report
        self.notify(key)

    async def _give(self, order: Order, left: float) -> OrderReport:
        """One attempt."""
        wakes = order.verb is Verb.WAKE
        seconds = max(self.pace.retry, left) if wakes else self.pace.answer
        try:
            self.fence.check(WRITE_TIMEOUT_SECONDS)
            status, problem = await self._post(order, seconds)
        except NotLeadingError as error:
            return OrderReport(order.verb, None if wakes else False, str(error))
        except TimeoutError:
            status, problem = HTTPStatus.GATEWAY_TIMEOUT, f"no answer within {seconds:.0f} s"
        except (aiohttp.ClientError, OSError) as error:
            status, problem = 0, f"no connection: {error or type(error).__name__}"
        if status in (HTTPStatus.OK, HTTPStatus.ACCEPTED):
            return OrderReport(order.verb, True)
        failed = not wakes or status == HTTPStatus.GATEWAY_TIMEOUT
        return OrderReport(order.verb, False if failed else None, problem)

    async def _post(self, order: Order, seconds: float) -> tuple[int, str]:
        """Status of the answer, and what is wrong."""
        url = f"http://{in_url(order.ip)}:{self.port}/{order.verb}"
        timeout = aiohttp.ClientTimeout(total=seconds)
        for permit in self.signer.permits(order.uid, order.verb):
            headers = {"Authorization": f"Bearer {permit}"}
            async with self.session.post(url, headers=headers, timeout=timeout) as response:
                if response.status != HTTPStatus.FORBIDDEN:
                    text = await response.content.read(_LONGEST_ANSWER)
                    return response.status, _problem(response.status, text)
        return HTTPStatus.FORBIDDEN, self.signer.problem or _UNKNOWN_KEY


def _problem(status: int, text: bytes) -> str:
    """In the worker's words."""
    if status < HTTPStatus.BAD_REQUEST:
        return ""
    try:
        told = json.loads(text).get("problem")
    except (ValueError, AttributeError):
        told = None
    return str(told or f"HTTP {status}")[:512]


async def _at_most(seconds: float, awaited: Awaitable[object]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await awaited
