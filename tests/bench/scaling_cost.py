"""What a round of autoscaling costs: `python -m tests.bench scaling-cost`.

A real Prometheus scrapes one page every 5 s with the series of all pods, as a worker has them, and
the labels that the PodMonitor gives them. The scaler then makes its rounds in this process: the
question, the reading of the answer, and a decision for each endpoint. CPU is that of all threads of
this process, without the page's own server, which is another one. Target: 0.5 s of CPU a round.

Beside it what the past costs after a start: half an hour of a portion of pods, from blocks that
promtool has made. Portions follow one another with pauses as long as themselves.
"""

import argparse
import asyncio
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

from pilotlight.core.scaling.policy import Law
from pilotlight.load.engines import FIRST_TOKENS
from pilotlight.load.past import PODS_AT_ONCE, remembered
from pilotlight.load.prometheus import Prometheus
from pilotlight.load.scaler import Scaler, _Ward
from pilotlight.load.workload import Workload
from pilotlight.metrics import Metrics
from tests.bench.results import Origin, Result, Row
from tests.bench.tasks import say
from tests.unit.load.workloads import a_workload
from tests.wiring.load.real import Pages, exporting, program, running

TARGET = 0.5
PODS = 4
SCRAPED_EVERY = 5.0
PAGES = 4
BUCKETS = (
    "0.001", "0.005", "0.01", "0.02", "0.04", "0.06", "0.08", "0.1", "0.25", "0.5", "0.75", "1.0",
    "2.5", "5.0", "7.5", "10.0", "20.0", "40.0", "80.0", "160.0", "640.0", "2560.0", "+Inf",
)  # fmt: skip
SINGLE = (
    "vllm:num_requests_waiting", "vllm:num_requests_running", "vllm:kv_cache_usage_perc",
    "vllm:e2e_request_latency_seconds_count", "vllm:prompt_tokens_total",
    "vllm:generation_tokens_total",
)  # fmt: skip
REASONS = ("stop", "length", "abort", "error")


def page(endpoints: int, step: int) -> str:
    """All series that the operator may ask for, `step` scrapes after the start of the pods."""
    lines = []
    for endpoint in range(endpoints):
        for pod in range(PODS):
            place = _labels(endpoint, pod)
            for index, name in enumerate(SINGLE):
                value = step % 3 if index < 2 else 0.3 if index == 2 else 1000 * step + endpoint
                lines.append(f"{name}{{{place}}} {value}")
            lines.extend(
                f'vllm:request_success_total{{{place},finished_reason="{reason}"}} {250 * step}'
                for reason in REASONS
            )
            lines.extend(
                f'{FIRST_TOKENS}{{{place},le="{bound}"}} {40 * index * step}'
                for index, bound in enumerate(BUCKETS)
            )
    return "\n".join([*lines, ""])


def _labels(endpoint: int, pod: int) -> str:
    name = f"chat-{endpoint:04d}"
    return (
        f'container="worker",endpoint="admin",engine="0",instance="10.0.{pod}.{endpoint}:8081",'
        f'job="team-{endpoint % 20}/{name}",model_name="meta-llama/Llama-3.1-8B-Instruct",'
        f'namespace="team-{endpoint % 20}",pilotlight_dev_endpoint="{name}",'
        f'pod="{name}-0123456789-{pod}",revision="{name}-0123456789",role="serving"'
    )


def _serve(endpoints: int, port: "multiprocessing.Queue[int]", stop: Event) -> None:
    """The page, in a process of its own."""
    texts = [page(endpoints, step) for step in range(1, PAGES + 1)]
    pages = Pages({"/metrics": texts[0]})
    with exporting(pages):
        port.put(pages.port)
        step = 0
        while not stop.wait(SCRAPED_EVERY):
            step = min(step + 1, PAGES - 1)
            pages.texts["/metrics"] = texts[step]


@contextmanager
def scraped(endpoints: int) -> Iterator[str]:
    """A Prometheus that has seen the pods for four scrapes; its URL."""
    spawn = multiprocessing.get_context("spawn")
    port, stop = spawn.Queue(), spawn.Event()
    process = spawn.Process(target=_serve, args=(endpoints, port, stop))
    process.start()
    try:
        config = {
            "global": {"scrape_interval": "5s", "scrape_timeout": "5s"},
            "scrape_configs": [
                {
                    "job_name": "workers",
                    "honor_labels": True,
                    "body_size_limit": 0,
                    "static_configs": [{"targets": [f"127.0.0.1:{port.get()}"]}],
                }
            ],
        }
        with tempfile.TemporaryDirectory() as folder, running(Path(folder), config) as url:
            time.sleep(5 * SCRAPED_EVERY)
            yield url
    finally:
        stop.set()
        process.join()


async def measure(endpoints: int, rounds: int) -> Result:
    """CPU of a round, and of reading the past."""
    say(f"{endpoints} endpoints with {PODS} pods each, {rounds} rounds")
    with scraped(endpoints) as url:
        scaler = Scaler(Prometheus(url), lambda _: None, Metrics())
        for endpoint in range(endpoints):
            name = f"chat-{endpoint:04d}"
            pods = [f"{name}-0123456789-{pod}" for pod in range(PODS)]
            work = a_workload(*pods, name=name, namespace=f"team-{endpoint % 20}")
            scaler._wards[work.namespace, name] = _Ward(work.uid, work)
        first = await _cpu(scaler.round())
        each: list[float] = []
        walls: list[float] = []
        for _ in range(rounds):
            started = time.perf_counter()
            each.append(await _cpu(scaler.round()))
            walls.append(time.perf_counter() - started)
            await asyncio.sleep(SCRAPED_EVERY)
    blind = [key for key, it in scaler.reports.items() if it.decision.doubt is not None]
    assert len(scaler.reports) == endpoints
    assert not blind, scaler.reports[blind[0]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(
        "scaling-cost",
        f"A round of autoscaling, {endpoints} endpoints with {PODS} pods each",
        __doc__ or "",
        [
            Row("CPU of a round", "s", each, TARGET),
            Row("duration of a round", "s", walls),
            Row("CPU of the first round", "s", [first]),
            Row("memory of the process at most", "MiB", [peak]),
            Row(f"CPU of reading the past of {PODS_AT_ONCE} pods", "s", past()),
        ],
    )


def past() -> list[float]:
    """CPU of reading and replaying the past of a portion, three times."""
    names = [f"chat-{endpoint:04d}" for endpoint in range(PODS_AT_ONCE // PODS)]
    works = [
        a_workload(*(f"{name}-0123456789-{pod}" for pod in range(PODS)), name=name)
        for name in names
    ]
    end = int(time.time()) - 5
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "past").write_text(_past(works, range(end - 2100, end, 30)))
        command = [str(program().with_name("promtool")), "tsdb", "create-blocks-from"]
        subprocess.run(
            [*command, "openmetrics", f"{folder}/past", f"{folder}/data"],
            check=True,
            capture_output=True,
        )
        with running(Path(folder), {}) as url:
            costs = []
            for _ in range(3):
                started = time.process_time()
                memories = remembered(Prometheus(url), works, SINGLE, SCRAPED_EVERY)
                costs.append(time.process_time() - started)
                assert all(memory.observed == Law().hold for memory in memories)
    return costs


def _past(works: Sequence[Workload], times: Sequence[int]) -> str:
    """OpenMetrics of the pods with a number at each of these times."""
    lines = []
    for index, name in enumerate(SINGLE):
        lines.append(f"# TYPE {name.removesuffix('_total')} {'gauge' if index < 4 else 'counter'}")
        for endpoint, work in enumerate(works):
            for pod in range(PODS):
                place = _labels(endpoint, pod).replace(f"team-{endpoint % 20}", work.namespace)
                lines += [
                    f"{name}{{{place}}} {step * 100 if index > 2 else 0.5} {at}"
                    for step, at in enumerate(times)
                ]
    return "\n".join([*lines, "# EOF", ""])


async def _cpu(work: Awaitable[None]) -> float:
    started = time.process_time()
    await work
    return time.process_time() - started


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code is 1 when the target is missed."""
    from tests.bench.report import show

    parser = argparse.ArgumentParser(prog="python -m tests.bench scaling-cost", description=__doc__)
    parser.add_argument("--endpoints", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args(arguments)
    result = asyncio.run(measure(options.endpoints, options.rounds))
    say(str(Origin.of("python -m tests.bench scaling-cost")))
    show(result)
    return int(any(row.missed for row in result.rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
