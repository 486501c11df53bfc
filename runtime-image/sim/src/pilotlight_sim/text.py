"""Tokens and answers: a token is about four characters of a prompt, and one word of an answer."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from itertools import cycle

from pilotlight_sim.model import SimulatedModel

_WORDS = (
    "steady", "lanterns", "guide", "small", "boats", "across", "the", "quiet", "harbour", "while",
    "patient", "keepers", "count", "each", "wave", "and", "write", "the", "hour", "in", "a", "book",
)  # fmt: skip
CHARACTERS_PER_TOKEN = 4


def count_tokens(text: str) -> int:
    """Tokens of a prompt, at least one."""
    return max(1, math.ceil(len(text) / CHARACTERS_PER_TOKEN))


def chat_prompt(messages: Sequence[dict[str, object]]) -> str:
    """What a chat template would make of the messages, roughly."""
    parts = []
    for message in messages:
        content = message.get("content")
        text = content if isinstance(content, str) else json.dumps(content)
        parts.append(f"<|{message.get('role', 'user')}|>{text}")
    return "".join(parts)


def answer_words(model: SimulatedModel) -> Iterator[str]:
    """Endless tokens: first who speaks, then words. Each but the first begins with a space."""
    introduction = model.introduction.split()
    yield introduction[0]
    for word in introduction[1:]:
        yield f" {word}"
    for word in cycle(_WORDS):
        yield f" {word}"
