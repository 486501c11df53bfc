"""The gate, request by request, over a fake engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pilotlight_worker.channel import ChannelError
from pilotlight_worker.drain import Traffic
from pilotlight_worker.gate import Gate
from pilotlight_worker.gate.errors import Message
from pilotlight_worker.gateway import Gateway
from tests.unit.worker.asgi import Answer, FakeEngine, ask, living, reply

# Those that vLLM 0.32 adds with VLLM_SERVER_DEV_MODE=1, which sleep mode needs.
VLLM_DEVELOPMENT_ROUTES = (
    "/is_sleeping", "/release_kv_cache_memory", "/reset_prefix_cache", "/reset_mm_cache",
    "/reset_encoder_cache", "/server_info", "/resume", "/is_paused", "/abort_requests",
    "/init_weight_transfer_engine", "/shutdown_weight_transfer_engine", "/start_weight_update",
    "/start_draft_weight_update", "/update_weights", "/finish_weight_update", "/weight_checker",
    "/weight_info", "/update_weight_version", "/get_world_size",
)  # fmt: skip


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def socket_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path = str(tmp_path / "worker.sock")
    monkeypatch.setenv("PILOTLIGHT_SOCKET", path)
    monkeypatch.setenv("PILOTLIGHT_GATE_SETTINGS", str(tmp_path / "settings.json"))
    return path


@pytest.fixture
def gate(engine: FakeEngine, socket_path: str) -> Gate:
    return Gate(engine)


@pytest.fixture
async def gateway(gate: Gate, socket_path: str) -> AsyncIterator[Gateway]:
    """The supervisor's end, connected to the gate."""
    async with Gateway(socket_path, {}) as supervisor, living(gate):
        async with asyncio.timeout(5):
            await supervisor.connected()
        yield supervisor


def error_of(answer: Answer) -> dict[str, object]:
    """The error block; fails when the answer has not exactly OpenAI's shape."""
    document = json.loads(answer.body)
    assert set(document) == {"error"}
    assert set(document["error"]) == {"message", "type", "param", "code"}
    error: dict[str, object] = document["error"]
    return error


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/models"),
        ("POST", "/v1/completions"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/responses"),
        ("POST", "/v1/embeddings"),
        ("OPTIONS", "/v1/chat/completions"),
        ("GET", "/health"),
    ],
)
async def test_declared_routes_reach_the_engine(
    gate: Gate, engine: FakeEngine, method: str, path: str
) -> None:
    answer = await ask(gate, method, path)
    assert (answer.status, engine.seen) == (200, [(method, path)])


@pytest.mark.parametrize(
    "path",
    [
        "/", "/metrics", "/metrics/", "/docs", "/openapi.json", "/invocations", "/tokenize",
        "/ping", "/pause", "/sleep", "/wake_up", "/collective_rpc", "/v1", "/v1/", "/v1/models/",
        "//v1/models", "/V1/models", "/v1/models/chat", "/v1/load_lora_adapter", "/v1/../metrics",
        "/sim/faults", *VLLM_DEVELOPMENT_ROUTES,
    ],
)  # fmt: skip
async def test_every_other_path_is_refused_before_the_engine(
    gate: Gate, engine: FakeEngine, path: str
) -> None:
    for method in ("GET", "POST"):
        answer = await ask(gate, method, path)
        assert answer.status == 404
        assert error_of(answer)["code"] == "unknown_url"
    assert engine.seen == []


async def test_a_wrong_method_names_the_allowed_ones(gate: Gate, engine: FakeEngine) -> None:
    answer = await ask(gate, "GET", "/v1/completions")
    assert (answer.status, answer.headers["allow"]) == (405, "OPTIONS, POST")
    assert "POST" in str(error_of(answer)["message"])
    assert engine.seen == []


async def test_a_websocket_is_refused_before_it_opens(gate: Gate) -> None:
    sent = []

    async def send(message: object) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    await gate({"type": "websocket", "path": "/v1/realtime"}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_extra_routes_open_only_what_they_name(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTLIGHT_GATE_EXTRA_ROUTES", "/sim/faults")
    gate = Gate(engine)
    assert (await ask(gate, "PUT", "/sim/faults")).status == 200
    assert (await ask(gate, "PUT", "/sim/faults/x")).status == 404


async def test_not_ready_until_the_supervisor_says_so(gate: Gate, gateway: Gateway) -> None:
    before = await ask(gate, "GET", "/ready")
    await gateway.set_mode(ready=True)
    after = await ask(gate, "GET", "/ready")
    assert (before.status, error_of(before)["code"], after.status) == (503, "not_ready", 200)


async def test_a_draining_gate_stays_ready_serves_and_closes_connections(
    gate: Gate, engine: FakeEngine, gateway: Gateway
) -> None:
    await gateway.set_mode(ready=True, draining=True)
    ready = await ask(gate, "GET", "/ready")
    answer = await ask(gate, "POST", "/v1/completions")
    assert (ready.status, answer.status) == (200, 200)
    assert answer.headers["connection"] == "close"
    assert engine.seen == [("POST", "/v1/completions")]


async def test_connections_are_kept_while_not_draining(gate: Gate, gateway: Gateway) -> None:
    await gateway.set_mode(ready=True)
    assert "connection" not in (await ask(gate, "POST", "/v1/completions")).headers


@pytest.mark.parametrize(
    ("active", "closes"),
    [("chat-0123456789", False), ("chat-9876543210", True), (None, False)],
    ids=["its own revision", "another one", "nobody says"],
)
async def test_connections_lead_to_the_active_revision(
    engine: FakeEngine, socket_path: str, monkeypatch: pytest.MonkeyPatch, active: str, closes: bool
) -> None:
    monkeypatch.setenv("PILOTLIGHT_REVISION", "chat-0123456789")
    settings = Path(socket_path).with_name("settings.json")
    settings.write_text(json.dumps({"version": 1, "active": active}))
    gate = Gate(engine)
    async with Gateway(socket_path, {}) as supervisor, living(gate), asyncio.timeout(5):
        await supervisor.connected()
        await supervisor.set_mode(ready=True)
        answer = await ask(gate, "POST", "/v1/completions")
        assert (answer.headers.get("connection") == "close") is closes
        settings.write_text(json.dumps({"version": 2, "active": "chat-0123456789"}))
        gate._settings.refresh()
        answer = await ask(gate, "POST", "/v1/completions")
        assert "connection" not in answer.headers


async def test_a_stopping_gate_refuses_with_a_hint_to_try_again(
    gate: Gate, engine: FakeEngine, gateway: Gateway
) -> None:
    await gateway.set_mode(ready=True, stopping=True)
    answer = await ask(gate, "POST", "/v1/completions")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["connection"] == "close"
    assert error_of(answer)["code"] == "worker_stopping"
    assert engine.seen == []


async def test_a_stream_is_in_flight_until_its_last_byte(
    gate: Gate, engine: FakeEngine, gateway: Gateway
) -> None:
    engine.answer = engine.stream
    request = asyncio.create_task(ask(gate, "POST", "/v1/chat/completions"))
    await asyncio.sleep(0.01)
    during = await gateway.traffic()
    metrics = await gateway.gate_metrics()
    engine.go_on.set()
    answer = await request
    after = await gateway.traffic()
    assert (during.in_flight, after.in_flight) == (1, 0)
    assert "pilotlight_gate_streams_in_flight 1.0" in metrics
    assert answer.body == b"data: 1\n\ndata: 2\n\n"
    assert after.quiet_seconds is not None
    assert after.quiet_seconds < 1


async def test_probes_are_not_counted_as_traffic(gate: Gate, gateway: Gateway) -> None:
    await ask(gate, "GET", "/ready")
    await ask(gate, "GET", "/health")
    await ask(gate, "GET", "/metrics")
    assert await gateway.traffic() == Traffic(in_flight=0, quiet_seconds=None)


async def test_a_stream_that_the_engine_drops_counts_as_truncated(
    gate: Gate, engine: FakeEngine, gateway: Gateway
) -> None:
    async def dies(scope: object, receive: object, send: object) -> None:
        engine.go_on.set()
        await engine.stream(None, None, _drop_after_two(send))  # type: ignore[arg-type]

    engine.answer = dies
    with pytest.raises(RuntimeError, match="engine core died"):
        await ask(gate, "POST", "/v1/chat/completions")
    assert 'pilotlight_gate_streams_total{end="truncated"} 1.0' in await gateway.gate_metrics()
    assert (await gateway.traffic()).in_flight == 0


def _drop_after_two(send: object) -> object:
    sent: list[object] = []

    async def dropping(message: object) -> None:
        if len(sent) == 2:
            raise RuntimeError("engine core died")
        sent.append(message)
        await send(message)  # type: ignore[operator]

    return dropping


async def test_an_engine_that_raises_is_answered_for_and_the_error_goes_on_to_the_log(
    gate: Gate, engine: FakeEngine
) -> None:
    sent: list[Message] = []

    async def raises(scope: object, receive: object, send: object) -> None:
        raise RuntimeError("boom")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}"}

    async def send(message: Message) -> None:
        sent.append(message)

    engine.answer = raises
    scope = {"type": "http", "method": "POST", "path": "/v1/completions", "headers": []}
    with pytest.raises(RuntimeError, match="boom"):
        await gate(scope, receive, send)
    assert sent[0]["status"] == 500
    assert error_of(Answer(sent))["code"] == "engine_error"


@pytest.mark.parametrize(
    ("status", "body", "kind", "says", "error_type"),
    [
        (404, b'{"detail":"Not Found"}', b"application/json", "Not Found", "invalid_request_error"),
        (500, b"Internal Server Error", b"text/plain", "Internal Server Error", "server_error"),
        (400, b"", b"text/plain", "HTTP 400", "invalid_request_error"),
        (422, b"[1]", b"application/json", "[1]", "invalid_request_error"),
    ],
)
async def test_errors_without_openais_shape_get_it(
    gate: Gate,
    engine: FakeEngine,
    status: int,
    body: bytes,
    kind: bytes,
    says: str,
    error_type: str,
) -> None:
    async def refuses(scope: object, receive: object, send: object) -> None:
        await reply(send, status, body, kind)  # type: ignore[arg-type]

    engine.answer = refuses
    answer = await ask(gate, "POST", "/v1/embeddings")
    assert answer.status == status
    assert int(answer.headers["content-length"]) == len(answer.body)
    error = error_of(answer)
    assert (error["message"], error["type"]) == (says, error_type)


async def test_vllms_own_errors_pass_unchanged(gate: Gate, engine: FakeEngine) -> None:
    own = b'{"error":{"message":"no such model","type":"NotFoundError","param":"model","code":404}}'

    async def refuses(scope: object, receive: object, send: object) -> None:
        await reply(send, 404, own)  # type: ignore[arg-type]

    engine.answer = refuses
    answer = await ask(gate, "POST", "/v1/completions")
    assert (answer.status, answer.body) == (404, own)


async def test_the_supervisor_may_ask_what_the_port_refuses(
    gate: Gate, engine: FakeEngine, gateway: Gateway
) -> None:
    status, _ = await gateway.request("GET", "/metrics")
    assert (status, engine.seen) == (200, [("GET", "/metrics")])
    assert (await gateway.traffic()).in_flight == 0


async def test_an_internal_request_that_takes_too_long_ends(
    engine: FakeEngine, gateway: Gateway
) -> None:
    engine.answer = engine.stream  # never goes on
    with pytest.raises(ChannelError):
        await gateway.request("POST", "/v1/completions", within=0.05)


async def test_a_gate_connects_again_and_hears_the_mode_again(gate: Gate, socket_path: str) -> None:
    async with living(gate):
        async with Gateway(socket_path, {}) as first:
            await asyncio.wait_for(first.connected(), 5)
        second = Gateway(socket_path, {})
        second.mode.ready = True
        async with second:
            await asyncio.wait_for(second.connected(), 5)
            assert (await ask(gate, "GET", "/ready")).status == 200


async def test_metrics_name_routes_and_codes_and_nothing_of_the_client(
    gate: Gate, gateway: Gateway
) -> None:
    await ask(gate, "POST", "/v1/completions")
    await ask(gate, "GET", "/secret-path-of-a-client")
    text = await gateway.gate_metrics()
    assert 'pilotlight_gate_requests_total{code="200",route="/v1/completions"} 1.0' in text
    assert 'pilotlight_gate_refused_total{reason="unknown_path"} 1.0' in text
    assert "secret-path" not in text
