"""What all API models share: the base class and the types of common fields."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from pilotlight.api.schema import Embedded

Name = Annotated[str, Field(min_length=1, max_length=253)]
ShortText = Annotated[str, Field(min_length=1, max_length=128)]
Quantity = Annotated[str | int, Embedded("quantity")]


class Model(BaseModel):
    """Base of all API models: camelCase outside, frozen, unknown fields ignored."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, frozen=True, extra="ignore"
    )


class LocalReference(Model):
    """Names an object in the endpoint's namespace."""

    name: Annotated[Name, Field(description="Name of the object, in the endpoint's namespace.")]
