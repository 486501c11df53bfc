"""Accelerators that the node pretends to have. The scheduler counts them; there is no device.

Any domain makes an extended resource, so each endpoint of a story may have a kind of its own, and
stories with different shortages are told side by side on one node.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from e2e import operator
from e2e.kubectl import Kubectl


@contextmanager
def advertised(kubectl: Kubectl, counts: Mapping[str, int]) -> Iterator[None]:
    """The only node has so many of each, until the end of the block."""
    if not operator.is_local():
        pytest.skip("only the local cluster's node has accelerators that can be changed")
    before = {it: _now(kubectl).get(it) for it in counts}
    try:
        advertise(kubectl, counts)
        yield
    finally:
        _write(kubectl, before)


def advertise(kubectl: Kubectl, counts: Mapping[str, int]) -> None:
    """From now on it has so many; those that are used stay."""
    _write(kubectl, {it: str(count) for it, count in counts.items()})


def _now(kubectl: Kubectl) -> dict[str, str]:
    (node,) = kubectl.json("get", "nodes")["items"]
    return dict(node["status"]["capacity"])


def _write(kubectl: Kubectl, counts: Mapping[str, str | None]) -> None:
    (node,) = kubectl.json("get", "nodes")["items"]
    patch = json.dumps({"status": {"capacity": counts, "allocatable": counts}})
    name = node["metadata"]["name"]
    kubectl("patch", "node", name, "--subresource=status", "--type=merge", "-p", patch)
