"""Pydantic models → structural OpenAPI v3 schemas, as CustomResourceDefinitions want them.

JSON Schema and structural schemas differ in small ways that the API server refuses one at a time:
references, `anyOf` with null, `const`, numeric exclusive bounds, boolean `additionalProperties`,
nodes without a type. What has an equivalent is rewritten; what has none raises here, with its
path, rather than at `kubectl apply`.
"""

from datetime import timedelta
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from pilotlight.api import duration
from pilotlight.api.schema import EMBEDDED, LIST_TYPE, VALIDATIONS
from pilotlight.codegen.embedded import embedded

Schema = dict[str, Any]

_INT32_MAX = 2**31 - 1
_DROPPED = frozenset({"title", "$defs"})
_REFUSED = frozenset({"allOf", "anyOf", "oneOf", "not", "prefixItems", "uniqueItems", "$ref"})
_DURATION: Schema = {
    "type": "string",
    "maxLength": 28,  # four parts of five digits and a unit of two letters
    VALIDATIONS: [
        {
            "rule": f"self.matches('{duration.PATTERN}')",
            "message": "write a duration like 30s, 5m or 1h30m",
        }
    ],
}


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, without null and with durations and defaults as people write them."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Absent and null are the same to the API server, which drops nulls."""
        return self.generate_inner(schema["schema"])

    def union_schema(self, schema: core_schema.UnionSchema) -> JsonSchemaValue:  # noqa: ARG002
        raise TypeError("a CRD has no unions; use one type, or Embedded for a quantity")

    def timedelta_schema(
        self,
        schema: core_schema.TimedeltaSchema,  # noqa: ARG002
    ) -> JsonSchemaValue:
        return dict(_DURATION)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Nested models default to `{}`, so that the API server fills in their own defaults."""
        inner = self.generate_inner(schema["schema"])
        default = schema["default"] if "default" in schema else _made_by_factory(schema)
        if default is None or default == [] or default == {}:
            return inner
        return {**inner, "default": _default(default)}


def _made_by_factory(schema: core_schema.WithDefaultSchema) -> Any:
    factory: Any = schema["default_factory"]
    return factory()


def _default(value: Any) -> Any:
    match value:
        case timedelta():
            return duration.render(value)
        case Enum():
            return value.value
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        case _:
            return value


def structural(model: type[BaseModel]) -> Schema:
    """The structural schema of a model.

    Raises:
        ValueError: when a field cannot be expressed in a CRD, or has no maximum.
        TypeError: when a field is a union.
    """
    schema = draft(model)
    return _node(schema, schema.get("$defs", {}), model.__name__)


def draft(model: type[BaseModel]) -> Schema:
    """The schema with references and marks of embedded types still in it."""
    return model.model_json_schema(by_alias=True, schema_generator=_Generator)


def _node(raw: Schema, definitions: dict[str, Schema], path: str) -> Schema:
    node = resolved(raw, definitions)
    if EMBEDDED in node:
        return _in_order({**embedded(node.pop(EMBEDDED)), **node})
    node = _rewritten({key: value for key, value in node.items() if key not in _DROPPED})
    if refused := _REFUSED & node.keys():
        raise ValueError(f"{path}: a CRD cannot express {', '.join(sorted(refused))}")
    if "type" not in node or node.get("additionalProperties") is True:
        raise ValueError(f"{path}: has no type; use Embedded or a model")
    if "properties" in node:
        node["properties"] = {
            name: _node(value, definitions, f"{path}.{name}")
            for name, value in node["properties"].items()
        }
    for key in {"items", "additionalProperties"} & node.keys():
        node[key] = _node(node[key], definitions, f"{path}[]")
    _require_maximum(node, path)
    return _in_order(node)


def _rewritten(node: Schema) -> Schema:
    """What JSON Schema writes differently. `exclusiveMinimum` is a flag beside `minimum` here."""
    if "const" in node:
        node["enum"] = [node.pop("const")]
    if node.get("additionalProperties") is False:
        del node["additionalProperties"]
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if flag in node and not isinstance(node[flag], bool):
            node[bound] = node[flag]
            node[flag] = True
    if node.get("type") == "integer":
        node["format"] = "int32" if abs(node.get("maximum", 2**63)) <= _INT32_MAX else "int64"
    if rules := node.get(VALIDATIONS):
        node[VALIDATIONS] = [{"rule": it["rule"], "message": it["message"]} for it in rules]
    return node


def resolved(raw: Schema, definitions: dict[str, Schema]) -> Schema:
    """The node with its reference replaced; what stands beside the reference wins, rules add up."""
    node = dict(raw)
    while "$ref" in node:
        name = node.pop("$ref").rpartition("/")[2]
        base = definitions[name]
        rules = [*base.get(VALIDATIONS, ()), *node.get(VALIDATIONS, ())]
        node = {**base, **node}
        if rules:
            node[VALIDATIONS] = rules
    return node


def _require_maximum(node: Schema, path: str) -> None:
    """Without maxima the API server's CEL cost estimate assumes megabytes, and refuses the CRD."""
    match node:
        case {"type": "string"} if not {"maxLength", "enum", "format"} & node.keys():
            raise ValueError(f"{path}: a string needs max_length")
        case {"type": "array"} if not {"maxItems", LIST_TYPE} <= node.keys():
            raise ValueError(f"{path}: a list needs max_length and ListMap or AtomicList")
        case {"type": "object", "additionalProperties": _} if "maxProperties" not in node:
            raise ValueError(f"{path}: a map needs max_length")
        case _:
            pass


def _in_order(node: Schema) -> Schema:
    """Keys in the order in which people read them."""
    first = ("description", "type", "format", "default", "enum")
    last = ("items", "additionalProperties", "properties")
    middle = [key for key in node if key not in first and key not in last]
    return {key: node[key] for key in (*first, *middle, *last) if key in node}
