"""How a worker fails: quickly, non-zero, and with one line that names the mend."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import local, stream, until


@pytest.mark.parametrize(
    ("env", "changes", "reason", "permanent", "says"),
    [
        ({}, {"engineArgs": ["--no-such-flag=3"]}, "BadArguments", True, "--no-such-flag=3"),
        ({}, {"drainTimeoutSeconds": "soon"}, "BadArguments", True, "drainTimeoutSeconds"),
        ({"PILOTLIGHT_SIM_CRASH": "cuda_oom"}, {}, "OutOfMemory", True, "tensorParallelSize"),
        ({"PILOTLIGHT_SIM_CRASH": "silent"}, {}, "EngineCrashed", False, "code 1"),
        ({"PILOTLIGHT_ENGINE": '["/no/such"]'}, {}, "EngineCrashed", True, "/no/such"),
    ],
    ids=["flag", "config", "accelerator-memory", "silent", "no-program"],
)
def test_a_start_that_fails_is_classified(
    start: Start,
    env: dict[str, str],
    changes: dict[str, object],
    reason: str,
    permanent: bool,
    says: str,
) -> None:
    worker = start(env={"PILOTLIGHT_SIM_CRASH_AFTER": "load", **env}, **changes)
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == (reason, permanent)
    assert says in words["message"]


def test_a_missing_model_folder_is_named_without_starting_the_engine(
    start: Start, tmp_path: Path
) -> None:
    worker = start(local(tmp_path / "nothing"))
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "ModelNotFound"
    assert "engine started" not in worker.log()


def test_a_death_while_serving_ends_the_worker_within_seconds(start: Start) -> None:
    worker = start().until_ready()
    worker.fault(crash="nccl")
    began = time.monotonic()
    assert worker.ended() == 1
    assert time.monotonic() - began < 5
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("AcceleratorError", False)


def test_a_death_while_draining_is_a_failure_too(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_MIN_DRAIN_SECONDS": "20"}).until_ready()
    drained = worker.command_started("drain")
    worker.until_state(lambda state: state["draining"])
    worker.fault(crash="traceback")
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "EngineCrashed"
    assert drained.wait(10) == 0


def test_a_server_that_does_not_answer_is_seen_and_killed(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_HANG_SECONDS": "10"}).until_ready()
    worker.fault(hang=True)
    time.sleep(0.5)
    assert worker.get("/health", timeout=1) is None  # what liveness sees
    text = worker.metrics()  # the admin port goes on answering
    assert "pilotlight_worker_engine_metrics_up 0.0" in text
    assert "vllm:" not in text
    assert worker.ended() == 1
    words = worker.last_words()
    assert words["reason"] == "EngineCrashed"
    assert "hung" in words["message"]


def test_an_engine_without_progress_is_killed_and_a_long_stream_is_not(start: Start) -> None:
    env = {
        "PILOTLIGHT_HANG_SECONDS": "8",
        "PILOTLIGHT_STALL_SECONDS": "1.5",
        "PILOTLIGHT_SIM_STEP_MILLISECONDS": "20",
    }
    worker = start(env=env).until_ready()
    assert stream(worker.url, 150).tokens == 150  # 3 s of steady progress
    with pytest.raises(httpx.TransportError):
        stream(worker.url, 3000, on_first=lambda: worker.fault(stall=True))
    assert worker.ended() == 1
    assert "nothing has moved in" in worker.last_words()["message"]


def test_an_engine_core_that_hung_while_idle_is_found_by_the_first_request(start: Start) -> None:
    env = {"PILOTLIGHT_HANG_SECONDS": "8", "PILOTLIGHT_STALL_SECONDS": "1.5"}
    worker = start(env=env).until_ready()
    worker.fault(stall=True)
    with pytest.raises(httpx.TransportError):
        stream(worker.url, 8)
    assert worker.ended() == 1
    assert "one token was not made" in worker.last_words()["message"]


def test_a_silent_server_is_told_at_once_to_who_asks_quickly(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_HANG_SECONDS": "8"}).until_ready()
    worker.fault(hang=True)

    def told() -> bool:
        state = worker.state(timeout=0.9)
        return state is not None and "does not answer" in state["message"]

    until(told, "the state says it")
    assert worker.ended() == 1


def test_a_startup_that_takes_too_long_is_named_before_the_probe_kills(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_SIM_LOAD_SECONDS": "60"}, startupTimeoutSeconds=4)
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("StartupTimeout", False)
    assert "still loading" in words["message"]
