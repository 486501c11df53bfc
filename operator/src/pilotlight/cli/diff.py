"""What differs between two pod specs, field by field."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pilotlight.cli.masks import masked

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its path, and what it was and is, fit to be shown; None where it is absent."""

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        """`runtime.engine.maxModelLen: 4096 → 8192`."""
        if self.before is None:
            return f"{self.path}: added {self.after}"
        if self.after is None:
            return f"{self.path}: removed {self.before}"
        changed = " (changed)" if self.before == self.after else ""
        return f"{self.path}: {self.before} → {self.after}{changed}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Compared as they are, shown masked: that a token has changed is seen, the token is not.

    | value | compared |
    | --- | --- |
    | mapping | key by key |
    | list of things with a name | by name: `runtime.env[HF_HOME].value` |
    | list of texts | what was added and removed; whole when only the order differs |
    | other list | whole |
    """
    return list(_compared("", (before, after), (masked(before), masked(after))))


def _compared(path: str, real: tuple[Any, Any], shown: tuple[Any, Any]) -> Iterator[Difference]:
    if real[0] == real[1]:
        return
    if all(isinstance(it, Mapping) for it in real):
        yield from _by_key(path, real, shown, ".{}")
    elif all(_is_named(it) for it in real):
        before, after = (tuple(map(_by_name, pair)) for pair in (real, shown))
        if before[0] == before[1]:
            yield Difference(path, _value(list(before[0])), _value(list(before[1])))
        yield from _by_key(path, before, after, "[{}]")
    elif all(_is_texts(it) for it in real):
        yield from _texts(path, real, shown)
    else:
        yield Difference(path, _value(shown[0]), _value(shown[1]))


def _by_key(
    path: str, real: tuple[Any, ...], shown: tuple[Any, ...], form: str
) -> Iterator[Difference]:
    for key in dict.fromkeys((*real[0], *real[1])):
        deeper = path + form.format(key) if path else str(key)
        pair = real[0].get(key, _ABSENT), real[1].get(key, _ABSENT)
        yield from _compared(deeper, pair, (shown[0].get(key, _ABSENT), shown[1].get(key, _ABSENT)))


def _texts(path: str, real: tuple[Any, Any], shown: tuple[Any, Any]) -> Iterator[Difference]:
    gone = [seen for it, seen in zip(real[0], shown[0], strict=True) if it not in real[1]]
    new = [seen for it, seen in zip(real[1], shown[1], strict=True) if it not in real[0]]
    yield from (Difference(path, it, None) for it in gone)
    yield from (Difference(path, None, it) for it in new)
    if not gone and not new:
        yield Difference(path, _value(shown[0]), _value(shown[1]))


def _is_named(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    named = {it.get("name") for it in value if isinstance(it, Mapping)}
    return len(named) == len(value) and all(isinstance(it, str) for it in named)


def _by_name(value: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {it["name"]: it for it in value}


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(it, str) for it in value)


def _value(value: Any) -> str | None:
    if value is _ABSENT:
        return None
    if isinstance(value, str) and value:
        return value
    return json.dumps(value, ensure_ascii=False)
