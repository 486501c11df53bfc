"""One user request on its way through the gate, counted until its last byte.

An exchange lives for exactly one call of the engine's application. Its `send` runs once per
streamed chunk and is therefore as short as it can be (target: at most 3 µs per chunk).
"""

from __future__ import annotations

from time import monotonic, perf_counter

from pilotlight_worker.gate.errors import (
    CONNECTION_CLOSE,
    Headers,
    Message,
    Receive,
    Send,
    answer_json,
    in_openai_shape,
)

_EVENT_STREAM = b"text/event-stream"
# Errors are small; one that is not is passed on as it is.
_OF_THE_BODY = (b"content-type", b"content-length")
_LONGEST_ERROR = 64 * 1024


def is_event_stream(headers: Headers) -> bool:
    """Whether an answer with these headers is a stream of events."""
    return any(
        name == b"content-type" and value.startswith(_EVENT_STREAM) for name, value in headers
    )


class Tally:
    """What is in flight now, and whether answers should ask clients to leave."""

    __slots__ = ("close_connections", "in_flight", "last_activity", "streams")

    def __init__(self) -> None:
        self.in_flight = 0
        self.streams = 0
        self.close_connections = False
        self.last_activity: float | None = None  # monotonic; a request came or an answer ended

    def quiet_seconds(self) -> float | None:
        """How long no user request came or ended; None when there never was one."""
        return None if self.last_activity is None else monotonic() - self.last_activity


class Exchange:
    """Wraps `receive` and `send` of one request. Call `over` exactly once."""

    __slots__ = (
        "_error", "_receive", "_send", "_start", "_tally", "client_gone", "complete",
        "first_byte", "headers", "started", "status", "stream", "timed_out",
    )  # fmt: skip

    def __init__(self, receive: Receive, send: Send, tally: Tally) -> None:
        self._receive = receive
        self._send = send
        self._tally = tally
        self._start: Message | None = None  # of an error, held until its body is known
        self._error = b""
        self.started = perf_counter()
        self.first_byte: float | None = None  # seconds after `started`
        self.status = 0  # 0: the answer has not begun
        self.stream = False
        self.complete = False
        self.client_gone = False
        self.timed_out = False
        self.headers: Headers = ()  # what the gate has to add to the answer's
        tally.in_flight += 1
        tally.last_activity = monotonic()

    async def receive(self) -> Message:
        """Pass on what the client sends, and notice when it leaves."""
        message = await self._receive()
        if message["type"] == "http.disconnect" and not self.complete:
            self.client_gone = True
        return message

    async def send(self, message: Message) -> None:
        """Pass on what the engine answers; the first message may get `Connection: close`."""
        if self._start is not None:
            await self._send_error(self._start, message)
            return
        if message["type"] == "http.response.body":
            if self.first_byte is None and message.get("body"):
                self.first_byte = perf_counter() - self.started
            if not message.get("more_body", False):
                self.complete = True
        elif message["type"] == "http.response.start":
            if message["status"] >= 400:
                self._start = message
                return
            self._begin(message)
        await self._pass(message)

    async def _pass(self, message: Message) -> None:
        try:
            await self._send(message)
        except OSError:  # how newer ASGI servers say that the client left
            self.client_gone = True
            raise

    def over(self) -> float:
        """Count the request out; returns its seconds."""
        tally = self._tally
        tally.in_flight -= 1
        tally.streams -= self.stream
        tally.last_activity = monotonic()
        return perf_counter() - self.started

    async def cut(self, status: int, body: bytes, headers: Headers) -> None:
        """The time is over: answer with this error, or end the stream with it."""
        if self.complete:
            return
        self.timed_out = True
        self._start = None
        if self.status == 0:
            await answer_json(self.answer, status, body, headers)
        elif self.stream:
            events = b"data: " + body + b"\n\ndata: [DONE]\n\n"
            await self._send({"type": "http.response.body", "body": events, "more_body": False})

    async def answer(self, message: Message) -> None:
        """What the gate itself answers, with the headers that it adds to the engine's answers."""
        if message["type"] == "http.response.start":
            self._begin(message)
        elif not message.get("more_body", False):
            self.complete = True
        await self._pass(message)

    @property
    def end(self) -> str:
        """How a stream ended (a word of `metrics.ENDS`)."""
        if self.timed_out:
            return "timeout"
        if self.complete:
            return "complete"
        return "client_gone" if self.client_gone else "truncated"

    async def _send_error(self, start: Message, message: Message) -> None:
        self._error += message.get("body", b"")
        more = message.get("more_body", False)
        if more and len(self._error) <= _LONGEST_ERROR:
            return
        body = None if more else in_openai_shape(start["status"], self._error)
        if body is not None:
            headers = start.get("headers", ())
            kept = [pair for pair in headers if pair[0].lower() not in _OF_THE_BODY]
            length = (b"content-length", str(len(body)).encode())
            start["headers"] = [*kept, (b"content-type", b"application/json"), length]
            message["body"] = body
        else:
            message["body"] = self._error
        self._start = None
        self._begin(start)
        await self._pass(start)
        await self.send(message)

    def _begin(self, message: Message) -> None:
        self.status = message["status"]
        headers = message.get("headers", ())
        if is_event_stream(headers):
            self.stream = True
            self._tally.streams += 1
        if self.headers:
            message["headers"] = headers = [*headers, *self.headers]
        if self._tally.close_connections:
            kept = [pair for pair in headers if pair[0].lower() != b"connection"]
            message["headers"] = [*kept, CONNECTION_CLOSE]
