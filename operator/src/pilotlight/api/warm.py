"""`spec.warmPool`: replicas that are loaded and do not serve, until more shall."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from pilotlight.api.base import Model


class WarmTier(StrEnum):
    """What a loaded replica without traffic has ready. `Awake`: all of it. `Asleep`: the weights,
    in the host's memory."""

    AWAKE = "Awake"
    ASLEEP = "Asleep"


class WarmPool(Model):
    """A pool of loaded replicas of the active revision."""

    size: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description=(
                "Replicas beside those that serve. They start once all that shall serve are Ready,"
                " and only where accelerators are free that nobody lacks for serving."
            ),
        ),
    ]
    tier: Annotated[
        WarmTier,
        Field(
            description=(
                "Awake keeps the model on its accelerators: such a replica serves within a second."
                " Asleep moves it to the host's memory, up to twice the size of its weights, which"
                " has to be in runtime.resources: the replica keeps its accelerators, their memory"
                " is free, and it serves seconds later"
                " (vLLM's sleep mode, level 1; not on CPUs). A change to or from Asleep makes a new"
                " revision, which restarts all pods."
            )
        ),
    ] = WarmTier.AWAKE
