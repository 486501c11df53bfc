"""Autoscaling's questions to the real Prometheus."""

import math
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from e2e.cluster.failures import ClusterError
from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Law
from pilotlight.load import reader as reading
from pilotlight.load.engines import NAMES
from pilotlight.load.past import merged, remembered
from pilotlight.load.prometheus import Prometheus, PrometheusError
from pilotlight.load.reader import Problem, Reader, Round
from pilotlight.load.scaler import Scaler
from pilotlight.load.workload import Workload
from pilotlight.metrics import Metrics
from tests.unit.load.workloads import REVISION, a_pod, a_workload, an_observed
from tests.wiring.load.real import Pages, exporting, program, running

PATIENCE = 20.0
LABELS = 'model_name="m",engine="0"'
PLACE = ("demo", REVISION)
NO_COMPLETIONS = (
    "are not known: its pods are scraped, but have no vllm:num_requests_running, no"
    " vllm:e2e_request_latency_seconds_count or vllm:request_success_total: where"
)
ALL_ABSENT = (
    "are not known: its pods are scraped, but have no vllm:num_requests_waiting, no"
    " vllm:num_requests_running, no vllm:e2e_request_latency_seconds_count or"
    " vllm:request_success_total: where the pods' /metrics has it"
)


@pytest.fixture(scope="module", autouse=True)
def there() -> None:
    try:
        program()
    except ClusterError as error:
        pytest.skip(f"Prometheus cannot be had here: {error}")


def a_page(waiting: float = 0, *, old: bool = False, at: float = 100) -> str:
    """What a worker shows: the engine's numbers and the supervisor's word on them."""
    kv = "gpu_cache_usage_perc" if old else "kv_cache_usage_perc"
    lines = [
        "pilotlight_worker_engine_metrics_up 1",
        f"vllm:num_requests_waiting{{{LABELS}}} {waiting}",
        f'vllm:num_requests_waiting_by_reason{{{LABELS},reason="capacity"}} {waiting}',
        f"vllm:num_requests_running{{{LABELS}}} 3",
        f"vllm:{kv}{{{LABELS}}} 0.25",
        f"vllm:prompt_tokens_total{{{LABELS}}} {20 * at}",
        f"vllm:generation_tokens_total{{{LABELS}}} {10 * at}",
    ]
    if old:
        lines += [
            f'vllm:request_success_total{{{LABELS},finished_reason="{reason}"}} {at / 2}'
            for reason in ("stop", "length")
        ]
    else:
        lines.append(f"vllm:e2e_request_latency_seconds_count{{{LABELS}}} {at}")
    lines += [
        f'vllm:time_to_first_token_seconds_bucket{{{LABELS},le="{le}"}} {count}'
        for le, count in (("0.5", 1), ("1.0", 40), ("2.5", 90), ("5.0", 99), ("+Inf", at))
    ]
    return "\n".join([*lines, ""])


def a_target(pages: Pages, pod: str, /, job: str = "workers", **labels: str) -> dict[str, Any]:
    """A scrape of one pod's page, with the labels that the PodMonitor gives."""
    place = {"namespace": "demo", "pod": pod, "revision": REVISION, "role": "serving", **labels}
    return {
        "job_name": f"{job}/{place['namespace']}/{pod}",
        "metrics_path": f"/{pod}",
        "static_configs": [{"targets": [f"127.0.0.1:{pages.port}"], "labels": place}],
    }


@contextmanager
def scraping(folder: Path, *targets: dict[str, Any]) -> Iterator[Prometheus]:
    config = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
        "scrape_configs": list(targets),
    }
    with running(folder, config) as url:
        yield Prometheus(url, 5)


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    texts = {
        "/a": a_page(waiting=2),
        "/b": a_page(waiting=5, old=True),
        "/nan": a_page(waiting=math.nan),
        "/mute": "pilotlight_worker_engine_metrics_up 0\n",
        "/half": f"vllm:num_requests_waiting{{{LABELS}}} 1\n",
        "/strange": "pilotlight_worker_engine_metrics_up 1\nengine:queue 3\n",
    }
    with exporting(Pages(texts)) as it:
        yield it


@pytest.fixture(scope="module")
def prometheus(pages: Pages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Scrapes pods a and b of demo/chat, and others that are named like what is wrong."""
    targets = [
        a_target(pages, "a"),
        a_target(pages, "b"),
        a_target(pages, "a", namespace="other"),
        *(
            a_target(pages, it, revision=f"{it}-0123456789")
            for it in ("nan", "mute", "strange", "half")
        ),
        a_target(pages, "away", revision="away-0123456789"),
        a_target(pages, "b", "nameless", pod="", revision="nameless-0123456789"),
        a_target(pages, "a", "twice", revision="twice-0123456789"),
        a_target(pages, "a", "again", revision="twice-0123456789"),
    ]
    with scraping(tmp_path_factory.mktemp("prometheus"), *targets) as it:
        yield it


def until(ask: Callable[[], Round], good: Callable[[Round], bool]) -> Round:
    """Rounds until one is good."""
    deadline = time.monotonic() + PATIENCE
    while not good(found := ask()):
        assert time.monotonic() < deadline, found
        time.sleep(0.3)
    return found


def test_one_round_reads_every_pod(prometheus: Prometheus) -> None:
    chat = a_workload("a", "b")
    other = a_workload("a", namespace="other")
    reader = Reader(prometheus)
    found = until(
        lambda: reader.round([chat, other]),
        lambda it: (
            len(it.readings[PLACE].samples) == 2
            and all(each.ttft for each in it.readings[PLACE].samples)
            and it.readings[PLACE].interval == pytest.approx(1, abs=0.3)
        ),
    )
    assert (found.problem, found.problems) == ("", {})
    assert abs(found.clock - time.time()) < 5
    by_pod = {it.pod: it for it in found.readings[PLACE].samples}
    for pod, waiting in (("a", 2), ("b", 5)):
        sample = by_pod[pod]
        assert (sample.waiting, sample.running, sample.completions) == (waiting, 3, 100)
        assert (sample.prompt_tokens, sample.generated_tokens) == (2000, 1000)
        assert (sample.arrivals, sample.kv_usage) == (None, 0.25)
        assert sample.ttft == ((1.0, 40.0), (2.5, 90.0), (math.inf, 100.0))
        assert 0 <= found.clock - sample.at.timestamp() < 3
    assert len(found.readings["other", REVISION].samples) == 1


def test_names_that_are_found_are_asked_for_and_others_only_where_something_lacks(
    prometheus: Prometheus,
) -> None:
    reader, new = Reader(prometheus), a_workload("a", namespace="other")
    until(lambda: reader.round([new]), lambda _: "vllm:gpu_cache_usage_perc" not in reader.names)
    assert "vllm:request_success_total" not in reader.names
    both = a_workload("a", "b")
    found = until(
        lambda: reader.round([new, both]),
        lambda it: (
            {each.pod: each.completions for each in it.readings[PLACE].samples}
            == {"a": 100, "b": 100}
        ),
    )
    assert found.problems == {}
    assert {"vllm:request_success_total", "vllm:gpu_cache_usage_perc"} < reader.names


@pytest.mark.parametrize(
    ("pod", "problem"),
    [
        ("nobody", "Prometheus does not scrape the pods of nobody-0123456789"),
        ("away", "Prometheus cannot scrape the pods of away-0123456789 (up is 0)"),
        ("mute", "the engines of mute-0123456789 do not tell their metrics"),
        ("strange", "the names of the metrics of strange-0123456789 are not known"),
        ("half", f"the names of the metrics of half-0123456789 {NO_COMPLETIONS}"),
        ("nameless", f"the names of the metrics of nameless-0123456789 {ALL_ABSENT}"),
    ],
)
def test_it_is_told_why_there_are_no_numbers(
    prometheus: Prometheus, pod: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "UNSEEN_FOR", 2.0)
    reader, work = Reader(prometheus), a_workload(pod, name=pod)
    assert reader.round([work]).problems == {}
    place = work.places[0]
    found = until(
        lambda: reader.round([work, a_workload("a")]),
        lambda it: it.problems.get(place, Problem("")).words.startswith(problem),
    )
    assert found.problems[place].incompatible is ("the names" in problem)
    assert PLACE not in found.problems
    assert found.readings[PLACE].samples


def a_scaler(prometheus: Prometheus, pod: str) -> tuple[Scaler, Workload]:
    """One that decides for an endpoint that is named like its only pod."""
    scaler = Scaler(prometheus, lambda _: None, Metrics())
    name = f"{pod}-0123456789"
    observed = an_observed(a_pod("a" if pod == "twice" else pod, revision=name), asked=1)
    deployments = {name: replace(observed.deployments[REVISION], name=name)}
    service = replace(observed.service, active_revision=name) if observed.service else None
    observed = replace(observed, deployments=deployments, service=service)
    scaler.ensure(("demo", pod), observed)
    work = scaler._wards["demo", pod].workload
    assert work is not None
    return scaler, work


async def decided(prometheus: Prometheus, pod: str) -> tuple[Any, Any]:
    """The doubt of the second decision, and the decision."""
    scaler, work = a_scaler(prometheus, pod)
    reader = scaler.reader
    assert reader is not None
    until(lambda: reader.round([work]), lambda it: bool(it.readings[work.places[0]].samples))
    await scaler.round()
    decision = scaler.reports["demo", pod].decision
    return decision.doubt, decision


async def test_a_decision_comes_with_what_is_in_flight_on_each_pod(
    prometheus: Prometheus,
) -> None:
    scaler = Scaler(prometheus, lambda _: None, Metrics())
    reader = scaler.reader
    assert reader is not None
    scaler.ensure(("demo", "chat"), an_observed(a_pod("a"), a_pod("b"), a_pod("c")))
    work = scaler._wards["demo", "chat"].workload
    assert work is not None
    until(lambda: reader.round([work]), lambda it: len(it.readings[PLACE].samples) == 2)
    await scaler.round()
    known = scaler.reports["demo", "chat"].in_flight
    assert {pod: it.requests for pod, it in known.items()} == {"a": 5, "b": 8}
    ages = [datetime.now(UTC) - it.at for it in known.values()]
    assert all(timedelta() <= age < timedelta(seconds=15) for age in ages)


async def test_a_pod_that_two_jobs_scrape_is_doubted(prometheus: Prometheus) -> None:
    doubt, _ = await decided(prometheus, "twice")
    assert doubt.reason is ScalingReason.METRICS_DUPLICATED


@pytest.mark.parametrize(
    ("pod", "reason"),
    [
        ("nobody", ScalingReason.METRICS_UNAVAILABLE),
        ("away", ScalingReason.METRICS_UNAVAILABLE),
        ("mute", ScalingReason.METRICS_UNAVAILABLE),
        ("strange", ScalingReason.METRICS_INCOMPATIBLE),
        ("half", ScalingReason.METRICS_INCOMPATIBLE),
    ],
)
async def test_names_that_nobody_knows_have_a_reason_of_their_own(
    prometheus: Prometheus, pod: str, reason: ScalingReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "UNSEEN_FOR", 0.0)
    scaler, work = a_scaler(prometheus, pod)
    reader = scaler.reader
    assert reader is not None
    until(lambda: reader.round([work]), lambda it: work.places[0] in it.problems)
    await scaler.round()
    decision = scaler.reports["demo", pod].decision
    assert decision.doubt is not None
    assert (decision.reason, decision.doubt.blind, decision.desired) == (reason, True, 1)
    known = reason is ScalingReason.METRICS_UNAVAILABLE
    assert ("vllm:e2e_request_latency_seconds_count" in decision.message) is not known
    assert ("change the version of vLLM (runtime.image)" in decision.message) is not known


async def test_nan_is_no_number(prometheus: Prometheus) -> None:
    doubt, decision = await decided(prometheus, "nan")
    assert (doubt.reason, doubt.blind) == (ScalingReason.METRICS_INVALID, True)
    assert (decision.desired, decision.held) == (1, True)


def test_a_name_is_missed_only_when_all_were_asked_for(prometheus: Prometheus) -> None:
    reader, new = Reader(prometheus), a_workload("a", namespace="other")
    until(lambda: reader.round([new]), lambda _: "vllm:request_success_total" not in reader.names)
    old = a_workload("b")
    for _ in range(3):
        found = reader.round([new, old])
        assert (found.problem, found.problems) == ("", {})
    assert found.readings[PLACE].samples[0].completions == 100


def test_a_question_of_a_thousand_revisions_is_answered(prometheus: Prometheus) -> None:
    many = [a_workload(f"p{it}", name=f"endpoint.{it:04d}") for it in range(1000)]
    found = until(
        lambda: Reader(prometheus).round([*many, a_workload("a")]),
        lambda it: bool(it.readings[PLACE].samples),
    )
    assert found.problem == ""


HISTORY = timedelta(minutes=40)
EVERY = 15
GAP = range(600, 960)
"""Seconds before the end at which nothing was scraped, in the history that has a gap."""


def history(end: int, pods: dict[str, float], *, gap: bool) -> str:
    """OpenMetrics of pods that each serve so many requests a second."""
    times = [end - it for it in range(int(HISTORY.total_seconds()), 0, -EVERY)]
    times = [it for it in times if not (gap and end - it in GAP)]
    metrics: tuple[tuple[str, str, Callable[[float, float], float]], ...] = (
        ("vllm:num_requests_waiting", "gauge", lambda rate, at: 0),
        ("vllm:num_requests_running", "gauge", lambda rate, at: 16 * rate),
        ("vllm:kv_cache_usage_perc", "gauge", lambda rate, at: 0.25 * rate),
        ("vllm:prompt_tokens_total", "counter", lambda rate, at: 200 * rate * at),
        ("vllm:generation_tokens_total", "counter", lambda rate, at: 40 * rate * at),
        ("vllm:request_success_total", "counter", lambda rate, at: rate * at),
    )
    lines: list[str] = []
    for name, kind, value in metrics:
        lines.append(f"# TYPE {name.removesuffix('_total')} {kind}")
        for pod, rate in pods.items():
            labels = f'{LABELS},namespace="demo",pod="{pod}",revision="{REVISION}"'
            lines += [f"{name}{{{labels}}} {value(rate, at - times[0])} {at}" for at in times]
    return "\n".join([*lines, "# EOF", ""])


@contextmanager
def remembering(folder: Path, pods: dict[str, float], *, gap: bool = False) -> Iterator[Prometheus]:
    """A Prometheus that has this history."""
    (folder / "history").write_text(history(int(time.time()) - 5, pods, gap=gap))
    promtool = program().with_name("promtool")
    command = [str(promtool), "tsdb", "create-blocks-from", "openmetrics"]
    subprocess.run(
        [*command, f"{folder}/history", f"{folder}/data"], check=True, capture_output=True
    )
    with running(folder, {}) as url:
        yield Prometheus(url, 5)


def recalled(folder: Path, work: Workload, pods: dict[str, float], *, gap: bool = False) -> Memory:
    """What is remembered of this history."""
    with remembering(folder, pods, gap=gap) as prometheus:
        (memory,) = remembered(prometheus, [work], NAMES, EVERY)
    return memory


def test_the_past_fills_windows_and_tells_what_a_replica_serves(tmp_path: Path) -> None:
    memory = recalled(tmp_path, a_workload("a", "b"), {"a": 2.0, "b": 1.0})
    assert memory.at is not None
    assert abs((datetime.now(UTC) - memory.at).total_seconds()) < 60
    assert memory.observed == Law().hold
    assert memory.stable >= 300
    assert memory.arrivals.last(30) == pytest.approx((3.0,) * 6, rel=0.01)
    capacity = memory.throughput(REVISION).capacity()
    assert capacity is not None
    assert 2 < capacity < 5


def test_a_gap_in_the_past_is_a_gap(tmp_path: Path) -> None:
    memory = recalled(tmp_path, a_workload("a", "b"), {"a": 2.0, "b": 1.0}, gap=True)
    assert memory.stable == pytest.approx(600, abs=60)


def test_the_past_begins_when_the_revision_got_the_traffic(tmp_path: Path) -> None:
    since = datetime.now(UTC) - timedelta(minutes=10)
    memory = recalled(tmp_path, a_workload("a", since=since), {"a": 2.0})
    assert memory.observed == pytest.approx(600, abs=60)


async def test_a_scaler_that_starts_reads_the_past_once(tmp_path: Path) -> None:
    with remembering(tmp_path, {"a": 2.0, "b": 1.0}) as prometheus:
        scaler = Scaler(prometheus, lambda _: None, Metrics())
        scaler.ensure(("demo", "chat"), an_observed(a_pod("a"), a_pod("b")))
        ward = scaler._wards["demo", "chat"]
        assert ward.memory == Memory()
        await scaler.recall()
        memory = ward.memory
        assert memory.observed == Law().hold
        await scaler.recall()
        assert ward.memory is memory


async def test_the_past_is_asked_for_again_when_prometheus_was_away() -> None:
    scaler = Scaler(Prometheus("http://127.0.0.1:9", 1), lambda _: None, Metrics())
    scaler.ensure(("demo", "chat"), an_observed(a_pod("a"), a_pod("b")))
    ward = scaler._wards["demo", "chat"]
    pauses = []
    for _ in range(6):
        ward.recall_at = 0.0
        await scaler.recall()
        pauses.append(ward.recall_at - time.monotonic())
    assert pauses == pytest.approx([5, 10, 20, 40, 60, 60], abs=1)


def test_what_was_asked_for_meanwhile_is_kept() -> None:
    past = Memory(passed=1000.0)
    live = Memory(passed=20.0, asked=((0.0, 2), (15.0, 3)), starting=(1, 15.0))
    found = merged(past, live)
    assert found.asked == ((980.0, 2), (995.0, 3))
    assert found.starting == (1, 995.0)


def test_a_past_that_cannot_be_read_is_told() -> None:
    with pytest.raises(PrometheusError, match="cannot be reached"):
        remembered(Prometheus("http://127.0.0.1:9", 1), [a_workload("a")], NAMES, EVERY)
