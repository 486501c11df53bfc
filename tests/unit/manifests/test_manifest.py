"""Two manifests are compared by what they intend."""

import pytest

from pilotlight.manifests.manifest import digest

BASE = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "a", "namespace": "n", "labels": {"x": "1"}},
    "data": {"k": "v"},
}


@pytest.mark.parametrize(
    "same",
    [
        {**BASE, "metadata": {**BASE["metadata"], "uid": "1", "resourceVersion": "7"}},  # type: ignore[dict-item]
        {**BASE, "status": {"x": 1}},
        {**BASE, "binaryData": {}},
        {**BASE, "metadata": {**BASE["metadata"], "annotations": None}},  # type: ignore[dict-item]
    ],
)
def test_what_the_server_adds_or_drops_makes_no_difference(same: dict[str, object]) -> None:
    assert digest(same) == digest(BASE)


@pytest.mark.parametrize(
    "other",
    [
        {**BASE, "data": {"k": "w"}},
        {**BASE, "metadata": {**BASE["metadata"], "labels": {}}},  # type: ignore[dict-item]
        {**BASE, "immutable": False},
    ],
)
def test_what_we_intend_makes_a_difference(other: dict[str, object]) -> None:
    assert digest(other) != digest(BASE)


def test_the_order_of_a_list_of_objects_is_the_servers_business() -> None:
    one = {"spec": {"items": [{"name": "a"}, {"name": "b"}]}}
    two = {"spec": {"items": [{"name": "b"}, {"name": "a"}]}}
    assert digest(one) == digest(two)


def test_the_order_of_a_list_of_values_is_ours() -> None:
    assert digest({"args": ["a", "b"]}) != digest({"args": ["b", "a"]})
