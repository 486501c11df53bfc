"""Limits at the gate, request by request, over a fake engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import StreamingResponse

from pilotlight_worker.gate import Gate, deadline
from pilotlight_worker.gate.bodies import Bodies, LeftError
from pilotlight_worker.gate.errors import Message, Receive, Scope, Send
from pilotlight_worker.gate.limits import STATUS, Limit, RefusedError
from pilotlight_worker.gate.turns import Turns
from tests.unit.worker.asgi import Answer, FakeEngine, ask, http_scope, reply

CHAT = "/v1/chat/completions"
DISCONNECT = {"type": "http.disconnect"}


class Engine(FakeEngine):
    """Reads its body, and counts a word as a token."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[dict[str, Any]] = []
        self.lengths: list[int] = []
        self.left = 0
        self.counts = 200

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/tokenize":
            body = json.loads((await receive())["body"])
            count = json.dumps({"count": len(body["prompt"].split())}).encode()
            await reply(send, self.counts, count)
            return
        body = (await receive())["body"]
        self.bodies.append(json.loads(body))
        self.lengths += [int(value) for name, value in scope["headers"] if b"length" in name]
        await super().__call__(scope, receive, send)

    async def until_left(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As vLLM: waits for the end of its work, or for the client to leave."""
        work = asyncio.create_task(self.go_on.wait())
        gone = asyncio.create_task(receive())  # type: ignore[arg-type]
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        self.left += gone.done()
        gone.cancel()
        work.cancel()
        await reply(send, 200, b"null")

    async def endless(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A stream that ends when its client leaves."""
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        assert await receive() == DISCONNECT
        self.left += 1


@pytest.fixture
def engine() -> Engine:
    return Engine()


Limited = Callable[..., Gate]


@pytest.fixture
def limited(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Limited:
    """A gate with limits; called again, the same gate with others."""
    path = tmp_path / "settings.json"
    monkeypatch.setenv("PILOTLIGHT_GATE_SETTINGS", str(path))
    monkeypatch.setenv("PILOTLIGHT_SOCKET", str(tmp_path / "worker.sock"))
    gate = Gate(engine)

    def set_limits(**limits: object) -> Gate:
        path.write_text(json.dumps({"version": 1, "requestLimits": limits}))
        gate._settings.refresh()
        assert gate._settings.valid
        return gate

    return set_limits


async def post(gate: Gate, document: object, path: str = CHAT) -> Answer:
    return await ask(gate, "POST", path, json.dumps(document).encode())


def error_of(answer: Answer) -> dict[str, Any]:
    error: dict[str, Any] = json.loads(answer.body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return error


def refused(gate: Gate, limit: Limit) -> float:
    labels = {"reason": limit.value}
    return gate._metrics.registry.get_sample_value("pilotlight_gate_refused_total", labels) or 0


async def until(look: Callable[[], object]) -> None:
    for _ in range(1000):
        if look():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came about")


async def test_an_answer_says_when_its_tokens_were_lowered(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(maxOutputTokens=512)
    lowered = await post(gate, {"max_tokens": 900, "stream": False})
    as_asked = await post(gate, {"max_tokens": 9})
    assert lowered.headers["x-pilotlight-max-tokens"] == "512"
    assert "x-pilotlight-max-tokens" not in as_asked.headers
    assert engine.bodies == [{"max_tokens": 512, "stream": False}, {"max_tokens": 9}]
    assert engine.lengths[0] == len(b'{"max_tokens":512,"stream":false}')


async def test_a_large_body_is_refused_as_soon_as_it_is_known(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(maxBodyBytes=100)
    answer = await ask(gate, "POST", CHAT, b" " * 101)
    assert (answer.status, error_of(answer)["code"]) == (413, "body_too_large")
    assert answer.headers["connection"] == "close"
    sent = Answer()
    scope = http_scope("POST", "/v1/audio/transcriptions")
    scope["headers"] = [(b"content-length", b"101")]

    async def receive() -> Message:
        assert sent.body, "the body was read before it was refused"
        thrown_away.append(True)
        return {"type": "http.request", "body": b" ", "more_body": len(thrown_away) < 101}

    async def send(message: Message) -> None:
        sent.messages.append(message)

    thrown_away: list[bool] = []
    await gate(scope, receive, send)
    assert (sent.status, error_of(sent)["code"]) == (413, "body_too_large")
    assert len(thrown_away) == 101, "a connection that is closed before is reset"
    assert engine.seen == []
    assert refused(gate, Limit.BODY_TOO_LARGE) == 2


async def parts(*bodies: bytes, then: Message | None = None) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        return then or await asyncio.Future()

    return receive


async def test_a_body_that_stops_coming_is_given_up_and_its_room_is_free_again() -> None:
    bodies = Bodies(part=0.02, whole=1, free=10)
    for _ in range(3):
        with pytest.raises(RefusedError) as caught, bodies.room() as room:
            await room.read(http_scope("POST", CHAT), await parts(b"12345"), 100)
        assert caught.value.limit is Limit.BODY_TOO_SLOW
        assert "5 bytes" in str(caught.value)


async def test_a_body_that_trickles_is_given_up_in_the_end() -> None:
    async def trickle() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    with pytest.raises(RefusedError) as caught, Bodies(part=0.5, whole=0.1).room() as room:
        await room.read(http_scope("POST", CHAT), trickle, 10_000)
    assert caught.value.limit is Limit.BODY_TOO_SLOW


async def test_all_bodies_together_have_a_bound_too() -> None:
    bodies = Bodies(part=5, whole=5, free=10)
    scope = http_scope("POST", CHAT)
    with bodies.room() as waits:
        whole = {"type": "http.request", "body": b""}
        assert await waits.read(scope, await parts(b"12345678", then=whole), 99) == b"12345678"
        with pytest.raises(RefusedError) as caught, bodies.room() as room:
            await room.read(scope, await parts(b"123"), 99)
        assert (caught.value.limit, caught.value.status) == (Limit.BODY_MEMORY, 503)
        waits.leave()
        with bodies.room() as room:
            whole = {"type": "http.request", "body": b"90"}
            body = await room.read(scope, await parts(b"12345678", then=whole), 99)
    assert (body, bodies.free) == (b"1234567890", 10)


async def test_a_body_takes_its_room_until_it_is_answered(limited: Limited, engine: Engine) -> None:
    """The engine keeps what it has read of it for as long."""
    gate = limited()
    gate._limiter._bodies.free = 100
    engine.answer = engine.stream
    first = asyncio.create_task(post(gate, {"user": "x" * 80}))
    await until(lambda: engine.bodies)
    answer = await post(gate, {"user": "y" * 80})
    assert (answer.status, error_of(answer)["code"]) == (503, "body_memory")
    engine.go_on.set()
    assert (await first).status == 200
    assert (await post(gate, {"user": "y" * 80})).status == 200
    assert gate._limiter._bodies.free == 100


async def test_a_client_that_leaves_in_the_middle_of_its_body_reaches_no_engine(
    limited: Limited, engine: Engine
) -> None:
    with pytest.raises(LeftError), Bodies().room() as room:
        await room.read(http_scope("POST", CHAT), await parts(b"{", then=DISCONNECT), 100)
    gate, receive = limited(), await parts(b"{", then=DISCONNECT)
    await gate(http_scope("POST", CHAT), receive, receive)  # type: ignore[arg-type]
    assert engine.bodies == []


@pytest.mark.parametrize(
    ("prompt", "status"),
    [
        ([1] * 10, 200), ([1] * 11, 400), ([[1] * 10] * 3, 200), ([[1], [1] * 11], 400),
        ("a b c", 200), ("word " * 10, 200), ("word " * 11, 400), (["a", "word " * 11], 400),
        ("x" * 2560, 200), ("x" * 2561, 400),
    ],
)  # fmt: skip
async def test_a_prompt_longer_than_the_limit_is_refused(
    limited: Limited, engine: Engine, prompt: object, status: int
) -> None:
    answer = await post(limited(maxInputTokens=10), {"prompt": prompt}, "/v1/completions")
    assert answer.status == status
    if status == 400:
        assert error_of(answer)["code"] == "context_length_exceeded"
        assert engine.bodies == []


@pytest.mark.parametrize("prompt", ["\ud800" * 20, "word " * 11])
async def test_what_cannot_be_counted_does_not_pass_as_short(
    limited: Limited, engine: Engine, prompt: str
) -> None:
    engine.counts, gate = 400, limited(maxInputTokens=10)
    answer = await post(gate, {"messages": [{"content": "a", "summary": prompt}]})
    assert (answer.status, error_of(answer)["code"]) == (400, "invalid_body")
    assert engine.bodies == []


@pytest.mark.parametrize("status", [404, 405, 500, 501])
async def test_an_engine_that_does_not_count_leaves_the_bound_by_bytes(
    limited: Limited, engine: Engine, capfd: pytest.CaptureFixture[str], status: int
) -> None:
    engine.counts, gate = status, limited(maxInputTokens=10)
    for _ in range(2):
        answer = await post(gate, {"prompt": "word " * 11}, "/v1/completions")
        assert answer.status == 200
    assert capfd.readouterr().err.count("does not count tokens") == 1


async def test_requests_wait_for_their_turn_in_order_and_more_are_refused(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(maxConcurrent=1, maxQueued=2)
    engine.answer = engine.stream
    waiting = [asyncio.create_task(post(gate, {"user": str(number)})) for number in range(3)]
    await until(lambda: gate._limiter.queued == 2)
    answer = await post(gate, {"user": "too many"})
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert error_of(answer)["code"] == "too_many_requests"
    assert len(engine.bodies) == 1
    engine.go_on.set()
    assert [(await task).status for task in waiting] == [200] * 3
    assert engine.bodies == [{"user": "0"}, {"user": "1"}, {"user": "2"}]
    assert (gate._limiter.queued, gate._limiter._turns.taken) == (0, 0)


async def test_who_waits_and_leaves_loses_only_the_own_turn(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(maxConcurrent=1, maxQueued=5)
    engine.answer = engine.stream
    first = asyncio.create_task(post(gate, {}))
    await until(lambda: engine.bodies)
    leave = asyncio.Event()
    messages = [{"type": "http.request", "body": b'{"user": "leaves"}'}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await leave.wait()
        return DISCONNECT

    leaving = asyncio.create_task(gate(http_scope("POST", CHAT), receive, _unheard))
    await until(lambda: gate._limiter.queued == 1)
    last = asyncio.create_task(post(gate, {"user": "stays"}))
    await until(lambda: gate._limiter.queued == 2)
    leave.set()
    await leaving
    assert gate._limiter.queued == 1
    engine.go_on.set()
    await asyncio.gather(first, last)
    assert engine.bodies == [{}, {"user": "stays"}]


async def _unheard(message: Message) -> None:
    raise AssertionError(f"nobody is there to hear {message}")


@pytest.mark.parametrize("more", [{"maxConcurrent": 2, "maxQueued": 1}, {}], ids=["more", "none"])
async def test_a_limit_that_is_raised_lets_in_who_waits(
    limited: Limited, engine: Engine, more: dict[str, int]
) -> None:
    gate = limited(maxConcurrent=1, maxQueued=1)
    engine.answer = engine.stream
    tasks = [asyncio.create_task(post(gate, {})) for _ in range(2)]
    await until(lambda: gate._limiter.queued == 1)
    limited(**more)
    await until(lambda: len(engine.bodies) == 2)
    engine.go_on.set()
    await asyncio.gather(*tasks)


async def test_who_waits_while_the_engine_is_stopped_is_sent_elsewhere(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(maxConcurrent=1, maxQueued=1)
    engine.answer = engine.stream
    first = asyncio.create_task(post(gate, {}))
    await until(lambda: engine.bodies)
    second = asyncio.create_task(post(gate, {}))
    await until(lambda: gate._limiter.queued == 1)
    await gate._set_mode({"ready": True, "stopping": True})
    engine.go_on.set()
    assert (await first).status == 200
    answer = await second
    assert (answer.status, error_of(answer)["code"]) == (503, "worker_stopping")
    assert len(engine.bodies) == 1


async def test_turns_are_not_lost_to_who_leaves() -> None:
    turns = Turns()
    turns.limit(1)
    assert turns.take()
    first, second, third = (turns.wait() for _ in range(3))
    turns.give_back()
    turns.leave(first)  # at the very moment when its turn has come
    assert second.done()
    turns.leave(second)
    assert (third.done(), turns.taken, turns.waiting) == (True, 1, 0)
    waits = turns.wait()
    turns.leave(waits)
    assert (waits.cancelled(), turns.taken, turns.waiting) == (True, 1, 0)


async def test_a_burst_is_bounded_like_any_other_requests(limited: Limited, engine: Engine) -> None:
    gate = limited(maxConcurrent=1, maxQueued=2)
    engine.answer = engine.stream
    burst = [asyncio.create_task(post(gate, {})) for _ in range(50)]
    await until(lambda: sum(task.done() for task in burst) == 47)
    assert gate._limiter.queued == 2
    engine.go_on.set()
    answers = await asyncio.gather(*burst)
    assert sorted(answer.status for answer in answers) == [200] * 3 + [429] * 47


async def test_who_is_told_that_it_took_too_long_is_told_to_leave_too(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(timeoutSeconds=0.05, maxOutputTokens=5)
    engine.answer = engine.until_left
    await gate._set_mode({"ready": True, "draining": True})
    answer = await post(gate, {"max_tokens": 50})
    assert answer.status == 504
    assert (answer.headers["connection"], answer.headers["x-pilotlight-max-tokens"]) == (
        "close",
        "5",
    )


async def test_a_request_that_takes_too_long_is_answered_and_the_engine_is_freed(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(timeoutSeconds=0.05)
    engine.answer = engine.until_left
    answer = await post(gate, {})
    assert (answer.status, error_of(answer)["code"]) == (504, "request_timeout")
    assert answer.headers["x-should-retry"] == "false"
    assert len([m for m in answer.messages if m["type"] == "http.response.start"]) == 1
    assert (engine.left, gate._limiter._turns.taken, refused(gate, Limit.REQUEST_TIMEOUT)) == (
        1, 0, 1,
    )  # fmt: skip


async def test_a_request_in_time_is_not_touched(limited: Limited, engine: Engine) -> None:
    gate = limited(timeoutSeconds=5)
    engine.answer = engine.until_left
    engine.go_on.set()
    answer = await post(gate, {})
    assert (answer.status, answer.body, engine.left) == (200, b"null", 0)


async def test_a_stream_that_takes_too_long_ends_with_an_error_event(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(timeoutSeconds=0.05)
    engine.answer = engine.endless
    answer = await post(gate, {"stream": True})
    first, error, done, rest = answer.body.split(b"\n\n")
    assert (answer.status, first, done, rest) == (200, b"data: 1", b"data: [DONE]", b"")
    assert json.loads(error.removeprefix(b"data: "))["error"]["code"] == "request_timeout"
    assert answer.messages[-1]["more_body"] is False
    assert engine.left == 1
    labels = {"end": "timeout"}
    metrics = gate._metrics.registry
    assert metrics.get_sample_value("pilotlight_gate_streams_total", labels) == 1


async def test_time_passes_while_a_request_waits_for_its_turn(
    limited: Limited, engine: Engine
) -> None:
    gate = limited(timeoutSeconds=0.1, maxConcurrent=1, maxQueued=1)
    engine.answer = engine.until_left
    answers = await asyncio.gather(post(gate, {}), post(gate, {}))
    assert [answer.status for answer in answers] == [504, 504]
    assert (len(engine.bodies), gate._limiter.queued, gate._limiter._turns.taken) == (1, 0, 0)


async def test_an_engine_that_does_not_let_go_is_left_alone(
    limited: Limited, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "GRACE_SECONDS", 0.05)

    async def deaf(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Future()

    gate, engine.answer = limited(timeoutSeconds=0.05), deaf
    answer = await asyncio.wait_for(post(gate, {}), 2)
    assert (answer.status, gate._limiter._turns.taken) == (504, 0)


async def test_a_client_that_does_not_read_cannot_hold_the_engine(
    limited: Limited, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "GRACE_SECONDS", 0.05)
    messages = [{"type": "http.request", "body": b"{}"}]

    async def receive() -> Message:
        return messages.pop() if messages else await asyncio.Future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Future()  # its buffers are full

    gate, engine.answer = limited(timeoutSeconds=0.05), engine.endless
    async with asyncio.timeout(2):
        await gate(http_scope("POST", CHAT), receive, send)
    assert gate._limiter._turns.taken == 0


@pytest.mark.parametrize("reads", [True, False], ids=["reads", "reads no more"])
async def test_the_end_reaches_a_stream_wherever_it_stands(
    limited: Limited, engine: Engine, *, reads: bool
) -> None:
    """Starlette cancels whoever sends, and leaves the generator of the answer where it stands: the
    engine would be at work until that is collected. Here it never is."""
    messages = [{"type": "http.request", "body": b'{"stream": true}'}]
    freed = asyncio.Event()

    async def tokens() -> AsyncIterator[bytes]:
        ahead: asyncio.Queue[bytes] = asyncio.Queue()
        for _ in range(1000):  # the engine is faster than its client
            ahead.put_nowait(b"data: 1\n\n")
        try:
            while True:
                yield await ahead.get()
        finally:
            freed.set()

    async def receive() -> Message:
        return messages.pop() if messages else await asyncio.Future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await (asyncio.sleep(0.01) if reads else asyncio.Future())

    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        response = StreamingResponse(kept, media_type="text/event-stream")
        await response({**scope, "asgi": {"spec_version": "2.3"}}, receive, send)

    kept = tokens()
    gate, engine.answer = limited(timeoutSeconds=0.05), streaming
    serving = asyncio.create_task(gate(http_scope("POST", CHAT), receive, send))
    async with asyncio.timeout(2):
        await freed.wait()
    serving.cancel()
    await asyncio.wait({serving})


def test_every_limit_has_a_status() -> None:
    assert set(STATUS) == set(Limit)
