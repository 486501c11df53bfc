"""Holds requests of all endpoints, lets them go in fair turns, and asks for replicas meanwhile."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from pilotlight.activator import refusal
from pilotlight.activator.directory import Key
from pilotlight.activator.estimate import ColdStarts, retry_after
from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.activator.refusal import RefusedError
from pilotlight.activator.share import Share
from pilotlight.activator.turns import Turns
from pilotlight.activator.waiting import Ticket, Waiting
from pilotlight.activator.waker import Waker
from pilotlight.activator.workers import Address, Workers
from pilotlight.api.wake import WakeAnswer
from pilotlight.manifests.hold import Claim

log = logging.getLogger(__name__)

# Requests that are let go before the event loop gets a turn for everything else.
_LET_GO = 8
# Word of held requests is repeated, because another leader may not have heard it, and their number
# is demand. The operator forgets it after three times that long.
REPEAT_SECONDS = 5.0
_SOON_SECONDS = 0.1
_RETRY_SECONDS = 1.0

Held = Ticket[asyncio.Future[None]]


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(eq=False, slots=True)
class Line:
    """One endpoint: who waits, where its workers are, and what is known of their starts.

    message: what the operator said last about the replica. settled: nobody waits for a replica.
    """

    claim: Claim
    waiting: Waiting[asyncio.Future[None]]
    workers: Workers = field(default_factory=Workers)
    starts: ColdStarts = field(default_factory=ColdStarts)
    message: str = ""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    asking: bool = False
    gone: bool = False

    @property
    def needs_worker(self) -> bool:
        """Whether somebody waits and no worker is ready."""
        return bool(len(self.waiting)) and not len(self.workers)

    def retry_after(self) -> int:
        """What a client is told that is sent away now, seconds."""
        if len(self.workers):
            return 1
        asked_at = self.waiting.asked_at
        elapsed = 0.0 if asked_at is None else _now() - asked_at
        told = self.claim.hold.cold_start
        left = self.starts.remaining(elapsed, None if told is None else told.total_seconds())
        return retry_after(left)


class Holding:
    """All lines of this process. `run` lets requests go and asks for replicas, until cancelled."""

    def __init__(
        self, waker: Waker, metrics: ActivatorMetrics, *, max_held: int, max_held_bytes: int
    ) -> None:
        self._waker = waker
        self._metrics = metrics
        self._lines: dict[Key, Line] = {}
        self._places: Share[Key] = Share(max_held)
        self._bytes: Share[Key] = Share(max_held_bytes)
        self._turns: Turns[Line] = Turns()
        self._go = asyncio.Event()
        self._ask: asyncio.Queue[Line] = asyncio.Queue()
        self.stopping = False

    def line(self, key: Key) -> Line | None:
        """Of an endpoint that holds requests."""
        return self._lines.get(key)

    def update(
        self, claims: Mapping[Key, Claim], workers: Mapping[Key, frozenset[Address]]
    ) -> None:
        """What the slices say now."""
        for key in self._lines.keys() - claims.keys():
            self._end(self._lines.pop(key))
        for key, claim in claims.items():
            line = self._lines.get(key)
            if line is not None and line.claim.uid != claim.uid:
                # Deleted and made again by the same name: another endpoint.
                self._end(line)
                line = None
            if line is None:
                line = self._lines[key] = Line(claim, Waiting(claim.hold))
                self._metrics.held.labels(*key).set(0)
            line.claim, line.waiting.hold = claim, claim.hold
            self._ready(line, workers.get(key, frozenset()))
        self._metrics.endpoints.set(len(self._lines))

    def pick(self, line: Line) -> Address | None:
        """A worker for a request that comes now: not past those that wait."""
        return None if len(line.waiting) else line.workers.pick(_now())

    @contextmanager
    def place(self, line: Line) -> Iterator[Held]:
        """Room for one request that waits.

        Raises:
            RefusedError: there is none.
        """
        if self.stopping:
            raise refusal.stopping()
        if line.gone:
            raise refusal.gone()
        if line.waiting.full:
            raise refusal.full(len(line.waiting), line.retry_after())
        key = line.claim.key
        if not self._places.take(key):
            raise refusal.crowded(line.retry_after())
        ticket: Held = Ticket(_now(), asyncio.get_running_loop().create_future())
        line.waiting.join(ticket)
        self._changed(line)
        try:
            yield ticket
        finally:
            if not ticket.handle.cancel() and not ticket.handle.cancelled():
                # Told why it never goes, while nobody listened: no cause for a warning.
                ticket.handle.exception()
            line.waiting.leave(ticket)
            self._places.give_back(key)
            self._changed(line)

    def again(self, line: Line, ticket: Held) -> None:
        """Wait once more, at the head: the worker did not take it."""
        if self.stopping:
            raise refusal.stopping()
        if line.gone:
            raise refusal.gone()
        ticket.handle = asyncio.get_running_loop().create_future()
        line.waiting.rejoin(ticket)
        self._changed(line)

    def charge(self, line: Line, size: int) -> bool:
        """Memory for a body."""
        taken = self._bytes.take(line.claim.key, size)
        self._metrics.held_bytes.set(self._bytes.used)
        return taken

    def refund(self, line: Line, size: int) -> None:
        """It is free again."""
        self._bytes.give_back(line.claim.key, size)
        self._metrics.held_bytes.set(self._bytes.used)

    def shun(self, line: Line, address: Address) -> None:
        """A worker did not take a request; those that wait are offered it again later."""
        if pause := line.workers.shun(address, _now()):
            asyncio.get_running_loop().call_later(pause, self._offer, line)

    def stop(self) -> None:
        """Send away everybody who waits, and hold nobody any more."""
        self.stopping = True
        for line in self._lines.values():
            self._send_away(line, refusal.stopping)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._let_go())
            while True:
                tasks.create_task(self._keep_asking(await self._ask.get()))

    async def _let_go(self) -> None:
        while True:
            await self._go.wait()
            for ticket in self._turns.take(_LET_GO, _next):
                if not ticket.handle.done():
                    ticket.handle.set_result(None)
            if not self._turns:
                self._go.clear()
            await asyncio.sleep(0)

    async def _keep_asking(self, line: Line) -> None:
        """Tell the operator until nobody needs to wait, and then that."""
        log.info("holding endpoint=%s/%s", *line.claim.key)
        started, needed = _now(), True
        while needed:
            pause = _SOON_SECONDS
            while line.needs_worker and not (line.gone or self.stopping):
                answer = await self._tell(line, len(line.waiting))
                # Soon again at first: of a hundred that come at once, the first word tells of one.
                pause = min(2 * pause, REPEAT_SECONDS if answer else _RETRY_SECONDS)
                if answer is not None and line.needs_worker:
                    line.message = answer.message
                    if line.waiting.asked_at is None:
                        line.waiting.agreed(_now() - answer.asked_seconds_ago)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await line.settled.wait()
            if not line.gone:
                await self._tell(line, 0)
            # Whoever waits next asks again, and is told since when.
            line.waiting.asked_at, line.message = None, ""
            # But clients that come and go do not have us talk without a pause.
            await asyncio.sleep(_SOON_SECONDS)
            needed = line.needs_worker and not (line.gone or self.stopping)
        line.asking = False
        log.info("held endpoint=%s/%s seconds=%.1f", *line.claim.key, _now() - started)

    async def _tell(self, line: Line, held: int) -> WakeAnswer | None:
        try:
            return await self._waker.tell(line.claim, held)
        except Exception:  # a mistake about one endpoint does not end the requests of all
            log.exception("operator not told endpoint=%s/%s", *line.claim.key)
            return None

    def _ready(self, line: Line, addresses: frozenset[Address]) -> None:
        asked_at, before = line.waiting.asked_at, len(line.workers)
        line.workers.set(addresses)
        if addresses and not before and asked_at is not None:
            line.starts.took(_now() - asked_at)
            self._metrics.start_seconds.observe(_now() - asked_at)
            line.waiting.asked_at = None
        self._changed(line)

    def _changed(self, line: Line) -> None:
        """Who waits, or what is ready."""
        held = len(line.waiting)
        if not line.gone:
            self._metrics.held.labels(*line.claim.key).set(held)
        if not line.needs_worker:
            line.settled.set()
        else:
            line.settled.clear()
            if not (line.asking or line.gone or self.stopping):
                line.asking = True
                self._ask.put_nowait(line)
        self._offer(line)

    def _offer(self, line: Line) -> None:
        if len(line.waiting) and line.workers.usable(_now()):
            self._turns.add(line)
            self._go.set()

    def _end(self, line: Line) -> None:
        line.gone = True
        # Their addresses may soon be those of somebody else's pods.
        line.workers.set(())
        self._send_away(line, refusal.gone)
        self._metrics.forget(*line.claim.key)

    def _send_away(self, line: Line, why: Callable[[], RefusedError]) -> None:
        while (ticket := line.waiting.let_go()) is not None:
            if not ticket.handle.done():
                ticket.handle.set_exception(why())
        line.settled.set()


def _next(line: Line) -> Held | None:
    return line.waiting.let_go() if line.workers.usable(_now()) else None
