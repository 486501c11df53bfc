"""A whole worker around the simulated engine: start, serve, drain, stop."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import Worker, a_model, local, stream, until

SLOW = {"PILOTLIGHT_SIM_STEP_MILLISECONDS": "10"}


def test_a_ready_worker_answers_and_says_so(serving: Worker) -> None:
    answer = stream(serving.url, 20)
    state = serving.state()
    assert (answer.tokens, answer.finish_reason, answer.done) == (20, "length", True)
    assert answer.text.startswith("I am tiny-a")
    assert answer.connection is None
    assert state is not None
    assert state["phase"] == "Ready"
    assert set(state["coldStart"]) == {"load", "warmUp"}
    assert (state["inFlight"], state["draining"], state["message"]) == (0, False, "")
    assert state["engineVersion"] == "0.32.0"


def test_metrics_of_supervisor_gate_and_engine_come_in_one_answer(serving: Worker) -> None:
    stream(serving.url, 5)
    text = serving.metrics()
    assert 'pilotlight_worker_phase{phase="Ready"} 1.0' in text
    assert "pilotlight_worker_engine_metrics_up 1.0" in text
    assert 'pilotlight_gate_requests_total{code="200",route="/v1/completions"}' in text
    assert 'vllm:generation_tokens_total{engine="0",model_name="chat"}' in text
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_the_engines_own_metrics_are_closed_on_the_open_port(serving: Worker) -> None:
    for path in ("/metrics", "/version", "/tokenize"):
        answer = serving.get(path)
        assert answer is not None
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "unknown_url"


def test_errors_of_the_engine_reach_the_client_in_openais_shape(serving: Worker) -> None:
    serving.fault(errorPercent=100)
    answer = httpx.post(f"{serving.url}/v1/completions", json={"prompt": "x"}, timeout=5)
    serving.fault()
    assert answer.status_code == 500
    assert answer.json()["error"]["message"] == "simulated error"


def test_the_state_command_prints_what_the_port_tells(serving: Worker) -> None:
    assert '"phase": "Ready"' in serving.command("state").stdout


def test_the_gates_settings_are_read_again_while_serving(serving: Worker) -> None:
    (serving.folder / "settings.json").write_text('{"version": 5}')
    until(lambda: 'event="settings taken" version=5' in serving.log(), "the settings are taken")


def test_a_client_that_leaves_is_counted_out(serving: Worker) -> None:
    body = {"model": "chat", "prompt": "x", "max_tokens": 3000, "stream": True}
    with httpx.stream("POST", f"{serving.url}/v1/completions", json=body, timeout=10) as answer:
        lines = answer.iter_lines()
        next(lines)
        assert serving.until_state(lambda state: state["inFlight"] == 1)
    assert serving.until_state(lambda state: state["inFlight"] == 0)
    assert 'pilotlight_gate_streams_total{end="client_gone"} 1.0' in serving.metrics()


def test_state_is_told_from_the_first_second_and_sigterm_while_loading_ends_at_once(
    start: Start,
) -> None:
    worker = start(env={"PILOTLIGHT_SIM_LOAD_SECONDS": "60"})
    state = worker.until_state(lambda state: state["phase"] == "Loading")
    assert state["coldStart"] == {}
    assert worker.get("/ready") is None  # nothing listens on 8000 before the engine has loaded
    drained = worker.command("drain")
    assert "does not serve yet" in drained.stdout
    began = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    assert time.monotonic() - began < 8


def test_a_model_that_only_embeds_becomes_ready(start: Start, tmp_path: Path) -> None:
    folder = a_model(tmp_path / "embedder", architectures=["BertModel"])
    worker = start(local(folder)).until_ready()
    body = {"model": "chat", "input": "hello"}
    answer = httpx.post(f"{worker.url}/v1/embeddings", json=body, timeout=5)
    assert answer.status_code == 200
    missing = httpx.post(f"{worker.url}/v1/completions", json={"prompt": "x"}, timeout=5)
    assert missing.status_code == 404
    assert "error" in missing.json()


def test_sigterm_in_the_middle_of_a_stream_cuts_nothing_and_leaves_nothing(start: Start) -> None:
    worker = start(env=SLOW).until_ready()
    answer = stream(worker.url, 150, on_first=lambda: worker.signal(signal.SIGTERM))
    assert (answer.tokens, answer.finish_reason, answer.done) == (150, "length", True)
    assert worker.ended() == 0
    assert worker.get("/health") is None


def test_a_draining_worker_stays_ready_takes_requests_and_closes_connections(
    start: Start,
) -> None:
    worker = start(env={"PILOTLIGHT_MIN_DRAIN_SECONDS": "10"}).until_ready()
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
        streaming = pool.submit(stream, worker.url, 100, began.set)
        assert began.wait(10)
        drained = worker.command("drain")
        ended = streaming.done()
        answer = streaming.result()
    assert (drained.returncode, ended) == (0, True)
    assert "nothing can come any more" in drained.stdout
    assert answer.tokens == 100
    assert float(drained.stdout.split()[2]) >= 2  # keep-alive + 1 s of quiet
    ready = worker.get("/ready")
    assert ready is not None
    assert ready.status_code == 200
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    again = worker.command("drain")
    assert (again.returncode, again.stdout[:11]) == (0, "not drained")


def test_a_stream_longer_than_the_drain_timeout_is_ended_not_waited_for(start: Start) -> None:
    worker = start(env=SLOW, drainTimeoutSeconds=1).until_ready()
    answer = stream(worker.url, 3000, on_first=lambda: worker.signal(signal.SIGTERM))
    assert answer.tokens < 3000
    assert (answer.finish_reason, answer.done) == ("abort", True)
    assert worker.ended() == 0
