"""The CRD: current on disk, small, structural, strict about the types it embeds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from pilotlight.api.schema import AtomicList, Embedded
from pilotlight.codegen.crd import crd
from pilotlight.codegen.embedded import embedded
from pilotlight.codegen.outputs import REPOSITORY, outdated, outputs
from pilotlight.codegen.structural import structural
from tests.golden.strict import validate

Schema = dict[str, Any]
# Client-side apply keeps the whole manifest in an annotation, and annotations hold 256 KiB.
LARGEST = 250_000


def nodes(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    yield path, schema
    for name, value in schema.get("properties", {}).items():
        yield from nodes(value, f"{path}.{name}")
    for key in ("items", "additionalProperties"):
        if key in schema:
            yield from nodes(schema[key], f"{path}[]")


@pytest.fixture(scope="module")
def schema() -> Schema:
    version: Schema = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    return version


def test_every_generated_file_is_what_the_models_say() -> None:
    assert list(outdated()) == [], "run `python -m pilotlight.codegen` and commit the result"


def test_generating_twice_gives_the_same_text() -> None:
    assert [it.text() for it in outputs()] == [it.text() for it in outputs()]


def test_a_file_that_was_edited_by_hand_is_found(tmp_path: Any) -> None:
    for output in outputs():
        output.write(tmp_path)
    assert list(outdated(tmp_path)) == []
    victim = tmp_path / outputs()[0].path
    victim.write_text(victim.read_text() + "\n# mine\n")
    assert list(outdated(tmp_path)) == [outputs()[0].path]


def test_the_crd_is_a_valid_manifest_that_client_side_apply_can_hold() -> None:
    validate(crd())
    assert (REPOSITORY / outputs()[0].path).stat().st_size < LARGEST


def test_every_field_of_spec_and_status_is_described(schema: Schema) -> None:
    undescribed = [
        path
        for path, node in nodes(schema["properties"]["spec"])
        if not path.endswith("[]") and "description" not in node and "Selector" not in path
        if not any(deep in path for deep in ("affinity", "env[]", "topologySpread"))
    ]
    assert undescribed == []


def test_every_list_says_how_it_is_merged(schema: Schema) -> None:
    lists = [(path, node) for path, node in nodes(schema) if node.get("type") == "array"]
    assert lists
    assert [path for path, node in lists if "x-kubernetes-list-type" not in node] == []


def test_keys_of_list_maps_are_required(schema: Schema) -> None:
    for path, node in nodes(schema):
        if node.get("x-kubernetes-list-type") == "map":
            assert set(node["x-kubernetes-list-map-keys"]) <= set(node["items"]["required"]), path


def test_every_text_list_and_map_has_a_maximum(schema: Schema) -> None:
    without = [
        path
        for path, node in nodes(schema)
        if path not in {".apiVersion", ".kind", ".metadata.name"}
        if (node.get("type") == "string" and not {"maxLength", "enum", "format"} & node.keys())
        or (node.get("type") == "array" and "maxItems" not in node)
        or ("additionalProperties" in node and "maxProperties" not in node)
    ]
    assert without == []


@pytest.mark.parametrize(
    ("path", "default"),
    [
        (".runtime", {}),
        (".runtime.engine", {}),
        (".runtime.engine.tensorParallelSize", 1),
        (".runtime.startupTimeout", "30m"),
        (".runtime.drainTimeout", "5m"),
        (".monitoring", {}),
        (".monitoring.podMonitor", "Auto"),
        (".model.trustRemoteCode", False),
        (".paused", False),
    ],
)
def test_defaults_stand_in_the_schema_as_people_write_them(
    schema: Schema, path: str, default: Any
) -> None:
    assert dict(nodes(schema["properties"]["spec"]))[path]["default"] == default


def test_status_has_no_defaults_because_nobody_would_own_them(schema: Schema) -> None:
    assert [p for p, node in nodes(schema["properties"]["status"]) if "default" in node] == []


def test_the_scale_subresource_points_at_fields_that_exist(schema: Schema) -> None:
    scale = crd()["spec"]["versions"][0]["subresources"]["scale"]
    known = dict(nodes(schema))
    assert {known[path]["type"] for path in scale.values()} == {"integer", "string"}


@pytest.mark.parametrize(
    "name", ["V1EnvVar", "V1Toleration", "V1Affinity", "V1TopologySpreadConstraint"]
)
def test_an_embedded_type_names_every_field_and_leaves_none_open(name: str) -> None:
    for path, node in nodes(embedded(name)):
        assert "type" in node or node.get("x-kubernetes-int-or-string"), path
        assert "$ref" not in node, path
        if node.get("type") == "object":
            assert "properties" in node or "additionalProperties" in node, path


def test_an_embedded_quantity_may_be_a_number_or_text() -> None:
    divisor = dict(nodes(embedded("V1EnvVar")))[".valueFrom.resourceFieldRef.divisor"]
    assert divisor["x-kubernetes-int-or-string"] is True


class _Union(BaseModel):
    value: Annotated[int | str, Field(description="Either.")]


class _Free(BaseModel):
    value: Annotated[dict[str, Any], Field(max_length=3)]


class _Endless(BaseModel):
    value: str


class _Unmerged(BaseModel):
    value: Annotated[list[int], Field(max_length=3)]


class _Bounded(BaseModel):
    value: Annotated[int, Field(gt=3, lt=7)]
    maybe: Annotated[int | None, Field(ge=1)] = None
    pause: timedelta = timedelta(minutes=90)
    tags: Annotated[list[Annotated[str, Field(max_length=9)]], Field(max_length=3), AtomicList()]
    limit: Annotated[str | int, Embedded("quantity")]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        pytest.param(_Union, "no unions", id="a union of two types"),
        pytest.param(_Free, "has no type", id="a free object"),
        pytest.param(_Endless, "max_length", id="text without a maximum"),
        pytest.param(_Unmerged, "ListMap or AtomicList", id="a list without a merge strategy"),
    ],
)
def test_what_a_crd_cannot_say_is_refused_when_generating(
    model: type[BaseModel], words: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        structural(model)


def test_what_json_schema_says_differently_is_rewritten() -> None:
    properties = structural(_Bounded)["properties"]
    assert properties["value"] == {
        "type": "integer",
        "format": "int32",
        "exclusiveMaximum": True,
        "exclusiveMinimum": True,
        "minimum": 3,
        "maximum": 7,
    }
    assert properties["maybe"] == {"type": "integer", "format": "int64", "minimum": 1}
    assert properties["pause"]["default"] == "1h30m"
    assert properties["limit"]["x-kubernetes-int-or-string"] is True
