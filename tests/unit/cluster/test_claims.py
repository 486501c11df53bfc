"""Accelerators that are promised: what other endpoints ask for and have not got yet."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.cluster.claims import Promises
from pilotlight.cluster.resources import CONTROLLER_REVISIONS, DEPLOYMENTS, ENDPOINTS, PODS
from pilotlight.cluster.store import Store
from pilotlight.cluster.view import Extras, observe
from pilotlight.core.capacity import CapacityOrder, CapacityReport, Claim
from pilotlight.manifests.names import REVISION_LABEL
from tests.builders import PLATFORM
from tests.unit.cluster.raw import Raw, a_child, an_endpoint

CHAT, OTHER = ("demo", "chat"), ("demo", "other")
GPU = "nvidia.com/gpu"
ORDER = CapacityOrder(frozenset({GPU}))


def a_spec(gpus: int = 1, *, resource: str = GPU, **spec: Any) -> Raw:
    limits = {resource: str(gpus)} if gpus else {"cpu": "1"}
    return {"template": {"spec": {"containers": [{"resources": {"limits": limits}}]}}, **spec}


@pytest.fixture
def store() -> Store:
    """Two endpoints; `other` has a record and a Deployment of one revision."""
    filled = Store()
    for name in ("chat", "other"):
        filled.put(ENDPOINTS, an_endpoint(name))
    a_record(filled)
    a_deployment(filled, 2)
    return filled


def a_record(store: Store, spec: Raw | None = None, version: int = 1) -> None:
    data = {"podSpec": {}, "deployment": spec or a_spec()}
    record = a_child("other-a", of="other", owner="uid-of-other", version=version, data=data)
    store.put(CONTROLLER_REVISIONS, record)


def a_deployment(store: Store, replicas: int, version: int = 1, **child: Any) -> None:
    named = {"name": "other-a", "of": "other", "owner": "uid-of-other", **child}
    store.put(DEPLOYMENTS, a_child(version=version, spec={"replicas": replicas}, **named))


def claimed(
    store: Store, *placed: str, promises: Promises | None = None, order: CapacityOrder = ORDER
) -> list[tuple[int, int]]:
    """Count and accelerators of each claim that `chat` has to heed."""
    on_nodes = {("demo", "other-a"): placed} if placed else {}
    report = CapacityReport(order, datetime.now(UTC), placed=on_nodes)
    observed = observe(store, CHAT, Extras(PLATFORM, capacity=report, promises=promises or {}))
    assert observed is not None
    assert observed.capacity is not None
    assert observed.capacity.report is report
    return [(it.count, int(it.need.requests.get(GPU, 0))) for it in observed.capacity.claims]


def test_nothing_is_claimed_where_nothing_was_counted(store: Store) -> None:
    observed = observe(store, CHAT, Extras(PLATFORM))
    assert observed is not None
    assert observed.capacity is None


@pytest.mark.parametrize(
    ("placed", "expected"),
    [((), [(2, 1)]), (("n1",), [(1, 1)]), (("n1", "n1"), []), (("n1", "n2", "n2"), [])],
    ids=["none is on a node", "one is", "all are", "more are than are asked for"],
)
def test_replicas_that_are_not_on_a_node_are_claimed(
    store: Store, placed: tuple[str, ...], expected: list[tuple[int, int]]
) -> None:
    assert claimed(store, *placed) == expected


def test_what_is_counted_is_that_of_the_same_namespace(store: Store) -> None:
    report = CapacityReport(ORDER, datetime.now(UTC), placed={("x", "other-a"): ("n1", "n1")})
    observed = observe(store, CHAT, Extras(PLATFORM, capacity=report))
    assert observed is not None
    assert observed.capacity is not None
    assert [it.count for it in observed.capacity.claims] == [2]


def test_an_endpoint_does_not_stand_in_its_own_way(store: Store) -> None:
    report = CapacityReport(ORDER, datetime.now(UTC))
    promises = {OTHER: {"other-b": a_spec(replicas=1)}}
    observed = observe(store, OTHER, Extras(PLATFORM, capacity=report, promises=promises))
    assert observed is not None
    assert observed.capacity is not None
    assert observed.capacity.claims == ()


def test_other_accelerators_and_none_are_no_concern(store: Store) -> None:
    assert claimed(store, order=CapacityOrder(frozenset({"amd.com/gpu"}))) == []
    assert claimed(store, order=CapacityOrder(frozenset({"amd.com/gpu", GPU}))) == [(2, 1)]
    a_record(store, a_spec(0), version=2)
    assert claimed(store) == []


def test_the_whole_need_is_claimed(store: Store) -> None:
    spec = a_spec(4)
    spec["template"]["spec"]["nodeSelector"] = {"pool": "a"}
    a_record(store, spec, version=2)
    report = CapacityReport(ORDER, datetime.now(UTC))
    observed = observe(store, CHAT, Extras(PLATFORM, capacity=report))
    assert observed is not None
    assert observed.capacity is not None
    (claim,) = observed.capacity.claims
    assert (claim.count, claim.need.requests[GPU]) == (2, 4)
    assert claim.need.node_selector == {"pool": "a"}


def test_a_deployment_without_its_record_claims_nothing(store: Store) -> None:
    """Somebody else's, or one of an endpoint that is being taken apart."""
    store.remove(CONTROLLER_REVISIONS, "demo", "other-a")
    assert claimed(store) == []


def test_what_belongs_to_an_endpoint_that_goes_asks_for_nothing(store: Store) -> None:
    assert claimed(store) == [(2, 1)]
    going = an_endpoint("other", version=2)
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    store.put(ENDPOINTS, going)
    assert claimed(store) == []
    store.remove(ENDPOINTS, "demo", "other")
    assert claimed(store) == []


@pytest.mark.parametrize(
    ("promised", "expected"),
    [(5, [(4, 1)]), (2, [(1, 1)]), (0, [(1, 1)])],
    ids=["more", "the same", "less, which may not be written yet"],
)
def test_the_larger_of_what_is_stored_and_promised_is_claimed(
    store: Store, promised: int, expected: list[tuple[int, int]]
) -> None:
    promises = {OTHER: {"other-a": a_spec(replicas=promised)}}
    assert claimed(store, "n1", promises=promises) == expected


def test_a_promised_revision_is_claimed_before_anything_of_it_is_stored(store: Store) -> None:
    new = ("demo", "new")
    store.put(ENDPOINTS, an_endpoint("new"))
    promises = {
        OTHER: {"other-b": a_spec(2, replicas=3)},
        new: {"new-a": a_spec(8, replicas=1), "new-cpu": a_spec(0, replicas=1)},
    }
    assert claimed(store, "n1", "n1", promises=promises) == [(1, 8), (3, 2)]


def test_an_own_promise_is_no_claim(store: Store) -> None:
    promises = {CHAT: {"chat-b": a_spec(replicas=3)}}
    assert claimed(store, "n1", "n1", promises=promises) == []


def a_pod_of_other(name: str, *, going: bool = False, phase: str = "Pending") -> Raw:
    pod = a_child(name, of="other", owner="", status={"phase": phase})
    pod["metadata"]["labels"][REVISION_LABEL] = "other-a"
    if going:
        pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    return pod


@pytest.mark.parametrize(
    ("pods", "expected"),
    [
        ([], 2),
        ([a_pod_of_other("p1")], 1),
        ([a_pod_of_other("p1"), a_pod_of_other("p2")], 0),
        ([a_pod_of_other("p1", going=True), a_pod_of_other("p2", phase="Failed")], 2),
    ],
    ids=["no pod", "one", "both", "one that goes and one that has ended"],
)
def test_what_no_quota_has_counted_yet_is_what_has_no_pod(
    store: Store, pods: list[Raw], expected: int
) -> None:
    for pod in pods:
        store.put(PODS, pod)
    assert [it.unmade for it in all_claims(store)] == [expected]


def test_a_quota_of_another_namespace_is_not_charged() -> None:
    store = Store()
    store.put(ENDPOINTS, an_endpoint("chat"))
    elsewhere = [
        an_endpoint("other"),
        a_child("other-a", of="other", owner="uid-of-other", spec={"replicas": 2}),
        a_child(
            "other-a",
            of="other",
            owner="uid-of-other",
            data={"podSpec": {}, "deployment": a_spec()},
        ),
    ]
    for kind, raw in zip((ENDPOINTS, DEPLOYMENTS, CONTROLLER_REVISIONS), elsewhere, strict=True):
        raw["metadata"]["namespace"] = "elsewhere"
        store.put(kind, raw)
    assert [(it.count, it.unmade) for it in all_claims(store)] == [(2, 0)]


def all_claims(store: Store) -> tuple[Claim, ...]:
    report = CapacityReport(ORDER, datetime.now(UTC))
    observed = observe(store, CHAT, Extras(PLATFORM, capacity=report))
    assert observed is not None
    assert observed.capacity is not None
    return observed.capacity.claims
