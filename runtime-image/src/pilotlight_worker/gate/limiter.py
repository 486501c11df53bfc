"""The limits of `spec.requestLimits`, one request at a time, between the gate and the engine.

In this order: its body is read and checked, it waits for its turn, its input is counted where that
takes counting, and then the engine answers it, all but the first within the time that it has.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from pilotlight_worker.gate.bodies import Bodies, LeftError, Replay, resized
from pilotlight_worker.gate.deadline import Deadline
from pilotlight_worker.gate.documents import KINDS, Prompt, check, prompts_of
from pilotlight_worker.gate.errors import (
    App,
    Message,
    Receive,
    Scope,
    Send,
    answer_json,
    error_body,
)
from pilotlight_worker.gate.exchange import Exchange
from pilotlight_worker.gate.limits import (
    LONGEST_TOKEN_BYTES,
    Limit,
    RefusedError,
    RequestLimits,
)
from pilotlight_worker.gate.metrics import GateMetrics
from pilotlight_worker.gate.naps import EngineRefusal
from pilotlight_worker.gate.turns import Turns
from pilotlight_worker.logs import log

LINGER_SECONDS = 5.0  # for the client to hear the answer to a body that is not read
MAX_TOKENS_HEADER = b"x-pilotlight-max-tokens"
DOES_NOT_COUNT = "the engine does not count tokens, long texts are judged by their bytes"
REFUSES_TO_COUNT = "the engine refused to count the tokens of a prompt, so it was refused"
_HAS_NO_COUNT = (404, 405)  # of a route that an engine does not have
AskEngine = Callable[[str, str, bytes], Awaitable[tuple[int, bytes]]]


class Limiter:
    """In front of `app`, which is the engine's. `ask` reaches the engine past the port."""

    def __init__(self, app: App, ask: AskEngine, metrics: GateMetrics) -> None:
        self._app = app
        self._ask = ask
        self._metrics = metrics
        self._limits = RequestLimits()
        self._bodies = Bodies()
        self._turns = Turns()
        self._said: set[str] = set()

    @property
    def queued(self) -> int:
        """Requests that wait for their turn."""
        return self._turns.waiting

    def apply(self, limits: RequestLimits) -> None:
        """From now on; requests that wait already are let in if there is more room."""
        self._limits = limits
        self._turns.limit(limits.max_concurrent)

    async def serve(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request, by the engine or with the limit that it exceeds."""
        if scope["method"] != "POST":
            await self._app(scope, exchange.receive, exchange.send)
            return
        try:
            await self._serve(scope, exchange, self._limits)
        except LeftError:
            return
        except RefusedError as refused:
            self._metrics.refused(refused.limit)
            body = error_body(
                str(refused), kind=refused.kind, code=refused.limit, param=refused.param
            )
            if refused.unread:
                await self._refuse_unread(exchange, refused, body)
            else:
                await answer_json(exchange.answer, refused.status, body, refused.headers)

    async def _refuse_unread(self, exchange: Exchange, refused: RefusedError, body: bytes) -> None:
        """Answer, and only then hang up: a connection that is closed with something unread on it is
        reset, and the client may lose the answer. What comes meanwhile is thrown away."""

        async def answer(message: Message) -> None:
            await exchange.answer({**message, "more_body": True})

        await answer_json(answer, refused.status, body, refused.headers)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while (await exchange.receive()).get("more_body", False):
                    pass
        await exchange.answer({"type": "http.response.body", "body": b""})

    async def _serve(self, scope: Scope, exchange: Exchange, limits: RequestLimits) -> None:
        with self._bodies.room() as room:
            body = await room.read(scope, exchange.receive, limits.max_body_bytes)
            scope, body, tokens, prompts = _checked(scope, body, limits)

            async def in_turn(scope: Scope, receive: Receive, send: Send) -> None:
                nonlocal body
                async with self._turn(limits, receive):
                    await self._refuse_longer(prompts, limits.max_input_tokens)
                    replay, body = Replay(body, receive), b""
                    prompts.clear()
                    if tokens is not None:
                        self._announce(exchange, tokens)
                    await self._app(scope, replay.receive, send)

            if limits.timeout_seconds is None:
                await in_turn(scope, exchange.receive, exchange.send)
                return
            deadline = Deadline(exchange, exchange.receive, limits.timeout_seconds)
            await deadline.run(in_turn, scope)
            if deadline.passed:
                self._metrics.refused(Limit.REQUEST_TIMEOUT)

    def _announce(self, exchange: Exchange, tokens: int) -> None:
        exchange.headers = (*exchange.headers, (MAX_TOKENS_HEADER, str(tokens).encode()))
        self._metrics.output_limited.inc()

    @asynccontextmanager
    async def _turn(self, limits: RequestLimits, receive: Receive) -> AsyncIterator[None]:
        if not self._turns.take():
            if self._turns.waiting >= limits.max_queued:
                text = f"This worker has {self._turns.taken} requests and takes no more now."
                raise RefusedError(Limit.TOO_MANY_REQUESTS, text)
            await self._wait(receive)
        try:
            yield
        finally:
            self._turns.give_back()

    async def _wait(self, receive: Receive) -> None:
        """Raises LeftError. All of the body has been read, so all that can come is the end."""
        turn = self._turns.wait()
        gone = asyncio.ensure_future(receive())
        try:
            either: set[asyncio.Future[Any]] = {turn, gone}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._turns.leave(turn)
            raise
        finally:
            left = gone.done()
            gone.cancel()
        if left:
            self._turns.leave(turn)
            raise LeftError

    async def _refuse_longer(self, prompts: list[Prompt], most: int | None) -> None:
        """Have the engine count the texts that may be too long. Raises RefusedError.

        A text of fewer bytes than the limit has tokens cannot be. The engine tokenizes in threads
        of its own, and what it counts is the text alone, without the model's template.
        """
        for prompt in prompts:
            if most is None or not isinstance(prompt, str) or len(prompt.encode()) <= most:
                continue
            count = await self._count(prompt)
            if count is not None and count > most:
                raise _too_long(f"{count} tokens", most)

    async def _count(self, text: str) -> int | None:
        body = json.dumps({"prompt": text, "add_special_tokens": False}).encode()
        try:
            status, answer = await self._ask("POST", "/tokenize", body)
            if status == 200:
                return int(json.loads(answer)["count"])
            if 400 <= status < 500 and status not in _HAS_NO_COUNT:
                self._say_once(REFUSES_TO_COUNT, problem=f"HTTP {status}")
                text = "The engine could not count the tokens of a prompt."
                raise RefusedError(Limit.INVALID_BODY, text)
            problem = f"HTTP {status}"
        except (EngineRefusal, ValueError, TypeError, KeyError) as error:
            problem = f"{type(error).__name__}: {error}"
        self._say_once(DOES_NOT_COUNT, problem=problem)
        return None

    def _say_once(self, event: str, problem: str) -> None:
        """What may be so with every request."""
        if event not in self._said:
            self._said.add(event)
            log("gate", event, level="warning", problem=problem)


def _checked(
    scope: Scope, body: bytes, limits: RequestLimits
) -> tuple[Scope, bytes, int | None, list[Prompt]]:
    """What goes to the engine, the number of tokens that was set in it, and the prompts that may
    have to be counted. The parsed document takes many times the memory of its body, so nothing else
    is kept of it.

    Raises:
        RefusedError: with the limit that it exceeds.
    """
    kind = KINDS.get(scope["path"])
    if kind is None:
        return scope, body, None, []
    asked = check(kind, body, limits)
    prompts: list[Prompt] = []
    if limits.max_input_tokens is not None:
        prompts = prompts_of(kind, asked.document)
        _refuse_long(prompts, limits.max_input_tokens)
    if asked.max_tokens is not None:
        scope = resized(scope, asked.body)
    return scope, asked.body, asked.max_tokens, prompts


def _refuse_long(prompts: list[Prompt], most: int) -> None:
    """What cannot have fewer tokens, however it is cut. Raises RefusedError."""
    for prompt in prompts:
        if isinstance(prompt, int):
            if prompt > most:
                raise _too_long(f"{prompt} tokens", most)
        elif _bytes_of(prompt) > most * LONGEST_TOKEN_BYTES:
            raise _too_long("too many bytes for that", most)


def _bytes_of(prompt: str) -> int:
    try:
        return len(prompt.encode())
    except UnicodeEncodeError:
        text = "A prompt has half of a surrogate pair in it, which is no text."
        raise RefusedError(Limit.INVALID_BODY, text) from None


def _too_long(what: str, most: int) -> RefusedError:
    text = f"A prompt has at most {most} tokens here; this one has {what}."
    return RefusedError(Limit.INPUT_TOO_LONG, text)
