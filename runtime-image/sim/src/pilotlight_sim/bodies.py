"""Requests as they are read, answers and stream events as vLLM shapes them."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pilotlight_sim.text import chat_prompt, count_tokens

ANSWER_TOKENS = 64  # how long an answer is when nobody says
DONE = b"data: [DONE]\n\n"


class StreamOptions(BaseModel):
    """`stream_options` of a request."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class GenerationRequest(BaseModel):
    """A completion or a chat completion: fields that have an effect; the rest is ignored."""

    model_config = ConfigDict(extra="ignore")

    model: str | None = None
    prompt: str | list[Any] | None = None
    messages: list[dict[str, Any]] | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    ignore_eos: bool = False
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()

    def prompt_tokens(self) -> int:
        """Tokens of the prompt; a list of numbers is tokens already."""
        if self.messages is not None:
            return count_tokens(chat_prompt(self.messages))
        if isinstance(self.prompt, list):
            if all(isinstance(token, int) for token in self.prompt):
                return max(1, len(self.prompt))
            return sum(count_tokens(str(part)) for part in self.prompt)
        return count_tokens(self.prompt or "")

    def wanted_tokens(self) -> int | None:
        """The limit that the client set, if any."""
        return self.max_completion_tokens or self.max_tokens


class EmbeddingRequest(BaseModel):
    """An embedding request."""

    model_config = ConfigDict(extra="ignore")

    model: str | None = None
    input: str | list[Any] = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What differs between completions and chat completions."""

    kind: Literal["completion", "chat"]
    model: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, finish_reason: str, usage: dict[str, int]) -> dict[str, Any]:
        """The answer in one piece."""
        choice: dict[str, Any] = {"index": 0, "logprobs": None, "finish_reason": finish_reason}
        if self.kind == "chat":
            choice["message"] = {"role": "assistant", "content": text}
        else:
            choice["text"] = text
        return {**self._head(stream=False), "choices": [choice], "usage": usage}

    def opening(self) -> bytes | None:
        """vLLM sends the role in an event of its own before the first token of a chat."""
        if self.kind == "completion":
            return None
        return self._event({"delta": {"role": "assistant", "content": ""}, "finish_reason": None})

    def token(self, text: str, finish_reason: str | None) -> bytes:
        """One token as an event; the last one carries the finish reason."""
        body = {"delta": {"content": text}} if self.kind == "chat" else {"text": text}
        return self._event({**body, "finish_reason": finish_reason})

    def usage(self, usage: dict[str, int]) -> bytes:
        """The event that `include_usage` asks for."""
        return _sse({**self._head(stream=True), "choices": [], "usage": usage})

    def _event(self, choice: dict[str, Any]) -> bytes:
        full = {"index": 0, **choice, "logprobs": None}
        return _sse({**self._head(stream=True), "choices": [full]})

    def _head(self, *, stream: bool) -> dict[str, Any]:
        chat = "chat.completion.chunk" if stream else "chat.completion"
        return {
            "id": f"chatcmpl-{self.id}" if self.kind == "chat" else f"cmpl-{self.id}",
            "object": chat if self.kind == "chat" else "text_completion",
            "created": self.created,
            "model": self.model,
        }


def usage_of(prompt_tokens: int, produced: int) -> dict[str, int]:
    """OpenAI's usage block."""
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": produced,
        "total_tokens": prompt_tokens + produced,
    }


def error_body(message: str, kind: str, status: int) -> dict[str, Any]:
    """vLLM's error shape: the code is the HTTP status."""
    return {"error": {"message": message, "type": kind, "param": None, "code": status}}


def _sse(document: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\n\n"
