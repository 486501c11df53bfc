"""From raw series to samples, whatever the series look like."""

import math
from dataclasses import dataclass
from typing import Any

import pytest

from pilotlight.core.scaling.samples import Sample
from pilotlight.load.engines import FIRST_TOKENS, Reading, read

PLACE = ("demo", "chat-0123456789")
BOUNDS = frozenset((1.0, 2.5, math.inf))
Item = dict[str, Any]

WAITING, RUNNING = "vllm:num_requests_waiting", "vllm:num_requests_running"
QUEUED = "pilotlight_gate_requests_queued"
KV, OLD_KV = "vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"
COUNT, SUCCESS = "vllm:e2e_request_latency_seconds_count", "vllm:request_success_total"


def an_item(name: str, *values: float | str, start: float = 100, **labels: str) -> Item:
    """A series with a sample every 5 s; a label that is empty is left out."""
    place = {"namespace": PLACE[0], "revision": PLACE[1], "pod": "a", "job": "workers"}
    every = {"__name__": name, "engine": "0", "model_name": "m", **place, **labels}
    return {
        "metric": {key: value for key, value in sorted(every.items()) if value},
        "values": [[start + 5 * step, str(value)] for step, value in enumerate(values)],
    }


def reading(*items: Item) -> Reading:
    return read(list(items), {PLACE: BOUNDS})[PLACE]


def the_sample(*items: Item) -> Sample:
    (sample,) = reading(*items).samples
    return sample


@dataclass(frozen=True)
class Row:
    """Series, and what a field of the only sample is."""

    id: str
    items: tuple[Item, ...]
    field: str
    value: float | None


ROWS = (
    Row("the newest value counts", (an_item(WAITING, 1, 2, 7),), "waiting", 7),
    Row("engines of a pod add up",
        (an_item(WAITING, 1), an_item(WAITING, 2, engine="1")), "waiting", 3),
    Row("a queue by reasons is not added to the queue",
        (an_item(WAITING, 2), an_item("vllm:num_requests_waiting_by_reason", 2, reason="capacity")),
        "waiting", 2),
    Row("what waits at the gate waits, too",
        (an_item(WAITING, 2), an_item(QUEUED, 9, 3, start=95, engine="", model_name="")),
        "waiting", 5),
    Row("the queue of the gate alone is not known to be all",
        (an_item(QUEUED, 3), an_item(RUNNING, 1)), "waiting", None),
    Row("the cache's share is a mean over the engines",
        (an_item(KV, 0.2), an_item(KV, 0.6, engine="1")), "kv_usage", 0.4),
    Row("its older name is known", (an_item(OLD_KV, 0.3),), "kv_usage", 0.3),
    Row("the newer one is taken where both are", (an_item(OLD_KV, 0.9), an_item(KV, 0.3)),
        "kv_usage", 0.3),
    Row("completions are the histogram's count", (an_item(COUNT, 12), an_item(SUCCESS, 11)),
        "completions", 12),
    Row("or else those of all reasons",
        (an_item(SUCCESS, 9, finished_reason="stop"), an_item(SUCCESS, 2, finished_reason="abort")),
        "completions", 11),
    Row("what is not there is not known", (an_item(WAITING, 0),), "running", None),
    Row("infinity is passed on", (an_item(RUNNING, 1, "+Inf"),), "running", math.inf),
    Row("a negative number is passed on", (an_item(RUNNING, -1),), "running", -1),
    Row("what the newest scrape lacks is not known",
        (an_item(WAITING, 1, 1), an_item(RUNNING, 4)), "running", None),
    Row("… in whichever order it comes",
        (an_item(RUNNING, 4), an_item(WAITING, 1, 1)), "running", None),
    Row("a role that changed is no second source",
        (an_item(WAITING, 5, 5, role="serving"), an_item(WAITING, 1, start=110, role="draining")),
        "waiting", 1),
    Row("another namespace's pod of that name is another one",
        (an_item(WAITING, 5), an_item(WAITING, 9, namespace="other")), "waiting", 5),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_field_of_a_sample(row: Row) -> None:
    assert getattr(the_sample(*row.items), row.field) == row.value


def test_nan_is_passed_on() -> None:
    waiting = the_sample(an_item(WAITING, 3, "NaN")).waiting
    assert waiting is not None
    assert math.isnan(waiting)


def test_its_time_is_that_of_the_newest_scrape() -> None:
    assert the_sample(an_item(WAITING, 1, 2, 3)).at.timestamp() == 110


def test_of_the_first_tokens_the_buckets_that_are_wanted_are_kept() -> None:
    items = [
        an_item(FIRST_TOKENS, count, le=le, engine=engine)
        for engine in ("0", "1")
        for le, count in (("+Inf", 9), ("0.5", 1), ("2.5", 8), ("1", 4))
    ]
    assert the_sample(*items).ttft == ((1.0, 8.0), (2.5, 16.0), (math.inf, 18.0))


def test_buckets_without_the_last_one_say_nothing() -> None:
    assert the_sample(an_item(FIRST_TOKENS, 4, le="1.0")).ttft == ()


@pytest.mark.parametrize("label", ["job", "prometheus_replica", "instance"])
def test_a_pod_that_is_there_twice_at_a_time_has_two_samples(label: str) -> None:
    found = reading(
        an_item(WAITING, 1, 1, 1, **{label: "a"}),
        an_item(WAITING, 1, 1, 2, start=102, **{label: "b"}),
    )
    assert [(it.pod, it.waiting) for it in found.samples] == [("a", 2), ("a", 1)]


@pytest.mark.parametrize(
    ("labels", "why"),
    [({"pod": ""}, "no pod"), ({"revision": ""}, "no revision"), ({"namespace": "x"}, "not asked")],
)
def test_a_series_that_cannot_be_placed_is_left_out(labels: dict[str, str], why: str) -> None:
    assert reading(an_item(WAITING, 1, **labels)).samples == (), why


@pytest.mark.parametrize(
    ("times", "interval"),
    [([0, 5, 10], 5), ([0, 5, 20, 25], 5), ([0, 15], 15), ([0, 300], 30), ([0], None)],
)
def test_the_interval_is_seen_in_the_samples(times: list[float], interval: float | None) -> None:
    item = an_item(WAITING, 0)
    item["values"] = [[at, "0"] for at in times]
    assert reading(item).interval == interval


def test_the_names_that_were_taken_are_told() -> None:
    found = reading(an_item(WAITING, 1), an_item(OLD_KV, 0.3), an_item(SUCCESS, 9))
    assert found.chosen == {WAITING, OLD_KV, SUCCESS}


@pytest.mark.parametrize(
    "result",
    [
        None,
        {},
        [1],
        [{"metric": {}}],
        [{**an_item(WAITING, 1), "values": []}],
        [an_item(WAITING, "many")],
        [an_item(FIRST_TOKENS, 1)],
    ],
)
def test_what_is_not_of_the_api_is_refused(result: object) -> None:
    with pytest.raises(ValueError, match=r"result|form|could not convert"):
        read(result, {PLACE: BOUNDS})
