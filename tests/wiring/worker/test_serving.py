"""A whole worker around the simulated engine: start, serve, drain, stop."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import stream, until

SLOW = {"PILOTLIGHT_SIM_STEP_MILLISECONDS": "10"}


def test_a_worker_becomes_ready_answers_and_says_so(start: Start) -> None:
    worker = start().until_ready()
    answer = stream(worker.url, 20)
    state = worker.state()
    assert (answer.tokens, answer.finish_reason, answer.done) == (20, "length", True)
    assert answer.text.startswith("I am tiny-a")
    assert answer.connection is None
    assert state is not None
    assert state["phase"] == "Ready"
    assert set(state["coldStart"]) == {"load", "warmUp"}
    assert (state["inFlight"], state["draining"], state["message"]) == (0, False, "")
    assert state["engineVersion"] == "0.32.0"


def test_state_is_told_from_the_first_second_and_ready_comes_last(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_SIM_LOAD_SECONDS": "3"})
    state = worker.until_state(lambda state: state["phase"] == "Loading")
    assert state["coldStart"] == {}
    assert worker.get("/ready") is None  # nothing listens on 8000 before the engine has loaded
    worker.until_ready()


def test_metrics_of_supervisor_gate_and_engine_come_in_one_answer(start: Start) -> None:
    worker = start().until_ready()
    stream(worker.url, 5)
    text = worker.metrics()
    assert 'pilotlight_worker_phase{phase="Ready"} 1.0' in text
    assert "pilotlight_worker_engine_metrics_up 1.0" in text
    assert 'pilotlight_gate_requests_total{code="200",route="/v1/completions"} 1.0' in text
    assert 'vllm:generation_tokens_total{engine="0",model_name="chat"} 6.0' in text
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_the_engines_own_metrics_are_closed_on_the_open_port(start: Start) -> None:
    worker = start().until_ready()
    for path in ("/metrics", "/version", "/tokenize"):
        answer = worker.get(path)
        assert answer is not None
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "unknown_url"


def test_metrics_are_served_while_the_engine_does_not_answer(start: Start) -> None:
    worker = start().until_ready()
    worker.fault(hang=True)
    time.sleep(0.3)
    text = worker.metrics()
    assert "pilotlight_worker_engine_metrics_up 0.0" in text
    assert "vllm:" not in text


def test_a_model_that_only_embeds_becomes_ready(start: Start, tmp_path: object) -> None:
    from pathlib import Path

    from tests.wiring.worker.rig import a_model, local

    folder = a_model(Path(str(tmp_path)) / "embedder", architectures=["BertModel"])
    worker = start(local(folder)).until_ready()
    body = {"model": "chat", "input": "hello"}
    answer = httpx.post(f"{worker.url}/v1/embeddings", json=body, timeout=5)
    assert answer.status_code == 200
    missing = httpx.post(f"{worker.url}/v1/completions", json={"prompt": "x"}, timeout=5)
    assert missing.status_code == 404
    assert "error" in missing.json()


def test_sigterm_in_the_middle_of_a_stream_cuts_nothing(start: Start) -> None:
    worker = start(env=SLOW).until_ready()
    answer = stream(worker.url, 200, on_first=lambda: worker.signal(signal.SIGTERM))
    assert (answer.tokens, answer.finish_reason, answer.done) == (200, "length", True)
    assert worker.ended() == 0


def test_a_draining_worker_stays_ready_takes_requests_and_closes_connections(
    start: Start,
) -> None:
    worker = start(env={"PILOTLIGHT_MIN_DRAIN_SECONDS": "3"}).until_ready()
    worker.signal(signal.SIGTERM)
    worker.until_state(lambda state: state["draining"])
    ready = worker.get("/ready")
    late = stream(worker.url, 10)
    assert ready is not None
    assert ready.status_code == 200
    assert (late.tokens, late.connection) == (10, "close")
    assert worker.ended() == 0


def test_prestop_waits_for_the_stream_and_the_quiet_after_it(start: Start) -> None:
    worker = start(env=SLOW).until_ready()
    with ThreadPoolExecutor() as pool:
        began = threading.Event()
        streaming = pool.submit(stream, worker.url, 150, began.set)
        assert began.wait(10)
        drained = worker.command("drain")
        ended = streaming.done()
        answer = streaming.result()
    assert (drained.returncode, ended) == (0, True)
    assert "nothing can come any more" in drained.stdout
    assert answer.tokens == 150
    seconds = float(drained.stdout.split()[2])
    assert seconds >= 1.5 + 2  # the stream, then keep-alive + 1 s
    ready = worker.get("/ready")
    assert ready is not None
    assert ready.status_code == 200
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0


def test_prestop_of_an_idle_worker_takes_the_minimum(start: Start) -> None:
    worker = start().until_ready()
    began = time.monotonic()
    drained = worker.command("drain")
    assert "in flight" not in drained.stdout
    assert 0.5 <= time.monotonic() - began < 5


def test_a_stream_longer_than_the_drain_timeout_is_ended_not_waited_for(start: Start) -> None:
    worker = start(env=SLOW, drainTimeoutSeconds=1).until_ready()
    answer = stream(worker.url, 3000, on_first=lambda: worker.signal(signal.SIGTERM))
    assert answer.tokens < 3000
    assert (answer.finish_reason, answer.done) == ("abort", True)
    assert worker.ended() == 0


def test_prestop_without_a_supervisor_succeeds_at_once(start: Start) -> None:
    worker = start().until_ready()
    worker.stop()
    drained = worker.command("drain")
    assert drained.returncode == 0
    assert "not drained" in drained.stdout


def test_the_state_command_prints_what_the_port_tells(start: Start) -> None:
    worker = start().until_ready()
    assert '"phase": "Ready"' in worker.command("state").stdout


def test_sigterm_while_loading_ends_at_once(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_SIM_LOAD_SECONDS": "60"})
    worker.until_state(lambda state: state["phase"] == "Loading")
    began = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    assert time.monotonic() - began < 8


def test_the_gates_settings_are_read_again_while_serving(start: Start) -> None:
    worker = start().until_ready()
    (worker.folder / "settings.json").write_text('{"version": 5}')
    until(lambda: 'event="settings taken" version=5' in worker.log(), "the settings are taken")


def test_nothing_of_the_engine_survives_the_worker(start: Start) -> None:
    worker = start().until_ready()
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    assert worker.get("/health") is None
