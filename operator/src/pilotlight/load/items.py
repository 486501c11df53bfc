"""The result of a query, decoded one series after the other.

All at once tens of thousands of series would be a quarter of a million lists and dicts, which take
80 MB and make Python's garbage collector look at everything the operator has, again and again:
three times the CPU of decoding. One at a time each is gone when the next one is read.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

# "status" comes first, and "warnings" last.
_RESULT = re.compile(
    r'\s*\{\s*"status"\s*:\s*"success"\s*,\s*"data"\s*:\s*\{[^\[\]{}]*"result"\s*:\s*\['
)
_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def decoded(body: bytes) -> Any:
    """An answer as `json.loads` would give it, but for `data.result`: that is an iterator if it
    looks as it should.

    Raises:
        ValueError: when it is not JSON; of the result only when it is read.
    """
    text = body.decode()
    begin = _RESULT.match(text)
    if begin is None:
        return json.loads(text)
    return {"status": "success", "data": {"result": _items(text, begin.end())}}


def _items(text: str, at: int) -> Iterator[Any]:
    at = _behind(text, at)
    while not text.startswith("]", at):
        item, at = _DECODER.raw_decode(text, at)
        yield item
        if text.startswith(",{", at):
            at += 1
            continue
        at = _behind(text, at)
        if text.startswith(",", at):
            at = _behind(text, at + 1)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("Expecting ',' or ']'", text, at)


def _behind(text: str, at: int) -> int:
    """Behind white space."""
    found = _SPACE.match(text, at)
    return found.end() if found is not None else at
