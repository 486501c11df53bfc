"""Limits, over real sockets: what clients see, and that the engine is freed."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import Worker, a_model, config, local, stream, until

RUNNING = 'vllm:num_requests_running{engine="0",model_name="chat"}'
WAITING = 'vllm:num_requests_waiting{engine="0",model_name="chat"}'
FREED_WITHIN = 2.0


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A ready worker whose engine takes 20 ms for a token."""
    folder = tmp_path_factory.mktemp("slow")
    model = a_model(folder / "models" / "tiny-a")
    env = {"PILOTLIGHT_SIM_STEP_MILLISECONDS": "20"}
    worker = Worker(folder / "worker", config(local(model)), env).start()
    yield worker.until_ready()
    worker.stop()


def completion(worker: Worker, **fields: object) -> httpx.Response:
    body = {"prompt": "Hello", **fields}
    return httpx.post(f"{worker.url}/v1/completions", json=body, timeout=20)


def code(answer: httpx.Response) -> str:
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return str(error["code"])


def free(worker: Worker) -> bool:
    return worker.sample(RUNNING) == worker.sample(WAITING) == 0


def leaving_client(worker: Worker, *, streams: bool, abruptly: bool) -> socket.socket:
    """A client in the middle of an answer of a minute. To be closed."""
    client = socket.create_connection(("127.0.0.1", worker.http_port), timeout=20)
    body = json.dumps({"prompt": "x", "max_tokens": 3000, "stream": streams}).encode()
    client.sendall(
        b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    if abruptly:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return client


@pytest.mark.parametrize("limits", [{}, {"timeoutSeconds": 600}], ids=["no limits", "a time-out"])
def test_a_hundred_clients_that_leave_free_the_engine_in_two_seconds(
    slow: Worker, limits: dict[str, object]
) -> None:
    slow.limits(**limits)
    clients = [
        leaving_client(slow, streams=number % 4 != 0, abruptly=number % 2 == 0)
        for number in range(100)
    ]
    until(lambda: slow.sample(RUNNING) == 100, "all of them run")
    for client in clients:
        client.close()
    until(lambda: free(slow), "the engine is free", FREED_WITHIN)
    assert completion(slow, max_tokens=1).status_code == 200


def test_limits_apply_in_place_and_answers_say_so(slow: Worker) -> None:
    slow.limits(maxOutputTokens=5, maxInputTokens=20, maxBodyBytes=5000)
    answer = completion(slow, max_tokens=50)
    assert answer.headers["x-pilotlight-max-tokens"] == "5"
    assert answer.json()["usage"]["completion_tokens"] == 5
    assert (
        code(completion(slow, prompt="word " * 40)) == "context_length_exceeded"
    )  # the engine counts 50
    assert completion(slow, prompt="word " * 16).status_code == 200
    large = completion(slow, prompt="x" * 6000)
    assert (large.status_code, code(large)) == (413, "body_too_large")
    slow.limits()
    answer = completion(slow, max_tokens=10, prompt="word " * 40)
    assert "x-pilotlight-max-tokens" not in answer.headers
    assert answer.json()["usage"]["completion_tokens"] == 10


@pytest.mark.parametrize("prompt", [[], [[]], [[1], []]])
def test_a_prompt_with_nothing_in_it_is_the_clients_mistake(slow: Worker, prompt: object) -> None:
    answer = completion(slow, prompt=prompt)
    assert (answer.status_code, code(answer)) == (400, "invalid_body")


def test_a_client_hears_why_its_forty_megabytes_are_refused(slow: Worker) -> None:
    slow.limits()
    answer = completion(slow, prompt="x" * 40_000_000)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


def test_a_stream_that_takes_too_long_ends_with_an_error_event(slow: Worker) -> None:
    slow.limits(timeoutSeconds=1)
    body = {"prompt": "x", "max_tokens": 3000, "stream": True}
    with httpx.stream("POST", f"{slow.url}/v1/completions", json=body, timeout=20) as answer:
        lines = [line for line in answer.iter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    assert json.loads(lines[-2].removeprefix("data: "))["error"]["code"] == "request_timeout"
    assert len(lines) > 10
    until(lambda: free(slow), "the engine is free, though the answer takes a minute", 15)
    whole = completion(slow, max_tokens=3000)
    assert (whole.status_code, code(whole)) == (504, "request_timeout")
    until(lambda: free(slow), "the engine is free, though the answer takes a minute", 15)
    assert 'end="timeout"} 1.0' in slow.metrics()


def test_a_client_that_does_not_read_holds_the_engine_no_longer_than_the_timeout(
    slow: Worker,
) -> None:
    slow.limits(timeoutSeconds=2)
    with leaving_client(slow, streams=True, abruptly=False):
        until(lambda: slow.sample(RUNNING) == 1, "it runs")
        until(lambda: free(slow), "the engine is free, though the answer takes a minute", 10)


def test_more_requests_than_there_are_turns_wait_and_more_than_may_wait_are_refused(
    slow: Worker,
) -> None:
    slow.limits(maxConcurrent=2, maxQueued=2)
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(stream, slow.url, 60) for _ in range(4)]
        queued = "pilotlight_gate_requests_queued"
        until(lambda: slow.sample(queued) == 2, "two wait")
        assert slow.sample(RUNNING) == 2
        refused = completion(slow)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert code(refused) == "too_many_requests"
        assert [it.result().tokens for it in asked] == [60] * 4
    assert slow.sample(queued) == 0
    assert slow.sample('pilotlight_gate_refused_total{reason="too_many_requests"}') == 1


def test_a_body_that_comes_too_slowly_takes_no_turn(slow: Worker) -> None:
    slow.limits(maxConcurrent=1)
    with socket.create_connection(("127.0.0.1", slow.http_port), timeout=20) as client:
        client.sendall(b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.2)
        assert completion(slow, max_tokens=1).status_code == 200


def test_every_route_that_is_not_declared_is_closed(slow: Worker) -> None:
    (line,) = [line for line in slow.log().splitlines() if "event=routes" in line]
    closed = line.split('closed="')[1].rstrip('"').split()
    assert {"/metrics", "/version", "/tokenize"} == set(closed)
    before = slow.metrics().count("vllm:")
    for path in (*closed, "/v1/chat/completions/", "/V1/models", "//v1/models", "/openapi.json"):
        for method in ("GET", "POST", "DELETE", "TRACE"):
            answer = httpx.request(method, slow.url + path, timeout=5)
            assert (answer.status_code, code(answer)) == (404, "unknown_url"), (method, path)
    assert slow.metrics().count("vllm:") == before


def test_an_abbreviated_flag_ends_the_worker_with_a_clear_word(start: Start) -> None:
    worker = start(engineArgs=["--enforce-ea"])
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("BadArguments", True)
    assert "--enforce-ea, which abbreviates --enforce-eager" in words["message"]
