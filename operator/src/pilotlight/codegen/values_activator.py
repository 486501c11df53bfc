"""The chart's values of the activator, which holds requests while no worker is ready."""

from typing import Annotated, Any

from pydantic import Field

from pilotlight.api.schema import Embedded
from pilotlight.codegen.values_base import Values

Quantity = Annotated[str | int, Embedded("quantity")]


class ActivatorResources(Values):
    """Of the activator's container."""

    requests: Annotated[dict[str, Quantity], Field(description="As in core/v1.")] = {
        "cpu": "100m",
        "memory": "128Mi",
    }
    limits: Annotated[
        dict[str, Quantity],
        Field(
            description=(
                "As in core/v1. Memory for 130 MiB, 22 KiB for each of maxHeld, and maxHeldBytes."
            )
        ),
    ] = {"memory": "640Mi"}


class Activator(Values):
    """Holds requests for endpoints that are scaled to zero, or whose workers are all away."""

    enabled: Annotated[
        bool,
        Field(
            description=(
                "Install it. Without it nothing is scaled to zero: a minReplicas of 0 is taken"
                " as 1. With it the operator may write EndpointSlices, and activators listen on"
                " ports 20000 to 29999 of their pods."
            )
        ),
    ] = False
    replicas: Annotated[
        int,
        Field(
            ge=1,
            le=10,
            description="Pods. Each holds up to spec.scaling.hold.maxPending for an endpoint.",
        ),
    ] = 2
    max_held: Annotated[
        int,
        Field(
            ge=2,
            le=100_000,
            description="Requests that a pod holds for all endpoints; one alone gets a half.",
        ),
    ] = 10_000
    max_held_bytes: Annotated[
        int, Field(ge=2**20, le=2**40, description="The same for bodies that are kept, bytes.")
    ] = 256 * 2**20
    drain_seconds: Annotated[
        int,
        Field(
            ge=0,
            le=3600,
            description="How long a pod that stops goes on with answers that are under way.",
        ),
    ] = 300
    resources: Annotated[ActivatorResources, Field(description="Of its container.")] = (
        ActivatorResources()
    )
    priority_class_name: Annotated[str, Field(description="PriorityClass of its pods.")] = ""
    node_selector: Annotated[
        dict[str, str], Field(description="Node labels that its pods need.")
    ] = {}
    tolerations: Annotated[
        list[Annotated[dict[str, Any], Embedded("V1Toleration")]],
        Field(description="Taints that its pods tolerate."),
    ] = []
