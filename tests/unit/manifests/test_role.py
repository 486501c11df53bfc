"""What is written on a pod about its role is what is read back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.manifests.role import (
    SERVING,
    Role,
    draining,
    read_cost,
    read_since,
    role_patch,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
INT32 = range(-(2**31), 2**31)
BEFORE = {
    "labels": {"app": "x", "pilotlight.dev/role": "something"},
    "annotations": {"a": "b", "controller.kubernetes.io/pod-deletion-cost": "5"},
}


def merged(target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """RFC 7386."""
    found = dict(target)
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict):
            found[key] = merged(found.get(key, {}), value)
        else:
            found[key] = value
    return found


@pytest.mark.parametrize("role", [SERVING, draining(NOON), draining(NOON, drained=True)], ids=str)
def test_a_role_survives_the_pod_that_it_is_written_on(role: Role) -> None:
    metadata = merged(BEFORE, role_patch(role))
    annotations = metadata["annotations"]
    read = Role(
        metadata["labels"]["pilotlight.dev/role"], read_since(annotations), read_cost(annotations)
    )
    assert read == role
    assert (metadata["labels"]["app"], annotations["a"]) == ("x", "b")


def test_what_has_drained_is_the_cheapest_that_a_replicaset_can_read() -> None:
    drains, drained = draining(NOON).cost, draining(NOON, drained=True).cost
    assert drains in INT32
    assert drained == INT32[0]
    assert drained < drains < 0
