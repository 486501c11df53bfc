"""Browsers ask before they send, without a key: they get vLLM's answer, and start nothing."""

import asyncio
import hashlib
from typing import Any

import pytest
from aiohttp import web
from starlette.middleware.cors import CORSMiddleware

from tests.wiring.activator.stage import a_stage, code, until

KEY = "sk-secret"
HELD = {"api_keys": frozenset({hashlib.sha256(KEY.encode()).hexdigest()})}
CHAT = "/v1/chat/completions"
ASKED = {
    "Origin": "https://page.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}
OWN = {"connection", "date", "server", "content-length", "vary"}


async def of_vllm(headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    """What the middleware answers, with the settings that vLLM has by default."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("a preflight goes no further")

    everything = {"allow_origins": ["*"], "allow_methods": ["*"], "allow_headers": ["*"]}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "OPTIONS", "path": CHAT, "headers": raw}
    await CORSMiddleware(app, **everything)(scope, receive, send)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], sent[1]["body"], answered


def methods(headers: dict[str, str]) -> set[str]:
    return set(headers.pop("access-control-allow-methods").split(", "))


def told(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): it for name, it in headers.items() if name.lower() not in OWN}


@pytest.mark.parametrize(
    "headers",
    [
        ASKED,
        {"Origin": "null", "Access-Control-Request-Method": "GET"},
        ASKED | {"Access-Control-Request-Method": "BREW"},
    ],
    ids=["with headers", "without", "a method of its own"],
)
async def test_a_preflight_is_answered_as_vllm_does_and_wakes_nobody(
    headers: dict[str, str],
) -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint(**HELD)
        async with stage.client.options(url + CHAT, headers=headers) as answer:
            status, body, expected = await of_vllm(headers)
            assert (answer.status, await answer.read()) == (status, body)
            ours, theirs = told(dict(answer.headers)), told(expected)
            # Newer versions know QUERY, too, which no route takes.
            assert {"GET", "POST", "OPTIONS"} < methods(ours) <= methods(theirs)
            assert ours == theirs
        assert stage.metric("requests_total", namespace="demo", name="chat", outcome="preflight")
        await asyncio.sleep(0.2)
        assert stage.operator.told == []
        stage.nothing_left()


async def test_what_is_no_preflight_needs_a_key() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint(**HELD)
        for left_out in ("Origin", "Access-Control-Request-Method"):
            headers = {name: value for name, value in ASKED.items() if name != left_out}
            async with stage.client.options(url + CHAT, headers=headers) as answer:
                assert (answer.status, code(await answer.read())) == (401, "invalid_api_key")
        status, body, _ = await stage.post(url, CHAT, headers=ASKED)
        assert (status, code(body)) == (401, "invalid_api_key")
        async with stage.client.options(f"{url}/metrics", headers=ASKED) as answer:
            assert (answer.status, code(await answer.read())) == (503, "no_ready_worker")
        assert stage.operator.told == []


async def test_a_ready_worker_has_the_say_and_a_preflight_never_waits() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"Access-Control-Allow-Origin": "https://page.example"})

    async with a_stage() as stage:
        url = await stage.an_endpoint(**HELD)
        worker = await stage.a_worker(answer=answer)
        await stage.worker_known(url)
        async with stage.client.options(url + CHAT, headers=ASKED) as answered:
            assert answered.headers["Access-Control-Allow-Origin"] == "https://page.example"
        stage.no_worker(worker)

        sent = {"Authorization": f"Bearer {KEY}"}
        held = asyncio.create_task(stage.post(url, CHAT, headers=sent))
        await stage.until_held(1)
        async with stage.client.options(url + CHAT, headers=ASKED) as answered:
            assert answered.headers["Access-Control-Allow-Origin"] == "*"
        assert stage.held() == 1
        await stage.a_worker()
        assert (await held)[0] == 200
        await until(lambda: stage.held() == 0, "nobody waits")
