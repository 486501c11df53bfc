"""Taking our own values out of a live object."""

from dataclasses import dataclass
from typing import Any

import pytest

from pilotlight.cluster.ownership import owned, owned_digest
from pilotlight.manifests.manifest import digest


@dataclass(frozen=True)
class Row:
    says: str
    live: dict[str, Any]
    fields: dict[str, Any]
    expect: dict[str, Any]


ROWS = [
    Row("a scalar", {"spec": {"a": 1, "b": 2}}, {"f:spec": {"f:a": {}}}, {"spec": {"a": 1}}),
    Row(
        "labels of others are not seen",
        {"metadata": {"labels": {"ours": "1", "theirs": "2"}}},
        {"f:metadata": {"f:labels": {".": {}, "f:ours": {}}}},
        {"metadata": {"labels": {"ours": "1"}}},
    ),
    Row(
        "a value that is owned as a whole brings all that is in it",
        {"spec": {"selector": {"a": "1", "added": "2"}}},
        {"f:spec": {"f:selector": {}}},
        {"spec": {"selector": {"a": "1", "added": "2"}}},
    ),
    Row(
        "items of a list by their keys, whatever order they are in",
        {"ports": [{"port": 2, "name": "b"}, {"port": 1, "name": "a", "nodePort": 9}]},
        {
            "f:ports": {
                'k:{"port":1}': {".": {}, "f:port": {}, "f:name": {}},
                'k:{"port":2}': {".": {}, "f:port": {}},
            }
        },
        {"ports": [{"port": 1, "name": "a"}, {"port": 2}]},
    ),
    Row(
        "an item that somebody removed",
        {"env": []},
        {"f:env": {'k:{"name":"A"}': {".": {}, "f:name": {}}}},
        {"env": []},
    ),
    Row(
        "members of a set",
        {"finalizers": ["theirs", "ours"]},
        {"f:finalizers": {".": {}, 'v:"ours"': {}}},
        {"finalizers": ["ours"]},
    ),
    Row(
        "an item by its index",
        {"args": ["a", "b"]},
        {"f:args": {"i:1": {}, "i:7": {}}},
        {"args": ["b"]},
    ),
    Row("a field that somebody removed", {"spec": {}}, {"f:spec": {"f:a": {}}}, {"spec": {}}),
    Row(
        "a field that became something else is seen as it is",
        {"spec": {"a": "text"}},
        {"f:spec": {"f:a": {"f:b": {}}}},
        {"spec": {"a": "text"}},
    ),
    Row(
        "owning that a map exists is not owning its content",
        {"metadata": {"annotations": {"theirs": "1"}}},
        {"f:metadata": {"f:annotations": {".": {}}}},
        {"metadata": {"annotations": {}}},
    ),
]


def managed(
    live: dict[str, Any], fields: dict[str, Any], manager: str = "pilotlight", **entry: Any
) -> dict[str, Any]:
    entries = [{"manager": manager, "operation": "Apply", "fieldsV1": fields, **entry}]
    return {**live, "metadata": {**live.get("metadata", {}), "managedFields": entries}}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_what_our_manager_holds_is_taken_out(row: Row) -> None:
    assert owned(managed(row.live, row.fields)) == row.expect


@pytest.mark.parametrize(
    "entry",
    [{"manager": "kubectl"}, {"operation": "Update"}, {"subresource": "status"}],
    ids=["another manager", "an update under our name", "our status"],
)
def test_what_others_hold_is_not_ours(entry: dict[str, Any]) -> None:
    live = managed({"spec": {"a": 1}}, {"f:spec": {"f:a": {}}})
    live["metadata"]["managedFields"][0].update(entry)

    assert owned(live) == {}


def test_a_foreign_change_of_a_value_of_ours_changes_the_digest_and_a_foreign_field_does_not() -> (
    None
):
    fields: dict[str, Any] = {"f:spec": {"f:replicas": {}}}
    intent = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 2}}
    as_intended = managed({"spec": {"replicas": 2, "paused": True}}, fields)
    scaled = managed({"spec": {"replicas": 5}}, fields)

    assert owned_digest(as_intended) == digest(intent)
    assert owned_digest(scaled) != digest(intent)
