"""One writer at a time: a Lease, and a fence that every write passes.

Not kopf's peering (equal priorities freeze everyone) and not the library's elector (after
SIGSTOP/SIGCONT the deposed leader wrote for a second). Here the time until which we lead is taken
on our own clock *before* the renewal is sent, so it ends before anybody else may take over, and
`check` compares it with how long the write may take. Remote timestamps are never compared with our
clock: a holder counts as gone when its Lease has not changed for its duration since *we* saw it.
A pause between check and send still escapes; writes carry uid preconditions for that.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.resources import LEASES
from pilotlight.manifests.manifest import Manifest

log = logging.getLogger(__name__)


class LeadershipLostError(Exception):
    """The lease ran out or went to somebody else: this process must end."""


class NotLeadingError(Exception):
    """The lease may not outlive what was about to be sent."""


def boot_time() -> float:
    """Seconds on a clock that runs on while the process or (on Linux) the machine is suspended."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Terms:
    """Which Lease, and how long it lasts, in seconds."""

    namespace: str
    name: str
    identity: str
    duration: float = 6.0
    clock: Callable[[], float] = boot_time

    @property
    def renew_every(self) -> float:
        """A quarter: a write that takes half the duration finds enough left at any time."""
        return self.duration / 4

    @property
    def retry_every(self) -> float:
        """How often a candidate looks: a takeover takes the duration and at most this."""
        return self.duration / 6


@dataclass(slots=True)
class Leadership:
    """Holds the Lease, or waits for it."""

    client: ApiClient
    terms: Terms
    _deadline: float | None = None
    _held: Manifest | None = None
    _seen: tuple[str, float] = ("", 0.0)

    def remaining(self) -> float:
        """For how long we surely lead, seconds; 0 when we do not."""
        if self._deadline is None:
            return 0.0
        return max(0.0, self._deadline - self.terms.clock())

    def check(self, seconds: float) -> None:
        """The fence: to be called right before a write that may take `seconds`.

        Raises:
            NotLeadingError: when the lease might not outlive it.
        """
        left = self.remaining()
        if left < seconds:
            raise NotLeadingError(
                f"the lease is ours for {left:.1f} s, the write may take {seconds:g} s"
            )

    async def run(self, leading: Callable[[], None]) -> None:
        """Acquire the Lease, say so, then keep it.

        Raises:
            LeadershipLostError: once it cannot be kept.
        """
        await self._acquire()
        log.info("leading lease=%s identity=%s", self.terms.name, self.terms.identity)
        leading()
        while True:
            await asyncio.sleep(min(self.terms.renew_every, self.remaining()))
            await self._renew_or_lose()

    async def release(self) -> None:
        """Give the Lease back, so that a successor need not wait. Best effort."""
        held, leading = self._held, self.remaining() > 0
        self._deadline, self._held = None, None
        if held is None or not leading:
            return
        try:
            try:
                await self._give_back(held)
            except ApiError as error:
                if error.status != HTTPStatus.CONFLICT:
                    raise
                # A renewal was cut off by the stop, but had arrived.
                found = await self._get(1.0)
                if found is not None and _holder(found) == self.terms.identity:
                    await self._give_back(found)
        except ApiError as error:
            log.warning("lease not released: %s", error)

    async def _give_back(self, held: Manifest) -> None:
        await self.client.replace(LEASES, self._lease(held, holder="", duration=1), timeout=1.0)

    async def _acquire(self) -> None:
        pause = self.terms.retry_every
        while True:
            if await self._try_acquire():
                return
            # Two candidates that saw the same release must not stay in step.
            await asyncio.sleep(pause * random.uniform(0.8, 1.0))  # noqa: S311

    async def _renew_or_lose(self) -> None:
        while (left := self.remaining()) > 0:
            try:
                if await self._renew(min(left, self.terms.duration / 3)):
                    return
            except ApiError as error:
                log.warning("lease not renewed, %.1f s left: %s", self.remaining(), error)
                await asyncio.sleep(min(0.5, self.remaining()))
                continue
            raise LeadershipLostError("the lease has another holder")
        raise LeadershipLostError("the lease ran out before it could be renewed")

    async def _renew(self, timeout: float) -> bool:  # noqa: ASYNC109
        """False when somebody else holds it."""
        if self._held is None:
            raise LeadershipLostError("the lease was released")
        started = self.terms.clock()
        try:
            body = self._lease(self._held, holder=self.terms.identity)
            self._held = await self.client.replace(LEASES, body, timeout=timeout)
        except ApiError as error:
            if error.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
                raise
            found = await self._get(timeout)
            if found is None:
                # Somebody deleted it while it is ours: nobody else can have it.
                return await self._create()
            if _holder(found) != self.terms.identity:
                return False
            # An earlier renewal arrived, and only its answer was lost.
            self._held = found
            raise
        self._deadline = started + self.terms.duration
        return True

    async def _try_acquire(self) -> bool:
        try:
            found = await self._get(self.terms.duration / 2)
            if found is None:
                return await self._create()
            if self._blocked(found):
                return False
            started = self.terms.clock()
            changed_hands = _holder(found) != self.terms.identity
            body = self._lease(found, holder=self.terms.identity, acquired=True)
            if changed_hands:
                body["spec"]["leaseTransitions"] = _int(found["spec"].get("leaseTransitions")) + 1
            self._held = await self.client.replace(LEASES, body, timeout=self.terms.duration / 2)
        except ApiError as error:
            if error.status != HTTPStatus.CONFLICT:
                log.warning("lease not acquired: %s", error)
            return False
        self._deadline = started + self.terms.duration
        return True

    def _blocked(self, found: Manifest) -> bool:
        """Somebody holds it, and has not been silent for long enough by our own clock."""
        spec = found.setdefault("spec", {})
        holder = _holder(found)
        if not holder:
            return False
        version = str(found["metadata"].get("resourceVersion"))
        now = self.terms.clock()
        if self._seen[0] != version:
            self._seen = (version, now)
        patience = max(self.terms.duration, float(_int(spec.get("leaseDurationSeconds"))))
        return now - self._seen[1] < patience

    async def _get(self, timeout: float) -> Manifest | None:  # noqa: ASYNC109
        try:
            path = LEASES.path(self.terms.namespace, self.terms.name)
            return await self.client.request("GET", path, timeout=timeout)
        except ApiError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def _create(self) -> bool:
        started = self.terms.clock()
        empty: Manifest = {
            "apiVersion": LEASES.api_version,
            "kind": LEASES.kind,
            "metadata": {"name": self.terms.name, "namespace": self.terms.namespace},
            "spec": {"leaseTransitions": 0},
        }
        body = self._lease(empty, holder=self.terms.identity, acquired=True)
        try:
            self._held = await self.client.create(LEASES, body, timeout=self.terms.duration / 3)
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT:
                return False
            raise
        self._deadline = started + self.terms.duration
        return True

    def _lease(
        self,
        base: Manifest,
        *,
        holder: str,
        acquired: bool = False,
        duration: int | None = None,
    ) -> Manifest:
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        spec = dict(base.get("spec") or {})
        spec["holderIdentity"] = holder
        spec["leaseDurationSeconds"] = duration or max(1, round(self.terms.duration))
        spec["renewTime"] = now
        if acquired:
            spec["acquireTime"] = now
        return {**base, "spec": spec}


def _holder(lease: Manifest) -> str:
    return str((lease.get("spec") or {}).get("holderIdentity") or "")


def _int(value: Any) -> int:
    return value if isinstance(value, int) else 0
