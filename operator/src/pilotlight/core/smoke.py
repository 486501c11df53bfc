"""Smoke tests: what a plan orders, and what comes back. Carried out by `cluster.smoke`."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

_LIMITS: dict[tuple[int, str], str] = {
    (HTTPStatus.BAD_REQUEST, "context_length_exceeded"): "spec.requestLimits.maxInputTokens",
    (HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"): "spec.requestLimits.maxConcurrent",
    (HTTPStatus.GATEWAY_TIMEOUT, "request_timeout"): "spec.requestLimits.timeout",
}


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


def limit_of(status: int, code: str) -> str | None:
    """The field of the spec that a gate refused a test for; None where it is not one of those.

    Engines refuse with such a status, too, and activators with such a code: only both tell.
    """
    return _LIMITS.get((status, code))
