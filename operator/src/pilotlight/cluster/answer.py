"""A streamed completion as it comes in, and why it is no proof of a working model.

Who answers is not trusted: nothing here fails on any text, and what is shown of one has no control
characters.
"""

import asyncio
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import re2  # type: ignore[import-untyped]

from pilotlight.core.smoke import limit_of

# RE2's time is linear in the text and in the size of the expression: the worst one of 512
# characters that we found took 0.6 s for so much, without the interpreter's lock.
SEARCHED = 64 * 1024  # bytes
_SHOWN_ON_A_LINE = 200  # characters
_SHOWN_IN_QUOTES = 120  # characters
_FINISHED = ("stop", "length")


@dataclass(slots=True)
class Answer:
    """What has been read of a stream.

    chunks: choices, about one per token. usage: tokens by the server's count. problem: what makes
    the rest pointless. needs_key: it is that there was no good key.
    """

    parts: list[str] = field(default_factory=list)
    chunks: int = 0
    usage: int | None = None
    finish_reason: str | None = None
    done: bool = False
    problem: str | None = None
    needs_key: bool = False

    @property
    def tokens(self) -> str:
        """How many there are, in words."""
        number = self.chunks if self.usage is None else self.usage
        return "1 token" if number == 1 else f"{number} tokens"

    @property
    def over(self) -> bool:
        """Nothing that follows matters."""
        return self.done or self.problem is not None

    def take(self, events: list[str]) -> None:
        """Count events in."""
        for data in events:
            if self.over:
                return
            if data.strip() == "[DONE]":
                self.done = True
            else:
                self._take(data)

    def _take(self, data: str) -> None:
        document = parsed(data)
        if document is None:
            self.problem = f"an event of the stream is no JSON object: {quoted(data)}"
            return
        if (message := error_message(document)) is not None:
            # The status of a stream was told before; a gate can have had but one cause since.
            advice = limit_advice(HTTPStatus.GATEWAY_TIMEOUT, document)
            self.problem = f"error in the stream after {self.tokens}: {message}{advice}"
            return
        usage = document.get("usage")
        if isinstance(usage, dict):
            self.usage = _count(usage.get("completion_tokens"))
        choices = document.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict):
                self._take_choice(choice)

    def _take_choice(self, choice: dict[str, Any]) -> None:
        self.chunks += 1
        text, reason = choice.get("text"), choice.get("finish_reason")
        if isinstance(text, str):
            self.parts.append(text)
        if isinstance(reason, str):
            self.finish_reason = reason

    async def shortcoming(self, expect: str | None) -> str | None:
        """What is wrong with a stream that was read to its end, or None.

        | looked at, in this order | wrong when |
        | --- | --- |
        | problem | there is one |
        | finish_reason | absent (cut, or not OpenAI's API), or neither stop nor length (aborted) |
        | [DONE] | absent: cut after the last token |
        | tokens | none by `usage`; no text where the server does not count |
        | text | `expect` is not found in its first 64 KiB, or is nothing that RE2 can compile |
        """
        if self.problem is not None:
            return self.problem
        if self.finish_reason is None:
            return f"the stream ended without a finish_reason after {self.tokens}"
        if self.finish_reason not in _FINISHED:
            reason = quoted(self.finish_reason)
            return f"the answer ended with finish_reason {reason} after {self.tokens}"
        if not self.done:
            return f"the stream ended without [DONE] after {self.tokens}"
        text = "".join(self.parts)
        if not (self.usage or (self.usage is None and text)):
            return "the answer has no tokens"
        return None if expect is None else await asyncio.to_thread(_unmatched, expect, text)


def _unmatched(expect: str, text: str) -> str | None:
    options = re2.Options()
    options.never_capture = True
    options.log_errors = False
    # As bytes: JSON can say half a surrogate pair, and RE2's module fails on such a text.
    expression, searched = (it.encode(errors="replace") for it in (expect, text))
    try:
        found = re2.compile(expression, options).search(searched[:SEARCHED])
    except re2.error as error:
        return f"RE2 cannot compile {quoted(expect)}: {on_a_line(_said_by_re2(error))}"
    finally:
        re2.purge()  # else its module keeps up to 8 MiB for each of the last 128 expressions
    return None if found else f"no match for {quoted(expect)} in the answer {quoted(text)}"


def _said_by_re2(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def error_message(document: dict[str, Any]) -> str | None:
    """The message of an error in OpenAI's shape, vLLM's older one or FastAPI's; None if it is none.

    An error without a message is shown whole.
    """
    error = document.get("error")
    found: Any = None
    if error is not None:
        found = (error.get("message") if isinstance(error, dict) else error) or error
    elif document.get("object") == "error":
        found = document.get("message") or document
    elif "choices" not in document:
        found = document.get("message") or document.get("detail")
    if found is None:
        return None
    return on_a_line(found if isinstance(found, str) else json.dumps(found))


def limit_advice(status: int, document: dict[str, Any]) -> str:
    """What to add to an error's message where one of our own limits is the cause; else nothing."""
    error = document.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    limit = limit_of(status, code) if isinstance(code, str) else None
    return "" if limit is None else f" (see {limit})"


def parsed(text: str) -> dict[str, Any] | None:
    """A JSON object, or None when it is anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def on_a_line(text: str) -> str:
    """The first 200 characters without line breaks, control characters escaped."""
    line = " ".join(text[: 4 * _SHOWN_ON_A_LINE].split())
    cut = line if len(line) <= _SHOWN_ON_A_LINE else f"{line[:_SHOWN_ON_A_LINE]}…"
    return "".join(it if it.isprintable() else repr(it)[1:-1] for it in cut)


def quoted(text: str) -> str:
    """The first 120 characters as Python would write them."""
    return repr(text) if len(text) <= _SHOWN_IN_QUOTES else f"{text[:_SHOWN_IN_QUOTES]!r}…"


def _count(value: Any) -> int | None:
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    return number if number is not None and 0 <= number <= 10**9 else None
