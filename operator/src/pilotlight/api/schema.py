"""Marks on the models that the CRD generator reads: CEL rules, embedded core/v1 types, list kinds.

The models stay plain pydantic; what only the API server understands stands beside the field it
belongs to, so that a field and its rules are read together. Each mark writes itself into the
field's JSON schema, and `pilotlight.codegen` makes the rest structural.
"""

from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from pilotlight.api import duration

VALIDATIONS = "x-kubernetes-validations"
LIST_TYPE = "x-kubernetes-list-type"
LIST_MAP_KEYS = "x-kubernetes-list-map-keys"
# Replaced by the generator with the schema of the core/v1 type; never reaches the CRD.
EMBEDDED = "x-pilotlight-embedded"


def _with_rule(schema: JsonSchemaValue, cel: str, message: str) -> JsonSchemaValue:
    rules = [*schema.get(VALIDATIONS, ()), {"rule": cel, "message": message}]
    return {**schema, VALIDATIONS: rules}


@dataclass(frozen=True, slots=True)
class Rule:
    """A CEL rule (`x-kubernetes-validations`). The message says what to write instead."""

    cel: str
    message: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return _with_rule(handler(core), self.cel, self.message)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The field holds a core/v1 type; `model` names its class in `kubernetes.aio.client.models`.

    The API server gets the whole schema, so a typo is refused; the operator passes it through.
    `quantity` is the one type that is not a class: a number or text such as `500m`.
    """

    model: str

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {EMBEDDED: self.model}


@dataclass(frozen=True, slots=True)
class ListMap:
    """A list whose items are merged by these keys (`x-kubernetes-list-type: map`)."""

    keys: tuple[str, ...]

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core), LIST_TYPE: "map", LIST_MAP_KEYS: list(self.keys)}


@dataclass(frozen=True, slots=True)
class AtomicList:
    """A list that is replaced as a whole."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core), LIST_TYPE: "atomic"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a duration, as GEP-2257 text; become CEL because the schema knows only strings.

    CEL also runs on text that is no duration at all, so the bounds must not judge that.
    """

    least: str
    most: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        least, most = f"duration('{self.least}')", f"duration('{self.most}')"
        inside = f"duration(self) >= {least} && duration(self) <= {most}"
        return _with_rule(
            handler(core),
            f"!self.matches('{duration.PATTERN}') || ({inside})",
            f"write a duration from {self.least} to {self.most}",
        )
