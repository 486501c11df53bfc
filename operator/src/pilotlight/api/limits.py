"""`spec.requestLimits`: how much one request, and all of them together, may ask of a worker."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from pilotlight.api.base import Model
from pilotlight.api.duration import Duration
from pilotlight.api.schema import Bounds, Rule

DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024


class RequestLimits(Model):
    """Limits that the gate of each worker keeps. Changing any of them restarts nothing."""

    max_input_tokens: Annotated[
        int | None,
        Field(
            ge=1,
            le=100_000_000,
            description=(
                "Longest prompt, in tokens of its text, without what the model's template adds."
                " Longer ones are refused with 400. Images are not counted. Absent: as long as the"
                " model takes."
            ),
        ),
    ] = None
    max_output_tokens: Annotated[
        int | None,
        Field(
            ge=1,
            le=100_000_000,
            description=(
                "Most tokens of one answer, and of each of its choices. A request that asks for"
                " more, or does not say how many, gets so many; its answer then has the header"
                " x-pilotlight-max-tokens. Absent: as many as the model has room for."
            ),
        ),
    ] = None
    timeout: Annotated[
        Duration,
        Bounds("1s", "24h"),
        Field(
            description=(
                "The longest that a request may take once its body is there, waiting for its turn"
                " included. Then a stream ends with an error event, another request with 504, and"
                " the engine is freed."
            )
        ),
    ] = timedelta(minutes=10)
    max_concurrent: Annotated[
        int | None,
        Field(
            ge=1,
            le=65_536,
            description=(
                "Requests that are with the engine of one worker at a time, waiting in the engine's"
                " own queue included: choose more than runtime.engine.maxNumSeqs. More wait for"
                " their turn, see maxQueued. Absent: all of them."
            ),
        ),
    ] = None
    max_queued: Annotated[
        int,
        Field(
            ge=0,
            le=65_536,
            description=(
                "Requests beyond maxConcurrent that wait for their turn at a worker, in the order"
                " of their arrival; autoscaling counts them as waiting. More are refused with 429"
                " and Retry-After."
            ),
        ),
    ] = 0
    max_body_bytes: Annotated[
        int,
        Field(
            ge=1024,
            le=256 * 1024 * 1024,
            description=(
                "Largest body of a request, images and audio included. Larger ones are refused with"
                " 413. The worker holds it in memory."
            ),
        ),
    ] = DEFAULT_MAX_BODY_BYTES


LIMITS_RULES = (
    Rule(
        "has(self.maxConcurrent) || !has(self.maxQueued) || self.maxQueued == 0",
        "maxQueued needs maxConcurrent: without it nothing waits at the worker",
    ),
)
