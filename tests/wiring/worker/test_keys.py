"""Keys before a whole worker: real supervisor, gate and engine, settings as the operator writes
them, and its own smoke tester."""

import asyncio
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from pilotlight.cluster.permits import ASK
from pilotlight.cluster.signing import Signer
from pilotlight.cluster.smoke import Pace, SmokeTester, smoke_session
from pilotlight.cluster.workers import parse_report
from pilotlight.core.smoke import SmokeReport
from pilotlight.manifests.gate import gate_settings
from tests.builders import ENDPOINT, a_parsed_spec
from tests.wiring.operator.fakes import FakeApi
from tests.wiring.operator.testers import ORDER
from tests.wiring.worker.rig import PATIENCE, Worker, a_model, config, local, until

OURS, THEIRS = "sk-ours-0123456789", "sk-theirs-0123456789"
KEY = ("demo", "chat")
# The gate looks once a second.
SOON = 3.0
FLOOD, BUDGET = 50, 5


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def keys(**of: str) -> list[dict[str, Any]]:
    return [{"name": name, "sha256": [digest(key)]} for name, key in of.items()]


def tell(
    worker: Worker,
    access: dict[str, Any] | None,
    *public: str,
    workers: int = 1,
    **limits: Any,
) -> None:
    """The ConfigMap as the kubelet would show it: a file that takes another's place."""
    spec = a_parsed_spec(requestLimits=limits, **({"access": access} if access else {}))
    revision = "chat-6c9f4b21d0"
    told = gate_settings(ENDPOINT, revision, public, spec.access, workers, spec.request_limits)
    worker.folder.mkdir(parents=True, exist_ok=True)
    new = worker.folder / "settings.new"
    new.write_text(told["data"]["settings.json"])
    new.rename(worker.folder / "settings.json")


def ask(worker: Worker, key: str | None = None, **body: Any) -> httpx.Response:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    asked = {"model": "chat", "prompt": "Hello", "max_tokens": 3, **body}
    return httpx.post(f"{worker.url}/v1/completions", json=asked, headers=headers, timeout=20)


def until_status(worker: Worker, key: str | None, status: int) -> None:
    until(lambda: ask(worker, key).status_code == status, f"{key}: {status}")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker that has had keys from the start: its own warm-up needed none."""
    folder = tmp_path_factory.mktemp("guarded")
    worker = Worker(folder / "worker", config(local(a_model(folder / "models" / "tiny-a"))))
    tell(worker, {"apiKeys": keys(team=OURS)})
    worker.start()
    yield worker.until_ready()
    worker.stop()


def test_only_who_has_a_key_is_answered(guarded: Worker) -> None:
    tell(guarded, {"apiKeys": keys(team=OURS)})
    until_status(guarded, OURS, 200)
    missing, wrong = ask(guarded), ask(guarded, THEIRS)
    for answer in (missing, wrong):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"
    assert missing.headers["www-authenticate"] == 'Bearer realm="pilotlight"'
    assert "invalid_token" in wrong.headers["www-authenticate"]
    assert httpx.get(f"{guarded.url}/v1/models", timeout=5).status_code == 401
    assert httpx.get(f"{guarded.url}/ready", timeout=5).status_code == 200
    metrics = guarded.metrics()
    assert 'pilotlight_gate_key_requests_total{code="200",key="team"}' in metrics
    assert 'pilotlight_gate_refused_total{reason="key_wrong"} 1.0' in metrics
    assert OURS not in metrics + guarded.log()
    assert THEIRS not in metrics + guarded.log()


def test_a_key_takes_anothers_place_while_streams_go_on(guarded: Worker) -> None:
    tell(guarded, {"apiKeys": keys(team=OURS)})
    until_status(guarded, OURS, 200)
    pid = guarded.process.pid if guarded.process else None
    headers = {"Authorization": f"Bearer {OURS}"}
    body = {"model": "chat", "prompt": "Hello", "max_tokens": 200, "stream": True}
    with httpx.stream(
        "POST", f"{guarded.url}/v1/completions", json=body, headers=headers, timeout=PATIENCE
    ) as answer:
        lines = answer.iter_lines()
        next(lines)
        began = time.monotonic()
        tell(guarded, {"apiKeys": keys(team=THEIRS)})
        until_status(guarded, THEIRS, 200)
        print(f"a changed file counted after {time.monotonic() - began:.1f} s")
        assert ask(guarded, OURS).status_code == 401
        assert sum(line.startswith("data: {") for line in lines) + 1 == 200
    assert guarded.process is not None
    assert (guarded.process.pid, guarded.process.poll()) == (pid, None)


def test_keys_of_a_secret_come_and_go(guarded: Worker) -> None:
    folder = guarded.folder / "keys"
    folder.mkdir()
    try:
        tell(guarded, {"apiKeysSecretRef": {"name": "chat-keys"}})
        until_status(guarded, OURS, 401)
        assert _state(guarded).secret_keys == 0
        (folder / "team").write_text(f"{OURS}\nsha256:{digest(THEIRS)}\n")
        until_status(guarded, OURS, 200)
        until_status(guarded, THEIRS, 200)
        assert (_state(guarded).secret_keys, _state(guarded).checks_keys) == (1, True)
        (folder / "team").unlink()
        until_status(guarded, OURS, 401)
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def _state(worker: Worker) -> Any:
    return parse_report(json.dumps(worker.state()).encode())


def test_who_floods_gets_429_and_nobody_else_does(guarded: Worker) -> None:
    limits = [{"name": "flood", "requestsPerMinute": 2 * BUDGET}]
    access = {"apiKeys": keys(flood=OURS, calm=THEIRS), "keyLimits": limits}
    tell(guarded, access, workers=2)
    until(lambda: "x-ratelimit-limit-requests" in ask(guarded, OURS).headers, "a budget")
    answers = [ask(guarded, OURS) for _ in range(FLOOD)]
    refused = [it for it in answers if it.status_code == 429]
    assert FLOOD - len(refused) <= BUDGET, "half of the endpoint's budget is this worker's"
    last = refused[-1]
    assert last.json()["error"]["code"] == "rate_limit_exceeded"
    assert 1 <= int(last.headers["retry-after"]) <= 60 / BUDGET
    assert last.headers["x-ratelimit-limit-requests"] == str(BUDGET)
    assert last.headers["x-ratelimit-remaining-requests"] == "0"
    assert {ask(guarded, THEIRS).status_code for _ in range(5)} == {200}


@pytest.mark.parametrize("asks", [False, True])
def test_tokens_of_streams_are_counted_by_the_engines_number(guarded: Worker, asks: bool) -> None:
    name = "tokens"
    limits = [{"name": name, "tokensPerMinute": 100_000}]
    tell(guarded, {"apiKeys": keys(**{name: OURS}), "keyLimits": limits})
    until(lambda: "x-ratelimit-limit-tokens" in ask(guarded, OURS).headers, "a budget")
    before = tokens_of(guarded, name)
    options = {"stream_options": {"include_usage": True}} if asks else {}
    prompt = "one two three four five"
    answer = ask(guarded, OURS, prompt=prompt, stream=True, max_tokens=7, **options)
    events = [json.loads(it[6:]) for it in answer.text.splitlines() if it.startswith("data: {")]
    usages = [it["usage"] for it in events if it.get("usage")]
    assert (len(usages), len(events)) == (int(asks), 7 + int(asks))
    assert answer.text.endswith("data: [DONE]\n\n")
    whole = ask(guarded, OURS, prompt=prompt, max_tokens=7).json()["usage"]["total_tokens"]
    assert tokens_of(guarded, name) - before == 2 * whole


def test_limits_hold_for_keys_whose_tokens_are_counted(guarded: Worker) -> None:
    budget = [{"name": "tokens", "tokensPerMinute": 100_000}]
    access = {"apiKeys": keys(tokens=OURS), "keyLimits": budget}
    tell(guarded, access, maxBodyBytes=2048, maxOutputTokens=4)
    until(lambda: "x-pilotlight-max-tokens" in ask(guarded, OURS, max_tokens=9).headers, "")
    before = tokens_of(guarded, "tokens")
    answer = ask(guarded, OURS, max_tokens=9, stream=True)
    assert answer.headers["x-pilotlight-max-tokens"] == "4"
    assert "x-ratelimit-remaining-tokens" in answer.headers
    events = [it for it in answer.text.splitlines() if it.startswith("data: {")]
    assert (len(events), "usage" in answer.text) == (4, False)
    counted = tokens_of(guarded, "tokens") - before
    assert 4 < counted < 30, "prompt and answer"

    def parts() -> Iterator[bytes]:
        yield b'{"prompt": "'
        for _ in range(100):
            yield b"x" * 1024

    headers = {"Authorization": f"Bearer {OURS}", "Content-Type": "application/json"}
    url = f"{guarded.url}/v1/completions"
    refused = httpx.post(url, content=parts(), headers=headers, timeout=20)
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "body_too_large")
    assert tokens_of(guarded, "tokens") - before == counted, "nothing of it was asked"


def tokens_of(worker: Worker, name: str) -> float:
    start = f'pilotlight_gate_key_tokens_total{{key="{name}"}} '
    lines = [it for it in worker.metrics().splitlines() if it.startswith(start)]
    return float(lines[0].removeprefix(start)) if lines else 0.0


async def smoke_report(worker: Worker, signer: Signer, *, keyed: bool = True) -> SmokeReport:
    changed = asyncio.Event()
    async with smoke_session() as session, asyncio.timeout(PATIENCE):
        tester = SmokeTester(
            session,
            lambda _: changed.set(),
            lambda _: f"{worker.url}/v1",
            Pace(grace=0, first_pause=0.01),
            lambda key: signer.permits("/".join(key), ASK),
        )
        running = asyncio.create_task(tester.run())
        timeout = timedelta(seconds=20)
        tester.ensure(KEY, replace(ORDER, timeout=timeout, keyed=keyed, max_tokens=4))
        await changed.wait()
        running.cancel()
        await asyncio.wait({running})
        return tester.reports[KEY]


async def test_the_operators_smoke_test_passes_with_a_permit(guarded: Worker) -> None:
    client: Any = FakeApi()
    signer = Signer(client, "pilotlight-system", "key")
    await signer.load()
    tell(guarded, {"apiKeys": keys(team=OURS)}, *signer.public_keys)
    await asyncio.to_thread(until_status, guarded, OURS, 200)
    await asyncio.sleep(SOON)
    good = await smoke_report(guarded, signer)
    assert good.passed, good.message
    without = await smoke_report(guarded, signer, keyed=False)
    assert without.passed is False
    assert "HTTP 401" in without.message
    stranger = Signer(FakeApi(), "elsewhere", "key")  # type: ignore[arg-type]
    await stranger.load()
    refused = await smoke_report(guarded, stranger)
    assert "the worker does not know its key" in refused.message


def test_what_never_had_settings_and_mounts_a_secret_is_closed(
    tmp_path: Path,
) -> None:
    worker = Worker(tmp_path / "worker", config(local(a_model(tmp_path / "models" / "tiny-a"))))
    (worker.folder / "keys").mkdir(parents=True)
    worker.start()
    try:
        worker.until_ready()
        assert ask(worker).status_code == 401
        tell(worker, None)
        until_status(worker, None, 200)
    finally:
        worker.stop()
