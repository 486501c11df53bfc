"""One pass over one endpoint: observe, plan, carry out, report.

What the API server refuses is data: it is remembered and shown to the next plan, which says so in
the status. What it fails to answer is not; such a pass is tried again.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pilotlight.api.status import EndpointStatus
from pilotlight.cluster.activators import Pods
from pilotlight.cluster.capacity import Surveyor
from pilotlight.cluster.client import ApiError
from pilotlight.cluster.leadership import NotLeadingError
from pilotlight.cluster.orders import Orders
from pilotlight.cluster.recorder import Recorder
from pilotlight.cluster.resources import DEPLOYMENTS
from pilotlight.cluster.smoke import SmokeTester
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.sync import Sync
from pilotlight.cluster.view import Extras, observe
from pilotlight.cluster.workers import Workers
from pilotlight.cluster.writer import (
    NamespaceEndingError,
    OutdatedError,
    RefusedError,
    Writer,
)
from pilotlight.core.access import access_of
from pilotlight.core.actions import Action, Apply, Delete, Event, Relabel, Stage
from pilotlight.core.observed import EndpointView, Observed, WriteProblem
from pilotlight.core.orders import Verb
from pilotlight.core.plan import Plan, plan
from pilotlight.core.sleep import has_sleepers
from pilotlight.load.analyst import Analyst
from pilotlight.load.scaler import Scaler
from pilotlight.loop.promotions import Promotions
from pilotlight.loop.queue import Again, KeyQueue, Level
from pilotlight.loop.scarcity import Scarcity
from pilotlight.loop.wakes import Wakes
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.platform import Platform
from pilotlight.manifests.role import SERVING
from pilotlight.metrics import EndpointGauges, Metrics

log = logging.getLogger(__name__)

# When the API server refuses (quota, a name that is taken), nothing tells us that it would not
# any more: it is asked again after this at the latest, seconds.
_REFUSED_AGAIN = 30.0
_HELD_SECONDS = 0.25
# So often in a row, before it backs off.
_OUTDATED_AGAIN = 4
# A worker that loads tells its progress every second. What changes no more than the words of a
# status is written this often at most, seconds: two hundred of them would saturate an API server.
_WORDS_EVERY = 5.0


@dataclass(slots=True)
class _Outcome:
    """What carrying out a plan came to."""

    written: int = 0
    refused: list[WriteProblem] = field(default_factory=list)
    deferred: bool = False

    @property
    def blocked(self) -> bool:
        """Something was refused, so the next round would be refused as well."""
        return bool(self.refused)

    @property
    def incomplete(self) -> bool:
        """Something that others may stand on was refused."""
        return any(not problem.optional for problem in self.refused)


@dataclass(slots=True)
class Reconciler:
    """Handler of the queue. wakes, activators: None where no activator is installed."""

    store: Store
    sync: Sync
    writer: Writer
    recorder: Recorder
    workers: Workers
    smoke: SmokeTester
    analyst: Analyst
    surveyor: Surveyor
    scaler: Scaler
    queue: KeyQueue[Key]
    metrics: Metrics
    platform: Callable[[], Platform]
    orders: Orders
    wakes: Wakes | None = None
    activators: Callable[[], Pods | None] = lambda: None
    decide: Callable[[Observed, datetime], Plan] = plan
    _problems: dict[Key, dict[tuple[str, str], WriteProblem]] = field(default_factory=dict)
    _uids: dict[Key, str] = field(default_factory=dict)
    _told: dict[Key, list[Event]] = field(default_factory=dict)
    _reported_at: dict[Key, float] = field(default_factory=dict)
    # Deployment specs of the latest plan of each endpoint, until they are written or given up.
    # Another pass may plan before that, and must not count on the same accelerators.
    _promises: dict[Key, dict[str, Manifest]] = field(default_factory=dict)
    _scarcity: Scarcity = field(init=False)
    _promotions: Promotions = field(init=False)

    def __post_init__(self) -> None:
        self._scarcity = Scarcity(self.queue.add)
        self._promotions = Promotions(self.metrics)

    async def __call__(self, key: Key, level: Level) -> Again:
        """One pass. Raises only what is a mistake of ours; the queue logs it and backs off."""
        result = "error"
        started = time.perf_counter()
        try:
            result, again = await self._passes(key, level)
        except OutdatedError as error:
            log.info("view outdated key=%s/%s: %s", *key, error)
            result, again = "retried", Again(failed=True)
        except NamespaceEndingError as error:
            log.info("pass given up key=%s/%s: %s", *key, error)
            result, again = "retried", Again(failed=True)
        except NotLeadingError as error:
            # The lease is renewed, or this process ends; until then every key would end up here.
            log.info("pass held back key=%s/%s: %s", *key, error)
            await asyncio.sleep(_HELD_SECONDS)
            result, again = "retried", Again(failed=True)
        except ApiError as error:
            log.warning("pass cut short key=%s/%s: %s", *key, error)
            result, again = "retried", Again(failed=True, after=error.retry_after)
        finally:
            self.metrics.reconciles.labels(result).inc()
            self.metrics.reconcile_seconds.observe(time.perf_counter() - started)
        return again

    async def _passes(self, key: Key, level: Level) -> tuple[str, Again]:
        """One, or another at once where what was to be written has changed since it was seen: a pod
        that starts does so several times, and the writer has seen what is there now."""
        for _ in range(_OUTDATED_AGAIN):
            try:
                return await self._pass(key, level)
            except OutdatedError as error:
                log.info("view outdated key=%s/%s: %s", *key, error)
        return await self._pass(key, level)

    async def _pass(self, key: Key, level: Level) -> tuple[str, Again]:
        """Rounds of plan and writes until nothing is left to write, then the report."""
        written: set[str] = set()
        while True:
            observed, decided = await self._decided(key)
            if observed is None or decided is None:
                self._forget(key)
                return "unchanged", Again()
            self._order(key, observed, decided)
            if not decided.actions:
                return await self._conclude(key, observed, decided, bool(written))
            if self._recreates(key, decided) and not await self.writer.confirm(observed.endpoint):
                continue
            asked = {_fingerprint(action) for action in decided.actions}
            if asked <= written:
                # It was written and still differs: a mistake of ours, which must not spin.
                log.error("does not settle key=%s/%s: %s", *key, "; ".join(decided.notes))
                await self._conclude(key, observed, decided, changed=True)
                return "error", Again(failed=True)
            outcome = await self._carry_out(key, decided, observed, level)
            written |= asked
            self._log(key, decided, outcome)
            if outcome.deferred:
                return "deferred", Again(rest=True)
            if outcome.blocked:
                # Planned again with the refusals in view, which the status has to show.
                observed, decided = await self._decided(key)
                if observed is not None and decided is not None:
                    await self._conclude(key, observed, decided, changed=True)
                return "refused", Again(failed=True)

    async def _decided(self, key: Key) -> tuple[Observed | None, Plan | None]:
        """The world and the plan for it, without problems that nobody asks about any more."""
        observed = self._observe(key)
        signs = observed is not None and (has_sleepers(observed) or access_of(observed) is not None)
        if signs and not self.orders.signer.known:
            await self.orders.signer.load()
            observed = self._observe(key)
        if observed is None:
            return None, None
        async with _TellingErrors(self, observed):
            decided = self._decide(key, observed)
            if self._settled(key, decided):
                observed = self._observe(key) or observed
                decided = self._decide(key, observed)
        return observed, decided

    def _order(self, key: Key, observed: Observed, decided: Plan) -> None:
        """At once: who is to serve may have to wake before anything is written."""
        self.orders.ensure(key, decided.orders)
        woken = [order.uid for order in decided.orders if order.verb is Verb.WAKE]
        self._promotions.wakes(key, observed, woken, time.monotonic())

    async def _conclude(
        self, key: Key, observed: Observed, decided: Plan, changed: bool
    ) -> tuple[str, Again]:
        """Status, then Events: an Event must not tell of what the status does not have yet."""
        self.smoke.ensure(key, decided.smoke)
        self.analyst.ensure(key, decided.traffic)
        self.surveyor.ensure(key, decided.capacity)
        self._promises.pop(key, None)
        pause = self._pause(key, observed.endpoint.status, decided.status)
        if decided.status is not None and not pause:
            await self.writer.write_status(
                observed.endpoint, decided.status, self.sync.status_schema
            )
            self._notice_edit(key, observed.endpoint)
            self._reported_at[key] = time.monotonic()
            changed = True
        for event in (*self._told.pop(key, ()), *_about(decided)):
            await self.recorder.record(observed.endpoint, event)
        looks = [
            decided.requeue_after.total_seconds() if decided.requeue_after else 0.0,
            _REFUSED_AGAIN if self._problems.get(key) else 0.0,
            pause,
        ]
        after = min((seconds for seconds in looks if seconds), default=None)
        return "changed" if changed else "unchanged", Again(after=after)

    def _pause(self, key: Key, before: EndpointStatus, after: EndpointStatus | None) -> float:
        """For how long a status is put off that tells the same in other words; mostly 0."""
        if after is None or _facts(after) != _facts(before):
            return 0.0
        return max(0.0, self._reported_at.get(key, 0.0) + _WORDS_EVERY - time.monotonic())

    def _notice_edit(self, key: Key, planned: EndpointView) -> None:
        """Look again when the answer to our own write of the status brought an edit.

        The watch brings it as well, but as a version that the store has by then, which is no news.
        """
        stored = self.store.endpoint(key)
        if stored is not None and stored.generation != planned.generation:
            self.queue.add(key)

    def _observe(self, key: Key) -> Observed | None:
        stored = self.store.endpoint(key)
        if stored is not None and self._uids.get(key) != stored.uid:
            # Another endpoint of the same name: nothing of its predecessor's applies to it.
            self._forget(key)
            self._uids[key] = stored.uid
        observed = observe(
            self.store,
            key,
            Extras(
                platform=self.platform(),
                problems=tuple(self._problems.get(key, {}).values()),
                unseen=self.sync.unseen,
                reports=self.workers.reports,
                mute=self.workers.mute,
                mount_problems=self.workers.mount_problems,
                smoke=self.smoke.reports.get(key),
                traffic=self.analyst.reports.get(key),
                capacity=self.surveyor.reports.get(key),
                scaling=self.scaler.reports.get(key),
                orders=dict(self.orders.reports.get(key, {})),
                wake=self.wakes.wake(key, datetime.now(UTC)) if self.wakes is not None else None,
                activators=self.activators(),
                promises=self._promises,
                lacking=self._scarcity.lacking(key),
            ),
        )
        # Before anything is written: what the API server refuses must not make it blind.
        self.scaler.ensure(key, observed)
        if observed is None:
            return None
        return replace(observed, promoted=self._promotions.seen(key, observed))

    def _decide(self, key: Key, observed: Observed) -> Plan:
        decided = self.decide(observed, datetime.now(UTC))
        self._promises[key] = {
            action.name: action.manifest["spec"]
            for action in decided.actions
            if isinstance(action, Apply) and action.kind == DEPLOYMENTS.kind
        }
        self._scarcity.tell(key, decided.lacks, fills=decided.fills)
        self._show(observed, decided.status or observed.endpoint.status)
        return decided

    async def _carry_out(
        self, key: Key, decided: Plan, observed: Observed, level: Level
    ) -> _Outcome:
        """Write the actions in order. A refusal stops what may depend on it.

        Everything stands on the objects that make pods exist; the others are independent of one
        another, but nothing is deleted in a pass in which something could not be written.
        """
        outcome, begun = _Outcome(), time.monotonic()
        problems = self._problems.setdefault(key, {})
        self._remember(key, decided)
        for action in decided.actions:
            later = action.stage > Stage.PODS and level is Level.FIRST
            if later and self.queue.first_waiting():
                outcome.deferred = True
                break
            if outcome.incomplete and isinstance(action, Delete):
                break
            place = (action.kind, action.name)
            try:
                await self.writer.carry_out(action, observed.endpoint)
            except RefusedError as error:
                problems[place] = error.problem
                outcome.refused.append(error.problem)
                if action.stage is Stage.PODS and isinstance(action, Apply):
                    break
            else:
                problems.pop(place, None)
                outcome.written += 1
                self._written(key, decided, action, observed, begun)
        if not problems:
            self._problems.pop(key, None)
        return outcome

    def _written(
        self, key: Key, decided: Plan, action: Action, observed: Observed, begun: float
    ) -> None:
        """What is told and timed of a write that was accepted."""
        if isinstance(action, Relabel):
            self._told[key].extend(_about(decided, action.uid))
            if action.role == SERVING:
                self._promotions.begins(key, observed, action.uid, begun)
        if isinstance(action, Delete) and action.uid in decided.replaced:
            self.metrics.sleepers_replaced.inc()
        if self.wakes is not None:
            self.wakes.written(key, action, observed)

    def _remember(self, key: Key, decided: Plan) -> None:
        """Keep what only this plan tells ("created revision …") until the report.

        Condition transitions are left to the plan that is reported: those of a plan in between
        may never have been true.
        """
        passing = {str(it.reason) for it in decided.status.conditions} if decided.status else set()
        told = self._told.setdefault(key, [])
        told.extend(it for it in _about(decided) if it.reason not in passing and it not in told)

    def _settled(self, key: Key, decided: Plan) -> bool:
        """Drop problems with writes that nobody asks for any more; whether there were any."""
        problems = self._problems.get(key)
        if not problems:
            return False
        asked = {(action.kind, action.name) for action in decided.actions}
        settled = problems.keys() - asked
        for place in settled:
            del problems[place]
        return bool(settled)

    def _recreates(self, key: Key, decided: Plan) -> bool:
        """A child that existed is to be made again: its DELETED may have overtaken the owner's."""
        vanished = self.store.vanished(key)
        return bool(vanished) and any(
            isinstance(action, Apply)
            and action.uid is None
            and (action.kind, action.name) in vanished
            for action in decided.actions
        )

    def _forget(self, key: Key) -> None:
        self._problems.pop(key, None)
        self._told.pop(key, None)
        self._reported_at.pop(key, None)
        if (uid := self._uids.pop(key, None)) is not None:
            self.recorder.forget(uid)
            if self.wakes is not None:
                self.wakes.forget(key)
        self.smoke.ensure(key, None)
        self.orders.ensure(key, ())
        self.analyst.ensure(key, None)
        self.surveyor.ensure(key, None)
        self.scaler.ensure(key, None)
        self._promises.pop(key, None)
        self._scarcity.tell(key, frozenset(), fills=False)
        self._promotions.forget(key)
        self.queue.forget(key)
        self.metrics.forget_endpoint(*key)

    def _show(self, observed: Observed, status: EndpointStatus) -> None:
        self.metrics.count_restarts(
            observed.endpoint.namespace,
            observed.endpoint.name,
            {pod.uid: pod.restarts for pod in observed.pods},
        )
        self.metrics.show_endpoint(
            observed.endpoint.namespace,
            observed.endpoint.name,
            EndpointGauges(
                ready=status.ready_replicas or 0,
                desired=status.desired_replicas or 0,
                phase=str(status.rollout.phase) if status.rollout is not None else None,
                conditions=frozenset((item.type, str(item.status)) for item in status.conditions),
                warm=status.warm_replicas,
            ),
        )

    def _log(self, key: Key, decided: Plan, outcome: _Outcome) -> None:
        """One line per round that changed something, in the plan's own words."""
        if not (outcome.written or outcome.refused):
            return
        refused = "; ".join(f"{it.kind} {it.name}: {it.message}" for it in outcome.refused)
        log.log(
            logging.WARNING if refused else logging.INFO,
            "pass key=%s/%s writes=%d notes=%r%s%s",
            *key,
            outcome.written,
            "; ".join(decided.notes),
            " rest=later" if outcome.deferred else "",
            f" refused={refused!r}" if refused else "",
        )


def _about(decided: Plan, relabelled: str = "") -> Iterator[Event]:
    """What is told of the new role of one pod; without a uid: of everything else."""
    return (it for it in decided.events if it.relabelled == relabelled)


def _facts(status: EndpointStatus) -> EndpointStatus:
    """A status without its sentences."""
    conditions = [item.model_copy(update={"message": ""}) for item in status.conditions]
    rollout = status.rollout
    if rollout is not None:
        gates = [gate.model_copy(update={"message": ""}) for gate in rollout.gates]
        rollout = rollout.model_copy(update={"message": None, "gates": gates})
    return status.model_copy(update={"message": None, "conditions": conditions, "rollout": rollout})


def _fingerprint(action: Action) -> str:
    return f"{action} {json.dumps(action.manifest)}" if isinstance(action, Apply) else str(action)


class _TellingErrors:
    """A mistake in the plan is logged by the queue; the user's object tells of it, too."""

    def __init__(self, reconciler: Reconciler, observed: Observed) -> None:
        self._reconciler = reconciler
        self._observed = observed

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, Exception):
            message = f"the operator failed to plan ({type(error).__name__}); see its log"
            event = Event("ReconcileFailed", message, warning=True)
            await self._reconciler.recorder.record(self._observed.endpoint, event)
