"""What all sections of the chart's values have in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Values(BaseModel):
    """Base: camelCase outside, and no field that is not known."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, extra="forbid")
