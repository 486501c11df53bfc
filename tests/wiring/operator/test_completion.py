"""What passes a smoke test, and what is said of an answer that does not: over real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
import uvicorn

from pilotlight.core.smoke import SmokeOrder, SmokeReport
from pilotlight_sim.api import Api, Engine
from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.model import SimulatedModel
from pilotlight_sim.scheduler import Scheduler
from pilotlight_sim.server import _Server
from pilotlight_sim.settings import Faults, Timing
from tests.wiring.operator.completions import (
    DONE,
    PATIENCE,
    WHOLE,
    Reply,
    endless,
    error,
    event,
    hang,
    refusal,
    serving,
    slam,
    status,
    stream,
    token,
    usage,
)
from tests.wiring.operator.testers import ORDER, QUICK, a_closed_port, a_tester


async def once(reply: Reply, order: SmokeOrder = ORDER) -> SmokeReport:
    async with serving(reply) as server, a_tester(server.url) as rig:
        return await rig.outcome(order)


def expecting(expression: str) -> SmokeOrder:
    return replace(ORDER, expect=expression)


@pytest.mark.parametrize(
    ("reply", "expect"),
    [
        (stream(*WHOLE), None),
        (stream(*WHOLE), "Paris"),
        (stream(*WHOLE), r"(?i)^ pARIS\.$"),
        (stream(token(" Paris", "length"), usage(1), DONE), "Paris"),
        (stream(token("", "stop"), usage(1), DONE), None),
        (stream(token(" Paris", "stop"), DONE), None),
        (stream(b": waiting\n\n", b"\r\n", b"event: x\nid: 1\n", *WHOLE), "Paris"),
        (stream(*(it.replace(b"data: ", b"data:") for it in WHOLE)), "Paris"),
        (stream(*(it.replace(b"\n", b"\r\n") for it in WHOLE)), "Paris"),
        (stream(*(it.replace(b"\n", b"\r") for it in WHOLE)), "Paris"),
        (stream(*(bytes([it]) for it in b"".join(WHOLE))), "Paris"),
        (stream(b"".join(WHOLE)), "Paris"),
        (stream(*WHOLE[:-1], b"data: [DONE]"), "Paris"),
        (stream(*WHOLE, content_type="Text/Event-Stream; charset=utf-8"), "Paris"),
        (stream(token("Zürich \N{SNOWMAN}"), *WHOLE), "^Zürich .$|Zürich \N{SNOWMAN}"),
        (stream(token("\ud83d"), *WHOLE), "Paris"),
    ],
    ids=[
        "whole", "expected", "case and anchors", "length", "usage without text",
        "text without usage", "comments and other fields", "no space", "CRLF", "CR",
        "byte by byte", "in one piece", "no blank line at the end", "type with parameters",
        "not ASCII", "half a surrogate pair",
    ],
)  # fmt: skip
async def test_a_whole_answer_passes(reply: Reply, expect: str | None) -> None:
    report = await once(reply, replace(ORDER, expect=expect))

    assert report.passed, report.message


async def test_a_report_of_success_says_how_much_came_and_how_fast() -> None:
    report = await once(stream(*WHOLE))

    assert report.message.startswith("2 tokens in 0.")


LONG = "x" * 300
NO_TEXT = "a smoke test needs a model that generates text"
NOT_SUPPORTED = "The model does not support Completions API"


@pytest.mark.parametrize(
    ("reply", "expect", "said"),
    [
        (refusal(503, "stopping;\nsend it again"), None, "HTTP 503: stopping; send it again"),
        (refusal(400, LONG), None, f"HTTP 400: {LONG[:200]}…"),
        (status(500, "<html>\x1b[31moops"), None, r"HTTP 500: <html>\x1b[31moops"),
        (status(500), None, "HTTP 500"),
        (status(400, {"object": "error", "message": "old shape"}), None, "HTTP 400: old shape"),
        (status(422, {"detail": [{"msg": "x"}]}), None, 'HTTP 422: [{"msg": "x"}]'),
        (status(307, Location="http://127.0.0.1:1/v1"), None, "HTTP 307"),
        (
            refusal(404, "The model `chat` does not exist."),
            None,
            "HTTP 404: The model `chat` does not exist.",
        ),
        (
            status(404, {"detail": "Not Found"}),
            None,
            f"no /completions here (HTTP 404: Not Found): {NO_TEXT}",
        ),
        (
            refusal(400, NOT_SUPPORTED),
            None,
            f"no /completions here (HTTP 400: {NOT_SUPPORTED}): {NO_TEXT}",
        ),
        (
            status(200, {"choices": []}, **{"Content-Type": "application/json"}),
            None,
            'the answer is application/json and no stream of events: {"choices": []}',
        ),
        (
            stream(token("a"), event({"error": {"message": "engine died"}}), DONE),
            None,
            "error in the stream after 1 token: engine died",
        ),
        (
            stream(event({"object": "error", "message": "old shape"})),
            None,
            "error in the stream after 0 tokens: old shape",
        ),
        (stream(event({"error": {}})), None, "error in the stream after 0 tokens: {}"),
        (
            stream(b"data: <html>\x00\n\n"),
            None,
            r"an event of the stream is no JSON object: '<html>\x00'",
        ),
        (
            stream(b"data: " + b"[" * 100_000 + b"\n\n"),
            None,
            f"an event of the stream is no JSON object: '{'[' * 120}'…",
        ),
        (
            stream(token("a"), token("b"), DONE),
            None,
            "the stream ended without a finish_reason after 2 tokens",
        ),
        (stream(), None, "the stream ended without a finish_reason after 0 tokens"),
        (
            stream(token("a"), token("", "abort"), usage(1), DONE),
            None,
            "the answer ended with finish_reason 'abort' after 1 token",
        ),
        (
            stream(token("a", "stop"), usage(1)),
            None,
            "the stream ended without [DONE] after 1 token",
        ),
        (stream(token("", "stop"), usage(0), DONE), None, "the answer has no tokens"),
        (stream(token("", "stop"), DONE), None, "the answer has no tokens"),
        (
            stream(token("no\x1b \u202eidea", "stop"), DONE),
            "Paris",
            r"no match for 'Paris' in the answer 'no\x1b \u202eidea'",
        ),
        (
            stream(token(LONG, "stop"), DONE),
            "Paris",
            f"no match for 'Paris' in the answer '{LONG[:120]}'…",
        ),
        (stream(*WHOLE), "(", "RE2 cannot compile '(': missing ): ("),
        (stream(*WHOLE), r"\pL{1000}", None),
        (stream(*WHOLE), r"(?=Paris)", None),
        (stream(token("a"), token("b"), cut=True), None, "the connection was cut after 2 tokens"),
        (slam, None, "the server closed the connection without an answer"),
        (
            stream(event({"choices": 3, "usage": []}), event({"choices": [1]}), DONE),
            None,
            "the stream ended without a finish_reason after 0 tokens",
        ),
        (
            stream(token("a", "stop"), event({"usage": {"completion_tokens": True}}), DONE),
            "b",
            "no match for 'b' in the answer 'a'",
        ),
    ],
)
async def test_what_is_wrong_with_an_answer_is_said(
    reply: Reply, expect: str | None, said: str | None
) -> None:
    report = await once(reply, replace(ORDER, expect=expect))

    assert report.passed is False
    if said is None:
        assert "RE2 cannot compile" in report.message
    else:
        assert report.message == f"attempt 1 of 1 failed: {said}"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (
            refusal(504, "Late.", "request_timeout"),
            "HTTP 504: Late. (see spec.requestLimits.timeout)",
        ),
        (
            refusal(400, "Long.", "context_length_exceeded"),
            "HTTP 400: Long. (see spec.requestLimits.maxInputTokens)",
        ),
        (
            refusal(429, "Full.", "too_many_requests"),
            "HTTP 429: Full. (see spec.requestLimits.maxConcurrent)",
        ),
        (
            stream(token("a"), event(error("Late.", "request_timeout")), DONE),
            "error in the stream after 1 token: Late. (see spec.requestLimits.timeout)",
        ),
        (refusal(504, "A gateway's."), "HTTP 504: A gateway's."),
        (refusal(408, "An activator's.", "request_timeout"), "HTTP 408: An activator's."),
        (refusal(429, "A budget.", "rate_limit_exceeded"), "HTTP 429: A budget."),
        (refusal(400, "Odd.", ["context_length_exceeded"]), "HTTP 400: Odd."),
        (
            stream(event(error("Full.", "too_many_requests")), DONE),
            "error in the stream after 0 tokens: Full.",
        ),
    ],
)
async def test_a_limit_of_the_spec_that_is_in_the_way_is_named(reply: Reply, said: str) -> None:
    report = await once(reply)

    assert report.message == f"attempt 1 of 1 failed: {said}"


@pytest.mark.parametrize(
    ("reply", "tokens"),
    [(hang(), "0 tokens"), (hang(*[token("a")] * 7), "7 tokens")],
    ids=["no header", "in the middle"],
)
async def test_an_answer_that_is_not_complete_in_time_fails(reply: Reply, tokens: str) -> None:
    report = await once(reply, replace(ORDER, timeout=timedelta(seconds=1)))

    said = f"no complete answer within 1 s; {tokens} by then"
    assert (report.passed, report.message) == (False, f"attempt 1 of 1 failed: {said}")


async def test_a_trickle_does_not_prolong_the_time_out() -> None:
    async def trickle(request: Any) -> Any:
        reply = hang(token("a"))
        response = asyncio.ensure_future(reply(request))
        while not response.done():
            await asyncio.sleep(0.02)
            request.transport.write(b"3\r\n:x\n\r\n")
        return response.result()

    started = monotonic()
    report = await once(trickle, replace(ORDER, timeout=timedelta(seconds=1)))

    assert "no complete answer within 1 s; 1 token by then" in report.message
    assert monotonic() - started < 5


async def test_no_more_than_a_bounded_part_of_an_answer_is_read() -> None:
    sent: list[int] = []
    report = await once(endless(b": " + b"x" * 65536 + b"\n", sent))

    assert report.message == "attempt 1 of 1 failed: the answer is longer than 1024 KiB"
    assert sum(sent) < 32 * 1024 * 1024, "socket buffers aside, the server could not send more"


async def test_no_more_than_a_bounded_part_of_an_error_is_read() -> None:
    report = await once(status(500, "x" * 50_000_000))

    assert report.message == f"attempt 1 of 1 failed: HTTP 500: {'x' * 200}…"


@pytest.mark.parametrize("expression", [r"(a+)+$", r"(a|aa)+$", r"(?s)(.?){999}Q"])
async def test_a_hostile_expression_does_not_hold_up_the_operator(expression: str) -> None:
    text = "a" * 100_000 + "!"
    started = monotonic()
    report = await once(stream(token(text, "stop"), DONE), expecting(expression))

    assert report.passed is not None
    assert monotonic() - started < 4


async def test_a_refused_connection_is_said() -> None:
    port = a_closed_port()
    async with a_tester(f"http://127.0.0.1:{port}/v1") as rig:
        report = await rig.outcome(ORDER)

    said = f"connection refused by 127.0.0.1:{port}"
    assert (report.passed, report.message) == (False, f"attempt 1 of 1 failed: {said}")


async def test_a_name_that_is_not_known_is_said() -> None:
    async with a_tester("http://chat-preview.invalid/v1") as rig:
        report = await rig.outcome(ORDER)

    assert "the name chat-preview.invalid cannot be resolved: " in report.message


async def test_packets_that_nobody_answers_are_said() -> None:
    with contextlib.ExitStack() as sockets:
        full = sockets.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        where = full.getsockname()
        for _ in range(3):  # a full backlog drops what comes
            filler = sockets.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(where)
        async with a_tester(f"http://127.0.0.1:{where[1]}/v1") as rig:
            report = await rig.outcome(replace(ORDER, timeout=timedelta(seconds=0.5)))

    said = f"no connection to 127.0.0.1:{where[1]} within 0.45 s"
    assert report.message == f"attempt 1 of 1 failed: {said}"


async def test_what_is_no_http_is_said() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, a_tester(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as rig:
        report = await rig.outcome(ORDER)

    assert "what answers does not speak HTTP properly: " in report.message
    assert report.message.isprintable()


@contextlib.asynccontextmanager
async def a_simulated_engine(faults: Faults, *, embeds: bool = False) -> AsyncIterator[str]:
    """The engine's own application and server in this process, on a port of its own."""
    metrics = EngineMetrics("chat")
    scheduler = Scheduler(
        slots=4,
        batched_tokens=2048,
        blocks=100,
        block_size=16,
        timing=Timing(load=0, step=0.001, per_sequence=0, per_prompt_token=0),
        faults=faults,
        metrics=metrics,
    )
    model = SimulatedModel("tiny-a", "0a1b2c3d", 1024, embeds=embeds)
    app = Api(Engine(model, ("chat",), scheduler, metrics, lambda _: None)).app()
    server = _Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        stepping = asyncio.create_task(scheduler.run())
        listener = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            await listener
            stepping.cancel()


@pytest.mark.parametrize(
    ("faults", "order", "passed", "said"),
    [
        ({}, ORDER, True, "16 tokens in "),
        ({}, expecting("^I am tiny-a 0a1b2c3d"), True, "16 tokens in "),
        ({}, expecting("tiny-b"), False, "no match for 'tiny-b' in the answer 'I am tiny-a 0a1b2"),
        ({}, replace(ORDER, model="x"), False, "HTTP 404: The model `x` does not exist."),
        ({}, replace(ORDER, max_tokens=1020), False, "HTTP 400: This model's maximum context"),
        ({"error_percent": 100}, ORDER, False, "HTTP 500: simulated error"),
        ({"garbage": True}, ORDER, False, "the answer is application/json and no stream"),
        ({"stall": True}, ORDER, False, "no complete answer within 1 s; 0 tokens by then"),
        ({"slow_factor": 150}, ORDER, False, "no complete answer within 1 s; "),
        ({"empty_answers": True}, ORDER, True, "1 token in "),
        ({"empty_answers": True}, expecting("."), False, "no match for '.' in the answer ''"),
    ],
)
async def test_the_simulated_engine_is_judged_by_its_faults(
    faults: dict[str, Any], order: SmokeOrder, passed: bool, said: str
) -> None:
    limit = PATIENCE if passed else 1
    async with (
        a_simulated_engine(Faults(**faults)) as url,
        a_tester(url, replace(QUICK, grace=PATIENCE)) as rig,
    ):
        report = await rig.outcome(replace(order, timeout=timedelta(seconds=limit)))

    assert report.passed is passed
    assert report.message.removeprefix("attempt 1 of 1 failed: ").startswith(said)


async def test_a_model_for_embeddings_has_no_smoke_test() -> None:
    async with (
        a_simulated_engine(Faults(), embeds=True) as url,
        a_tester(url, replace(QUICK, grace=PATIENCE)) as rig,
    ):
        report = await rig.outcome(ORDER)

    assert NO_TEXT in report.message
