"""What a worker may be told: sleep, wake, drain, undrain; and what becomes of it.

| order | while | becomes |
| --- | --- | --- |
| sleep | Ready | 202; drains as before a stop, then sleeps; given up after drainTimeout |
| wake | Ready, Draining | 200 once the engine says that it is awake; no order to sleep is left |
| drain | Ready | 200; answers close their connections, everything is served; may be taken back |
| undrain | Ready | 200; as before |
| any | any other phase | 409 |

The last order counts. A request that wakes the engine voids none: the worker stays awake and goes
on closing connections, until the next order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from pilotlight_worker.channel import ChannelError
from pilotlight_worker.drain import DrainRules, Traffic, drain_blocked
from pilotlight_worker.gateway import Gateway
from pilotlight_worker.logs import log
from pilotlight_worker.permits import Verb
from pilotlight_worker.state import Phase, WorkerState

POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status, and what is wrong if anything is."""

    status: int
    problem: str = ""


class Orders:
    """Carries them out. `observe` brings the state up to date and tells the traffic."""

    def __init__(
        self,
        gateway: Gateway,
        state: WorkerState,
        rules: DrainRules,
        observe: Callable[[], Awaitable[Traffic | None]],
        *,
        sleep_mode: bool,
    ) -> None:
        self._gateway = gateway
        self._state = state
        self._rules = rules
        self._observe = observe
        self._sleep_mode = sleep_mode
        self._sleeping: asyncio.Task[None] | None = None

    async def give(self, verb: Verb) -> Reply:
        """Do it, or begin to, or say why not."""
        phase = self._state.phase
        if phase is not Phase.READY and not (verb is Verb.WAKE and phase is Phase.DRAINING):
            return Reply(409, f"the worker is {phase.value}")
        if verb in (Verb.SLEEP, Verb.WAKE) and not self._sleep_mode:
            return Reply(409, "sleep mode is off")
        log("supervisor", "ordered", verb=verb.value)
        match verb:
            case Verb.SLEEP:
                return await self._sleep()
            case Verb.WAKE:
                return await self._wake()
            case Verb.DRAIN | Verb.UNDRAIN:
                return await self._drain(verb is Verb.DRAIN)

    @property
    def sleep_pending(self) -> bool:
        """Whether sleep is ordered and not reached yet."""
        return self._sleeping is not None and not self._sleeping.done()

    async def give_up_sleep(self) -> None:
        """No sleep may begin any more: the worker is to wake, or to stop."""
        task, self._sleeping = self._sleeping, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def _sleep(self) -> Reply:
        if not self.sleep_pending:
            self._state.sleep_problem = ""
            self._sleeping = asyncio.create_task(self._until_asleep())
        return Reply(202)

    async def _until_asleep(self) -> None:
        try:
            await self._gateway.set_mode(leaving=True)
            problem = await self._fall_asleep()
        except ChannelError as error:
            problem = str(error)
        self._state.sleep_problem = problem
        if problem:
            log("supervisor", "not asleep", level="warning", problem=problem)
            await self._gateway.set_mode(leaving=False)

    async def _fall_asleep(self) -> str:
        """Drain, then sleep; "" or why not. A request in between begins the quiet anew."""
        began = monotonic()
        while True:
            elapsed = monotonic() - began
            blocked = drain_blocked(self._rules, elapsed, await self._observe())
            if blocked is None:
                blocked, problem = await self._gateway.fall_asleep()
                if not blocked:
                    return problem
                if elapsed >= self._rules.drain_timeout:
                    return f"not within drainTimeout: {blocked}"
            await asyncio.sleep(POLL_SECONDS)

    async def _wake(self) -> Reply:
        await self.give_up_sleep()
        self._state.sleep_problem = ""
        try:
            problem = await self._gateway.wake()
        except ChannelError as error:
            problem = str(error)
        if problem:
            return Reply(504, problem)
        if self._sleeping is None:  # nobody has ordered sleep since
            await self._gateway.set_mode(leaving=False)
        return Reply(200)

    async def _drain(self, draining: bool) -> Reply:
        self._state.draining = draining
        await self._gateway.set_mode(draining=draining)
        return Reply(200)
