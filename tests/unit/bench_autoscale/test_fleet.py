"""Replicas that come and go."""

from dataclasses import replace

import numpy as np
import pytest

from tests.bench.autoscale.fleet import LEAST_LOADED
from tests.bench.autoscale.measures import changes, flaps, measure, waited
from tests.bench.autoscale.run import Life, simulate
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.server import DONE, HELD, REJECTED, RUNNING, TIMED_OUT, WAITING, Engine
from tests.unit.bench_autoscale.worlds import Wants, a_trace, always, exact, poisson


def zigzag(now: float) -> int:
    """Up and down by a whole fleet every 15 s, then a long time of two."""
    return (1, 8)[int(now // 15) % 2] if now < 200 else 2


def test_a_replica_serves_one_cold_start_after_it_was_asked_for() -> None:
    policy = Wants(lambda now: 1 if now < 10 else 3)
    life = simulate(a_trace((1.0, 10, 10)), policy, exact(1), seed=1)
    ready = {it.now: (it.ready, it.starting) for it in life.moments}
    assert [ready[at] for at in (5, 10, 25, 30)] == [(1, 0), (1, 2), (1, 2), (3, 0)]


def test_cold_starts_vary_around_their_mean() -> None:
    scenario = Scenario(start=1, maximum=300, cold_start=100)
    trace = a_trace((1.0, 10, 10), duration=400)
    life = simulate(trace, always(300), scenario, seed=1)
    starts = [it.ready_at - it.born for it in life.crew.members if it.ready_at > 0]
    assert np.mean(starts) == pytest.approx(100, rel=0.03)
    assert np.std(np.log(starts)) == pytest.approx(0.2, rel=0.1)


def test_nobody_is_lost_whatever_comes_and_goes() -> None:
    trace = replace(poisson(20, 230, prompt=900, output=150), duration=600.0)
    scenario = exact(4, engine=Engine(timeout=1e9))
    life = simulate(trace, Wants(zigzag), scenario, seed=1)
    assert len(life.crew.ended) > 20
    assert (life.requests.state == DONE).all()
    assert (life.requests.generated == trace.outputs).all()
    assert life.crew.rows.batch.sum() == life.crew.rows.kv.sum() == 0


def test_where_three_fleets_drain_nothing_starts_until_one_of_them_is_gone() -> None:
    # Every fleet gets answers of more than a minute and is sent away for the next one.
    trace = poisson(20, 60, prompt=100, output=5000)
    policy = Wants(lambda now: 8 if now // 5 % 2 else 1)
    scenario = Scenario(start=1, maximum=8, cold_start=0.5, cold_sigma=0.0)
    life = simulate(trace, policy, scenario, seed=1)
    short = [it for it in life.moments if it.ready + it.starting < it.wanted]
    assert short
    assert max(it.ready + it.starting for it in life.moments) == 8
    assert len(life.crew.members) <= len(life.crew.rows.open)
    assert len({it.row for it in life.crew.members}) == len(life.crew.members)


def test_every_request_that_came_is_somewhere() -> None:
    trace = poisson(40, 120, prompt=1500, output=400)
    scenario = exact(1, engine=Engine(timeout=20, queue_limit=200))
    life = simulate(trace, Wants(zigzag), scenario, seed=1)
    states = (DONE, RUNNING, WAITING, HELD, TIMED_OUT, REJECTED)
    found = {state: int((life.requests.state == state).sum()) for state in states}
    assert sum(found.values()) == len(trace)
    assert min(found[it] for it in (DONE, RUNNING, TIMED_OUT, REJECTED)) > 0
    rows = life.crew.rows
    assert found[RUNNING] == rows.batch.sum()
    assert found[WAITING] == rows.waiting.sum()
    assert rows.kv.sum() == life.requests.kv[life.requests.state == RUNNING].sum()


def test_down_goes_first_what_has_not_started_and_then_what_has_least_to_do() -> None:
    policy = Wants(lambda now: 2 if now < 5 else 3 if now < 15 else 1)
    trace = a_trace((1.0, 1000, 3000), duration=120)
    life = simulate(trace, policy, exact(2), seed=1)
    starting, idle = life.crew.ended
    assert (starting.name, starting.gone) == ("r2", 15.0)
    assert idle.gone == 15.0
    assert life.crew.members[0].name != idle.name
    assert life.requests.state[0] == DONE


def test_a_drain_is_paid_for_until_its_last_answer() -> None:
    policy = Wants(lambda now: 2 if now < 10 else 1)
    trace = a_trace(*[(1.0, 1000, 2000)] * 8, duration=100)
    scenario = exact(2, routing=LEAST_LOADED, measured_from=0)
    life = simulate(trace, policy, scenario, seed=1)
    (drained,) = life.crew.ended
    # Four prompts in three steps, then 1,999 tokens for four sequences.
    assert drained.gone == pytest.approx(1 + 2000 * 0.0126 + 4000 * 0.00005, abs=0.1)
    assert measure(life).gpu_hours == pytest.approx((100 + drained.gone) / 3600)


def test_without_a_ready_replica_requests_are_held_and_then_served() -> None:
    scenario = exact(0)
    policy = always(1)
    life = simulate(a_trace((1.0, 1000, 5), (2.0, 1000, 5)), policy, scenario, seed=1)
    # At 20 s the first is begun alone and the second joins it one step later.
    first, second = 0.01215 + 1000 * 0.00005, 0.0123 + 1000 * 0.00005
    assert waited(life).tolist() == pytest.approx([19 + first, 18 + first + second])
    assert max(it.held for it in policy.told) == 2


def test_a_warm_pool_serves_at_once_and_is_refilled() -> None:
    policy = Wants(lambda now: 1 if now < 10 else 3)
    life = simulate(a_trace((1.0, 10, 10)), policy, exact(1, pool=2), seed=1)
    ready = {it.now: it.ready for it in life.moments}
    pool = {it.now: it.pool for it in policy.told}
    assert (ready[10], ready[15], pool[5], pool[15], pool[35]) == (1, 3, 2, 0, 2)
    hours = life.crew.seconds(0, 60)
    assert hours == pytest.approx(3 * 60 + 2 * 50)  # the pool is paid for too


def test_a_pool_that_waits_is_refilled_once_all_that_serve_are_ready() -> None:
    policy = Wants(lambda now: 1 if now < 10 else 4)
    life = simulate(a_trace((1.0, 10, 10)), policy, exact(1, pool=2, pool_waits=True), seed=1)
    assert {it.now: it.ready for it in life.moments}[15] == 3
    loaded = {it.now: it.pool for it in policy.told}
    assert (loaded[15], loaded[45], loaded[55]) == (0, 0, 2)  # one until 30 s, then two of 20 s


def test_who_is_too_many_fills_a_pool_that_is_short_in_place_of_one_that_loads() -> None:
    policy = Wants(lambda now: 3 if 5 <= now < 20 else 2)
    life = simulate(a_trace((1.0, 10, 10)), policy, exact(2, pool=1, pool_waits=True), seed=1)
    (loading,) = life.crew.ended
    assert (loading.name, loading.born, loading.gone) == ("r3", 10.0, 20.0)
    told = {it.now: (it.ready, it.pool) for it in policy.told}
    assert (told[20], told[25]) == ((3, 0), (2, 1))
    assert life.crew.rows.open.sum() == 2


def test_least_loaded_routing_spreads_what_random_routing_piles_up() -> None:
    trace = poisson(40, 60, prompt=900, output=150)
    waits = [
        waited(simulate(trace, always(4), Scenario(start=4, routing=routing), seed=1))
        for routing in (0, LEAST_LOADED)
    ]
    assert np.percentile(waits[1], 99) < 0.8 * np.percentile(waits[0], 99)


def test_a_policy_sees_metrics_late_and_nothing_in_a_gap() -> None:
    policy = always(2)
    scenario = exact(2, scrape_delay=3.0, gaps=((18.0, 31.0),))
    simulate(poisson(5, 60, prompt=100, output=20), policy, scenario, seed=1)
    seen = {it.now: (it.at, len(it.replicas)) for it in policy.told}
    assert seen[5.0] == (0.0, 2)
    assert seen[25.0] == (20.0, 0)
    assert seen[40.0] == (35.0, 2)
    assert policy.told[0].replicas == ()


def test_counters_of_the_fleet_add_up_to_what_arrived() -> None:
    trace = poisson(10, 60, prompt=100, output=20)
    policy = always(3)
    simulate(trace, policy, Scenario(start=3), seed=1)
    last = policy.told[-1]
    assert sum(it.arrivals for it in last.replicas) == (trace.arrivals <= last.at).sum()


def test_fixed_replicas_cost_their_number_from_the_start_of_the_measurement() -> None:
    life = simulate(a_trace((700.0, 10, 10), duration=3600), always(2), Scenario(start=2), seed=1)
    assert measure(life).gpu_hours == pytest.approx(2 * (3600 - 600) / 3600)
    assert measure(life).requests == 1


@pytest.mark.parametrize(
    ("wanted", "actions", "reversals"),
    [
        ([(0, 2), (5, 2), (10, 4)], 1, 0),
        ([(0, 2), (5, 4), (300, 3)], 2, 1),
        ([(0, 2), (5, 4), (306, 3)], 2, 0),
        ([(0, 2), (5, 4), (10, 2), (15, 4), (20, 8)], 4, 2),
    ],
)
def test_a_flap_is_a_reversal_within_five_minutes(
    wanted: list[tuple[float, int]], actions: int, reversals: int
) -> None:
    assert (len(changes(wanted)), flaps(changes(wanted))) == (actions, reversals)


def test_a_policy_is_kept_within_the_bounds() -> None:
    life: Life = simulate(a_trace((1.0, 10, 10)), always(10**9), Scenario(maximum=9), seed=1)
    assert {it.wanted for it in life.moments} == {9}
