"""How much one request, and all of them together, may ask of this worker.

`RequestLimits` comes from `spec.requestLimits` and changes while serving. The constants hold for
every worker: beyond them a request is a mistake or an attack, never work.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from pilotlight_worker.gate.errors import (
    CONNECTION_CLOSE,
    INVALID_REQUEST,
    RATE_LIMITED,
    RETRY_AFTER,
    UNAVAILABLE,
    Headers,
)

MAX_BODY_BYTES = 32 * 1024 * 1024  # where nothing is set: an audio file or some images
MAX_DEPTH = 64  # of JSON; the schemas of tools nest some ten levels
# Of JSON, too. A long conversation with tools has some ten thousand, and only prompts that are sent
# as tokens have many values. Reading takes up to 25 times the memory of the body, and the engine
# keeps what it has read for as long as it answers.
MAX_CONTAINERS = 65_536
MAX_VALUES = 524_288
MAX_CHOICES = 128  # `n` and `best_of`, as at OpenAI
MAX_SEQUENCES = 2048  # prompts of one request, times the choices of each; OpenAI's for embeddings
# The longest tokens of known vocabularies are runs of 128 blanks and words of some 200 bytes.
LONGEST_TOKEN_BYTES = 256


class RequestLimits(BaseModel):
    """Those of `spec.requestLimits`, as the operator writes them into the gate's settings."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )

    max_input_tokens: int | None = Field(default=None, ge=1)
    max_output_tokens: int | None = Field(default=None, ge=1)
    timeout_seconds: float | None = Field(default=None, gt=0)
    max_concurrent: int | None = Field(default=None, ge=1)
    max_queued: int = Field(default=0, ge=0)
    max_body_bytes: int = Field(default=MAX_BODY_BYTES, ge=1)


class Limit(StrEnum):
    """Which limit refused a request: the `code` of its error, and the `reason` of the metric."""

    BODY_TOO_LARGE = "body_too_large"
    BODY_TOO_SLOW = "body_too_slow"
    BODY_MEMORY = "body_memory"
    INVALID_BODY = "invalid_body"
    BODY_TOO_DEEP = "body_too_deep"
    BODY_TOO_COMPLEX = "body_too_complex"
    TOO_MANY_CHOICES = "too_many_choices"
    TOO_MANY_PROMPTS = "too_many_prompts"
    INPUT_TOO_LONG = "context_length_exceeded"  # OpenAI's word, which clients look for
    TOO_MANY_REQUESTS = "too_many_requests"
    REQUEST_TIMEOUT = "request_timeout"


STATUS = {
    Limit.BODY_TOO_LARGE: 413,
    Limit.BODY_TOO_SLOW: 408,
    Limit.BODY_MEMORY: 503,
    Limit.INVALID_BODY: 400,
    Limit.BODY_TOO_DEEP: 400,
    Limit.BODY_TOO_COMPLEX: 400,
    Limit.TOO_MANY_CHOICES: 400,
    Limit.TOO_MANY_PROMPTS: 400,
    Limit.INPUT_TOO_LONG: 400,
    Limit.TOO_MANY_REQUESTS: 429,
    Limit.REQUEST_TIMEOUT: 504,
}
"""HTTP status of each refusal."""
_KINDS = {429: RATE_LIMITED, 503: UNAVAILABLE, 504: UNAVAILABLE}
# OpenAI's clients would send again what took too long, twice.
_NO_RETRY = (b"x-should-retry", b"false")
_HEADERS: dict[Limit, Headers] = {
    # The rest of these bodies is not read.
    Limit.BODY_TOO_LARGE: (CONNECTION_CLOSE,),
    Limit.BODY_TOO_SLOW: (CONNECTION_CLOSE,),
    Limit.BODY_MEMORY: (RETRY_AFTER, CONNECTION_CLOSE),
    Limit.TOO_MANY_REQUESTS: (RETRY_AFTER,),
    Limit.REQUEST_TIMEOUT: (_NO_RETRY,),
}


class RefusedError(Exception):
    """This request goes no further. `param` names the field of its body that is to blame."""

    def __init__(self, limit: Limit, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.limit = limit
        self.param = param

    @property
    def status(self) -> int:
        """Of the answer."""
        return STATUS[self.limit]

    @property
    def unread(self) -> bool:
        """Whether a part of the body is still to come."""
        return CONNECTION_CLOSE in self.headers

    @property
    def kind(self) -> str:
        """OpenAI's `type`."""
        return _KINDS.get(self.status, INVALID_REQUEST)

    @property
    def headers(self) -> Headers:
        """Of the answer, beside those of every error."""
        return _HEADERS.get(self.limit, ())
