"""How a worker fails: quickly, non-zero, and with one line that names the mend."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import a_model, local, stream


def test_an_unknown_flag_is_named(start: Start) -> None:
    worker = start(engineArgs=["--no-such-flag=3"])
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("BadArguments", True)
    assert "--no-such-flag=3" in words["message"]


@pytest.mark.parametrize(
    ("crash", "reason", "permanent"),
    [
        ("cuda_oom", "OutOfMemory", True),
        ("kv_cache", "OutOfMemory", True),
        ("oom", "OutOfMemory", True),
        ("traceback", "EngineCrashed", False),
        ("silent", "EngineCrashed", False),
    ],
)
def test_a_death_while_loading_is_classified(
    start: Start, crash: str, reason: str, permanent: bool
) -> None:
    worker = start(env={"PILOTLIGHT_SIM_CRASH": crash, "PILOTLIGHT_SIM_CRASH_AFTER": "load"})
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == (reason, permanent)


def test_a_death_while_serving_ends_the_worker_within_a_second_or_two(start: Start) -> None:
    worker = start().until_ready()
    worker.fault(crash="nccl")
    began = time.monotonic()
    assert worker.ended() == 1
    assert time.monotonic() - began < 5
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("AcceleratorError", False)


def test_a_death_while_draining_is_a_failure_too(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_MIN_DRAIN_SECONDS": "20"}).until_ready()
    worker.signal(signal.SIGTERM)
    worker.until_state(lambda state: state["draining"])
    worker.fault(crash="traceback")
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "EngineCrashed"


def test_a_server_that_does_not_answer_is_killed(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_HANG_SECONDS": "2"}).until_ready()
    worker.fault(hang=True)
    time.sleep(0.5)
    assert worker.get("/health") is None
    assert worker.ended() == 1
    words = worker.last_words()
    assert words["reason"] == "EngineCrashed"
    assert "hung" in words["message"]


def test_an_engine_that_makes_no_progress_is_killed(start: Start) -> None:
    env = {
        "PILOTLIGHT_HANG_SECONDS": "4",
        "PILOTLIGHT_STALL_SECONDS": "2",
        "PILOTLIGHT_SIM_STEP_MILLISECONDS": "20",
    }
    worker = start(env=env).until_ready()
    with pytest.raises(httpx.TransportError):
        stream(worker.url, 3000, on_first=lambda: worker.fault(stall=True))
    assert worker.ended() == 1
    assert "nothing has moved" in worker.last_words()["message"]


def test_a_long_stream_is_not_taken_for_a_stall(start: Start) -> None:
    env = {
        "PILOTLIGHT_HANG_SECONDS": "2",
        "PILOTLIGHT_STALL_SECONDS": "1",
        "PILOTLIGHT_SIM_STEP_MILLISECONDS": "20",
    }
    worker = start(env=env).until_ready()
    assert stream(worker.url, 200).tokens == 200


def test_an_engine_that_cannot_be_started_is_named(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_ENGINE": '["/no/such/program"]'})
    assert worker.ended() == 1
    assert "/no/such/program" in worker.last_words()["message"]


def test_a_startup_that_takes_too_long_is_named_before_the_probe_kills(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_SIM_LOAD_SECONDS": "60"}, startupTimeoutSeconds=4)
    began = time.monotonic()
    assert worker.ended() == 1
    assert time.monotonic() - began < 15
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("StartupTimeout", False)
    assert "still loading" in words["message"]


def test_a_missing_model_folder_is_named_without_starting_the_engine(
    start: Start, tmp_path: Path
) -> None:
    worker = start(local(tmp_path / "nothing"))
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "ModelNotFound"
    assert "engine started" not in worker.log()


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_an_unreadable_model_is_named(start: Start, tiny: Path) -> None:
    (tiny / "model.safetensors").chmod(0)
    worker = start()
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "ModelUnreadable"


def test_an_unsupported_architecture_is_named(start: Start, tmp_path: Path) -> None:
    folder = a_model(tmp_path / "odd", architectures=["UnsupportedForCausalLM"])
    worker = start(local(folder))
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "UnsupportedModel"


def test_a_config_that_is_no_json_is_named(start: Start, tiny: Path) -> None:
    (tiny / "config.json").write_text("{")
    worker = start()
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "ModelUnreadable"


def test_a_wrong_worker_configuration_is_named(start: Start) -> None:
    worker = start(drainTimeoutSeconds="soon")
    assert worker.ended() == 1
    words = worker.last_words()
    assert words["reason"] == "BadArguments"
    assert "drainTimeoutSeconds" in words["message"]


def test_errors_of_the_engine_reach_the_client_in_openais_shape(start: Start) -> None:
    worker = start().until_ready()
    worker.fault(errorPercent=100)
    answer = httpx.post(f"{worker.url}/v1/completions", json={"prompt": "x"}, timeout=5)
    assert answer.status_code == 500
    assert answer.json()["error"]["message"] == "simulated error"
