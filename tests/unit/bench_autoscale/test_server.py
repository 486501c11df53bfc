"""One server, by hand: 12 ms a step, 0.15 ms a sequence, 0.05 ms a prefill token."""

import numpy as np
import pytest

from tests.bench.autoscale.measures import measure, waited
from tests.bench.autoscale.run import Life, simulate
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.server import DONE, REJECTED, TIMED_OUT
from tests.unit.bench_autoscale.worlds import Asked, Wants, a_trace, always, one_replica, poisson


def life(*requests: Asked, **engine: float) -> Life:
    return simulate(a_trace(*requests), always(1), one_replica(**engine), seed=1)


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        (1000, 0.012 + 0.00015 + 1000 * 0.00005),
        (2048, 0.012 + 0.00015 + 2048 * 0.00005),
        (5000, 3 * (0.012 + 0.00015) + 5000 * 0.00005),  # in chunks of 2,048
    ],
)
def test_one_request_waits_for_its_prefill_alone(prompt: int, seconds: float) -> None:
    assert waited(life((1.0, prompt, 5)))[0] == pytest.approx(seconds)


def test_one_request_ends_after_a_decode_step_per_further_token() -> None:
    found = life((1.0, 1000, 101))
    assert found.crew.rows.idle[found.crew.members[0].row] == pytest.approx(
        1.0 + 0.06215 + 100 * 0.01215
    )
    assert found.crew.rows.generation_tokens.sum() == 101
    assert found.crew.rows.prompt_tokens.sum() == 1000
    assert found.crew.rows.completions.sum() == 1


def test_a_second_request_is_admitted_when_the_step_it_falls_into_is_over() -> None:
    # The first decodes from 1.06215 s in steps of 12.15 ms; at 1.5 s the 37th is in progress.
    found = life((1.0, 1000, 1000), (1.5, 400, 10))
    rest = 1.06215 + 37 * 0.01215 - 1.5
    assert waited(found)[1] == pytest.approx(rest + 0.012 + 2 * 0.00015 + 400 * 0.00005)


def test_two_prompts_share_the_tokens_of_a_step() -> None:
    # 2,048 tokens: all 1,500 of the first and 548 of the second, whose other 452 come next.
    first, second = waited(life((1.0, 1, 1), (1.0001, 1500, 2), (1.0001, 1000, 2)))[1:]
    begins = 1.0 + 0.012 + 0.00015 + 0.00005 - 1.0001
    assert first == pytest.approx(begins + 0.012 + 0.0003 + 2048 * 0.00005)
    assert second == pytest.approx(first + 0.012 + 0.0003 + 452 * 0.00005)


def test_a_full_cache_preempts_the_latest_and_computes_it_again() -> None:
    found = life((1.0, 50, 40), (1.0, 50, 40), kv_tokens=120)
    rows = found.crew.rows
    assert rows.preemptions.sum() > 0
    assert (found.requests.state == DONE).all()
    assert rows.generation_tokens.sum() == 80
    assert rows.prompt_tokens.sum() > 100
    assert rows.kv.sum() == 0


def test_the_cache_is_never_more_than_full() -> None:
    trace = poisson(20, 30, prompt=300, output=200)
    policy = always(1)
    simulate(trace, policy, one_replica(kv_tokens=2000), seed=1)
    usage = [it.kv_usage for scrape in policy.told for it in scrape.replicas]
    assert 0.9 < max(usage) <= 1.0


def test_looking_at_the_metrics_changes_nothing() -> None:
    trace = poisson(5, 60, prompt=800, output=150)
    often, never = Wants(lambda now: 1, every=0.1), Wants(lambda now: 1, every=1e9)
    often.settings, never.settings = {"scrape": 0.1}, {"scrape": 1e9}
    watched, alone = (simulate(trace, it, one_replica(), seed=1) for it in (often, never))
    assert np.allclose(waited(watched), waited(alone), atol=1e-9)


def test_the_gauges_are_right_in_the_midst_of_a_run_of_steps() -> None:
    policy = Wants(lambda now: 1, every=1.0)
    policy.settings = {"scrape": 1.0}
    simulate(a_trace((0.5, 1000, 900), (3.0, 1000, 900)), policy, one_replica(), seed=1)
    seen = {it.at: it.replicas[0] for it in policy.told if it.replicas}
    # The first token at 0.56215 s and then one every 12.15 ms: 36 until 1 s, 118 until 2 s.
    assert [seen[at].generation_tokens for at in (1.0, 2.0)] == [37, 119]
    assert [seen[at].running for at in (0.0, 1.0, 4.0)] == [0, 1, 2]
    assert seen[2.0].kv_usage == pytest.approx((1000 + 119) / 120_000)
    assert seen[4.0].ttft[-1] == 2


@pytest.mark.parametrize("load", [0.5, 0.8])
def test_one_slot_and_equal_requests_make_an_m_d_1_queue(load: float) -> None:
    service = 0.012 + 0.00015 + 100 * 0.00005
    trace = poisson(load / service, 3000, prompt=100, output=1)
    found = waited(simulate(trace, always(1), one_replica(slots=1, timeout=1e9), seed=1))
    # Pollaczek and Khinchin: the mean wait before a service of fixed length.
    assert found.mean() == pytest.approx(service + load * service / (2 * (1 - load)), rel=0.04)


def test_clients_that_wait_too_long_leave_and_count_as_missed() -> None:
    found = life((1.0, 2000, 900), (1.1, 10, 5), (30.0, 10, 5), slots=1, timeout=5.0)
    assert found.requests.state.tolist() == [DONE, TIMED_OUT, DONE]
    assert waited(found)[1] == 5.0
    assert measure(found).misses == pytest.approx(100 / 3)


def test_a_full_queue_and_a_context_that_is_too_long_are_refused() -> None:
    asked = [(1.0 + i / 1000, 100, 50) for i in range(5)]
    queue = life(*asked, slots=1, queue_limit=2)
    assert (queue.requests.state == REJECTED).sum() == 2
    assert measure(queue).rejected == 2
    assert life((1.0, 119_990, 20)).requests.state.tolist() == [REJECTED]


def test_a_request_that_still_waits_at_the_end_counts_by_its_age() -> None:
    trace = a_trace((1.0, 10, 100_000), (55.0, 10, 5), (59.0, 10, 5))
    found = measure(simulate(trace, always(1), one_replica(slots=1), seed=1))
    assert found.requests == 3
    assert found.misses == pytest.approx(100 / 3)
    assert found.p99 == pytest.approx(5.0, rel=0.05)


def test_a_seed_makes_one_run() -> None:
    trace = poisson(30, 60, prompt=500, output=50)

    def waits(seed: int) -> list[float]:
        found: list[float] = waited(simulate(trace, always(3), Scenario(start=3), seed)).tolist()
        return found

    assert waits(1) == waits(1)
    assert waits(1) != waits(2)
