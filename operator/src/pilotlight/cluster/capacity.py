"""Answers the capacity orders of plans, in the background.

Nodes and their pods are listed while somebody wants to know, and not watched: most pods of a large
cluster belong to others, and are of no interest while nothing of ours needs room. One survey
answers all orders.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus

from pilotlight.cluster import occupancy
from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.occupancy import Occupied
from pilotlight.cluster.pace import Pace
from pilotlight.cluster.resources import NODES, PODS, RESOURCE_QUOTAS
from pilotlight.cluster.store import Key, Store
from pilotlight.core.capacity import CapacityOrder, CapacityReport, Quota
from pilotlight.core.observed import DeploymentView, PodView
from pilotlight.manifests.manifest import Manifest

log = logging.getLogger(__name__)

# Seconds from the end of one survey to the start of the next, at least.
SURVEY_EVERY = 5.0
# Seconds for one survey, each request of which has a time-out as well. One of 1,000 nodes with
# accelerators takes 2 s, 1.1 s of them on our CPU: what takes so long is of no use any more.
SURVEY_TIMEOUT = 120.0
_AT_ONCE = 4
# A pod that has failed holds nothing, and there may be thousands of them.
_NOT_ENDED = "status.phase!=Succeeded,status.phase!=Failed"


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one saw: nodes with accelerators, and the quotas of each namespace; or its `problem`."""

    nodes: tuple[Occupied, ...] = ()
    quotas: Mapping[str, tuple[Quota, ...]] = field(default_factory=dict)
    problem: str = ""


@dataclass(slots=True)
class Surveyor:
    """Reports by endpoint; `notify` after each survey.

    Also when a report is as it was: what is left of it depends on what others claim by now. A
    survey that fails leaves the last reports, as outdated ones, because nothing may be counted on;
    only where none can succeed (a right is missing) there are reports that say so. The next survey
    comes all the same.

    survey_every: the shortest pause between two, seconds; `pace` makes it longer while nothing
    changes. timeout: of one survey, seconds.
    """

    client: ApiClient
    store: Store
    notify: Callable[[Key], None]
    survey_every: float = SURVEY_EVERY
    pace: Pace = field(default_factory=Pace)
    timeout: float = SURVEY_TIMEOUT
    reports: dict[Key, CapacityReport] = field(default_factory=dict)
    _orders: dict[Key, CapacityOrder] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    # The last survey, None for one that failed.
    _last: _Survey | None = field(default_factory=_Survey)
    _ours: frozenset[tuple[str, ...]] = frozenset()

    def ensure(self, key: Key, order: CapacityOrder | None) -> None:
        """Have this order answered until further notice, a new one soon; None: no more."""
        if self._orders.get(key) == order:
            return
        # An endpoint that asks no more has got what it wanted, or leaves it to others.
        self.pace.changed(time.monotonic())
        if order is None:
            self.reports.pop(key, None)
            del self._orders[key]
        else:
            # What was counted before is told of until the next count.
            self._orders[key] = order
            self._wake.set()

    async def run(self) -> None:
        """Answer for ever."""
        while True:
            await self._until_due()
            await self.round()

    async def _until_due(self) -> None:
        while not self._orders:
            self._wake.clear()
            await self._wake.wait()
        while self._orders:
            self._look_at_ours()
            woken = self._wake.is_set()
            due = self.pace.due(self.survey_every, woken=woken)
            left = 0.0 if due is None else due - time.monotonic()
            if left <= 0:
                return
            if woken:
                await asyncio.sleep(left)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), min(left, self.survey_every))

    def _look_at_ours(self) -> None:
        """Take note when our own pods and Deployments hold or claim something else than before.

        They are watched, so a pause need not last when one of them has set something free.
        """
        if (ours := frozenset(_holding(self.store))) != self._ours:
            self._ours = ours
            self.pace.changed(time.monotonic())

    async def round(self) -> None:
        """Answer every order once."""
        self._wake.clear()
        orders = dict(self._orders)
        if not orders:
            return
        at, started = datetime.now(UTC), time.monotonic()
        survey = await self._surveyed(orders)
        ended = time.monotonic()
        self.pace.surveyed(started, ended, failed=survey is None)
        if survey != self._last:
            self.pace.changed(ended)
        self._last = survey
        reports = self._outdated() if survey is None else _reports(orders, at, survey)
        for key, report in reports.items():
            if survey is None or self._orders.get(key) == orders[key]:
                self.reports[key] = report
                self.notify(key)

    def _outdated(self) -> dict[Key, CapacityReport]:
        """Those that were not outdated before."""
        fresh = {key: it for key, it in self.reports.items() if not it.outdated}
        return {key: replace(it, outdated=True) for key, it in fresh.items()}

    async def _surveyed(self, orders: dict[Key, CapacityOrder]) -> _Survey | None:
        """None if it failed, and the next one may well not."""
        try:
            async with asyncio.timeout(self.timeout):
                survey = await self._survey(orders)
        except TimeoutError:
            self._failed(f"no end within {self.timeout:g} s")
            return None
        except ApiError as error:
            if error.status != HTTPStatus.FORBIDDEN:
                self._failed(str(error))
                return None
            survey = _Survey(problem=error.message)
        except Exception as error:  # an answer that nobody thought of
            name = type(error).__name__
            survey = _Survey(problem=f"what the API server answered could not be used: {name}")
            if survey != self._last:
                log.exception("what the API server answered could not be used")
        if self._last is None:
            log.info("the API server answers again when accelerators are counted")
        return survey

    def _failed(self, why: str) -> None:
        """Told once for each outage."""
        if self._last is not None:
            log.warning("free accelerators are not counted, and what was counted stands: %s", why)

    async def _survey(self, orders: dict[Key, CapacityOrder]) -> _Survey:
        nodes = await self._nodes({name for it in orders.values() for name in it.accelerators})
        quotas = {space: await self._quotas(space) for space in {key[0] for key in orders}}
        return _Survey(tuple(nodes), quotas)

    async def _nodes(self, ordered: set[str]) -> list[Occupied]:
        """The nodes that have any of these, cordoned ones among them, page by page."""
        found = []
        async for page, _ in self.client.pages(NODES, None):
            chosen = (it for it in page if occupancy.accelerators(it, ordered))
            try:
                async with asyncio.TaskGroup() as tasks:
                    asked = [tasks.create_task(self._occupied(it, ordered)) for it in chosen]
            except ExceptionGroup as failed:
                # One will do: when the first fails the others are cancelled.
                raise failed.exceptions[0] from None
            found += [task.result() for task in asked]
        return found

    async def _occupied(self, raw: Manifest, ordered: set[str]) -> Occupied:
        """One node, for whose pods the API server has an index."""
        selector = f"spec.nodeName={raw['metadata']['name']},{_NOT_ENDED}"
        async with self._slots:
            # A plan infers from what it sees: what comes and goes there must have done so here.
            seen = self.store.newest(PODS)
            pages = self.client.pages(PODS, None, field_selector=selector, not_older_than=seen)
            pods = [pod async for page, _ in pages for pod in page]
        return occupancy.occupied(raw, ordered, pods)

    async def _quotas(self, namespace: str) -> tuple[Quota, ...]:
        """None where they may not be read: the API server still enforces them."""
        try:
            pages = self.client.pages(RESOURCE_QUOTAS, namespace)
            read = [occupancy.quota(raw) async for page, _ in pages for raw in page]
        except ApiError as error:
            if error.status != HTTPStatus.FORBIDDEN:
                raise
            log.debug("quotas are left out: %s", error)
            return ()
        return tuple(quota for quota in read if quota is not None)


def _reports(
    orders: Mapping[Key, CapacityOrder], at: datetime, survey: _Survey
) -> dict[Key, CapacityReport]:
    """Counted once for all that ask for the same accelerators: there may be a thousand of them."""
    counts = {it.accelerators: _count(it, at, survey) for it in orders.values()}
    return {
        key: replace(counts[it.accelerators], order=it, quotas=survey.quotas.get(key[0], ()))
        for key, it in orders.items()
    }


def _count(order: CapacityOrder, at: datetime, survey: _Survey) -> CapacityReport:
    chosen = [it for it in survey.nodes if it.accelerators & order.accelerators]
    return CapacityReport(
        order,
        at,
        nodes=tuple(it.node for it in chosen),
        placed=occupancy.placed(chosen),
        problem=survey.problem,
    )


def _holding(store: Store) -> Iterator[tuple[str, ...]]:
    """What holds accelerators, as far as it is ours, and what may claim some."""
    for key in store.endpoints():
        for child in store.children(key).values():
            match child.detail:
                case PodView(scheduled_at=bound) as pod if bound is not None:
                    yield "Pod", pod.uid, pod.phase
                case DeploymentView() as it:
                    yield "Deployment", *key, it.name, str(it.replicas)
