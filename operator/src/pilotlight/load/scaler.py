"""Decides every few seconds how many replicas each autoscaled endpoint shall have.

A round asks Prometheus once for all of them, in a thread of its own, and then goes over them one by
one: the pure law of `core.scaling` decides, with a memory of its own for each. Whatever is wrong
with Prometheus is the `problem` of a round, so that every endpoint says so; whatever is wrong with
one endpoint is logged, and the others go on.

Only the leader runs it. A successor begins with what Prometheus remembers (`past`), and until that
is there with nothing: then no replica may go.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.scaling.autoscale import decide
from pilotlight.core.scaling.decision import Decision
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Mode, Policy
from pilotlight.core.scaling.policy_of import policy_of
from pilotlight.core.scaling.report import ScalingReport, in_flight
from pilotlight.core.scaling.samples import Load
from pilotlight.load.analyst import NOT_CONFIGURED, Key
from pilotlight.load.background import in_background
from pilotlight.load.past import PODS_AT_ONCE, merged, remembered
from pilotlight.load.problems import unfinished, unusable
from pilotlight.load.prometheus import Prometheus, PrometheusError
from pilotlight.load.reader import USUAL_INTERVAL, Problem, Reader, Round, portions
from pilotlight.load.workload import Workload, workload
from pilotlight.metrics import Metrics
from pilotlight.scaling_metrics import ScalingGauges

log = logging.getLogger(__name__)

DECIDE_EVERY = 5.0
"""Seconds: the interval at which workers are scraped."""
CALM = 60.0
"""Seconds until another reason for the same number is worth a pass over the endpoint: the status
tells no more than one in a minute."""
_AT_ONCE = 20
"""Decisions, about 3 ms of CPU, between two looks at what else is to be done."""
_AGAIN = 5.0
"""Seconds until the past is asked for again after the first failure."""

News = tuple[int, str, str, str]
"""Of a decision: number, reason, reason of the doubt, problem of the round."""


@dataclass(slots=True)
class _Ward:
    """Our dealings with one endpoint. recall_at: when its past is to be read; times are those of
    the monotonic clock."""

    uid: str
    workload: Workload | None
    memory: Memory = field(default_factory=Memory)
    told: News | None = None
    told_at: float = 0.0
    recall_at: float = 0.0
    _pause: float = _AGAIN

    def put_off(self) -> None:
        """Prometheus did not tell the past: later, and less and less often."""
        self.recall_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, CALM)


@dataclass(slots=True)
class Scaler:
    """Reports by endpoint; `notify` when one brings news. `prometheus` is None where there is none.
    held: requests that wait for a replica of an endpoint.

    A report is absolute, and stays right until the next one.
    """

    prometheus: Prometheus | None
    notify: Callable[[Key], None]
    metrics: Metrics
    every: float = DECIDE_EVERY
    held: Callable[[Key], int] = lambda _: 0
    reports: dict[Key, ScalingReport] = field(default_factory=dict)
    reader: Reader | None = field(init=False)
    _wards: dict[Key, _Ward] = field(default_factory=dict)
    _interval: float = USUAL_INTERVAL
    _asking: "asyncio.Future[Round] | None" = None

    def __post_init__(self) -> None:
        self.reader = None if self.prometheus is None else Reader(self.prometheus)

    def ensure(self, key: Key, observed: Observed | None) -> None:
        """Decide for this endpoint as it is now, until further notice; None: no more.

        To be called with each view of it. While its spec cannot be read, or it has no replicas
        yet, nothing is decided; what is known of it stays.
        """
        if observed is None or not _may_scale(observed):
            self._drop(key)
            return
        ward = self._wards.get(key)
        if ward is not None and ward.uid != observed.endpoint.uid:
            self._drop(key)
            ward = None
        try:
            seen = workload(observed)
        except Exception:  # a record that somebody else has written, say
            log.exception("no autoscaling key=%s/%s: its state cannot be read", *key)
            seen = None
        if ward is not None:
            ward.workload = seen
        elif seen is not None:
            self._wards[key] = _Ward(seen.uid, seen)

    def _drop(self, key: Key) -> None:
        self.reports.pop(key, None)
        if self._wards.pop(key, None) is not None:
            self.metrics.scaling.forget(*key)

    async def run(self) -> None:
        """Decide for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._repeat(self.round))
            tasks.create_task(self._repeat(self.recall))

    async def _repeat(self, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            started = time.monotonic()
            try:
                await act()
            except Exception:  # nothing is decided meanwhile, and the number stays
                log.exception("a round of autoscaling failed")
            await asyncio.sleep(max(0.01, started + self.every - time.monotonic()))

    async def round(self) -> None:
        """Decide once for every endpoint."""
        wards = [
            (key, ward, seen)
            for key, ward in self._wards.items()
            if (seen := ward.workload) is not None
        ]
        if not wards:
            return
        # Of what is scaled to zero there is nothing to be known.
        found = await self._ask([seen for _, _, seen in wards if seen.fleet.desired or seen.pods])
        self._interval = max(
            (it.interval for it in found.readings.values() if it.interval), default=self._interval
        )
        for count, (key, ward, asked) in enumerate(wards):
            if count % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            seen = ward.workload
            # Another revision may have got the traffic meanwhile: its numbers come next time.
            if self._wards.get(key) is not ward or seen is None or seen.places != asked.places:
                continue
            try:
                self._decide(key, ward, seen, found)
            except Exception:
                log.exception("no decision key=%s/%s; what is remembered of it is dropped", *key)
                ward.memory = Memory()

    async def _ask(self, workloads: Sequence[Workload]) -> Round:
        if self.reader is None or self.prometheus is None:
            return Round(0.0, problem=NOT_CONFIGURED)
        if not workloads:
            return Round(0.0)
        limit = 4 * self.prometheus.timeout
        late = Round(0.0, problem=unfinished(limit))
        if self._asking is not None and not self._asking.done():
            return late
        self._asking = in_background(partial(self.reader.round, workloads), "scaling")
        try:
            return await asyncio.wait_for(asyncio.shield(self._asking), limit)
        except TimeoutError:
            return late
        except Exception as error:  # an answer that nobody thought of
            log.exception("what Prometheus answered could not be used")
            return Round(0.0, problem=unusable(error))

    def _decide(self, key: Key, ward: _Ward, seen: Workload, found: Round) -> None:
        now = datetime.now(UTC)
        policy = policy_of(seen.scaling, seen.platform, now)
        if seen.paused:
            # What nobody acts on is not counted as asked for.
            policy = replace(policy, mode=Mode.OBSERVE)
        load = replace(self._load(seen, found), held=self.held(key))
        decision, ward.memory = decide(policy, load, ward.memory, now)
        self.reports[key] = ScalingReport(decision, seen.generation, in_flight(load, now))
        self._show(key, policy, decision, ward.memory)
        news = _news(decision, load.problem)
        if _is_worth_a_pass(news, ward):
            ward.told, ward.told_at = news, time.monotonic()
            self.notify(key)

    def _load(self, seen: Workload, found: Round) -> Load:
        place = seen.places[0]
        readings = [found.readings[it] for it in seen.places if it in found.readings]
        interval = max((it.interval or 0.0 for it in readings), default=0.0) or self._interval
        problem = found.problems.get(place, Problem(""))
        return Load(
            seen.revisions[0],
            datetime.fromtimestamp(found.clock, UTC),
            seen.fleet,
            tuple(sample for it in readings for sample in it.samples),
            timedelta(seconds=interval),
            seen.slots,
            found.problem or problem.words,
            incompatible=not found.problem and problem.incompatible,
            holds=seen.holds,
        )

    def _show(self, key: Key, policy: Policy, decision: Decision, memory: Memory) -> None:
        self.metrics.scaling.show(
            *key,
            ScalingGauges(
                decision.desired,
                policy.minimum,
                policy.maximum,
                _direction(decision),
                str(decision.reason),
                {it.name: it.utilization for it in decision.signals},
                _doubt(decision),
                memory.blind,
            ),
        )

    async def recall(self) -> None:
        """Read the past of endpoints that are new to us, one portion after the other."""
        now = time.monotonic()
        new = {
            seen.uid: (ward, seen)
            for ward in self._wards.values()
            if (seen := ward.workload) is not None and seen.fleet.ready and now >= ward.recall_at
        }
        for portion in portions([seen for _, seen in new.values()], PODS_AT_ONCE):
            started = time.monotonic()
            await self._recall([new[it.uid][0] for it in portion], portion)
            # What comes up now is more important.
            await asyncio.sleep(time.monotonic() - started)

    async def _recall(self, wards: list[_Ward], portion: list[Workload]) -> None:
        if self.reader is None or self.prometheus is None:
            return
        ask = partial(
            remembered, self.prometheus, portion, sorted(self.reader.names), self._interval
        )
        try:
            past = await in_background(ask, "scaling-past")
        except PrometheusError as error:
            log.info("the past of %d endpoints cannot be read yet: %s", len(portion), error)
            for ward in wards:
                ward.put_off()
            return
        except Exception:
            log.exception("the past of %d endpoints cannot be used", len(portion))
            past = [Memory()] * len(portion)
        for ward, memory in zip(wards, past, strict=True):
            ward.recall_at = math.inf
            if memory.at is not None:
                ward.memory = merged(memory, ward.memory)


def _may_scale(observed: Observed) -> bool:
    """Also while nobody can read the spec: what is remembered will be of use again."""
    endpoint = observed.endpoint
    if endpoint.deleting:
        return False
    return isinstance(endpoint.spec, InvalidSpec) or endpoint.spec.scaling is not None


def _news(decision: Decision, problem: str) -> News:
    return decision.desired, str(decision.reason), _doubt(decision), problem


def _doubt(decision: Decision) -> str:
    return "" if decision.doubt is None else str(decision.doubt.reason)


def _is_worth_a_pass(news: News, ward: _Ward) -> bool:
    if ward.told is None or (news[0], *news[2:]) != (ward.told[0], *ward.told[2:]):
        return True
    return news != ward.told and time.monotonic() - ward.told_at >= CALM


def _direction(decision: Decision) -> str:
    if decision.desired == decision.current:
        return "keep"
    return "up" if decision.desired > decision.current else "down"
