"""Tokens of one request, as the engine counts them.

The engine's answers end with `usage`; of streams of completions only when the client asks for it,
so the gate asks, and keeps from the client what it did not ask for. While a stream runs its events
count, one for a token; in the end the engine's number does. Of an answer that was cut short there
is none: then the events count, and the prompt as a token for 4 bytes of the request's body.

So an event must not stand for many tokens: who pays for tokens gets no `stream_interval`. And the
number of the end is that of the event that has nothing else; those of `continuous_usage_stats` are
of one choice among several.
"""

from __future__ import annotations

import json
import re

from pilotlight_worker.gate.budget import Bucket
from pilotlight_worker.gate.errors import Message, Receive

_ASKED_FOR_USAGE = frozenset({"/v1/completions", "/v1/chat/completions"})
_USAGE = b'"usage":'
_TOTAL = re.compile(rb'"total_tokens":\s*(\d+)')
_NOTHING_ELSE = re.compile(rb'"choices":\s*\[\]')
_END = b"\n\n"
_BYTES_PER_TOKEN = 4
_TOOK_TOO_LONG = 504
_TAKEN_TOGETHER = 32  # a bucket looks at the clock each time


class Meter:
    """Takes the tokens of one request from a bucket. `total`: how many, once it is over."""

    __slots__ = ("_body", "_bucket", "_paid", "_path", "_strips", "_taken", "_told", "_whole")

    def __init__(self, path: str, *, is_json: bool, bucket: Bucket) -> None:
        self._path = path
        self._bucket = bucket
        self._whole = not is_json  # nothing of it has to be read
        self._body = 0
        self._strips = False
        self._taken = 0
        self._paid = 0  # of them, from the bucket
        self._told: int | None = None

    async def receive(self, receive: Receive) -> Message:
        """The body in one piece, with what makes the engine tell; then whatever comes."""
        if self._whole:
            return await receive()
        parts: list[bytes] = []
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                break
        self._whole = True
        body = b"".join(parts)
        self._body = len(body)
        return {"type": "http.request", "body": self._asking(body), "more_body": False}

    def _asking(self, body: bytes) -> bytes:
        # An escape may hide the word.
        if self._path not in _ASKED_FOR_USAGE or not (b'"stream' in body or b"\\u" in body):
            return body
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError):
            return body
        if not isinstance(asked, dict) or asked.get("stream") is not True:
            return body
        options = asked.get("stream_options") or {}
        if not isinstance(options, dict):
            return body
        tells = options.get("include_usage") is True
        if tells and "stream_interval" not in asked:
            return body
        asked.pop("stream_interval", None)
        asked["stream_options"] = {**options, "include_usage": True}
        self._strips = not tells
        return json.dumps(asked).encode()

    def event(self, body: bytes) -> bytes:
        """A piece of a stream: what of it the client gets."""
        if body.startswith(b"data: {") or (body.startswith(b"event:") and b".delta\n" in body):
            self._taken += body.count(_END) or 1
            if self._taken - self._paid >= _TAKEN_TOGETHER:
                self._take(0)
        if _USAGE not in body:
            return body
        last = _NOTHING_ELSE.search(body) is not None
        if last or self._path not in _ASKED_FOR_USAGE:
            self.whole(body)
        if self._strips and last:
            return b"".join(it for it in _events(body) if not _NOTHING_ELSE.search(it))
        return body

    def whole(self, body: bytes) -> None:
        """An answer that is no stream."""
        if (at := body.rfind(_USAGE)) >= 0 and (found := _TOTAL.search(body, at)) is not None:
            self._told = int(found[1])

    def over(self, status: int) -> int:
        """The tokens in all. status: of the answer; 0 when there was none."""
        if self._told is not None:
            self._take(self._told - self._taken)
        else:
            ran = status < 400 or status == _TOOK_TOO_LONG
            self._take(self._body // _BYTES_PER_TOKEN if ran else 0)
        return self._taken

    def _take(self, tokens: int) -> None:
        self._taken += tokens
        self._bucket.take(self._taken - self._paid)
        self._paid = self._taken


def _events(body: bytes) -> list[bytes]:
    """With their ends."""
    *whole, rest = body.split(_END)
    return [*(it + _END for it in whole), rest]
