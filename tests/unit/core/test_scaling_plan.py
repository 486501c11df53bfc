"""How the number of replicas goes over the life of an endpoint that is autoscaled."""

from functools import cache

import pytest

from pilotlight.api.status import EndpointStatus
from pilotlight.core.plan import Plan
from tests.story.acts import new_model, scaled
from tests.story.invariants import replicas
from tests.story.life import a_world
from tests.story.scaling import SCALING, at_once, autoscaled, counted, lives
from tests.story.world import START, World


class Seen:
    """What there was at each pass of a life. Times in seconds since its start."""

    def __init__(self, name: str) -> None:
        self.world = a_world()
        self.changes: list[tuple[int, int]] = []
        self.events: list[str] = []
        self.most = 0
        self.fewest: dict[int, int] = {}
        self.waited = False
        self.told: set[str] = set()
        self.messages: set[str] = set()
        run = self.world.run
        self.world.run = lambda seconds=120, each=None, **more: run(seconds, self._look, **more)  # type: ignore[method-assign]
        SCALING[name](self.world)

    def _look(self, world: World, decided: Plan) -> None:
        number = world.status.desired_replicas or 0
        now = round((world.now - START).total_seconds())
        if self.numbers[-1:] != [number]:
            self.changes.append((now, number))
        self.events += [event.reason for event in decided.events]
        self.waited |= any(pod.unschedulable for pod in world.pods)
        self.messages.add(world.status.message or "")
        scaling = world.status.scaling
        if scaling is not None and scaling.last_decision is not None:
            self.told.add(scaling.last_decision.message)
        self.most = max(self.most, sum(replicas(world).values()))
        self.fewest[now] = world.serving()

    @property
    def numbers(self) -> list[int]:
        """Wanted replicas, one after the other."""
        return [number for _, number in self.changes]

    def first(self, number: int, after: int = 0) -> int:
        """When so many were wanted."""
        return next(at for at, it in self.changes if it == number and at >= after)

    @property
    def reasons(self) -> list[tuple[int, int, str]]:
        """The decisions that the status tells at the end, oldest first."""
        scaling = self.world.status.scaling
        decisions = [] if scaling is None else reversed(scaling.decisions)
        return [(it.from_replicas, it.to_replicas, it.reason) for it in decisions]


@cache
def seen_of(name: str) -> Seen:
    """One of the lives, undisturbed."""
    return Seen(name)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("autoscaled-from-the-start", [2]),
        ("load-comes-and-goes", [1, 2, 4, 3, 2, 1]),
        ("fixed-then-autoscaled-then-fixed", [2, 1, 3]),
        ("autoscaler-only-observes", [1]),
        ("autoscaled-then-paused", [1, 4]),
        ("restarts-under-load", [1, 3, 2, 1]),
        ("restarts-without-prometheus", [1, 3, 2, 1]),
        ("restarts-and-decides-nothing", [1, 3]),
        ("prometheus-down-under-load", [1, 3, 2, 1]),
        ("load-rises-while-a-revision-starts", [1, 2, 3]),
        ("load-falls-while-a-revision-starts", [1, 4, 3]),
        ("load-rises-during-the-bake", [1, 2, 3, 4]),
        ("goes-back-after-the-load-has-risen", [1, 2, 3, 4]),
        ("load-rises-in-mid-exchange", [1, 3, 4]),
        ("load-falls-in-mid-exchange", [1, 3, 2]),
        ("restarts-in-mid-exchange-and-decides-nothing", [1, 3]),
        ("status-lost-in-mid-exchange", [1, 3]),
        ("status-lost-while-it-is-recreated", [1, 3]),
        ("observes-an-exchange", [3]),
        ("recreated-while-autoscaled", [1, 3]),
        ("no-gpus-for-more-load", [1, 2, 1]),
        ("gpus-come-for-more-load", [1, 2, 4]),
        ("maximum-lowered-under-load", [1, 4, 2, 4]),
        ("minimum-raised-by-a-schedule", [1, 3, 2, 1]),
    ],
)
def test_the_number_goes_as_load_and_bounds_say_and_no_other_way(
    name: str, numbers: list[int]
) -> None:
    assert seen_of(name).numbers == numbers


def test_each_change_is_an_event_and_none_is_told_twice() -> None:
    seen = seen_of("load-comes-and-goes")
    assert seen.events.count("ScaledUp") == 2
    assert seen.events.count("ScaledDown") == 3
    changes = [(before, after) for before, after, _ in seen.reasons if before != after]
    assert changes == [(1, 2), (2, 4), (4, 3), (3, 2), (2, 1)]


def test_after_a_restart_nothing_goes_before_the_window_is_full() -> None:
    """120 s: the operator starts anew, and the load is gone. The window is of 30 s."""
    assert seen_of("restarts-under-load").first(2) >= 150


def test_after_a_restart_without_numbers_nothing_goes_before_they_are_back_for_a_window() -> None:
    """120 s: restart, and no Prometheus until 240 s."""
    assert seen_of("restarts-without-prometheus").first(2) >= 270


def test_an_outage_of_prometheus_is_a_warning_and_lowers_nothing() -> None:
    """180 to 360 s; the load fell at its start."""
    seen = seen_of("prometheus-down-under-load")
    assert seen.first(2) >= 390
    assert "MetricsUnavailable" in seen.events
    assert "MetricsFresh" in seen.events[seen.events.index("MetricsUnavailable") :]


def test_what_is_only_observed_is_told() -> None:
    seen = seen_of("autoscaler-only-observes")
    assert (1, 4, "DemandRose") in seen.reasons
    assert not {"ScaledUp", "ScaledDown"} & set(seen.events)


def test_a_schedule_is_the_reason_of_what_it_does_and_its_end_lowers_step_by_step() -> None:
    """Four minutes from 00:04 on."""
    seen = seen_of("minimum-raised-by-a-schedule")
    assert seen.first(3) in range(240, 246)
    assert seen.first(2) >= 480
    scaling = seen.world.status.scaling
    assert scaling is not None
    raised = next(it for it in scaling.decisions if (it.from_replicas, it.to_replicas) == (1, 3))
    assert (raised.reason, raised.message) == (
        "BelowMinimum",
        "1 → 3: the minimum is 3 (schedule rush)",
    )


@pytest.mark.parametrize(
    "name", ["restarts-in-mid-exchange-and-decides-nothing", "observes-an-exchange"]
)
def test_an_exchange_without_decisions_takes_none_away(name: str) -> None:
    """Four accelerators, three replicas: while they are exchanged no Deployment asks for three."""
    seen = seen_of(name)
    settled = [count for at, count in seen.fewest.items() if at > 130]
    assert min(settled) >= 2
    assert (seen.world.status.replicas, seen.most) == (3, 4)


@pytest.mark.parametrize(("seconds", "there"), [(35, [2, 2]), (70, [1, 3])])
def test_a_status_that_is_lost_in_mid_exchange_costs_nothing(
    seconds: int, there: list[int]
) -> None:
    """Three are exchanged and nobody decides: a Deployment remembers that they are three."""
    world = a_world()
    lives(at_once(counted(a=4), scaled(3)), autoscaled(14, mode="Observe"), apart=60)(world)
    new_model(world)
    world.run(seconds)
    assert sorted(replicas(world).values()) == there
    world.status = EndpointStatus()
    world.run(200)
    assert (world.status.desired_replicas, world.serving()) == (3, 3)


def test_what_goes_back_does_so_at_once_and_it_was_told_what_it_would_cost() -> None:
    """chat-B fails with four replicas that the load needs; two of chat-A were kept."""
    seen = seen_of("goes-back-after-the-load-has-risen")
    assert any("going back would start 2 of 4 replicas again" in it for it in seen.messages)
    back = seen.events.index("RolledBack")
    assert "ScaledDown" not in seen.events[back:]
    assert (seen.world.serving(), len(replicas(seen.world))) == (4, 1)


def test_without_accelerators_nothing_is_asked_for_and_it_is_told_how_many_are_missing() -> None:
    seen = seen_of("no-gpus-for-more-load")
    assert (seen.most, seen.waited) == (2, False)
    short = "waiting for 2 nvidia.com/gpu: 0 free on 1 node"
    assert f"2: {short} (2 → 4: the targets need 3.5 replicas)" in seen.told
    assert "WaitingForGPU" not in seen.events
    assert seen.world.status.ready_replicas == 1


def test_it_goes_up_once_accelerators_are_free() -> None:
    """They come at 240 s."""
    seen = seen_of("gpus-come-for-more-load")
    assert seen.first(4) in range(240, 252)
    assert not seen.waited


def test_a_lower_maximum_holds_at_once() -> None:
    seen = seen_of("maximum-lowered-under-load")
    assert seen.first(2, after=100) in range(120, 126)
    assert (4, 2, "AboveMaximum") in seen.reasons
