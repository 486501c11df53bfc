"""The simulated engine: what makes it believable."""

from __future__ import annotations

import asyncio
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from pilotlight_sim.arguments import parse
from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.model import ModelProblem, load
from pilotlight_sim.scheduler import Scheduler, Sequence
from pilotlight_sim.settings import Faults, Timing
from pilotlight_sim.sleep import SleepMode

FAST = Timing(load=0, step=0.001, per_sequence=0, per_prompt_token=0, sleep=0.001, wake=0.001)


class Rig:
    """A scheduler with its metrics."""

    def __init__(self, *, slots: int = 4, blocks: int = 100, batched_tokens: int = 2048) -> None:
        self.metrics = EngineMetrics("chat")
        self.scheduler = Scheduler(
            slots=slots,
            batched_tokens=batched_tokens,
            blocks=blocks,
            block_size=16,
            timing=FAST,
            faults=Faults(),
            metrics=self.metrics,
        )

    def value(self, name: str, **labels: str) -> float:
        wanted = {"model_name": "chat", "engine": "0", **labels}
        value = self.metrics.registry.get_sample_value(name, wanted)
        assert value is not None, generate_latest(self.metrics.registry).decode()
        return value


def sequence(prompt: int = 8, tokens: int = 4) -> Sequence:
    return Sequence(prompt, tokens, "length", itertools.repeat("x"))


async def tokens_of(item: Sequence) -> list[str]:
    found = []
    while (token := await item.tokens.get()) is not None:
        found.append(token)
    return found


async def test_a_request_gets_exactly_the_tokens_it_asked_for() -> None:
    rig = Rig()
    item = sequence(tokens=5)
    running = asyncio.create_task(rig.scheduler.run())
    rig.scheduler.add(item)
    assert await tokens_of(item) == ["x"] * 5
    assert item.finish_reason == "length"
    assert rig.value("vllm:generation_tokens_total") == 5
    assert rig.value("vllm:prompt_tokens_total") == 8
    assert rig.value("vllm:request_success_total", finished_reason="length") == 1
    running.cancel()


async def test_requests_beyond_the_slots_wait_and_the_gauges_say_so() -> None:
    rig = Rig(slots=2)
    items = [sequence(tokens=50) for _ in range(5)]
    for item in items:
        rig.scheduler.add(item)
    running = asyncio.create_task(rig.scheduler.run())
    await items[0].tokens.get()
    assert rig.value("vllm:num_requests_running") == 2
    assert rig.value("vllm:num_requests_waiting") == 3
    assert rig.value("vllm:num_requests_waiting_by_reason", reason="capacity") == 3
    await asyncio.gather(*(tokens_of(item) for item in items))
    await rig.scheduler.idle.wait()
    assert rig.value("vllm:num_requests_running") == 0
    assert rig.value("vllm:num_requests_waiting") == 0
    running.cancel()


async def test_a_full_kv_cache_preempts_the_youngest_and_everybody_finishes() -> None:
    rig = Rig(slots=4, blocks=4)  # 64 tokens of KV
    items = [sequence(prompt=16, tokens=40) for _ in range(2)]
    for item in items:
        rig.scheduler.add(item)
    running = asyncio.create_task(rig.scheduler.run())
    answers = await asyncio.gather(*(tokens_of(item) for item in items))
    assert [len(answer) for answer in answers] == [40, 40]
    assert rig.value("vllm:num_preemptions_total") > 0
    assert rig.value("vllm:kv_cache_usage_perc") <= 1
    running.cancel()


async def test_a_long_prompt_is_prefilled_in_chunks() -> None:
    rig = Rig(batched_tokens=100, blocks=1000)
    item = sequence(prompt=950, tokens=1)
    rig.scheduler.add(item)
    running = asyncio.create_task(rig.scheduler.run())
    await tokens_of(item)
    assert rig.value("vllm:iteration_tokens_total_count") >= 10
    running.cancel()


async def test_an_aborted_request_frees_its_blocks() -> None:
    rig = Rig()
    item = sequence(tokens=1000)
    running = asyncio.create_task(rig.scheduler.run())
    rig.scheduler.add(item)
    await item.tokens.get()
    rig.scheduler.abort(item)
    assert item.finish_reason == "abort"
    assert rig.value("vllm:kv_cache_usage_perc") == 0
    assert rig.scheduler.unfinished == 0
    running.cancel()


def test_after_shutdown_requests_are_refused_with_vllms_words() -> None:
    rig = Rig()
    rig.scheduler.closed = True
    with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown"):
        rig.scheduler.add(sequence())


async def test_a_sleeping_engine_takes_requests_and_computes_them_after_the_wake() -> None:
    rig = Rig()
    sleep = SleepMode(rig.scheduler, rig.metrics, FAST, enabled=True)
    running = asyncio.create_task(rig.scheduler.run())
    await sleep.sleep(1, "abort")
    item = sequence(tokens=3)
    rig.scheduler.add(item)
    await asyncio.sleep(0.02)
    assert item.produced == 0
    assert rig.value("vllm:engine_sleep_state", sleep_state="weights_offloaded") == 1
    assert rig.value("vllm:engine_sleep_state", sleep_state="awake") == 0
    await sleep.wake_up()
    assert await tokens_of(item) == ["x"] * 3
    assert rig.value("vllm:engine_sleep_state", sleep_state="awake") == 1
    running.cancel()


@pytest.mark.parametrize(
    ("mode", "before", "reason"),
    [("abort", "abort", "abort"), ("wait", "length", "length"), ("keep", None, "length")],
)
async def test_what_runs_at_a_sleep_is_aborted_waited_for_or_kept(
    mode: str, before: str | None, reason: str
) -> None:
    rig = Rig()
    sleep = SleepMode(rig.scheduler, rig.metrics, FAST, enabled=True)
    running = asyncio.create_task(rig.scheduler.run())
    item = sequence(tokens=20)
    rig.scheduler.add(item)
    await item.tokens.get()
    await sleep.sleep(1, mode)
    assert item.finish_reason == before
    await sleep.wake_up()
    await tokens_of(item)
    assert item.finish_reason == reason
    running.cancel()


def test_an_unknown_flag_ends_with_code_2_and_argparses_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--model=/m", "--no-such-flag=3"])
    assert ended.value.code == 2
    assert "error: unrecognized arguments: --no-such-flag=3" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "length"), [("512", 512), ("4k", 4000), ("4K", 4096), ("-1", 0)])
def test_lengths_are_read_as_vllm_reads_them(text: str, length: int) -> None:
    assert parse(["--model=/m", f"--max-model-len={text}"]).max_model_len == length


def a_model(folder: Path, weights: bytes = b"w", **config: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"architectures": ["LlamaForCausalLM"], "max_position_embeddings": 1024, **config}
    (folder / "config.json").write_text(json.dumps(whole))
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def test_models_are_told_apart_by_name_and_by_weights(tmp_path: Path) -> None:
    one = load(a_model(tmp_path / "tiny-a", b"1"), None)
    two = load(a_model(tmp_path / "tiny-b", b"1"), None)
    three = load(a_model(tmp_path / "other" / "tiny-a", b"3"), None)
    assert "tiny-a" in one.introduction
    assert "tiny-b" in two.introduction
    assert one.introduction != three.introduction


@pytest.mark.parametrize(
    ("config", "length", "says"),
    [
        ({"architectures": []}, None, "No model architectures are specified"),
        ({"architectures": ["UnsupportedForCausalLM"]}, None, "are not supported for now"),
        ({}, 5000, "greater than the derived max_model_len"),
    ],
)
def test_a_bad_model_is_refused_with_vllms_words(
    tmp_path: Path, config: dict[str, Any], length: int | None, says: str
) -> None:
    with pytest.raises(ModelProblem, match=says):
        load(a_model(tmp_path / "m", **config), length)


def test_faults_come_from_the_environment() -> None:
    faults = Faults.read({"PILOTLIGHT_SIM_CRASH": "oom", "PILOTLIGHT_SIM_CRASH_AFTER": "2.5"})
    assert (faults.crash, faults.crash_after_seconds) == ("oom", 2.5)
    assert Faults.read({"PILOTLIGHT_SIM_CRASH_AFTER": "load"}).crash_while_loading
    assert Faults.read({}) == Faults()
