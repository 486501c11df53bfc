"""Where the activators are, as the slices of their Service say it."""

from typing import Any

from pilotlight.cluster.activators import Activators
from pilotlight.manifests.hold import ActivatorPod

A = ActivatorPod("a", "pilotlight-system", "uid-a", "10.0.0.1", "node-1")


def an_entry(name: str, address: str, ready: bool | None = True) -> dict[str, Any]:
    target = {"kind": "Pod", "name": name, "namespace": "pilotlight-system", "uid": f"uid-{name}"}
    return {
        "addresses": [address],
        "conditions": {} if ready is None else {"ready": ready},
        "nodeName": "node-1",
        "targetRef": target,
    }


def a_slice(name: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "namespace": "pilotlight-system"},
        "endpoints": list(entries),
    }


class Rig:
    def __init__(self) -> None:
        self.changes = 0
        self.activators = Activators("pilotlight-system", "activator", self.changed)

    def changed(self) -> None:
        self.changes += 1

    def names(self) -> list[str]:
        assert self.activators.pods is not None
        return [pod.name for pod in self.activators.pods]


def test_until_they_were_listed_nobody_knows_them() -> None:
    assert Rig().activators.pods is None


def test_that_there_are_none_is_news() -> None:
    rig = Rig()
    rig.activators.listed([])
    assert (rig.activators.pods, rig.changes) == ((), 1)


def test_those_that_are_ready_are_there() -> None:
    rig = Rig()
    rig.activators.listed(
        [a_slice("x", an_entry("b", "10.0.0.2", None), an_entry("a", "10.0.0.1"))]
    )
    assert rig.names() == ["a", "b"]
    assert rig.activators.pods is not None
    assert rig.activators.pods[0] == A
    rig.activators.event("MODIFIED", a_slice("x", an_entry("a", "10.0.0.1", False)))
    assert rig.names() == []
    assert rig.changes == 2


def test_what_says_the_same_is_no_news() -> None:
    rig = Rig()
    rig.activators.listed([a_slice("x", an_entry("a", "10.0.0.1"))])
    rig.activators.event("MODIFIED", a_slice("x", an_entry("a", "10.0.0.1")))
    rig.activators.event("ADDED", a_slice("y", an_entry("a", "10.0.0.1")))
    assert (rig.names(), rig.changes) == (["a"], 1)


def test_both_address_families_of_a_pod_are_there() -> None:
    rig = Rig()
    rig.activators.listed(
        [a_slice("x", an_entry("a", "10.0.0.1")), a_slice("y", an_entry("a", "fd00::1"))]
    )
    assert rig.activators.pods is not None
    assert [pod.family for pod in rig.activators.pods] == ["IPv4", "IPv6"]
    rig.activators.event("DELETED", a_slice("y"))
    assert [pod.address for pod in rig.activators.pods] == ["10.0.0.1"]


def test_what_is_no_pod_is_left_out() -> None:
    rig = Rig()
    rig.activators.listed([a_slice("x", {"addresses": ["10.0.0.1"], "conditions": {}})])
    assert rig.names() == []
