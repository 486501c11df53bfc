"""What a request asks for: its JSON, checked and brought within the limits.

| field | rule |
| --- | --- |
| the document | one JSON object in UTF-8, nested at most 64 levels; NaN and Infinity are no JSON |
| | at most 65,536 objects and lists, and 524,288 values |
| `max_tokens`, `max_completion_tokens`, `max_output_tokens` | lowered to the ceiling |
| none of them | the ceiling; of `/v1/completions`, whose own default is 16, only if it is less |
| null | as none; the engine would take it for as many as fit, so completions get their 16 |
| `n`, `best_of` | at most 128; times the prompts at most 2,048 |
| `stream` | true, false or null; the engine would take 1 and "yes", too |
| `prompt`, `input`, `messages` | no empty list, none of numbers and something else |
| `background` | refused: its answer could not be fetched, and would escape the limits |

Of fields that occur twice the last one counts, here and in the engine, which has the same reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeGuard

from pilotlight_worker.gate.limits import (
    MAX_CHOICES,
    MAX_CONTAINERS,
    MAX_DEPTH,
    MAX_SEQUENCES,
    MAX_VALUES,
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
    in pieces, the last of them the conversation. outputs: those with the number of tokens, the one
    to be set last. default: tokens that the engine gives when none of them is there, None: as many
    as fit.
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
    "/v1/responses": Kind(
        chat=("instructions", "previous_input_messages", "input"), outputs=("max_output_tokens",)
    ),
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
    if (problem := problem_of_shape(body)) is not None:
        raise RefusedError(problem, _SHAPES[problem])
    document = _parsed(body)
    if document.get("background"):
        raise RefusedError(Limit.INVALID_BODY, "background is not supported.", "background")
    if not isinstance(document.get("stream"), bool | None):
        raise RefusedError(Limit.INVALID_BODY, "stream must be true or false.", "stream")
    _check_prompts(kind, document)
    ceiling = limits.max_output_tokens
    tokens = None if ceiling is None else _limit_output(kind, document, ceiling)
    if tokens is not None:
        body = json.dumps(document, separators=(",", ":")).encode()
    return Asked(body, document, tokens)


def prompts_of(kind: Kind, document: Mapping[str, Any]) -> list[Prompt]:
    """Every prompt of a request; what is neither text nor tokens (images) is left out."""
    prompts = _prompts(document.get(kind.prompt)) if kind.prompt else []
    if not kind.chat:
        return prompts
    *before, conversation = (document.get(field) for field in kind.chat)
    shown = ("tools", "documents", "chat_template_kwargs")
    after = [text for field in shown for text in _written(document.get(field))]
    for each in conversation if _is_batch(conversation) else [conversation]:
        if pieces := [*_texts(before), *_texts(each), *after]:
            prompts.append("\n".join(pieces))
    return prompts


def problem_of_shape(body: bytes) -> Limit | None:
    """Whether JSON is nested beyond MAX_DEPTH or has more in it than anybody needs, in time that
    grows only with its length, and without reading it.

    Without its strings nothing but brackets is looked at, and each round takes the innermost away.
    """
    brackets, values = body.count(b"[") + body.count(b"{"), body.count(b",")
    if brackets <= MAX_DEPTH and values <= MAX_VALUES:
        return None
    # Names and values have two quotes each, and an escaped backslash hides one of them.
    if body.count(b'"') - body.count(rb"\"") > 4 * MAX_VALUES:
        return Limit.BODY_TOO_COMPLEX
    outside = b"".join(body.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')[::2])
    if outside.count(b",") > MAX_VALUES:
        return Limit.BODY_TOO_COMPLEX
    pairs = outside.translate(_ROUND, _NO_BRACKETS)
    if pairs.count(b"[") - pairs.count(b"]") > MAX_DEPTH:
        return Limit.BODY_TOO_DEEP  # never closed: no JSON, but the parser would go down there
    if pairs.count(b"[") > MAX_CONTAINERS:
        return Limit.BODY_TOO_COMPLEX
    for _ in range(MAX_DEPTH):
        before, pairs = len(pairs), pairs.replace(b"[]", b"")
        if len(pairs) == before:
            return None
    return Limit.BODY_TOO_DEEP if b"[]" in pairs else None


_SHAPES = {
    Limit.BODY_TOO_DEEP: f"The JSON is nested more than {MAX_DEPTH} levels deep.",
    Limit.BODY_TOO_COMPLEX: f"The JSON has more than {MAX_CONTAINERS} objects and lists, or more"
    f" than {MAX_VALUES} values.",
}
_ROUND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        # In UTF-8, as every JSON is (RFC 8259, 8.1): what was looked for in its bytes was there.
        document = _DECODER.decode(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RefusedError(Limit.INVALID_BODY, "The body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise RefusedError(Limit.INVALID_BODY, "The body is not a JSON object.")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _check_prompts(kind: Kind, document: Mapping[str, Any]) -> None:
    count = 0
    for field in filter(None, (kind.prompt, *kind.chat[-1:])):
        value = document.get(field)
        if isinstance(value, list) and (not value or [] in value):
            raise RefusedError(Limit.INVALID_BODY, f"{field} has nothing in it.", field)
        if not isinstance(value, list) or _are_tokens(value):
            continue
        if any(map(_is_mixed, (value, *value))):
            text = f"{field} has both numbers and something else in one list."
            raise RefusedError(Limit.INVALID_BODY, text, field)
        if field == kind.prompt or _is_batch(value):
            count += len(value)
    embeds = document.get("prompt_embeds")
    count = max(1, count + (len(embeds) if isinstance(embeds, list) else 0))
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


def _are_tokens(prompt: object) -> TypeGuard[list[int | float]]:
    # The engine takes 7.0 for 7.
    return isinstance(prompt, list) and all(isinstance(part, (int, float)) for part in prompt)


def _is_mixed(prompt: object) -> bool:
    """The engine would take such a list for tokens: "7" is a number to it."""
    if not isinstance(prompt, list) or _are_tokens(prompt):
        return False
    return any(isinstance(part, (int, float)) for part in prompt)


def _is_batch(conversation: object) -> TypeGuard[list[object]]:
    return isinstance(conversation, list) and any(isinstance(it, list) for it in conversation)


def _prompts(prompt: object) -> list[Prompt]:
    if isinstance(prompt, str):
        return [prompt]
    if _are_tokens(prompt):
        return [len(prompt)]
    found: list[Prompt] = []
    conversation = []  # where the route takes one
    for part in prompt if isinstance(prompt, list) else [prompt]:
        if isinstance(part, str):
            found.append(part)
        elif _are_tokens(part):
            found.append(len(part))
        elif isinstance(part, list):
            found.append("\n".join(_texts(part)))
        else:
            conversation.append(part)
    text = "\n".join(_texts(conversation))
    return [*found, text] if text else found


_MEDIA = frozenset(
    {
        "image_url",
        "video_url",
        "audio_url",
        "input_audio",
        "image_embeds",
        "audio_embeds",
        "video_embeds",
        "file",
        "file_data",
    }
)
_LABELS = frozenset({"role", "type", "id", "tool_call_id", "call_id", "status", "detail"})
_LABEL_LENGTH = 64


def _texts(content: object) -> Iterator[str]:
    """All text of messages and of their parts, wherever it stands: templates may show any of it.
    Addresses and data of media are none, nor are short words in fields that only say what is what.
    """
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)
    elif isinstance(content, dict):
        for field, value in content.items():
            if len(field) > _LABEL_LENGTH:
                yield field
            is_label = field in _LABELS and isinstance(value, str) and len(value) <= _LABEL_LENGTH
            is_data = field == "data" and content.get("type") == "prompt_embeds"
            if field == "tools":
                yield from _written(value)
            elif field not in _MEDIA and not is_label and not is_data:
                yield from _texts(value)


def _written(value: object) -> Iterator[str]:
    """What templates show as it was sent, names and brackets included."""
    if value:
        yield json.dumps(value, ensure_ascii=False)
