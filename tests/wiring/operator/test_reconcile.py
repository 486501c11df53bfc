"""One pass, with a plan that the test decides and a writer that obeys or refuses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.api.status import EndpointStatus
from pilotlight.cluster.capacity import Surveyor
from pilotlight.cluster.client import ApiError
from pilotlight.cluster.leadership import NotLeadingError
from pilotlight.cluster.resources import CONFIG_MAPS, ENDPOINTS
from pilotlight.cluster.smoke import SmokeTester
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.sync import Sync
from pilotlight.cluster.writer import NamespaceEndingError, OutdatedError, RefusedError
from pilotlight.core.actions import Action, Apply, Delete, Event, Stage
from pilotlight.core.capacity import CapacityOrder, CapacityReport
from pilotlight.core.observed import EndpointView, Observed, WriteProblem
from pilotlight.core.plan import Plan
from pilotlight.load.analyst import Analyst
from pilotlight.loop.queue import KeyQueue, Level
from pilotlight.loop.reconcile import Reconciler
from pilotlight.metrics import Metrics
from tests.builders import PLATFORM
from tests.unit.cluster.raw import a_child, an_endpoint

CHAT = ("demo", "chat")
SERVING = EndpointStatus(message="serving")


def an_apply(kind: str, stage: Stage, name: str = "chat") -> Apply:
    return Apply({"kind": kind, "metadata": {"name": name}, "spec": {}}, None, stage)


POD_MAKER = an_apply("Deployment", Stage.PODS)
SERVICE = an_apply("Service", Stage.TRAFFIC)
GATE = an_apply("ConfigMap", Stage.REST)
OLD = Delete("Deployment", "chat-old", "uid")


async def nothing() -> None:
    """Take no time."""


@dataclass
class FakeWriter:
    """Remembers what it was asked for; `fails` may raise instead."""

    fails: Callable[[Action], Exception | None] = lambda _: None
    alive: bool = True
    done: list[str] = field(default_factory=list)
    statuses: list[EndpointStatus] = field(default_factory=list)
    on_status: Callable[[], object] = lambda: None
    before_write: Callable[[], Awaitable[None]] = nothing

    async def carry_out(self, action: Action, endpoint: EndpointView) -> None:
        await self.before_write()
        if (error := self.fails(action)) is not None:
            raise error
        self.done.append(str(action))

    async def write_status(self, _: EndpointView, status: EndpointStatus, __: Any) -> None:
        self.statuses.append(status)
        self.on_status()

    async def confirm(self, _: EndpointView) -> bool:
        return self.alive


@dataclass
class FakeRecorder:
    events: list[Event] = field(default_factory=list)

    async def record(self, _: EndpointView, event: Event) -> None:
        self.events.append(event)

    def forget(self, uid: str) -> None:
        pass


class Fixture:
    """`plans` are handed out one after the other; the last one stays."""

    def __init__(self, *plans: Plan) -> None:
        self.plans = list(plans)
        self.seen: list[Observed] = []
        self.store, self.metrics, self.queue = Store(), Metrics(), KeyQueue[Key]()
        self.writer, self.recorder = FakeWriter(), FakeRecorder()
        self.store.put(ENDPOINTS, an_endpoint())
        workers: Any = type("Workers", (), {"reports": {}, "mount_problems": {}})()
        client: Any = None
        # Orders are remembered without being carried out: nobody runs them.
        self.smoke = SmokeTester(client, self.queue.add)
        self.analyst = Analyst(None, self.queue.add)
        self.surveyor = Surveyor(client, self.store, self.queue.add)
        self.reconcile = Reconciler(
            store=self.store,
            sync=Sync(client, self.store, self.metrics, self.queue.add),
            writer=self.writer,  # type: ignore[arg-type]
            recorder=self.recorder,  # type: ignore[arg-type]
            workers=workers,
            smoke=self.smoke,
            analyst=self.analyst,
            surveyor=self.surveyor,
            queue=self.queue,
            metrics=self.metrics,
            platform=lambda: PLATFORM,
            decide=self.decide,
        )

    def decide(self, observed: Observed, _: datetime) -> Plan:
        self.seen.append(observed)
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]

    def counted(self, result: str) -> float | None:
        return self.metrics.registry.get_sample_value(
            "pilotlight_reconcile_total", {"result": result}
        )


def refused(kind: str) -> Callable[[Action], Exception | None]:
    def fails(action: Action) -> Exception | None:
        if action.kind == kind:
            return RefusedError(WriteProblem(kind, action.name, "no room"))
        return None

    return fails


async def test_status_and_events_follow_the_writes_of_one_and_the_same_pass() -> None:
    told = Event("RevisionCreated", "Created revision chat-a")
    it = Fixture(
        Plan(actions=(POD_MAKER, SERVICE), events=(told,)),
        Plan(status=SERVING, events=(Event("Started", "x"),)),
    )

    again = await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == ["create Deployment chat", "create Service chat"]
    assert it.writer.statuses == [SERVING]
    assert [event.reason for event in it.recorder.events] == ["RevisionCreated", "Started"]
    assert (again.failed, again.rest, again.after) == (False, False, None)


async def test_the_remainder_is_put_off_while_others_wait_for_their_pods() -> None:
    it = Fixture(Plan(actions=(POD_MAKER, SERVICE)), Plan(actions=(SERVICE,)), Plan(status=SERVING))
    it.queue.add(("demo", "another"))

    again = await it.reconcile(CHAT, Level.FIRST)
    assert again.rest
    assert it.writer.done == ["create Deployment chat"]
    assert it.writer.statuses == []

    again = await it.reconcile(CHAT, Level.REST)
    assert not again.rest
    assert it.writer.done == ["create Deployment chat", "create Service chat"]


async def test_events_of_a_pass_that_was_put_off_are_told_by_the_next() -> None:
    told = Event("RevisionCreated", "Created revision chat-a")
    it = Fixture(Plan(actions=(POD_MAKER, SERVICE), events=(told,)), Plan(status=SERVING))
    it.queue.add(("demo", "another"))

    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(CHAT, Level.REST)

    assert it.recorder.events == [told]


async def test_a_refusal_of_what_makes_pods_stops_everything_behind_it() -> None:
    it = Fixture(Plan(actions=(POD_MAKER, SERVICE, OLD)))
    it.writer.fails = refused("Deployment")

    again = await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == []
    assert again.failed
    assert it.counted("refused") == 1


async def test_a_later_refusal_stops_deletes_and_nothing_else() -> None:
    it = Fixture(Plan(actions=(POD_MAKER, SERVICE, GATE, OLD)))
    it.writer.fails = refused("Service")

    await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == ["create Deployment chat", "create ConfigMap chat"]


async def test_a_refusal_is_shown_to_every_plan_until_the_write_succeeds() -> None:
    it = Fixture(Plan(actions=(SERVICE,)), Plan(actions=(SERVICE,), status=SERVING))
    it.writer.fails = refused("Service")

    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(CHAT, Level.FIRST)
    assert [len(observed.problems) for observed in it.seen] == [0, 1, 1, 1]
    assert it.writer.statuses[0] == SERVING, "the status that shows the refusal"

    it.writer.fails = lambda _: None
    it.plans = [Plan(actions=(SERVICE,)), Plan(status=SERVING)]
    await it.reconcile(CHAT, Level.FIRST)
    assert it.seen[-1].problems == ()


async def test_a_refusal_of_what_nobody_wants_any_more_is_forgotten() -> None:
    it = Fixture(Plan(actions=(SERVICE,)))
    it.writer.fails = refused("Service")
    await it.reconcile(CHAT, Level.FIRST)

    it.plans = [Plan()]
    await it.reconcile(CHAT, Level.FIRST)

    assert it.seen[-1].problems == ()


async def test_a_successor_of_the_same_name_inherits_no_refusal() -> None:
    it = Fixture(Plan(actions=(SERVICE,)))
    it.writer.fails = refused("Service")
    await it.reconcile(CHAT, Level.FIRST)
    it.store.put(ENDPOINTS, an_endpoint(uid="second", version=5))

    await it.reconcile(CHAT, Level.FIRST)

    of_second = [seen for seen in it.seen if seen.endpoint.uid == "second"]
    assert of_second[0].problems == ()


async def test_a_write_that_changes_nothing_is_not_sent_twice_in_a_pass(
    caplog: pytest.LogCaptureFixture,
) -> None:
    it = Fixture(Plan(actions=(SERVICE,), status=SERVING))

    again = await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == ["create Service chat"]
    assert it.writer.statuses == [SERVING]
    assert again.failed
    assert "does not settle" in caplog.text


async def test_a_mistake_in_the_plan_is_told_to_the_user_and_raised_for_the_log() -> None:
    it = Fixture(Plan())

    def broken(_: Observed, __: datetime) -> Plan:
        raise ZeroDivisionError

    it.reconcile.decide = broken
    with pytest.raises(ZeroDivisionError):
        await it.reconcile(CHAT, Level.FIRST)

    (event,) = it.recorder.events
    assert (event.reason, event.warning) == ("ReconcileFailed", True)
    assert "ZeroDivisionError" in event.message
    assert it.counted("error") == 1


@pytest.mark.parametrize(
    "error",
    [
        OutdatedError("changed"),
        NotLeadingError("0 s"),
        NamespaceEndingError("going"),
        ApiError(503, "Unavailable", "later"),
        ApiError(0, "Timeout", "no answer"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_is_nobodys_fault_is_tried_again_without_a_word_in_the_status(
    error: Exception,
) -> None:
    it = Fixture(Plan(actions=(SERVICE,), status=SERVING))
    it.writer.fails = lambda _: error

    again = await it.reconcile(CHAT, Level.FIRST)

    assert again.failed
    assert it.writer.statuses == []
    assert it.recorder.events == []
    assert it.counted("retried") == 1


async def test_the_server_is_asked_again_no_sooner_than_it_wants() -> None:
    it = Fixture(Plan(actions=(SERVICE,)))
    it.writer.fails = lambda _: ApiError(429, "TooManyRequests", "slow down", retry_after=7)

    again = await it.reconcile(CHAT, Level.FIRST)

    assert again.after == 7


@pytest.mark.parametrize(("alive", "written"), [(True, ["create ConfigMap chat"]), (False, [])])
async def test_a_vanished_child_is_made_again_only_for_an_endpoint_that_is_there(
    alive: bool, written: list[str]
) -> None:
    it = Fixture(Plan(actions=(GATE,)), Plan())
    it.store.put(CONFIG_MAPS, a_child(version=2))
    it.store.remove(CONFIG_MAPS, "demo", "chat")
    it.writer.alive = alive

    await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == written


async def test_an_endpoint_that_is_gone_leaves_nothing_behind() -> None:
    it = Fixture(Plan(status=SERVING))
    await it.reconcile(CHAT, Level.FIRST)
    it.store.remove(ENDPOINTS, "demo", "chat")

    again = await it.reconcile(CHAT, Level.FIRST)

    assert (again.failed, again.after) == (False, None)
    at = {"namespace": "demo", "name": "chat"}
    assert it.metrics.registry.get_sample_value("pilotlight_endpoint_desired_replicas", at) is None


async def test_an_edit_that_comes_with_the_answer_to_a_status_is_looked_at() -> None:
    """The watch brings it as a version that the store has by then: that is no news."""
    it = Fixture(Plan(status=SERVING))
    edited = an_endpoint(version=20)
    edited["metadata"]["generation"] = 2
    it.writer.on_status = lambda: it.store.put(ENDPOINTS, edited)

    await it.reconcile(CHAT, Level.FIRST)

    assert it.queue.depth == 1


async def test_a_status_that_meets_no_edit_brings_no_other_pass() -> None:
    it = Fixture(Plan(status=SERVING))
    it.writer.on_status = lambda: it.store.put(ENDPOINTS, an_endpoint(version=20))

    await it.reconcile(CHAT, Level.FIRST)

    assert it.queue.depth == 0


async def test_new_words_alone_are_written_only_so_often_and_never_lost() -> None:
    it = Fixture(*(Plan(status=EndpointStatus(message=f"loading ({n} %)")) for n in (40, 41, 42)))

    await it.reconcile(CHAT, Level.FIRST)
    again = await it.reconcile(CHAT, Level.FIRST)
    assert [status.message for status in it.writer.statuses] == ["loading (40 %)"]
    assert 0 < (again.after or 0) <= 5

    it.reconcile._reported_at[CHAT] -= 5
    await it.reconcile(CHAT, Level.FIRST)
    assert [status.message for status in it.writer.statuses] == ["loading (40 %)", "loading (42 %)"]


async def test_news_in_a_status_are_written_at_once() -> None:
    loading = EndpointStatus(message="loading", replicas=1, ready_replicas=0)
    serving = EndpointStatus(message="serving", replicas=1, ready_replicas=1)
    it = Fixture(Plan(status=loading), Plan(status=serving))

    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.statuses == [loading, serving]


COUNT = CapacityOrder(frozenset({"nvidia.com/gpu"}))
OTHER = ("demo", "other")


def a_rendered(replicas: int, name: str = "other-a") -> Apply:
    limits = {"resources": {"limits": {"nvidia.com/gpu": "1"}}}
    spec = {"replicas": replicas, "template": {"spec": {"containers": [limits]}}}
    manifest = {"kind": "Deployment", "metadata": {"name": name}, "spec": spec}
    return Apply(manifest, None, Stage.PODS)


class Rivals(Fixture):
    """`other` acts as the plans say; `claimed` is what `chat` sees of it in a pass of its own."""

    def __init__(self, *plans: Plan) -> None:
        super().__init__(*plans)
        self.store.put(ENDPOINTS, an_endpoint("other"))
        self.reconcile._uids = {CHAT: "uid-of-chat", OTHER: "uid-of-other"}  # both were seen before
        self.surveyor.ensure(CHAT, COUNT)
        self.surveyor.reports[CHAT] = CapacityReport(COUNT, datetime.now(UTC))

    def decide(self, observed: Observed, now: datetime) -> Plan:
        if observed.endpoint.name == "chat":
            self.seen.append(observed)
            return Plan(capacity=COUNT)
        return super().decide(observed, now)

    async def claimed(self) -> list[int]:
        await self.reconcile(CHAT, Level.FIRST)
        capacity = self.seen[-1].capacity
        assert capacity is not None
        return [claim.count for claim in capacity.claims]


async def test_what_a_plan_wants_to_know_is_ordered_with_its_report() -> None:
    it = Fixture(Plan(actions=(SERVICE,)), Plan(capacity=COUNT), Plan())

    await it.reconcile(CHAT, Level.FIRST)
    assert it.surveyor._orders == {CHAT: COUNT}
    await it.reconcile(CHAT, Level.FIRST)
    assert it.surveyor._orders == {}


async def test_an_endpoint_that_is_gone_wants_to_know_nothing() -> None:
    it = Fixture(Plan(capacity=COUNT))
    await it.reconcile(CHAT, Level.FIRST)
    it.store.remove(ENDPOINTS, "demo", "chat")

    await it.reconcile(CHAT, Level.FIRST)

    assert it.surveyor._orders == {}


async def test_a_plan_sees_the_report_of_its_endpoint() -> None:
    it = Rivals(Plan())
    assert await it.claimed() == []
    await it.reconcile(OTHER, Level.FIRST)
    assert [seen.capacity is not None for seen in it.seen] == [True, False]


async def test_what_is_about_to_be_written_is_promised_to_no_other_pass() -> None:
    it = Rivals(Plan(actions=(a_rendered(2), SERVICE)), Plan())
    during: list[list[int]] = []

    async def meanwhile() -> None:
        during.append(await it.claimed())

    it.writer.before_write = meanwhile

    await it.reconcile(OTHER, Level.FIRST)

    assert during == [[2], [2]], "the store does not know of it: nothing was really written"
    assert await it.claimed() == [], "the next plan does not ask for it"


async def test_a_promise_is_made_before_anything_is_waited_for() -> None:
    it = Rivals(Plan(actions=(a_rendered(2),)), Plan())
    open_up = asyncio.Event()

    async def wait() -> None:
        await open_up.wait()

    it.writer.before_write = wait
    other = asyncio.create_task(it.reconcile(OTHER, Level.FIRST))
    await asyncio.sleep(0)

    assert await it.claimed() == [2]
    open_up.set()
    await other
    assert await it.claimed() == []


async def test_what_was_refused_is_promised_no_longer() -> None:
    it = Rivals(Plan(actions=(a_rendered(2),)))
    it.writer.fails = refused("Deployment")

    await it.reconcile(OTHER, Level.FIRST)

    assert await it.claimed() == []


async def test_what_may_have_been_written_stays_promised_until_the_next_plan() -> None:
    it = Rivals(Plan(actions=(a_rendered(2),)), Plan())
    it.writer.fails = lambda _: ApiError(0, "Timeout", "no answer")
    await it.reconcile(OTHER, Level.FIRST)
    assert await it.claimed() == [2]

    await it.reconcile(OTHER, Level.FIRST)
    assert await it.claimed() == []


async def test_an_endpoint_that_is_gone_has_no_promise() -> None:
    it = Rivals(Plan(actions=(a_rendered(2),)))
    it.writer.fails = lambda _: ApiError(0, "Timeout", "no answer")
    await it.reconcile(OTHER, Level.FIRST)
    it.store.remove(ENDPOINTS, "demo", "other")

    await it.reconcile(OTHER, Level.FIRST)

    assert await it.claimed() == []
