"""Budgets by a clock that the test sets, and the tokens of answers as engines shape them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from pilotlight_worker.gate.access import Access, Refused, Visit
from pilotlight_worker.gate.budget import Account, Bucket
from pilotlight_worker.gate.errors import Message, Scope
from pilotlight_worker.gate.keys import KeyLimit, KeyRing, bearer
from pilotlight_worker.gate.meter import Meter
from pilotlight_worker.gate.metrics import KeyMetrics
from pilotlight_worker.gate.settings import SettingsFile
from tests.unit.worker.test_keys import OURS, digest


@dataclass
class Watch:
    """A clock that stands."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_bucket_fills_evenly_and_holds_ten_seconds_worth(watch: Watch) -> None:
    bucket = Bucket(600, watch)
    bucket.take(100)
    assert (bucket.level, bucket.seconds_until(1)) == (0, 0.1)
    watch.now += 3
    assert bucket.level == 30
    watch.now += 3600
    assert bucket.level == 100


@pytest.mark.parametrize(
    ("per_minute", "capacity"), [(0.5, 1), (1, 1), (7, 7), (10, 10), (30, 10), (600, 100)]
)
def test_a_small_share_can_be_used_at_once(
    per_minute: float, capacity: float, watch: Watch
) -> None:
    assert Bucket(per_minute, watch).level == capacity


@pytest.mark.parametrize("per_minute", [1, 30, 600])
def test_over_an_hour_it_is_the_budget_and_one_burst(per_minute: int, watch: Watch) -> None:
    bucket, admitted = Bucket(per_minute, watch), 0
    for _ in range(36_000):
        if bucket.level >= 1:
            bucket.take(1)
            admitted += 1
        watch.now += 0.1
    burst = Bucket(per_minute, watch).capacity
    assert 60 * per_minute - 1 <= admitted <= 60 * per_minute + burst


def test_what_is_owed_is_paid_back_first(watch: Watch) -> None:
    bucket = Bucket(60, watch)
    bucket.take(130)
    assert (bucket.level, bucket.seconds_until(1)) == (-120, 121)
    watch.now += 120
    assert bucket.level == 0


def test_a_share_of_less_than_one_admits_one_in_its_time(watch: Watch) -> None:
    bucket = Bucket(3 / 6, watch)
    assert bucket.level == 1
    bucket.take(1)
    assert bucket.seconds_until(1) == 120


def test_another_share_keeps_what_was_used(watch: Watch) -> None:
    bucket = Bucket(600, watch)
    bucket.take(92)
    bucket.resize(300)
    assert bucket.level == 8
    bucket.resize(1200)
    assert bucket.level == 8
    bucket.resize(5)
    assert bucket.level == 5


@pytest.mark.parametrize(
    ("requests", "tokens", "short"),
    [
        (0, 0, None),
        (10, 0, ("requests", 1.0)),
        (0, 100, ("tokens", 0.1)),
        (10, 160, ("tokens", 6.1)),
        (15, 100, ("requests", 6.0)),
    ],
)
def test_the_longer_of_both_waits_counts(
    watch: Watch, requests: int, tokens: int, short: tuple[str, float] | None
) -> None:
    account = Account(watch)
    account.grant(KeyLimit(requests=60, tokens=600), 1)
    assert account.requests is not None
    assert account.tokens is not None
    account.requests.take(requests)
    account.tokens.take(tokens)
    found = account.shortage()
    assert (found and (found[0], pytest.approx(found[1]))) == short


def test_headers_are_of_the_share(watch: Watch) -> None:
    account = Account(watch)
    account.grant(KeyLimit(requests=60, tokens=1000), 3)
    account.take_request()
    assert dict(account.headers()) == {
        b"x-ratelimit-limit-requests": b"20",
        b"x-ratelimit-remaining-requests": b"9",
        b"x-ratelimit-reset-requests": b"3s",
        b"x-ratelimit-limit-tokens": b"333",
        b"x-ratelimit-remaining-tokens": b"55",
        b"x-ratelimit-reset-tokens": b"0s",
    }


def event(**document: Any) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\n\n"


DELTA = event(choices=[{"delta": {"content": 'a "usage": {"total_tokens": 999}'}}])
USAGE = event(choices=[], usage={"prompt_tokens": 40, "completion_tokens": 3, "total_tokens": 43})
DONE = b"data: [DONE]\n\n"


async def metered(
    watch: Watch,
    body: Any,
    answer: list[bytes],
    *,
    path: str = "/v1/chat/completions",
    stream: bool = True,
    status: int = 200,
) -> tuple[Any, bytes, int]:
    """What the engine is asked, what the client gets, and the tokens."""
    meter = Meter(path, is_json=True, bucket=Bucket(1000, watch))
    text = json.dumps(body).encode() if not isinstance(body, bytes) else body
    parts = [text[:7], text[7:]]

    async def receive() -> Message:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    asked = (await meter.receive(receive))["body"]
    got = b""
    for piece in answer:
        if stream:
            got += meter.event(piece)
        else:
            meter.whole(piece)
            got += piece
    return asked, got, meter.over(status)


async def test_a_stream_is_made_to_tell_and_the_client_gets_what_it_asked_for(watch: Watch) -> None:
    body = {"stream": True, "stream_options": {"continuous_usage_stats": False}}
    asked, got, tokens = await metered(watch, body, [DELTA, DELTA, USAGE, DONE])
    assert json.loads(asked)["stream_options"] == {
        "continuous_usage_stats": False,
        "include_usage": True,
    }
    assert (got, tokens) == (DELTA + DELTA + DONE, 43)


async def test_who_asks_for_usage_gets_it(watch: Watch) -> None:
    body = {"stream": True, "stream_options": {"include_usage": True}}
    asked, got, tokens = await metered(watch, body, [DELTA, USAGE, DONE])
    assert (json.loads(asked), got, tokens) == (body, DELTA + USAGE + DONE, 43)


@pytest.mark.parametrize(
    "body",
    [
        {"stream": True, "stream_interval": 400, "stream_options": {"include_usage": True}},
        {"stream": True, "stream_interval": 400},
        b'{"str\\u0065am": true, "stream_interv\\u0061l": 400}',
    ],
)
async def test_who_pays_for_tokens_gets_them_one_by_one(watch: Watch, body: Any) -> None:
    """Or what was not paid for by the end, when the client hangs up, would be many."""
    asked, _, _ = await metered(watch, body, [])
    assert json.loads(asked) == {"stream": True, "stream_options": {"include_usage": True}}


async def test_usage_of_one_choice_is_not_the_end(watch: Watch) -> None:
    """As vLLM tells it with `continuous_usage_stats`: each event has the usage of its choice."""
    piece = event(
        choices=[{"index": 7, "delta": {"content": "a"}}],
        usage={"prompt_tokens": 0, "completion_tokens": 1, "total_tokens": 1},
    )
    options = {"include_usage": True, "continuous_usage_stats": True}
    body = {"stream": True, "n": 128, "stream_options": options}
    _, got, cut = await metered(watch, body, [piece] * 300)
    assert (got, cut) == (piece * 300, 300 + len(json.dumps(body)) // 4)
    _, _, whole = await metered(watch, body, [piece] * 300 + [USAGE, DONE])
    assert whole == 43


async def test_events_in_one_piece_are_counted_each(watch: Watch) -> None:
    _, _, tokens = await metered(watch, {"stream": True}, [DELTA * 5])
    assert tokens == 5 + len(json.dumps({"stream": True})) // 4


async def test_events_that_come_together_are_told_apart(watch: Watch) -> None:
    _, got, tokens = await metered(watch, {"stream": True}, [DELTA + USAGE + DONE])
    assert (got, tokens) == (DELTA + DONE, 43)


@pytest.mark.parametrize(
    ("body", "answer", "status", "tokens"),
    [
        # What was cut short: an event is a token, and four bytes of the body are one.
        ({"stream": True, "prompt": "x" * 371}, [DELTA, DELTA], 200, 2 + 100),
        ({"prompt": "x" * 386}, [], 0, 100),
        ({"prompt": "x" * 386}, [], 400, 0),
        ({"prompt": "x" * 386}, [], 503, 0),
        ({"prompt": "x" * 386}, [], 504, 100),
        (b'{"stream": tru', [], 400, 0),
        (b"[" * 100_000 + b'"stream"', [], 400, 0),
        (b'["stream"]', [], 400, 0),
    ],
)
async def test_without_usage_it_is_estimated(
    watch: Watch, body: Any, answer: list[bytes], status: int, tokens: int
) -> None:
    _, got, found = await metered(watch, body, answer, status=status)
    assert (got, found) == (b"".join(answer), tokens)


@pytest.mark.parametrize("body", [b'{"stream": tru', b"[" * 100_000 + b'"stream"', b'"stream"'])
async def test_what_is_no_request_reaches_the_engine_as_it_is(watch: Watch, body: bytes) -> None:
    asked, _, _ = await metered(watch, body, [])
    assert asked == body


async def test_a_whole_answer_tells_by_itself(watch: Watch) -> None:
    whole = json.dumps(
        {
            "choices": [{"text": '"usage":{"total_tokens":7}'}],
            "usage": {"prompt_tokens_details": None, "prompt_tokens": 5, "total_tokens": 12},
            "kv_transfer_params": None,
        }
    ).encode()
    asked, _, tokens = await metered(watch, {"stream": False}, [whole], stream=False)
    assert (json.loads(asked), tokens) == ({"stream": False}, 12)


async def test_events_of_responses_count_by_their_deltas(watch: Watch) -> None:
    delta = b'event: response.output_text.delta\ndata: {"delta":"a"}\n\n'
    done = (
        b'event: response.completed\ndata: {"response":{"usage":{"input_tokens":9,'
        b'"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"total_tokens":11}}}\n\n'
    )
    asked, got, tokens = await metered(
        watch, {"stream": True}, [delta, delta, done], path="/v1/responses"
    )
    assert (json.loads(asked), got, tokens) == ({"stream": True}, delta + delta + done, 11)
    _, _, cut = await metered(watch, {"stream": True}, [delta, delta], path="/v1/responses")
    assert cut == 2 + len(b'{"stream": true}') // 4


class Door:
    """`Access` with one key and its budget, and who comes."""

    def __init__(self, folder: Path, watch: Watch, **limit: int) -> None:
        self.file = folder / "settings.json"
        self.settings = SettingsFile(self.file)
        self.registry = CollectorRegistry()
        metrics = KeyMetrics(self.registry)
        keys = folder / "keys"
        self.access = Access(self.settings, keys, "demo/chat", "chat-a", metrics, watch)
        self.grant(1, **limit)

    def grant(self, workers: int, **limit: int) -> None:
        keys = {"team": [digest(OURS)], "free": [digest("sk-free")]}
        access = {"keys": keys, "limits": {"team": limit}, "workers": workers}
        self.file.write_text(json.dumps({"version": 1, "access": access}))
        self.settings.refresh()
        self.access.refresh()

    def knock(self, key: str = OURS) -> tuple[Visit | Refused, list[Message]]:
        scope: Scope = {
            "method": "POST",
            "path": "/v1/completions",
            "headers": [(b"authorization", f"Bearer {key}".encode())],
        }
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        return self.access.admit(scope, send), sent

    async def visit(self, tokens: int) -> dict[bytes, bytes]:
        """One that passes; the headers of its answer."""
        found, sent = self.knock()
        assert isinstance(found, Visit)
        headers = [(b"content-type", b"application/json")]
        await found.send({"type": "http.response.start", "status": 200, "headers": headers})
        usage = f'{{"usage": {{"total_tokens": {tokens}}}}}'.encode()
        await found.send({"type": "http.response.body", "body": usage})
        self.access.over(found, found.status)
        assert sent[1]["body"] == usage
        return dict(sent[0]["headers"])


async def test_beyond_its_requests_a_key_is_told_when_to_come_back(
    tmp_path: Path, watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    door = Door(tmp_path, watch, requestsPerMinute=2)
    assert (await door.visit(0))[b"x-ratelimit-remaining-requests"] == b"1"
    assert (await door.visit(0))[b"x-ratelimit-remaining-requests"] == b"0"
    for _ in range(3):
        refused, _ = door.knock()
        assert isinstance(refused, Refused)
        door.access.turned_away(refused)
    headers = dict(refused.headers)
    assert (refused.status, headers[b"retry-after"]) == (429, b"30")
    assert headers[b"x-ratelimit-remaining-requests"] == b"0"
    error = json.loads(refused.body)["error"]
    assert (error["type"], error["code"]) == ("requests", "rate_limit_exceeded")
    assert isinstance(door.knock("sk-free")[0], Visit), "another key is not touched"
    watch.now += 30
    await door.visit(0)
    page = generate_latest(door.registry).decode()
    assert 'pilotlight_gate_key_requests_total{code="200",key="team"} 3.0' in page
    assert 'pilotlight_gate_key_requests_total{code="429",key="team"} 3.0' in page
    assert capsys.readouterr().err.count("over budget") == 1, "told once a minute"


async def test_tokens_are_taken_afterwards_and_owed(tmp_path: Path, watch: Watch) -> None:
    door = Door(tmp_path, watch, tokensPerMinute=600)
    assert (await door.visit(400))[b"x-ratelimit-remaining-tokens"] == b"100"
    refused, _ = door.knock()
    assert isinstance(refused, Refused)
    assert dict(refused.headers)[b"retry-after"] == b"31"
    watch.now += 30.2
    await door.visit(1)
    page = generate_latest(door.registry).decode()
    assert 'pilotlight_gate_key_tokens_total{key="team"} 401.0' in page


async def test_a_budget_changes_in_place(tmp_path: Path, watch: Watch) -> None:
    door = Door(tmp_path, watch, requestsPerMinute=4)
    await door.visit(0)
    door.grant(2, requestsPerMinute=4)
    assert (await door.visit(0))[b"x-ratelimit-limit-requests"] == b"2"
    door.grant(1)
    assert b"x-ratelimit-limit-requests" not in await door.visit(0)


PIECES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([DELTA, USAGE, DONE, USAGE[:9], b'"usage":', b'"usage": {"total_tokens":']),
    ),
    max_size=6,
)


@given(body=st.one_of(st.binary(max_size=80), st.just(b'{"stream": true}')), pieces=PIECES)
async def test_whatever_comes_nothing_breaks_and_only_usage_is_kept_back(
    body: bytes, pieces: list[bytes]
) -> None:
    asked, got, tokens = await metered(Watch(), body, pieces)
    assert tokens >= 0
    if asked == body:
        assert got == b"".join(pieces)
    else:
        assert DELTA not in pieces or DELTA in got


@given(keys=st.lists(st.binary(max_size=40), max_size=3))
def test_no_header_breaks_the_gate(keys: list[bytes]) -> None:
    scope = {"headers": [(b"authorization", it) for it in keys]}
    key = bearer(scope)
    assert key is None or KeyRing({"a": (b"0" * 32,)}).name_of(key) is None


def test_a_revision_that_cannot_know_the_keys_closes_once_it_was_replaced(
    tmp_path: Path, watch: Watch
) -> None:
    door = Door(tmp_path, watch)

    def told(active: str, access: dict[str, Any] | None) -> bool:
        settings = {"version": 1, "active": active, **({"access": access} if access else {})}
        door.file.write_text(json.dumps(settings))
        door.settings.refresh()
        door.access.refresh()
        return door.access.required

    secret = {"keys": {}, "secret": True}
    assert not told("chat-a", None)
    watch.now += 1000
    assert not told("chat-a", secret), "it serves"
    assert not told("chat-b", secret), "late requests may come"
    watch.now += 29
    assert not told("chat-b", secret)
    watch.now += 1
    assert told("chat-b", secret)
    assert isinstance(door.knock()[0], Refused)
    assert not told("chat-a", secret), "it was rolled back to"
