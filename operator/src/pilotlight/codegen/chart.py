"""What the chart has from the models: values with their schema, and its copy of the CRD."""

import json
import textwrap
from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import BaseModel

from pilotlight.api.schema import EMBEDDED
from pilotlight.codegen.chart_values import ChartValues
from pilotlight.codegen.crd import crd
from pilotlight.codegen.embedded import embedded
from pilotlight.codegen.text import HEADER, as_yaml

Schema = dict[str, Any]

_WIDTH = 100
_SOURCE = "operator/src/pilotlight/codegen/chart_values.py"
# Handed down by Helm, set by nobody.
_UNLISTED = frozenset({"global"})


def values_schema() -> str:
    """`values.schema.json`: Helm refuses values that it does not allow."""
    schema = ChartValues.model_json_schema(by_alias=True)
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **_plain(schema)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def values_yaml() -> str:
    """`values.yaml`: every value with its default and what it is for."""
    lines = [HEADER.rstrip(), f"# Its source is {_SOURCE}."]
    for name, field in _listed(ChartValues()):
        lines += ["", *field.lines(name, indent=0)]
    return "\n".join(lines) + "\n"


def value_rows() -> Iterator[tuple[str, str, str, str]]:
    """Path, type, default as YAML and description of every value that can be set."""
    properties = ChartValues.model_json_schema(by_alias=True)
    for name, field in _listed(ChartValues()):
        yield from field.rows(name, properties)


def crd_template() -> str:
    """The CRD as a template: Helm never upgrades what lies in a chart's crds folder."""
    manifest = crd()
    manifest["metadata"]["annotations"]["helm.sh/resource-policy"] = "keep"
    text = as_yaml(manifest).replace("{{", '{{ "{{" }}')
    labels = '  labels: {{- include "pilotlight.labels" . | nindent 4 }}\n'
    text = text.replace("  annotations:\n", f"{labels}  annotations:\n", 1)
    return f"{{{{- if .Values.crds.enabled }}}}\n{HEADER}{text}{{{{- end }}}}\n"


class _Value:
    """One value: its default, its description, and its members when it is a section."""

    def __init__(self, default: Any, description: str) -> None:
        self._default = default
        self._description = description

    def lines(self, name: str, indent: int) -> Iterator[str]:
        """The value as it stands in values.yaml."""
        margin = " " * indent
        comment = f"{margin}# "
        yield from textwrap.wrap(
            self._description,
            _WIDTH,
            initial_indent=comment,
            subsequent_indent=comment,
            break_on_hyphens=False,
        )
        if isinstance(self._default, BaseModel):
            yield f"{margin}{name}:"
            for key, value in _listed(self._default):
                yield from value.lines(key, indent + 2)
        else:
            yield f"{margin}{name}: {_flow(self._default)}"

    def rows(self, path: str, schema: Schema) -> Iterator[tuple[str, str, str, str]]:
        """The value and its members as rows of the reference."""
        if isinstance(self._default, BaseModel):
            for key, value in _listed(self._default):
                yield from value.rows(f"{path}.{key}", schema)
        else:
            kind = _kind(path, schema)
            yield path, kind, _flow(self._default), self._description


def _listed(model: BaseModel) -> Iterator[tuple[str, _Value]]:
    for name, field in type(model).model_fields.items():
        alias = field.alias or name
        if alias not in _UNLISTED:
            yield alias, _Value(getattr(model, name), field.description or "")


def _flow(value: Any) -> str:
    """On one line, as YAML."""
    if isinstance(value, str):
        return json.dumps(str(value)) if not value or ":" in value else str(value)
    if isinstance(value, (dict, list)) and value:
        return str(yaml.safe_dump(value, default_flow_style=True, sort_keys=False)).strip()
    return json.dumps(value)


def _kind(path: str, schema: Schema) -> str:
    node = schema
    for key in path.split("."):
        node = _target(node, schema)["properties"][key]
    node = _target(node, schema)
    match node:
        case {"enum": values}:
            return " | ".join(values)
        case {"type": "array", "items": items}:
            return f"list of {_target(items, schema).get('type', 'object')}"
        case {"type": str(kind)}:
            return kind
        case _:
            return "object"


def _target(node: Schema, schema: Schema) -> Schema:
    if "$ref" in node:
        return dict(schema["$defs"][node["$ref"].rpartition("/")[2]])
    return node


def _plain(node: Any) -> Any:
    """JSON Schema without marks of ours or of Kubernetes, closed to unknown members."""
    if isinstance(node, list):
        return [_plain(it) for it in node]
    if not isinstance(node, dict):
        return node
    if EMBEDDED in node:
        node = {**embedded(node[EMBEDDED]), **node}
    result = {
        key: _plain(value)
        for key, value in node.items()
        if not key.startswith("x-") and not (key == "title" and isinstance(value, str))
    }
    if node.get("type") == "object" and {"properties", "patternProperties"} & node.keys():
        result["additionalProperties"] = False
    return result
