"""Metrics that lie: held or only up, with the true reason; and normal again afterwards."""

import copy
import math
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import pytest

from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.samples import Load, Sample
from tests.unit.core.autoscaling import Endpoint, Spoil, a_policy, steady, step

R = ScalingReason
DROP = 2000.0
"""Seconds after which the load falls, so that replicas will go half an hour later."""


def each(**changes: float | None) -> Spoil:
    """All pods' samples with these values."""
    return lambda load: replace(load, samples=tuple(replace(it, **changes) for it in load.samples))


def half(spoil: Spoil) -> Spoil:
    """Only the first half of the pods."""

    def spoilt(load: Load) -> Load:
        middle = len(load.samples) // 2
        worse = spoil(replace(load, samples=load.samples[:middle])).samples
        return replace(load, samples=(*worse, *load.samples[middle:]))

    return spoilt


def unreachable(load: Load) -> Load:
    return replace(load, samples=(), problem="Prometheus refused the connection")


def strange(load: Load) -> Load:
    return replace(load, samples=(), problem="no vllm:num_requests_waiting", incompatible=True)


def empty(load: Load) -> Load:
    return replace(load, samples=())


def older(seconds: float) -> Spoil:
    """Samples of so long ago, as a dead scrape target leaves them."""
    age = timedelta(seconds=seconds)
    return lambda load: replace(
        load, samples=tuple(replace(it, at=it.at - age) for it in load.samples)
    )


def twice(load: Load) -> Load:
    others = tuple(replace(it, waiting=0.0) for it in load.samples)
    return replace(load, samples=load.samples + others)


def zeros(load: Load) -> Load:
    return replace(
        load,
        samples=tuple(
            Sample(it.pod, it.at, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) for it in load.samples
        ),
    )


def moved(seconds: float) -> Spoil:
    """Prometheus' clock, set."""
    by = timedelta(seconds=seconds)
    return lambda load: replace(
        load,
        clock=load.clock + by,
        samples=tuple(replace(it, at=it.at + by) for it in load.samples),
    )


@dataclass(frozen=True)
class Row:
    """What is wrong, and the reason that has to be told; None: nothing has to be."""

    name: str
    spoil: Spoil
    reason: ScalingReason | None
    words: str = ""


LASTING = (
    Row("unreachable", unreachable, R.METRICS_UNAVAILABLE, "refused the connection"),
    Row("names unknown", strange, R.METRICS_INCOMPATIBLE, "no vllm:num_requests_waiting"),
    Row("empty", empty, R.METRICS_MISSING, "8 of 8 pods: no sample"),
    Row("NaN", each(waiting=math.nan), R.METRICS_INVALID, "8 of 8 pods: waiting nan"),
    Row("infinite", each(waiting=math.inf), R.METRICS_INVALID, "waiting inf"),
    Row("negative", each(waiting=-1.0), R.METRICS_INVALID, "waiting -1"),
    Row("NaN counter", each(arrivals=math.nan), R.METRICS_INVALID, "arrivals nan"),
    Row("absent", each(waiting=None), R.METRICS_MISSING, "no waiting"),
    Row("half missing", half(empty), R.METRICS_PARTIAL, "4 of 8 pods: no sample"),
    Row("half NaN", half(each(waiting=math.nan)), R.METRICS_INVALID, "4 of 8 pods"),
    Row("half absent", half(each(waiting=None)), R.METRICS_PARTIAL, "4 of 8 pods: no waiting"),
    Row("stale", older(300), R.METRICS_STALE, "8 of 8 pods: 300 s old"),
    Row("half stale", half(older(300)), R.METRICS_STALE, "4 of 8 pods: 300 s old"),
    Row("from the future", older(-300), R.CLOCK_MOVED, "300 s in the future"),
    Row("duplicated", twice, R.METRICS_DUPLICATED, "8 of 8 pods: there twice"),
)
HARMLESS = (
    Row("10 s slow", older(10), None),
    Row("no first tokens", lambda load: replace(
        load, samples=tuple(replace(it, ttft=()) for it in load.samples)), None),
    Row("no tokens", each(prompt_tokens=None, generated_tokens=None), None),
    Row("no KV cache", each(kv_usage=math.nan), None),
    Row("no arrivals, which are inferred", each(arrivals=None), None),
)  # fmt: skip


@cache
def _lived(rate_after: float) -> Endpoint:
    """Eight replicas for 6.5 requests/s; the rate changes five minutes before this."""
    endpoint = Endpoint(a_policy(), step(6.5, rate_after, DROP), replicas=8, cold_start=60)
    return endpoint.run(DROP + 290)


def about_to_shrink() -> Endpoint:
    """The next minutes take replicas away, if nothing comes between."""
    return copy.deepcopy(_lived(1.5))


def steady_state() -> Endpoint:
    return copy.deepcopy(_lived(6.5))


def test_the_setting_of_these_tests_is_one_that_would_shrink() -> None:
    assert about_to_shrink().run(60).desired < about_to_shrink().desired == 8


@pytest.mark.parametrize("row", LASTING, ids=lambda row: row.name)
def test_in_doubt_nothing_goes_and_the_reason_is_true(row: Row) -> None:
    endpoint = about_to_shrink().run(30, row.spoil)
    assert endpoint.last.reason is row.reason
    assert endpoint.last.held
    assert row.words in endpoint.last.message
    endpoint.run(1200, row.spoil)
    assert min(it.desired for it in endpoint.decisions[-246:]) == 8
    assert endpoint.last.reason is row.reason


@pytest.mark.parametrize("row", LASTING, ids=lambda row: row.name)
def test_afterwards_all_is_as_it_was(row: Row) -> None:
    """Seven minutes of it, then half an hour without: no dip, no peak, and no more doubt."""
    endpoint = steady_state()
    before = len(endpoint.changes)
    endpoint.run(420, row.spoil).run(30)
    assert endpoint.last.doubt is None
    endpoint.run(1800)
    assert endpoint.changes[before:] == []


@pytest.mark.parametrize("row", HARMLESS, ids=lambda row: row.name)
def test_what_the_law_can_do_without_is_no_reason_to_hold(row: Row) -> None:
    endpoint = about_to_shrink().run(60, row.spoil)
    assert endpoint.desired < 8
    assert endpoint.last.doubt is None


def test_after_an_outage_it_waits_for_the_stabilisation_window() -> None:
    endpoint = about_to_shrink().run(300, unreachable).run(290)
    assert endpoint.desired == 8
    assert endpoint.last.reason is R.WINDOWS_NOT_FULL
    assert endpoint.run(60).desired < 8


def test_zeros_after_an_outage_are_not_believed_until_the_window_is_full() -> None:
    endpoint = steady_state().run(300, unreachable).run(290, zeros)
    assert endpoint.desired == 8
    seen = len(endpoint.decisions)
    endpoint.run(1200)
    assert {it.desired for it in endpoint.decisions[seen:]} == {8}


def test_a_counter_that_begins_anew_neither_lowers_nor_raises() -> None:
    endpoint = steady_state()
    before = len(endpoint.changes)
    for engine in endpoint.engines:
        engine.arrived = engine.begun = engine.done = engine.answers = 0.0
        engine.first_tokens = dict.fromkeys(engine.first_tokens, 0.0)
    decision = endpoint.step()
    assert decision.reason is R.COUNTER_RESET
    assert decision.message == "8: 8 of 8 pods: its counters began anew"
    endpoint.run(1800)
    assert endpoint.changes[before:] == []


@pytest.mark.parametrize("seconds", [300.0, -300.0])
def test_the_operators_clock_may_be_set(seconds: float) -> None:
    endpoint = steady_state()
    before = len(endpoint.changes)
    endpoint.clock_error = seconds
    endpoint.run(600)
    endpoint.clock_error = 0.0
    endpoint.run(600)
    assert endpoint.changes[before:] == []
    shrinking = about_to_shrink()
    shrinking.clock_error = seconds
    assert shrinking.run(30).desired >= 7
    assert shrinking.run(1200).desired < 7


@pytest.mark.parametrize("seconds", [300.0, -300.0])
def test_prometheus_clock_may_be_set(seconds: float) -> None:
    endpoint = steady_state()
    before = len(endpoint.changes)
    decision = endpoint.step(moved(seconds))
    assert decision.reason is R.CLOCK_MOVED
    endpoint.run(600, moved(seconds))
    assert endpoint.last.doubt is None
    endpoint.run(600)
    assert endpoint.changes[before:] == []


@pytest.mark.parametrize("field", ["waiting", "running", "arrivals", "completions"])
def test_an_absurd_number_costs_at_most_the_step_and_the_maximum(field: str) -> None:
    endpoint = Endpoint(a_policy(maximum=40), steady(3.5), replicas=5).run(DROP)
    decision = endpoint.step(each(**{field: 1e9}))
    assert decision.desired <= 10
    endpoint.run(600, each(**{field: 1e9}))
    assert endpoint.desired <= 40


def test_a_queue_of_a_billion_goes_to_the_maximum_by_steps() -> None:
    endpoint = Endpoint(a_policy(maximum=12), steady(9.0), replicas=5, cold_start=10)
    endpoint.run(120, each(waiting=1e9))
    assert endpoint.desired == 12
    assert max(it.desired - it.current for it in endpoint.decisions) <= 5


def test_an_absurd_number_is_forgotten() -> None:
    endpoint = Endpoint(a_policy(maximum=40), steady(3.5), replicas=5).run(DROP)
    endpoint.run(10, each(arrivals=1e12))
    assert endpoint.run(3 * 3600.0).desired <= 5


def test_a_part_that_is_seen_can_ask_for_more() -> None:
    endpoint = steady_state()
    endpoint.rate = steady(30.0)
    assert endpoint.run(60, half(empty)).desired > 8


def test_a_new_pod_has_time_to_be_scraped() -> None:
    endpoint = Endpoint(a_policy(), step(1.5, 3.5, 600), replicas=2, cold_start=60).run(655)

    def without_the_new_ones(load: Load) -> Load:
        known = tuple(it for it in load.samples if it.pod in ("pod-0", "pod-1"))
        return replace(load, samples=known)

    for _ in range(3):
        assert endpoint.step(without_the_new_ones).doubt is None
    endpoint.step(without_the_new_ones)
    doubt = endpoint.step(without_the_new_ones).doubt
    assert doubt is not None
    assert doubt.reason is R.METRICS_PARTIAL


def test_a_pod_that_is_not_ready_is_no_reason_to_doubt() -> None:
    def with_a_starting_one(load: Load) -> Load:
        starting = Sample("pod-99", load.clock - timedelta(minutes=4), waiting=math.nan)
        return replace(load, samples=(*load.samples, starting))

    assert steady_state().run(30, with_a_starting_one).last.doubt is None
