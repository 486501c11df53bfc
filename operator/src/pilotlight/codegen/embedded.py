"""Schemas of core/v1 types, from the pydantic models of the `kubernetes` package.

They are narrower than free objects (a misspelt field is refused by the API server) and as wide as
core/v1 itself, but for the generous maxima that CEL's cost estimate asks for.
"""

from functools import cache
from typing import Any

from kubernetes.aio.client import models
from pydantic import BaseModel

Schema = dict[str, Any]

QUANTITY: Schema = {
    "anyOf": [{"type": "integer"}, {"type": "string"}],
    "x-kubernetes-int-or-string": True,
    "maxLength": 64,
}
# Text in embedded types is mostly a name; the longest is the value of an environment variable.
MAX_TEXT = 32_768
MAX_KEY = 253
MAX_ITEMS = 128

# Served by core/v1 as whole values: a change of one member replaces all of them.
_ATOMIC = frozenset(
    {
        "V1ConfigMapKeySelector",
        "V1FileKeySelector",
        "V1LabelSelector",
        "V1NodeSelector",
        "V1NodeSelectorTerm",
        "V1ObjectFieldSelector",
        "V1ResourceFieldSelector",
        "V1SecretKeySelector",
    }
)
# Values that core/v1 allows; its published models only describe them in prose. An empty effect or
# operator of a toleration is core/v1's way of writing "all" and "Equal".
_ENUMS = {
    ("V1LabelSelectorRequirement", "operator"): ["In", "NotIn", "Exists", "DoesNotExist"],
    ("V1NodeSelectorRequirement", "operator"): [
        *("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    ],
    ("V1Toleration", "effect"): ["", "NoSchedule", "PreferNoSchedule", "NoExecute"],
    ("V1Toleration", "operator"): ["", "Exists", "Equal", "Lt", "Gt"],
    ("V1TopologySpreadConstraint", "nodeAffinityPolicy"): ["Honor", "Ignore"],
    ("V1TopologySpreadConstraint", "nodeTaintsPolicy"): ["Honor", "Ignore"],
    ("V1TopologySpreadConstraint", "whenUnsatisfiable"): ["DoNotSchedule", "ScheduleAnyway"],
}
_QUANTITIES = frozenset({("V1ResourceFieldSelector", "divisor")})
_WIDE_INTEGERS = frozenset({("V1Toleration", "tolerationSeconds")})


@cache
def _definitions(name: str) -> tuple[Schema, dict[str, Schema]]:
    model: type[BaseModel] = getattr(models, name)
    schema = model.model_json_schema(by_alias=True)
    return schema, schema.pop("$defs", {})


def embedded(name: str) -> Schema:
    """The structural schema of a core/v1 type, without its own description.

    Raises:
        ValueError: when the package describes the type with something CRDs cannot express.
    """
    if name == "quantity":
        return dict(QUANTITY)
    schema, definitions = _definitions(name)
    return _object(name, schema, definitions)


def _object(name: str, schema: Schema, definitions: dict[str, Schema]) -> Schema:
    properties = {
        key: _property((name, key), value, definitions)
        for key, value in schema["properties"].items()
    }
    result: Schema = {"type": "object", "properties": properties}
    if required := schema.get("required"):
        result["required"] = list(required)
    if name in _ATOMIC:
        result["x-kubernetes-map-type"] = "atomic"
    return result


def _property(place: tuple[str, str], schema: Schema, definitions: dict[str, Schema]) -> Schema:
    description = _first_sentence(schema.get("description", ""))
    value = _value(place, schema, definitions)
    return {"description": description, **value} if description else value


def _value(place: tuple[str, str], schema: Schema, definitions: dict[str, Schema]) -> Schema:
    if place in _QUANTITIES:
        return dict(QUANTITY)
    if place in _ENUMS:
        return {"type": "string", "enum": _ENUMS[place]}
    match schema:
        case {"anyOf": [inner, {"type": "null"}]}:
            return _value(place, inner, definitions)
        case {"$ref": ref}:
            name = ref.rpartition("/")[2]
            return _object(name, definitions[name], definitions)
        case {"type": "array", "items": items}:
            return {
                "type": "array",
                "items": _value(place, items, definitions),
                "maxItems": MAX_ITEMS,
                "x-kubernetes-list-type": "atomic",
            }
        case {"type": "object", "additionalProperties": dict(values)}:
            return {
                "type": "object",
                "additionalProperties": _value(place, values, definitions),
                "maxProperties": MAX_ITEMS,
            }
        case {"type": "string"}:
            return {"type": "string", "maxLength": MAX_KEY if place[1] == "name" else MAX_TEXT}
        case {"type": "integer"}:
            return {"type": "integer", "format": "int64" if place in _WIDE_INTEGERS else "int32"}
        case {"type": "boolean"}:
            return {"type": "boolean"}
        case _:
            raise ValueError(f"{'.'.join(place)}: a CRD cannot express {schema}")


def _first_sentence(text: str) -> str:
    """Enough for `kubectl explain`; the whole prose would be half of the CRD."""
    sentence, dot, _ = " ".join(text.split()).partition(". ")
    return sentence + dot.strip()
