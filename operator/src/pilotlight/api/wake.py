"""What activator and operator say to each other about held requests. Between our own processes."""

from typing import Annotated

from pydantic import Field

from pilotlight.api.base import Model

MAX_HELD = 100_000
MAX_UID = 64


class WakeRequest(Model):
    """`POST /wake`: so many requests are held for an endpoint. Zero: they are not any more."""

    namespace: Annotated[str, Field(min_length=1, max_length=63)]
    name: Annotated[str, Field(min_length=1, max_length=63)]
    uid: Annotated[str, Field(min_length=1, max_length=MAX_UID)]
    held: Annotated[int, Field(ge=0, le=MAX_HELD)]
    source: Annotated[str, Field(min_length=1, max_length=253, description="The pod that holds.")]


class WakeAnswer(Model):
    """The leader's answer: it knows, and sees to it that there is a replica."""

    asked_seconds_ago: Annotated[
        float, Field(ge=0, description="Since when it has been seeing to it.")
    ] = 0.0
    message: Annotated[
        str, Field(max_length=1000, description="What the replica waits for, for the client.")
    ] = ""
