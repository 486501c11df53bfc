"""What `decide` does with whole histories of load, by the rows of the autoscaling acceptance."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import pytest

from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import (
    Behavior,
    FirstToken,
    Mode,
    Objective,
    Policy,
    Rate,
    Target,
)
from pilotlight.core.scaling.samples import Load
from pilotlight.core.scaling.signals import Tracks
from tests.unit.core.autoscaling import Endpoint, a_policy, steady, step

HOUR = 3600.0
FILLED = 1300.0
"""Seconds after which all windows are full."""


def noisy(rate: float, deviation: float, correlation: float, seed: int) -> Callable[[float], float]:
    """A steady rate with noise of this relative deviation, from 5 s to 5 s correlated."""
    chance, state = random.Random(seed), 0.0

    def now(seconds: float) -> float:
        nonlocal state
        fresh = chance.gauss(0, deviation) * math.sqrt(1 - correlation**2)
        state = correlation * state + fresh
        return max(0.0, rate * (1 + state))

    return now


def by_chance(rate: float, seed: int) -> Callable[[float], float]:
    """Requests that know nothing of each other: a Poisson process, in steps of 5 s."""
    chance = random.Random(seed)

    def now(seconds: float) -> float:
        requests, passed = 0, chance.expovariate(rate)
        while passed < 5:
            requests, passed = requests + 1, passed + chance.expovariate(rate)
        return requests / 5

    return now


def needed(endpoint: Endpoint, rate: float) -> int:
    """Replicas that this rate needs at 90 %."""
    return math.ceil(rate / endpoint.capacity / 0.9 - 0.05)


# Step loads


@pytest.mark.parametrize("after", [2.5, 3.5, 5.0, 8.6, 16.6])
def test_a_slow_start_never_calls_more_than_one_too_many(after: float) -> None:
    """300 s of cold start: no 2 → 4 → 8 → 16 while the first ones load."""
    endpoint = Endpoint(a_policy(maximum=64), step(1.5, after, 600), cold_start=300)
    endpoint.run(2 * HOUR)
    most = max(it.desired for it in endpoint.decisions)
    assert needed(endpoint, after) <= most <= needed(endpoint, after) + 1


def test_a_queue_asks_for_more_where_replicas_come_at_once() -> None:
    fast = Endpoint(a_policy(maximum=64), step(1.5, 9, 600), cold_start=20).run(900)
    slow = Endpoint(a_policy(maximum=64), step(1.5, 9, 600), cold_start=300).run(900)
    assert fast.desired > slow.desired >= needed(slow, 9.0)


def test_what_starts_is_counted_on() -> None:
    endpoint = Endpoint(a_policy(maximum=64), step(1.5, 16, 600), cold_start=100).run(660)
    assert endpoint.last.reason is ScalingReason.REPLICAS_STARTING
    assert endpoint.last.held
    assert endpoint.desired == endpoint.run(20).desired == needed(endpoint, 16) + 1


def test_a_burst_of_seconds_is_seen_at_its_height() -> None:
    """A mean over half a minute would have seen a third of it."""
    endpoint = Endpoint(a_policy(), steady(3), replicas=2, capacity=2).run(600)
    endpoint.rate = lambda at: 12.0 if at < 610 else 3.0
    assert endpoint.run(15).desired >= needed(endpoint, 12.0) - 1


def test_a_peak_counts_in_full_and_then_fades_away() -> None:
    """From 9 requests/s: ten minutes later half of it, and a tenth of that, is kept ready."""
    policy = a_policy(maximum=20, capacity=1.0, objective=Objective(first_token=None))
    endpoint = Endpoint(policy, step(9.0, 1.5, FILLED), replicas=10).run(FILLED + 290)
    assert endpoint.desired == 10
    sizes = [endpoint.run(300).desired for _ in range(3)]
    assert sizes == [6, 3, 2]


def test_a_replica_goes_only_where_a_tenth_is_to_spare() -> None:
    """3.4 requests/s need 3.8 replicas at 90 %; four would do, and less than a tenth were free."""
    four = Endpoint(a_policy(capacity=1.0), steady(3.2), replicas=5).run(2 * HOUR)
    five = Endpoint(a_policy(capacity=1.0), steady(3.4), replicas=5).run(2 * HOUR)
    assert (four.desired, five.desired) == (4, 5)
    assert Endpoint(a_policy(capacity=1.0), steady(3.4), replicas=4).run(2 * HOUR).desired == 4


def test_one_step_up_is_at_most_the_rate() -> None:
    rate = Rate(replicas=2, percent=0, period=timedelta(seconds=60))
    policy = a_policy(maximum=64, behavior=Behavior(up=rate))
    endpoint = Endpoint(policy, step(1.5, 12, 600), cold_start=30).run(680)
    steps = [(it.at, it.desired - it.current) for it in endpoint.changes if it.desired > 2]
    within = [
        sum(by for at, by in steps if timedelta(0) <= last - at < rate.period) for last, _ in steps
    ]
    assert max(within) == 2
    assert any(it.reason is ScalingReason.RATE_LIMITED for it in endpoint.decisions)


def test_it_comes_down_one_at_a_time_after_the_windows_have_held() -> None:
    endpoint = Endpoint(a_policy(), step(6.5, 1.5, 2400), replicas=8, cold_start=60).run(3 * HOUR)
    downs = [it for it in endpoint.changes if it.desired < it.current]
    assert {it.current - it.desired for it in downs} == {1}
    assert downs[0].at - endpoint.decisions[0].at >= timedelta(seconds=2400 + 300)
    apart = [b.at - a.at for a, b in pairwise(downs)]
    assert min(apart) >= timedelta(seconds=30)
    assert endpoint.desired == needed(endpoint, 1.5)


@pytest.mark.parametrize(("window", "hold"), [(0, 0), (20, 80), (300, 1200), (3600, 3600)])
def test_a_shorter_stabilisation_shortens_the_long_window_as_well(window: int, hold: int) -> None:
    behavior = Behavior(stabilization=timedelta(seconds=window))
    assert a_policy(behavior=behavior).hold == hold
    assert a_policy(behavior=behavior, target=Target(concurrency=4)).hold == window


def test_who_shortens_the_stabilisation_sees_replicas_go_within_minutes() -> None:
    behavior = Behavior(stabilization=timedelta(seconds=20))
    endpoint = Endpoint(a_policy(behavior=behavior), step(6.5, 1.5, 300), replicas=8).run(700)
    assert endpoint.desired == needed(endpoint, 1.5)


def test_nothing_goes_below_the_minimum_nor_to_zero() -> None:
    endpoint = Endpoint(a_policy(minimum=2), step(3, 0, 600), replicas=5).run(3 * HOUR)
    assert endpoint.desired == 2
    idle = Endpoint(a_policy(minimum=0), steady(0), replicas=3).run(3 * HOUR)
    assert idle.desired == 1


# Steady load


@pytest.mark.parametrize(("rate", "correlation"), [(3.3, 0.0), (4.0, 0.0), (3.6, 0.9)])
def test_ten_percent_of_noise_near_a_threshold_changes_little(
    rate: float, correlation: float
) -> None:
    """Six hours, at most two changes an hour; `tests/property` has more rates and noises."""
    endpoint = Endpoint(a_policy(), noisy(rate, 0.1, correlation, 1), replicas=4).run(6 * HOUR)
    assert len(endpoint.changes) <= 6 * 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_few_long_requests_are_no_bursts(seed: int) -> None:
    """Two requests by chance in the same 5 s are no load for two replicas."""
    load = by_chance(0.15, seed)
    endpoint = Endpoint(a_policy(), load, replicas=1, capacity=0.2, cold_start=120).run(2 * HOUR)
    assert max(it.desired for it in endpoint.decisions[400:]) <= needed(endpoint, 0.15) + 1


def test_a_steady_load_settles_and_is_silent() -> None:
    """Invariant 7: convergence, then silence."""
    endpoint = Endpoint(a_policy(), steady(3.0), replicas=2).run(2 * HOUR)
    assert endpoint.desired == needed(endpoint, 3.0)
    settled = len(endpoint.changes)
    endpoint.run(4 * HOUR)
    assert len(endpoint.changes) == settled
    assert endpoint.last.reason is ScalingReason.STEADY


# Restart


def test_a_restart_lowers_nothing_until_the_windows_are_full() -> None:
    endpoint = Endpoint(a_policy(), step(6.5, 1.5, 2400), replicas=8, cold_start=60).run(2500)
    assert endpoint.desired == 8
    endpoint.restarted()
    endpoint.run(1190)
    assert endpoint.desired == 8
    assert endpoint.last.reason is ScalingReason.WINDOWS_NOT_FULL
    assert endpoint.run(600).desired < 8


def test_what_a_restart_finds_fades_as_the_peak_that_it_was() -> None:
    """Prometheus tells of a quiet past, in means of half a minute; the predecessor knew better."""
    quiet = Endpoint(a_policy(), steady(1.5), replicas=2).run(FILLED).memory
    endpoint = Endpoint(a_policy(), steady(1.5), replicas=8)
    endpoint.memory = replace(quiet, at=None, found=None, tracks=Tracks(), asked=())
    assert endpoint.run(295).desired == 8
    assert endpoint.last.reason is ScalingReason.STABILIZING
    assert endpoint.run(310).desired == 4
    assert endpoint.run(600).desired == needed(endpoint, 1.5)


def test_a_restart_under_load_asks_for_what_is_needed() -> None:
    endpoint = Endpoint(a_policy(), steady(4.0), replicas=5).run(FILLED)
    endpoint.restarted()
    before = len(endpoint.changes)
    endpoint.run(FILLED)
    assert len(endpoint.changes) == before


# Replicas that do not come


def test_a_replica_that_never_starts_stops_only_what_it_makes_useless() -> None:
    endpoint = Endpoint(a_policy(), step(1.5, 4, 600), cold_start=60)
    endpoint.never_starts = lambda name: name not in ("pod-0", "pod-1", "pod-2")
    endpoint.run(1200)
    stuck = endpoint.last
    assert stuck.reason is ScalingReason.REPLICAS_STUCK
    assert "cannot start (0 of 4 nodes fit)" in stuck.message
    before = endpoint.desired
    endpoint.rate = steady(0.5)
    endpoint.run(2.5 * HOUR)
    assert endpoint.desired < before
    assert endpoint.desired == 1


def test_where_nodes_come_for_it_a_stuck_replica_stops_nothing() -> None:
    endpoint = Endpoint(a_policy(nodes_come=True), step(1.5, 4, 600), cold_start=60)
    endpoint.never_starts = lambda name: name == "pod-2"
    endpoint.run(1200)
    assert endpoint.desired >= needed(endpoint, 4.0)
    assert "1 of" in endpoint.last.message
    assert "cannot start" in endpoint.last.message


def test_a_start_that_takes_for_ever_is_not_counted_on_for_ever() -> None:
    """Nobody says that it is stuck: it just never gets ready."""
    endpoint = Endpoint(a_policy(maximum=20), step(1.5, 4, 600), cold_start=1e9)
    forever = Endpoint.load

    def as_measured_before() -> object:
        load = forever(endpoint)
        return replace(load, fleet=replace(load.fleet, cold_start=timedelta(seconds=60)))

    endpoint.load = as_measured_before  # type: ignore[method-assign,assignment]
    endpoint.run(1200)
    awaited = endpoint.desired
    assert endpoint.last.reason is ScalingReason.REPLICAS_STARTING
    assert endpoint.run(300).desired > awaited


# First tokens


def test_late_first_tokens_call_one_more() -> None:
    """Prompts so long that first tokens are late without any queue."""
    objective = Objective(first_token=FirstToken(95, timedelta(seconds=0.05)))
    policy = a_policy(objective=objective)
    endpoint = Endpoint(policy, steady(1.2), replicas=2).run(300)
    assert endpoint.changes[0].reason is ScalingReason.FIRST_TOKEN_LATE
    assert "% of first tokens are later than 0.05 s, at most 5 % may be" in (
        endpoint.changes[0].message
    )


def test_an_objective_that_nobody_can_keep_does_not_take_all_replicas() -> None:
    objective = Objective(first_token=FirstToken(95, timedelta(seconds=0.05)))
    endpoint = Endpoint(a_policy(maximum=50, objective=objective), steady(1.5)).run(4 * HOUR)
    assert endpoint.desired <= 2 * needed(endpoint, 1.5) + 1


def test_those_that_still_wait_count_as_late() -> None:
    """Survivorship: finished requests alone say nothing while a queue grows."""
    endpoint = Endpoint(a_policy(capacity=10.0), steady(3.0), replicas=2)

    def unfinished(load: Load) -> Load:
        return replace(load, samples=tuple(replace(it, ttft=()) for it in load.samples))

    endpoint.run(120, unfinished)
    assert endpoint.changes[0].reason is ScalingReason.FIRST_TOKEN_LATE


# Capacity


def test_capacity_is_learnt_without_ever_being_full() -> None:
    endpoint = Endpoint(a_policy(), steady(1.5), replicas=6).run(1200)
    assert "6: " in endpoint.last.message
    capacity = endpoint.memory.throughput("chat-a").capacity()
    assert capacity == pytest.approx(1.0, rel=0.15)
    assert endpoint.memory.full_at is None


def test_capacity_is_learnt_from_full_engines() -> None:
    endpoint = Endpoint(a_policy(maximum=2), steady(4.0), replicas=2, capacity=1.3).run(300)
    assert endpoint.memory.throughput("chat-a").capacity() == pytest.approx(1.3, rel=0.02)


def test_a_capacity_that_is_set_is_not_learnt() -> None:
    endpoint = Endpoint(a_policy(capacity=0.5), steady(1.5), replicas=2).run(60)
    assert endpoint.desired == math.ceil(1.5 / 0.5 / 0.9)


def test_a_new_revision_starts_from_what_the_old_one_could() -> None:
    endpoint = Endpoint(a_policy(), steady(3.0), replicas=4).run(600)
    endpoint.revision = "chat-b"
    endpoint.step()
    assert endpoint.memory.throughput("chat-b").capacity() == pytest.approx(1.0, rel=0.2)
    assert set(endpoint.memory.throughputs) == {"chat-a", "chat-b"}


def test_utilization_is_a_knob_between_careful_and_thrifty() -> None:
    sizes = []
    for utilization in (60, 90, 110):
        policy = a_policy(objective=Objective(utilization=utilization, first_token=None))
        sizes.append(Endpoint(policy, steady(4.0), replicas=4).run(2 * HOUR).desired)
    assert sizes == [7, 5, 4]


# Explicit targets


@dataclass(frozen=True)
class TargetRow:
    """An explicit target, what two full engines with ten waiting each say of it."""

    target: Target
    name: str
    desired: int


TARGETS = (
    TargetRow(Target(queue_depth=5), "queueDepth", 4),
    TargetRow(Target(concurrency=7), "concurrency", 4),
    TargetRow(Target(kv_cache=80), "kvCacheUtilizationPercent", 3),
    TargetRow(Target(queue_depth=5, kv_cache=80), "queueDepth", 4),
)


@pytest.mark.parametrize("row", TARGETS, ids=lambda row: row.name)
def test_explicit_targets_are_ratios(row: TargetRow) -> None:
    endpoint = Endpoint(a_policy(target=row.target), steady(2.0), replicas=2)
    for engine in endpoint.engines:
        engine.waiting = 10.0
    endpoint.run(15)
    assert endpoint.changes[0].desired == row.desired
    assert row.name in {it.name for it in endpoint.last.signals}


def test_an_empty_queue_alone_takes_no_replica_away() -> None:
    """By queue depth two replicas without a queue would be one, then two again, and so on."""
    endpoint = Endpoint(a_policy(target=Target(queue_depth=5)), steady(1.5), replicas=2)
    endpoint.run(4 * HOUR)
    assert endpoint.changes == []


# The rest of the rules


def test_bounds_hold_even_when_nothing_can_be_seen() -> None:
    high = Endpoint(a_policy(maximum=3), steady(1.0), replicas=5)
    low = Endpoint(a_policy(minimum=3), steady(1.0), replicas=1)
    for endpoint, desired, reason in (
        (high, 3, ScalingReason.ABOVE_MAXIMUM),
        (low, 3, ScalingReason.BELOW_MINIMUM),
    ):
        decision = endpoint.step(lambda load: replace(load, samples=(), problem="no answer"))
        assert (decision.desired, decision.reason) == (desired, reason)


def test_at_the_maximum_it_says_what_would_be_needed() -> None:
    endpoint = Endpoint(a_policy(maximum=2), steady(4.0), replicas=2).run(300)
    assert endpoint.last.reason is ScalingReason.AT_MAXIMUM
    assert endpoint.last.held
    assert "at the maximum of 2" in endpoint.last.message


def test_observe_decides_and_changes_nothing() -> None:
    endpoint = Endpoint(a_policy(mode=Mode.OBSERVE), steady(4.0), replicas=2).run(300)
    assert endpoint.desired == 2
    assert endpoint.last.desired > 2
    assert not endpoint.last.acts


def test_a_decision_is_the_same_for_the_same_arguments() -> None:
    """Invariant 4; and the memory that it is given is not changed."""
    one = Endpoint(a_policy(), step(1.5, 5, 600), cold_start=60).run(700)
    other = Endpoint(a_policy(), step(1.5, 5, 600), cold_start=60).run(700)
    assert one.decisions == other.decisions
    assert one.memory == other.memory


def test_another_law_starts_with_empty_windows() -> None:
    endpoint = Endpoint(a_policy(), steady(1.0), replicas=4).run(1000)
    assert endpoint.memory.observed > 900
    endpoint.policy = a_policy(target=Target(concurrency=10))
    endpoint.step()
    assert endpoint.memory.observed <= 5
    assert endpoint.desired == 4


def test_the_memory_stays_small() -> None:
    endpoint = Endpoint(a_policy(), noisy(3.0, 0.3, 0.9, 1), replicas=3).run(8 * HOUR)
    memory: Memory = endpoint.memory
    assert len(memory.arrivals.values) <= 60
    assert len(memory.levels.values) <= 120
    assert len(memory.tracks.seen) <= endpoint.desired
    assert len(memory.asked) <= 3


def test_a_policy_clamps() -> None:
    policy = Policy(2, 5)
    assert [policy.clamp(it) for it in (0, 3, 9)] == [2, 3, 5]
