"""What a request asks for: its JSON, checked and brought within the limits.

| field | rule |
| --- | --- |
| the document | one JSON object, nested at most 64 levels; NaN and Infinity are no JSON |
| `max_tokens`, `max_completion_tokens`, `max_output_tokens` | lowered to the ceiling |
| none of them | the ceiling; of `/v1/completions`, whose own default is 16, only if it is less |
| null | as none; the engine would take it for as many as fit, so completions get their 16 |
| `n`, `best_of` | at most 128; times the prompts at most 2,048 |
| `prompt`, `input`, `messages` | no empty list |
| `background` | refused: its answer could not be fetched, and would escape the limits |

Of fields that occur twice the last one counts, here and in the engine, which has the same reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from pilotlight_worker.gate.limits import (
    MAX_CHOICES,
    MAX_DEPTH,
    MAX_SEQUENCES,
    Limit,
    RefusedError,
    RequestLimits,
)

Prompt = str | int
"""Text, or how many tokens it is where the client sent tokens."""

DEFAULT_COMPLETION_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Kind:
    """Where the bodies of one route say what is bounded.

    prompt: the field with one prompt, or, of some routes, several. chat: the fields with one prompt
    in pieces. outputs: those with the number of tokens, the one to be set last. default: tokens
    that the engine gives when none of them is there, None: as many as fit.
    """

    prompt: str | None = None
    chat: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    default: int | None = None


KINDS: Mapping[str, Kind] = {
    "/v1/completions": Kind(
        prompt="prompt", outputs=("max_tokens",), default=DEFAULT_COMPLETION_TOKENS
    ),
    "/v1/chat/completions": Kind(
        chat=("messages",), outputs=("max_tokens", "max_completion_tokens")
    ),
    "/v1/responses": Kind(chat=("instructions", "input"), outputs=("max_output_tokens",)),
    "/v1/embeddings": Kind(prompt="input", chat=("messages",)),
}
"""Routes whose bodies are JSON; those of others (audio) are not looked into."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `max_tokens`: what was set or lowered, None when nothing was."""

    body: bytes
    document: dict[str, Any]
    max_tokens: int | None


def check(kind: Kind, body: bytes, limits: RequestLimits) -> Asked:
    """Raises RefusedError."""
    if is_too_deep(body):
        text = f"The JSON is nested more than {MAX_DEPTH} levels deep."
        raise RefusedError(Limit.BODY_TOO_DEEP, text)
    document = _parsed(body)
    if document.get("background"):
        raise RefusedError(Limit.INVALID_BODY, "background is not supported.", "background")
    _check_prompts(kind, document)
    ceiling = limits.max_output_tokens
    tokens = None if ceiling is None else _limit_output(kind, document, ceiling)
    if tokens is not None:
        body = json.dumps(document, separators=(",", ":")).encode()
    return Asked(body, document, tokens)


def prompts_of(kind: Kind, document: Mapping[str, Any]) -> list[Prompt]:
    """Every prompt of a request; what is neither text nor tokens (images) is left out."""
    prompt = document.get(kind.prompt) if kind.prompt else None
    if prompt is None:
        pieces = [text for field in kind.chat for text in _texts(document.get(field))]
        tools = document.get("tools")
        return ["\n".join([*pieces, json.dumps(tools)] if tools else pieces)]
    if isinstance(prompt, str):
        return [prompt]
    if not isinstance(prompt, list):
        return []
    if _are_tokens(prompt):
        return [len(prompt)]
    return [
        len(part) if isinstance(part, list) else part
        for part in prompt
        if isinstance(part, (str, list))
    ]


def is_too_deep(body: bytes) -> bool:
    """Whether JSON is nested beyond MAX_DEPTH, in time that grows only with its length.

    Without its strings nothing but brackets is looked at, and each round takes the innermost away.
    """
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    outside = b"".join(body.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')[::2])
    brackets = outside.translate(_ROUND, _NO_BRACKETS)
    if brackets.count(b"[") - brackets.count(b"]") > MAX_DEPTH:
        return True  # never closed: no JSON, but the parser would go down there
    for _ in range(MAX_DEPTH):
        before, brackets = len(brackets), brackets.replace(b"[]", b"")
        if len(brackets) == before:
            return False
    return b"[]" in brackets


_ROUND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        # As `json.loads` does it, without making a decoder for each request.
        document = _DECODER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError):
        raise RefusedError(Limit.INVALID_BODY, "The body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise RefusedError(Limit.INVALID_BODY, "The body is not a JSON object.")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _check_prompts(kind: Kind, document: Mapping[str, Any]) -> None:
    count = 1
    for field in filter(None, (kind.prompt, *kind.chat)):
        value = document.get(field)
        if isinstance(value, list) and (not value or [] in value):
            raise RefusedError(Limit.INVALID_BODY, f"{field} has nothing in it.", field)
        if field == kind.prompt and isinstance(value, list) and not _are_tokens(value):
            count = len(value)
    choices = max(_number(document, field) or 1 for field in ("n", "best_of"))
    if choices > MAX_CHOICES:
        text = f"n and best_of are at most {MAX_CHOICES}."
        raise RefusedError(Limit.TOO_MANY_CHOICES, text, "n")
    if count * choices > MAX_SEQUENCES:
        text = f"Prompts times choices are at most {MAX_SEQUENCES} in one request."
        raise RefusedError(Limit.TOO_MANY_PROMPTS, text, kind.prompt)


def _limit_output(kind: Kind, document: dict[str, Any], ceiling: int) -> int | None:
    """Changes the document; the number of tokens if it had to."""
    if not kind.outputs:
        return None
    changed = None
    given = {field: _number(document, field) for field in kind.outputs}
    for field, number in given.items():
        if number is not None and number > ceiling:
            document[field] = changed = ceiling
    field = kind.outputs[-1]
    fits = kind.default is not None and kind.default <= ceiling and field not in document
    if all(number is None for number in given.values()) and not fits:
        document[field] = changed = min(ceiling, kind.default or ceiling)
    return changed


def _number(document: Mapping[str, Any], field: str) -> int | None:
    number = document.get(field)
    # The engine would also read "9" and 9.0; nobody sends them but to see what happens.
    if number is None or (type(number) is int and number >= 0):
        return number
    raise RefusedError(Limit.INVALID_BODY, f"{field} must be a whole number, from 0.", field)


def _are_tokens(prompt: list[Any]) -> bool:
    return all(type(part) is int for part in prompt)


def _texts(content: object) -> Iterator[str]:
    """The text of messages and of their parts, but no addresses and no data of images."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)
    elif isinstance(content, dict):
        for field in ("content", "text", "arguments", "output", "summary"):
            yield from _texts(content.get(field))
        for call in _listed(content.get("tool_calls")):
            yield from _texts(call.get("function"))


def _listed(value: object) -> Iterable[dict[str, Any]]:
    return [it for it in value if isinstance(it, dict)] if isinstance(value, list) else ()
