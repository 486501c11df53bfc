"""Smoke tests: what a plan orders, and what comes back. Carried out by `cluster.smoke`."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SmokeOrder:
    """One test of one revision. The same order is carried out once.

    url: base URL of the OpenAI API, ending in /v1. model: its `model` name. expect: RE2 expression
    that must be found in the text, None for any text. timeout: of one attempt. attempts: how many
    may fail in a row. occasion: what tells this order from an earlier one of the same revision,
    e.g. when its bring-up began. keyed: requests need a key, so this one needs a permit.
    """

    revision: str
    url: str
    model: str
    prompt: str
    max_tokens: int
    expect: str | None
    timeout: timedelta
    attempts: int
    occasion: str
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class SmokeReport:
    """What became of an order. `passed` is None while attempts are left; `message` says why not."""

    order: SmokeOrder
    passed: bool | None
    message: str
