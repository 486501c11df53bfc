"""What status, condition and Events tell of decisions, and how often."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilotlight.api.status import Condition, ConditionStatus, EndpointStatus, ScalingStatus
from pilotlight.core.actions import Event
from pilotlight.core.observed import InvalidSpec, Observed
from pilotlight.core.plan import Plan, plan
from pilotlight.core.scaling.decision import Decision, Doubt, ScalingReason
from pilotlight.core.scaling.report import ScalingReport
from tests.builders import a_spec
from tests.story.world import START, World

FELL, ROSE, STEADY = ScalingReason.DEMAND_FELL, ScalingReason.DEMAND_ROSE, ScalingReason.STEADY
SCALING = {"minReplicas": 2, "maxReplicas": 8}


class Told:
    """An endpoint of two ready replicas, to which decisions are reported one after the other."""

    def __init__(self, **scaling: Any) -> None:
        self.world = World(spec=a_spec(replicas=None, scaling=SCALING | scaling))
        self.world.run(60)
        self.events: list[Event] = []

    def hears(
        self, reason: ScalingReason, numbers: tuple[int, int] = (2, 2), after: int = 5, **more: Any
    ) -> Plan:
        """`numbers`: replicas before, and decided."""
        self.world.now += timedelta(seconds=after)
        words = f"{numbers[0]} → {numbers[1]}: at {self.world.now:%H:%M:%S}"
        made = Decision(self.world.now, numbers[1], numbers[0], reason, words, **more)
        decided = plan(
            replace(self.world.observe(), scaling=ScalingReport(made, 1)), self.world.now
        )
        for action in decided.actions:
            self.world.carry_out(action)
        self.world.status = decided.status or self.world.status
        self.events = list(decided.events)
        return decided

    @property
    def status(self) -> ScalingStatus:
        found = self.world.status.scaling
        assert found is not None
        return found

    @property
    def history(self) -> list[tuple[int, int, str]]:
        return [(it.from_replicas, it.to_replicas, it.reason) for it in self.status.decisions]

    @property
    def active(self) -> Condition | None:
        return condition(self.world.status)


def condition(status: EndpointStatus | None) -> Condition | None:
    assert status is not None
    return next((it for it in status.conditions if it.type == "AutoscalingActive"), None)


def observing(observed: Observed, **spec: Any) -> Observed:
    return replace(observed, endpoint=replace(observed.endpoint, **spec))


def test_a_number_that_changes_is_told_at_once_with_its_event() -> None:
    told = Told()
    told.hears(STEADY)
    told.hears(ROSE, (2, 4))
    assert told.status.last_decision == told.status.decisions[0]
    assert told.history == [(2, 4, "DemandRose"), (2, 2, "Steady")]
    assert [event.reason for event in told.events] == ["ScaledUp", "Scaling"]
    assert told.events[0].message.startswith("DemandRose: 2 → 4: at ")
    assert not told.events[0].warning
    told.hears(FELL, (4, 3))
    assert [event.reason for event in told.events] == ["ScaledDown"]
    assert told.world.status.desired_replicas == 3


def test_a_number_is_told_in_the_status_that_is_written_once_it_was_carried_out() -> None:
    """The loop writes no status while there is something to carry out, and plans again."""
    told = Told()
    told.hears(STEADY)
    world = told.world
    world.now += timedelta(seconds=5)
    made = Decision(world.now, 4, 2, ROSE, "2 → 4: because")
    before = world.status
    rounds = 0
    while (
        decided := plan(replace(world.observe(), scaling=ScalingReport(made, 1)), world.now)
    ).actions:
        for action in decided.actions:
            world.carry_out(action)
        rounds += 1
    assert rounds
    assert world.status is before
    assert decided.status is not None
    world.status = decided.status
    assert told.history[0] == (2, 4, "DemandRose")


def test_a_decision_that_is_read_again_is_told_once() -> None:
    told = Told()
    told.hears(ROSE, (2, 4))
    decided = told.hears(ROSE, (2, 4))
    assert told.events == []
    assert decided.actions == ()
    assert told.history == [(2, 4, "DemandRose")]


def test_a_new_reason_for_the_same_number_waits_a_minute_and_asks_to_be_looked_at() -> None:
    told = Told()
    told.hears(STEADY)
    decided = told.hears(ScalingReason.STABILIZING, after=20)
    assert decided.status is None
    assert decided.requeue_after == timedelta(seconds=40)
    assert told.hears(ScalingReason.STABILIZING, after=39).status is None
    assert told.hears(ScalingReason.STABILIZING, after=1).status is not None
    assert told.history == [(2, 2, "Stabilizing")]


def test_numbers_that_move_in_a_sentence_write_nothing() -> None:
    told = Told()
    told.hears(STEADY)
    for _ in range(100):
        assert told.hears(STEADY) == Plan()


def test_ten_decisions_are_kept_and_between_changes_the_last_reason_only() -> None:
    told = Told()
    for low in (2, 3, 4, 5, 6, 7):
        told.hears(ROSE, (low, low + 1), after=100)
        told.hears(STEADY, (low + 1, low + 1), after=100)
        told.hears(ScalingReason.STABILIZING, (low + 1, low + 1), after=100)
    assert len(told.history) == 10
    assert told.history[:3] == [(8, 8, "Stabilizing"), (7, 8, "DemandRose"), (7, 7, "Stabilizing")]


def test_observe_tells_and_leaves_the_number() -> None:
    told = Told(mode="Observe")
    decided = told.hears(ROSE, (2, 4))
    assert decided.actions == ()
    assert told.events == []
    assert told.history == [(2, 4, "DemandRose")]
    assert told.world.status.desired_replicas == 2
    assert told.active is not None
    assert (told.active.status, told.active.reason) == (ConditionStatus.FALSE, "Observing")


def test_what_is_observed_may_waver_without_a_write_for_each() -> None:
    told = Told(mode="Observe")
    told.hears(ROSE, (2, 3))
    assert told.hears(STEADY, (2, 2)).status is None
    assert told.hears(ROSE, (2, 3)).status is None


@pytest.mark.parametrize(
    ("doubt", "status", "reason"),
    [
        (None, ConditionStatus.TRUE, "MetricsFresh"),
        (Doubt(ScalingReason.METRICS_UNAVAILABLE, "not reachable", blind=True), None, ""),
        (Doubt(ScalingReason.METRICS_INCOMPATIBLE, "names not known", blind=True), None, ""),
        (
            Doubt(ScalingReason.METRICS_MISSING, "no pod has numbers yet", blind=True),
            ConditionStatus.UNKNOWN,
            "MetricsMissing",
        ),
        (Doubt(ScalingReason.METRICS_PARTIAL, "1 of 2 pods: no sample"), None, ""),
        (Doubt(ScalingReason.METRICS_STALE, "2 of 2 pods: 17 s old", blind=True), None, ""),
        (Doubt(ScalingReason.METRICS_INVALID, "2 of 2 pods: waiting nan", blind=True), None, ""),
        (Doubt(ScalingReason.METRICS_DUPLICATED, "1 of 2 pods: there twice"), None, ""),
        # One round of these is no news; a clock that makes all of them useless is.
        (
            Doubt(ScalingReason.COUNTER_RESET, "its counters began anew"),
            ConditionStatus.TRUE,
            "MetricsFresh",
        ),
        (
            Doubt(ScalingReason.CLOCK_MOVED, "2 of 2 pods: 300 s in the future", blind=True),
            ConditionStatus.FALSE,
            "MetricsInvalid",
        ),
    ],
)
def test_the_condition_says_whether_the_numbers_can_be_trusted(
    doubt: Doubt | None, status: ConditionStatus | None, reason: str
) -> None:
    """Without an expectation it is False for the doubt's own reason, and a warning."""
    told = Told()
    told.hears(STEADY, doubt=doubt)
    assert told.active is not None
    wanted = doubt.reason if doubt is not None and not reason else reason
    assert (told.active.status, told.active.reason) == (status or ConditionStatus.FALSE, wanted)
    if told.active.status is ConditionStatus.FALSE:
        assert doubt is not None
        assert told.active.message == doubt.message
        assert [(event.reason, event.warning) for event in told.events] == [(wanted, True)]
    else:
        assert told.events == []


def test_numbers_that_move_in_a_doubt_write_nothing_but_other_words_do() -> None:
    told = Told()
    told.hears(STEADY, doubt=Doubt(ScalingReason.METRICS_STALE, "1 of 2 pods: 17 s old"))
    older = Doubt(ScalingReason.METRICS_STALE, "1 of 2 pods: 22 s old")
    assert told.hears(STEADY, doubt=older).status is None
    gone = Doubt(ScalingReason.METRICS_UNAVAILABLE, "not reachable")
    assert told.hears(STEADY, doubt=gone).status is not None
    refused = Doubt(ScalingReason.METRICS_UNAVAILABLE, "not authorised")
    assert told.hears(STEADY, doubt=refused).status is not None


def test_recovery_is_told() -> None:
    told = Told()
    told.hears(STEADY, doubt=Doubt(ScalingReason.METRICS_UNAVAILABLE, "not reachable", blind=True))
    told.hears(STEADY)
    assert [(event.reason, event.warning) for event in told.events] == [("MetricsFresh", False)]


def test_without_a_decision_it_is_unknown_and_ready_all_the_same() -> None:
    told = Told()
    found = {it.type: it for it in told.world.status.conditions}
    assert told.active is not None
    assert (told.active.status, told.active.reason) == (ConditionStatus.UNKNOWN, "NotDecided")
    assert found["Ready"].status is ConditionStatus.TRUE
    assert told.world.status.scaling is None


def test_pods_that_are_not_ready_yet_have_no_numbers_and_that_is_no_warning() -> None:
    world = World(spec=a_spec(replicas=None, scaling=SCALING))
    world.run(5)
    doubt = Doubt(ScalingReason.METRICS_MISSING, "no pod has numbers yet", blind=True)
    made = Decision(world.now, 2, 2, ScalingReason.METRICS_MISSING, "2: none", True, doubt=doubt)
    decided = plan(replace(world.observe(), scaling=ScalingReport(made, 1)), world.now)
    found = condition(decided.status or world.status)
    assert found is not None
    assert found.status is ConditionStatus.UNKNOWN
    assert [event for event in decided.events if event.warning] == []


def test_a_fixed_size_has_neither_condition_nor_decisions() -> None:
    told = Told()
    told.hears(ROSE, (2, 4))
    told.world.edit(replicas=4, scaling=None)
    told.hears(STEADY, (4, 4))
    assert told.active is None
    assert told.world.status.scaling is None


def test_a_spec_that_cannot_be_read_keeps_what_was_told() -> None:
    told = Told()
    told.hears(ROSE, (2, 4))
    broken = observing(told.world.observe(), spec=InvalidSpec("spec.scaling: wrong"))
    decided = plan(broken, told.world.now)
    found = condition(decided.status)
    assert found is not None
    assert (found.status, found.reason) == (ConditionStatus.UNKNOWN, "InvalidSpec")
    assert decided.status is not None
    assert decided.status.scaling == told.status


def test_a_status_that_somebody_has_spoilt_is_written_anew() -> None:
    told = Told()
    told.hears(ROSE, (2, 4))
    last = told.status.decisions[0].model_copy(update={"at": "yesterday"})
    spoilt = ScalingStatus(last_decision=last, decisions=[last])
    told.world.status = told.world.status.model_copy(update={"scaling": spoilt})
    told.hears(STEADY, (4, 4))
    assert told.history[0] == (4, 4, "Steady")


def test_while_paused_decisions_are_told_and_nothing_is_done() -> None:
    told = Told()
    told.world.edit(paused=True)
    decided = told.hears(ROSE, (2, 4))
    assert decided.actions == ()
    assert told.world.status.desired_replicas == 2
    assert told.active is not None
    assert (told.active.status, told.active.reason) == (ConditionStatus.FALSE, "Paused")
    told.world.edit(paused=False)
    told.hears(ROSE, (2, 4))
    assert "ScaledUp" in {event.reason for event in told.events}
    assert told.history == [(2, 4, "DemandRose")]
    assert told.world.status.desired_replicas == 4


def test_the_end_of_a_schedule_is_looked_at_without_an_event() -> None:
    day = {"name": "day", "cron": "0 0 * * *", "duration": "1h", "minReplicas": 3}
    told = Told(schedules=[day])
    assert told.hears(STEADY, (3, 3)).requeue_after is not None
    told.world.run(120)
    decided = plan(told.world.observe(), told.world.now)
    assert decided.requeue_after == START + timedelta(hours=1) - told.world.now


def test_a_jump_of_the_number_does_not_make_what_serves_unavailable() -> None:
    told = Told()
    told.hears(ROSE, (2, 6))
    found = {it.type: it.status for it in told.world.status.conditions}
    assert (found["Available"], found["Ready"]) == (ConditionStatus.TRUE, ConditionStatus.TRUE)
    assert (found["Progressing"], found["Reconciling"]) == (
        ConditionStatus.TRUE,
        ConditionStatus.FALSE,
    )
