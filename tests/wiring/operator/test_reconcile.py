"""One pass, with a plan that the test decides and a writer that obeys or refuses."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from pilotlight.api.status import EndpointStatus
from pilotlight.cluster.capacity import Surveyor
from pilotlight.cluster.client import ApiError
from pilotlight.cluster.leadership import NotLeadingError
from pilotlight.cluster.orders import Orders
from pilotlight.cluster.resources import CONFIG_MAPS, DEPLOYMENTS, ENDPOINTS
from pilotlight.cluster.signing import Signer
from pilotlight.cluster.smoke import SmokeTester
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.sync import Sync
from pilotlight.cluster.writer import NamespaceEndingError, OutdatedError, RefusedError
from pilotlight.core.actions import Action, Apply, Delete, Event, Relabel, Stage
from pilotlight.core.capacity import CapacityOrder, CapacityReport
from pilotlight.core.observed import EndpointView, Observed, WriteProblem
from pilotlight.core.orders import Order, OrderReport, Verb
from pilotlight.core.plan import Plan
from pilotlight.core.scaling.decision import Decision, ScalingReason
from pilotlight.core.scaling.report import ScalingReport
from pilotlight.load.analyst import Analyst
from pilotlight.load.scaler import Scaler
from pilotlight.loop.queue import KeyQueue, Level
from pilotlight.loop.reconcile import Reconciler
from pilotlight.loop.wakes import Wakes
from pilotlight.manifests.hold import WAKE_PATH, ActivatorPod
from pilotlight.manifests.marks import of_deployment
from pilotlight.manifests.resources import GPU
from pilotlight.manifests.role import SERVING as SERVING_ROLE
from pilotlight.metrics import Metrics
from tests.builders import PLATFORM
from tests.unit.cluster.raw import a_child, an_endpoint
from tests.wiring.operator.fakes import Clock, FakeApi, OpenFence

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
        workers: Any = type("Workers", (), {"reports": {}, "mute": set(), "mount_problems": {}})()
        client: Any = None
        # Orders are remembered without being carried out: nobody runs them.
        self.smoke = SmokeTester(client, self.queue.add)
        self.analyst = Analyst(None, self.queue.add)
        self.surveyor = Surveyor(client, self.store, self.queue.add)
        self.scaler = Scaler(None, self.queue.add, self.metrics)
        self.api = FakeApi()
        secrets: Any = self.api
        signer = Signer(secrets, "pilotlight-system", "key")
        self.orders = Orders(client, signer, OpenFence(), self.queue.add, self.metrics)
        self.reconcile = Reconciler(
            store=self.store,
            sync=Sync(client, self.store, self.metrics, self.queue.add),
            writer=self.writer,  # type: ignore[arg-type]
            recorder=self.recorder,  # type: ignore[arg-type]
            workers=workers,
            smoke=self.smoke,
            analyst=self.analyst,
            surveyor=self.surveyor,
            scaler=self.scaler,
            orders=self.orders,
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


async def test_who_is_to_serve_is_not_put_off_while_others_wait_for_their_pods() -> None:
    promoted = Relabel("chat-1", "uid", "7", SERVING_ROLE, Stage.PODS)
    it = Fixture(Plan(actions=(promoted, SERVICE)), Plan(actions=(SERVICE,)), Plan(status=SERVING))
    it.queue.add(("demo", "another"))

    await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == ["label Pod chat-1 serving"]


async def test_a_pod_that_cannot_be_labelled_stops_nothing() -> None:
    promoted = Relabel("chat-1", "uid", "7", SERVING_ROLE, Stage.PODS)
    it = Fixture(Plan(actions=(promoted, POD_MAKER, OLD)), Plan(status=SERVING))
    it.writer.fails = refused("Pod")

    await it.reconcile(CHAT, Level.FIRST)

    assert it.writer.done == ["create Deployment chat", str(OLD)]


async def test_of_promotions_only_those_are_told_that_were_made() -> None:
    labels = [Relabel(it, it, "7", SERVING_ROLE, Stage.PODS) for it in ("chat-1", "chat-2")]
    told = [Event("WarmReplicaPromoted", it.name, relabelled=it.uid) for it in labels]
    it = Fixture(Plan(actions=tuple(labels), events=tuple(told)), Plan(status=SERVING))
    it.writer.fails = lambda action: OutdatedError() if action is labels[1] else None

    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(CHAT, Level.FIRST)

    assert it.recorder.events == told[:1]


async def test_a_pod_that_has_changed_is_looked_at_again_at_once() -> None:
    first, second = (
        Relabel("chat-1", "uid", version, SERVING_ROLE, Stage.PODS) for version in "78"
    )
    it = Fixture(
        Plan(actions=(first, POD_MAKER)), Plan(actions=(second, POD_MAKER)), Plan(status=SERVING)
    )
    it.writer.fails = lambda action: OutdatedError() if action is first else None

    again = await it.reconcile(CHAT, Level.URGENT)

    assert not again.failed
    assert it.writer.done == [str(second), str(POD_MAKER)]


async def test_an_endpoint_hears_what_others_lack_and_its_pool_looks_again() -> None:
    it = Fixture(
        Plan(fills=True), Plan(lacks=frozenset({GPU})), Plan(fills=True), Plan(), Plan(fills=True)
    )
    it.store.put(ENDPOINTS, an_endpoint(name="other"))
    other = ("demo", "other")

    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(other, Level.FIRST)
    assert it.queue.first_waiting(), "it may have to give something up"
    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(other, Level.FIRST)
    await it.reconcile(CHAT, Level.FIRST)

    assert [dict(seen.lacking) for seen in it.seen] == [{}, {}, {GPU: "demo/other"}, {}, {}]


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


async def test_the_newest_decision_is_shown_to_the_plan_and_goes_with_the_endpoint() -> None:
    it = Fixture(Plan(status=SERVING))
    decision = Decision(datetime.now(UTC), 3, 2, ScalingReason.DEMAND_ROSE, "2 → 3: because")
    spec = {**an_endpoint()["spec"], "scaling": {"maxReplicas": 4}}
    spec.pop("replicas")
    it.store.put(ENDPOINTS, {**an_endpoint(version=2), "spec": spec})
    await it.reconcile(CHAT, Level.FIRST)
    it.scaler.reports[CHAT] = ScalingReport(decision, 1)

    await it.reconcile(CHAT, Level.FIRST)

    assert [each.scaling for each in it.seen] == [None, ScalingReport(decision, 1)]
    it.store.remove(ENDPOINTS, *CHAT)
    await it.reconcile(CHAT, Level.FIRST)
    assert it.scaler.reports == {}


def with_wakes(it: Fixture, clock: Callable[[], float] = time.monotonic) -> Wakes:
    uids = {CHAT: "uid-of-chat"}
    told, failed = it.queue.add_after, it.queue.failed
    it.reconcile.wakes = Wakes(
        told, failed, uids.get, lambda: True, clock=clock, metrics=it.metrics
    )
    return it.reconcile.wakes


async def hold(wakes: Wakes, held: int) -> None:
    """Have an activator say that it holds so many requests."""
    async with wakes.serving(0) as port, aiohttp.ClientSession() as session:
        word = {"namespace": "demo", "name": "chat", "uid": "uid-of-chat"}
        word |= {"held": held, "source": "a"}
        async with session.post(f"http://127.0.0.1:{port}{WAKE_PATH}", json=word) as answer:
            assert answer.status == 200


async def test_a_plan_sees_what_is_held_and_where_until_the_endpoint_is_gone() -> None:
    it = Fixture(Plan())
    pod = ActivatorPod("a", "pilotlight-system", "uid-a", "10.0.0.1", "node")
    wakes = with_wakes(it)
    it.reconcile.activators = lambda: (pod,)
    await hold(wakes, 3)

    await it.reconcile(CHAT, Level.URGENT)
    wake = it.seen[-1].wake
    assert wake is not None
    assert (wake.held, it.seen[-1].activators) == (3, (pod,))

    it.store.remove(ENDPOINTS, "demo", "chat")
    await it.reconcile(CHAT, Level.FIRST)
    assert wakes.held(CHAT) == 0


def a_deployment(replicas: int, serving: int | None = None) -> Apply:
    annotations = of_deployment(serving, 0)
    metadata = {"name": "chat-1", "annotations": annotations}
    spec = {"replicas": replicas}
    return Apply({"kind": "Deployment", "metadata": metadata, "spec": spec}, None, Stage.PODS)


@pytest.mark.parametrize(
    ("writes", "timed"),
    [
        ([a_deployment(1)], 1),
        ([a_deployment(1), a_deployment(2)], 1),
        ([a_deployment(2, serving=1)], 1),
        ([a_deployment(2, serving=0)], 0),
        ([a_deployment(0, serving=0)], 0),
        ([SERVICE, GATE, OLD], 0),
    ],
    ids=["first", "more", "beside a pool", "a pool alone", "none", "other objects"],
)
async def test_a_wake_is_timed_until_the_write_that_asks_for_the_first_replica(
    writes: list[Action], timed: int
) -> None:
    clock = Clock()
    it = Fixture(Plan(actions=tuple(writes)), Plan())
    wakes = with_wakes(it, clock)
    await hold(wakes, 3)
    clock.forward(4)
    await it.reconcile(CHAT, Level.URGENT)
    assert times(it) == (timed, 4 * timed)

    clock.forward(1)
    await hold(wakes, 3)
    it.plans = [Plan(actions=(a_deployment(3),)), Plan()]
    await it.reconcile(CHAT, Level.URGENT)
    assert times(it) == ((1, 4) if timed else (1, 5)), "once for all that are held together"


async def test_neither_a_refused_write_nor_one_for_nobody_is_a_wake() -> None:
    it = Fixture(Plan(actions=(a_deployment(1),)), Plan())
    wakes = with_wakes(it)
    await it.reconcile(CHAT, Level.URGENT)
    await hold(wakes, 3)
    problem = WriteProblem("Deployment", "chat-1", "exceeded quota")
    it.writer.fails = lambda _: RefusedError(problem)
    it.plans = [Plan(actions=(a_deployment(1),))]
    await it.reconcile(CHAT, Level.URGENT)
    assert times(it) == (0, 0)


async def test_what_has_replicas_already_is_not_woken_by_more() -> None:
    it = Fixture(Plan(actions=(a_deployment(3),)), Plan())
    it.store.put(DEPLOYMENTS, a_child("chat-1", spec={"replicas": 1}))
    wakes = with_wakes(it)
    await hold(wakes, 3)
    await it.reconcile(CHAT, Level.URGENT)
    assert it.seen[0].deployments
    assert times(it) == (0, 0)


def times(it: Fixture) -> tuple[float, float]:
    """How many wakes were timed, and their sum."""
    value = it.metrics.registry.get_sample_value
    name = "pilotlight_wake_write_seconds"
    return value(f"{name}_count") or 0.0, value(f"{name}_sum") or 0.0


WAKE = Order("chat-1", "uid-1", "10.0.0.1", Verb.WAKE)
ASLEEP_SPEC = {**an_endpoint()["spec"], "warmPool": {"size": 1, "tier": "Asleep"}}


async def test_workers_are_told_before_anything_is_written_and_plans_see_what_became_of_it() -> (
    None
):
    it = Fixture(Plan(actions=(SERVICE,), orders=(WAKE,)), Plan(orders=(WAKE,)), Plan())

    async def is_told() -> None:
        assert it.orders.reports == {CHAT: {"uid-1": OrderReport(Verb.WAKE)}}

    it.writer.before_write = is_told
    await it.reconcile(CHAT, Level.URGENT)
    assert it.writer.done == [str(SERVICE)]
    assert [observed.orders for observed in it.seen] == [{}, {"uid-1": OrderReport(Verb.WAKE)}]

    await it.reconcile(CHAT, Level.URGENT)
    assert it.orders.reports == {}


async def test_nobody_is_told_anything_any_more_about_an_endpoint_that_is_gone() -> None:
    it = Fixture(Plan(orders=(WAKE,)))
    await it.reconcile(CHAT, Level.FIRST)
    it.store.remove(ENDPOINTS, *CHAT)
    await it.reconcile(CHAT, Level.FIRST)
    assert it.orders.reports == {}


async def test_the_key_is_there_before_the_first_plan_that_needs_it_and_for_no_other() -> None:
    it = Fixture(Plan())
    await it.reconcile(CHAT, Level.FIRST)
    assert it.api.calls == []

    it.store.put(ENDPOINTS, {**an_endpoint(version=2), "spec": ASLEEP_SPEC})
    await it.reconcile(CHAT, Level.FIRST)
    await it.reconcile(CHAT, Level.FIRST)

    assert [verb for verb, _ in it.api.calls] == ["GET", "PATCH"]
    assert len(it.orders.signer.public_keys) == 1


async def test_a_pass_that_cannot_read_the_key_is_tried_again() -> None:
    it = Fixture(Plan())
    it.store.put(ENDPOINTS, {**an_endpoint(version=2), "spec": ASLEEP_SPEC})
    it.api.fault = lambda _, __: ApiError(503, "ServiceUnavailable", "later")

    again = await it.reconcile(CHAT, Level.FIRST)

    assert (again.failed, it.seen) == (True, [])


async def test_who_goes_because_it_does_not_wake_is_counted() -> None:
    gone, other = Delete("Pod", "chat-1", "uid-1"), Delete("Pod", "chat-2", "uid-2")
    it = Fixture(Plan(actions=(gone, other), replaced=frozenset({"uid-1"})), Plan())

    await it.reconcile(CHAT, Level.FIRST)

    registry = it.metrics.registry
    assert registry.get_sample_value("pilotlight_sleepers_replaced_total") == 1
