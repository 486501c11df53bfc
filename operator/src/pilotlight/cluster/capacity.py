"""Answers the capacity orders of plans, in the background.

Nodes and their pods are listed while somebody wants to know, and not watched: most pods of a large
cluster belong to others, and are of no interest while no rollout waits for room. One survey answers
all orders.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus

from pilotlight.cluster import occupancy
from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.occupancy import Occupied
from pilotlight.cluster.resources import NODES, PODS, RESOURCE_QUOTAS
from pilotlight.cluster.store import Key, Store
from pilotlight.core.capacity import CapacityOrder, CapacityReport, Quota
from pilotlight.manifests.manifest import Manifest

log = logging.getLogger(__name__)

# Seconds from the end of one survey to the start of the next.
SURVEY_EVERY = 5.0
_AT_ONCE = 4
# A pod that has failed holds nothing, and there may be thousands of them.
_NOT_ENDED = "status.phase!=Succeeded,status.phase!=Failed"


@dataclass(slots=True)
class Surveyor:
    """Reports by endpoint; `notify` after each survey.

    Also when a report is as it was: what is left of it depends on what others claim by now. A
    survey that fails leaves no report, because nothing may be counted on; only where none can
    succeed (a right is missing) there is one that says so. The next survey comes all the same.
    """

    client: ApiClient
    store: Store
    notify: Callable[[Key], None]
    survey_every: float = SURVEY_EVERY
    reports: dict[Key, CapacityReport] = field(default_factory=dict)
    _orders: dict[Key, CapacityOrder] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def ensure(self, key: Key, order: CapacityOrder | None) -> None:
        """Have this order answered until further notice, a new one at once; None: no more."""
        if self._orders.get(key) == order:
            return
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
            self._wake.clear()
            await self.round()
            pause = self.survey_every if self._orders else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def round(self) -> None:
        """Answer every order once."""
        orders = dict(self._orders)
        if not orders:
            return
        reports = await self._reports(orders)
        for key, order in orders.items():
            if self._orders.get(key) != order:
                continue
            self.reports.pop(key, None)
            if (report := reports.get(key)) is not None:
                self.reports[key] = report
                self.notify(key)

    async def _reports(self, orders: dict[Key, CapacityOrder]) -> dict[Key, CapacityReport]:
        at = datetime.now(UTC)
        try:
            return await self._survey(orders, at)
        except ApiError as error:
            if error.status != HTTPStatus.FORBIDDEN:
                log.warning("free accelerators were not counted: %s", error)
                return {}
            problem = error.message
        except Exception as error:  # an answer that nobody thought of
            log.exception("what the API server answered could not be used")
            problem = f"what the API server answered could not be used: {type(error).__name__}"
        return {key: CapacityReport(it, at, problem=problem) for key, it in orders.items()}

    async def _survey(
        self, orders: dict[Key, CapacityOrder], at: datetime
    ) -> dict[Key, CapacityReport]:
        nodes = await self._nodes({name for it in orders.values() for name in it.accelerators})
        quotas = {space: await self._quotas(space) for space in {key[0] for key in orders}}
        counts = {order: _count(order, at, nodes) for order in set(orders.values())}
        return {key: replace(counts[it], quotas=quotas[key[0]]) for key, it in orders.items()}

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


def _count(order: CapacityOrder, at: datetime, nodes: list[Occupied]) -> CapacityReport:
    chosen = [it for it in nodes if it.accelerators & order.accelerators]
    return CapacityReport(
        order,
        at,
        nodes=tuple(it.node for it in chosen),
        placed=occupancy.placed(chosen),
    )
