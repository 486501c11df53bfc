"""The routes, over one scheduler."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Literal

from prometheus_client import generate_latest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pilotlight_sim import SIMULATED_VERSION
from pilotlight_sim.bodies import (
    ANSWER_TOKENS,
    DONE,
    EmbeddingRequest,
    GenerationRequest,
    Shape,
    error_body,
    usage_of,
)
from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.model import SimulatedModel
from pilotlight_sim.scheduler import Scheduler, Sequence
from pilotlight_sim.settings import Faults
from pilotlight_sim.sleep import SleepMode
from pilotlight_sim.text import answer_words, count_tokens

GARBAGE = b"\x00\xfflorem <html>502</html> ipsum"
EMBEDDING_SIZE = 8


@dataclass(frozen=True, slots=True)
class Engine:
    """What the routes need."""

    model: SimulatedModel
    served_names: tuple[str, ...]
    scheduler: Scheduler
    metrics: EngineMetrics
    set_faults: Callable[[Faults], None]
    sleep_mode: SleepMode | None = None  # only in development mode


class Api:
    """The application's handlers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def app(self) -> Starlette:
        """vLLM's routes (those for the model's task), and the control route."""
        routes = [
            Route("/v1/models", self._models),
            Route("/health", self._health),
            Route("/version", self._version),
            Route("/metrics", self._metrics),
            Route("/tokenize", self._tokenize, methods=["POST"]),
            Route("/sim/faults", self._faults, methods=["GET", "PUT", "DELETE"]),
        ]
        if self._engine.sleep_mode is not None:
            routes += self._engine.sleep_mode.routes()
        if self._engine.model.embeds:
            routes.append(Route("/v1/embeddings", self._embeddings, methods=["POST"]))
        else:
            routes.append(Route("/v1/completions", self._completions, methods=["POST"]))
            routes.append(Route("/v1/chat/completions", self._chat, methods=["POST"]))
        return Starlette(routes=routes)

    async def _models(self, request: Request) -> Response:
        del request
        created, limit = int(time.time()), self._engine.model.max_model_len
        data = [
            {"id": name, "object": "model", "created": created, "owned_by": "vllm",
             "root": self._engine.model.name, "parent": None, "max_model_len": limit}
            for name in self._engine.served_names
        ]  # fmt: skip
        return JSONResponse({"object": "list", "data": data})

    async def _health(self, request: Request) -> Response:
        del request
        return Response()

    async def _version(self, request: Request) -> Response:
        del request
        return JSONResponse({"version": SIMULATED_VERSION})

    async def _metrics(self, request: Request) -> Response:
        del request
        missing = self._engine.scheduler.faults.metrics_missing
        text = b"" if missing else generate_latest(self._engine.metrics.registry)
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _tokenize(self, request: Request) -> Response:
        body = await request.json()
        return JSONResponse({"count": count_tokens(str(body.get("prompt", "")))})

    async def _faults(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self._engine.set_faults(Faults.model_validate_json(await request.body()))
            except ValidationError as error:
                return JSONResponse(error_body(str(error), "BadRequestError", 400), 400)
        elif request.method == "DELETE":
            self._engine.set_faults(Faults())
        return JSONResponse(self._engine.scheduler.faults.model_dump(by_alias=True))

    async def _completions(self, request: Request) -> Response:
        return await self._generate(request, "completion")

    async def _chat(self, request: Request) -> Response:
        return await self._generate(request, "chat")

    async def _generate(self, request: Request, kind: Literal["completion", "chat"]) -> Response:
        faults = self._engine.scheduler.faults
        if faults.error_percent > random.uniform(0, 100):  # noqa: S311
            return _error("simulated error", "InternalServerError", 500)
        if faults.garbage:
            return Response(GARBAGE, media_type="application/json")
        try:
            asked = GenerationRequest.model_validate_json(await request.body())
        except ValidationError as error:
            return _error(str(error), "BadRequestError", 400)
        if (problem := self._problem(asked, kind)) is not None:
            return problem
        sequence = self._sequence(asked)
        try:
            self._engine.scheduler.add(sequence)
        except RuntimeError as error:
            return _error(str(error), "InternalServerError", 500)
        shape = Shape(kind, asked.model or self._engine.served_names[0])
        if asked.stream:
            events = self._stream(sequence, shape, usage=asked.stream_options.include_usage)
            return StreamingResponse(events, media_type="text/event-stream")
        return await self._whole(request, sequence, shape)

    def _problem(self, asked: GenerationRequest, kind: str) -> Response | None:
        if asked.model is not None and asked.model not in self._engine.served_names:
            return _error(f"The model `{asked.model}` does not exist.", "NotFoundError", 404)
        if (asked.messages if kind == "chat" else asked.prompt) is None:
            field = "messages" if kind == "chat" else "prompt"
            return _error(f"Field required: {field}", "BadRequestError", 400)
        total = asked.prompt_tokens() + (asked.wanted_tokens() or 1)
        limit = self._engine.model.max_model_len
        if total > limit:
            return _error(
                f"This model's maximum context length is {limit} tokens. However, you requested "
                f"{total} tokens. Please reduce the length of the input or the output.",
                "BadRequestError",
                400,
            )
        return None

    def _sequence(self, asked: GenerationRequest) -> Sequence:
        prompt, wanted = asked.prompt_tokens(), asked.wanted_tokens()
        natural = min(ANSWER_TOKENS, self._engine.model.max_model_len - prompt)
        words = answer_words(self._engine.model)
        if self._engine.scheduler.faults.empty_answers:
            return Sequence(prompt, 1, "stop", iter([""]))
        if wanted is None:
            return Sequence(prompt, natural, "stop", words)
        return Sequence(prompt, wanted, "length", words)

    async def _whole(self, request: Request, sequence: Sequence, shape: Shape) -> Response:
        parts: list[str] = []
        try:
            while (token := await sequence.tokens.get()) is not None:
                parts.append(token)
                if await request.is_disconnected():
                    break
        finally:
            self._engine.scheduler.abort(sequence)
        usage = usage_of(sequence.prompt_tokens, sequence.produced)
        reason = sequence.finish_reason or "abort"
        return JSONResponse(shape.whole("".join(parts), reason, usage))

    async def _stream(
        self, sequence: Sequence, shape: Shape, *, usage: bool
    ) -> AsyncIterator[bytes]:
        try:
            if (opening := shape.opening()) is not None:
                yield opening
            token = await sequence.tokens.get()
            while token is not None:
                # The end marker is queued together with the last token, so nothing waits here.
                last = sequence.finish_reason is not None and sequence.tokens.qsize() == 1
                yield shape.token(token, sequence.finish_reason if last else None)
                token = await sequence.tokens.get()
                if token is None and not last:  # ended between two tokens
                    yield shape.token("", sequence.finish_reason)
            if usage:
                yield shape.usage(usage_of(sequence.prompt_tokens, sequence.produced))
            yield DONE
        finally:
            self._engine.scheduler.abort(sequence)

    async def _embeddings(self, request: Request) -> Response:
        try:
            asked = EmbeddingRequest.model_validate_json(await request.body())
        except ValidationError as error:
            return _error(str(error), "BadRequestError", 400)
        inputs = asked.input if isinstance(asked.input, list) else [asked.input]
        data: list[dict[str, Any]] = [
            {"object": "embedding", "index": index, "embedding": _embedding(str(text))}
            for index, text in enumerate(inputs)
        ]
        tokens = sum(count_tokens(str(text)) for text in inputs)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens, "completion_tokens": 0}
        model = asked.model or self._engine.served_names[0]
        return JSONResponse({"object": "list", "data": data, "model": model, "usage": usage})


def _embedding(text: str) -> list[float]:
    chooser = random.Random(text)  # noqa: S311 - reproducible, not secret
    return [chooser.uniform(-1, 1) for _ in range(EMBEDDING_SIZE)]


def _error(message: str, kind: str, status: int) -> Response:
    return JSONResponse(error_body(message, kind, status), status)
